"""Every answer that a question ever got: what, when, through what, and by whom."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request, url_for

from dd_toolkit import languages
from dd_toolkit.core.answering import Answer
from dd_toolkit.core.marking import marked
from dd_toolkit.core.questionnaire import Question
from dd_toolkit.operations.assessments import Case
from dd_toolkit.operations.clock import day
from dd_toolkit.repaying import costs_in_words
from dd_toolkit.storage.assessments import GivenAnswer, answer_history
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.boxes import Meanwhile
from dd_toolkit.web.context import database

bp = Blueprint("history", __name__, url_prefix="/assessment/<assessment_id>/history")

THROUGH = {
    "page": marked("saved with the page"),
    "autosave": marked("saved while answering"),
    "import": marked("read from an answer file"),
    "grown": marked("taken over from the quick check"),
}

SOMEBODY_SAVED = marked(
    "While this page was open, %(who)s saved another answer (%(when)s):"
)
WAS_SAVED = marked("While this page was open, another answer was saved (%(when)s):")


@dataclass(frozen=True)
class ShownGiven:
    """An answer of the history as a page prints it. ``by`` "": through the link."""

    lines: tuple[str, ...]
    at: str
    through: str
    by: str


@bp.get("/<question_id>")
def question(assessment_id: str, question_id: str) -> str:
    """The history of one question, newest first."""
    case = visits.case_or_404(assessment_id)
    asked = case.questionnaire.question_by_id.get(question_id)
    if asked is None:
        abort(404)
    given = [
        one
        for one in answer_history(database(), assessment_id)
        if one.question_id == question_id
    ]
    return render_template(
        "answering/history.html",
        case=case,
        question=asked,
        page=_page_of(case, question_id),
        given=[shown_given(asked, one) for one in reversed(given)],
    )


def shown_given(question: Question, given: GivenAnswer) -> ShownGiven:
    """What the page says of it, in the visitor's language."""
    through = THROUGH.get(given.through)
    return ShownGiven(
        lines=answer_lines(question, given.answer),
        at=moment_in_words(given.at),
        through=speaking.gettext(through) if through else given.through,
        by=visits.name_of(given.by),
    )


def meanwhile(case: Case, other: GivenAnswer) -> Meanwhile:
    """What somebody else answered while the page of this request was open."""
    question_id = other.question_id
    return Meanwhile(
        said=_said_of(other),
        lines=answer_lines(
            case.questionnaire.question_by_id[question_id], other.answer
        ),
        seen=other.revision,
        # A query that changes, or the browser would only jump on the same page.
        keep=f"{request.path}?keeping={other.revision}#{question_id}",
        history=url_for(
            "history.question",
            assessment_id=case.assessment.id,
            question_id=question_id,
        ),
    )


def _said_of(other: GivenAnswer) -> str:
    when = moment_in_words(other.at)
    who = visits.name_of(other.by)
    if who:
        return speaking.gettext(SOMEBODY_SAVED) % {"who": who, "when": when}
    return speaking.gettext(WAS_SAVED) % {"when": when}


def answer_lines(question: Question, answer: Answer) -> tuple[str, ...]:
    """The answer in words, a line for each choice; its reason and note after it."""
    lines = list(_said(question, answer)) or [speaking.gettext("No answer")]
    lines += [answer.reason] if answer.reason else []
    if answer.note:
        lines.append(speaking.gettext("Note: %(note)s") % {"note": answer.note})
    return tuple(lines)


def _said(question: Question, answer: Answer) -> tuple[str, ...]:
    if answer.unknown:
        return (speaking.gettext("We don't know"),)
    if answer.not_applicable:
        return (speaking.gettext("This does not apply to us"),)
    if question.kind == "costs" and answer.text:
        return costs_in_words(question, answer.text, speaking.spoken_tag())
    offered = question.option_by_id
    labels = (offered[c].label if c in offered else c for c in answer.choices)
    return (*labels, *([answer.text] if answer.text else []))


def moment_in_words(at: str) -> str:
    """A stored moment: ``23 November 2026, 09:30 UTC``."""
    return speaking.gettext("%(day)s, %(time)s UTC") % {
        "day": languages.long_day(day(at), speaking.spoken_tag()),
        "time": at[11:16],
    }


def _page_of(case: Case, question_id: str) -> str | None:
    """The section that the question stands on; None: the profile."""
    section = case.questionnaire.section_of.get(question_id)
    return section.id if section else None
