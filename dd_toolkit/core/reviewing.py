"""What an auditor's review is: verdicts, states, and what stands in the way of signing.

The employer declares, the auditor decides question by question, and the employer may
reply to each finding before anybody signs. The method stands in docs/reviews.md; how
verdicts enter the score, in docs/scoring.md, section "Declared and verified".
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from dd_toolkit.core.answering import MOST_CHARACTERS, Answer, Answers, Refusal
from dd_toolkit.core.marking import marked
from dd_toolkit.core.questionnaire import NOT_APPLICABLE, UNKNOWN, Question

Kind = Literal["confirmed", "changed", "not-verifiable"]
Basis = Literal["documents", "workers", "management", "observation"]
State = Literal["submitted", "in-review", "sent-back", "replying", "signed"]
Part = Literal["lead", "second"]
NoteKind = Literal["workers", "management", "observation", "note"]
Stance = Literal["agrees", "disagrees", ""]
Scope = Literal["summary", "all"]

KINDS: tuple[Kind, ...] = get_args(Kind)
BASES: tuple[Basis, ...] = get_args(Basis)
STATES: tuple[State, ...] = get_args(State)
NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
STANCES: tuple[Stance, ...] = get_args(Stance)
SCOPES: tuple[Scope, ...] = get_args(Scope)

REPLY_DAYS = 14
MOST_REPLY_DAYS = 60
MOST_SHARED_DAYS = 365
MOST_PEOPLE = 100_000

Move = Literal["decide", "note", "send-back", "resubmit", "send-findings", "sign"]

MOVES: Mapping[Move, Mapping[State, State]] = {
    "decide": {
        "submitted": "in-review",
        "in-review": "in-review",
        "sent-back": "sent-back",
        "replying": "replying",
    },
    "note": {
        "submitted": "submitted",
        "in-review": "in-review",
        "sent-back": "sent-back",
        "replying": "replying",
    },
    "send-back": {
        "submitted": "sent-back",
        "in-review": "sent-back",
        "replying": "sent-back",
    },
    "resubmit": {
        "submitted": "submitted",
        "in-review": "in-review",
        "sent-back": "in-review",
        "replying": "in-review",
    },
    "send-findings": {"in-review": "replying", "replying": "replying"},
    "sign": {"in-review": "signed", "replying": "signed"},
}
"""What each act makes of a state; a state that is missing there refuses the act."""


@dataclass(frozen=True)
class Verdict:
    """What the auditor says of one answer.

    ``chosen``: the verified options, or only ``unknown`` or only ``not-applicable``;
    empty unless ``kind`` is ``changed``. ``finding`` and ``required`` (what has to be
    done) may stand with every kind: a confirmed "no" is a finding too. ``required_by``
    None: no day was set.
    """

    kind: Kind
    chosen: tuple[str, ...] = ()
    finding: str = ""
    required: str = ""
    required_by: datetime.date | None = None
    basis: tuple[Basis, ...] = ()


Verdicts = Mapping[str, Verdict]
"""Full question id -> the verdict that stands."""


def verdict_refusal(
    question: Question, declared: Answer | None, verdict: Verdict
) -> Refusal | None:
    """Why this verdict cannot be given; None when it can."""
    declared = declared or Answer()
    for reason in (
        _text_refused(verdict.finding, verdict.required),
        _basis_refused(verdict),
        _kind_refused(question, declared, verdict),
    ):
        if reason:
            return Refusal(question.id, reason)
    return None


def text_refusal(*texts: str) -> str:
    """Why these words cannot be stored; empty when they can."""
    return _text_refused(*texts)


def _text_refused(*texts: str) -> str:
    if any("\ud800" <= character <= "\udfff" for text in texts for character in text):
        return marked("The text holds a character that cannot be stored.")
    if any("\0" in text for text in texts):
        return marked("The text holds a character that cannot be stored.")
    if max(map(len, texts), default=0) > MOST_CHARACTERS:
        return marked("The text is longer than 2000 characters.")
    return ""


def _basis_refused(verdict: Verdict) -> str:
    known = all(one in BASES for one in verdict.basis)
    if known and len(set(verdict.basis)) == len(verdict.basis):
        return ""
    return marked("This is no basis of a verdict.")


def _kind_refused(question: Question, declared: Answer, verdict: Verdict) -> str:
    if verdict.kind not in KINDS:
        return marked("There is no such verdict.")
    if verdict.kind == "changed":
        return _change_refused(question, declared, verdict)
    if verdict.chosen:
        return marked("Only a changed answer has a verified option.")
    if verdict.kind == "confirmed" and not (declared.choices or declared.text):
        return marked("Nothing was answered that could be confirmed.")
    if verdict.kind == "not-verifiable" and question.options and not question.scored:
        # What else is asked hangs on such an answer, and it cannot be "unknown".
        return marked("Please confirm this answer, or change it.")
    return ""


def _change_refused(question: Question, declared: Answer, verdict: Verdict) -> str:
    if not question.options or question.kind == "costs":
        return marked(
            "This answer has no options to change. Confirm it, or say that it cannot "
            "be verified, and write the finding."
        )
    if not verdict.chosen:
        return marked("Please choose the verified answer.")
    if not _offered(question, verdict.chosen):
        return marked("This answer is not offered here.")
    if set(verdict.chosen) == set(declared.choices):
        return marked("The verified answer is the declared one: confirm it.")
    if not verdict.finding.strip():
        return marked("Please write what you found.")
    return ""


def _offered(question: Question, chosen: tuple[str, ...]) -> bool:
    if chosen == (UNKNOWN,):
        return question.scored
    if chosen == (NOT_APPLICABLE,):
        return question.may_be_not_applicable
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(question.option_by_id):
        return False
    if len(chosen) == 1:
        return True
    alone = any(question.option_by_id[one].alone for one in chosen)
    return question.kind == "choices" and not alone


def verified_answers(answers: Answers, verdicts: Verdicts) -> dict[str, Answer]:
    """The answers as the auditor found them (docs/scoring.md).

    What could not be verified counts as unknown; without a verdict the declared answer
    stays. Numbers, dates and words stay too: they enter no sum.
    """
    verified = dict(answers)
    for question_id, verdict in verdicts.items():
        declared = answers.get(question_id, Answer())
        if verdict.kind == "changed":
            reason = verdict.finding if verdict.chosen == (NOT_APPLICABLE,) else ""
            verified[question_id] = Answer(verdict.chosen, reason=reason)
        elif verdict.kind == "not-verifiable" and not declared.text:
            verified[question_id] = replace(declared, choices=(UNKNOWN,), reason="")
    return verified


def contradict(one: Verdict, other: Verdict) -> bool:
    """Do two opinions differ in what the answer is, whatever words they use?"""
    return (one.kind, frozenset(one.chosen)) != (other.kind, frozenset(other.chosen))


FilesOf = Mapping[str, frozenset[tuple[str, ...]]]
"""Full question id -> its files of evidence, each by content, name and period."""


@dataclass(frozen=True)
class Difference:
    """A question whose answer or evidence is another one in a newer edition.

    ``before`` and ``after`` None: not answered. ``evidence``: its files differ.
    """

    question_id: str
    before: Answer | None
    after: Answer | None
    evidence: bool


def differences(
    before: Answers, after: Answers, *, files_before: FilesOf, files_after: FilesOf
) -> tuple[Difference, ...]:
    """Where two editions differ in answer, note, reason or evidence, by question id."""
    nothing: frozenset[tuple[str, ...]] = frozenset()
    found = []
    for name in sorted({*before, *after, *files_before, *files_after}):
        old, new = before.get(name), after.get(name)
        files = files_before.get(name, nothing) != files_after.get(name, nothing)
        if files or (old or Answer()) != (new or Answer()):
            found.append(Difference(name, old, new, files))
    return tuple(found)


HindranceKind = Literal[
    "requests-open",
    "no-verdict",
    "second-opinion",
    "findings-not-sent",
    "reply-awaited",
    "not-agreed",
]


@dataclass(frozen=True)
class Hindrance:
    """What has to happen before a review can be signed; ``questions`` it is about."""

    kind: HindranceKind
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readiness:
    """What decides whether a review may be signed.

    ``critical``: the critical questions that apply. ``findings``: question id -> the
    revision its finding was written with. ``replied``: question id -> the revision that
    the last reply came with. ``second``: question id -> the second auditor's verdict;
    ``settled``: questions whose two opinions were looked at by the lead.
    ``unsent``: findings that the employer never had the time to reply to.
    ``reply_until`` None: the findings were not sent.
    """

    state: State
    critical: tuple[str, ...]
    verdicts: Verdicts
    second: Verdicts
    settled: frozenset[str]
    findings: Mapping[str, int]
    replied: Mapping[str, int]
    unsent: frozenset[str]
    reply_until: datetime.date | None
    four_eyes: bool
    agreed: bool
    today: datetime.date


def hindrances(case: Readiness) -> tuple[Hindrance, ...]:
    """Everything that stands in the way of signing; empty: it may be signed."""
    found = []
    if case.state == "sent-back":
        found.append(Hindrance("requests-open"))
    undecided = tuple(name for name in case.critical if name not in case.verdicts)
    if undecided:
        found.append(Hindrance("no-verdict", undecided))
    torn = tuple(
        name
        for name, second in case.second.items()
        if name not in case.settled
        and (name not in case.verdicts or contradict(case.verdicts[name], second))
    )
    if torn:
        found.append(Hindrance("second-opinion", torn))
    awaited = awaiting_reply(case.findings, case.replied)
    unsent = tuple(name for name in awaited if name in case.unsent)
    if unsent:
        found.append(Hindrance("findings-not-sent", unsent))
    sent = tuple(name for name in awaited if name not in case.unsent)
    if sent and case.reply_until and case.today <= case.reply_until:
        found.append(Hindrance("reply-awaited", sent))
    if case.four_eyes and not case.agreed:
        found.append(Hindrance("not-agreed"))
    return tuple(found)


def awaiting_reply(
    findings: Mapping[str, int], replied: Mapping[str, int]
) -> tuple[str, ...]:
    """The findings without a reply that is newer than the finding."""
    return tuple(
        name for name, revision in findings.items() if replied.get(name, 0) < revision
    )


WhyNot = Literal[
    "unknown",
    "not-yours",
    "state",
    "signed",
    "not-signed",
    "draft",
    "not-newest",
    "under-review",
    "not-an-auditor",
    "colleague",
    "assigned",
    "day",
    "days",
    "empty",
    "text",
    "people",
    "unknown-question",
    "verdict",
    "nothing-asked",
    "no-findings",
    "no-finding",
    "hindered",
    "same-person",
    "changed",
    "corrected",
    "code",
    "shares",
]

WHY_NOT: Mapping[WhyNot, str] = {
    "unknown": marked("There is no such review."),
    "not-yours": marked("This is not yours to decide."),
    "state": marked("This is not possible in the present state of the review."),
    "signed": marked("The review was signed: nothing in it changes any more."),
    "not-signed": marked("The review is not signed yet."),
    "draft": marked("Submit the assessment first."),
    "not-newest": marked("There is a newer edition of this assessment."),
    "under-review": marked("This assessment is being reviewed already."),
    "not-an-auditor": marked("This person is not an auditor here."),
    "colleague": marked("Nobody reviews the assessment of their own organisation."),
    "assigned": marked("This auditor has the case already."),
    "day": marked("Please give a day that is still to come."),
    "days": marked("Please give a number of days within the limits."),
    "empty": marked("Please write something."),
    "text": marked("The text is too long, or holds what cannot be stored."),
    "people": marked("Please give the number of people, or leave it empty."),
    "unknown-question": marked("There is no such question here."),
    "verdict": marked("The verdict cannot be kept as it is."),
    "nothing-asked": marked("Please write what you ask, at one question at least."),
    "no-findings": marked("There is no finding to reply to."),
    "no-finding": marked("There is no finding at this question."),
    "hindered": marked("Something still stands in the way of signing."),
    "same-person": marked("A second person has to agree: not the one who signs."),
    "changed": marked("The review has changed since you read it. Look at it again."),
    "corrected": marked("This review has a correction already."),
    "code": marked(
        "This code is wrong, was used before, or is too old. Ask for a new mail."
    ),
    "shares": marked("There are too many links already: withdraw some first."),
}
"""Why an act on a review was refused, in words for a person."""
