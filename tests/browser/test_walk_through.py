"""The main job in a real browser: from the first page to the PDF."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import walking

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize(
    ("width", "scripts"), [(360, True), (1280, True), (360, False)]
)
def test_an_employer_walks_from_the_first_page_to_the_pdf(device, width, scripts):
    page = device(width=width, scripts=scripts)
    walking.begin(page)
    walking.say_who_you_are(page, scripts=scripts)
    walking.answer_everything(page)
    walking.submit(page)

    page.get_by_role("button", name="Get the PDF").click()
    link = page.get_by_role("link", name="Download the PDF")
    while not scripts and not link.count():
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as download:
        link.click()

    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert page.complaints == []


def test_an_answer_is_there_after_a_reload_without_pressing_anything(device):
    page = device()
    walking.begin(page)
    walking.say_who_you_are(page)
    walking.first_section(page)

    walking.answer_the_page(page)
    walking.saved(page)
    page.reload()

    checked = page.locator("fieldset:visible input:checked").count()
    assert checked == page.locator("fieldset[data-question]:visible").count()


def test_the_private_link_opens_the_same_answers_on_another_device(device):
    page = device()
    walking.begin(page)
    walking.say_who_you_are(page)
    link = page.locator("#private-link").input_value()

    other = device(width=1280)
    other.goto(link)
    other.wait_for_url("**/assessment/**")

    assert re.search(r"/assessment/\w+/", other.url).group() in page.url
    assert "#" not in other.url.removesuffix("#main")


def test_a_saved_answer_says_so(device):
    page = device()
    walking.begin(page)

    walking.tick(page, "profile.sector", "domestic-work")
    walking.saved(page)

    assert page.locator("#profile\\.sector [data-state]").inner_text() == "Saved"


def test_a_question_that_an_answer_opens_appears_at_once(device):
    page = device()
    walking.begin(page)
    housing = page.locator("#profile\\.provides-housing")
    before = housing.is_visible()

    walking.tick(page, "profile.sector", "domestic-work")
    walking.saved(page)

    assert (before, housing.is_visible()) == (True, False)


def test_an_answer_given_while_the_site_is_away_is_saved_when_it_is_back(device, site):
    page = device()
    walking.begin(page)
    site.stop()
    walking.tick(page, "profile.sector", "garment")
    page.get_by_text("Not saved. We keep trying").wait_for()

    site.start()
    page.locator("#profile\\.sector [data-state]", has_text="Saved").wait_for()
    page.reload()

    assert page.locator('input[value="garment"]').is_checked()


def test_everything_can_be_done_with_the_keyboard(device):
    page = device(width=1280)
    walking.begin(page)

    for question in page.locator("fieldset[data-question]:visible").all()[:2]:
        question.locator("input:not([type=hidden])").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    walking.saved(page)

    assert [
        field.get_attribute("value") for field in page.locator("input:checked").all()
    ] == ["construction", "under-10"]


def open_everything(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def pages(page):
    """Opens each kind of page in turn and gives its name."""
    yield "home"
    walking.begin(page)
    yield "profile"
    walking.say_who_you_are(page)
    yield "overview"
    walking.first_section(page)
    walking.answer_the_page(page, 1)
    walking.saved(page)
    open_everything(page)
    yield "section"
    assessment = page.url.split("/section/")[0]
    for name in ("review", "results"):
        page.goto(f"{assessment}/{name}")
        open_everything(page)
        yield name
    for name in ("return", "method", "nowhere"):
        page.goto(f"/{name}")
        yield name


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_has_a_barrier_that_axe_finds(device, width):
    page = device(width=width)

    found = {}
    for name in pages(page):
        # axe takes an option that the sticky bar covers just now for a small target.
        page.evaluate(
            "document.querySelectorAll('.bar-bottom')"
            ".forEach((bar) => { bar.style.position = 'static'; })"
        )
        result = Axe().run(page, options={"runOnly": RULES})
        found[name] = [
            (v["id"], v["nodes"][0]["html"]) for v in result.response["violations"]
        ]

    assert {name: barriers for name, barriers in found.items() if barriers} == {}


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_scrolls_sideways(device, width):
    page = device(width=width)

    too_wide = [
        name
        for name in pages(page)
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth")
    ]

    assert too_wide == []
