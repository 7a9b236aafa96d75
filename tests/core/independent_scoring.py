"""The scoring method a second time, from its text alone, without the toolkit's code.

Written from docs/scoring.md for another program to have: it reads what ``show --json``
prints and the chosen option ids, and gives what ``score --json`` should print. It
shares nothing with ``dd_toolkit.core.scoring``, not even its way of thinking: a table
of rows, and sums over it.
"""

import datetime
from fractions import Fraction

LETTERS = "ABCDE"
DAYS = {"critical": 14, "major": 90, "minor": 180}
WORDS = ["critical", "major", "minor"]
EFFORTS = ["low", "medium", "high"]
STEPS = ["embed", "identify", "prevent", "track", "communicate", "remedy"]


def independent_result(shown, given, *, applying=None, submitted=None):
    """The parts of ``score --json`` that follow from the method.

    ``shown`` is the document of ``show --json``; ``given`` maps question ids to lists
    of option ids; ``applying`` holds the ids of the questions that apply, where
    earlier answers decide it; ``submitted`` is a day as text.
    """
    if applying is None:
        applying = {q["id"] for q in shown["questions"] if q["applies"]}
    rows = [_row(q, given.get(q["id"], [])) for q in shown["questions"]]
    rows = [row for row in rows if row["id"] in applying]
    weights = {area["id"]: Fraction(str(area["weight"])) for area in shown["areas"]}
    return {
        "overall": _rated(rows, *_overall_figures(rows, weights), rows, whole=True),
        "areas": [
            {"id": area, **_rated(own, *_figures(own), rows, whole=False)}
            for area in weights
            for own in [[row for row in rows if row["area"] == area]]
        ],
        "instruments": {
            name: _view([row for row in rows if name in row["instruments"]])
            for name in sorted({i for q in shown["questions"] for i in _named(q)})
        },
        "steps": {
            step: _view([row for row in rows if row["step"] == step]) for step in STEPS
        },
        "indicators": _indicators(rows),
        "questions": [_told(q, rows) for q in shown["questions"]],
        "actions": _actions(rows, weights, submitted),
    }


def _named(question):
    return {cited.split("-")[0] for cited in question["cites"]}


def _row(question, options):
    values = {o["id"]: o["value"] for o in question["options"]}
    row = {
        **question,
        "w": Fraction(str(question["weight"])),
        "v": None,
        "instruments": _named(question),
    }
    if all(value is None for value in values.values()):
        return {**row, "state": "informative"}
    if not options:
        return {**row, "state": "unanswered"}
    if options == ["not-applicable"]:
        return {**row, "state": "not-applicable"}
    if options == ["unknown"]:
        return {**row, "state": "unknown", "v": Fraction(0)}
    worst = min(Fraction(str(values[option])) for option in options)
    return {**row, "state": "answered", "v": worst}


def _per_cent(rows, open_value):
    """100 times the weighted mean; open questions count ``open_value`` (None: not)."""
    top = bottom = Fraction(0)
    for row in rows:
        value = row["v"]
        if row["state"] == "unanswered":
            value = open_value
        if value is not None:
            top += row["w"] * value
            bottom += row["w"]
    return 100 * top / bottom if bottom else None


def _figures(rows):
    return _per_cent(rows, None), _per_cent(rows, 0), _per_cent(rows, 1)


def _overall_figures(rows, weights):
    of_areas = {
        area: _figures([row for row in rows if row["area"] == area]) for area in weights
    }
    return tuple(
        _mean({area: figures[which] for area, figures in of_areas.items()}, weights)
        for which in (0, 1, 2)
    )


def _mean(figures, weights):
    known = [area for area in weights if figures[area] is not None]
    total = sum(weights[area] for area in known)
    if not total:
        return None
    return sum(weights[area] * figures[area] for area in known) / total


def _shown(number):
    """Half up: 0.5 is shown as 1, 57.49 as 57."""
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def _number(number, factor=1):
    if number is None:
        return None
    return {"exact": str(number), "shown": _shown(number * factor)}


def _letter(score):
    for letter, border in zip(LETTERS, (90, 75, 60, 40), strict=False):
        if score >= border:
            return letter
    return "E"


