"""Several devices on one assessment, and what of it is in the database."""

import re

from dd_toolkit.storage.assessments import answer_history
from dd_toolkit.storage.database import open_database
from tests.browser import walking

QUESTION = "c189.understood"


def at_the_first_section(page):
    """The device opens a new assessment; the private link to it."""
    walking.begin(page)
    walking.say_who_you_are(page, scripts=scripted(page))
    link = page.locator("#private-link").input_value()
    walking.first_section(page)
    return link


def scripted(page):
    """Does this device run the pages' scripts?"""
    return page.evaluate("typeof words") != "undefined"


def comes_too(other, page, link):
    """Another device opens the page that the first one shows."""
    if scripted(other):
        other.goto(link)
        other.wait_for_url("**/assessment/**")
    else:
        other.goto("/return")
        other.locator("#code").fill(link.partition("#")[2])
        other.get_by_role("button", name="Open my assessment").click()
        other.wait_for_url("**/assessment/**")
    other.goto(page.url)
    return other


def questions(page):
    """The ids of the questions on the page that have options, in their order."""
    found = page.locator("fieldset[data-question]:visible", has=page.locator(".option"))
    return [each.get_attribute("data-question") for each in found.all()]


def choose(page, question, choice):
    """Tick the option with this number, counted from 0; its label."""
    option = page.locator(f'[data-question="{question}"] .option').nth(choice)
    option.locator("input").check()
    return option.inner_text().strip()


def chosen(page, question):
    return page.locator(f'[data-question="{question}"] input:checked').input_value()


def history(site, page, question):
    """The choices that the database holds for the question, oldest first."""
    assessment = re.search(r"/assessment/(\w+)/", page.url).group(1)
    database = open_database(site.database)
    given = [
        one.answer.choices[0]
        for one in answer_history(database, assessment)
        if one.question_id == question
    ]
    database.close()
    return given


def wait_for_history(site, page, question, count):
    """Wait until the question has that many answers; they."""
    for _ in range(100):
        if len(history(site, page, question)) >= count:
            break
        page.wait_for_timeout(100)
    return history(site, page, question)
