"""The rules of a review: which verdicts there are, what they make of answers."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.answering import Answer, chosen
from dd_toolkit.core.questionnaire import NOT_APPLICABLE, UNKNOWN
from dd_toolkit.core.reviewing import (
    MOVES,
    STATES,
    WHY_NOT,
    Difference,
    Hindrance,
    Readiness,
    Verdict,
    contradict,
    differences,
    hindrances,
    verdict_refusal,
    verified_answers,
)
from tests.builders import (
    DO_NOT_KNOW,
    DOES_NOT_APPLY,
    a_profile_question,
    a_question,
    an_informative_question,
    an_option,
)

QUESTION = a_question("m.q")
OPTIONAL = a_question("m.q", may_be_not_applicable=True)
SEVERAL = a_question(
    "m.q",
    kind="choices",
    options=(
        an_option(1, "a"),
        an_option(0, "b"),
        replace(an_option(1, "c"), alone=True),
    ),
)
NUMBER = an_informative_question("m.q", kind="number")
PROFILE = a_profile_question()

FOUND = "Nine passports lay in the safe."


def changed(*options, finding=FOUND, **more):
    return Verdict("changed", options, finding, **more)


@pytest.mark.parametrize(
    ("question", "declared", "verdict"),
    [
        (QUESTION, chosen("v100"), Verdict("confirmed")),
        (QUESTION, chosen("v0"), Verdict("confirmed", finding="It is so indeed.")),
        (QUESTION, DO_NOT_KNOW, Verdict("confirmed")),
        (OPTIONAL, DOES_NOT_APPLY, Verdict("confirmed")),
        (NUMBER, Answer(text="12"), Verdict("confirmed")),
        (NUMBER, Answer(text="12"), Verdict("not-verifiable")),
        (QUESTION, chosen("v100"), Verdict("not-verifiable")),
        (QUESTION, None, Verdict("not-verifiable")),
        (QUESTION, chosen("v100"), changed("v0")),
        (QUESTION, chosen("v100"), changed(UNKNOWN)),
        (QUESTION, DO_NOT_KNOW, changed("v100")),
        (QUESTION, None, changed("v100")),
        (OPTIONAL, DOES_NOT_APPLY, changed("v0")),
        (OPTIONAL, chosen("v100"), changed(NOT_APPLICABLE)),
        (SEVERAL, chosen("a"), changed("a", "b")),
        (SEVERAL, Answer(("a", "b")), changed("c")),
        (PROFILE, chosen("farm"), changed("garment")),
        (
            QUESTION,
            chosen("v100"),
            Verdict("confirmed", basis=("workers", "documents")),
        ),
        (QUESTION, chosen("v100"), changed("v0", finding="x" * 2000)),
    ],
)
def test_a_verdict_that_says_what_it_has_to_is_taken(question, declared, verdict):
    assert verdict_refusal(question, declared, verdict) is None


@pytest.mark.parametrize(
    ("question", "declared", "verdict", "why"),
    [
        (QUESTION, chosen("v100"), changed(), "choose the verified"),
        (QUESTION, chosen("v100"), changed("v100"), "confirm it"),
        (SEVERAL, Answer(("a", "b")), changed("b", "a"), "confirm it"),
        (QUESTION, chosen("v100"), changed("v0", finding=""), "what you found"),
        (QUESTION, chosen("v100"), changed("v0", finding=" \n"), "what you found"),
        (QUESTION, chosen("v100"), changed("none"), "not offered"),
        (QUESTION, chosen("v100"), changed("v0", "v50"), "not offered"),
        (QUESTION, chosen("v100"), changed(NOT_APPLICABLE), "not offered"),
        (QUESTION, chosen("v100"), changed("v0", UNKNOWN), "not offered"),
        (SEVERAL, chosen("a"), changed("b", "b"), "not offered"),
        (SEVERAL, chosen("a"), changed("a", "c"), "not offered"),
        (PROFILE, chosen("farm"), changed(UNKNOWN), "not offered"),
        (PROFILE, chosen("farm"), Verdict("not-verifiable"), "confirm this answer"),
        (NUMBER, Answer(text="12"), changed("v0"), "no options"),
        (QUESTION, None, Verdict("confirmed"), "Nothing was answered"),
        (QUESTION, Answer(note="Soon."), Verdict("confirmed"), "Nothing was answered"),
        (QUESTION, chosen("v100"), Verdict("confirmed", ("v0",)), "Only a changed"),
        (QUESTION, chosen("v100"), Verdict("approved"), "no such verdict"),
        (QUESTION, chosen("v100"), Verdict("confirmed", basis=("rumour",)), "basis"),
        (
            QUESTION,
            chosen("v100"),
            Verdict("confirmed", basis=("workers", "workers")),
            "basis",
        ),
        (QUESTION, chosen("v100"), changed("v0", finding="x" * 2001), "2000"),
        (QUESTION, chosen("v100"), changed("v0", required="x" * 2001), "2000"),
        (QUESTION, chosen("v100"), changed("v0", finding="\ud800"), "cannot be stored"),
        (QUESTION, chosen("v100"), changed("v0", finding="a\0b"), "cannot be stored"),
    ],
)
def test_a_verdict_that_does_not_fit_is_refused_with_its_reason(
    question, declared, verdict, why
):
    refused = verdict_refusal(question, declared, verdict)

    assert refused is not None
    assert why in refused.reason


@pytest.mark.parametrize(
    ("declared", "verdict", "verified"),
    [
        (chosen("v100"), Verdict("confirmed"), chosen("v100")),
        (chosen("v100"), changed("v0"), chosen("v0")),
        (chosen("v100"), Verdict("not-verifiable"), chosen(UNKNOWN)),
        (DOES_NOT_APPLY, Verdict("confirmed"), DOES_NOT_APPLY),
        (DOES_NOT_APPLY, Verdict("not-verifiable"), chosen(UNKNOWN)),
        (
            chosen("v0"),
            changed(NOT_APPLICABLE),
            Answer((NOT_APPLICABLE,), reason=FOUND),
        ),
        (Answer(text="12"), Verdict("not-verifiable"), Answer(text="12")),
    ],
)
def test_a_verdict_makes_the_verified_answer(declared, verdict, verified):
    assert verified_answers({"m.q": declared}, {"m.q": verdict}) == {"m.q": verified}


def test_without_a_verdict_the_declared_answer_stays():
    declared = {"m.q": chosen("v100"), "m.p": chosen("v0")}

    assert verified_answers(declared, {"m.p": Verdict("confirmed")}) == declared


def test_what_was_not_answered_and_cannot_be_verified_is_unknown():
    assert verified_answers({}, {"m.q": Verdict("not-verifiable")}) == {
        "m.q": chosen(UNKNOWN)
    }


WORDS = st.sampled_from(["a", "b"])
ANSWERS = st.dictionaries(
    WORDS, st.builds(Answer, st.tuples(st.sampled_from(["x", "y"])), note=WORDS)
)
FILES = st.dictionaries(WORDS, st.frozensets(st.tuples(WORDS), min_size=1))


@given(ANSWERS, FILES)
def test_an_edition_does_not_differ_from_itself(answers, files):
    assert (
        differences(answers, dict(answers), files_before=files, files_after=dict(files))
        == ()
    )


@given(ANSWERS, ANSWERS, FILES, FILES)
def test_editions_differ_alike_seen_from_either_side(before, after, old, new):
    there = differences(before, after, files_before=old, files_after=new)
    back = differences(after, before, files_before=new, files_after=old)

    assert [(d.question_id, d.after, d.before, d.evidence) for d in there] == [
        (d.question_id, d.before, d.after, d.evidence) for d in back
    ]


@pytest.mark.parametrize(
    ("before", "after", "differ"),
    [
        (chosen("x"), chosen("y"), True),
        (chosen("x"), replace(chosen("x"), note="New."), True),
        (Answer(("n",), reason="a"), Answer(("n",), reason="b"), True),
        (None, chosen("x"), True),
        (chosen("x"), None, True),
        (Answer(), None, False),
        (chosen("x"), chosen("x"), False),
    ],
)
def test_an_answer_with_its_note_and_reason_decides_whether_it_is_another(
    before, after, differ
):
    found = differences(
        {"q": before} if before else {},
        {"q": after} if after else {},
        files_before={},
        files_after={},
    )

    assert bool(found) is differ


def test_another_file_is_a_difference_too():
    file = frozenset([("sha", "slips.pdf", "", "")])

    found = differences(
        {"q": chosen("x")}, {"q": chosen("x")}, files_before={}, files_after={"q": file}
    )

    assert found == (Difference("q", chosen("x"), chosen("x"), evidence=True),)


@pytest.mark.parametrize(
    ("one", "other", "torn"),
    [
        (Verdict("confirmed"), Verdict("confirmed", finding="But late."), False),
        (changed("v0"), changed("v0", finding="Otherwise put."), False),
        (changed("a", "b"), changed("b", "a"), False),
        (changed("v0"), changed("v50"), True),
        (Verdict("confirmed"), Verdict("not-verifiable"), True),
    ],
)
def test_opinions_contradict_in_what_they_say_and_not_in_their_words(one, other, torn):
    assert contradict(one, other) is torn


# --- signing -------------------------------------------------------------------------

DAY = datetime.date(2026, 12, 7)
READY = Readiness(
    state="in-review",
    critical=("q1",),
    verdicts={"q1": Verdict("confirmed")},
    second={},
    settled=frozenset(),
    findings={},
    replied={},
    unsent=frozenset(),
    reply_until=None,
    four_eyes=False,
    agreed=False,
    today=DAY,
)
TORN = {"q1": Verdict("not-verifiable")}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"findings": {"q1": 3}, "replied": {"q1": 4}, "reply_until": DAY},
        {
            "findings": {"q1": 3},
            "reply_until": DAY - datetime.timedelta(days=1),
        },
        {"four_eyes": True, "agreed": True},
        {"second": {"q1": Verdict("confirmed")}},
        {"second": TORN, "settled": frozenset({"q1"})},
        {"critical": ()},
    ],
)
def test_nothing_stands_in_the_way_of_what_is_ready(change):
    assert hindrances(replace(READY, **change)) == ()


@pytest.mark.parametrize(
    ("change", "hindrance"),
    [
        ({"state": "sent-back"}, Hindrance("requests-open")),
        ({"critical": ("q1", "q2")}, Hindrance("no-verdict", ("q2",))),
        ({"second": TORN}, Hindrance("second-opinion", ("q1",))),
        (
            {"second": {"q9": Verdict("confirmed")}},
            Hindrance("second-opinion", ("q9",)),
        ),
        (
            {"findings": {"q1": 3}, "unsent": frozenset({"q1"})},
            Hindrance("findings-not-sent", ("q1",)),
        ),
        (
            {"findings": {"q1": 3}, "reply_until": DAY},
            Hindrance("reply-awaited", ("q1",)),
        ),
        (
            {"findings": {"q1": 5}, "replied": {"q1": 4}, "reply_until": DAY},
            Hindrance("reply-awaited", ("q1",)),
        ),
        ({"four_eyes": True}, Hindrance("not-agreed")),
    ],
)
def test_each_hindrance_is_told_with_its_questions(change, hindrance):
    assert hindrances(replace(READY, **change)) == (hindrance,)


def test_all_hindrances_are_told_at_once():
    hindered = replace(
        READY, state="sent-back", verdicts={}, second=TORN, four_eyes=True
    )

    assert [one.kind for one in hindrances(hindered)] == [
        "requests-open",
        "no-verdict",
        "second-opinion",
        "not-agreed",
    ]


def test_nothing_moves_a_signed_review():
    assert all("signed" not in steps for steps in MOVES.values())


def test_every_state_but_signed_can_be_left_for_it():
    reached = {"submitted"}
    for _ in STATES:
        reached |= {
            new
            for steps in MOVES.values()
            for old, new in steps.items()
            if old in reached
        }

    assert reached == set(STATES)


def test_every_refusal_has_words():
    assert all(words.endswith(".") for words in WHY_NOT.values())