def _rated(rows, score, low, high, all_rows, *, whole):
    letter = None if score is None else _letter(score)
    caps = _caps(rows, all_rows, whole=whole)
    states = [row["state"] for row in rows if row["state"] != "informative"]
    done = sum(state != "unanswered" for state in states)
    return {
        "score": _number(score),
        "low": _number(low),
        "high": _number(high),
        "uncapped_rating": letter,
        "rating": letter and max(letter, *(cap["limit"] for cap in caps), "A"),
        "provisional": "unanswered" in states,
        "caps": caps,
        "completeness": _number(Fraction(done, len(states)), 100) if states else None,
        "counts": {
            "applicable": len(states),
            "scored": states.count("answered") + states.count("unknown"),
            "unknown": states.count("unknown"),
            "not_applicable": states.count("not-applicable"),
            "unanswered": states.count("unanswered"),
        },
    }


def _caps(rows, all_rows, *, whole):
    critical = [row for row in all_rows if row["severity"] == "critical"]
    several = len([row for row in critical if row["v"] == 0]) >= 2
    caps = []
    for row in rows:
        if row["severity"] != "critical" or row["v"] is None or row["v"] == 1:
            continue
        if row["v"] > 0:
            limit, reason = ("B" if whole else "C"), "partial"
        elif several:
            limit, reason = "E", "absent-several"
        else:
            limit, reason = ("D" if whole else "E"), "absent"
        caps.append({"question": row["id"], "limit": limit, "reason": reason})
    return caps


def _view(rows):
    score, low, high = _figures(rows)
    return {"score": _number(score), "low": _number(low), "high": _number(high)}


def _indicators(rows):
    found = {}
    for row in rows:
        for name in row["indicators"]:
            signs = found.setdefault(name, {"questions": [], "unknown": []})
            if row["state"] == "unknown":
                signs["unknown"].append(row["id"])
            elif row["v"] is not None and 2 * row["v"] <= 1:
                signs["questions"].append(row["id"])
    return {name: signs for name, signs in found.items() if any(signs.values())}


def _told(question, rows):
    row = next((row for row in rows if row["id"] == question["id"]), None)
    value = row and row["v"]
    return {
        "id": question["id"],
        "state": row["state"] if row else "hidden",
        "value": None if value is None else float(value),
        "applies": row is not None,
    }


def _actions(rows, weights, submitted):
    todo = [(at, row) for at, row in enumerate(rows) if row["v"] not in (None, 1)]
    todo.sort(
        key=lambda entry: (
            0 if entry[1]["severity"] == "critical" and entry[1]["v"] == 0 else 1,
            WORDS.index(entry[1]["severity"]),
            -_gain(entry[1]),
            EFFORTS.index(entry[1]["action"]["effort"]),
            entry[0],
        )
    )
    actions, by_area = [], {area: [] for area in weights}
    for row in rows:
        by_area[row["area"]].append(row)
    figures = {area: _per_cent(own, None) for area, own in by_area.items()}
    for _, row in todo:
        own = by_area[row["area"]]
        own[own.index(row)] = {**row, "v": Fraction(1)}
        figures[row["area"]] = _per_cent(own, None)
        actions.append(
            {
                "question": row["id"],
                "gain": str(_gain(row)),
                "severity": row["severity"],
                "effort": row["action"]["effort"],
                "due": _due(row, submitted),
                "projected": _number(_mean(figures, weights)),
            }
        )
    return actions


def _gain(row):
    return row["w"] - row["w"] * row["v"]


def _due(row, submitted):
    if submitted is None:
        return None
    day = datetime.date.fromisoformat(submitted).toordinal() + DAYS[row["severity"]]
    return datetime.date.fromordinal(day).isoformat()


def independent_truth(condition, chosen):
    """Does a condition hold, read from the JSON text that an assessment keeps?

    ``chosen`` maps the ids of questions that apply to lists of chosen option ids.
    """
    match condition:
        case {"question": question, "options": options}:
            return bool(set(chosen.get(question, [])) & set(options))
        case {"every": parts}:
            return not any(not independent_truth(part, chosen) for part in parts)
        case {"some": parts}:
            return any(independent_truth(part, chosen) for part in parts)
        case {"negated": part}:
            return not independent_truth(part, chosen)
    raise ValueError(condition)


def independent_scope(stored, given):
    """The ids of what applies, from the stored text's JSON and the chosen options."""
    asked, chosen = set(), {}
    sections = [
        question for section in stored["sections"] for question in section["questions"]
    ]
    for question in stored["profile"] + sections:
        sectors = question.get("sectors")
        if sectors and not set(chosen.get("profile.sector", [])) & set(sectors):
            continue
        if "when" in question and not independent_truth(question["when"], chosen):
            continue
        asked.add(question["id"])
        chosen[question["id"]] = given.get(question["id"], [])
    return asked
