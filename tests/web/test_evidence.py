"""Evidence on the pages: attached, listed, given out as downloads, frozen."""

import io
import re
from urllib.parse import unquote

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from dd_toolkit.core.evidence import LARGEST_FILE
from dd_toolkit.storage.evidence import evidence_of_assessment
from dd_toolkit.web.evidence import LARGEST_UPLOAD, REASONS
from tests import uploads
from tests.web.conftest import PAGE, Employer

QUESTION = "c190.rule"
PLACE = f"/evidence/{QUESTION}"


@pytest.fixture
def attaches(employer):
    """The employer attaches files to a question."""

    def attach(*files, place=PLACE, **words):
        sent = [FileStorage(io.BytesIO(content), name) for name, content in files]
        data = {"csrf_token": employer.token(), "file": sent, **words}
        boundary, body = encode_multipart(data)
        return employer.client.post(
            employer.home + place,
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
        )

    return attach


@pytest.fixture
def attached(db, employer):
    def attached():
        return evidence_of_assessment(db, employer.home.rsplit("/", 1)[1])

    return attached


def download(who, evidence, home=""):
    return who.client.get(f"{home or who.home}/evidence/file/{evidence.id}")


def test_a_file_is_attached_and_listed(employer, attaches, attached):
    answer = attaches(
        ("عقد العمل.pdf", uploads.PDF), **{"from": "2026-01-01", "to": "2026-06-30"}
    )

    assert (answer.status_code, len(attached())) == (303, 1)
    page = employer.client.get(answer.location).text
    assert "<bdi>عقد العمل.pdf</bdi>" in page
    assert "From 1 January 2026 to 30 June 2026" in page
    assert attached()[0].sha256[:12] in page


def test_several_files_are_attached_at_once(attaches, attached):
    attaches(*uploads.GOOD.items())

    assert [file.name for file in attached()] == list(uploads.GOOD)


@pytest.mark.parametrize("what", uploads.BAD)
def test_a_bad_file_is_refused_with_its_reason(attaches, attached, what):
    name, content, reason = uploads.BAD[what]

    answer = attaches((name, content))

    assert (answer.status_code, attached()) == (422, ())
    assert REASONS[reason].split(",")[0] in answer.text


def test_a_good_file_is_kept_though_another_is_refused(attaches, attached):
    answer = attaches(("a.pdf", uploads.PDF), ("b.exe", uploads.EXE))

    assert (answer.status_code, [f.name for f in attached()]) == (422, ["a.pdf"])
    assert "<bdi>b.exe</bdi>" in answer.text


@pytest.mark.parametrize("claimed", ["text/html", "image/svg+xml", "x/y", ""])
def test_what_the_browser_says_of_a_file_decides_nothing(employer, attached, claimed):
    employer.posts(PLACE, file=(io.BytesIO(uploads.PDF), "a.html", claimed))

    (file,) = attached()
    assert (file.name, file.media_type) == ("a.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/cron.d/x.pdf", "x.pdf"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil- 1.pdf"),
        ("pay\u202efdp.exe", "payfdp.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "-img src=x onerror=alert(1)-.pdf"),
    ],
)
def test_a_hostile_name_is_cleaned(employer, attached, name, kept):
    body = (
        b"--b\r\nContent-Disposition: form-data; name=csrf_token\r\n\r\n"
        + employer.token().encode()
        + b"\r\n--b\r\nContent-Disposition: form-data; name=file; filename*=UTF-8''"
        + "".join(f"%{byte:02X}" for byte in name.encode()).encode()
        + b"\r\n\r\n"
        + uploads.PDF
        + b"\r\n--b--\r\n"
    )

    employer.client.post(
        employer.home + PLACE, data=body, content_type="multipart/form-data; boundary=b"
    )

    assert [file.name for file in attached()] == [kept]


def test_a_download_is_never_a_page(employer, attaches, attached):
    attaches(("عقد: العمل.pdf", uploads.PDF))

    answer = download(employer, attached()[0])

    assert answer.data == uploads.PDF
    headers = answer.headers
    disposition = headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "عقد- العمل.pdf" in unquote(disposition)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "'self'" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", ["a stranger", "another employer"])
