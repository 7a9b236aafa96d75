"""Last year's answers, as a page shows them beside this year's questions."""

from dd_toolkit.core.answering import Answer
from dd_toolkit.core.questionnaire import Question
from dd_toolkit.operations import editions
from dd_toolkit.operations.assessments import Case
from dd_toolkit.repaying import costs_in_words
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.boxes import LastTime
from dd_toolkit.web.context import database
from dd_toolkit.web.forms import page_questions


def last_time(case: Case, page: str) -> dict[str, LastTime]:
    """Full question id -> last year's answer; empty where the case started anew."""
    earlier = editions.last_year(database(), case)
    if earlier is None:
        return {}
    earlier = visits.in_language(earlier)
    found = {}
    for question in page_questions(case.questionnaire, page):
        asked = earlier.questionnaire.question_by_id.get(question.id)
        answer = earlier.answers.get(question.id, Answer())
        if asked and (answer.choices or answer.text):
            found[question.id] = _shown(case, earlier, asked, answer)
    return found


def _shown(case: Case, earlier: Case, asked: Question, answer: Answer) -> LastTime:
    note = case.answers.get(asked.id, Answer()).note
    same = editions.as_last_year(case, earlier, asked.id, note=note)
    ticking_does = not (answer.note or answer.reason or answer.text)
    return LastTime(
        words=_words(asked, answer),
        own_words=bool(answer.text),
        still=same is not None and same != case.answers.get(asked.id),
        choices=answer.choices if ticking_does else (),
    )


def _words(question: Question, answer: Answer) -> tuple[str, ...]:
    if answer.unknown:
        return (speaking.gettext("We don't know"),)
    if answer.not_applicable:
        return (speaking.gettext("This does not apply to us"),)
    if question.kind == "costs":
        return costs_in_words(question, answer.text, speaking.spoken_tag())
    if answer.choices:
        return tuple(question.option_by_id[name].label for name in answer.choices)
    return (answer.text,)
