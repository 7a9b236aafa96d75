"""The practice cases of a workshop on paper, for the tables: story, questions, talk.

It holds no model answer and no fact to find: those come on the screen, once a question
is closed. So a trainer can print it and hand it out as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dd_toolkit.core.agendas import PracticeCase
from dd_toolkit.core.questionnaire import Question
from dd_toolkit.core.workshop import Plan, Step
from dd_toolkit.reporting.contents import Language, UserText
from dd_toolkit.reporting.typesetting import rendered, typeset
from dd_toolkit.reporting.wording import language, user_text

_STYLE = "practice_cases/style.css"


@dataclass(frozen=True)
class CaseQuestion:
    """What a table decides about the workplace of the story."""

    ask: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class PrintedCase:
    """One case: its story in paragraphs, its questions, what to talk about."""

    title: str
    story: tuple[str, ...]
    questions: tuple[CaseQuestion, ...]
    prompts: tuple[str, ...]


@dataclass(frozen=True)
class Handout:
    """Cases to print. ``called``: what a trainer called the workshop; empty: none."""

    language: Language
    title: str
    called: UserText
    cases: tuple[PrintedCase, ...]


def handout_pdf(contents: Handout) -> bytes:
    """The cases as tagged PDF, each beginning on a page of its own."""
    html = rendered(
        "practice_cases/report.html",
        locale=contents.language.tag,
        report=contents,
        stylesheet=None,
    )
    return typeset(html, style=_STYLE)


def handout_contents(plan: Plan, *, called: str, locale: str) -> Handout:
    """What is printed of a plan; without cases where it has none."""
    return Handout(
        language=language(locale),
        title=plan.title,
        called=user_text(called),
        cases=tuple(_printed(steps) for steps in cases_in(plan)),
    )


def case_handout(
    case: PracticeCase, questions: Mapping[str, Question], *, locale: str
) -> Handout:
    """One case by itself; it and the questions are in that language already."""
    asked = [questions[answer.question] for answer in case.answers]
    printed = PrintedCase(
        case.title, case.story, tuple(_question(one) for one in asked), case.prompts
    )
    return Handout(language(locale), case.title, user_text(""), (printed,))


def cases_in(plan: Plan) -> Iterator[list[Step]]:
    """The steps of each practice case: its story, its questions, what follows."""
    steps: list[Step] = []
    for step in plan.steps:
        begins = step.kind == "case" and bool(step.text)
        if steps and (begins or step.kind != "case"):
            yield steps
            steps = []
        if step.kind == "case":
            steps.append(step)
    if steps:
        yield steps


def _printed(steps: list[Step]) -> PrintedCase:
    return PrintedCase(
        title=steps[0].title,
        story=steps[0].text,
        questions=tuple(_question(step.question) for step in steps if step.question),
        prompts=tuple(prompt for step in steps for prompt in step.prompts),
    )


def _question(question: Question) -> CaseQuestion:
    return CaseQuestion(
        question.ask, tuple(option.label for option in question.options)
    )
