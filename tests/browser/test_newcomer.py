"""A newcomer at the site: a draft, an account, colleagues, a submission, the PDF."""

import re

import pytest

from tests import uploads
from tests.browser import walking

PASSWORD = "three odd words"
WORDS = {
    "en": {"language": None, "send": "Send the invitation", "add": "Add"},
    "ar": {"language": "العربية", "send": "إرسال الدعوة", "add": "إضافة"},
}


def link_in(text):
    return re.search(r"http\S+#\S+", text).group()


def signs_up(page, site, email, organisation):
    page.goto("/account/sign-up")
    page.locator("#email").fill(email)
    page.locator("#organisation").fill(organisation)
    with walking.leaving(page):
        page.locator("main form button").click()
    page.goto(link_in(site.mails.newest_to(email)))
    if not page.locator("#code").input_value():
        code = link_in(site.mails.newest_to(email)).split("#")[1]
        page.locator("#code").fill(code)
    page.locator("#name").fill("Mona")
    page.locator("#password").fill(PASSWORD)
    with walking.leaving(page):
        page.locator("main form button").click()


def picture(page, name):
    """Kept beside the test's other output, to be looked at."""
    folder = walking.PICTURES
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def joins(page, site, email, *, scripts):
    """A colleague accepts the invitation."""
    link = link_in(site.mails.newest_to(email))
    page.goto(link)
    if not scripts:
        page.locator("#code").fill(link.split("#")[1])
    page.locator("#name").fill("Lina")
    page.locator("#password").fill(PASSWORD)
    with walking.leaving(page):
        page.locator("main form button").click()


def settles(page, words, colleague):
    """Takes the draft along, adds a site, invites a colleague; the home of the firm."""
    page.locator("main form button").click()
    page.wait_for_url("**/organisation/*")
    home = page.url
    page.locator("#name").fill("المصنع الشمالي")
    with walking.leaving(page):
        page.get_by_role("button", name=words["add"], exact=True).click()
    page.locator("#email").fill(colleague)
    with walking.leaving(page):
        page.get_by_role("button", name=words["send"]).click()
    return home


def attaches_evidence(page, name):
    """A contract as a file beside the first question, and back to it."""
    page.locator('button[name="evidence"]:visible').first.click()
    page.wait_for_url("**/evidence/**")
    contract = {"name": name, "mimeType": "application/pdf", "buffer": uploads.PDF}
    page.locator("#file").set_input_files([contract])
    page.locator('form[enctype="multipart/form-data"] button').first.click()
    page.get_by_role("link", name=name).wait_for()


def answers_and_submits(page, *, scripts):
    page.locator("a.button.big").click()
    page.wait_for_url("**/section/**")
    first = page.url
    attaches_evidence(page, "عقد العمل.pdf")
    page.goto(first)
    while "/section/" in page.url:
        walking.answer_the_page(page)
        if scripts:
            walking.saved(page)
        here = page.url
        page.locator(".bar-bottom button").click()
        page.wait_for_url(lambda url, here=here: url != here)
    page.locator('form[action$="/submit"] button').click()
    page.wait_for_url("**/results*")


def gets_the_pdf(page, *, scripts):
    page.locator('form[action$="/report"] button').click()
    link = page.locator("a[download]")
    while not scripts and not link.count():
        page.wait_for_timeout(500)
        page.reload()
    link.wait_for()
    with page.expect_download() as download:
        link.click()
    return download.value.path().read_bytes()


@pytest.mark.parametrize(
    ("language", "width", "scripts"),
    [("en", 1280, True), ("ar", 360, True), ("ar", 360, False)],
)
def test_a_newcomer_gets_from_a_draft_to_the_pdf_with_a_colleague(
    device, site, language, width, scripts
):
    page = device(width=width, scripts=scripts)
    name = f"{language}-{width}-{scripts}".lower()
    colleague = f"lina-{name}@x.org"
    words = WORDS[language]
    if words["language"]:
        page.get_by_role("link", name=words["language"]).click()
        page.wait_for_selector(f"html[lang={language}]")
    walking.begin(page)
    draft = page.url.partition("/profile")[0]

    signs_up(page, site, f"mona-{name}@x.org", "شركة الزيتون")
    picture(page, f"{name}-drafts")
    home = settles(page, words, colleague)
    other = device(width=width, scripts=scripts)
    joins(other, site, colleague, scripts=scripts)
    assert other.goto(draft + "/profile").status == 200
    page.goto(draft + "/profile")
    walking.answers_the_profile(page, scripts=scripts)
    for address in (home, draft + "/sections", "/account/", "/account/factor"):
        page.goto(address)
        picture(page, f"{name}-{address.strip('/').rsplit('/', 1)[-1][:8]}")
    page.goto(draft + "/")
    answers_and_submits(page, scripts=scripts)

    assert gets_the_pdf(page, scripts=scripts).startswith(b"%PDF")
    assert page.complaints == []
