"""An author is told every problem of a folder at once: where it is, what to write."""

from fractions import Fraction

import pytest

from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.documents import questionnaire_document
from dd_toolkit.errors import FileProblems, NoSuchQuestionnaire
from tests.builders import (
    AREAS,
    FILES,
    PAPERS,
    PROFILE,
    SCALES,
    SETS,
    a_folder,
    changed,
)


def problems(folder):
    with pytest.raises(FileProblems) as refused:
        load_library(folder)
    return refused.value.problems


def test_the_folder_of_the_builders_has_no_problem(tmp_path):
    library = load_library(a_folder(tmp_path))

    assert [q.id for q in library.questionnaire("whole").questions] == [
        "papers.passport",
        "papers.lockers",
        "papers.slip",
    ]


# What is wrong -> file, what stands there, what an author wrote instead, where the
# problem is told (the text from there on), what it says.
WRONG = {
    "a key misspelt": (
        ("papers", "severity: critical", "severty: critical"),
        ("severty", "unknown key `severty`: did you mean `severity`?"),
    ),
    "a key of nowhere": (
        ("papers", "title: Papers", "title: Papers\nxyz: a"),
        ("xyz: a", "unknown key `xyz`"),
    ),
    "a key of the code": (
        ("papers", "not-applicable: true", "not_applicable: true"),
        ("not_applicable", "unknown key `not_applicable`: did you mean"),
    ),
    "a key missing": (
        ("papers", "title: Passports", ""),
        ("id: passports", "`title` is missing"),
    ),
    "a text left empty": (
        ("papers", "Who keeps the passports?", ""),
        ("", "`ask` is empty: write it, or leave the key out"),
    ),
    "a list for a text": (
        ("papers", "title: Passports", "title: [a]"),
        ("[a]", "`title` must be a text, not a list or a mapping"),
    ),
    "a text for a list": (
        ("papers", "is: [yes, no]", "is: yes"),
        ("yes}", "`is` must be a list, such as [first, second]"),
    ),
    "a text for a mapping": (
        ("papers", "{do: Write slips, steps: [Print them], effort: high}", "Write"),
        ("Write", "`action` must have keys of its own"),
    ),
    "a list of nothing": (
        ("papers", "steps: [Print them]", "steps: []"),
        ("[]", "`steps` is empty: it needs at least 1"),
    ),
    "a file that is a list": (
        ("papers", PAPERS, "- a"),
        ("- a", "the file must have keys of its own"),
    ),
    "a list file that is a mapping": (
        ("areas", AREAS, "id: documents"),
        ("id", "must be a list: begin entries with `- `"),
    ),
    "an entry that is a word": (
        ("areas", AREAS, AREAS + "- word"),
        ("word", "must have keys of its own"),
    ),
    "a severity of no kind": (
        ("papers", "severity: critical", "severity: criticl"),
        ("criticl", "'criticl' is not one of"),
    ),
    "a severity with a hint": (
        ("papers", "severity: critical", "severity: criticl"),
        ("criticl", ": did you mean `critical`?"),
    ),
    "a kind of no kind": (
        ("papers", "kind: number", "kind: numbers"),
        ("numbers", ": did you mean `number`?"),
    ),
    "a step of no kind": (
        ("papers", "step: track", "step: tracks"),
        ("tracks", ": did you mean `track`?"),
    ),
    "an effort of no kind": (
        ("papers", "effort: high", "effort: hihg"),
        ("hihg", ": did you mean `high`?"),
    ),
    "a duty of no kind": (
        ("standards/provisions", "duty: state", "duty: states"),
        ("states", ": did you mean `state`?"),
    ),
    "a truth that is none": (
        ("papers", "not-applicable: true", "not-applicable: perhaps"),
        ("perhaps", "valid boolean"),
    ),
    "an id with capitals": (
        ("papers", "id: slip\n", "id: Slip\n"),
        ("Slip", "'Slip' cannot stand here"),
    ),
    "an id with a dot": (
        ("papers", "id: slip\n", "id: a.b\n"),
        ("a.b", "'a.b' cannot stand here"),
    ),
    "a version of two numbers": (
        ("papers", "version: 1.0.0", "version: 1.0"),
        ("1.0\n", "'1.0' cannot stand here"),
    ),
    "a version in Arabic digits": (
        ("papers", "version: 1.0.0", "version: ١.٠.٠"),
        ("١.٠.٠", "cannot stand here"),
    ),
    "an option called unknown": (
        ("papers", "id: asked", "id: unknown"),
        ("{id: unknown", "cannot be called unknown: every question offers it"),
    ),
    "an option called not-applicable": (
        ("papers", "id: asked", "id: not-applicable"),
        ("{id: not-applicable", "cannot be called not-applicable"),
    ),
    "an option of a scale called unknown": (
        ("scales", "id: no,", "id: unknown,"),
        ("{id: unknown", "cannot be called unknown"),
    ),
    "two equal options": (
        ("papers", "id: asked", "id: worker"),
        ("worker, label: We do if", "option 'worker' stands twice"),
    ),
    "two equal options of a scale": (
        ("scales", "id: no,", "id: yes,"),
        ("yes, label: No", "option 'yes' stands twice"),
    ),
    "two equal options of the profile": (
        ("profile", "id: farm,", "id: garment,"),
        ("garment, label: On", "option 'garment' stands twice"),
    ),
    "two equal questions": (
        ("papers", "id: slip\n", "id: passport\n"),
        ("passport\n        ask: Does", "'passport' stands twice in this file"),
    ),
    "two equal sections": (
        ("papers", "id: slips\n", "id: passports\n"),
        ("passports\n    area: wages", "'passports' stands twice in this file"),
    ),
    "a question called as a section": (
        ("papers", "id: slip\n", "id: slips\n"),
        ("slips\n        ask", "'slips' stands twice in this file"),
    ),
    "two equal areas": (
        ("areas", "id: wages", "id: documents"),
        ("documents, title: Wages", "'documents' stands twice, first at"),
    ),
    "two equal scales": (
        ("scales", SCALES, SCALES + SCALES),
        ("yes-no", "'yes-no' stands twice"),
    ),
    "two equal sets": (
        ("sets", SETS, SETS + SETS),
        ("whole", "'whole' stands twice"),
    ),
    "two equal keys": (
        ("papers", "title: Papers", "title: Papers\ntitle: More"),
        ("title: More", "'title' stands twice, first in line 3"),
    ),
    "no such scale": (
        ("papers", "scale: yes-no", "scale: yes-now"),
        ("yes-now", "there is no 'yes-now': did you mean 'yes-no'?"),
    ),
    "no such scale in the profile": (
        ("profile", PROFILE, PROFILE + "- {id: a, ask: 'A?', kind: text, scale: b}\n"),
        ("{id: a", "is of kind text, which has no options"),
    ),
    "no such area": (
        ("papers", "area: documents", "area: document"),
        ("document\n", "there is no 'document': did you mean 'documents'?"),
    ),
    "no such provision": (
        ("papers", "cites: [C1-1]\n        ind", "cites: [C1-1, C1-11]\n        ind"),
        ("C1-11", "there is no 'C1-11': did you mean 'C1-1'?"),
    ),
    "no such indicator": (
        ("papers", "indicators: [retention]", "indicators: [retentions]"),
        ("retentions", "there is no 'retentions': did you mean 'retention'?"),
    ),
    "no such instrument": (
        ("papers", "instruments: [C1]", "instruments: [C2]"),
        ("C2", "there is no 'C2'"),
    ),
    "no such instrument of a provision": (
        ("standards/provisions", "instrument: C1, article: '2'", "instrument: C9"),
        ("C9", "there is no 'C9'"),
    ),
    "no such sector of a question": (
        ("papers", "sectors: [garment, farm]", "sectors: [garment, fram]"),
        ("fram", "there is no 'fram': did you mean 'farm'?"),
    ),
    "no such sector of a section": (
        ("papers", "title: Passports", "title: Passports\n    sectors: [sea]"),
        ("sea", "there is no 'sea'"),
    ),
    "no such sector of a module": (
        ("papers", "title: Papers", "title: Papers\nsectors: [sea]"),
        ("sea", "there is no 'sea'"),
    ),
    "no such sector of a provision": (
        ("standards/provisions", "duty: state", "sectors: [sea], duty: state"),
        ("sea", "there is no 'sea'"),
    ),
    "sectors in the profile": (
        ("profile", "- id: uses-agency", "- id: uses-agency\n  sectors: [farm]"),
        ("[farm]", "the profile is for every sector: use `when`"),
    ),
    "a value in the profile": (
        ("profile", "label: On a farm", "label: On a farm, value: 1"),
        ("id: sector", "gives a `value` to some options, not to all"),
    ),
    "a condition on a later question": (
        ("papers", "answer: profile.uses-agency", "answer: papers.slip"),
        ("papers.slip", "none that stands earlier in this file"),
    ),
    "a condition on its own question": (
        ("papers", "answer: papers.passport", "answer: papers.lockers"),
        ("papers.lockers", "none that stands earlier in this file"),
    ),
    "a condition on a question of nowhere": (
        ("papers", "answer: papers.passport", "answer: papers.passpor"),
        ("papers.passpor,", ": did you mean 'papers.passport'?"),
    ),
    "a section that depends on its own question": (
        (
            "papers",
            "title: Pay slips",
            "title: Pay\n    when: {answer: papers.slip, is: [yes]}",
        ),
        ("papers.slip", "none that stands earlier in this file"),
    ),
    "a module that depends on its own question": (
        (
            "papers",
            "title: Papers",
            "title: Papers\nwhen: {answer: papers.slip, is: [yes]}",
        ),
        ("papers.slip", "none that stands earlier in this file"),
    ),
    "a profile that depends on a question": (
        (
            "profile",
            "- id: uses-agency",
            "- id: uses-agency\n  when: {answer: papers.slip, is: [yes]}",
        ),
        ("papers.slip", "is no question of the profile"),
    ),
    "a profile that depends on itself": (
        (
            "profile",
            "- id: sector",
            "- id: sector\n  when: {answer: profile.uses-agency, is: [yes]}",
        ),
        ("profile.uses-agency", "is no question of the profile"),
    ),
    "a condition on an unknown option": (
        ("papers", "is: [worker]", "is: [workers]"),
        ("workers", "there is no 'workers': did you mean 'worker'?"),
    ),
    "a condition on an option of nobody": (
        ("papers", "is: [worker]", "is: [unknown]"),
        ("unknown", "there is no 'unknown'"),
    ),
    "a condition on a number": (
        (
            "papers",
            "step: track",
            "step: track\n        when: {answer: papers.lockers, is: [five]}",
        ),
        ("five", "there is no 'five'"),
    ),
    "a problem deep in a condition": (
        (
            "papers",
            "{answer: papers.passport, is: [worker]}",
            "{any: [{all: [{not: {answer: papers.passport, is: [x]}}]}]}",
        ),
        ("x]}}]}]}", "there is no 'x'"),
    ),
    "a condition of two shapes": (
        ("papers", "is: [worker]}", "is: [worker], not: {answer: a, is: [b]}}"),
        ("{answer: papers.passport", "is not a condition: write {answer: ID"),
    ),
    "a condition without options": (
        ("papers", "{answer: papers.passport, is: [worker]}", "{answer: a}"),
        ("{answer: a}", "is not a condition"),
    ),
    "a condition of nothing": (
        ("papers", "{answer: papers.passport, is: [worker]}", "{}"),
        ("{}", "is not a condition"),
    ),
    "a condition on no option": (
        ("papers", "is: [worker]", "is: []"),
        ("[]", "`is` is empty: it needs at least 1"),
    ),
    "all of nothing": (
        ("papers", "{answer: papers.passport, is: [worker]}", "{all: []}"),
        ("[]", "`all` is empty: it needs at least 1"),
    ),
    "options and a scale": (
        ("papers", "step: prevent", "step: prevent\n        scale: yes-no"),
        ("id: passport\n", "has `options` and `scale`: keep one of them"),
    ),
    "nothing to choose": (
        ("papers", "scale: yes-no", ""),
        ("id: slip", "has nothing to choose: add `options` or `scale`"),
    ),
    "a number with options": (
        ("papers", "kind: number", "kind: number\n        scale: yes-no"),
        ("id: lockers", "is of kind number, which has no options"),
    ),
    "values at some options only": (
        ("papers", "label: We do if asked, value: 0.5", "label: We do if asked"),
        ("id: passport\n", "gives a `value` to some options, not to all"),
    ),
    "values at some options of a scale only": (
        ("scales", "label: No, value: 0", "label: No"),
        ("id: yes-no", "gives a `value` to some options, not to all"),
    ),
    "a scale with one option": (
        ("scales", "    - {id: no, label: No, value: 0}\n", ""),
        ("- {id: yes", "`options` is empty: it needs at least 2"),
    ),
    "scored and incomplete": (
        ("papers", "why: It is theirs.", ""),
        ("id: passport\n", "is scored and needs: why"),
    ),
    "scored by a scale and incomplete": (
        ("papers", "        severity: minor\n        cites: [C1-1]\n", ""),
        ("id: slip", "is scored and needs: severity, cites"),
    ),
    "a long question": (
        ("papers", "Who keeps the passports?", "Who keeps " + "all " * 23 + "papers?"),
        ("id: passport\n", "`ask` has 26 words: ask one thing in at most 25"),
    ),
    "two questions in one": (
        ("papers", "Who keeps the passports?", "Who keeps them? Where?"),
        ("id: passport\n", "`ask` must have exactly one question mark"),
    ),
    "a question without a mark": (
        ("papers", "Who keeps the passports?", "Who keeps the passports"),
        ("id: passport\n", "`ask` must have exactly one question mark"),
    ),
    "a module that is not called as its file": (
        ("papers", "id: papers", "id: paper"),
        ("paper\n", "`id` is 'paper': it must be the file's name, 'papers'"),
    ),
    "a set of nowhere": (
        ("sets", "asks: [papers]", "asks: [papers, paper]"),
        ("paper]", "there is no 'paper': did you mean 'papers'?"),
    ),
    "a set with a section of nowhere": (
        ("sets", "asks: [papers]", "asks: [papers.passpots]"),
        ("papers.passpots", ": did you mean 'papers.passports'?"),
    ),
    "a set that asks nothing": (
        ("sets", "asks: [papers]", "asks: []"),
        ("[]", "`asks` is empty: it needs at least 1"),
    ),
    "a set without what a question depends on": (
        ("sets", "asks: [papers]", "asks: [papers.lockers]"),
        ("id: whole", "papers.lockers depends on papers.passport, which this set asks"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_problem_is_told_at_its_place_with_what_to_do(tmp_path, name):
    (file, old, new), (at, message) = WRONG[name]
    text = changed(FILES[f"{file}.yaml"], old, new)
    folder = a_folder(tmp_path, **{file: text})

    told = problems(folder)

    lines = text.splitlines(keepends=True)
    assert [
        problem
        for problem in told
        if problem.file == str(folder / f"{file}.yaml")
        and message in problem.message
        and "".join(lines[problem.line - 1 :])[problem.column - 1 :].startswith(at)
    ], [str(problem) for problem in told]


@pytest.mark.parametrize(
    "value",
    [
        *("1.5", "2", "-1", "-0", "+1", "0.333", "1.01", "1.001", "0.", ".5", "00.5"),
        *("1e-1", "nan", ".nan", "inf", "1/2", "half", "''", "0x1", "1_0", "٠"),
        *("0.٢٥", "[1]", "{a: b}"),
    ],
)
def test_a_value_is_from_0_to_1_with_at_most_two_decimals(tmp_path, value):
    text = changed(PAPERS, "value: 0.5", f"value: {value}")

    (problem, *_) = problems(a_folder(tmp_path, papers=text))

    assert "value from 0 to 1 with at most two decimals" in problem.message
    assert problem.line == text[: text.index(f"value: {value}")].count("\n") + 1


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        *(("0", "0"), ("1", "1"), ("0.0", "0"), ("1.00", "1"), ("0.5", "1/2")),
        *(("0.29", "29/100"), ("0.07", "7/100"), ("'0.25'", "1/4")),
    ],
)
def test_a_value_is_read_exactly(tmp_path, written, exact):
    text = changed(PAPERS, "value: 0.5", f"value: {written}")

    library = load_library(a_folder(tmp_path, papers=text))

    option = library.questions["papers.passport"].option_by_id["asked"]
    assert option.value == Fraction(exact)


@pytest.mark.parametrize(
    "weight", ["0", "0.0", "-1", "0.333", "1000", "nan", "1e2", "two", "٢", "[1]", "''"]
)
def test_a_weight_is_above_0_with_at_most_two_decimals(tmp_path, weight):
    text = changed(AREAS, "weight: 2", f"weight: {weight}")

    (problem, *_) = problems(a_folder(tmp_path, areas=text))

    assert (problem.line, "is not a weight above 0" in problem.message) == (2, True)


def test_a_scale_has_no_place_in_the_profile(tmp_path):
    complete = """\
- id: a
  ask: Is it so?
  kind: choice
  scale: yes-no
  severity: minor
  cites: [C1-1]
  step: track
  why: Because.
  evidence: [Papers]
  action: {do: It, steps: [Begin], effort: low}
"""
    folder = a_folder(tmp_path, profile=PROFILE + complete)

    (problem,) = problems(folder)

    assert problem.message == "a question of the profile carries no values"


def test_a_scale_of_nowhere_in_the_profile_is_told(tmp_path):
    question = """\
- {id: a, ask: Is it so?, kind: choice, scale: yes-now, severity: minor, cites: [C1-1],
   step: track, why: Because., evidence: [Papers],
   action: {do: It, steps: [Begin], effort: low}}
"""

    told = problems(a_folder(tmp_path, profile=PROFILE + question))

    assert "there is no 'yes-now': did you mean 'yes-no'?" in [p.message for p in told]


def test_a_condition_does_not_reach_into_another_file(tmp_path):
    second = PAPERS.replace("id: papers", "id: second")

    told = problems(a_folder(tmp_path, second=second))

    assert [p.message[:40] for p in told] == [
        "'papers.passport' is no question of the "
    ]


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("title: Papers", "title: Papers\nsectors: [farm]", "[garment]"),
        ("title: Passports", "title: Passports\n    sectors: [farm]", "[garment]"),
    ],
)
def test_a_question_that_no_sector_is_left_for_is_told(tmp_path, old, new, at):
    text = changed(PAPERS, "sectors: [garment, farm]", "sectors: [garment]")
    text = changed(text, old, new)

    (problem,) = problems(a_folder(tmp_path, papers=text))

    assert text.splitlines()[problem.line - 1][problem.column - 1 :] == at
    assert problem.message.startswith("no sector is left")


