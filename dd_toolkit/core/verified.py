"""What was declared beside what was verified: the gap, and how sure one can be.

Docs/scoring.md, section "Declared and verified". Nothing is counted in a new way: the
same engine scores the declared answers and the verified ones, and the gap is their
difference, exact until it is shown.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dd_toolkit.core.answering import Answers
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.result import Figure, Line, Result
from dd_toolkit.core.reviewing import Verdict, verified_answers
from dd_toolkit.core.scoring import score


@dataclass(frozen=True)
class Gap:
    """A score as declared and as verified, 0 to 100; None: nothing is scored there."""

    id: str
    declared: Fraction | None
    verified: Fraction | None

    @property
    def gap(self) -> Fraction | None:
        """Declared less verified; above 0: rated better than it is."""
        if self.declared is None or self.verified is None:
            return None
        return self.declared - self.verified


@dataclass(frozen=True)
class ProvisionCheck:
    """What became of the questions that cite a provision.

    ``without`` have no verdict. ``declared_short`` and ``verified_short``: is one of
    them worth less than the full value, as declared and as verified; None: none of them
    is scored there.
    """

    id: str
    confirmed: int
    changed: int
    not_verifiable: int
    without: int
    declared_short: bool | None
    verified_short: bool | None


@dataclass(frozen=True)
class Confidence:
    """Σ w over the scored questions that is verified, evidenced only, declared only.

    Verified: confirmed or changed. Without a verdict: evidenced where a file was
    attached, else declared. What an auditor could not verify is only declared, whatever
    was attached.
    """

    verified: Fraction
    evidenced: Fraction
    declared: Fraction

    @property
    def weight(self) -> Fraction:
        return self.verified + self.evidenced + self.declared

    @property
    def shares(self) -> tuple[Fraction, Fraction, Fraction] | None:
        """The three as parts of 1, in this order; None where nothing is scored."""
        if not self.weight:
            return None
        return (
            self.verified / self.weight,
            self.evidenced / self.weight,
            self.declared / self.weight,
        )


@dataclass(frozen=True)
class Verification:
    """The two results, and everything that follows from holding them together."""

    declared: Result
    verified: Result
    overall: Gap
    areas: tuple[Gap, ...]
    instruments: tuple[Gap, ...]
    provisions: tuple[ProvisionCheck, ...]
    confidence: Confidence


def verification(
    questionnaire: Questionnaire,
    answers: Answers,
    verdicts: Mapping[str, Verdict],
    *,
    evidenced: Collection[str],
    declared: Result | None = None,
) -> Verification:
    """What these verdicts make of these answers.

    ``verdicts`` are by question id, those taken back left out; ``evidenced`` holds the
    ids of questions with a file. ``declared``: the result of the answers, where it is
    at hand; None: it is worked out.
    """
    declared = declared or score(questionnaire, answers)
    verified = score(questionnaire, verified_answers(answers, verdicts))
    said, found = _by_provision(declared.lines), _by_provision(verified.lines)
    return Verification(
        declared=declared,
        verified=verified,
        overall=Gap("overall", declared.overall.score, verified.overall.score),
        areas=_gaps(declared.areas, verified.areas),
        instruments=_gaps(declared.instruments, verified.instruments),
        provisions=tuple(
            _check(
                provision.id,
                said.get(provision.id, ()),
                found.get(provision.id, ()),
                verdicts,
            )
            for provision in questionnaire.provisions
            if provision.id in said or provision.id in found
        ),
        confidence=_confidence(verified.lines, verdicts, evidenced),
    )


def _gaps(declared: Iterable[Figure], verified: Iterable[Figure]) -> tuple[Gap, ...]:
    return tuple(
        Gap(one.id, one.score, other.score)
        for one, other in zip(declared, verified, strict=True)
    )


def _check(
    provision: str,
    said: tuple[Line, ...],
    found: tuple[Line, ...],
    verdicts: Mapping[str, Verdict],
) -> ProvisionCheck:
    ids = dict.fromkeys(line.question.id for line in said + found)
    kinds = [verdicts[name].kind if name in verdicts else None for name in ids]
    return ProvisionCheck(
        id=provision,
        confirmed=kinds.count("confirmed"),
        changed=kinds.count("changed"),
        not_verifiable=kinds.count("not-verifiable"),
        without=kinds.count(None),
        declared_short=_short(said),
        verified_short=_short(found),
    )


def _by_provision(lines: Iterable[Line]) -> dict[str, tuple[Line, ...]]:
    """Provision -> the scored questions that cite it; gathered in one pass."""
    citing: dict[str, tuple[Line, ...]] = {}
    for line in lines:
        cited = line.question.cites if line.question.scored else ()
        for provision in dict.fromkeys(cited):
            citing[provision] = (*citing.get(provision, ()), line)
    return citing


def _short(lines: Iterable[Line]) -> bool | None:
    values = [line.value for line in lines if line.value is not None]
    return any(value < 1 for value in values) if values else None


def _confidence(
    lines: Iterable[Line],
    verdicts: Mapping[str, Verdict],
    evidenced: Collection[str],
) -> Confidence:
    scored = [line for line in lines if line.scored]

    def verified(line: Line) -> bool:
        given = verdicts.get(line.question.id)
        return given is not None and given.kind != "not-verifiable"

    def only_evidenced(line: Line) -> bool:
        name = line.question.id
        return name in evidenced and name not in verdicts

    certain = _weight(scored, verified)
    shown = _weight(scored, only_evidenced)
    return Confidence(certain, shown, _weight(scored, lambda _: True) - certain - shown)


def _weight(lines: Iterable[Line], counts: Callable[[Line], bool]) -> Fraction:
    return sum((line.question.weight for line in lines if counts(line)), Fraction(0))
