"""No network, lost answers, an ended visit, a full disk: nothing is lost silently."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from dd_toolkit.storage.database import open_database
from tests.browser import sharing, walking
from tests.browser.conftest import Site
from tests.browser.test_walk_through import RULES
from tests.disks import SmallDisk

OFFLINE = "Not saved: there is no connection."
ALL_SAVED = "Everything on this page is saved."


@pytest.fixture
def page(device):
    """A device at the first page of questions; ``page.link`` is its private link."""
    opened = device()
    opened.link = sharing.at_the_first_section(opened)
    opened.saves = []
    opened.on(
        "request",
        lambda one: opened.saves.append(one) if one.method == "POST" else None,
    )
    return opened


def state(page, words):
    page.locator("[data-save-state]", has_text=words).wait_for()


# --- no network ----------------------------------------------------------------------


def test_answers_given_without_a_network_are_sent_once_each_and_in_order(page, site):
    first, second, third = sharing.questions(page)[:3]
    page.context.set_offline(True)
    for question in (second, first, third):
        sharing.choose(page, question, 0)
    state(page, OFFLINE)
    page.saves.clear()

    page.context.set_offline(False)
    state(page, ALL_SAVED)

    sent = [request.post_data_json["asked"] for request in page.saves]
    assert sent == [second, first, third]
    assert [len(sharing.history(site, page, q)) for q in sent] == [1, 1, 1]


def test_only_the_last_choice_of_a_question_is_sent_when_it_is_back(page, site):
    first, second = sharing.questions(page)[:2]
    page.context.set_offline(True)
    sharing.choose(page, first, 0)
    state(page, OFFLINE)
    for choice in (0, 1, 0, 1):
        sharing.choose(page, second, choice)
    mine = sharing.chosen(page, second)

    page.context.set_offline(False)
    state(page, ALL_SAVED)

    assert sharing.history(site, page, second) == [mine]


def test_it_tries_again_with_growing_pauses(page):
    tried = []

    def refuse(route):
        tried.append(time.monotonic())
        route.abort()

    page.route("**/section/**", refuse)
    sharing.choose(page, sharing.questions(page)[0], 0)
    for _ in range(90):
        if len(tried) == 4:
            break
        page.wait_for_timeout(100)

    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert [round(pause) for pause in pauses] == [1, 2, 4]


def test_it_does_not_finish_a_long_pause_when_the_network_is_back(page):
    page.context.set_offline(True)
    sharing.choose(page, sharing.questions(page)[0], 0)
    page.wait_for_timeout(4_000)  # tried after 1 and 3 seconds, the next after 7
    page.context.set_offline(False)

    page.locator("[data-save-state]", has_text=ALL_SAVED).wait_for(timeout=1_500)


def test_nothing_is_written_into_the_browsers_storage(page):
    page.context.set_offline(True)
    sharing.choose(page, sharing.questions(page)[0], 0)
    state(page, OFFLINE)

    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def warned(page):
    """Does the browser ask before it closes the page?"""
    kinds = []

    def stay(dialog):
        kinds.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    watch = page.context.new_page()
    page.close(run_before_unload=True)
    watch.wait_for_timeout(500)
    return kinds == ["beforeunload"]


def test_closing_the_page_warns_while_an_answer_waits(page):
    page.context.set_offline(True)
    sharing.choose(page, sharing.questions(page)[0], 0)
    state(page, OFFLINE)

    assert warned(page)


def test_closing_the_page_warns_while_a_note_is_typed(page):
    page.locator("details.note summary:visible").first.click()
    page.keyboard.press("Tab")
    page.keyboard.type("Half a sent")
    state(page, "Not everything on this page is saved yet.")

    assert warned(page)


def test_closing_the_page_is_silent_when_all_is_saved(page):
    sharing.choose(page, sharing.questions(page)[0], 0)
    state(page, ALL_SAVED)

    assert not warned(page)


def test_save_and_continue_waits_for_the_network(page, site):
    here = page.url
    question = sharing.questions(page)[0]
    page.context.set_offline(True)
    sharing.choose(page, question, 0)
    walking.go_on(page)
    state(page, OFFLINE)
    stayed = page.url == here

    page.context.set_offline(False)
    page.wait_for_url(lambda url: url != here)

    assert stayed
    assert len(sharing.history(site, page, question)) == 1


def test_a_link_waits_for_what_is_on_its_way(page, site):
    here, question = page.url, sharing.questions(page)[0]
    slow = []

    def hold(route):
        slow.append(route)

    page.route("**/section/**", hold)
    sharing.choose(page, question, 0)
    page.locator("a.progress").click()
    page.wait_for_timeout(500)
    stayed = page.url == here

    slow[0].continue_()
    page.wait_for_url("**/assessment/*/")

    assert stayed
    assert len(sharing.history(site, page, question)) == 1


# --- the answer of the server is lost ------------------------------------------------


def lose_answers(page):
    """From now on saves reach the server, but what it answers is lost."""

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/section/**", lose)


def test_a_save_whose_answer_was_lost_stands_once(page, site):
    question = sharing.questions(page)[0]
    lose_answers(page)
    sharing.choose(page, question, 0)
    sharing.wait_for_history(site, page, question, 1)
    state(page, "Not saved. We keep trying")

    page.unroute("**/section/**")
    state(page, ALL_SAVED)

    assert len(sharing.history(site, page, question)) == 1


def test_a_change_of_mind_after_a_lost_answer_is_no_contradiction(page, site):
    question = sharing.questions(page)[0]
    lose_answers(page)
    sharing.choose(page, question, 0)
    sharing.wait_for_history(site, page, question, 1)
    sharing.choose(page, question, 1)

    page.unroute("**/section/**")
    state(page, ALL_SAVED)

    assert page.locator(".meanwhile").count() == 0
    assert sharing.history(site, page, question)[1:] == [sharing.chosen(page, question)]


# --- the visit ended -----------------------------------------------------------------


def leave_in_another_tab(page):
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Forget this device").click()
    other.wait_for_url("**/")
    other.close()


@pytest.fixture(params=["cookie gone", "left in another tab"])
def ended(request, page):
    """The page is still open, but the server knows nobody any more."""
    if request.param == "cookie gone":
        page.context.clear_cookies()
    else:
        leave_in_another_tab(page)
    return page


def test_who_was_signed_out_is_asked_and_nothing_is_lost(ended, site):
    first, second = sharing.questions(ended)[:2]
    sharing.choose(ended, first, 0)
    ended.get_by_role("dialog").wait_for()
    ended.keyboard.type("wrong")
    ended.keyboard.press("Enter")
    ended.get_by_text("This code opens nothing.").wait_for()
    ended.locator("#again-code").fill(ended.link)
    ended.keyboard.press("Enter")
    state(ended, ALL_SAVED)
    sharing.choose(ended, second, 0)
    state(ended, ALL_SAVED)

    assert [len(sharing.history(site, ended, q)) for q in (first, second)] == [1, 1]


def test_the_page_goes_on_with_its_new_token(ended):
    here = ended.url
    sharing.choose(ended, sharing.questions(ended)[0], 0)
    ended.locator("#again-code").fill(ended.link)
    ended.keyboard.press("Enter")
    state(ended, ALL_SAVED)

    walking.go_on(ended)
    ended.wait_for_url(lambda url: url != here)

    assert "/section/" in ended.url


def test_escape_closes_the_dialog_and_the_answer_still_waits(page, site):
    question = sharing.questions(page)[0]
    page.context.clear_cookies()
    sharing.choose(page, question, 0)
    page.get_by_role("dialog").wait_for()
    focused = page.evaluate("document.activeElement.id")
    page.keyboard.press("Escape")
    state(page, "the answer is NOT saved yet")

    page.get_by_role("button", name="Say who you are").click()
    page.locator("#again-code").fill(page.link)
    page.keyboard.press("Enter")
    state(page, ALL_SAVED)

    assert focused == "again-code"
    assert len(sharing.history(site, page, question)) == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_the_dialog_has_no_barrier_and_does_not_scroll_sideways(device, width):
    page = device(width=width)
    sharing.at_the_first_section(page)
    page.context.clear_cookies()
    sharing.choose(page, sharing.questions(page)[0], 0)
    page.get_by_role("dialog").wait_for()

    result = Axe().run(page, context="dialog", options={"runOnly": RULES})
    wide = page.evaluate("document.scrollingElement.scrollWidth > innerWidth")

    assert (result.response["violations"], wide) == ([], False)


def test_without_scripts_the_page_asks_for_the_code_and_saves(device, site):
    page = device(scripts=False)
    link = sharing.at_the_first_section(page)
    question = sharing.questions(page)[0]
    sharing.choose(page, question, 0)
    page.context.clear_cookies()
    walking.go_on(page)
    assert page.get_by_role("heading", name="Your answers are not saved yet").count()

    page.get_by_label("Private link or return code").fill(link)
    page.get_by_role("button", name="Save my answers").click()
    page.wait_for_url("**/section/**#main")

    assert len(sharing.history(site, page, question)) == 1


# --- a full disk, a held lock --------------------------------------------------------


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory):
    with SmallDisk(tmp_path_factory.mktemp("small") / "disk") as disk:
        yield disk


@pytest.fixture(scope="module")
def small_site(small_disk):
    """A site whose database is on the small disk."""
    running = Site(small_disk.folder)
    running.start()
    small_disk.processes = list(descendants(running.process.pid))
    yield running
    small_disk.free()
    running.stop()


def descendants(process):
    yield process
    children = Path(f"/proc/{process}/task/{process}/children").read_text()
    for child in children.split():
        yield from descendants(int(child))


class HeldLock:
    """Somebody else holds the database, for longer than a request waits."""

    def __init__(self, site):
        self.database = open_database(site.database)

    def fill(self):
        self.held = self.database.atomic()
        self.held.__enter__()

    def free(self):
        self.held.__exit__(None, None, None)
        self.database.close()


@pytest.fixture(params=["full disk", "held lock"])
def trouble(request, small_site, small_disk):
    return small_disk if request.param == "full disk" else HeldLock(small_site)


def on_small_site(device, small_site, *, scripts):
    page = device(scripts=scripts)
    page.goto(small_site.address)
    sharing.at_the_first_section(page)
    return page, sharing.questions(page)[0]


def test_the_page_says_not_saved_and_saves_later(device, small_site, trouble):
    page, question = on_small_site(device, small_site, scripts=True)
    trouble.fill()
    sharing.choose(page, question, 0)
    state(page, "NOT saved")
    before = sharing.history(small_site, page, question)

    trouble.free()
    state(page, ALL_SAVED)

    assert before == []
    assert len(sharing.history(small_site, page, question)) == 1


def test_without_scripts_the_answers_stay_in_the_page_and_save_later(
    device, small_site, trouble
):
    page, question = on_small_site(device, small_site, scripts=False)
    sharing.choose(page, question, 0)
    trouble.fill()
    walking.go_on(page)
    page.get_by_role("heading", name="Your answers are not saved yet").wait_for()
    before = sharing.history(small_site, page, question)

    trouble.free()
    page.get_by_role("button", name="Save my answers").click()
    page.wait_for_url("**/section/**#main")

    assert before == []
    assert len(sharing.history(small_site, page, question)) == 1