def test_a_section_that_no_sector_is_left_for_is_told(tmp_path):
    text = changed(PAPERS, "title: Papers", "title: Papers\nsectors: [farm]")
    text = changed(text, "title: Pay slips", "title: Slips\n    sectors: [garment]")

    (problem,) = problems(a_folder(tmp_path, papers=text))

    assert problem.message.startswith("no sector is left")


def test_a_set_that_asks_the_areas_against_a_condition_is_refused(tmp_path):
    text = changed(
        PAPERS,
        "step: track",
        "step: track\n        when: {answer: papers.passport, is: [worker]}",
    )
    turned = "- {id: wages, title: Wages}\n- {id: documents, title: Documents}\n"
    folder = a_folder(tmp_path, papers=text, areas=turned)

    (problem,) = problems(folder)

    assert problem.file == str(folder / "sets.yaml")
    assert problem.message.startswith("papers.slip depends on papers.passport")


def test_a_refused_entry_does_not_make_its_list_look_empty(tmp_path):
    text = changed(PAPERS, "step: track", "step: trakc")

    (problem,) = problems(a_folder(tmp_path, papers=text))

    assert problem.message.startswith("'trakc' is not one of")


def test_problems_of_all_files_are_told_at_once(tmp_path):
    folder = a_folder(
        tmp_path,
        areas=changed(AREAS, "weight: 2", "weight: heavy"),
        scales="- [",
        profile=changed(PROFILE, "id: uses-agency", "id: Uses"),
        sets=changed(SETS, "1.0.0", "1"),
        papers=changed(PAPERS, "kind: number", "kind: nmber"),
        second="a: &b c",
    )

    files = [problem.file.rpartition("/")[2] for problem in problems(folder)]

    assert set(files) == {
        *("areas.yaml", "scales.yaml", "profile.yaml", "sets.yaml"),
        *("papers.yaml", "second.yaml"),
    }


