"""The auditor's desk in Chromium: keys, saving, two auditors, a lost network."""

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dd_toolkit.core.assembly import load_library
from dd_toolkit.places import QUESTIONNAIRES
from tests.browser import desk
from tests.browser.test_walk_through import RULES

numbers = itertools.count(1)
FINDING = "Nobody could show the rule."


@pytest.fixture(scope="session")
def library():
    return load_library(QUESTIONNAIRES)


@pytest.fixture
def case(site, library):
    return desk.Case(site, library, f"case{next(numbers)}")


@pytest.fixture
def auditor(case, device):
    """The case's auditor at its first question, on a laptop."""
    return case.opens_question(case.signs_in(device(width=1280), "auditor"))


def test_a_verdict_is_saved_as_it_is_given(case, auditor):
    desk.chooses(auditor, "confirmed")
    desk.is_saved(auditor)

    assert case.kinds() == ["confirmed"]


def test_the_whole_list_is_worked_through_with_the_keyboard_alone(case, auditor):
    seen = []
    for key in "cnc":
        seen.append(auditor.url.rsplit("/", 1)[1].partition("#")[0])
        auditor.keyboard.press(key)
        with auditor.expect_navigation():
            auditor.keyboard.press("j")

    assert len(set(seen)) == 3
    assert [case.kinds(question) for question in seen] == [
        ["confirmed"],
        ["not-verifiable"],
        ["confirmed"],
    ]


def test_a_changed_answer_is_saved_once_it_says_what_and_why(case, auditor):
    auditor.keyboard.press("x")
    auditor.locator('input[name=chosen][value="none"]').check()
    early = case.kinds()
    auditor.locator("#finding").fill(FINDING)
    auditor.locator("#finding").blur()
    desk.is_saved(auditor)

    assert (early, case.kinds()) == ([], ["changed"])


def test_keys_write_letters_where_somebody_writes(case, auditor):
    auditor.keyboard.press("x")
    auditor.locator("#finding").focus()
    auditor.keyboard.type("can jinx mc?")

    expect(auditor.locator("#finding")).to_have_value("can jinx mc?")
    assert case.kinds() == []
    expect(auditor.locator("#keys")).to_be_hidden()


def test_the_keys_are_listed_and_can_be_switched_off(case, auditor):
    auditor.keyboard.press("?")
    expect(auditor.locator("#keys")).to_be_visible()
    auditor.get_by_label("Switch these keys off").check()
    auditor.keyboard.press("Escape")
    auditor.reload()
    auditor.keyboard.press("c")
    auditor.wait_for_timeout(300)

    assert case.kinds() == []


def test_an_arabic_keyboard_reaches_the_same_keys(case, auditor):
    auditor.locator("[data-language=ar]").click()
    auditor.wait_for_selector("html[lang=ar]")
    auditor.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'ؤ', code: 'KeyC', bubbles: true}))"
    )
    auditor.locator("input[value=confirmed]:checked").wait_for()


def test_what_was_typed_is_there_after_a_reload_and_said_to_be_unsaved(case, auditor):
    desk.chooses(auditor, "changed")
    auditor.locator("#finding").fill(FINDING)
    auditor.on("dialog", lambda asks: asks.accept())
    auditor.reload()

    expect(auditor.locator("#finding")).to_have_value(FINDING)
    assert "not saved yet" in desk.state_of(auditor)


def test_a_lost_network_loses_no_verdict(case, auditor):
    auditor.context.set_offline(True)
    desk.chooses(auditor, "not-verifiable")
    auditor.get_by_text("Not saved: there is no connection").wait_for()
    before = case.kinds()
    auditor.context.set_offline(False)
    desk.is_saved(auditor)

    assert (before, case.kinds()) == ([], ["not-verifiable"])


