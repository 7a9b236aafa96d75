"""What an employer does on the pages, as verbs."""

import contextlib
import os

PICTURES = os.environ.get("DD_TEST_PICTURES", "")
"""A folder for screenshots, to look at what the tests have seen."""

HOUSEHOLD = {
    "sector": "domestic-work",
    "size": "one",
    "nationalities": "filipino",
    "workforce-sex": "women",
    "country-of-hire": "abroad",
    "uses-agency": "no",
}


def begin(page, questionnaire="c189"):
    page.locator(f'form:has(input[name="set"][value="{questionnaire}"]) button').click()
    page.wait_for_url("**/profile*")


def tick(page, question, option):
    page.locator(f'input[name="q-{question}"][value="{option}"]').check()


@contextlib.contextmanager
def leaving(page):
    """What is done within leads to another page, and that one has come.

    Waiting for the load only afterwards would be content with the page that is left,
    and the next step would cut off what the form still sends.
    """
    with page.expect_navigation():
        yield


def saved(page):
    """Waits until nothing on the page is still being saved."""
    page.wait_for_function("() => !document.querySelector('[data-state].waiting')")


def go_on(page):
    page.get_by_role("button", name="Save and continue").click()


def say_who_you_are(page, *, scripts=True):
    for question, option in HOUSEHOLD.items():
        tick(page, f"profile.{question}", option)
        if scripts:
            saved(page)
    if not scripts:
        go_on(page)
    tick(page, "profile.live-in", "yes")
    if scripts:
        saved(page)
    go_on(page)
    page.get_by_role("link", name="Begin").wait_for()


def answers_the_profile(page, *, scripts=True):
    """In any language."""
    for _ in range(2):
        for question, option in (HOUSEHOLD | {"live-in": "yes"}).items():
            box = page.locator(f'input[name="q-profile.{question}"][value="{option}"]')
            if box.count() and box.is_visible():
                box.check()
                if scripts:
                    saved(page)
        with leaving(page):
            page.locator(".bar-bottom button").click()
        if scripts or "/profile" not in page.url:
            return


def first_section(page):
    page.get_by_role("link", name="Begin").click()
    page.wait_for_url("**/section/**")


def answer_everything(page, choice=0):
    """From the overview to the review; the chosen option of each question."""
    first_section(page)
    while "/section/" in page.url:
        answer_the_page(page, choice)
        here = page.url
        go_on(page)
        page.wait_for_url(lambda url, here=here: url != here)


def answer_the_page(page, choice=0):
    questions = page.locator(
        "fieldset[data-question]:visible", has=page.locator(".option")
    )
    for question in questions.all():
        question.locator(".option:not(.aside) input").nth(choice).check()


def submit(page):
    page.get_by_role("button", name="Submit and see the results").click()
    page.wait_for_url("**/results*")
