"""Commands for authors: what they print, where, and how they end."""

import json
import subprocess
import sys

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from dd_toolkit import __version__
from dd_toolkit.cli import main
from tests.builders import PAPERS, PROVISIONS, a_folder, changed
from tests.core.workshop_files import AGENDA, CASE


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def ended(done):
    """Exit code, and whether anything stands on stdout and on stderr."""
    return done.exit_code, bool(done.stdout), bool(done.stderr)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return a_folder(tmp_path_factory.mktemp("folder"))


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    text = changed(PAPERS, "kind: number", "kind: nmber")
    return a_folder(tmp_path_factory.mktemp("broken"), papers=text)


GOOD = (0, True, False)
PROBLEMS = (1, False, True)
WRONG_USE = (2, False, True)

ENDINGS = {
    "check {folder}": (0, False, False),
    "check {broken}": PROBLEMS,
    "check {folder}/nowhere": PROBLEMS,
    "check {folder}/papers.yaml": PROBLEMS,
    "check": (0, False, False),
    "check {folder} {folder}": WRONG_USE,
    "check --json": WRONG_USE,
    "coverage": GOOD,
    "coverage --json": GOOD,
    "coverage --questionnaires {folder}": GOOD,
    "coverage --questionnaires {broken}": PROBLEMS,
    "show due-diligence": GOOD,
    "show due-diligence --json": GOOD,
    "show whole --questionnaires {folder}": GOOD,
    "show whole --questionnaires {broken}": PROBLEMS,
    "show hole --questionnaires {folder}": WRONG_USE,
    "show": WRONG_USE,
    "show whole --questionnaires {folder} -p sector=farm": GOOD,
    "show whole --questionnaires {folder} --profile sector=farm -p uses-agency=no": (
        GOOD
    ),
    "show whole --questionnaires {folder} --profile sectr=farm": WRONG_USE,
    "show whole --questionnaires {folder} --profile sector=sea": WRONG_USE,
    "show whole --questionnaires {folder} --profile sector": WRONG_USE,
    "show whole --questionnaires {folder} -p sector=farm -p sector=garment": WRONG_USE,
    "schema": GOOD,
    "--version": GOOD,
    "--help": GOOD,
    "no-such-command": WRONG_USE,
}


@pytest.mark.parametrize("command", ENDINGS)
def test_a_command_ends_as_the_contract_says(command, folder, broken):
    words = command.format(folder=folder, broken=broken).split()

    done = run(*words)

    assert ended(done) == ENDINGS[command], (done.stdout, done.stderr)
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_check_prints_each_problem_in_a_line_of_its_own(broken):
    lines = run("check", broken).stderr.splitlines()

    assert f"{broken}/papers.yaml:29:15: 'nmber' is not one of" in lines[0]
    assert all(line.startswith(f"{broken}/") for line in lines)


def test_check_looks_at_the_examples_of_a_folder_too(tmp_path):
    folder = a_folder(tmp_path)
    (folder / "examples").mkdir()
    example = folder / "examples" / "one.yaml"
    example.write_text("questionnaire: whole\nanswers: {papers.slip: maybe}\n")

    done = run("check", folder)

    assert done.exit_code == 1
    assert (
        f"{example}:2:11: papers.slip: This answer is not offered here" in done.stderr
    )