def test_who_was_signed_out_finds_what_was_typed_after_signing_in(case, auditor):
    auditor.locator("input[value=changed]").check()
    auditor.locator('input[name=chosen][value="none"]').check()
    auditor.context.clear_cookies()
    auditor.locator("#finding").fill(FINDING)
    auditor.locator("#finding").blur()
    auditor.locator("#desk-sign-in, .save-state.failed").first.wait_for()

    case.half_a_minute_passes("auditor")
    case.signs_in(auditor, "auditor")
    case.opens_question(auditor)

    expect(auditor.locator("#finding")).to_have_value(FINDING)
    assert case.kinds() == []


def test_leaving_with_something_unsaved_asks_first(case, auditor):
    asked = []
    auditor.on("dialog", lambda asks: (asked.append(asks.type), asks.dismiss()))
    auditor.locator("input[value=changed]").check()
    auditor.locator("#finding").fill(FINDING)
    auditor.get_by_role("link", name="Sunrise Garments").click()
    auditor.wait_for_timeout(300)

    assert asked == ["beforeunload"]


def test_two_auditors_cover_no_verdict_unread(case, auditor, device):
    case.also_given("second")
    second = case.opens_question(case.signs_in(device(width=1280), "second"))
    desk.chooses(auditor, "changed")
    auditor.locator('input[name=chosen][value="none"]').check()
    auditor.locator("#finding").fill(FINDING)
    auditor.locator("#finding").blur()
    desk.is_saved(auditor)

    desk.chooses(second, "confirmed")
    second.locator("#conflict").wait_for()
    unread = case.kinds()
    told = second.locator("#conflict").inner_text()
    second.get_by_role("button", name="Save mine in its place").click()
    desk.is_saved(second)

    assert (unread, FINDING in told) == (["changed"], True)
    assert case.kinds() == ["changed", "confirmed"]


def test_the_other_auditors_verdict_can_be_kept(case, auditor, device):
    case.also_given("second")
    second = case.opens_question(case.signs_in(device(width=1280), "second"))
    desk.chooses(auditor, "not-verifiable")
    desk.is_saved(auditor)

    desk.chooses(second, "confirmed")
    with second.expect_navigation():
        second.get_by_role("button", name="Keep the other verdict").click()

    expect(second.locator("input[value=not-verifiable]")).to_be_checked()
    assert case.kinds() == ["not-verifiable"]


def test_a_note_from_a_phone_in_arabic_warns_of_a_name_once(case, device):
    page = case.signs_in(device(width=360), "auditor")
    page.goto(f"/case/{case.review_id}/notes/?language=ar")
    page.locator("#text").fill("العاملة فاطمة أحمد، هاتفها 0791234567")
    page.locator("#note button[type=submit]").first.click()
    page.locator("[data-errors] p").wait_for()
    warned = page.locator("[data-errors]").inner_text()
    page.locator("#text").fill("عاملة من خط الخياطة: دفعت لوسيط")
    with page.expect_navigation():
        page.locator("#note button[type=submit]").first.click()

    assert "0791234567" in warned
    expect(page.locator("#notes")).to_contain_text("عاملة من خط الخياطة")


PAGES = {
    "cases": "/cases/",
    "case": "/case/{}/",
    "question": f"/case/{{}}/question/{desk.QUESTION}",
    "notes": "/case/{}/notes/",
    "settling": "/case/{}/settling/",
}


@pytest.mark.parametrize(("width", "language"), [(360, "ar"), (1280, "en")])
def test_the_desk_has_no_barrier_and_does_not_scroll_sideways(
    case, device, width, language
):
    page = case.signs_in(device(width=width), "auditor")
    found = {}
    for name, address in PAGES.items():
        page.goto(f"{address.format(case.review_id)}?language={language}")
        page.evaluate(
            "document.querySelectorAll('.walk').forEach((e) => {"
            " e.style.position = 'static' });"
            "document.querySelectorAll('details').forEach((e) => { e.open = true })"
        )
        result = Axe().run(page, options={"runOnly": RULES})
        broken = [v["nodes"][0]["html"] for v in result.response["violations"]]
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            broken.append("scrolls sideways")
        if broken:
            found[name] = broken

    assert found == {}
    assert [said for said in page.complaints if "style" not in said] == []
