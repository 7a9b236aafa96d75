"""What a reader finds on the pages of an action plan, read back from the PDF."""

import datetime
import re

import pytest
from pdf_reading import text_of, words_of
from report_builders import (
    PROFILE,
    a_question,
    a_questionnaire,
    a_report,
    a_small_questionnaire,
    random_answers,
    with_questions,
)

from dd_toolkit.core.answering import Answer, chosen
from dd_toolkit.core.evidence import Period
from dd_toolkit.core.questionnaire import NOT_APPLICABLE, UNKNOWN
from dd_toolkit.reporting.pdf import action_plan_html, action_plan_pdf
from dd_toolkit.storage.evidence import Evidence

ROW = re.compile(
    r"^ *(\d+) .* (\d{1,2} \w{3} \d{4}) +(?:Low|Medium|High) +(\d+)$", re.MULTILINE
)


def pages_of(pdf):
    return text_of(pdf, "-layout").split("\f")[:-1]


def test_every_action_stands_with_its_due_day_and_the_score_after_it(pdf, report):
    printed = [
        (int(number), due, int(after))
        for number, due, after in ROW.findall(text_of(pdf, "-layout"))
    ]
    planned = [
        (a.number, f"{a.due.day} {a.due:%b %Y}", a.projected) for a in report.actions
    ]
    assert printed == planned


def test_every_action_is_printed_with_all_its_steps(pdf, report):
    words = words_of(pdf)
    for action in report.actions:
        assert action.do in words
        assert all(step in words for step in action.steps)


def test_the_contents_name_the_page_on_which_each_chapter_begins(pdf):
    pages = pages_of(pdf)
    entries = re.findall(r"^ *(\d) +(\S.*?) +(\d+)$", pages[1], re.MULTILINE)
    assert len(entries) == 9
    for ordinal, title, page in entries:
        heading = re.compile(rf"^ *{ordinal} +{re.escape(title)}$", re.MULTILINE)
        assert heading.search(pages[int(page) - 1]), title


def test_every_page_but_the_cover_says_which_of_how_many_it_is(pdf):
    pages = pages_of(pdf)
    assert "Page 1 of" not in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert f"Page {number} of {len(pages)}" in page


def test_the_summary_is_one_page(pdf):
    summary = [page for page in pages_of(pdf) if "What to do first" in page]
    assert len(summary) == 1
    assert "1 Summary" in " ".join(summary[0].split())
    assert "Page 3 of" in summary[0]


def test_the_summary_holds_on_one_page_when_everything_is_wrong():
    # given
    questionnaire = a_questionnaire()
    worst = {q.id: chosen("no") for q in questionnaire.questions} | PROFILE
    # when
    pages = pages_of(action_plan_pdf(a_report(questionnaire, worst)))
    # then
    assert "What to do first" in pages[2]
    assert "2 Serious findings" in " ".join(pages[3].split())


def test_a_question_that_does_not_apply_is_not_printed():
    # given
    questionnaire = a_questionnaire(areas=2)
    conditional = next(q for q in questionnaire.questions if q.id.endswith("-6"))
    answers = {
        "profile.sector": chosen("domestic-work"),
        "profile.uses-agency": chosen("no"),
        conditional.id: Answer(("no",), note="an old note that must not be seen"),
    }
    # when
    words = words_of(action_plan_pdf(a_report(questionnaire, answers)))
    # then
    assert conditional.ask not in words
    assert "an old note" not in words


def test_the_four_states_of_an_answer_are_told_apart():
    # given
    questionnaire = with_questions(
        a_small_questionnaire(),
        tuple(a_question(f"c097.q{n}", ask=f"Asked {n}?") for n in range(4)),
    )
    answers = PROFILE | {
        "c097.q0": Answer(("partly",)),
        "c097.q1": Answer((UNKNOWN,), note="Ask the payroll office."),
        "c097.q2": Answer((NOT_APPLICABLE,), reason="We have no agency at all."),
    }
    # when
    pdf = action_plan_pdf(a_report(questionnaire, answers))
    # then
    annex = words_of(pdf)[words_of(pdf).rindex("Asked 0?") :]
    assert re.match(
        r"Asked 0\? .*In part, or only for some .*"
        r"Asked 1\? .*We don't know .*Ask the payroll office\. .*"
        r"Asked 2\? .*Does not apply .*We have no agency at all\. .*"
        r"Asked 3\? .*Not yet answered",
        annex,
    )


