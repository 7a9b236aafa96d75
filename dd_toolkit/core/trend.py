"""What has changed since the assessment of the year before, area by area.

It is read from the two stored results, so a trend never changes, whatever becomes of
the questionnaires. Scores are compared as they are shown: a page that says 58 twice
must not say "better".
"""

from dataclasses import dataclass
from typing import Any, Literal

Direction = Literal["up", "down", "same"]


@dataclass(frozen=True)
class Step:
    """A figure then and now, as whole numbers from 0 to 100; None: had no score."""

    id: str
    before: int | None
    now: int | None
    rating_before: str | None
    rating_now: str | None

    @property
    def direction(self) -> Direction | None:
        """None where one of the two has no score."""
        if self.before is None or self.now is None:
            return None
        if self.now == self.before:
            return "same"
        return "up" if self.now > self.before else "down"

    @property
    def points(self) -> int:
        """By how much it went up or down; 0 where it cannot be told."""
        return abs((self.now or 0) - (self.before or 0)) if self.direction else 0


@dataclass(frozen=True)
class Trend:
    """Overall and each area of today's result beside those of last time."""

    overall: Step
    areas: tuple[Step, ...]
    same_questions: bool


def trend(before: dict[str, Any], now: dict[str, Any]) -> Trend:
    """The trend between two result documents (``core.documents``)."""
    last = {area["id"]: area for area in before["areas"]}
    return Trend(
        overall=_step("overall", before["overall"], now["overall"]),
        areas=tuple(
            _step(area["id"], last.get(area["id"], {}), area)
            for area in now["areas"]
            if area["counts"]["applicable"]
        ),
        same_questions=before["sha256"] == now["sha256"]
        and before["method"] == now["method"],
    )


def _step(name: str, before: dict[str, Any], now: dict[str, Any]) -> Step:
    return Step(
        name,
        _shown(before),
        _shown(now),
        before.get("rating"),
        now.get("rating"),
    )


def _shown(figure: dict[str, Any]) -> int | None:
    score = figure.get("score")
    return score["shown"] if score else None
