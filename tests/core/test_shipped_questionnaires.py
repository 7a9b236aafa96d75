"""The questionnaires that come with the toolkit, whole and damaged."""

import random
import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml

from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.documents import coverage_document
from dd_toolkit.core.format import json_schema
from dd_toolkit.core.questionnaire import questionnaire_from_text
from dd_toolkit.errors import FileProblems
from dd_toolkit.places import EXAMPLES, QUESTIONNAIRES
from tests.builders import PAPERS, changed

MODULES = sorted(path.name for path in QUESTIONNAIRES.glob("c[0-9]*.yaml"))
SETS = ["due-diligence", "c097", "c143", "c181", "c189", "c190"]


@pytest.fixture(scope="module")
def library():
    return load_library(QUESTIONNAIRES)


@pytest.mark.parametrize("name", SETS)
def test_a_shipped_questionnaire_survives_being_stored(library, name):
    questionnaire = library.questionnaire(name)

    assert questionnaire_from_text(questionnaire.text) == questionnaire


def test_the_five_conventions_are_asked_about(library):
    instruments = {i.id for i in library.questionnaire("due-diligence").instruments}

    assert instruments > {"C97", "C143", "C181", "C189", "C190"}


def test_each_provision_with_a_duty_of_employers_is_asked_about(library):
    provisions = coverage_document(library)["provisions"]

    missing = [
        p["id"] for p in provisions if p["duty"] != "state" and not p["questions"]
    ]
    assert missing == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_a_shipped_example_fits_its_questionnaire(library, path):
    assert read_answer_file(path, library).answers


def as_an_editor_reads(text):
    return yaml.safe_load(text)


@pytest.mark.parametrize("name", MODULES)
def test_the_json_schema_accepts_a_shipped_module(name):
    module = as_an_editor_reads((QUESTIONNAIRES / name).read_text(encoding="utf-8"))

    jsonschema.validate(module, json_schema())


def test_the_json_schema_is_one_itself():
    jsonschema.Draft202012Validator.check_schema(json_schema())


QUOTED = PAPERS.replace("is: [yes, no]", 'is: ["yes", "no"]')


def test_the_json_schema_accepts_each_value_with_two_decimals():
    module = as_an_editor_reads(QUOTED)
    option = module["sections"][0]["questions"][0]["options"][1]
    editor = jsonschema.Draft202012Validator(json_schema())

    marked = []
    for percent in range(101):
        option["value"] = percent / 100
        if not editor.is_valid(module):
            marked.append(percent)

    assert marked == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Passports", ""),
        ("title: Papers", "title: Papers\ncolour: red"),
        ("severity: critical", "severity: serious"),
        ("kind: number", "kind: numbers"),
        ("value: 0.5", "value: 1.5"),
        ("value: 0.5", "value: -1"),
        ("value: 0.5", "value: half"),
        ("not-applicable: true", "not-applicable: perhaps"),
        ("is: [worker]", "is: worker"),
        ("id: slip\n", "id: Slip\n"),
        ("steps: [Print them]", "steps: []"),
        ("effort: high", "effort: huge"),
        ("version: 1.0.0", "version: 1.0"),
    ],
)
def test_the_json_schema_refuses_what_an_editor_should_mark(old, new):
    module = as_an_editor_reads(changed(QUOTED, old, new))

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(module, json_schema())


def lines_with(lines, *words):
    return [n for n, line in enumerate(lines) if line.strip().startswith(words)]


def without_a_required_key(lines, draw):
    words = ("ask:", "kind:", "severity:", "cites:", "step:", "why:", "area:", "title:")
    del lines[draw.choice(lines_with(lines, *words))]


def with_a_misspelt_key(lines, draw):
    at = draw.choice(lines_with(lines, "kind:", "evidence:", "action:", "cites:"))
    lines[at] = lines[at].replace(":", "x:", 1)


def citing_nothing(lines, draw):
    at = draw.choice(lines_with(lines, "cites:"))
    lines[at] = lines[at].replace("[", "[X9-9, ")


def in_no_area(lines, draw):
    at = draw.choice(lines_with(lines, "area:"))
    lines[at] += "-x"


def with_two_equal_ids(lines, draw):
    of_questions = [n for n, line in enumerate(lines) if line.startswith("      - id:")]
    first, second = draw.sample(of_questions, 2)
    lines[first] = lines[second]


def with_a_key_twice(lines, draw):
    at = draw.choice(lines_with(lines, "ask:", "kind:", "severity:", "step:"))
    lines.insert(at, lines[at])


def with_a_line_moved(lines, draw):
    at = draw.choice(lines_with(lines, "ask:", "kind:", "action:", "questions:"))
    lines[at] = " " * draw.choice((1, 2, 3, 5)) + lines[at]


def with_a_line_moved_out(lines, draw):
    at = draw.choice(lines_with(lines, "ask:", "kind:", "severity:", "questions:"))
    lines[at] = lines[at].lstrip()


def with_a_tab(lines, draw):
    at = draw.choice(lines_with(lines, "ask:", "kind:", "severity:"))
    lines[at] = "\t" + lines[at].lstrip()


def with_a_value_too_high(lines, draw):
    at = draw.choice(lines_with(lines, "- {id:"))
    lines[at] = lines[at].replace("value: ", "value: 7")


def with_a_bracket_open(lines, draw):
    at = draw.choice(lines_with(lines, "cites:"))
    lines[at] = lines[at].replace("]", "")


def with_a_severity_of_no_kind(lines, draw):
    at = draw.choice(lines_with(lines, "severity:"))
    lines[at] += "ly"


def cut_off(lines, draw):
    at = draw.choice(lines_with(lines, "action:", "options:", "evidence:"))
    del lines[at + 1 :]


DAMAGES = (
    *(without_a_required_key, with_a_misspelt_key, citing_nothing, in_no_area),
    *(with_two_equal_ids, with_a_key_twice, with_a_line_moved, with_a_line_moved_out),
    *(with_a_tab, with_a_value_too_high, with_a_bracket_open),
    *(with_a_severity_of_no_kind, cut_off),
)


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(QUESTIONNAIRES, tmp_path / "questionnaires")


def damaged(name, damage, seed):
    lines = (QUESTIONNAIRES / name).read_text(encoding="utf-8").splitlines()
    damage(lines, random.Random(f"{name} {seed}"))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_is_told_with_its_name_and_line(copy: Path, name, damage):
    for seed in range(3):
        text = damaged(name, damage, seed)
        (copy / name).write_text(text, encoding="utf-8")

        with pytest.raises(FileProblems) as refused:
            load_library(copy)

        own = [p for p in refused.value.problems if p.file == str(copy / name)]
        assert own
        assert all(1 <= p.line <= text.count("\n") + 1 for p in own)
