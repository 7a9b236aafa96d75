"""Arabic in a real browser: a family's walk, and changing the language on the way."""

import re

import pytest

from tests.browser import walking

PROFILE = {"country-of-hire": "abroad", "uses-agency": "yes", "live-in": "yes"}


def in_arabic(page):
    page.get_by_role("link", name="العربية").click()
    page.wait_for_selector("html[lang=ar]")


def next_page(page):
    page.locator(".bar-bottom button").click()


def says_who_it_is(page, *, scripts):
    for question, option in PROFILE.items():
        walking.tick(page, f"profile.{question}", option)
    if scripts:
        walking.saved(page)
    next_page(page)
    page.locator("ol.areas").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_family_walks_in_arabic_to_its_pdf(device, scripts):
    page = device(scripts=scripts)
    in_arabic(page)
    walking.begin(page, "household")
    says_who_it_is(page, scripts=scripts)
    page.locator("a.button.big").click()
    while "/section/" in page.url:
        for box in page.locator("fieldset[data-question]:visible").all():
            radio = box.locator("input[type=radio]")
            if radio.count():
                radio.first.check()
        if scripts:
            walking.saved(page)
        with walking.leaving(page):
            next_page(page)
    page.locator('form[action$="/submit"] button').click()
    page.locator('form[action$="/report"] button').click()
    link = page.locator("a[download]")
    while not scripts and not link.count():
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as download:
        link.click()

    assert download.value.suggested_filename == "خطة-العمل.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert page.complaints == []


def at_a_question(device, **options):
    page = device(**options)
    walking.begin(page, "household")
    says_who_it_is(page, scripts=options.get("scripts", True))
    walking.first_section(page)
    return page


def test_changing_the_language_keeps_the_page_the_answer_and_the_focus(device):
    page = at_a_question(device)
    chosen = page.locator('input[name="q-c181.workers-paid"][value="nothing"]')
    chosen.check()
    chosen.focus()
    before = page.url

    page.locator("[data-language=ar]").click()
    page.wait_for_selector("html[lang=ar]")

    assert page.url.partition("#")[0] == before.partition("#")[0]
    assert chosen.is_checked()
    page.wait_for_function("document.activeElement.name === 'q-c181.workers-paid'")
    assert page.complaints == []


def test_without_scripts_changing_the_language_saves_what_was_ticked(device):
    page = at_a_question(device, scripts=False)
    chosen = page.locator('input[name="q-c181.workers-paid"][value="nothing"]')
    chosen.check()

    page.locator("[data-language=ar]").click()
    page.wait_for_selector("html[lang=ar]")

    assert chosen.is_checked()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways_in_arabic(device, width):
    page = device(width=width)
    in_arabic(page)
    walking.begin(page, "household")
    says_who_it_is(page, scripts=True)
    page.locator("a.button.big").click()

    wide = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    assert not wide


def test_what_workers_paid_is_kept_as_it_is_typed(device):
    page = at_a_question(device)
    page.locator('input[name="q-c181.workers-paid"][value="month-or-more"]').check()
    walking.saved(page)
    page.locator('[name="q-c181.what-paid-paid-fee"]').fill("120.5")
    page.locator('[name="q-c181.what-paid-workers"]').fill("1")
    page.locator('[name="q-c181.what-paid-months"]').fill("3")
    page.locator('[name="q-c181.what-paid-months"]').blur()
    walking.saved(page)
    page.reload()

    kept = page.locator('[name="q-c181.what-paid-paid-fee"]')
    assert kept.input_value() == "120.5"
    assert not page.locator(".error:not(:empty)").count()


def test_the_language_of_the_private_link_is_the_readers_own(device):
    page = device()
    walking.begin(page, "household")
    says_who_it_is(page, scripts=True)
    link = page.locator("#private-link").input_value()

    other = device()
    in_arabic(other)
    other.goto(link)
    other.wait_for_url("**/assessment/**")

    assert re.search("html lang=.ar", other.content())
