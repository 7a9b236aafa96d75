"""Everything that bears on one question of a case, as plain values for its page."""

from collections.abc import Mapping
from typing import Any

from dd_toolkit.core.answering import Answer
from dd_toolkit.core.questionnaire import Question
from dd_toolkit.core.reviewing import Difference
from dd_toolkit.operations import editions
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.sending_back import changes_since
from dd_toolkit.storage.assessments import answer_history
from dd_toolkit.storage.verdicts import GivenVerdict, verdict_history
from dd_toolkit.web import case_pages, visits
from dd_toolkit.web.answering import laws_shown
from dd_toolkit.web.context import database
from dd_toolkit.web.desk import Desk, warning_of_names
from dd_toolkit.web.desk_words import verdict_lines
from dd_toolkit.web.history import answer_lines, moment_in_words, shown_given
from dd_toolkit.web.submissions import submission
from dd_toolkit.web.verdict_forms import Fields, fields_of, offered_options


def question(desk: Desk, asked: Question, given: Fields | None) -> dict[str, Any]:
    """Everything that bears on one question."""
    found = desk.found
    case = found.case
    answer = case.answers.get(asked.id, Answer())
    opinions = found.opinions_of(asked.id, desk.part)
    fields = given or fields_of(opinions.own, desk.part)
    earlier = editions.last_year(database(), case)
    sampled = {one.question.id: one.why for one in case_pages.sample(desk)}
    odd = submission(found).odd
    section = desk.section_of(asked)
    return {
        **case_pages.shared(desk),
        "question": asked,
        "section": section,
        "checker": desk.checker_of(section),
        "declared": answer_lines(asked, answer),
        "before": _before(desk, asked),
        "last_year": _last_year(earlier, asked),
        "contradictions": [one.why for one in odd if asked.id in one.questions],
        "history": [
            shown_given(asked, one)
            for one in reversed(answer_history(database(), case.assessment.id))
            if one.question_id == asked.id
        ],
        "files": found.evidence_of.get(asked.id, ()),
        "laws": laws_shown(case, asked.id),
        "notes": case_pages.note_lines(desk, asked.id),
        "sampled": sampled.get(asked.id, ()),
        "second_look": case_pages.second_look(desk, asked.id),
        "given": fields,
        "verdict": opinions.own.verdict if opinions.own else None,
        "other_opinion": _other(asked, opinions.other),
        "verdicts": _verdicts(desk, asked),
        "verified_options": offered_options(asked, answer),
        "names_seen": warning_of_names(f"{fields.finding}\n{fields.required}"),
        "next_open": desk.open_after(asked.id),
        "before_open": desk.open_before(asked.id),
    }


def _before(desk: Desk, asked: Question) -> dict[str, Any] | None:
    """The answer before the case was sent back, where it is another one now."""
    changes: Mapping[str, Difference] = {
        one.question_id: one for one in changes_since(database(), desk.found)
    }
    if asked.id not in changes:
        return None
    requests = [r for r in desk.found.requests if r.question_id == asked.id]
    return {
        "lines": answer_lines(asked, changes[asked.id].before or Answer()),
        "asked": requests[-1].asked if requests else "",
    }


def _last_year(earlier: Case | None, asked: Question) -> tuple[str, ...]:
    if earlier is None or asked.id not in earlier.answers:
        return ()
    then = visits.in_language(earlier).questionnaire.question_by_id.get(asked.id)
    return answer_lines(then or asked, earlier.answers[asked.id])


def _other(asked: Question, other: GivenVerdict | None) -> tuple[str, ...]:
    return verdict_lines(asked, other.verdict) if other else ()


def _verdicts(desk: Desk, asked: Question) -> list[dict[str, object]]:
    """The history of this auditor's round, newest first."""
    own = 2 if desk.part == "second" else 1
    history = verdict_history(database(), desk.found.review.id, question_id=asked.id)
    return [
        {
            "lines": verdict_lines(asked, one.verdict),
            "at": moment_in_words(one.at),
            "by": visits.name_of(one.by),
        }
        for one in reversed(history)
        if one.round == own
    ]