def test_problems_of_one_file_are_told_at_once_in_reading_order(tmp_path):
    text = changed(PAPERS, "severity: critical", "severity: crtical")
    text = changed(text, "kind: number", "kind: nmber")
    text = changed(text, "scale: yes-no", "scael: yes-no")

    told = problems(a_folder(tmp_path, papers=text))

    own = [problem.line for problem in told if problem.file.endswith("papers.yaml")]
    assert len(own) >= 3
    assert own == sorted(own)


def test_problems_at_one_place_come_in_the_same_order_each_time(tmp_path):
    folder = a_folder(tmp_path, papers="id: papers\n")
    names = ["`sections` is missing", "`title` is missing", "`version` is missing"]

    told = [p.message for p in problems(folder) if p.file.endswith("papers.yaml")]

    assert told == names


def test_a_problem_prints_as_file_line_column_and_message(tmp_path):
    text = changed(PAPERS, "kind: number", "kind: nmber")
    folder = a_folder(tmp_path, papers=text)

    with pytest.raises(FileProblems) as refused:
        load_library(folder)

    assert f"{folder}/papers.yaml:29:15: 'nmber' is not one of" in str(refused.value)


@pytest.mark.parametrize("name", [name for name in FILES if name != "papers.yaml"])
def test_a_missing_list_is_told(tmp_path, name):
    folder = a_folder(tmp_path)
    (folder / name).unlink()

    told = [str(problem) for problem in problems(folder)]

    assert f"{folder / name}:1:1: cannot be read: No such file or directory" in told


