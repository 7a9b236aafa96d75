"""Questionnaires and answers to print: made up, but as long as real ones are.

``a_questionnaire`` stands for a full assessment (14 areas, about 100 questions);
``a_small_questionnaire`` for the least that can be printed. ``random_answers`` mixes
every state, always the same for the same seed.
"""

import datetime
import random
from dataclasses import replace
from fractions import Fraction

from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answering import Answer, applicable_questions, chosen
from dd_toolkit.core.conditions import ALWAYS, Answered
from dd_toolkit.core.questionnaire import (
    NOT_APPLICABLE,
    STEPS,
    UNKNOWN,
    Action,
    Area,
    Indicator,
    Instrument,
    Option,
    Provision,
    Question,
    Questionnaire,
    Section,
)
from dd_toolkit.core.scoring import score
from dd_toolkit.reporting.action_plan import action_plan_contents

SUBMITTED = datetime.date(2026, 11, 23)

AREAS = (
    "Recruitment and its costs",
    "Contracts and information",
    "Passports, permits and personal data",
    "Freedom to move and to choose",
    "Wages and deductions",
    "Working hours and leave",
    "Safety and health",
    "Social security and care",
    "Housing and food",
    "Violence and harassment",
    "Children and young workers",
    "Equal treatment",
    "Unions, dialogue and complaints",
    "End of work and return",
)

PRACTICES = (
    "pay every recruitment fee yourselves, the ticket and the permit among them",
    "give each worker a contract in a language they read before they leave home",
    "leave passports and permits with the workers, in reach at any hour",
    "let workers leave the site and the housing in their free time without asking",
    "pay wages in full and on time, each month, with a slip the worker understands",
    "keep to the limits of hours, and leave overtime to the worker's own choice",
    "train migrant workers for the dangers of their work in a language they understand",
)

YES_NO = (
    Option("yes", "Yes, always and for everyone", Fraction(1)),
    Option("partly", "In part, or only for some of the workers", Fraction(1, 2)),
    Option("no", "No", Fraction(0)),
)


def an_option(name, label, value=None):
    return Option(name, label, None if value is None else Fraction(value))


def a_question(name, *, ask="Do you keep it so?", severity="minor", **fields):
    weight = {"critical": 5, "major": 3, "minor": 1}[severity]
    return Question(
        id=name,
        ask=ask,
        kind=fields.pop("kind", "choice"),
        severity=severity,
        weight=Fraction(weight),
        options=fields.pop("options", YES_NO),
        **fields,
    )


def _profile():
    yes_no = (an_option("yes", "Yes"), an_option("no", "No"))
    sectors = (
        an_option("garment", "In a garment or textile factory"),
        an_option("construction", "On construction sites"),
        an_option("domestic-work", "In a private home"),
    )
    ask_agency = "Do you use a recruitment agency or a broker to find workers?"
    return (
        a_question(
            "profile.sector", ask="Where do the migrant workers work?", options=sectors
        ),
        a_question("profile.uses-agency", ask=ask_agency, options=yes_no),
    )


def _indicators():
    titles = ("Debt bondage", "Retention of identity documents", "Excessive overtime")
    today = (
        "Tell each worker that no debt keeps them from leaving or from full pay.",
        "Stop every deduction for recruitment costs from this month's wages.",
        "Ask each worker in private what they paid, to whom and what they still owe.",
    )
    meaning = "A worker cannot settle what ties them to the work, or cannot leave it."
    return tuple(
        Indicator(title.lower().replace(" ", "_"), title, meaning, today)
        for title in titles
    )


def _instruments():
    return tuple(
        Instrument(
            name, "convention", f"Convention {name[1:]}", f"Title of {name}", subject
        )
        for name, subject in (
            ("C97", "Migration for employment"),
            ("C143", "Rights and equality of migrant workers"),
            ("C181", "Private employment agencies"),
            ("C189", "Domestic workers"),
            ("C190", "Violence and harassment"),
        )
    )


def _provisions():
    practice = (
        "Pay the agency yourself for everything that leads to the job, ask each worker "
        "on arrival what they paid, and pay it back with proof."
    )
    return tuple(
        Provision(
            id=f"{instrument.id}-{article}",
            instrument=instrument.id,
            reference=f"{instrument.id}, Art. {article}(1)",
            title="No fees or costs charged to workers",
            practice=practice,
        )
        for instrument in _instruments()
        for article in range(1, 8)
    )


