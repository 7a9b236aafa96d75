"""Figures over an auditor's own signed cases; none over fewer than five."""

import datetime
from fractions import Fraction
from statistics import median
from typing import Any

from dd_toolkit.core.agreement import Strength, agreement
from dd_toolkit.core.marking import marked
from dd_toolkit.core.scoring import shown
from dd_toolkit.storage import case_figures
from dd_toolkit.storage.case_figures import MeanGap
from dd_toolkit.web import speaking
from dd_toolkit.web.case_pages import GapRow
from dd_toolkit.web.context import database, toolkit

FEWEST = 5
"""Cases, or pairs of verdicts, below which there is no figure."""

STRENGTHS: dict[Strength, str] = {
    "poor": marked("no better than chance"),
    "slight": marked("slight"),
    "fair": marked("fair"),
    "moderate": marked("moderate"),
    "substantial": marked("substantial"),
    "almost-perfect": marked("almost perfect"),
}


def figures(account_id: str) -> dict[str, Any]:
    """Mean gaps, agreement with second auditors, and days to close."""
    means = case_figures.mean_gaps(database(), account_id)
    gaps = [one for one in means if one.cases >= FEWEST]
    areas = [one for one in gaps if one.kind == "area"]
    areas.sort(key=lambda one: one.verified - one.declared)
    told = agreement(case_figures.verdict_pairs(database(), account_id))
    days = [
        (_moment(signed) - _moment(asked)).days
        for asked, signed in case_figures.times_to_close(database(), account_id)
    ]
    enough = told.pairs >= FEWEST
    return {
        "closed": len(days),
        "fewest": FEWEST,
        "overall": next((_row(one, "") for one in gaps if one.kind == "overall"), None),
        "areas": [_row(one, name) for one in areas if (name := _area(one.name))],
        "overrated": [
            name
            for one in areas[:3]
            if one.declared > one.verified and (name := _area(one.name))
        ],
        "pairs": told.pairs,
        "kappa": _decimals(told.kappa) if enough else None,
        "observed": shown(100 * told.observed) if enough and told.observed else None,
        "strength": STRENGTHS[told.strength] if enough and told.strength else "",
        "days": round(median(days)) if len(days) >= FEWEST else None,
        "longest": max(days) if len(days) >= FEWEST else None,
    }


def _row(one: MeanGap, name: str) -> GapRow:
    return GapRow(
        name, shown(Fraction(one.declared, 1000)), shown(Fraction(one.verified, 1000))
    )


def _area(area_id: str) -> str:
    """The area's name in the visitor's language; "" where none has it any more."""
    for one in toolkit().library.questionnaires.values():
        if area_id in one.area_by_id:
            return speaking.in_language(one).area_by_id[area_id].title
    return ""


def _decimals(number: Fraction | None) -> str | None:
    return None if number is None else f"{float(number):.2f}"


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)