def test_a_folder_without_question_files_is_told(tmp_path):
    folder = a_folder(tmp_path, sets="[]")
    (folder / "papers.yaml").unlink()

    assert [p.message for p in problems(folder)] == ["there are no question files"]


@pytest.mark.parametrize("name", ["nowhere", "a-file"])
def test_a_folder_that_is_none_is_told(tmp_path, name):
    (tmp_path / "a-file").write_text("a: b")

    (problem,) = problems(tmp_path / name)

    assert problem.message == "there is no such folder"


def test_an_unknown_questionnaire_is_answered_with_those_there_are(tmp_path):
    library = load_library(a_folder(tmp_path))

    with pytest.raises(NoSuchQuestionnaire, match="There are: whole"):
        library.questionnaire("hole")


def test_a_profile_without_a_sector_can_be_shown(tmp_path):
    text = changed(PAPERS, "sectors: [garment, farm]", "help: They may be locked up.")
    profile = changed(PROFILE, "id: sector", "id: place")
    library = load_library(a_folder(tmp_path, papers=text, profile=profile))

    document = questionnaire_document(library.questionnaire("whole"), {})

    assert [question["sectors"] for question in document["questions"]] == [[], [], []]


REFUSED_FILES = ["areas", "scales", "profile", "papers"] + [
    f"standards/{name}" for name in ("instruments", "provisions", "indicators")
]


@pytest.mark.parametrize("name", REFUSED_FILES)
@pytest.mark.parametrize("damage", ["- [", "- {id: A B}"])
def test_a_file_that_was_refused_makes_no_problems_in_others(tmp_path, name, damage):
    folder = a_folder(tmp_path, **{name: damage})

    assert {p.file for p in problems(folder)} == {str(folder / f"{name}.yaml")}
