"""An installed wheel works from any folder, with all that it needs inside."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOT_SOURCE = shutil.ignore_patterns(".*", "build", "dist", "demo", "*.egg-info")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder of an environment that has only the wheel (and the libraries)."""
    folder = tmp_path_factory.mktemp("wheel")
    source = shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCE)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, source],
        check=True,
        capture_output=True,
    )
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run(
        [environment / "bin" / "pip", "install", "-q", "--no-deps", wheel], check=True
    )
    # The libraries are those of this environment: what is tested is the wheel.
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    site = next((environment / "lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text(libraries + "\n")
    return folder


def run(installed, *command):
    return subprocess.run(
        [installed / "environment" / "bin" / "python", "-m", "dd_toolkit", *command],
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_runs_from_its_own_files(installed):
    where = subprocess.run(
        [
            installed / "environment" / "bin" / "python",
            "-c",
            "from dd_toolkit import places; print(places.QUESTIONNAIRES)",
        ],
        cwd=installed,
        capture_output=True,
        text=True,
        check=True,
    )

    assert where.stdout.startswith(str(installed))


def test_the_wheel_carries_the_questionnaires(installed):
    checked = run(installed, "check")

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_the_wheel_writes_a_demo_with_its_report(installed):
    done = run(installed, "demo", "--no-serve", "--folder", "demo")

    assert done.returncode == 0, done.stderr
    assert (installed / "demo" / "action-plan.pdf").read_bytes().startswith(b"%PDF-")


def test_the_wheel_carries_the_trainers_guide(installed):
    done = run(installed, "workshop", "guide", "-o", "guide.pdf", "--locale", "ar")

    assert done.returncode == 0, done.stderr
    assert (installed / "guide.pdf").read_bytes().startswith(b"%PDF-")
