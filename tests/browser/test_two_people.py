"""Two people with two browsers on one page: told, kept, and nothing covered unread."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import sharing, walking
from tests.browser.test_walk_through import RULES


@pytest.fixture
def both(device):
    """Both people at the same page, opened before either answered."""

    def open_both(**options):
        anna = device(**options)
        link = sharing.at_the_first_section(anna)
        return anna, sharing.comes_too(device(**options), anna, link)

    return open_both


def contradict(anna, omar):
    """Anna answers first, Omar differently; the question and Anna's words."""
    question = sharing.questions(anna)[0]
    said = sharing.choose(anna, question, 0)
    walking.saved(anna)
    sharing.choose(omar, question, 1)
    omar.locator(".meanwhile").wait_for()
    return question, said


def test_who_answers_second_is_told_what_the_first_said(both, site):
    anna, omar = both()

    question, said = contradict(anna, omar)

    told = omar.locator(f'[data-question="{question}"] .meanwhile')
    expect(told).to_be_in_viewport(ratio=1)
    assert said in told.inner_text()
    assert "UTC" in told.inner_text()
    assert len(sharing.history(site, anna, question)) == 1


def test_ones_own_choice_stays_ticked_and_the_state_says_that_it_is_not_saved(both):
    anna, omar = both()
    question, _ = contradict(anna, omar)

    assert sharing.chosen(omar, question) != sharing.chosen(anna, question)
    state = omar.locator("[data-save-state]").inner_text()
    assert state == "Not everything on this page is saved yet."


def test_one_press_puts_it_in_place_and_both_stand_in_the_history(both, site):
    anna, omar = both()
    question, said = contradict(anna, omar)
    mine = sharing.chosen(omar, question)

    omar.get_by_role("button", name="Save mine in its place").click()
    omar.locator(".meanwhile").wait_for(state="detached")
    omar.reload()
    history = omar.locator(f'[data-question="{question}"] ~ .history a')
    history.first.click()

    assert sharing.history(site, omar, question) == [
        sharing.chosen(anna, question),
        mine,
    ]
    assert omar.locator("ol.links li").count() == 2
    assert said in omar.locator("ol.links li").last.inner_text()


def test_the_other_answer_can_be_kept(both, site):
    anna, omar = both()
    question, _ = contradict(anna, omar)

    omar.get_by_role("link", name="Keep the other answer").click()
    omar.wait_for_url("**keeping=**")

    assert sharing.chosen(omar, question) == sharing.chosen(anna, question)
    assert len(sharing.history(site, omar, question)) == 1


def test_going_on_without_deciding_covers_nothing(both, site):
    anna, omar = both()
    question, _ = contradict(anna, omar)

    walking.go_on(omar)
    omar.get_by_text("Please decide which answer stands").wait_for()

    assert len(sharing.history(site, omar, question)) == 1


def test_the_page_that_came_back_saves_with_one_press_too(both, site):
    anna, omar = both()
    question, _ = contradict(anna, omar)
    walking.go_on(omar)
    omar.get_by_text("Please decide which answer stands").wait_for()

    omar.get_by_role("button", name="Save mine in its place").click()
    omar.locator(".meanwhile").wait_for(state="detached")

    assert len(sharing.history(site, omar, question)) == 2


def test_other_questions_are_saved_meanwhile(both, site):
    anna, omar = both()
    contradict(anna, omar)
    second = sharing.questions(omar)[1]

    sharing.choose(omar, second, 0)
    walking.saved(omar)

    assert len(sharing.history(site, omar, second)) == 1


def test_the_same_answer_is_no_contradiction(both, site):
    anna, omar = both()
    question = sharing.questions(anna)[0]
    for page in (anna, omar):
        sharing.choose(page, question, 0)
        walking.saved(page)

    assert omar.locator(".meanwhile").count() == 0
    assert len(sharing.history(site, anna, question)) == 1


def test_one_who_changes_his_own_mind_is_never_told(both, site):
    anna, _ = both()
    question = sharing.questions(anna)[0]

    for choice in (0, 1, 2, 0, 1):
        sharing.choose(anna, question, choice)
    walking.saved(anna)
    walking.go_on(anna)
    anna.wait_for_url(lambda url: "keeping" not in url)

    assert anna.locator(".meanwhile").count() == 0


def test_without_scripts_the_page_comes_back_and_one_more_save_replaces(both, site):
    anna, omar = both(scripts=False)
    question = sharing.questions(anna)[0]
    said = sharing.choose(anna, question, 0)
    walking.go_on(anna)
    sharing.choose(omar, question, 1)
    mine = sharing.chosen(omar, question)
    walking.go_on(omar)

    told = omar.locator(".meanwhile").inner_text()
    assert said in told
    assert sharing.chosen(omar, question) == mine
    assert len(sharing.history(site, omar, question)) == 1

    walking.go_on(omar)
    omar.wait_for_url("**/section/**#main")

    assert sharing.history(site, omar, question)[1:] == [mine]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_being_told_has_no_barrier_and_does_not_scroll_sideways(both, width, language):
    anna, omar = both(width=width)
    if language == "ar":
        omar.locator("[data-language=ar]").click()
        omar.wait_for_selector("html[lang=ar]")
    contradict(anna, omar)
    omar.evaluate(
        "document.querySelector('.bar-bottom').style.position = 'static';"
        "document.querySelectorAll('details').forEach((each) => { each.open = true })"
    )

    result = Axe().run(omar, options={"runOnly": RULES})
    wide = omar.evaluate("document.scrollingElement.scrollWidth > innerWidth")

    assert [v["nodes"][0]["html"] for v in result.response["violations"]] == []
    assert not wide


def test_the_history_has_no_barrier(both):
    anna, omar = both()
    contradict(anna, omar)
    with omar.context.expect_page() as opened:
        omar.locator(".meanwhile [data-history]").click()
    opened.value.wait_for_load_state()

    result = Axe().run(opened.value, options={"runOnly": RULES})

    assert result.response["violations"] == []