def _asked(area, place, provisions, indicators, rng):
    number = area * 7 + place
    practice = PRACTICES[place % len(PRACTICES)]
    severity = ("critical", "major", "minor")[rng.randrange(3)]
    return a_question(
        f"c{(97, 143, 181, 189, 190)[number % 5]}.practice-{number}",
        ask=f"Do you {practice} (case {number})?",
        severity=severity,
        cites=tuple(p.id for p in rng.sample(provisions, 1 + number % 3)),
        indicators=(rng.choice(indicators).id,) if severity == "critical" else (),
        step=STEPS[number % 6],
        may_be_not_applicable=number % 4 == 0,
        when=Answered("profile.uses-agency", ("yes",)) if place == 6 else ALWAYS,
        sectors=("garment", "construction") if number % 11 == 5 else (),
        why=(
            "Workers who paid for their job often arrive in debt, cannot leave a bad "
            "employer, and accept what they would refuse otherwise."
        ),
        evidence=("Agency invoices", "Worker interviews on fees"),
        action=Action(
            f"Begin to {practice} (case {number}).",
            (
                "Write down what is done today, and who decides it.",
                "Agree with the agency in writing who pays what, and until when.",
                "Ask ten workers in private whether it is kept, and keep a note.",
            )[: 1 + number % 3],
            ("low", "medium", "high")[number % 3],
        ),
    )


def a_questionnaire(*, areas=14, questions=7, title="Full due-diligence assessment"):
    rng = random.Random(7)
    provisions, indicators = _provisions(), _indicators()
    sections = tuple(
        Section(
            id=f"part-{area}",
            title=f"{AREAS[area]}: the practice",
            area=f"area-{area}",
            questions=tuple(
                _asked(area, place, provisions, indicators, rng)
                for place in range(questions)
            ),
            intro="Think of the last twelve months.",
        )
        for area in range(areas)
    )
    return Questionnaire(
        id="due-diligence",
        version="1.0.0",
        title=title,
        intro="How you treat migrant workers, against five ILO Conventions.",
        profile=_profile(),
        areas=tuple(
            Area(f"area-{n}", AREAS[n], Fraction(2 if n in (0, 2, 3) else 1))
            for n in range(areas)
        ),
        sections=sections,
        provisions=provisions,
        instruments=_instruments(),
        indicators=indicators,
    )


def a_small_questionnaire():
    return a_questionnaire(areas=1, questions=2, title="Quick check")


def with_questions(questionnaire, questions):
    """The questionnaire with only these, in its first section."""
    section = replace(questionnaire.sections[0], questions=questions)
    return replace(questionnaire, sections=(section,))


PROFILE = {"profile.sector": chosen("garment"), "profile.uses-agency": chosen("yes")}


def random_answers(questionnaire, *, seed=1, unanswered=0.05, best=0.5):
    """Answers in every state; ``best`` is the share of good practice."""
    rng = random.Random(seed)
    answers = {}
    for question in questionnaire.profile:
        answers[question.id] = chosen(question.options[0].id)
    for question in questionnaire.questions:
        if question.options:
            draw = rng.random()
            if draw >= unanswered:
                answers[question.id] = _random_answer(question, rng, best)
    open_now = {q.id for q in applicable_questions(questionnaire, answers)}
    profile = {q.id for q in questionnaire.profile}
    return {name: a for name, a in answers.items() if name in open_now | profile}


def _random_answer(question, rng, best):
    if question.may_be_not_applicable and rng.random() < 0.2:
        return Answer(
            (NOT_APPLICABLE,), reason="We hire only people who already live in Jordan."
        )
    if question.scored and rng.random() < 0.08:
        return Answer((UNKNOWN,))
    note = "Checked by the HR officer in September." if rng.random() < 0.15 else ""
    option = (
        question.options[0] if rng.random() < best else rng.choice(question.options)
    )
    return Answer((option.id,), note=note)


def a_report(
    questionnaire=None,
    answers=None,
    *,
    employer="Al-Noor Garments Ltd.",
    submitted=SUBMITTED,
    locale="en",
    evidence=(),
):
    questionnaire = questionnaire or a_questionnaire()
    if answers is None:
        answers = random_answers(questionnaire)
    result = score(questionnaire, answers)
    return action_plan_contents(
        result=result,
        plan=action_plan(result, submitted=submitted),
        answers=answers,
        submitted=submitted,
        employer=employer,
        locale=locale,
        evidence=evidence,
    )