def test_numbers_days_and_texts_are_printed_as_they_were_given():
    # given
    questionnaire = a_small_questionnaire()
    asked = (
        a_question("c097.workers", ask="How many?", kind="number", options=()),
        a_question("c097.since", ask="Since when?", kind="date", options=()),
        a_question("c097.words", ask="In your words?", kind="text", options=()),
    )
    questionnaire = with_questions(questionnaire, asked)
    answers = {
        "c097.workers": Answer(text="12.5"),
        "c097.since": Answer(text="2026-03-09"),
        "c097.words": Answer(text="Two lines\nof words"),
    }
    # when
    words = words_of(action_plan_pdf(a_report(questionnaire, PROFILE | answers)))
    # then
    assert "How many? 12.5" in words
    assert "Since when? 9 March 2026" in words
    assert "In your words? Two lines of words" in words


def test_each_serious_finding_comes_with_what_to_do_today(pdf, report):
    words = words_of(pdf)
    assert len(report.findings) > 5
    for finding in report.findings:
        assert f"FINDING {finding.number} " in words.upper()
        assert finding.ask in words
        for indicator in finding.indicators:
            assert indicator.title in words
            assert all(step in words for step in indicator.today)


def test_the_advice_where_workers_can_turn_names_no_number(pdf):
    words = words_of(pdf)
    advice = words[words.index("Where a worker can turn") :][:900]
    assert "embassy or consulate" in advice
    assert not re.search(r"\+?\d{4,}", advice)


def test_the_fingerprints_are_printed_whole(pdf, report):
    words = words_of(pdf).replace(" ", "")
    assert report.fingerprint.questionnaire_sha256 in words
    assert report.fingerprint.answers_sha256 in words


def test_nothing_answered_still_makes_a_report():
    pdf = action_plan_pdf(a_report(answers={}, submitted=None, employer=""))
    words = words_of(pdf)
    assert "No rating yet" in words
    assert "Draft, not yet submitted" in words
    assert "nothing to plan" not in words


def test_a_short_report_runs_on_instead_of_leaving_pages_empty():
    questionnaire = a_small_questionnaire()
    pdf = action_plan_pdf(a_report(questionnaire, random_answers(questionnaire)))
    assert len(pages_of(pdf)) <= 6


def test_a_long_report_works():
    questionnaire = a_questionnaire(questions=12)
    answers = random_answers(questionnaire, best=0.1)
    pdf = action_plan_pdf(a_report(questionnaire, answers))
    assert len(pages_of(pdf)) >= 40


@pytest.mark.parametrize("locale", ["ar", "ar-JO"])
def test_a_report_in_arabic_runs_from_right_to_left(locale):
    questionnaire = a_small_questionnaire()
    contents = a_report(questionnaire, random_answers(questionnaire), locale=locale)
    assert contents.language.direction == "rtl"
    assert action_plan_pdf(contents).startswith(b"%PDF-")


def test_the_evidence_of_an_answer_is_named_beside_it():
    questionnaire = a_questionnaire()
    question_id = questionnaire.questions[0].id
    day = datetime.date(2026, 1, 31)
    file = Evidence(
        id="e",
        assessment_id="a",
        question_id=question_id,
        sha256="0123456789abcdef" * 4,
        name="عقد <b>.pdf",
        media_type="application/pdf",
        size=1,
        period=Period(day, None),
        received_at="2026-11-23T09:30:00.000Z",
    )

    report = a_report(questionnaire, evidence=(file,))
    html = action_plan_html(report)

    assert html.count("عقد &lt;b&gt;.pdf") == 1
    assert "From 31 January 2026 on" in html
    assert ">0123456789ab<" in html
