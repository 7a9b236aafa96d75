"""An answer file is read whole, or everything that does not fit is told."""

import datetime

import pytest

from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.core.answering import Answer, chosen
from dd_toolkit.core.assembly import load_library
from dd_toolkit.errors import FileProblems
from dd_toolkit.places import QUESTIONNAIRES
from tests.builders import PAPERS, a_folder

MORE = (
    PAPERS
    + """\
      - id: trades
        ask: Which trades are there?
        kind: choices
        options: [{id: sewing, label: Sewing}, {id: packing, label: Packing}]
      - id: opened
        ask: When was it opened?
        kind: date
      - id: remarks
        ask: What else is there?
        kind: text
"""
)

GOOD = """\
questionnaire: whole
name: A factory
profile: {sector: garment, uses-agency: yes}
submitted: 2026-11-23
answers:
  papers.passport: worker
  papers.lockers: 12.5
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return load_library(a_folder(tmp_path_factory.mktemp("folder"), papers=MORE))


def read(tmp_path, library, text):
    path = tmp_path / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    return read_answer_file(path, library)


def test_a_file_gives_its_answers_those_of_the_profile_among_them(tmp_path, library):
    file = read(tmp_path, library, GOOD)

    assert file.answers == {
        "profile.sector": chosen("garment"),
        "profile.uses-agency": chosen("yes"),
        "papers.passport": chosen("worker"),
        "papers.lockers": Answer(text="12.5"),
    }


def test_a_file_names_its_questionnaire_its_employer_and_its_day(tmp_path, library):
    file = read(tmp_path, library, GOOD)

    assert file.questionnaire == library.questionnaire("whole")
    assert (file.name, file.submitted) == ("A factory", datetime.date(2026, 11, 23))


def test_a_file_of_nothing_but_its_questionnaire_is_a_draft(tmp_path, library):
    file = read(tmp_path, library, "questionnaire: whole\n")

    assert (file.answers, file.submitted, file.name) == ({}, None, "")


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("papers.passport: worker", chosen("worker")),
        ("papers.passport: [worker]", chosen("worker")),
        ("papers.passport: {choice: worker}", chosen("worker")),
        ("papers.passport: {choices: [worker]}", chosen("worker")),
        ("papers.passport: unknown", chosen("unknown")),
        ("papers.passport: {choice: unknown}", chosen("unknown")),
        (
            "papers.passport: {choice: not-applicable, reason: None here.}",
            Answer(("not-applicable",), reason="None here."),
        ),
        (
            "papers.passport: {choice: asked, note: Since May.}",
            Answer(("asked",), note="Since May."),
        ),
        ("papers.passport:", Answer()),
        ("papers.passport: {note: Later.}", Answer(note="Later.")),
        ("papers.slip: no", chosen("no")),
        ("papers.trades: [packing, sewing]", Answer(("packing", "sewing"))),
        ("papers.lockers: 12", Answer(text="12")),
        ("papers.lockers: {value: 12, note: Old.}", Answer(text="12", note="Old.")),
        ("papers.opened: 2020-02-29", Answer(text="2020-02-29")),
        ("papers.remarks: على العامل", Answer(text="على العامل")),
        ("papers.remarks: {value: on}", Answer(text="on")),
    ],
)
def test_an_answer_may_be_written_short_or_long(tmp_path, library, written, answer):
    file = read(tmp_path, library, f"questionnaire: whole\nanswers:\n  {written}\n")

    (given,) = file.answers.values()
    assert given == answer


# What is written below `questionnaire: whole` -> place (line:column), message.
BAD = {
    "no such question": (
        "answers:\n  papers.pasport: worker",
        "3:3: whole has no question 'papers.pasport': did you mean 'papers.passport'?",
    ),
    "no such profile": (
        "profile: {sectr: farm}",
        "2:11: whole has no question 'profile.sectr': did you mean 'profile.sector'?",
    ),
    "no such option": (
        "answers:\n  papers.passport: workers",
        "3:3: papers.passport: This answer is not offered here. "
        "The options are: worker, asked, employer.",
    ),
    "no such option of the profile": (
        "profile:\n  sector: sea",
        "3:3: profile.sector: This answer is not offered here. "
        "The options are: garment, farm.",
    ),
    "the profile among the answers": (
        "answers:\n  profile.sector: farm",
        "3:3: answers of the profile stand under `profile:`",
    ),
    "not applicable without a reason": (
        "answers: {papers.passport: not-applicable}",
        "2:11: papers.passport: Please say why it does not apply to you.",
    ),
    "not applicable where it is not offered": (
        "answers: {papers.slip: {choice: not-applicable, reason: No.}}",
        "2:11: papers.slip: This question applies to every employer",
    ),
    "two options of a choice": (
        "answers: {papers.slip: [yes, no]}",
        "2:11: papers.slip: Please choose one option.",
    ),
    "several answers to a text": (
        "answers: {papers.remarks: [a, b]}",
        "2:11: papers.remarks: This answer is not offered here.",
    ),
    "a choice and choices": (
        "answers: {papers.slip: {choice: yes, choices: [no]}}",
        "2:24: has several answers: keep `choice`, `choices`, `value` or `costs`",
    ),
    "a choice and a value": (
        "answers: {papers.remarks: {choice: a, value: b}}",
        "2:27: has several answers",
    ),
    "a value for a choice": (
        "answers: {papers.slip: {value: yes}}",
        "2:11: papers.slip: Please choose one of the options.",
    ),
    "a number in Arabic digits": (
        "answers: {papers.lockers: ١٢}",
        "2:11: papers.lockers: Please write a number, such as 12 or 12.5.",
    ),
    "a date that is none": (
        "answers: {papers.opened: 2026-02-30}",
        "2:11: papers.opened: Please write a date as 2026-11-23.",
    ),
    "a long text": (
        "answers: {papers.remarks: " + "a" * 2_001 + "}",
        "2:11: papers.remarks: The text is longer than 2000 characters.",
    ),
    "an unknown key": ("answer: {}", "2:1: unknown key `answer`"),
    "an unknown key of an answer": (
        "answers: {papers.slip: {chioce: yes}}",
        "2:25: unknown key `chioce`",
    ),
    "a mapping for an option": (
        "answers: {papers.slip: {choice: {a: b}}}",
        "2:33: `choice` must be a text, not a list or a mapping",
    ),
    "a list of lists": (
        "answers: {papers.slip: [[yes]]}",
        "2:24: `0` must be a text, not a list or a mapping",
    ),
    "a mapping in the profile": (
        "profile: {sector: {a: b}}",
        "2:19: `sector` must be a list",
    ),
    "answers as a list": ("answers: [a]", "2:10: `answers` must have keys of its own"),
    "a day of another form": (
        "submitted: 23.11.2026",
        "2:12: `submitted` is not a day of this century: write it as 2026-11-23",
    ),
    "a day that is none": ("submitted: 2026-11-31", "2:12: `submitted` is not a day"),
    "a day by its week": ("submitted: 2026-W47-1", "2:12: `submitted` is not a day"),
    "a day without hyphens": ("submitted: 20261123", "2:12: `submitted` is not a day"),
    "the last day of all": ("submitted: 9999-12-31", "2:12: `submitted` is not a day"),
    "a day in Arabic digits": (
        "submitted: ٢٠٢٦-١١-٢٣",
        "2:12: `submitted` is not a day",
    ),
    "an empty name": ("name: ''", "2:7: "),
    "a key twice": (
        "answers: {papers.slip: yes, papers.slip: no}",
        "2:29: 'papers.slip' stands twice, first in line 2: keep one of them",
    ),
    "a questionnaire of nowhere": (
        "questionnaire: hole",
        "2:1: 'questionnaire' stands twice",
    ),
    "a tag": ("answers: !!map {}", "2:10: tags"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_fit_is_told_with_its_place(tmp_path, library, name):
    below, message = BAD[name]

    with pytest.raises(FileProblems) as refused:
        read(tmp_path, library, f"questionnaire: whole\n{below}\n")

    told = [str(problem) for problem in refused.value.problems]
    assert any(
        line.startswith(f"{tmp_path / 'answers.yaml'}:{message}") for line in told
    ), told


def test_an_unknown_questionnaire_is_told_with_those_there_are(tmp_path, library):
    with pytest.raises(FileProblems, match="no questionnaire 'hole'; there are: whole"):
        read(tmp_path, library, "questionnaire: hole\n")


@pytest.mark.parametrize("text", ["", "- a", "word", "name: A", "questionnaire: [a]"])
def test_what_is_no_answer_file_is_refused(tmp_path, library, text):
    with pytest.raises(FileProblems, match=r"answers\.yaml:1:\d+: "):
        read(tmp_path, library, text)


def test_everything_that_does_not_fit_is_told_at_once(tmp_path, library):
    text = """\
questionnaire: whole
profile: {sector: sea, uses-agncy: yes}
answers:
  papers.passport: nobody
  papers.slip: no
  papers.lockers: many
"""

    with pytest.raises(FileProblems) as refused:
        read(tmp_path, library, text)

    assert [problem.line for problem in refused.value.problems] == [2, 2, 4, 6]


CONTRACT = """\
questionnaire: due-diligence
profile: {sector: garment, uses-agency: yes, provides-housing: yes}
submitted: 2026-11-23            # due dates count from here
answers:
  c181.who-pays: employer        # short form
  c097.contract-language: {choice: not-applicable, reason: We hire only inside Jordan.}
  c189.passport: {choice: unknown}
"""


def test_the_example_of_the_contract_is_read(tmp_path):
    file = read(tmp_path, load_library(QUESTIONNAIRES), CONTRACT)

    assert file.answers["c181.who-pays"] == chosen("employer")
    assert file.answers["c097.contract-language"].not_applicable
    assert file.answers["c189.passport"].unknown
    assert file.submitted == datetime.date(2026, 11, 23)
