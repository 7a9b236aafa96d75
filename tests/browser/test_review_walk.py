"""One case from submission through send-back, reply and signature, in two languages.

The pages are reached as people reach them: by links and buttons, with names in the
language of the page.
"""

import itertools

import pytest
from playwright.sync_api import expect

from dd_toolkit import languages
from dd_toolkit.core.assembly import load_library
from dd_toolkit.places import QUESTIONNAIRES
from dd_toolkit.storage.database import open_database
from tests.browser import desk

numbers = itertools.count(1)
SAID = {
    "en": ("Show us the written rule.", "No rule was shown.", "We agree and will."),
    "ar": ("أرونا القاعدة المكتوبة.", "لم تُعرض أي قاعدة.", "نوافق وسنكتبها."),
}


@pytest.fixture(scope="session")
def library():
    return load_library(QUESTIONNAIRES)


class Walk:
    """The employer and the auditor of a case, each on a device of their own."""

    def __init__(self, case, device, *, width, language):
        self.case = case
        self.words = languages.words(language).gettext
        self.asked, self.finding, self.reply = SAID[language]
        self.employer = case.signs_in(device(width=width), "owner")
        self.auditor = case.signs_in(device(width=width), "auditor")
        for page in (self.employer, self.auditor):
            page.goto(f"/?language={language}")

    def presses(self, page, name):
        with page.expect_navigation():
            page.get_by_role("button", name=self.words(name), exact=True).click()

    def goes(self, page, name):
        with page.expect_navigation():
            page.get_by_role("link", name=self.words(name), exact=True).first.click()

    def settles(self):
        self.auditor.goto(f"/case/{self.case.review_id}/settling/")

    def sends_back(self):
        self.settles()
        self.auditor.locator("#send-back summary").click()
        self.auditor.locator(f'input[name=about][value="{desk.QUESTION}"]').check()
        self.presses(self.auditor, "Go on with those chosen")
        self.auditor.locator("#send-back textarea").fill(self.asked)
        self.presses(self.auditor, "Send back")

    def answers_again(self):
        self.employer.goto(f"/assessment/{self.case.name}/audit/")
        self.goes(self.employer, "Open the new edition")
        self.employer.goto(self.employer.url + "section/c190.rules")
        expect(self.employer.locator("main")).to_contain_text(self.asked)
        box = self.employer.locator(f'[data-question="{desk.QUESTION}"]')
        box.locator('input[value="written"]').check()
        self.employer.wait_for_function(
            "() => document.querySelector('[data-save-state]').textContent"
            " === words.all_saved"
        )
        edition = self.employer.url.split("/section/")[0]
        self.employer.goto(f"{edition}/review")
        self.presses(self.employer, "Submit and see the results")

    def decides(self):
        """The question changed, found wanting; the other critical ones confirmed."""
        self.auditor.goto(f"/case/{self.case.review_id}/?show=critical")
        links = self.auditor.locator(".list-of-questions a").evaluate_all(
            "(all) => all.map((one) => one.getAttribute('href'))"
        )
        critical = {link.rsplit("/", 1)[1] for link in links if "/question/" in link}
        for question in sorted(critical - {desk.QUESTION}):
            self.case.opens_question(self.auditor, question)
            self.auditor.keyboard.press("c")
            desk.is_saved(self.auditor)
        self.case.opens_question(self.auditor)
        expect(self.auditor.locator(".pair")).to_be_visible()
        desk.chooses(self.auditor, "changed")
        self.auditor.locator('input[name=chosen][value="none"]').check()
        self.auditor.locator("#finding").fill(self.finding)
        self.presses(self.auditor, "Save and go on")

    def sends_findings(self):
        self.settles()
        self.presses(self.auditor, "Send the findings for reply")

    def replies(self):
        self.employer.goto(f"/assessment/{self.assessment_id}/audit/")
        finding = self.employer.locator(f'[id="finding-{desk.QUESTION}"]')
        expect(finding).to_contain_text(self.finding)
        finding.locator("input[value=agrees]").check()
        finding.locator("textarea").fill(self.reply)
        self.presses_without_leaving(finding, "Save the reply")
        self.employer.wait_for_function(
            "() => document.querySelector('[data-state-of^=reply]').textContent"
            " === words.all_saved"
        )

    def presses_without_leaving(self, within, name):
        within.get_by_role("button", name=self.words(name)).click()

    def signs(self):
        self.settles()
        expect(self.auditor.locator("#findings")).to_contain_text(self.reply)
        self.presses(self.auditor, "Sign the review")

    @property
    def assessment_id(self):
        database = open_database(self.case.site.database)
        rows = database.query(
            "SELECT assessment_id FROM review WHERE id = :id",
            {"id": self.case.review_id},
        )
        found = next(iter(rows))["assessment_id"]
        database.close()
        return found

    def downloads_the_report(self):
        self.employer.goto(f"/assessment/{self.assessment_id}/audit/")
        link = self.employer.get_by_role("link", name=self.words("Download the PDF"))
        link.wait_for(timeout=60_000)
        with self.employer.expect_download() as coming:
            link.click()
        return coming.value

    def makes_a_link(self):
        self.employer.locator("input[name=scope][value=all]").check()
        self.presses(self.employer, "Make a link")
        return self.employer.locator("#share-link").input_value()


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (360, "ar")])
def test_a_case_goes_from_submission_to_a_signed_report_that_a_buyer_reads(
    site, library, device, width, language
):
    case = desk.Case(site, library, f"walk{next(numbers)}")
    walk = Walk(case, device, width=width, language=language)

    walk.sends_back()
    walk.answers_again()
    walk.decides()
    walk.sends_findings()
    walk.replies()
    walk.signs()

    report = walk.downloads_the_report()
    assert report.path().read_bytes().startswith(b"%PDF-")
    buyer = device(width=width)
    buyer.goto(f"/?language={language}")
    buyer.goto(walk.makes_a_link())
    expect(buyer.locator("main")).to_contain_text(walk.finding)
    expect(buyer.locator("main")).to_contain_text(walk.reply)
    assert "#" not in buyer.url
    for page in (walk.employer, walk.auditor, buyer):
        assert page.complaints == []
