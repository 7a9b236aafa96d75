"""The papers of a workshop: a summary, certificates, the trainer's guide."""

import io
import re
from dataclasses import replace
from fractions import Fraction

import pikepdf
import pytest
from pdf_reading import text_of, words_of

from dd_toolkit import languages
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.publishing import Distribution, Gain
from dd_toolkit.core.workshop import StepState
from dd_toolkit.operations.workshops import Board, Outcome, plans_of_agenda
from dd_toolkit.places import QUESTIONNAIRES
from dd_toolkit.reporting.guide import guide_contents, guide_pdf, trainers_guide
from dd_toolkit.reporting.workshop_papers import (
    certificates_contents,
    certificates_pdf,
    summary_contents,
    summary_pdf,
)
from dd_toolkit.storage.workshops import Workshop
from tests.reporting.test_arabic import plain

AT = "2026-11-23T09:30:00.000Z"
WORKSHOP = Workshop(
    id="w",
    trainer_id="t",
    title="Ours",
    plan_sha256="",
    pace="trainer",
    state="ended",
    code=None,
    step=0,
    revision=9,
    joined=21,
    next_steps="",
    created_at=AT,
    opened_at=AT,
    ended_at=AT,
    rehearsal_at=None,
)
GAIN = Gain(18, Fraction(2, 5), Fraction(4, 5), 0.21, 0.59)


@pytest.fixture(scope="session")
def plans():
    library = load_library(QUESTIONNAIRES)
    return plans_of_agenda(library, "c190-in-90-minutes", room="people")


def counted(step, people, first):
    """``first`` people chose the first choice, the others the last."""
    chosen = dict.fromkeys(step.choices, 0)
    chosen[step.choices[0]] = first
    chosen[step.choices[-1]] += people - first
    return Distribution(people, chosen)


def an_outcome(number, step, *, people=20, first=5, gain=None):
    return Outcome(
        number=number,
        step=step,
        state=StepState(number, AT, AT, AT),
        answered=people,
        distribution=counted(step, people, first) if step.question else None,
        gain=gain,
        revealed=True,
    )


def a_board(plans, tag="en", *, hidden=(), gain=GAIN, **changes):
    """An ended workshop in which each question but the hidden ones has 20 answers."""
    plan = plans.spoken(tag)
    after = next(n for n, step in enumerate(plan.steps) if step.when == "after")
    outcomes = [
        an_outcome(number, step, gain=gain if number == after else None)
        for number, step in enumerate(plan.steps)
    ]
    for number in hidden:
        outcomes[number] = replace(outcomes[number], distribution=None)
    return Board(replace(WORKSHOP, **changes), plan, tuple(outcomes))


def numbers(plans, kind):
    steps = plans.spoken("en").steps
    return [n for n, step in enumerate(steps) if step.kind == kind and step.question]


# --- the summary ---------------------------------------------------------------------


def test_a_question_that_too_few_answered_is_named_and_has_no_numbers(plans):
    hidden = numbers(plans, "question")[0]

    told = summary_contents(a_board(plans, hidden=[hidden]), "en")

    ask = plans.spoken("en").steps[hidden].question.ask
    own = [line.ask for chapter in told.chapters for line in chapter.lines]
    cases = [plans.spoken("en").steps[n].question.ask for n in numbers(plans, "case")]
    assert told.left_out == (ask,)
    assert own.count(ask) == cases.count(ask)


def test_a_question_that_was_never_opened_is_not_left_out_for_privacy(plans):
    board = a_board(plans)
    unopened = replace(board.outcomes[-1], state=StepState(0), distribution=None)
    board = replace(board, outcomes=(*board.outcomes[:-1], unopened))

    assert summary_contents(board, "en").left_out == ()


def test_every_option_is_printed_with_its_number_and_share(plans):
    number = numbers(plans, "question")[0]

    told = summary_contents(a_board(plans), "en")

    step = plans.spoken("en").steps[number]
    line = next(
        line
        for chapter in told.chapters
        for line in chapter.lines
        if line.ask == step.question.ask
    )
    assert len(line.bars) == len(step.choices)
    assert (line.bars[0].count, line.bars[0].percent) == (5, 25)
    assert sum(bar.count for bar in line.bars) == line.answers == 20


def test_a_gap_is_what_falls_short_of_the_best_without_what_does_not_apply(plans):
    number = numbers(plans, "question")[0]
    board = a_board(plans)
    step = board.plan.steps[number]
    chosen = dict.fromkeys(step.choices, 0)
    best = max(step.question.options, key=lambda option: option.value).id
    chosen |= {best: 6, "unknown": 4, "not-applicable": 10}
    outcomes = list(board.outcomes)
    outcomes[number] = replace(outcomes[number], distribution=Distribution(20, chosen))

    told = summary_contents(replace(board, outcomes=tuple(outcomes)), "en")

    gap = next(gap for gap in told.gaps if gap.ask == step.question.ask)
    assert (gap.missing, gap.answers) == (40, 10)


def test_a_gap_of_fewer_than_five_people_is_none(plans):
    number = numbers(plans, "question")[0]
    board = a_board(plans)
    step = board.plan.steps[number]
    chosen = dict.fromkeys(step.choices, 0) | {"unknown": 4, "not-applicable": 16}
    outcomes = list(board.outcomes)
    outcomes[number] = replace(outcomes[number], distribution=Distribution(20, chosen))

    told = summary_contents(replace(board, outcomes=tuple(outcomes)), "en")

    assert step.question.ask not in [gap.ask for gap in told.gaps]


