"""Cases for the demo's auditor: one just submitted, one in review, one signed.

Everything is written by the same acts as on a real site, a few weeks back in time. The
employers, findings and documents are invented.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from dd_toolkit.core.answer_file import AnswerFile
from dd_toolkit.core.evidence import Period
from dd_toolkit.core.reviewing import Verdict
from dd_toolkit.operations import (
    asking,
    assessments,
    assigning,
    evidence,
    field_notes,
    organisations,
    replying,
    signing,
    verdicts,
)
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.evidence import Given
from dd_toolkit.operations.reviewing import ReviewCase, open_review
from dd_toolkit.settings import Settings
from dd_toolkit.storage import accounts
from dd_toolkit.storage import organisations as stored
from dd_toolkit.storage.database import Database
from dd_toolkit.storage.field_notes import FieldNote
from dd_toolkit.storage.files import Files

SITES = {
    "irbid": ("Sewing hall, Irbid", "submitted", 3),
    "sahab": ("Cutting hall, Sahab", "in-review", 12),
    "karak": ("Finishing hall, Karak", "signed", 40),
}
"""Site -> its name, how far its review is, and how many days ago it was asked for."""

DOCUMENTS = {
    "c181.who-pays": (
        "agency-invoice.pdf",
        ("Agency invoice 2026-114", "Service fee, 120 workers: paid by the factory"),
    ),
    "c097.contract-copy": (
        "contracts-sample.pdf",
        ("Sample of 12 contracts", "Signed at arrival, in English and Arabic"),
    ),
    "c097.registered": (
        "social-security-list.pdf",
        ("Social security list, June 2026", "800 workers registered"),
    ),
    "c190.rule": (
        "rule-on-harassment.pdf",
        ("Rule against violence and harassment", "Agreed with the workers' committee"),
    ),
    "c190.safe-survey": (
        "survey-2025.pdf",
        ("Survey without names, 2025", "412 answers of 800"),
    ),
}
"""Question -> a document: its name, and the lines on its page."""

FINDINGS = {
    "c181.who-pays": Verdict(
        kind="changed",
        chosen=("shared",),
        finding=(
            "Nine of fourteen workers interviewed paid a sub-agent before they left. "
            "The invoice covers the agency's fee only."
        ),
        required="Pay back what workers paid, and drop the sub-agent.",
        required_by=datetime.date(2027, 1, 31),
        basis=("documents", "workers"),
    ),
    "c097.contract-copy": Verdict(
        kind="changed",
        chosen=("later",),
        finding="Of twelve contracts, five were handed over in the second month.",
        required="Give each worker a signed copy before the journey.",
        required_by=datetime.date(2026, 12, 31),
        basis=("documents",),
    ),
    "c190.guards": Verdict(
        kind="not-verifiable",
        finding="The guards' contracts were not shown.",
        basis=("observation",),
    ),
}
REPLIES = {
    "c181.who-pays": (
        "agrees",
        "We did not know of the sub-agent. Repayment begins with the December wages.",
    ),
    "c097.contract-copy": (
        "disagrees",
        "The five contracts were copied again because of a mistake in the names.",
    ),
}


@dataclass(frozen=True)
class _Stage:
    """Where the cases are made, and the people of the demo as account ids."""

    db: Database
    settings: Settings
    file: AnswerFile
    firm_id: str
    employer: str
    auditor: str
    administrator: str


def fill_desk(
    db: Database, settings: Settings, file: AnswerFile, *, at: datetime.datetime
) -> None:
    """Give the demo's auditor three cases of the demo's employer, once."""
    employer, auditor, administrator = (
        _account(db, role) for role in ("employer", "auditor", "administrator")
    )
    firm = stored.organisations_of(db, employer)[0]
    if stored.assessments_of(db, firm.id):
        return
    stage = _Stage(db, settings, file, firm.id, employer, auditor, administrator)
    for site_id, (name, state, days) in SITES.items():
        organisations.add_site(db, firm.id, name, site_id=f"demo-{site_id}", at=at)
        _case(stage, site_id, state=state, at=at - datetime.timedelta(days=days))


def _account(db: Database, role: str) -> str:
    found = accounts.account_of(db, f"{role}@example.org")
    assert found is not None, "the people of the demo come first"
    return found.id


def _case(stage: _Stage, site_id: str, *, state: str, at: datetime.datetime) -> None:
    assessment_id = _submitted(stage, site_id, at=at)
    review_id = f"review-{site_id}"
    asking.ask_for_review(
        stage.db,
        stage.settings,
        assessment_id,
        review_id=review_id,
        auditor=None,
        locale="en",
        by=stage.employer,
        at=at,
    )
    by = stage.administrator
    assigning.assign(
        stage.db,
        stage.settings,
        review_id,
        stage.auditor,
        part="lead",
        by=by,
        at=at,
    )
    due = (at + datetime.timedelta(days=30)).date()
    assigning.set_due(stage.db, review_id, due, by=by, at=at)
    if state == "in-review":
        _begun(stage, review_id, at=at + datetime.timedelta(days=2))
    elif state == "signed":
        _signed(stage, review_id, at=at + datetime.timedelta(days=2))


def _submitted(stage: _Stage, site_id: str, *, at: datetime.datetime) -> str:
    db, employer = stage.db, stage.employer
    assessment_id = f"demo{site_id}"
    organisations.begin_at_site(
        db,
        stage.file.questionnaire,
        organisation_id=stage.firm_id,
        site_id=f"demo-{site_id}",
        year=at.year,
        assessment_id=assessment_id,
        at=at,
    )
    case = assessments.open_case(db, assessment_id)
    assert case is not None, "it was just begun"
    assessments.rename(db, case, "Example employer (demo)")
    assessments.answer(
        db, case, stage.file.answers, through="import", at=at, by=employer
    )
    _attach(stage, case, site_id, at=at)
    assessments.submit(
        db,
        assessment_id,
        report_id=f"plan-{site_id}",
        locale="en",
        at=at,
        by=employer,
    )
    return assessment_id


def _attach(stage: _Stage, case: Case, site_id: str, *, at: datetime.datetime) -> None:
    files = Files(stage.settings.files_address)
    period = Period(datetime.date(at.year, 1, 1), datetime.date(at.year, 6, 30))
    for number, (question_id, (name, lines)) in enumerate(DOCUMENTS.items()):
        evidence.attach(
            stage.db,
            files,
            case,
            question_id,
            Given(name, a_page(lines), period),
            evidence_id=f"{site_id}-{number}",
            at=at,
            by=stage.employer,
        )


def _begun(stage: _Stage, review_id: str, *, at: datetime.datetime) -> None:
    """A first day on site: some verdicts, and notes."""
    _decide(stage, review_id, FINDINGS, at=at)
    found = _opened(stage.db, review_id)
    confirmed = [question for question in _scored(found) if question not in FINDINGS]
    answers = dict.fromkeys(confirmed[:14], Verdict("confirmed", basis=("documents",)))
    _decide(stage, review_id, answers, at=at)
    note = FieldNote(
        id=f"note-{review_id}",
        question_id="c181.who-pays",
        kind="workers",
        people=14,
        text="Fourteen workers of two sewing lines, in two groups, no supervisors.",
        by=stage.auditor,
        at="",
    )
    field_notes.add_note(stage.db, _opened(stage.db, review_id), note, at=at)


def _signed(stage: _Stage, review_id: str, *, at: datetime.datetime) -> None:
    """All decided, the findings replied to, signed when the time to reply was over."""
    found = _opened(stage.db, review_id)
    confirmed = dict.fromkeys(
        _scored(found), Verdict("confirmed", basis=("documents",))
    )
    _decide(stage, review_id, {**confirmed, **FINDINGS}, at=at)
    replying.send_findings(stage.db, stage.settings, review_id, by=stage.auditor, at=at)
    for question_id, (stance, text) in REPLIES.items():
        replying.reply(
            stage.db,
            review_id,
            question_id,
            stance=stance,  # type: ignore[arg-type]  # written above
            text=text,
            seen=0,
            by=stage.employer,
            at=at + datetime.timedelta(days=5),
        )
    signing.sign(
        stage.db,
        stage.settings,
        review_id,
        seen=_opened(stage.db, review_id).review.revision,
        by=stage.auditor,
        at=at + datetime.timedelta(days=20),
    )


def _opened(db: Database, review_id: str) -> ReviewCase:
    found = open_review(db, review_id)
    assert found is not None, "it was just asked for"
    return found


def _scored(found: ReviewCase) -> list[str]:
    case = found.case
    return [
        q.id for q in case.questionnaire.questions if q.scored and q.id in case.asked
    ]


def _decide(
    stage: _Stage,
    review_id: str,
    given: Mapping[str, Verdict],
    *,
    at: datetime.datetime,
) -> None:
    found = _opened(stage.db, review_id)
    for question_id, verdict in given.items():
        verdicts.decide(
            stage.db,
            found,
            question_id,
            verdict,
            seen=0,
            through="page",
            by=stage.auditor,
            at=at,
        )


def a_page(lines: tuple[str, ...]) -> bytes:
    """A PDF of one page with these lines of plain Latin text."""
    written = " ".join(f"({_escaped(line)}) Tj 0 -24 Td" for line in lines)
    content = f"BT /F1 14 Tf 72 760 Td {written} ET".encode("ascii")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
        + b"trailer<</Size %d/Root 1 0 R>>\n" % (len(parts) + 1)
        + b"startxref\n%d\n%%%%EOF\n" % len(made)
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
