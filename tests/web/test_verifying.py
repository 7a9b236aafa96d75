"""Checking a report on the site: what is told to anyone, and what never is."""

import re

import pytest

from dd_toolkit.operations.assessments import open_case
from dd_toolkit.operations.editions import standing
from dd_toolkit.reporting.kinds import plan_pdf
from dd_toolkit.storage import reports
from dd_toolkit.storage.results import kept_result
from dd_toolkit.web import verifying
from tests import altering

NAME = "Al-Noor Canary Garments"
NOTE = "Canary note about a worker"


@pytest.fixture
def submitted(employer, library):
    """An employer whose submission has a name and a note that must never be told."""
    employer.posts("/profile", name=NAME)
    employer.answers_everything(library, option=1)
    employer.answers("c190.rule", "spoken", note=NOTE)
    employer.submits()
    return employer


def id_of(employer):
    return employer.home.rsplit("/", 1)[1]


@pytest.fixture
def kept(submitted, db):
    return kept_result(db, id_of(submitted))


@pytest.fixture
def made(submitted, db):
    """The report of the submission, as the worker made it."""
    case = open_case(db, id_of(submitted))
    pdf = plan_pdf(case, "en", standing(db, case))
    report = reports.claim_report(db, at="2030", lost_before="2029")
    reports.finish_report(db, report.id, pdf, at="2030")
    return pdf


def asks(who, code):
    sent = {"csrf_token": who.token(), "code": code}
    return who.client.post("/verify", data=sent)


def sends(who, pdf, name="plan.pdf"):
    return who.client.post("/verify/file", **multipart(pdf, name, who.token()))


def multipart(pdf, name, token=""):
    """A form with a file, as bytes: the test client would leave a file open."""
    body = (
        f'--part\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}'
        '\r\n--part\r\nContent-Disposition: form-data; name="file"; '
        f'filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
    ).encode()
    return {
        "data": body + pdf + b"\r\n--part--\r\n",
        "content_type": "multipart/form-data; boundary=part",
    }


def changed(pdf, **changes):
    data = altering.data_of(pdf)
    return altering.with_data(pdf, data | changes)


# --- by code -------------------------------------------------------------------------


def test_anyone_may_ask_by_code(stranger, kept):
    answer = asks(stranger, kept.code)

    assert answer.status_code == 200
    assert "There is such a submission." in answer.text
    assert f"Rating {kept.document['overall']['rating']}" in answer.text


def test_the_code_may_be_typed_carelessly(stranger, kept):
    typed = kept.code.lower().replace("-", " ").replace("0", "o")

    assert "There is such a submission." in asks(stranger, typed).text


def test_the_page_tells_the_fingerprint_that_the_report_prints(stranger, kept):
    page = asks(stranger, kept.code).text

    for part in (kept.questionnaire_sha256, kept.answers_sha256, "c190, 1.0.0"):
        assert part in page


def test_neither_name_nor_answers_nor_findings_are_told(stranger, kept, made, library):
    page = asks(stranger, kept.code).text + sends(stranger, made).text

    assert "Canary" not in page
    assert kept.assessment_id not in page
    for question in library.questionnaire("c190").questions:
        assert question.ask not in page
        assert question.id not in page


def test_asking_leaves_nothing_behind(stranger, kept, made, everything_stored):
    stranger.client.get("/")
    before = everything_stored()

    asks(stranger, kept.code)
    sends(stranger, changed(made, employer="Other"))

    # Only that somebody asked is counted, for the limit.
    assert everything_stored() | {"attempt": []} == before


def test_a_code_that_nobody_has_is_told_as_such(stranger, kept):
    answer = asks(stranger, "0000-0000-0000-0000")

    assert (answer.status_code, "No submission here has" in answer.text) == (404, True)


@pytest.mark.parametrize(
    "code", ["", "x", "' OR 1=1 --", "<script>alert(1)</script>", "\x00", "9" * 500]
)
def test_what_is_no_code_is_refused_and_shown_as_text(stranger, code):
    answer = asks(stranger, code)

    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "no verification code" in answer.text


def test_a_newer_edition_that_is_a_draft_is_not_told(stranger, submitted, kept):
    submitted.posts("/reopen")

    assert "There is no newer edition." in asks(stranger, kept.code).text


def test_a_submission_with_a_newer_edition_is_superseded(stranger, submitted, kept):
    code = kept.code
    newer = submitted.posts("/reopen").location.rstrip("/")
    submitted.home = newer
    submitted.submits()

    assert "This one is superseded." in asks(stranger, code).text


def test_the_page_speaks_arabic(stranger, kept):
    stranger.client.set_cookie("dd-language", "ar")

    assert 'dir="rtl"' in asks(stranger, kept.code).text


def test_after_a_file_the_language_can_still_be_changed(stranger):
    answer = stranger.client.get("/verify/file?language=ar", follow_redirects=True)

    assert (answer.status_code, 'lang="ar"' in answer.text) == (200, True)


# --- by file -------------------------------------------------------------------------


