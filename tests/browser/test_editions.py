"""Reopening and next year in a real browser, in Arabic on a narrow phone."""

import pytest

from tests.browser import walking
from tests.browser.test_languages import in_arabic, next_page, says_who_it_is

RESULTS_BUTTON = 'form[action$="/{}"] button'


def submitted(device, *, scripts):
    page = device(width=360, scripts=scripts)
    in_arabic(page)
    walking.begin(page, "household")
    says_who_it_is(page, scripts=scripts)
    answers_and_submits(page, scripts=scripts)
    return page


def answers_and_submits(page, *, scripts):
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
    page.locator(RESULTS_BUTTON.format("submit")).click()
    page.wait_for_url("**/results*")


def nothing_scrolls_sideways(page):
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def next_year(page):
    page.locator(RESULTS_BUTTON.format("next-year")).click()
    page.wait_for_url("**/profile*")
    next_page(page)
    page.locator("a.button.big").click()
    page.wait_for_url("**/section/**")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reopened_assessment_becomes_its_second_edition(device, scripts):
    page = submitted(device, scripts=scripts)
    page.locator(RESULTS_BUTTON.format("reopen")).click()
    page.locator("ol.areas").wait_for()
    page.locator("a.button.big").click()
    page.locator(RESULTS_BUTTON.format("submit")).click()
    page.wait_for_url("**/results*")

    assert "النسخة 2" in page.locator(".notice").inner_text()
    assert nothing_scrolls_sideways(page)
    page.locator(".notice a").click()
    assert "توجد نسخة أحدث" in page.locator(".notice").inner_text()
    assert page.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_still_so_is_answered_with_one_press(device, scripts):
    page = submitted(device, scripts=scripts)
    next_year(page)
    box = page.locator("fieldset[data-question]:visible:has(button[name=still])").first
    question = box.get_attribute("data-question")
    before = page.url
    assert not box.locator("input:checked").count()
    assert nothing_scrolls_sideways(page)

    box.locator("button[name=still]").click()
    if scripts:
        walking.saved(page)
        assert page.url == before
    else:
        page.wait_for_url(f"**#{question}")
    page.reload()

    box = page.locator(f'fieldset[data-question="{question}"]')
    assert box.locator("input:checked").count() == 1
    assert not box.locator("button[name=still]").count()
    assert page.complaints == []


def test_enter_in_a_field_only_saves(device):
    page = submitted(device, scripts=False)
    next_year(page)
    box = page.locator("fieldset[data-question]:visible:has(button[name=still])").first
    question = box.get_attribute("data-question")
    address = page.url.partition("#")[0]

    box.locator("input[type=radio]").nth(1).focus()
    with walking.leaving(page):
        page.keyboard.press("Enter")
    page.goto(address)

    again = page.locator(f'fieldset[data-question="{question}"]')
    assert page.locator("html[lang=ar]").count()
    assert not again.locator("input:checked").count()


def test_the_second_year_shows_what_has_changed(device):
    page = submitted(device, scripts=True)
    page.locator(RESULTS_BUTTON.format("next-year")).click()
    page.wait_for_url("**/profile*")
    next_page(page)
    page.locator("ol.areas").wait_for()
    answers_and_submits(page, scripts=True)

    assert page.locator("table.since").count() == 1
    assert nothing_scrolls_sideways(page)


def test_a_report_is_checked_by_its_code_and_by_its_file(device, tmp_path):
    page = submitted(device, scripts=True)
    code = page.locator("table.print b").first.inner_text()
    page.locator('form[action$="/report"] button').click()
    with page.expect_download() as download:
        page.locator("a[download]").click()
    path = tmp_path / "plan.pdf"
    download.value.save_as(path)

    stranger = device(width=360, scripts=False)
    in_arabic(stranger)
    stranger.goto("/verify")
    stranger.locator("#code").fill(code.lower())
    stranger.locator('form[action="/verify"] button').click()
    assert "يوجد تقديم" in stranger.locator("[role=status]").inner_text()
    stranger.locator("#file").set_input_files(path)
    stranger.locator('form[action="/verify/file"] button').click()

    assert "هذا التقرير سليم" in stranger.locator("[role=status]").inner_text()
    assert nothing_scrolls_sideways(stranger)
    assert stranger.complaints == []
