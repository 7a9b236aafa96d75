"""Reviews to print: one as long as a real one, one with nothing in it."""

import datetime
from dataclasses import replace
from functools import cache

from report_builders import a_small_questionnaire

from dd_toolkit import places
from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.core.answering import Answer
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.evidence import Period
from dd_toolkit.core.review_record import (
    GivenVerdict,
    Note,
    Paper,
    Person,
    ReplyGiven,
    Request,
    ReviewRecord,
)
from dd_toolkit.core.reviewing import Verdict
from dd_toolkit.core.scoring import score
from dd_toolkit.languages import spoken
from dd_toolkit.reporting.audit import audit_contents
from dd_toolkit.reporting.pdf import audit_pdf

FINDING = (
    "Eleven of fourteen workers whom we asked in private said that the answer is not "
    "so: on most days it is decided by the supervisor of the line, and the records of "
    "March and April show the same. The management showed a rule that is from last "
    "year and does not hang in the languages of the workers."
)
REQUIRED = (
    "Write the rule in Bengali, Nepali and Sinhala, hang it in each hall, and keep a "
    "record of each case for six months."
)
FINDING_AR = (
    "قال أحد عشر من أربعة عشر عاملاً سألناهم على انفراد إن الأمر ليس كذلك: "
    "يقرره مشرف الخط "
    "في معظم الأيام، وتُظهر سجلات آذار ونيسان 2026 الشيء نفسه."
)
REPLY = "We agree. The rule was translated last week; the records begin next month."
REPLY_AR = "لا نوافق: السجلات التي اطّلع عليها المدقق ناقصة، وقد أرسلنا السجلات كاملة."

PEOPLE = (Person("Lina Haddad", "lead"), Person("سامر الخطيب", "second"))


@cache
def garment():
    """The garment factory of the examples: its questionnaire and its answers."""
    library = load_library(places.QUESTIONNAIRES, country="jordan")
    return read_answer_file(places.EXAMPLES / "garment-factory.yaml", library)


def a_record(*, findings=15, **changes):
    """A review of the garment factory, signed, with that many findings."""
    file = garment()
    asked = [line.question for line in score(file.questionnaire, file.answers).lines]
    scored = [question for question in asked if question.scored]
    verdicts = tuple(
        _given(question, number, findings, file.answers)
        for number, question in enumerate(scored[: max(findings * 4, 8)])
    )
    found = [one.question for one in verdicts if one.verdict.finding]
    known = {
        "id": "r4review",
        "assessment": "a4ssessment",
        "employer": "Example Garments Company",
        "site": "Irbid, hall 3",
        "year": "2026",
        "questionnaire": file.questionnaire,
        "answers": file.answers,
        "verdicts": verdicts,
        "papers": tuple(_papers(found, scored)),
        "people": PEOPLE,
        "submitted_on": datetime.date(2026, 9, 14),
        "asked_at": "2026-09-15T08:00:00.000Z",
        "began_at": "2026-09-21T08:00:00.000Z",
        "findings_sent_at": "2026-10-12T08:00:00.000Z",
        "reply_until": "2026-10-26",
        "signed_at": "2026-11-02T10:00:00.000Z",
        "signed_by": "Lina Haddad",
        "agreed_by": "سامر الخطيب",
        "agreed_at": "2026-11-01T10:00:00.000Z",
        "notes": _notes(scored),
        "requests": tuple(
            Request(
                1,
                question.id,
                "Please attach the records of March and April, and say who keeps them.",
                "Lina Haddad",
                "2026-09-28T08:00:00.000Z",
            )
            for question in scored[:3]
        ),
        "replies": tuple(_replies(found)),
        "earlier": {scored[0].id: Answer(("unknown",))},
    }
    return ReviewRecord(**{**known, **changes})


def an_empty_record():
    """A review that was just asked for: a draft, nothing decided."""
    return a_record(
        findings=0,
        verdicts=(),
        papers=(),
        notes=(),
        requests=(),
        replies=(),
        people=(),
        earlier=None,
        began_at=None,
        findings_sent_at=None,
        reply_until=None,
        signed_at=None,
        signed_by="",
        agreed_by="",
        agreed_at=None,
        site="",
        year="",
    )


def contents(record, locale="en", certificate=""):
    return audit_contents(
        record,
        spoken=spoken(record.questionnaire, locale),
        locale=locale,
        certificate=certificate,
    )


def pdf(record, locale="en", certificate=""):
    return audit_pdf(contents(record, locale, certificate))


def _given(question, number, findings, answers):
    by, at = PEOPLE[number % 2].name, "2026-10-05T09:30:00.000Z"
    worst = min(question.options, key=lambda option: option.value)
    declared = answers.get(question.id, Answer()).choices
    if number % 4 == 1 and number // 4 < findings and (worst.id,) != declared:
        verdict = Verdict(
            "changed",
            chosen=(worst.id,),
            finding=FINDING if number % 3 else FINDING_AR,
            required=REQUIRED,
            required_by=datetime.date(2027, 1, 31),
            basis=("documents", "workers"),
        )
    elif number % 4 == 1 and number // 4 < findings:
        verdict = Verdict("confirmed", finding=FINDING, basis=("observation",))
    elif number % 7 == 3:
        verdict = Verdict("not-verifiable", basis=("management",))
    else:
        verdict = Verdict("confirmed", basis=("documents",))
    return GivenVerdict(question.id, verdict, by, at)


def _papers(found, scored):
    march = Period(datetime.date(2026, 3, 1), datetime.date(2026, 4, 30))
    for number, name in enumerate([*found, *(q.id for q in scored[:20])]):
        yield Paper(
            name,
            "كشف الأجور آذار.pdf" if number % 2 else "Wage list of March 2026.pdf",
            f"{number:02d}" + "3f" * 31,
            48_213,
            march if number % 3 else Period(),
            "2026-09-10T08:00:00.000Z",
        )


def _notes(scored):
    at = "2026-10-05T11:00:00.000Z"
    return (
        Note("n1", scored[0].id, "workers", 14, FINDING, "Lina Haddad", at),
        Note("n2", None, "management", 2, "The rules were shown.", "Lina Haddad", at),
        Note("n3", scored[5].id, "observation", None, FINDING_AR, "سامر الخطيب", at),
    )


def _replies(found):
    for number, name in enumerate(found):
        if number % 3 == 0:
            yield ReplyGiven(name, "agrees", REPLY, "2026-10-20T08:00:00.000Z")
        if number % 3 == 1:
            yield ReplyGiven(name, "disagrees", REPLY_AR, "2026-10-20T08:00:00.000Z")


def a_small_record(**changes):
    """Two questions and nothing decided, to say one thing about it."""
    questionnaire = a_small_questionnaire()
    known = {
        "questionnaire": questionnaire,
        "answers": {
            question.id: Answer(("yes",)) for question in questionnaire.questions
        },
        "signed_at": "2026-11-02T10:00:00.000Z",
        "signed_by": "Lina Haddad",
    }
    return replace(an_empty_record(), **{**known, **changes})
