"""What the pages of a case show, as plain values for their templates."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dd_toolkit.core.answering import Answer
from dd_toolkit.core.marking import marked
from dd_toolkit.core.questionnaire import Question, Section
from dd_toolkit.core.review_document import gap_shown
from dd_toolkit.core.sampling import Suggestion
from dd_toolkit.core.scoring import shown
from dd_toolkit.core.verified import Gap, verification
from dd_toolkit.storage.field_notes import FieldNote
from dd_toolkit.web import visits
from dd_toolkit.web.desk import Desk
from dd_toolkit.web.desk_words import (
    NOTE_KINDS,
    WHY,
    apart,
    risk_words,
)
from dd_toolkit.web.history import answer_lines, moment_in_words
from dd_toolkit.web.speaking import gettext, ngettext
from dd_toolkit.web.submissions import submission

SHOWS = {
    "all": marked("all questions"),
    "open": marked("open questions"),
    "critical": marked("critical questions"),
    "findings": marked("questions with a finding"),
    "changed": marked("changed since the last verdict"),
}


SAMPLE_SHOWN = 8
"""Suggested questions that are open to see; the others fold out."""


@dataclass(frozen=True)
class Row:
    """A question in a list. ``seen``: the revision of its verdict, 0 for none."""

    question: Question
    kind: str
    declared: str
    files: int
    second_look: bool


@dataclass(frozen=True)
class Part:
    """A section in the list, with those of its questions that are shown."""

    section: Section
    questions: tuple[Row, ...]
    decided: int
    total: int
    checker: str
    checker_id: str


@dataclass(frozen=True)
class Sampled:
    """A question of the suggested sample, and why in words."""

    question: Question
    kind: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class GapRow:
    """Declared and verified as shown, 0 to 100; None: no score."""

    name: str
    declared: int | None
    verified: int | None


def overview(desk: Desk, *, show: str) -> dict[str, Any]:
    """Everything of the case's first page."""
    found = desk.found
    own = submission(found)
    show = show if show in SHOWS else "all"
    parts = tuple(_parts(desk, show))
    return {
        **shared(desk),
        "people": [one for one in found.assignments if one.ended_at is None],
        "colleagues": [one for one in found.assignments if one.ended_at is None],
        "first_open": desk.open_after(""),
        "risk_words": risk_words(own.risk),
        "sample": sample(desk),
        "sample_shown": SAMPLE_SHOWN,
        "contradictions": own.odd,
        "figures": _figures(desk),
        "shows": SHOWS,
        "show": show,
        "sections": [part for part in parts if part.questions],
        "all_sections": parts,
        "bulk": len(_minor_questions(desk)),
    }


def shared(desk: Desk) -> dict[str, Any]:
    """What every page of the case needs."""
    return {
        "review": desk.found.review,
        "case": desk.found.case,
        "called": desk.called,
        "site": desk.site,
        "writable": desk.writable,
        "decided": desk.decided,
        "applicable": len(desk.to_decide),
        "own_part": desk.part,
    }


def sample(desk: Desk) -> list[Sampled]:
    """The questions to check first, those still open before the others."""
    questionnaire = desk.found.case.questionnaire
    by_id = questionnaire.question_by_id
    found = [
        Sampled(by_id[one.question], kind(desk, one.question), _why(one))
        for one in submission(desk.found).suggested
        if one.question in questionnaire.section_of
    ]
    return sorted(found, key=lambda one: one.kind != "open")


def _why(one: Suggestion) -> tuple[str, ...]:
    # How severe the question is stands beside it anyway.
    return tuple(gettext(WHY[reason]) for reason in one.why if reason != "critical")


def kind(desk: Desk, question_id: str) -> str:
    """This auditor's verdict on the question; ``open`` where there is none."""
    given = desk.own.get(question_id)
    return given.verdict.kind if given and given.verdict else "open"


