"""A case under review to test with: its people, and what they do, as verbs.

``owner`` and ``colleague`` belong to the employer; ``lead``, ``second`` and ``other``
are auditors; ``admin`` gives cases out.
"""

import datetime
from dataclasses import replace

from dd_toolkit.core.answering import chosen
from dd_toolkit.core.evidence import Period
from dd_toolkit.core.reviewing import Verdict
from dd_toolkit.operations import (
    asking,
    assessments,
    assigning,
    correcting,
    field_notes,
    replying,
    sending_back,
    sharing,
    signing,
    verdicts,
)
from dd_toolkit.operations.reviewing import open_review
from dd_toolkit.settings import Settings
from dd_toolkit.storage import accounts, organisations
from dd_toolkit.storage import evidence as files
from dd_toolkit.storage.evidence import Evidence
from dd_toolkit.storage.field_notes import FieldNote
from tests.builders import (
    a_question,
    a_questionnaire,
    an_informative_question,
    valued,
)
from tests.operations.builders import AT, PROFILE, begin, save, submit

SETTINGS = Settings("", "w" * 40, "http://localhost")

QUESTIONNAIRE = a_questionnaire(
    a_question("m.q1", severity="critical", may_be_not_applicable=True),
    a_question("m.q2"),
    a_question("m.q3"),
    an_informative_question("m.count", kind="number"),
)

ANSWERS = {**PROFILE, **valued(q1=1, q2="1/2", q3=1)}

PEOPLE = {
    "owner": "employer",
    "colleague": "employer",
    "stranger": "employer",
    "lead": "auditor",
    "second": "auditor",
    "other": "auditor",
    "admin": "administrator",
    "officer": "programme-officer",
}

CONFIRMED = Verdict("confirmed", basis=("documents",))
NOT_VERIFIABLE = Verdict("not-verifiable")
CHANGED = Verdict(
    "changed",
    chosen=("v0",),
    finding="The safe holds nine passports.",
    required="Give them back.",
    required_by=datetime.date(2026, 12, 1),
    basis=("observation", "workers"),
)


def later(**span):
    return AT + datetime.timedelta(**span)


def people(db):
    """Everybody, and an organisation with an owner and a colleague."""
    for name, role in PEOPLE.items():
        accounts.add_account(
            db,
            account_id=name,
            email=f"{name}@x.org",
            name=name.title(),
            role=role,
            locale="en",
            password_hash=None,
            at="2026-11-01",
        )
    organisations.add_organisation(db, organisation_id="o", name="Mill", at="2026")
    organisations.join(db, "o", "owner", role="owner", at="2026")
    organisations.join(db, "o", "colleague", role="contributor", at="2026")
    organisations.add_site(
        db, site_id="s", organisation_id="o", name="Irbid", at="2026"
    )


def a_submission(db, assessment_id="a", *, given=ANSWERS, questionnaire=QUESTIONNAIRE):
    """A submitted assessment of the organisation, with a file at ``m.q2``."""
    a_draft_of_theirs(db, assessment_id, given=given, questionnaire=questionnaire)
    submit(db, assessment_id=assessment_id, report_id=f"report-{assessment_id}")


def a_draft_of_theirs(db, assessment_id, *, given=ANSWERS, questionnaire=QUESTIONNAIRE):
    begin(db, assessment_id=assessment_id, questionnaire=questionnaire)
    organisations.take_along(db, assessment_id, "o")
    organisations.place(db, assessment_id, site_id="s", year=2026)
    save(db, given, assessment_id=assessment_id)
    attach(db, "m.q2", assessment_id=assessment_id)


def attach(db, question_id, *, assessment_id="a", name="slips.pdf"):
    files.add_evidence(
        db,
        Evidence(
            id=f"{assessment_id}-{question_id}-{name}",
            assessment_id=assessment_id,
            question_id=question_id,
            sha256=name,
            name=name,
            media_type="application/pdf",
            size=9,
            period=Period(datetime.date(2026, 1, 1), None),
            received_at="2026-11-20",
        ),
    )


def ask(db, *, by="owner", auditor=None, assessment_id="a", review_id="c", at=AT):
    return asking.ask_for_review(
        db,
        SETTINGS,
        assessment_id,
        review_id=review_id,
        auditor=auditor,
        locale="en",
        by=by,
        at=at,
    )


