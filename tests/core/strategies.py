"""Questionnaires, conditions and answers of every shape, for hypothesis to draw."""

from fractions import Fraction

from hypothesis import strategies as st

from dd_toolkit.core.answering import Answer
from dd_toolkit.core.conditions import ALWAYS, AllOf, Answered, AnyOf, Not
from dd_toolkit.core.questionnaire import (
    EFFORTS,
    NOT_APPLICABLE,
    SEVERITIES,
    STEPS,
    UNKNOWN,
)
from tests.builders import (
    PROFILE_QUESTIONS,
    a_question,
    a_questionnaire,
    an_informative_question,
    an_option,
)

PROVISIONS = ("C1-1", "C1-2", "C2-1", "R3-4-a")
INDICATORS = ("debt", "retention")

shares = st.one_of(
    st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1, 4)]),
    st.integers(0, 100).map(lambda percent: Fraction(percent, 100)),
)
weights = st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 2), Fraction(13, 4)])


def conditions(options_by_question, *, depth=3):
    """Conditions on these questions; ``ALWAYS`` where there is none to name."""
    if not options_by_question:
        return st.just(ALWAYS)
    leaves = st.sampled_from(sorted(options_by_question)).flatmap(
        lambda name: st.lists(
            st.sampled_from(options_by_question[name]), min_size=1, max_size=3
        ).map(lambda options: Answered(name, tuple(options)))
    )
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            st.lists(parts, min_size=1, max_size=3).map(lambda p: AllOf(tuple(p))),
            st.lists(parts, min_size=1, max_size=3).map(lambda p: AnyOf(tuple(p))),
            parts.map(Not),
        ),
        max_leaves=depth,
    )


def _options_of(questions):
    return {q.id: [o.id for o in q.options] for q in questions if q.options}


@st.composite
def scored_questions(draw, name, earlier=(), *, kinds=("choice",), asked_always=False):
    values = draw(st.lists(shares, min_size=2, max_size=4))
    when, sectors = ALWAYS, ()
    if not asked_always and draw(st.booleans()):
        when = draw(conditions(_options_of(earlier)))
        sectors = draw(st.sampled_from([(), (), ("farm",), ("farm", "garment")]))
    severity = draw(st.sampled_from(SEVERITIES))
    return a_question(
        name,
        severity=severity,
        kind=draw(st.sampled_from(kinds)),
        options=tuple(an_option(v, f"o{n}") for n, v in enumerate(values)),
        effort=draw(st.sampled_from(EFFORTS)),
        step=draw(st.sampled_from(STEPS)),
        cites=tuple(draw(st.lists(st.sampled_from(PROVISIONS), unique=True))),
        indicators=tuple(draw(st.lists(st.sampled_from(INDICATORS), unique=True))),
        may_be_not_applicable=draw(st.booleans()),
        when=when,
        sectors=sectors,
    )


@st.composite
def questionnaires(draw, *, most=5, **options):
    """One to three areas, each with up to ``most`` questions, some informative."""
    asked, areas = list(PROFILE_QUESTIONS), {}
    for area in ("documents", "wages", "hours")[: draw(st.integers(1, 3))]:
        areas[area] = []
        for number in range(draw(st.integers(0, most))):
            name = f"m.{area}-{number}"
            if draw(st.integers(0, 9)) == 0:
                question = an_informative_question(name)
            else:
                question = draw(scored_questions(name, asked, **options))
            asked.append(question)
            areas[area].append(question)
    return a_questionnaire(**areas, weights={area: draw(weights) for area in areas})


@st.composite
def answers_to(draw, questionnaire, *, leave_open=True):
    """Answers that fit each question by itself; hidden questions get some too."""
    answers = {}
    for question in questionnaire.profile + questionnaire.questions:
        answer = draw(_answer(question, leave_open=leave_open))
        if answer is not None:
            answers[question.id] = answer
    return answers


def _answer(question, *, leave_open):
    if not question.options:
        return st.sampled_from([None, Answer(text="12")])
    names = [option.id for option in question.options]
    several = 3 if question.kind == "choices" else 1
    ways = [
        st.lists(st.sampled_from(names), min_size=1, max_size=several, unique=True).map(
            lambda chosen: Answer(tuple(chosen))
        )
    ]
    if question.scored:
        ways.append(st.just(Answer((UNKNOWN,))))
    if question.may_be_not_applicable:
        ways.append(st.just(Answer((NOT_APPLICABLE,), reason="We have none.")))
    if leave_open:
        ways.append(st.sampled_from([None, Answer(), Answer(note="Later.")]))
    return st.one_of(ways)


@st.composite
def assessments(draw, *, leave_open=True, **options):
    """A questionnaire and answers to it."""
    questionnaire = draw(questionnaires(**options))
    return questionnaire, draw(answers_to(questionnaire, leave_open=leave_open))