def _figures(desk: Desk) -> dict[str, Any]:
    found = desk.found
    questionnaire = found.case.questionnaire
    told = verification(
        questionnaire,
        found.case.answers,
        found.standing,
        evidenced=found.evidence_of,
        declared=submission(found).result,
    )
    shares = told.confidence.shares
    areas = questionnaire.area_by_id
    instruments = questionnaire.instrument_by_id
    return {
        "declared": _number(told.overall.declared),
        "verified": _number(told.overall.verified),
        "gap": None if told.overall.gap is None else gap_shown(told.overall.gap),
        "shares": [shown(100 * share) for share in shares] if shares else None,
        "areas": [_row(areas[one.id].title, one) for one in told.areas if _told(one)],
        "instruments": [
            _row(instruments[one.id].short, one)
            for one in told.instruments
            if _told(one)
        ],
    }


def _told(gap: Gap) -> bool:
    return gap.declared is not None or gap.verified is not None


def _row(name: str, gap: Gap) -> GapRow:
    return GapRow(
        name,
        *(None if one is None else shown(one) for one in (gap.declared, gap.verified)),
    )


def _number(score: Fraction | None) -> int | None:
    return None if score is None else shown(score)


def _parts(desk: Desk, show: str) -> Iterator[Part]:
    for section in desk.found.case.questionnaire.sections:
        asked = [q for q in desk.questions if desk.section_of(q) is section]
        rows = [_list_row(desk, question) for question in asked]
        kept = tuple(row for row in rows if _shows(desk, row, show))
        counted = [q for q in asked if q.scored]
        yield Part(
            section,
            kept,
            sum(question.id in desk.own for question in counted),
            len(counted),
            desk.checker_of(section),
            desk.found.sections.get(section.id, ""),
        )


def _list_row(desk: Desk, question: Question) -> Row:
    found = desk.found
    answer = found.case.answers.get(question.id, Answer())
    return Row(
        question,
        kind(desk, question.id),
        " · ".join(answer_lines(question, answer)),
        len(found.evidence_of.get(question.id, ())),
        second_look(desk, question.id),
    )


def second_look(desk: Desk, question_id: str) -> bool:
    """Did the employer change something after the verdict that stood there?"""
    given = desk.found.verdicts.get(question_id)
    return bool(given and given.verdict is None and given.through == "resubmitted")


def _shows(desk: Desk, row: Row, show: str) -> bool:
    return {
        "open": row.kind == "open" and row.question.scored,
        "critical": row.question.critical,
        "findings": row.question.id in desk.found.findings,
        "changed": row.second_look,
    }.get(show, True)


# --- notes and minor questions --------------------------------------------------------


def note_lines(desk: Desk, question_id: str | None = None) -> list[dict[str, object]]:
    """Field notes, newest first; those of one question where it is named."""
    names = desk.found.case.questionnaire.question_by_id
    return [
        {
            "id": note.id,
            "text": note.text,
            "about": _about(note),
            "question": names[note.question_id].ask if note.question_id else "",
            "own": note.by == desk.person,
        }
        for note in reversed(desk.found.notes)
        if question_id is None or note.question_id == question_id
    ]


def _about(note: FieldNote) -> str:
    parts = [gettext(NOTE_KINDS[note.kind])]
    if note.people:
        parts.append(ngettext("%(num)s person", "%(num)s people", note.people))
    by = apart(visits.name_of(note.by))
    return " · ".join([*parts, moment_in_words(note.at), by])


def _minor_questions(desk: Desk) -> list[Question]:
    return [
        question
        for question in desk.to_decide
        if question.severity == "minor"
        and question.id in desk.found.evidence_of
        and question.id not in desk.own
    ]


def minor(desk: Desk, *, refused: tuple[str, ...]) -> dict[str, Any]:
    """The questions that may be confirmed together."""
    found = desk.found
    by_id = found.case.questionnaire.question_by_id
    return {
        **shared(desk),
        "refused": [by_id[name] for name in refused if name in by_id],
        "questions": [
            {
                "question": one,
                "declared": " · ".join(
                    answer_lines(one, found.case.answers.get(one.id, Answer()))
                ),
                "files": found.evidence_of[one.id],
            }
            for one in _minor_questions(desk)
        ],
    }