def assign(db, account_id="lead", *, part="lead", by="admin", review_id="c"):
    return assigning.assign(
        db, SETTINGS, review_id, account_id, part=part, by=by, at=AT
    )


def a_review(db, *, second=False, given=ANSWERS, questionnaire=QUESTIONNAIRE):
    """A review that was asked for and given to ``lead``; opened."""
    people(db)
    a_submission(db, given=given, questionnaire=questionnaire)
    ask(db)
    assign(db)
    if second:
        assign(db, "second", part="second")
    return open_review(db, "c")


def decide(
    db,
    question_id="m.q1",
    verdict=CONFIRMED,
    *,
    found=None,
    seen=None,
    by="lead",
    at=AT,
    review_id="c",
):
    """Decide over a review that was opened earlier, or just now."""
    found = found or open_review(db, review_id)
    part = found.part_of(by) or "lead"
    own = (found.verdicts if part == "lead" else found.opinions).get(question_id)
    return verdicts.decide(
        db,
        found,
        question_id,
        verdict,
        seen=seen if seen is not None else (own.revision if own else 0),
        through="page",
        by=by,
        at=at,
    )


def a_note(**changes):
    note = FieldNote(
        id="note-0001",
        question_id="m.q1",
        kind="workers",
        people=4,
        text="They carry their passports.",
        by="lead",
        at="",
    )
    return replace(note, **changes)


def add_note(db, *, review_id="c", at=AT, **changes):
    return field_notes.add_note(
        db, open_review(db, review_id), a_note(**changes), at=at
    )


def withdraw_note(db, *, by="lead", note_id="note-0001"):
    return field_notes.withdraw_note(db, open_review(db, "c"), note_id, by=by, at=AT)


def send_back(db, *, by="lead", at=AT, new_id="a2", **asked):
    asked = asked or {"q1": "Show the safe."}
    return sending_back.send_back(
        db,
        SETTINGS,
        "c",
        {f"m.{name}": words for name, words in asked.items()},
        new_id=new_id,
        by=by,
        at=at,
    )


def resubmit(db, given=None, *, assessment_id="a2", at=None):
    """The employer changes these answers of the new edition and submits it."""
    if given:
        save(db, given, assessment_id=assessment_id)
    return assessments.submit(
        db,
        assessment_id,
        report_id=f"report-{assessment_id}",
        locale="en",
        at=at or later(days=1),
        by="owner",
        site=SETTINGS.url,
    )


def send_findings(db, *, by="lead", days=14, at=AT):
    return replying.send_findings(db, SETTINGS, "c", reply_days=days, by=by, at=at)


def reply(
    db, question_id="m.q1", *, stance="disagrees", text="", seen=0, by="owner", at=AT
):
    text = text or "They asked us to keep them."
    return replying.reply(
        db, "c", question_id, stance=stance, text=text, seen=seen, by=by, at=at
    )


def agree(db, *, by="second", seen=None, at=AT):
    seen = open_review(db, "c").review.revision if seen is None else seen
    return signing.agree(db, "c", seen=seen, by=by, at=at)


def sign(db, *, by="lead", seen=None, at=AT, review_id="c"):
    if seen is None:
        seen = open_review(db, review_id).review.revision
    return signing.sign(db, SETTINGS, review_id, seen=seen, by=by, at=at)


def a_signed_review(db, **verdicts_given):
    """A review in which these questions were decided (``q1`` confirmed), signed."""
    a_review(db)
    for name, verdict in (verdicts_given or {"q1": CONFIRMED}).items():
        decide(db, f"m.{name}", verdict)
    found = open_review(db, "c")
    if found.findings:
        send_findings(db)
        for name in found.findings:
            reply(db, name)
    sign(db)
    return open_review(db, "c")


def correct(db, *, by="lead", reason="A date was wrong.", review_id="c", new_id="c2"):
    return correcting.correct(
        db, review_id, new_id=new_id, reason=reason, by=by, at=later(days=30)
    )


def share(db, *, by="owner", scope="all", days=30, share_id="link", at=AT, label="B"):
    return sharing.share(
        db, "c", share_id=share_id, scope=scope, label=label, days=days, by=by, at=at
    )


NO = chosen("v0")
YES = chosen("v100")
