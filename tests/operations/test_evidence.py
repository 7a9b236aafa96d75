"""Attaching, withdrawing, sweeping: what is recorded, what is refused, what stays."""

import datetime
import resource
from functools import partial

import pytest

from dd_toolkit.core.evidence import NotAccepted, Period
from dd_toolkit.errors import FileDamaged, FilesFull
from dd_toolkit.operations import evidence
from dd_toolkit.operations.assessments import open_case
from dd_toolkit.operations.evidence import (
    GRACE,
    Attached,
    Given,
    NotAttached,
    NotWithdrawn,
    Withdrawn,
)
from dd_toolkit.storage.evidence import evidence_of_assessment, evidence_of_question
from dd_toolkit.storage.files import Files
from tests import uploads
from tests.operations.builders import AT, a_draft, a_submitted_case, submit
from tests.operations.faults import FaultyDatabase, PowerCut
from tests.storage.databases import all_at_once, contents, rows

YEAR = Period(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))


@pytest.fixture
def files(tmp_path):
    return Files(str(tmp_path / "files"))


@pytest.fixture
def attach(db, files):
    """Attaches a file to the first question of an assessment, `a` by default."""
    made = iter(range(1_000))

    def attach(content=uploads.PDF, *, name="a.pdf", case=None, **changes):
        case = case or open_case(db, "a")
        question_id = changes.pop("question_id", "m.q1")
        given = Given(name, content, changes.pop("period", Period()))
        changes = {"evidence_id": f"e{next(made)}", "at": AT} | changes
        return evidence.attach(
            changes.pop("through", db), files, case, question_id, given, **changes
        )

    return attach


def some_pdf(number):
    return uploads.PDF.replace(b"1 0 obj", f"{number} 0 obj".encode())


def attached(db, question_id="m.q1"):
    return evidence_of_question(db, "a", question_id)


def test_a_file_is_recorded_with_all_that_tells_what_it_is(db, attach):
    a_draft(db)

    outcome = attach(name="عقد.pdf", period=YEAR, by="someone")

    assert attached(db) == (outcome.evidence,)
    (row,) = rows(db, "evidence")
    assert row == {
        "id": "e0",
        "assessment_id": "a",
        "question_id": "m.q1",
        "sha256": outcome.evidence.sha256,
        "name": "عقد.pdf",
        "media_type": "application/pdf",
        "size": len(uploads.PDF),
        "period_from": "2026-01-01",
        "period_to": "2026-12-31",
        "received_at": "2026-11-23T09:30:00.000Z",
        "received_by": "someone",
        "withdrawn_at": None,
    }


def test_a_file_comes_back_as_it_was(db, attach, files):
    case = a_draft(db)
    kept = attach().evidence

    assert evidence.download(db, files, case, kept.id) == (kept, uploads.PDF)


@pytest.mark.parametrize("what", uploads.BAD)
def test_a_bad_file_leaves_neither_a_row_nor_a_content(db, attach, tmp_path, what):
    a_draft(db)
    name, content, reason = uploads.BAD[what]

    assert attach(content, name=name) == NotAccepted(reason)
    assert (rows(db, "evidence"), (tmp_path / "files").exists()) == ([], False)


def test_sending_the_same_file_twice_records_it_once(db, attach):
    a_draft(db)

    first, second = attach(), attach()

    assert (second, len(attached(db))) == (first, 1)


def test_the_same_content_at_two_questions_is_stored_once(db, attach, tmp_path):
    a_draft(db)
    attach()
    attach(question_id="m.q2")

    stored = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]

    assert (len(rows(db, "evidence")), len(stored)) == (2, 1)


def test_a_question_of_another_questionnaire_takes_no_file(db, attach):
    a_draft(db)

    assert attach(question_id="c190.rule") == NotAttached("unknown-question")


def test_a_question_takes_twenty_files(db, attach):
    a_draft(db)
    for number in range(20):
        assert isinstance(attach(some_pdf(number)), Attached)

    assert attach(some_pdf(20)) == NotAccepted("full-question")
    assert isinstance(attach(question_id="m.q2"), Attached)