def test_the_module_can_be_run_as_the_command(folder):
    done = subprocess.run(
        [sys.executable, "-m", "dd_toolkit", "check", folder],
        capture_output=True,
        timeout=20,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_coverage_names_each_provision_with_the_questions_that_cite_it(folder):
    done = run("coverage", "--json", "--questionnaires", folder)

    assert json.loads(done.stdout) == {
        "provisions": [
            {
                "id": "C1-1",
                "duty": "employer",
                "questions": ["papers.passport", "papers.slip"],
            },
            {"id": "C1-2", "duty": "state", "questions": []},
        ]
    }


@pytest.mark.parametrize(
    ("duty", "code"), [("state", 0), ("employer", 1), ("recruiter", 1), ("shared", 1)]
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_coverage_ends_with_1_where_a_duty_of_employers_is_not_asked_about(
    tmp_path, duty, code, form
):
    text = changed(PROVISIONS, "duty: state", f"duty: {duty}")
    folder = a_folder(tmp_path, **{"standards/provisions": text})

    done = run("coverage", "--questionnaires", folder, *form)

    assert done.exit_code == code
    assert "C1-2" in done.stdout


def test_show_gives_a_questionnaire_as_a_machine_can_use_it(folder):
    done = run("show", "whole", "--json", "--questionnaires", folder)

    document = json.loads(done.stdout)
    assert {key: document[key] for key in ("id", "version", "areas")} == {
        "id": "whole",
        "version": "1.0.0",
        "areas": [
            {"id": "documents", "title": "Documents", "weight": 1},
            {"id": "wages", "title": "Wages", "weight": 2},
        ],
    }
    assert document["profile"][1] == {
        "id": "profile.uses-agency",
        "ask": "Do you use an agency?",
        "kind": "choice",
        "options": [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}],
    }


def test_show_gives_a_question_with_all_that_belongs_to_it(folder):
    done = run("show", "whole", "--json", "--questionnaires", folder)

    passport, *_ = json.loads(done.stdout)["questions"]
    assert passport == {
        "id": "papers.passport",
        "ask": "Who keeps the passports?",
        "help": "",
        "area": "documents",
        "kind": "choice",
        "severity": "critical",
        "weight": 5,
        "cites": ["C1-1"],
        "indicators": ["retention"],
        "step": "prevent",
        "sectors": ["garment", "farm"],
        "not_applicable": True,
        "applies": False,
        "options": [
            {"id": "worker", "label": "The worker", "value": 1},
            {"id": "asked", "label": "We do if asked", "value": 0.5},
            {"id": "employer", "label": "We do", "value": 0},
        ],
        "why": "It is theirs.",
        "evidence": ["A look into the safe"],
        "action": {"do": "Give them back", "steps": ["Open the safe"], "effort": "low"},
    }


@pytest.mark.parametrize(
    ("profile", "applies"),
    [
        ([], {"papers.slip"}),
        (["sector=farm"], {"papers.slip"}),
        (["uses-agency=yes"], {"papers.slip"}),
        (["sector=farm", "uses-agency=yes"], {"papers.slip", "papers.passport"}),
    ],
)
def test_show_tells_which_questions_apply_to_a_profile(folder, profile, applies):
    options = [word for pair in profile for word in ("--profile", pair)]

    done = run("show", "whole", "--json", "--questionnaires", folder, *options)

    questions = json.loads(done.stdout)["questions"]
    assert {question["id"] for question in questions if question["applies"]} == applies


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("sectr=farm", "The profile has no 'sectr'. It has: sector, uses-agency."),
        (
            "sector=sea",
            "This answer is not offered here. The options are: garment, farm.",
        ),
        ("sector", "--profile 'sector' is not KEY=VALUE"),
    ],
)
def test_a_profile_that_does_not_fit_is_told_with_what_there_is(folder, pair, message):
    done = run("show", "whole", "--questionnaires", folder, "-p", pair)

    assert message in " ".join(done.stderr.split())


def test_the_schema_is_one_that_an_editor_can_use():
    schema = json.loads(run("schema").stdout)

    text = PAPERS.replace("is: [yes, no]", 'is: ["yes", "no"]')
    jsonschema.validate(yaml.safe_load(text), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"id": "papers"}, schema)


@pytest.mark.parametrize(
    ("kind", "text"), [("workshop", AGENDA), ("case", CASE.replace(": no", ": 'no'"))]
)
def test_agendas_and_practice_cases_have_a_schema_too(kind, text):
    schema = json.loads(run("schema", kind).stdout)

    jsonschema.validate(yaml.safe_load(text), schema)


def test_the_version_is_that_of_the_package():
    assert run("--version").stdout.strip().endswith(__version__)


def commands():
    return [(name, main.commands[name]) for name in sorted(main.commands)]


@pytest.mark.parametrize(("name", "command"), commands())
def test_each_command_says_what_it_does(name, command):
    text = run(name, "--help").stdout

    assert len((command.help or "").split()) > 4
    assert command.help.split("\n")[0].rstrip(".")[:30] in " ".join(text.split())


@pytest.mark.parametrize(("name", "command"), commands())
def test_each_option_says_what_it_is_for(name, command):
    silent = [
        f"{name} {parameter.opts[0]}"
        for parameter in command.params
        if parameter.param_type_name == "option"
        and not (getattr(parameter, "help", None) or "").strip()
    ]

    assert silent == []
