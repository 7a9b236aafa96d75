"""The words in which pages speak of reviews, for auditors and employers alike."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Protocol

from flask import Flask

from dd_toolkit.core.marking import marked
from dd_toolkit.core.questionnaire import NOT_APPLICABLE, UNKNOWN, Question
from dd_toolkit.core.reviewing import (
    Basis,
    Kind,
    NoteKind,
    Part,
    Stance,
    State,
    Verdict,
)
from dd_toolkit.core.sampling import Why
from dd_toolkit.core.scoring import shown
from dd_toolkit.web.speaking import gettext, ngettext

STATES: dict[State, str] = {
    "submitted": marked("Submitted"),
    "in-review": marked("In review"),
    "sent-back": marked("Sent back"),
    "replying": marked("Waiting for replies"),
    "signed": marked("Signed"),
}
VERDICTS: dict[str, str] = {
    "open": marked("Open"),
    "confirmed": marked("Confirmed"),
    "changed": marked("Changed"),
    "not-verifiable": marked("Not verifiable"),
}
MEANINGS: dict[Kind, str] = {
    "confirmed": marked("Confirmed: it is as declared"),
    "changed": marked("Changed: it is otherwise"),
    "not-verifiable": marked("Not verifiable: it could not be checked"),
}
BASES: dict[Basis, str] = {
    "documents": marked("Documents"),
    "workers": marked("Interviews with workers"),
    "management": marked("Interviews with management"),
    "observation": marked("What was seen on site"),
}
NOTE_KINDS: dict[NoteKind, str] = {
    "workers": marked("Interview with workers"),
    "management": marked("Interview with management"),
    "observation": marked("Seen on site"),
    "note": marked("Other note"),
}
PARTS: dict[Part, str] = {
    "lead": marked("auditor"),
    "second": marked("second auditor"),
}
STANCES: dict[Stance, str] = {
    "agrees": marked("We agree"),
    "disagrees": marked("We do not agree"),
    "": marked("No position"),
}
WHY: dict[Why, str] = {
    "contradiction": marked("contradicts another answer"),
    "sign": marked("sign of forced labour"),
    "critical": marked("critical"),
    "unknown": marked("the employer does not know"),
    "unusual": marked("unusual for the sector"),
    "no-evidence": marked("without evidence"),
    "changed": marked("changed since last year"),
    "not-applicable": marked("said not to apply"),
}
THIN = Fraction(1, 3)
"""Of the questions that apply: with fewer files than this, evidence is called thin."""
MANY = Fraction(1, 10)
"""From this share on, don't-knows and not-applicables are told."""


class Counted(Protocol):
    """What the list of cases and ``core.risk`` both count."""

    @property
    def critical(self) -> int: ...
    @property
    def signs(self) -> int: ...
    @property
    def unknown(self) -> int: ...
    @property
    def not_applicable(self) -> int: ...
    @property
    def applicable(self) -> int: ...
    @property
    def evidenced(self) -> int: ...
    @property
    def contradictions(self) -> int: ...
    @property
    def fallen(self) -> int: ...


def init_app(app: Flask) -> None:
    """Give these words to every template."""
    app.jinja_env.globals.update(
        state_words=STATES,
        verdict_words=VERDICTS,
        verdict_meanings=MEANINGS,
        basis_words=BASES,
        note_words=NOTE_KINDS,
        part_words=PARTS,
        stance_words=STANCES,
    )


def risk_words(counted: Counted) -> list[tuple[str, bool]]:
    """Why a case stands where it does; each reason and whether it is a grave one."""
    return list(_risk_words(counted))


def _risk_words(case: Counted) -> Iterator[tuple[str, bool]]:
    if case.critical:
        yield (
            ngettext(
                "%(num)s critical finding", "%(num)s critical findings", case.critical
            ),
            True,
        )
    if case.signs:
        yield (
            ngettext(
                "%(num)s sign of forced labour",
                "%(num)s signs of forced labour",
                case.signs,
            ),
            True,
        )
    if case.contradictions:
        yield (
            ngettext(
                "%(num)s contradiction", "%(num)s contradictions", case.contradictions
            ),
            True,
        )
    if case.fallen:
        points = ngettext(
            "fallen by %(num)s point", "fallen by %(num)s points", case.fallen
        )
        yield points, False
    yield from _shares(case)


def _shares(case: Counted) -> Iterator[tuple[str, bool]]:
    if not case.applicable:
        return
    if Fraction(case.evidenced, case.applicable) < THIN:
        thin = _percent(case.evidenced, case.applicable)
        yield gettext("evidence for only %(share)s%%") % {"share": thin}, False
    if Fraction(case.unknown, case.applicable) >= MANY:
        share = _percent(case.unknown, case.applicable)
        yield gettext("%(share)s%% not known") % {"share": share}, False
    if Fraction(case.not_applicable, case.applicable) >= MANY:
        share = _percent(case.not_applicable, case.applicable)
        yield gettext("%(share)s%% said not to apply") % {"share": share}, False


def _percent(part: int, whole: int) -> int:
    return shown(Fraction(100 * part, whole))


def option_label(question: Question, option_id: str) -> str:
    """How a chosen option reads, those that every question may offer among them."""
    if option_id == UNKNOWN:
        return gettext("Not known")
    if option_id == NOT_APPLICABLE:
        return gettext("Does not apply")
    found = question.option_by_id.get(option_id)
    return found.label if found else option_id


def apart(text: str) -> str:
    """A person's words within a sentence of ours, which may run the other way."""
    return f"\u2068{text}\u2069"


def verdict_lines(question: Question, verdict: Verdict | None) -> tuple[str, ...]:
    """A verdict in words: its kind, what is verified, the finding, what is required."""
    if verdict is None:
        return (gettext("Taken back: open again"),)
    lines = [gettext(VERDICTS[verdict.kind])]
    lines += [option_label(question, one) for one in verdict.chosen]
    lines += [verdict.finding] if verdict.finding else []
    if verdict.required:
        required = {"what": apart(verdict.required)}
        lines.append(gettext("Required: %(what)s") % required)
    if verdict.basis:
        rests = gettext(", ").join(gettext(BASES[one]) for one in verdict.basis)
        lines.append(gettext("Rests on: %(what)s") % {"what": rests})
    return tuple(lines)
