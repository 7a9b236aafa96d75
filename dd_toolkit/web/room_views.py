"""What the screens of a workshop show, as plain values for their templates.

A projector may speak two languages at once, so each of its texts is a pair. Nothing is
counted here: what may be shown of the answers was decided in ``operations.workshops``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flask import request

from dd_toolkit import languages
from dd_toolkit.core.marking import marked
from dd_toolkit.core.publishing import FEWEST, Gain
from dd_toolkit.core.questionnaire import (
    NOT_APPLICABLE,
    UNKNOWN,
    Provision,
    Question,
)
from dd_toolkit.core.scoring import shown
from dd_toolkit.core.workshop import Plan, Step
from dd_toolkit.languages import Language
from dd_toolkit.operations.screens import Turned
from dd_toolkit.operations.workshops import Board, Outcome

MOST_WORDS_ON_A_WALL = 110
"""A longer story is read on the phones: nobody reads it from the last row."""

ON_THE_PHONES = marked(
    "What a careful reader finds, and what to do the same day, stands on your phone."
)
STEP_WORDS = {
    "welcome": marked("Welcome"),
    "story": marked("Story"),
    "question": marked("Question"),
    "discussion": marked("Discussion"),
    "case": marked("Practice case"),
    "check": marked("What we know"),
    "break": marked("Break"),
    "evaluation": marked("How the day was"),
    "closing": marked("Closing"),
}
"""What kind of step it is, in words."""

Field = Literal["text", "prompts"]
ScreenKind = Literal["joining", "question", "bars", "standard", "reading"]


@dataclass(frozen=True)
class Said:
    """A text, and the same in the second language of the screen, or nothing."""

    text: str
    other: str = ""
    other_language: Language | None = None


@dataclass(frozen=True)
class Bar:
    """How many chose an option; ``percent`` a whole number."""

    choice: str
    label: Said
    count: int
    percent: int
    right: bool


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
    kicker: Said = Said("")
    asks: bool = False
    options: tuple[Said, ...] = ()
    bars: tuple[Bar, ...] = ()
    told: tuple[Said, ...] = ()
    parts: tuple[Part, ...] = ()
    lines: tuple[Said, ...] = ()
    prompts: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Voices:
    """The languages of a screen, with the board in each; one or two."""

    boards: tuple[tuple[str, Board], ...]

    @property
    def board(self) -> Board:
        return self.boards[0][1]

    def of(self, text: Callable[[Plan], str]) -> Said:
        """A text of the plan in each language."""
        return self.said([text(board.plan) for _, board in self.boards])

    def ours(self, message: str, **values: object) -> Said:
        """Words of ours in each language."""
        return self.said(
            [languages.words(tag).gettext(message) % values for tag, _ in self.boards]
        )

    def label(self, number: int, choice: str) -> Said:
        """An option's label in each language."""
        return self.said(
            [
                choice_label(board.plan.steps[number], choice, tag)
                for tag, board in self.boards
            ]
        )

    def said(self, texts: list[str]) -> Said:
        """The same text in each language; once where they do not differ."""
        if len(texts) == 1 or texts[0] == texts[1]:
            return Said(texts[0])
        return Said(texts[0], texts[1], languages.language(self.boards[1][0]))


def only_the_part() -> bool:
    """Does a script ask for what changes only, and not for the page around it?"""
    return "X-Part" in request.headers


def choice_label(step: Step, choice: str, tag: str) -> str:
    """What a choice is called: the option's label, or our words."""
    _ = languages.words(tag).gettext
    if choice == UNKNOWN:
        return _("I don't know") if step.mode == "knowledge" else _("We don't know")
    if choice == NOT_APPLICABLE:
        return _("This does not apply to us")
    assert step.question is not None, "only a question has choices"
    return step.question.option_by_id[choice].label


def bars(voices: Voices, outcome: Outcome) -> tuple[Bar, ...]:
    """The published distribution as bars; none where nothing may be shown."""
    found = outcome.distribution
    if found is None:
        return ()
    return tuple(
        Bar(
            choice=choice,
            label=voices.label(outcome.number, choice),
            count=found.chosen.get(choice, 0),
            percent=shown(found.share(choice) * 100),
            right=outcome.revealed and choice == outcome.step.right,
        )
        for choice in outcome.step.choices
    )


def why_nothing(voices: Voices, outcome: Outcome) -> Said | None:
    """Why there are no bars (yet); None where there are, or nothing is asked."""
    if outcome.step.question is None or outcome.distribution is not None:
        return None
    if outcome.state.closed:
        if outcome.step.when == "before":
            return voices.ours(marked("Shown together with the answers at the end."))
        return voices.ours(
            marked("Not shown: fewer than %(least)s answers."), least=FEWEST
        )
    if outcome.step.when is not None:
        return voices.ours(marked("Shown when the answers at the end are closed."))
    return voices.ours(
        marked("Shown from %(least)s answers on, so that nobody is exposed."),
        least=FEWEST,
    )


def gain_words(gain: Gain, tag: str) -> str:
    """What the room learnt, in a sentence with its interval."""
    _ = languages.words(tag).gettext
    figures = {
        "before": _percent(gain.before),
        "after": _percent(gain.after),
        "low": _points(gain.low),
        "high": _points(gain.high),
    }
    return (
        _("Right answers: %(before)s before, %(after)s after.") % figures
        + " "
        + _("With 95 per cent confidence the change lies between %(low)s and %(high)s.")
        % figures
    )


def _percent(share: Fraction) -> str:
    return f"\u2066{shown(share * 100)}%\u2069"


def _points(share: float) -> str:
    return f"\u2066{round(share * 100):+d}\u2069"


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
