"""What came with a page: what of it is saved, what is not, and why.

A page may have been open for hours while somebody else answered the same questions. So
each save is held against what its page showed (``web.seen``), not against what stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, jsonify

from dd_toolkit.core.answering import Answer, Refusal, refusal
from dd_toolkit.operations.assessments import Case, Contradicted, Saved, open_case
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.boxes import Meanwhile
from dd_toolkit.web.context import database
from dd_toolkit.web.errors import wants_json
from dd_toolkit.web.forms import page_questions
from dd_toolkit.web.history import meanwhile


@dataclass(frozen=True)
class Unsaved:
    """What was sent and is not saved as it came, by full question id.

    ``errors`` says why not, ``others`` what somebody else answered meanwhile, ``given``
    is what the form keeps; ``seen`` what its page showed, where that still holds.
    """

    errors: dict[str, str] = field(default_factory=dict)
    others: dict[str, Meanwhile] = field(default_factory=dict)
    given: dict[str, Answer] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)


def as_shown(case: Case, seen: Mapping[str, int]) -> dict[str, Answer]:
    """The answers of which the page showed the newest."""
    return {
        question_id: answer
        for question_id, answer in case.answers.items()
        if case.revisions.get(question_id, 0) <= seen.get(question_id, 0)
    }


def sorted_out(
    case: Case, given: Mapping[str, Answer], known: Mapping[str, Answer]
) -> tuple[dict[str, Answer], tuple[Refusal, ...]]:
    """The answers to save, and why the others are not; an empty one is neither.

    A whole page also brings the questions that nobody touched: one that it showed
    without an answer and brings back without one says nothing.
    """
    fitting = {}
    refused = []
    for question_id, answer in given.items():
        if answer == case.answers.get(question_id, Answer()):
            continue
        if answer == Answer() and question_id not in known and not wants_json():
            continue
        why_not = refusal(case.questionnaire.question_by_id[question_id], answer)
        if why_not:
            refused.append(why_not)
        else:
            fitting[question_id] = answer
    return fitting, tuple(refused)


def once_saved(
    case: Case,
    fitting: Mapping[str, Answer],
    outcome: Saved | Contradicted,
) -> Case:
    """The case as it is now; read anew only where somebody else changed it."""
    if not isinstance(outcome, Contradicted):
        return case.with_answers(fitting, outcome.revisions)
    changed = open_case(database(), case.assessment.id)
    assert changed is not None, "answers were saved in it just now"
    return visits.in_language(changed)


def others_meanwhile(case: Case, outcome: Saved | Contradicted) -> dict[str, Meanwhile]:
    """What somebody else answered meanwhile, by full question id."""
    if not isinstance(outcome, Contradicted):
        return {}
    return {other.question_id: meanwhile(case, other) for other in outcome.others}


def saved_json(
    case: Case,
    page: str,
    asked: tuple[str, ...],
    refused: tuple[Refusal, ...],
    others: Mapping[str, Meanwhile],
) -> Response:
    done = case.progress
    own = {question.id for question in page_questions(case.questionnaire, page)}
    errors = {r.question: speaking.gettext(r.reason) for r in refused}
    response = jsonify(
        saved=not (errors or others),
        errors=errors,
        conflicts=others,
        seen={
            question_id: case.revisions[question_id]
            for question_id in asked
            if question_id in case.revisions
            and question_id not in errors
            and question_id not in others
        },
        applies=sorted(own & case.asked),
        done=done.done,
        total=done.total,
    )
    response.status_code = 409 if others else 422 if errors else 200
    return response
