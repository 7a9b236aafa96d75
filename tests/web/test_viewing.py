"""Evidence in an auditor's page: shown, drawn or downloaded, and never run."""

import io
import zipfile

import pytest

from dd_toolkit.demo_desk import a_page
from dd_toolkit.operations.audit import entries_since
from dd_toolkit.storage.files import Files
from tests import uploads
from tests.web.desks import QUESTION, a_case_at_desk, posts
from tests.web.persons import a_person

PDF = "application/pdf"
SEALED = "default-src 'none'; base-uri 'none'; form-action 'none'; "


@pytest.fixture
def shows(app, db, library, settings):
    """A case with one file of evidence, and the auditor's look at a page of it."""

    def shows(content, media_type):
        case = a_case_at_desk(app, db, library, files=[(QUESTION, media_type)])
        kept = Files(settings.files_address).keep(content)
        db.execute("UPDATE evidence SET sha256 = :kept", {"kept": kept})

        def look(page="/"):
            return case.auditor.reads(f"{case.home}/evidence/file0{page}")

        look.case = case
        return look

    return shows


def test_a_picture_is_shown_with_its_type_and_can_run_nothing(shows):
    look = shows(uploads.PNG, "image/png")

    page, picture = look(), look("/picture")

    assert "/evidence/file0/picture" in page.text
    assert (picture.data, picture.mimetype) == (uploads.PNG, "image/png")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert picture.headers["Content-Security-Policy"].startswith(SEALED)
    assert "sandbox" in picture.headers["Content-Security-Policy"]


def test_a_pdf_is_shown_as_a_picture_of_its_page(shows):
    look = shows(a_page(("Invoice",)), PDF)

    page, drawn = look(), look("/page/1.png")

    assert "page 1 of 1" in page.text
    assert drawn.mimetype == "image/png"
    assert drawn.data.startswith(b"\x89PNG")


@pytest.mark.parametrize("page", ["/page/2.png", "/page/0.png", "/picture"])
def test_a_page_that_is_not_there_is_not_shown(shows, page):
    assert shows(a_page(("Invoice",)), PDF)(page).status_code == 404


@pytest.mark.parametrize("page", ["/?page=7", "/?page=-1", "/?page=x"])
def test_a_wrong_page_number_breaks_nothing(shows, page):
    assert shows(a_page(("Invoice",)), PDF)(page).status_code == 200


def test_a_damaged_pdf_is_said_to_be_one(shows):
    assert "cannot be shown here" in shows(b"%PDF-1.7 broken", PDF)().text


@pytest.mark.parametrize("media_type", ["text/plain", "image/heic", "text/html"])
def test_other_kinds_are_only_downloaded(shows, media_type):
    look = shows(uploads.HTML, media_type)

    page, picture, file = look(), look("/picture"), look("/file")

    assert "not shown in the page" in page.text
    assert picture.status_code == 404
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Security-Policy"].startswith(SEALED)


def test_looking_at_evidence_is_noted_once_an_hour(shows, db):
    look = shows(uploads.PNG, "image/png")

    for page in ("/", "/", "/file"):
        look(page)

    read = [one for one in entries_since(db, "") if one.action == "evidence-read"]
    assert [(one.actor, one.subject) for one in read] == [
        ("id-auditor", f"{look.case.review_id}/file0")
    ]


def test_nobody_else_looks_at_it(app, db, shows):
    look = shows(uploads.PNG, "image/png")
    other = a_person(app, db, "other@x.org", "auditor")

    for page in ("/", "/picture", "/file", "/page/1.png"):
        address = f"{look.case.home}/evidence/file0{page}"
        assert other.reads(address).status_code == 404
        assert look.case.owner.reads(address).status_code == 404


def test_the_whole_case_is_one_file(shows, db):
    look = shows(uploads.PNG, "image/png")

    answer = posts(look.case.auditor, f"{look.case.home}/papers/whole")

    assert answer.mimetype == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert "manifest.json" in names
    assert [one for one in entries_since(db, "") if one.action == "exported"]
