"""A verdict as a form sends it, and as its fields show it."""

import datetime
import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from dd_toolkit.core.answering import Answer
from dd_toolkit.core.marking import marked
from dd_toolkit.core.questionnaire import NOT_APPLICABLE, UNKNOWN, Question
from dd_toolkit.core.reviewing import BASES, KINDS, Part, Verdict
from dd_toolkit.storage.verdicts import GivenVerdict
from dd_toolkit.web.desk_words import option_label

NO_VERDICT = marked("Please choose a verdict.")
NO_DAY = marked("Please write the day as 2026-11-23.")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class Fields:
    """What stands in the fields; ``kind`` "" while there is no verdict.

    ``seen`` is the revision of the verdict that the page shows, ``round`` whose it is.
    """

    seen: int
    round: int
    kind: str = ""
    chosen: tuple[str, ...] = ()
    finding: str = ""
    required: str = ""
    required_by: str = ""
    basis: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unclear:
    """The form does not say a verdict; ``reason`` says what is missing."""

    reason: str


@dataclass(frozen=True)
class Offered:
    """An option that may be what is verified. ``aside``: it stands in no question."""

    id: str
    label: str
    declared: bool
    aside: bool = False


def day_sent(text: str) -> datetime.date | Unclear | None:
    """The day that a date field brings; None for an empty one."""
    if not text:
        return None
    try:
        return (
            datetime.date.fromisoformat(text)
            if _DAY.fullmatch(text)
            else Unclear(NO_DAY)
        )
    except ValueError:
        return Unclear(NO_DAY)


def seen_sent(sent: MultiDict[str, str]) -> int:
    """The revision that the page showed; what cannot be read counts as not seen."""
    text = sent.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def verdict_sent(sent: MultiDict[str, str]) -> Verdict | Unclear | None:
    """The verdict that the form brings; None: it is taken back."""
    if "take-back" in sent:
        return None
    kind = next((one for one in KINDS if one == sent.get("verdict")), None)
    if kind is None:
        return Unclear(NO_VERDICT)
    by = day_sent(sent.get("required-by", ""))
    if isinstance(by, Unclear):
        return by
    changed = kind == "changed"
    return Verdict(
        kind=kind,
        chosen=tuple(dict.fromkeys(sent.getlist("chosen"))) if changed else (),
        finding=_plain(sent.get("finding", "")),
        required=_plain(sent.get("required", "")),
        required_by=by,
        basis=tuple(one for one in BASES if one in sent.getlist("basis")),
    )


def _plain(text: str) -> str:
    return text.strip().replace("\r\n", "\n")


def fields_sent(sent: MultiDict[str, str], part: Part) -> Fields:
    """The fields as they were sent, whatever they hold."""
    return Fields(
        seen=seen_sent(sent),
        round=_round(part),
        kind=sent.get("verdict", ""),
        chosen=tuple(sent.getlist("chosen")),
        finding=sent.get("finding", ""),
        required=sent.get("required", ""),
        required_by=sent.get("required-by", ""),
        basis=tuple(sent.getlist("basis")),
    )


def fields_of(given: GivenVerdict | None, part: Part) -> Fields:
    """The fields of a page that is opened: the verdict that stands, if any."""
    if given is None or given.verdict is None:
        return Fields(given.revision if given else 0, _round(part))
    verdict = given.verdict
    by = verdict.required_by
    return Fields(
        seen=given.revision,
        round=_round(part),
        kind=verdict.kind,
        chosen=verdict.chosen,
        finding=verdict.finding,
        required=verdict.required,
        required_by=by.isoformat() if by else "",
        basis=verdict.basis,
    )


def _round(part: Part) -> int:
    return 2 if part == "second" else 1


def offered_options(question: Question, declared: Answer) -> tuple[Offered, ...]:
    """What may be verified instead, the declared options marked."""
    names = [option.id for option in question.options]
    asides = [UNKNOWN] if question.scored else []
    asides += [NOT_APPLICABLE] if question.may_be_not_applicable else []
    return tuple(
        Offered(
            name,
            option_label(question, name),
            declared=name in declared.choices,
            aside=name in asides,
        )
        for name in (*names, *asides)
    )