def test_nobody_else_gets_or_withdraws_a_file(app, employer, attaches, attached, who):
    attaches(("a.pdf", uploads.PDF))
    (file,) = attached()
    other = Employer(app) if who == "a stranger" else Employer(app).begins()
    token = {"csrf_token": other.token()}

    answers = [
        download(other, file, home)
        for home in {employer.home, other.home or employer.home}
    ] + [
        other.client.post(f"{home}/evidence/file/{file.id}/withdraw", data=token)
        for home in {employer.home, other.home or employer.home}
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert attached() == (file,)


def test_a_question_that_is_not_there_has_no_evidence(employer, attaches):
    assert employer.sees("/evidence/c190.nothing").status_code == 404
    assert employer.sees("/evidence/profile.sector").status_code == 404
    assert attaches(("a.pdf", uploads.PDF), place="/evidence/c1.x").status_code == 404


def test_a_withdrawn_file_is_gone(employer, attaches, attached):
    attaches(("a.pdf", uploads.PDF))
    (file,) = attached()

    answer = employer.posts(f"/evidence/file/{file.id}/withdraw", question=QUESTION)

    assert (answer.status_code, attached()) == (303, ())
    assert download(employer, file).status_code == 404


def test_after_submission_evidence_is_read_and_not_changed(
    employer, attaches, attached, library, everything_stored
):
    attaches(("a.pdf", uploads.PDF))
    employer.answers_everything(library).submits()
    (file,) = attached()
    before = everything_stored()

    assert attaches(("b.pdf", uploads.PDF)).status_code == 409
    assert employer.posts(f"/evidence/file/{file.id}/withdraw").status_code == 409
    page = employer.sees(PLACE).text
    assert everything_stored() == before
    assert download(employer, file).data == uploads.PDF
    assert "Withdraw" not in page
    assert 'type="file"' not in page
    assert "Evidence: 1 file" in employer.sees("/results").text


def test_no_file_and_a_bad_period_are_told(attaches, attached):
    nothing = attaches()
    turned = attaches(
        ("a.pdf", uploads.PDF), **{"from": "2026-02-01", "to": "2026-01-01"}
    )

    assert (nothing.status_code, turned.status_code) == (422, 422)
    assert "Choose a file first" in nothing.text
    assert "The period does not fit" in turned.text
    assert attached() == ()


def test_an_upload_over_the_limit_says_so_and_that_answers_are_safe(attaches, attached):
    answer = attaches(("a.pdf", bytes(LARGEST_UPLOAD)))

    assert (answer.status_code, attached()) == (413, ())
    assert re.search(r"10 MB.*50\s+MB.*are safe", answer.text, re.DOTALL)


def test_four_large_files_fit_into_one_upload(attaches, attached):
    filler = bytes(LARGEST_FILE - 200)
    pdfs = [
        (f"{n}.pdf", b"%PDF-1.7\n" + str(n).encode() + filler + b"\n%%EOF\n")
        for n in range(4)
    ]

    assert (attaches(*pdfs).status_code, len(attached())) == (303, 4)


@pytest.mark.parametrize("place", [PAGE, "/profile", "/submit"])
def test_every_other_route_keeps_its_small_limit(employer, place):
    answer = employer.posts(place, file=(io.BytesIO(bytes(300_000)), "a.pdf"))

    assert answer.status_code == 413


def test_a_stranger_may_not_send_much(employer, stranger):
    answer = stranger.client.post(employer.home + PLACE, data=bytes(1_000_000))

    assert answer.status_code == 404


def test_a_damaged_file_is_told_and_not_given_out(
    employer, attaches, attached, tmp_path
):
    attaches(("a.pdf", uploads.PDF))
    (file,) = attached()
    next((tmp_path / "files").rglob(file.sha256)).write_bytes(b"else")

    answer = download(employer, file)

    assert (answer.status_code, b"else" in answer.data) == (500, False)
    assert "damaged on the server" in answer.text


def test_a_disk_that_cannot_be_written_says_that_nothing_is_attached(
    attaches, attached, tmp_path
):
    (tmp_path / "files").write_text("a file where the folder should be")

    answer = attaches(("a.pdf", uploads.PDF))

    assert (answer.status_code, attached()) == (503, ())
    assert "NOT attached" in answer.text


def test_the_line_below_a_question_counts_its_files(employer, attaches):
    before = employer.sees(PAGE).text
    attaches(("a.pdf", uploads.PDF), ("b.png", uploads.PNG))

    assert "Evidence: 2 files · add" in employer.sees(PAGE).text
    assert "Evidence: 2" not in before


def test_the_review_says_how_many_files_there_are(employer, attaches):
    attaches(("a.pdf", uploads.PDF), ("b.png", uploads.PNG))

    assert "2 files are attached." in employer.sees("/review").text


def test_the_list_of_all_evidence_names_questions_and_files(employer, attaches):
    attaches(("a.pdf", uploads.PDF))

    assert re.search(
        f"{QUESTION}.*a\\.pdf", employer.sees("/evidence/").text, re.DOTALL
    )


def test_going_to_the_evidence_saves_the_answers_of_the_page(employer):
    answer = employer.posts(
        PAGE, asked=QUESTION, evidence=QUESTION, **{f"q-{QUESTION}": "written"}
    )

    assert answer.location == f"{employer.home}{PLACE}#main"
    assert 'value="written" checked' in employer.sees(PAGE).text


@pytest.mark.parametrize(
    "evidence", ["//example.com", "c190.nothing", "profile.sector"]
)
def test_evidence_of_no_question_leads_on_as_usual(employer, evidence):
    answer = employer.posts(PAGE, evidence=evidence)

    assert "/section/" in answer.location


def later(name, *words):
    return {f"later-{name}": list(words)}


def test_a_question_can_be_marked_and_unmarked_without_scripts(employer):
    employer.posts(PAGE, **later(QUESTION, "no", "yes"))
    marked = employer.sees("/").text
    employer.posts(PAGE, **later(QUESTION, "no"))

    assert "To come back to" in marked
    assert "To come back to" not in employer.sees("/").text


def test_a_mark_is_saved_by_a_script_with_its_question(employer):
    told = employer.answers(QUESTION, "written", later="yes").json

    assert told["saved"] is True
    assert f"#{QUESTION}" in employer.sees("/review").text


def test_a_marked_question_stays_unanswered(employer):
    before = employer.answers(QUESTION).json["done"]

    assert employer.answers(QUESTION, later="yes").json["done"] == before


def test_a_page_that_shows_no_mark_changes_none(employer):
    employer.posts(PAGE, **later(QUESTION, "no", "yes"))

    employer.answers(QUESTION, "written")

    assert (
        "checked"
        in re.search(f'data-later="{QUESTION}"[^>]*', employer.sees(PAGE).text).group()
    )


def test_a_submitted_assessment_takes_no_mark(employer, library):
    employer.answers_everything(library).submits()

    answer = employer.posts(PAGE, **later(QUESTION, "no", "yes"))

    assert answer.status_code == 409
