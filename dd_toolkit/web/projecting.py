"""What the projector shows: one thing at a time, whatever the room is at.

A question, then the bars of its answers, then the standard behind it, why it matters
and the good practice; a text or questions to discuss; how to join.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.marking import marked
from dd_toolkit.core.publishing import Gain
from dd_toolkit.core.questionnaire import Provision, Question
from dd_toolkit.core.workshop import Plan, Step
from dd_toolkit.operations.screens import Turned
from dd_toolkit.operations.workshops import Outcome
from dd_toolkit.web.room_views import (
    STEP_WORDS,
    Bar,
    Said,
    Voices,
    bars,
    gain_words,
    why_nothing,
)

MOST_WORDS_ON_A_WALL = 110
"""A longer story is read on the phones: nobody reads it from the last row."""

ON_THE_PHONES = marked(
    "What a careful reader finds, and what to do the same day, stands on your phone."
)

Field = Literal["text", "prompts"]
ScreenKind = Literal["joining", "question", "bars", "standard", "reading"]


@dataclass(frozen=True)
class Part:
    """A titled part of what stands behind a question."""

    title: Said
    lines: tuple[Said, ...]
    wide: bool = False


@dataclass(frozen=True)
class Screen:
    """What the projector shows. Which fields are filled, ``kind`` says."""

    kind: ScreenKind
    asked: Said
    kicker: Said | None = None
    asks: bool = False
    options: tuple[Said, ...] = ()
    bars: tuple[Bar, ...] = ()
    told: tuple[Said, ...] = ()
    parts: tuple[Part, ...] = ()
    lines: tuple[Said, ...] = ()
    prompts: tuple[Said, ...] = ()


def projector_screen(voices: Voices, turned: Turned) -> Screen:
    """What stands on the wall now."""
    board = voices.board
    if board.workshop.state == "prepared":
        return Screen("reading", voices.ours(marked("This workshop has not begun.")))
    if board.workshop.state == "ended":
        return Screen(
            "reading",
            voices.ours(marked("Thank you")),
            lines=(
                voices.ours(
                    marked(
                        "On your phone you can take your answers home and ask for "
                        "your certificate."
                    )
                ),
            ),
        )
    outcome = board.current
    if turned == "join" or (outcome.step.kind == "welcome" and turned == "step"):
        return Screen("joining", voices.of(lambda plan: plan.title))
    if outcome.step.question is None:
        return _reading(voices, outcome)
    if turned == "standard":
        return Screen(
            "standard",
            _asked(voices, outcome.number),
            parts=tuple(behind(voices, outcome)),
            asks=True,
        )
    return _question(voices, outcome)


def _asked(voices: Voices, number: int) -> Said:
    return voices.of(lambda plan: _ask(plan.steps[number]))


def _ask(step: Step) -> str:
    return step.question.ask if step.question else step.title


def _question(voices: Voices, outcome: Outcome) -> Screen:
    number = outcome.number
    told: list[Said] = []
    if outcome.state.shown and outcome.distribution:
        if outcome.gain is not None:
            told.append(_gain(voices, outcome.gain))
        if outcome.revealed and outcome.step.reason:
            told.append(voices.of(lambda plan: plan.steps[number].reason))
        return Screen(
            "bars",
            _asked(voices, number),
            kicker=voices.of(lambda plan: plan.steps[number].title),
            asks=True,
            bars=bars(voices, outcome),
            told=tuple(told),
        )
    if outcome.state.shown and (why := why_nothing(voices, outcome)):
        told.append(why)
    elif outcome.state.open:
        told.append(voices.ours(marked("Please answer on your phone.")))
    return Screen(
        "question",
        _asked(voices, number),
        kicker=voices.of(lambda plan: plan.steps[number].title),
        asks=True,
        options=tuple(voices.label(number, one) for one in outcome.step.choices),
        told=tuple(told),
    )


def _gain(voices: Voices, gain: Gain) -> Said:
    texts = [gain_words(gain, tag) for tag, _ in voices.boards]
    return voices.said(texts)


def behind(voices: Voices, outcome: Outcome) -> Iterator[Part]:
    """Why it matters, the standard, the good practice; the reason once it is told."""
    number, step = outcome.number, outcome.step
    if outcome.revealed and step.reason:
        yield Part(
            voices.ours(marked("Why this is the right answer")),
            (voices.of(lambda plan: plan.steps[number].reason),),
            wide=True,
        )
    if step.question and step.question.why:
        yield Part(
            voices.ours(marked("Why it matters")),
            (voices.of(lambda plan: _question_of(plan, number).why),),
            wide=True,
        )
    if step.provisions:
        yield Part(
            voices.ours(marked("The standard")),
            tuple(_standard(voices, number, at) for at in range(_few(step))),
        )
        yield Part(
            voices.ours(marked("Good practice")),
            tuple(
                _practice(voices, number, at)
                for at in range(_few(step))
                if step.provisions[at].practice
            ),
        )


def _few(step: Step) -> int:
    """As many provisions as fit on a wall."""
    return min(2, len(step.provisions))


def _question_of(plan: Plan, number: int) -> Question:
    found = plan.steps[number].question
    assert found is not None, "the same steps ask in every language"
    return found


def _provisions(plan: Plan, number: int) -> tuple[Provision, ...]:
    return plan.steps[number].provisions


def _standard(voices: Voices, number: int, at: int) -> Said:
    return voices.of(
        lambda plan: (
            f"{_provisions(plan, number)[at].reference}: "
            f"{_provisions(plan, number)[at].title}"
        )
    )


def _practice(voices: Voices, number: int, at: int) -> Said:
    return voices.of(lambda plan: _provisions(plan, number)[at].practice)


def _reading(voices: Voices, outcome: Outcome) -> Screen:
    number, step = outcome.number, outcome.step
    long = sum(len(text.split()) for text in step.text) > MOST_WORDS_ON_A_WALL
    lines = () if long else _texts(voices, number, "text", len(step.text))
    if long:
        lines = (voices.ours(marked("Please read the story on your phone.")),)
    if step.facts:
        lines += (voices.ours(ON_THE_PHONES),)
    return Screen(
        "reading",
        voices.of(lambda plan: plan.steps[number].title),
        kicker=voices.ours(STEP_WORDS[step.kind]),
        lines=lines,
        prompts=_texts(voices, number, "prompts", len(step.prompts)),
    )


def _texts(voices: Voices, number: int, field: Field, count: int) -> tuple[Said, ...]:
    return tuple(_text(voices, number, field, at) for at in range(count))


def _text(voices: Voices, number: int, field: Field, at: int) -> Said:
    def found(plan: Plan) -> str:
        texts: tuple[str, ...] = getattr(plan.steps[number], field)
        return texts[at]

    return voices.of(found)
