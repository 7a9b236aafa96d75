"""The list of an auditor's cases: filtered, sorted, searched, counted.

It reads ``case_line``, which the acts keep true (``storage.case_lines``), and never an
answer: thousands of cases open as fast as ten. Every query begins at the auditor's own
assignments, so nothing else can be reached from here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.reviewing import State
from dd_toolkit.storage.database import Database, Parameters

Sort = Literal["risk", "due", "asked"]
PAGE = 50
START = 3
"""Letters of a word that are kept beside it, to find its beginning on any engine."""


@dataclass(frozen=True)
class Filters:
    """What to show; empty or None: whatever it is.

    ``states`` are among ``core.reviewing.STATES``; ``due_by`` is a day: due then or
    before, and not signed. ``words``: normalised words that must all stand in findings,
    notes, requests or replies, the last one at least as a beginning
    (``core.searching.words_asked``).
    """

    states: tuple[State, ...] = ()
    sector: str = ""
    questionnaire_id: str = ""
    year: int | None = None
    due_by: str = ""
    critical: bool = False
    signs: bool = False
    words: tuple[str, ...] = ()


NO_FILTER = Filters()


@dataclass(frozen=True)
class CaseLine:
    """One case as the list shows it. The counts are those of ``core.risk``.

    ``site`` empty and ``year`` None: not told. ``score``: thousandths of a point, None
    where there is none. ``decided``: questions with a verdict.
    """

    review_id: str
    assessment_id: str
    organisation: str
    site: str
    year: int | None
    questionnaire_id: str
    state: State
    part: str
    asked_at: str
    due_on: str | None
    reply_until: str | None
    signed_at: str | None
    risk: int
    critical: int
    signs: int
    unknown: int
    not_applicable: int
    applicable: int
    evidenced: int
    contradictions: int
    fallen: int
    sector: str
    rating: str
    score: int | None
    decided: int
    findings: int


@dataclass(frozen=True)
class Choices:
    """What the filters may be set to, of one auditor's cases."""

    sectors: tuple[str, ...]
    questionnaires: tuple[str, ...]
    years: tuple[int, ...]


_ORDERS: Mapping[Sort, str] = {
    "risk": "case_line.risk DESC, review.id",
    "due": "COALESCE(review.due_on, '9999'), case_line.risk DESC, review.id",
    "asked": "review.asked_at, review.id",
}

_OWN = """
    FROM assignment
    JOIN review ON review.id = assignment.review_id
    JOIN case_line ON case_line.review_id = review.id
    WHERE assignment.account_id = :account_id AND assignment.ended_at IS NULL
"""


def cases_of(
    db: Database,
    account_id: str,
    filters: Filters = NO_FILTER,
    *,
    sort: Sort = "risk",
    page: int = 1,
) -> list[CaseLine]:
    """One page of the cases that this auditor has; never anybody else's."""
    conditions, facts = _conditions(filters)
    rows = db.query(
        f"""
        SELECT review.id AS review_id, review.assessment_id,
               COALESCE(organisation.name, '') AS organisation,
               COALESCE(site.name, '') AS site, case_line.year,
               case_line.questionnaire_id, review.state, assignment.part,
               review.asked_at, review.due_on, review.reply_until, review.signed_at,
               case_line.risk, case_line.critical, case_line.signs, case_line.unknown,
               case_line.not_applicable, case_line.applicable, case_line.evidenced,
               case_line.contradictions, case_line.fallen, case_line.sector,
               case_line.rating, case_line.score, case_line.decided,
               case_line.findings
        FROM (
            SELECT review.id {_OWN} {conditions}
            ORDER BY {_ORDERS[sort]}
            LIMIT :most OFFSET :skipped
        ) AS found
        JOIN review ON review.id = found.id
        JOIN assignment
          ON assignment.review_id = review.id AND assignment.account_id = :account_id
        JOIN case_line ON case_line.review_id = review.id
        JOIN assessment ON assessment.id = review.assessment_id
        LEFT JOIN organisation ON organisation.id = assessment.organisation_id
        LEFT JOIN site ON site.id = assessment.site_id
        ORDER BY {_ORDERS[sort]}
        """,  # noqa: S608 - the words are ours
        {
            **facts,
            "account_id": account_id,
            "most": PAGE,
            "skipped": PAGE * (max(page, 1) - 1),
        },
    )
    return [CaseLine(**row) for row in rows]