def test_an_assessment_takes_two_hundred_files(db, attach, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_PER_ASSESSMENT", 3)
    a_draft(db)
    for number in range(3):
        attach(some_pdf(number), question_id=f"m.q{number % 2 + 1}")

    assert attach(some_pdf(3)) == NotAccepted("full-assessment")


def test_many_who_attach_at_once_get_no_more_than_twenty_in(db, attach, connect):
    case = a_draft(db)
    for number in range(18):
        attach(some_pdf(number))

    outcomes = all_at_once(
        *(
            partial(attach, some_pdf(number), case=case, through=connect())
            for number in range(20, 28)
        )
    )

    assert sum(isinstance(outcome, Attached) for outcome in outcomes) == 2
    assert len(attached(db)) == 20


def test_a_submitted_assessment_takes_no_file(db, attach):
    a_submitted_case(db)
    before = contents(db)

    assert (attach(), contents(db)) == (NotAttached("submitted"), before)


def test_a_file_that_arrives_after_somebody_submitted_is_refused(db, attach):
    case = a_draft(db)
    submit(db)

    assert attach(case=case) == NotAttached("submitted")
    assert rows(db, "evidence") == []


def test_a_withdrawn_file_is_no_longer_there(db, attach, files):
    case = a_draft(db)
    kept = attach().evidence

    assert evidence.withdraw(db, case, kept.id, at=AT) == Withdrawn()

    assert evidence.download(db, files, case, kept.id) is None
    assert evidence_of_assessment(db, "a") == ()
    assert [row["withdrawn_at"] for row in rows(db, "evidence")] == [
        "2026-11-23T09:30:00.000Z"
    ]


def test_a_withdrawn_file_can_be_attached_again(db, attach):
    case = a_draft(db)
    evidence.withdraw(db, case, attach().evidence.id, at=AT)

    assert isinstance(attach(), Attached)
    assert len(attached(db)) == 1


def test_a_submitted_assessment_keeps_its_files(db, attach):
    a_draft(db)
    kept = attach().evidence
    submit(db)

    outcome = evidence.withdraw(db, open_case(db, "a"), kept.id, at=AT)

    assert (outcome, attached(db)) == (NotWithdrawn("submitted"), (kept,))


def test_nobody_withdraws_or_gets_a_file_of_another_assessment(db, attach, files):
    a_draft(db)
    kept = attach().evidence
    other = a_draft(db, assessment_id="b")

    assert evidence.withdraw(db, other, kept.id, at=AT) == NotWithdrawn("unknown")
    assert evidence.download(db, files, other, kept.id) is None
    assert attached(db) == (kept,)


def test_a_file_damaged_on_disk_is_not_given_out(db, attach, files, tmp_path):
    case = a_draft(db)
    kept = attach().evidence
    next((tmp_path / "files").rglob(kept.sha256)).write_bytes(b"something else")

    with pytest.raises(FileDamaged, match=kept.sha256):
        evidence.download(db, files, case, kept.id)


def test_on_a_full_disk_nothing_is_recorded(db, attach, tmp_path):
    a_draft(db)
    content = uploads.PDF[:-6] + bytes(2_000_000) + b"%%EOF\n"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))

    with pytest.raises(FilesFull):
        attach(content)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    left = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert (rows(db, "evidence"), left) == ([], [])


def test_a_power_cut_leaves_a_row_only_with_its_content(db, attach, files):
    """Whatever statement the power fails at, each row has its content."""
    case = a_draft(db)

    def power_cut():
        raise PowerCut

    for at_statement in range(1, 8):
        faulty = FaultyDatabase(
            db, at_statement=at_statement, when="before", fault=power_cut
        )
        try:
            attach(some_pdf(at_statement), case=case, through=faulty)
        except PowerCut:
            assert len(attached(db)) == 0
        else:
            break
    assert [files.content(kept.sha256) for kept in attached(db)] == [
        some_pdf(at_statement)
    ]


LATER = datetime.datetime.now(datetime.UTC) + 2 * GRACE


def test_sweeping_keeps_what_a_row_needs(db, attach, files):
    case = a_draft(db)
    kept = attach().evidence

    assert evidence.sweep(db, files, at=LATER) == ()
    assert evidence.download(db, files, case, kept.id)


def test_sweeping_removes_a_content_that_no_row_names(db, files):
    sha256 = files.keep(b"left by a crash")

    assert evidence.sweep(db, files, at=LATER) == (sha256,)
    assert list(files.older_than(LATER)) == []


def test_sweeping_leaves_a_fresh_content_for_the_row_to_come(db, files):
    sha256 = files.keep(b"its row is being written")

    assert evidence.sweep(db, files, at=datetime.datetime.now(datetime.UTC)) == ()
    assert files.content(sha256)


def test_a_withdrawn_content_goes_when_the_grace_is_over(db, attach, files):
    case = a_draft(db)
    kept = attach().evidence
    evidence.withdraw(db, case, kept.id, at=LATER - GRACE / 2)

    during = evidence.sweep(db, files, at=LATER)
    after = evidence.sweep(db, files, at=LATER + GRACE)

    assert (during, after) == ((), (kept.sha256,))


def test_a_content_that_another_question_needs_stays(db, attach, files):
    case = a_draft(db)
    kept = attach().evidence
    attach(question_id="m.q2")
    evidence.withdraw(db, case, kept.id, at=AT)

    assert evidence.sweep(db, files, at=LATER) == ()