def test_answers_about_an_invented_workplace_are_no_gaps(plans):
    hidden = numbers(plans, "question")

    assert summary_contents(a_board(plans, hidden=hidden), "en").gaps == ()


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (GAIN, "more than chance explains"),
        (replace(GAIN, low=-0.1, high=0.6), "it proves no gain"),
        (
            Gain(18, Fraction(4, 5), Fraction(2, 5), -0.6, -0.2),
            "Look at what was misunderstood",
        ),
    ],
)
def test_the_gain_is_told_with_its_interval_in_words(plans, gain, said):
    pdf = summary_pdf(summary_contents(a_board(plans, gain=gain), "en"))

    assert said in words_of(pdf)


def test_each_question_of_a_check_has_one_line_with_before_and_after(plans):
    told = summary_contents(a_board(plans), "en")

    asked = [plans.spoken("en").steps[n] for n in numbers(plans, "check")]
    after = [step.question.ask for step in asked if step.when == "after"]
    assert [line.ask for line in told.known] == after
    assert all(line.before == line.after for line in told.known)


def test_what_was_agreed_is_printed_line_by_line(plans):
    agreed = "Samira returns passports.\n\n  \nThe agency gets a letter."

    told = summary_contents(a_board(plans, next_steps=agreed), "en")

    assert [step.text for step in told.next_steps] == [
        "Samira returns passports.",
        "The agency gets a letter.",
    ]


def test_a_rehearsal_is_marked_on_its_papers(plans):
    board = a_board(plans, rehearsal_at=AT)

    summary = words_of(summary_pdf(summary_contents(board, "en")))
    certificate = words_of(
        certificates_pdf(certificates_contents(board, ["Layla"], "en"))
    )

    assert "A rehearsal: the participants are simulated." in summary
    assert "Rehearsal: not a certificate" in certificate


def test_the_summary_has_no_english_left_in_arabic(plans):
    contents = summary_contents(a_board(plans, "ar", title="ورشتنا"), "ar")

    text = plain(text_of(summary_pdf(contents)))

    assert re.findall(r"[A-Za-z]{4,}", text) == []


@pytest.mark.parametrize("tag", languages.LANGUAGES)
def test_a_summary_is_the_same_file_whenever_it_is_made(plans, tag):
    contents = summary_contents(a_board(plans, tag), tag)

    assert summary_pdf(contents) == summary_pdf(contents)


def test_what_people_typed_becomes_no_markup(plans):
    hostile = "<script>alert(1)</script> {{7*7}} =1+1"
    board = a_board(plans, title=hostile, next_steps=hostile)

    summary = words_of(summary_pdf(summary_contents(board, "en")))
    certificate = words_of(
        certificates_pdf(certificates_contents(board, [hostile], "en"))
    )

    assert summary.count(hostile) >= 2
    assert certificate.count(hostile) >= 2


# --- certificates --------------------------------------------------------------------


@pytest.mark.parametrize("tag", languages.LANGUAGES)
def test_there_is_one_landscape_page_for_each_name(plans, tag):
    names = ["Layla Haddad", "ليلى أحمد الحداد", "A" * 80, "م" * 80]

    pdf = certificates_pdf(certificates_contents(a_board(plans, tag), names, tag))

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        boxes = [[float(side) for side in page.mediabox] for page in opened.pages]
    assert len(boxes) == len(names)
    assert all(width > height for _, _, width, height in boxes)


def test_an_arabic_name_is_printed_as_it_was_typed(plans):
    name = "ليلى عبد الرحمن"
    pdf = certificates_pdf(certificates_contents(a_board(plans, "ar"), [name], "ar"))

    assert set(name.split()) <= set(plain(text_of(pdf)).split())


def test_a_certificate_in_arabic_has_no_english_left(plans):
    board = a_board(plans, "ar", title="ورشتنا")
    pdf = certificates_pdf(certificates_contents(board, ["ليلى"], "ar"))

    assert re.findall(r"[A-Za-z]{3,}", plain(text_of(pdf))) == []


# --- the guide -----------------------------------------------------------------------


@pytest.mark.parametrize("tag", languages.LANGUAGES)
def test_the_guide_is_printed_with_a_page_number_for_each_chapter(tag):
    pdf = trainers_guide(tag)

    first = plain(text_of(pdf, "-l", "1"))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert 5 <= len(opened.pages) <= 12
    assert len(re.findall(r"^\s*\d+\s*$", first, re.MULTILINE)) >= 8


def test_markup_in_a_guide_stays_text():
    text = "# A guide\n\nLead.\n\n## One <b>part</b>\n\n<script>alert(1)</script>\n"

    pdf = guide_pdf(text, locale="en")

    assert "<script>alert(1)</script>" in words_of(pdf)


def test_a_guide_is_taken_apart_into_title_lead_and_chapters():
    contents = guide_contents("# T\n\nLead.\n\n## A `b`\n\nx\n\n## C\n", locale="en")

    assert contents.title == "T"
    assert contents.lead == "<p>Lead.</p>\n"
    assert [chapter.title for chapter in contents.chapters] == ["A b", "C"]
    assert all(f'id="{one.anchor}"' in contents.body for one in contents.chapters)
