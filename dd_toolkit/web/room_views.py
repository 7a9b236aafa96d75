"""What the screens of a workshop show, as plain values for their templates.

A projector may speak two languages at once, so each of its texts is a pair. Nothing is
counted here: what may be shown of the answers was decided in ``operations.workshops``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flask import request

from dd_toolkit import languages
from dd_toolkit.core.marking import marked
from dd_toolkit.core.publishing import FEWEST, Gain
from dd_toolkit.core.questionnaire import (
    NOT_APPLICABLE,
    UNKNOWN,
)
from dd_toolkit.core.scoring import shown
from dd_toolkit.core.workshop import Plan, Step
from dd_toolkit.languages import Language
from dd_toolkit.operations.workshops import Board, Outcome

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
