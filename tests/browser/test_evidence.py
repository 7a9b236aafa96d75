"""Evidence and "come back later" in a real browser, with scripts and without."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from dd_toolkit.web.evidence import LARGEST_UPLOAD
from tests import uploads
from tests.browser import walking
from tests.browser.test_walk_through import RULES

PDF = {"name": "عقد.pdf", "mimeType": "application/pdf", "buffer": uploads.PDF}
EXE = {"name": "run.pdf", "mimeType": "application/pdf", "buffer": uploads.EXE}


@pytest.fixture
def section(device):
    """Opens the first section on a new device, who-you-are being said."""

    def open_section(*, scripts=True, width=360):
        page = device(scripts=scripts, width=width)
        walking.begin(page)
        walking.say_who_you_are(page, scripts=scripts)
        walking.first_section(page)
        return page

    return open_section


def add_evidence(page):
    page.get_by_role("button", name="Add evidence").first.click()
    page.wait_for_url("**/evidence/**")


def send(page, *files):
    page.locator("#file").set_input_files(list(files))
    page.get_by_role("button", name="Attach").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_attached_downloaded_and_withdrawn(section, scripts):
    page = section(scripts=scripts)
    section_url = page.url
    walking.answer_the_page(page)
    add_evidence(page)

    page.get_by_label("First day").fill("2026-01-01")
    send(page, PDF)
    with page.expect_download() as download:
        page.get_by_role("link", name="عقد.pdf").click()
    page.get_by_role("link", name="Back to the question").click()

    assert download.value.suggested_filename == "عقد.pdf"
    assert download.value.path().read_bytes() == uploads.PDF
    assert page.url.startswith(section_url.partition("#")[0])
    assert page.locator("fieldset:visible input[type=radio]:checked").count()
    page.get_by_role("button", name="Evidence: 1 file · add").click()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_text("No file yet.").wait_for()
    assert page.complaints == []


def test_a_program_is_refused_in_words(section):
    page = section()
    add_evidence(page)

    send(page, EXE)

    page.get_by_text("This kind of file is not taken").wait_for()


def test_too_much_at_once_is_told_on_a_page(section, tmp_path):
    page = section()
    add_evidence(page)
    large = tmp_path / "large.pdf"
    large.write_bytes(bytes(LARGEST_UPLOAD + 1))

    send(page, large)

    page.get_by_text("Nothing of it was attached").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_to_come_back_to_is_listed(section, scripts):
    page = section(scripts=scripts)
    home = page.url.split("/section/")[0]
    question = page.locator("fieldset:visible").first.get_attribute("id")
    page.locator(".beside:visible input[type=checkbox]").first.check()
    if scripts:
        page.locator(f"[id='{question}'] [data-state]", has_text="Saved").wait_for()
        kept_open = page.locator(f"[id='{question}']").get_attribute("class")
        assert "saved" not in kept_open
    else:
        walking.go_on(page)

    page.goto(f"{home}/review")

    link = page.locator(".later a")
    assert link.get_attribute("href").endswith(f"#{question}")
    assert link.count() == 1


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_evidence_fit_and_have_no_barrier(section, width, language):
    page = section(width=width)
    add_evidence(page)
    send(page, PDF, {**PDF, "name": "a" * 100 + ".pdf"}, EXE)
    page.get_by_text("Not attached").wait_for()
    here = re.sub(r"#.*", "", page.url)

    for address in (here, here.rsplit("/", 1)[0] + "/"):
        page.goto(f"{address}?language={language}")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
