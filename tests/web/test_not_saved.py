"""A full disk and a held lock: the page says NOT saved, and the next try works."""

import pytest

from dd_toolkit.settings import Settings
from dd_toolkit.storage import database
from dd_toolkit.storage.assessments import current_answers
from dd_toolkit.storage.database import open_database
from tests.disks import SmallDisk
from tests.web.conftest import PAGE
from tests.web.test_again import sends_again

QUESTION = "c190.rule"


@pytest.fixture
def disk(tmp_path):
    with SmallDisk(tmp_path / "disk") as small:
        yield small


@pytest.fixture
def settings(disk):
    return Settings(f"sqlite:///{disk.folder / 'web.db'}", "w" * 40, "http://localhost")


class Full:
    """A disk without room; with more than a page of text nothing fits any more."""

    def __init__(self, disk, app):
        self.disk, self.app = disk, app

    def __enter__(self):
        self.disk.fill()

    def __exit__(self, *_):
        self.disk.free()


class Locked:
    """Somebody else holds the database, for longer than a request waits."""

    def __init__(self, settings):
        self.other = open_database(settings.database)

    def __enter__(self):
        self.held = self.other.atomic()
        self.held.__enter__()

    def __exit__(self, *raised):
        self.held.__exit__(*raised)
        self.other.close()


@pytest.fixture(params=["full disk", "held lock"])
def trouble(request, disk, app, settings, monkeypatch):
    monkeypatch.setattr(database, "SECONDS_TO_WAIT", 0.1)
    return Full(disk, app) if request.param == "full disk" else Locked(settings)


def stored(db, employer):
    return current_answers(db, employer.home.rsplit("/", 1)[1])


def test_a_script_is_told_that_it_is_not_saved(employer, trouble):
    with trouble:
        told = employer.answers(QUESTION, "none")

    assert (told.status_code, told.json["saved"]) == (503, False)
    assert "NOT saved" in told.json["message"]
    assert told.headers["Retry-After"]


def test_a_scripts_next_try_works(employer, trouble, db):
    with trouble:
        employer.answers(QUESTION, "none")

    assert employer.answers(QUESTION, "none").status_code == 200
    assert stored(db, employer)[QUESTION].choices == ("none",)


def test_a_page_is_told_so_and_keeps_the_answers(employer, trouble, db):
    with trouble:
        page = employer.answers(QUESTION, "none", note="Kept", scripted=False)

    assert page.status_code == 503
    assert "Your answers are not saved yet" in page.text
    assert f'name="q-{QUESTION}" value="none"' in page.text
    assert QUESTION not in stored(db, employer)


def test_one_press_of_its_button_saves_them(employer, trouble, db):
    with trouble:
        page = employer.answers(QUESTION, "none", note="Kept", scripted=False)

    saved = sends_again(employer, page.text)

    assert saved.status_code == 303
    assert stored(db, employer)[QUESTION].note == "Kept"


def test_pressing_it_too_early_keeps_them_still(employer, trouble, db):
    with trouble:
        page = employer.answers(QUESTION, "none", scripted=False)
        page = sends_again(employer, page.text)

    assert page.status_code == 503
    assert sends_again(employer, page.text).status_code == 303


def test_reading_goes_on(employer, trouble):
    with trouble:
        assert employer.sees(PAGE).status_code == 200


def test_other_pages_say_that_it_did_not_work(employer, trouble, library):
    employer.answers_everything(library)

    with trouble:
        page = employer.submits()

    assert page.status_code == 503
    assert employer.submits().status_code == 303