def count_of(db: Database, account_id: str, filters: Filters = NO_FILTER) -> int:
    """How many cases ``cases_of`` would give on all its pages."""
    conditions, facts = _conditions(filters)
    rows = db.query(
        f"SELECT count(*) AS cases {_OWN} {conditions}",
        {**facts, "account_id": account_id},
    )
    return int(next(iter(rows))["cases"])


def counts_by_state(db: Database, account_id: str) -> dict[str, int]:
    """State -> how many of the auditor's cases are in it."""
    rows = db.query(
        """
        SELECT review.state, count(*) AS cases
        FROM assignment
        JOIN review ON review.id = assignment.review_id
        WHERE assignment.account_id = :account_id AND assignment.ended_at IS NULL
        GROUP BY review.state
        """,
        {"account_id": account_id},
    )
    return {row["state"]: int(row["cases"]) for row in rows}


def choices_of(db: Database, account_id: str) -> Choices:
    """What the auditor's cases can be filtered by."""
    rows = list(
        db.query(
            """
            SELECT DISTINCT sector, questionnaire_id, year
            FROM assignment
            JOIN case_line ON case_line.review_id = assignment.review_id
            WHERE assignment.account_id = :account_id AND assignment.ended_at IS NULL
            """,
            {"account_id": account_id},
        )
    )
    return Choices(
        sectors=tuple(sorted({row["sector"] for row in rows} - {""})),
        questionnaires=tuple(sorted({row["questionnaire_id"] for row in rows})),
        years=tuple(sorted({row["year"] for row in rows if row["year"] is not None})),
    )


def _conditions(filters: Filters) -> tuple[str, Parameters]:
    """The conditions of these filters as SQL of ours, and what they compare with."""
    lines: list[str] = []
    facts: Parameters = {}
    if filters.states:
        names = {f"state{n}": state for n, state in enumerate(filters.states)}
        places = ", ".join(f":{name}" for name in names)
        lines.append(f"AND review.state IN ({places})")
        facts.update(names)
    if filters.sector:
        lines.append("AND case_line.sector = :sector")
        facts["sector"] = filters.sector
    if filters.questionnaire_id:
        lines.append("AND case_line.questionnaire_id = :questionnaire_id")
        facts["questionnaire_id"] = filters.questionnaire_id
    if filters.year is not None:
        lines.append("AND case_line.year = :year")
        facts["year"] = filters.year
    if filters.due_by:
        lines.append("AND review.due_on <= :due_by AND review.signed_at IS NULL")
        facts["due_by"] = filters.due_by
    if filters.critical:
        lines.append("AND case_line.critical > 0")
    if filters.signs:
        lines.append("AND case_line.signs > 0")
    return _with_words(lines, facts, filters.words)


def _with_words(
    lines: list[str], facts: Parameters, words: tuple[str, ...]
) -> tuple[str, Parameters]:
    for same, compared in _each_word(words):
        lines.append(
            f"AND review.id IN (SELECT review_id FROM case_word WHERE {same})"  # noqa: S608
        )
        facts |= compared
    return "\n".join(lines), facts


def _each_word(words: tuple[str, ...]) -> Iterator[tuple[str, Parameters]]:
    """For each word how it is looked for, and what is compared with.

    The last may be the beginning of a word. ``LIKE 'word%'`` uses no index on either
    engine as we set them up, so its first letters are looked for as they stand.
    """
    for number, word in enumerate(words):
        facts: Parameters = {f"word{number}": word}
        if number < len(words) - 1 or len(word) < START:
            yield f"word = :word{number}", facts
            continue
        facts |= {f"start{number}": word[:START], f"long{number}": len(word)}
        same = f"substr(word, 1, CAST(:long{number} AS INTEGER)) = :word{number}"
        yield f"start = :start{number} AND {same}", facts


def hits_of(
    db: Database, review_ids: tuple[str, ...], words: tuple[str, ...]
) -> Mapping[str, Mapping[str, int]]:
    """Review id -> source (finding, note, request, reply) -> in how many texts."""
    if not review_ids or not words:
        return {}
    ids = {f"id{number}": one for number, one in enumerate(review_ids)}
    asked = list(_each_word(words))
    facts = {key: fact for _, compared in asked for key, fact in compared.items()}
    rows = db.query(
        f"""
        SELECT review_id, source, count(DISTINCT source_id) AS texts
        FROM case_word
        WHERE review_id IN ({", ".join(f":{name}" for name in ids)})
          AND ({" OR ".join(f"({same})" for same, _ in asked)})
        GROUP BY review_id, source
        ORDER BY review_id, source
        """,  # noqa: S608 - the words are ours
        {**ids, **facts},
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["review_id"], {})[row["source"]] = int(row["texts"])
    return found
