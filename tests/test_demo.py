"""The main job from the command line: a demo, its report, its site, its worker."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest
import sqlite_utils

from dd_toolkit.operations.workshops import board as board_of
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.workshops import workshops_of

DEADLINE = 60


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The folder of a demo and what the command said."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "dd_toolkit", "demo", "--no-serve", "--folder", folder],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=True,
    )
    return folder, done.stdout


def test_the_demo_writes_a_report(demo):
    folder, _ = demo

    assert (folder / "action-plan.pdf").read_bytes().startswith(b"%PDF-")


def test_the_demo_prints_a_private_link_for_each_example(demo):
    _, said = demo

    assert len(re.findall(r"http://127\.0\.0\.1:8000/return#\S+", said)) >= 4


def test_the_trainer_of_the_demo_has_a_workshop_and_a_rehearsal(demo):
    folder, _ = demo
    database = open_database(f"sqlite:///{folder / 'demo.db'}")

    (trainer,) = database.query("SELECT id FROM account WHERE role = 'trainer'")
    states = {one.state: one for one in workshops_of(database, trainer["id"])}
    board = board_of(database, states["ended"].id, locale="en")
    database.close()

    assert states.keys() == {"prepared", "ended"}
    assert states["ended"].rehearsal
    assert any(outcome.distribution for outcome in board.outcomes)


def test_the_demo_keeps_its_secret_readable_by_its_owner_only(demo):
    folder, _ = demo

    assert (folder / "secret-key").stat().st_mode & 0o077 == 0


def test_the_demos_auditor_has_a_case_in_each_state(demo):
    folder, _ = demo
    database = sqlite_utils.Database(folder / "demo.db")

    states = [row["state"] for row in database.query("SELECT state FROM review")]
    given = [row["account_id"] for row in database.query("SELECT * FROM assignment")]

    assert sorted(states) == ["in-review", "signed", "submitted"]
    assert len(given) == 3
    assert len(set(given)) == 1


def test_running_the_demo_again_adds_nothing_twice(demo):
    folder, said = demo

    again = subprocess.run(
        [sys.executable, "-m", "dd_toolkit", "demo", "--no-serve", "--folder", folder],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=True,
    )

    assert again.stdout == said


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def site(folder, tmp_path):
    """`dd-toolkit serve` on the demo's database; its address."""
    port = free_port()
    environment = {
        **os.environ,
        "DD_DATABASE": f"sqlite:///{folder / 'demo.db'}",
        "DD_SECRET_KEY": (folder / "secret-key").read_text(),
        "DD_URL": f"http://127.0.0.1:{port}",
    }
    serving = subprocess.Popen(
        [sys.executable, "-m", "dd_toolkit", "serve", "--port", str(port)],
        env=environment,
        cwd=tmp_path,
    )
    try:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/"))
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.send_signal(signal.SIGINT)
        serving.wait(timeout=DEADLINE)


def answers(address):
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:
        return False


def wait_for(condition, seconds=DEADLINE):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.2)


def test_an_example_of_the_demo_gives_its_pdf_on_the_site(demo, tmp_path):
    folder, said = demo
    code = re.search(r"/return#(\S+garment\S+)", said).group(1)

    with site(folder, tmp_path) as address, httpx.Client(base_url=address) as client:
        token = re.search(r'csrf_token" value="([^"]+)', client.get("/return").text)
        opened = client.post(
            "/return", data={"csrf_token": token.group(1), "code": code}
        )
        pdf = opened.headers["location"].rstrip("/") + "/action-plan.pdf"
        # It waits behind all the papers of the demo's other cases.
        wait_for(
            lambda: client.get(pdf).headers["content-type"] == "application/pdf",
            seconds=4 * DEADLINE,
        )

        assert client.get(pdf).content.startswith(b"%PDF-")


def test_serving_an_empty_database_says_what_to_do(tmp_path):
    environment = {
        **os.environ,
        "DD_DATABASE": f"sqlite:///{tmp_path / 'empty.db'}",
        "DD_SECRET_KEY": "s" * 40,
    }

    refused = subprocess.run(
        [sys.executable, "-m", "dd_toolkit", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )

    assert (refused.returncode, "dd-toolkit migrate" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DD_SECRET_KEY", ""),
        ("DD_SECRET_KEY", "short"),
        ("DD_URL", "dd.example.org"),
        ("DD_DATABASE", "mysql://somewhere"),
        ("DD_DATABASE", "sqlite:////no/such/folder/dd.db"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name, value, tmp_path):
    environment = {
        **os.environ,
        "DD_SECRET_KEY": "s" * 40,
        "DD_DATABASE": f"sqlite:///{tmp_path / 'dd.db'}",
        name: value,
    }

    refused = subprocess.run(
        [sys.executable, "-m", "dd_toolkit", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )

    assert refused.returncode == 2
    assert refused.stderr.startswith(name)
    assert "Traceback" not in refused.stderr
