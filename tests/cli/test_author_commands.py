"""Commands for authors: preview, diff, translations, exchange."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest
from click.testing import CliRunner

from dd_toolkit import places
from dd_toolkit.cli import main
from tests.builders import PAPERS, a_folder, changed

PAPERS_THERE = places.QUESTIONNAIRES / "workplace.yaml"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path):
    return a_folder(tmp_path / "old")


def test_a_folder_compared_with_itself_touches_no_answer(folder):
    done = run("diff", folder, folder)

    assert (done.exit_code, done.stdout) == (0, "none: the change touches no answer\n")


def test_a_change_that_breaks_names_the_question_and_the_reason(folder, tmp_path):
    text = changed(PAPERS, "id: asked", "id: on-demand")
    done = run("diff", folder, a_folder(tmp_path / "new", papers=text))

    assert done.exit_code == 1
    assert done.stdout.startswith("breaks: papers.passport option 'asked' is gone")


def test_one_file_can_be_compared_with_its_earlier_version(tmp_path):
    copy = tmp_path / "workplace.yaml"
    text = PAPERS_THERE.read_text(encoding="utf-8")
    copy.write_text(text.replace("severity: critical", "severity: major"))

    done = run("diff", PAPERS_THERE, copy)

    assert done.exit_code == 0
    assert "compatible: workplace.lowest-pay counts differently" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "nowhere", "nowhere"],
        ["diff", "."],
        ["preview", "nowhere.yaml"],
        ["xlsform", "c190"],
        ["xlsform", "nothing", "-o", "x.xlsx"],
        ["import-xlsform", "nowhere.xlsx", "-o", "x"],
    ],
)
def test_wrong_use_ends_with_two_and_says_why(arguments):
    done = run(*arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_form_ends_with_one(tmp_path):
    (tmp_path / "form.xlsx").write_text("no", encoding="utf-8")

    done = run("import-xlsform", tmp_path / "form.xlsx", "-o", tmp_path / "out")

    assert done.exit_code == 1
    assert "is no Excel workbook" in done.stderr


def test_a_form_can_be_written_and_read_back(tmp_path):
    form = tmp_path / "form.xlsx"

    out = run("xlsform", "c190", "-o", form)
    back = run("import-xlsform", form, "-o", tmp_path / "q")

    assert (out.exit_code, back.exit_code) == (0, 0)
    assert (tmp_path / "q/c190.yaml").is_file()


def test_translations_names_each_file_that_it_wrote(folder, tmp_path, monkeypatch):
    copy = tmp_path / "interface"
    shutil.copytree(places.TRANSLATIONS, copy)
    monkeypatch.setattr(places, "TRANSLATIONS", copy)

    done = run("translations", "--questionnaires", folder)

    assert str(folder / "translations/ar/papers.po") in done.stdout


@pytest.fixture
def previewed(tmp_path):
    """A question file of an author, and `dd-toolkit preview` of it."""
    file = tmp_path / "workplace.yaml"
    shutil.copyfile(PAPERS_THERE, file)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "dd_toolkit", "preview", str(file)]
    process = subprocess.Popen([*words, "--port", str(port)], stdout=subprocess.DEVNULL)
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", follow_redirects=True
    ) as client:
        for _ in range(150):
            try:
                client.get("/")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield file, client
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)


def begun(client):
    token = re.search(r'csrf_token" value="([^"]+)', client.get("/").text).group(1)
    begun = client.post("/start", data={"csrf_token": token, "set": "workplace"})
    home = str(begun.url).rpartition("/")[0]
    token = re.search(r'csrf_token" value="([^"]+)', begun.text).group(1)
    profile = {
        "sector": "other",
        "size": "one",
        "nationalities": "syrian",
        "workforce-sex": "men",
        "country-of-hire": "here",
        "uses-agency": "no",
        "provides-housing": "no",
        "domestic-worker": "no",
        "subcontractors": "no",
        "syrian-flexible-permits": "no",
    }
    sent = {f"q-profile.{key}": value for key, value in profile.items()}
    asked = [f"profile.{key}" for key in profile]
    client.post(f"{home}/profile", data={"csrf_token": token, "asked": asked, **sent})
    return f"{home}/section/workplace.pay"


def test_a_preview_shows_the_questions_as_respondents_see_them(previewed):
    _, client = previewed

    assert "How is overtime paid?" in client.get(begun(client)).text


def test_a_preview_shows_each_change_without_starting_again(previewed):
    file, client = previewed
    page = begun(client)
    before = client.get("/preview-version").json()

    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("How is overtime paid?", "Who pays overtime?"))

    assert "Who pays overtime?" in client.get(page).text
    assert client.get("/preview-version").json() != before


def test_a_preview_of_a_broken_file_shows_its_problems_escaped(previewed):
    file, client = previewed
    text = file.read_text(encoding="utf-8")

    file.write_text(text.replace("severity: critical", "severity: <b>grave</b>", 1))
    shown = client.get("/")

    assert shown.status_code == 422
    assert re.search(r"workplace\.yaml:\d+:\d+:", shown.text)
    assert "&lt;b&gt;grave" in shown.text


def test_a_preview_that_was_broken_goes_on_once_it_is_mended(previewed):
    file, client = previewed
    page = begun(client)
    text = file.read_text(encoding="utf-8")
    file.write_text("id: [", encoding="utf-8")
    client.get(page)

    file.write_text(text, encoding="utf-8")

    assert client.get(page).status_code == 200
