"""Which questions are open, which answers are taken, and how answers are kept."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.answering import (
    MOST_CHARACTERS,
    Answer,
    answers_fingerprint,
    answers_from_text,
    answers_text,
    applicable_profile,
    applicable_questions,
    chosen,
    refusal,
)
from dd_toolkit.core.conditions import Answered, Not
from dd_toolkit.core.questionnaire import Option
from tests.builders import (
    DO_NOT_KNOW,
    DOES_NOT_APPLY,
    PROFILE_QUESTIONS,
    a_profile_question,
    a_question,
    a_questionnaire,
    an_informative_question,
    an_option,
)
from tests.core.independent_scoring import independent_scope
from tests.core.strategies import assessments

YES = chosen("v100")
NO = chosen("v0")


def asked(questionnaire, answers):
    return [question.id for question in applicable_questions(questionnaire, answers)]


def a_chain():
    """q2 is asked after q1 = v100, and q3 after q2 = v100."""
    return a_questionnaire(
        a_question("m.q1"),
        a_question("m.q2", when=Answered("m.q1", ("v100",))),
        a_question("m.q3", when=Answered("m.q2", ("v100",))),
    )


@pytest.mark.parametrize(
    ("answers", "open_now"),
    [
        ({}, ["m.q1"]),
        ({"m.q1": NO}, ["m.q1"]),
        ({"m.q1": YES}, ["m.q1", "m.q2"]),
        ({"m.q1": YES, "m.q2": YES}, ["m.q1", "m.q2", "m.q3"]),
        ({"m.q1": DO_NOT_KNOW}, ["m.q1"]),
    ],
)
def test_a_question_is_open_once_its_condition_holds(answers, open_now):
    assert asked(a_chain(), answers) == open_now


def test_an_answer_to_a_hidden_question_opens_no_other():
    assert asked(a_chain(), {"m.q1": NO, "m.q2": YES}) == ["m.q1"]


def test_an_answer_to_a_hidden_question_does_not_fulfil_a_negation():
    questionnaire = a_questionnaire(
        a_question("m.q1"),
        a_question("m.q2", when=Answered("m.q1", ("v100",))),
        a_question("m.q3", when=Not(Answered("m.q2", ("v100",)))),
    )

    assert asked(questionnaire, {"m.q1": NO, "m.q2": YES}) == ["m.q1", "m.q3"]


@pytest.mark.parametrize(
    ("sector", "open_now"),
    [(None, []), ("garment", ["m.q"]), ("farm", [])],
)
def test_a_question_is_open_in_its_sectors_only(sector, open_now):
    questionnaire = a_questionnaire(a_question("m.q", sectors=("garment",)))
    answers = {"profile.sector": chosen(sector)} if sector else {}

    assert asked(questionnaire, answers) == open_now


def test_a_hidden_question_of_the_profile_counts_for_nothing():
    hidden = a_profile_question("profile.agency-abroad", ("yes", "no"))
    when = Answered("profile.uses-agency", ("yes",))
    profile = (*PROFILE_QUESTIONS, hidden.__class__(**{**vars(hidden), "when": when}))
    questionnaire = a_questionnaire(
        a_question("m.q", when=Answered("profile.agency-abroad", ("yes",))),
        profile=profile,
    )
    answers = {
        "profile.uses-agency": chosen("no"),
        "profile.agency-abroad": chosen("yes"),
    }

    assert asked(questionnaire, answers) == []
    assert hidden.id not in [q.id for q in applicable_profile(questionnaire, answers)]


@given(assessments(kinds=("choice", "choices")))
def test_any_scope_agrees_with_an_independent_reading(assessment):
    questionnaire, answers = assessment

    alone = scope_read_alone(questionnaire, answers)

    everything = applicable_profile(questionnaire, answers) + applicable_questions(
        questionnaire, answers
    )
    assert {question.id for question in everything} == alone


def scope_read_alone(questionnaire, answers):
    given_options = {name: list(answer.choices) for name, answer in answers.items()}
    return independent_scope(json.loads(questionnaire.text), given_options)


LONG = "a" * (MOST_CHARACTERS + 1)
CHOICE = a_question("m.q", may_be_not_applicable=False)
CHOICES = a_question(
    "m.q",
    kind="choices",
    options=(
        Option("a", "A", 1),
        Option("b", "B", 0),
        Option("none", "None of these", 0, alone=True),
    ),
)
OPTIONAL = a_question("m.q", may_be_not_applicable=True)
UNSCORED = a_question("m.q", options=(an_option(name="a"), an_option(name="b")))
NUMBER = an_informative_question("m.q", kind="number")
DATE = an_informative_question("m.q", kind="date")
TEXT = an_informative_question("m.q", kind="text")
ANSWERS_TO_ALL = "This question applies to every employer who is asked it."

REFUSED = {
    "an option of nowhere": (CHOICE, chosen("v75"), "This answer is not offered here."),
    "an option of nothing": (CHOICE, chosen(""), "This answer is not offered here."),
    "two options": (CHOICE, Answer(("v100", "v0")), "Please choose one option."),
    "an option twice": (CHOICES, Answer(("a", "a")), "An option was chosen twice."),
    "unknown and more": (
        CHOICES,
        Answer(("a", "unknown")),
        "This answer is not offered here.",
    ),
    "not applicable and more": (
        OPTIONAL,
        Answer(("not-applicable", "v100"), reason="None."),
        "This answer is not offered here.",
    ),
    "none and more": (
        CHOICES,
        Answer(("a", "none")),
        "One of these answers goes with no other.",
    ),
    "not applicable where it is not offered": (CHOICE, DOES_NOT_APPLY, ANSWERS_TO_ALL),
    "a number that does not apply": (NUMBER, DOES_NOT_APPLY, ANSWERS_TO_ALL),
    "not applicable without a reason": (
        OPTIONAL,
        chosen("not-applicable"),
        "Please say why it does not apply to you.",
    ),
    "not applicable for a blank reason": (
        OPTIONAL,
        Answer(("not-applicable",), reason=" \n\t"),
        "Please say why it does not apply to you.",
    ),
    "unknown where nothing is scored": (
        UNSCORED,
        DO_NOT_KNOW,
        "This question has no answer 'don't know'.",
    ),
    "an unknown number": (
        NUMBER,
        DO_NOT_KNOW,
        "This question has no answer 'don't know'.",
    ),
    "an option of a text": (TEXT, chosen("a"), "This answer is not offered here."),
    "words for a choice": (CHOICE, Answer(text="v100"), "Please choose one of the "),
    "words for choices": (CHOICES, Answer(text="a"), "Please choose one of the "),
    "a long text": (TEXT, Answer(text=LONG), "The text is longer than 2000 "),
    "a long note": (CHOICE, Answer(("v0",), note=LONG), "The text is longer than 2000"),
    "a long reason": (
        OPTIONAL,
        Answer(("not-applicable",), reason=LONG),
        "The text is longer than 2000",
    ),
    "half a character": (TEXT, Answer(text="a\ud83d"), "The text holds a character"),
    "half a character in a note": (
        CHOICE,
        Answer(("v0",), note="\udc00"),
        "The text holds a character",
    ),
    "half a character in a reason": (
        OPTIONAL,
        Answer(("not-applicable",), reason="\ud83d"),
        "The text holds a character",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_that_does_not_fit_is_refused_with_the_reason(name):
    question, answer, reason = REFUSED[name]

    refused = refusal(question, answer)

    assert refused is not None
    assert refused.question == "m.q"
    assert refused.reason.startswith(reason)


@pytest.mark.parametrize(
    "number",
    [
        *("twelve", "-1", "+1", "1,5", "1.", ".5", "1.2345", "1e3", "0x10", "1 000"),
        *(" 1", "1 ", "1\n", "nan", "inf", "١٢", "1٢", "1.٥", "１２", "²", "1" * 13),
    ],
)
def test_a_number_in_another_form_is_refused(number):
    refused = refusal(NUMBER, Answer(text=number))

    assert refused is not None
    assert refused.reason == "Please write a number, such as 12 or 12.5."


@pytest.mark.parametrize(
    "day",
    [
        *(
            "23.11.2026",
            "2026-11-31",
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "0000-01-01",
        ),
        *(
            "2026-11-23 ",
            "2026-11-23\n",
            "20261123",
            "2026-W47-1",
            "٢٠٢٦-١١-٢٣",
            "today",
        ),
    ],
)
def test_a_date_in_another_form_is_refused(day):
    refused = refusal(DATE, Answer(text=day))

    assert refused is not None
    assert refused.reason == "Please write a date as 2026-11-23."


TAKEN = {
    "an option": (CHOICE, chosen("v50")),
    "an option with a note": (CHOICE, Answer(("v0",), note="ملاحظة")),
    "nothing": (CHOICE, Answer()),
    "unknown": (CHOICE, DO_NOT_KNOW),
    "not applicable": (OPTIONAL, DOES_NOT_APPLY),
    "several": (CHOICES, Answer(("b", "a"))),
    "one of several": (CHOICES, chosen("a")),
    "an option that stands alone, alone": (CHOICES, chosen("none")),
    "an option without a value": (UNSCORED, chosen("a")),
    "a number": (NUMBER, Answer(text="12")),
    "a number with decimals": (NUMBER, Answer(text="0.125")),
    "a large number": (NUMBER, Answer(text="9" * 12)),
    "no number": (NUMBER, Answer()),
    "a date": (DATE, Answer(text="2024-02-29")),
    "Arabic": (TEXT, Answer(text="جوازات السفر ٢ 😀")),
    "markup": (TEXT, Answer(text="<script>'\"; DROP TABLE answer; {{ 7*7 }}")),
    "the longest text": (TEXT, Answer(text="a" * MOST_CHARACTERS)),
    "the longest of each": (
        CHOICE,
        Answer(("v0",), reason=LONG[:-1], note=LONG[:-1]),
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_an_answer_that_fits_is_taken(name):
    assert refusal(*TAKEN[name]) is None


@given(
    choices=st.lists(
        st.sampled_from(["a", "b", "none", "unknown", "not-applicable", "x", ""])
    ),
    text=st.text(),
)
def test_no_answer_makes_the_rules_stumble(choices, text):
    answer = Answer(tuple(choices), text=text)

    for question in (CHOICE, CHOICES, OPTIONAL, UNSCORED, NUMBER, DATE, TEXT):
        refused = refusal(question, answer)
        assert refused is None or refused.reason


answer_values = st.builds(
    Answer,
    choices=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    text=st.text(max_size=9),
    reason=st.text(max_size=9),
    note=st.text(max_size=9),
)
answer_books = st.dictionaries(st.text(max_size=9), answer_values, max_size=5)


@given(answer_books)
def test_answers_survive_being_stored(answers):
    assert answers_from_text(answers_text(answers)) == answers


@given(answer_books, st.randoms(use_true_random=False))
def test_a_fingerprint_does_not_depend_on_the_order_of_the_answers(answers, draw):
    shuffled = list(answers.items())
    draw.shuffle(shuffled)

    assert answers_fingerprint(dict(shuffled)) == answers_fingerprint(answers)


def test_a_fingerprint_is_the_same_on_every_machine():
    answers = {"m.q2": Answer(text="نعم"), "m.q1": Answer(("a", "b"), note="n")}

    assert answers_text(answers) == (
        '{"m.q1":{"choices":["a","b"],"note":"n"},"m.q2":{"text":"نعم"}}'
    )
    assert (
        answers_fingerprint(answers)
        == hashlib.sha256(answers_text(answers).encode()).hexdigest()
    )


@pytest.mark.parametrize(
    "other",
    [
        {"m.q": Answer(("b",))},
        {"m.q": Answer(("a", "b"))},
        {"m.q": Answer(("a",), note="n")},
        {"m.q": Answer(("a",), reason="r")},
        {"m.q": Answer(text="a")},
        {"m.p": Answer(("a",))},
        {"m.q": Answer(("a",)), "m.p": Answer()},
        {},
    ],
)
def test_another_answer_gives_another_fingerprint(other):
    assert answers_fingerprint(other) != answers_fingerprint({"m.q": chosen("a")})