def test_a_report_made_here_is_whole(stranger, made, kept):
    answer = sends(stranger, made)

    assert "unchanged, to the last byte" in answer.text
    assert kept.code in answer.text


def test_a_file_saved_again_still_has_the_data_that_was_submitted(stranger, made):
    page = sends(stranger, changed(made)).text

    assert "This file is not the report that was made here" in page
    assert "The attached result is the one that was submitted." in page
    assert "give every figure it states" in page


def test_a_changed_answer_is_told(stranger, made, kept):
    data = altering.data_of(made)
    data["answers"]["c190.rule"] = {"choices": ["with-workers"]}

    page = sends(stranger, altering.with_data(made, data)).text

    assert "The attached answers were changed" in page
    assert "of other answers" in page
    assert kept.answers_sha256 in page


def test_a_changed_rating_is_told_with_the_right_one(stranger, made, kept):
    data = altering.data_of(made)
    found = kept.document["overall"]["rating"]
    data["result"]["overall"]["rating"] = stated = "A" if found != "A" else "B"

    page = sends(stranger, altering.with_data(made, data)).text

    assert f"It states the rating {stated}; its answers give {found}." in page
    assert "is not the one that was submitted" in page


@pytest.mark.parametrize(
    "changes",
    [{"employer": "Another"}, {"code": ""}, {"submitted": "2020-01-01"}],
)
def test_a_changed_name_code_or_day_is_told(stranger, made, changes):
    page = sends(stranger, changed(made, **changes)).text

    assert "are not those submitted" in page


def test_answers_that_were_never_submitted_are_unknown(stranger, made, db):
    data = altering.data_of(made)
    data["answers"]["c190.rule"] = {"choices": ["with-workers"]}
    data["code"] = ""

    page = sends(stranger, altering.with_data(made, data)).text

    assert "No submission of these answers is known" in page
    assert "What was submitted here" not in page


HOSTILE = "<img src=x onerror=alert(1)>"


def test_nothing_of_a_hostile_file_becomes_markup(stranger, made):
    data = altering.data_of(made)
    data |= {"employer": HOSTILE, "code": HOSTILE}
    data["result"] |= {HOSTILE: 1, "sha256": HOSTILE, "method": HOSTILE}
    data["answers"][HOSTILE] = {"note": HOSTILE}

    assert "<img src=x" not in sends(stranger, altering.with_data(made, data)).text


@pytest.mark.parametrize(
    ("pdf", "told"),
    [
        (b"", "Please choose the PDF"),
        (b"Dear Sir or Madam", "This file is no PDF."),
        (b"%PDF-1.7\n", "damaged"),
        (altering.a_pdf(), "no data of a report attached"),
        (altering.a_pdf(b"{"), "is not the data of a report"),
        (altering.with_password(altering.a_pdf()), "protected with a password"),
        (
            altering.with_two_of_a_name(altering.a_pdf(b"{}")),
            "several files of the same",
        ),
        (altering.that_unpacks_to(20), "more than any report needs"),
    ],
)
def test_a_file_that_cannot_be_checked_is_refused_clearly(stranger, pdf, told):
    answer = sends(stranger, pdf)

    assert (answer.status_code, told in answer.text) == (422, True)


def test_a_file_of_more_than_10_mb_is_refused(stranger):
    answer = sends(stranger, b"%PDF-" + b"x" * (10 * 1024 * 1024 + 20_000))

    assert (answer.status_code, "larger than 10 MB" in answer.text) == (413, True)


def test_a_large_file_is_taken_nowhere_else(stranger):
    large = {"csrf_token": stranger.token(), "code": "x" * 300_000}

    assert stranger.client.post("/verify", data=large).status_code == 413


def test_a_file_of_a_few_megabytes_is_looked_at(stranger, made):
    answer = sends(stranger, made + b"\n" * (3 * 1024 * 1024))

    assert answer.status_code == 200


def test_a_file_is_not_looked_at_without_the_pages_token(stranger, made):
    sent = multipart(made, "plan.pdf")

    assert stranger.client.post("/verify/file", **sent).status_code == 400


def test_while_others_are_being_checked_one_is_asked_to_come_back(
    stranger, made, monkeypatch
):
    monkeypatch.setattr(verifying, "_turns", verifying.threading.BoundedSemaphore(1))
    verifying._turns.acquire()

    answer = sends(stranger, made)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_after_a_refused_file_the_next_has_its_turn(stranger, made):
    for _ in range(verifying.AT_ONCE + 1):
        sends(stranger, b"%PDF-1.7\n")

    assert sends(stranger, made).status_code == 200


# --- words ---------------------------------------------------------------------------


def test_the_results_print_the_code_in_the_words_of_the_report(submitted, kept):
    page = submitted.sees("/results").text

    assert kept.code in page
    for words in ("Verification code", "Questionnaire, SHA-256", "Answers, SHA-256"):
        assert words in page


def test_a_draft_has_no_code_on_its_results(employer):
    assert "Verification code" not in employer.sees("/results").text


def test_every_page_leads_to_the_check(stranger):
    assert re.search('href="/verify"', stranger.client.get("/").text)
