"""Thousands of cases at once, for timings: rows as the acts would have written them.

Each has a whole questionnaire's answers, a file, some verdicts and findings. All are of
one auditor, who would in truth have some forty: if these open fast, those do.
"""

import json
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from dd_toolkit.core.answering import applicable_questions, chosen
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.searching import words_in
from dd_toolkit.storage.assessments import keep_questionnaire
from dd_toolkit.storage.cases import START
from dd_toolkit.storage.database import Database

AT = "2026-11-23T09:30:00.000Z"
AT_ONCE = 40
"""Rows that one statement adds: few enough parameters for either engine."""
STATES = ("submitted", "in-review", "sent-back", "replying", "signed")
SECTORS = ("garment", "construction", "agriculture", "domestic")
FINDINGS = (
    "Nine passports lay in the safe of the office; the workers had asked for them.",
    "Overtime of October was paid at the ordinary rate, against the contract.",
    "وجدنا جوازات السفر في خزنة المكتب، وقال العمال إنهم طلبوا استعادتها.",
    "The agency's invoice names a fee of 300 dinars for each worker.",
)


def fill(
    db: Database,
    questionnaire: Questionnaire,
    *,
    cases: int,
    answers: int,
    auditor: str,
    seed: int = 5,
) -> None:
    """Add so many cases of that auditor; the ids are ``case0000`` and so on."""
    chance = random.Random(seed)
    with db.atomic():
        keep_questionnaire(db, questionnaire, at=AT)
        for name, columns, rows in _tables(
            questionnaire, cases, answers, auditor, chance
        ):
            _insert(db, name, columns, rows)


def _insert(
    db: Database, table: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]
) -> None:
    while some := list(islice(rows, AT_ONCE)):
        places = ", ".join(
            "(" + ", ".join(f":{column}_{n}" for column in columns) + ")"
            for n in range(len(some))
        )
        facts = {
            f"{column}_{n}": value
            for n, row in enumerate(some)
            for column, value in zip(columns, row, strict=True)
        }
        db.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {places}",
            facts,
        )


def _tables(
    questionnaire: Questionnaire,
    cases: int,
    answers: int,
    auditor: str,
    chance: random.Random,
) -> Iterator[tuple[str, Sequence[str], Iterator[tuple[Any, ...]]]]:
    given = _answers(questionnaire, answers)
    ids = [f"case{number:04}" for number in range(cases)]
    yield (
        "organisation",
        ("id", "name", "created_at"),
        ((f"org-{name}", f"Employer {name}", AT) for name in ids),
    )
    yield (
        "site",
        ("id", "organisation_id", "name", "created_at"),
        ((f"site-{name}", f"org-{name}", "Irbid", AT) for name in ids),
    )
    yield (
        "assessment",
        (
            *("id", "questionnaire_sha256", "name", "revision", "created_at"),
            *("submitted_at", "organisation_id", "site_id", "year"),
        ),
        (
            (
                *(f"as-{name}", questionnaire.fingerprint, "", 1, AT),
                *(AT, f"org-{name}", f"site-{name}", 2022 + number % 5),
            )
            for number, name in enumerate(ids)
        ),
    )
    yield (
        "answer",
        (
            *("assessment_id", "revision", "question_id", "given", "through"),
            "answered_at",
        ),
        (
            (f"as-{name}", 1, question, text, "page", AT)
            for name in ids
            for question, text in given.items()
        ),
    )
    yield from _reviews(ids, questionnaire.id, list(given), auditor, chance)


def _answers(questionnaire: Questionnaire, most: int) -> dict[str, str]:
    """The first option of each question that then applies, as the table holds it."""
    answers = {
        question.id: chosen(question.options[0].id)
        for question in questionnaire.profile
        if question.options
    }
    for _ in range(3):
        for question in applicable_questions(questionnaire, answers):
            if question.options and question.kind != "costs":
                answers.setdefault(question.id, chosen(question.options[0].id))
    return {
        name: json.dumps({"choices": list(answer.choices)})
        for name, answer in list(answers.items())[:most]
    }


def _reviews(
    ids: list[str],
    questionnaire_id: str,
    questions: list[str],
    auditor: str,
    chance: random.Random,
) -> Iterator[tuple[str, Sequence[str], Iterator[tuple[Any, ...]]]]:
    looked_at = questions[-9:]
    states = {name: chance.choice(STATES) for name in ids}
    yield (
        "review",
        (
            *("id", "assessment_id", "state", "revision", "asked_by", "asked_at"),
            *("due_on", "times_sent_back", "reply_days", "signed_at", "reason"),
        ),
        (
            (
                *(name, f"as-{name}", state, 9, auditor, AT),
                *(f"2026-12-{chance.randint(1, 28):02}", 0, 14),
                *(AT if state == "signed" else None, ""),
            )
            for name, state in states.items()
        ),
    )
    yield (
        "assignment",
        ("review_id", "account_id", "part", "given_by", "given_at"),
        ((name, auditor, "lead", auditor, AT) for name in ids),
    )
    yield (
        "case_line",
        (
            *(
                "review_id",
                "questionnaire_id",
                "year",
                "risk",
                "critical",
                "signs",
                "unknown",
                "not_applicable",
            ),
            *("applicable", "evidenced", "contradictions", "fallen", "sector"),
            *("rating", "score", "decided", "findings"),
        ),
        (
            (
                *(name, questionnaire_id, 2022 + number % 5),
                *(chance.randint(0, 1000), chance.randint(0, 3)),
                *(chance.randint(0, 4), chance.randint(0, 20), chance.randint(0, 9)),
                *(len(questions), chance.randint(0, 60), chance.randint(0, 3), 0),
                *(chance.choice(SECTORS), chance.choice("ABCDE")),
                *(chance.randint(0, 100_000), chance.randint(0, 100), 2),
            )
            for number, name in enumerate(ids)
        ),
    )
    findings = {name: chance.sample(FINDINGS, 2) for name in ids}
    yield (
        "verdict",
        (
            *("review_id", "revision", "question_id", "round", "assessment_id"),
            *("verdict", "chosen", "finding", "required", "basis", "through"),
            *("given_by", "given_at"),
        ),
        (
            (
                *(name, revision, question, 1, f"as-{name}", "confirmed", "[]"),
                *(findings[name][revision - 1] if revision < 3 else "", "", "[]"),
                *("page", auditor, AT),
            )
            for name in ids
            for revision, question in enumerate(looked_at, start=1)
        ),
    )
    yield (
        "case_word",
        ("review_id", "source", "source_id", "word", "start"),
        (
            (name, "finding", looked_at[number], word, word[:START])
            for name in ids
            for number, text in enumerate(findings[name])
            for word in sorted(words_in(f"{text} {name}"))
        ),
    )
