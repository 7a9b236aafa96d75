"""`dd-toolkit verify`: 0 for a whole report, 1 for another, 2 for wrong use."""

import json

import pytest
from click.testing import CliRunner

from dd_toolkit.cli import main
from dd_toolkit.core.answering import answers_fingerprint, answers_from_text
from dd_toolkit.places import EXAMPLES
from tests import altering
from tests.builders import a_folder


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report of the demo, as the command line makes it."""
    path = tmp_path_factory.mktemp("report") / "plan.pdf"
    made = run("report", EXAMPLES / "household.yaml", "-o", path, "--locale", "ar")
    assert made.exit_code == 0
    return path.read_bytes()


@pytest.fixture
def verify(tmp_path):
    def verify(pdf, *options):
        path = tmp_path / "file.pdf"
        path.write_bytes(pdf)
        return run("verify", path, *options)

    return verify


def with_changed_answer(pdf):
    data = altering.data_of(pdf)
    name = next(n for n, a in data["answers"].items() if n.startswith("c189."))
    data["answers"][name] = {"choices": ["unknown"]}
    return data


def test_a_report_in_any_language_is_whole(report, verify):
    done = verify(report)

    assert done.exit_code == 0
    assert "every figure that it states" in done.stdout


def test_it_says_what_it_did_not_check(report, verify):
    assert "NOT CHECKED: the printed pages" in verify(report).stdout


def test_a_changed_answer_is_found_by_its_sha256(report, verify):
    done = verify(altering.with_data(report, with_changed_answer(report)))

    assert done.exit_code == 1
    assert "another SHA-256" in done.stdout


def test_a_changed_answer_with_its_sha256_is_found_by_scoring(report, verify):
    data = with_changed_answer(report)
    answers = answers_from_text(json.dumps(data["answers"]))
    data["answers_sha256"] = answers_fingerprint(answers)

    done = verify(altering.with_data(report, data))

    assert done.exit_code == 1
    assert "the answers give other figures" in done.stdout
    assert "overall.score" in done.stdout


def test_a_changed_rating_is_told_with_the_right_one(report, verify):
    data = altering.data_of(report)
    found = data["result"]["overall"]["rating"]
    data["result"]["overall"]["rating"] = "A" if found != "A" else "B"

    done = verify(altering.with_data(report, data))

    assert (done.exit_code, f"its answers give {found}" in done.stdout) == (1, True)


def test_without_the_questionnaire_it_says_that_figures_are_not_checked(
    report, verify, tmp_path
):
    done = verify(report, "--questionnaires", a_folder(tmp_path / "other"))

    assert done.exit_code == 1
    assert "NOT CHECKED: the figures" in done.stdout


@pytest.mark.parametrize(
    ("pdf", "told"),
    [
        (b"Dear Sir or Madam", "it is no PDF"),
        (b"%PDF-1.7\n", "it is damaged"),
        (altering.a_pdf(), "no action-plan.json attached"),
        (altering.a_pdf(b"{"), "not the data of a report"),
        (altering.with_password(altering.a_pdf()), "protected with a password"),
        (altering.with_two_of_a_name(altering.a_pdf(b"{}")), "several action-plan"),
    ],
)
def test_a_file_that_cannot_be_checked_is_told_on_stderr(verify, pdf, told):
    done = verify(pdf)

    assert (done.exit_code, done.stdout) == (1, "")
    assert told in done.stderr


def test_nothing_of_the_file_steers_the_terminal(report, verify):
    data = altering.data_of(report)
    data["result"]["version"] = "1\x1b[2J\nagrees: everything"

    assert "\x1b" not in verify(altering.with_data(report, data)).stdout


@pytest.mark.parametrize("words", [["verify"], ["verify", "/nowhere.pdf"]])
def test_wrong_use_ends_with_2(words):
    assert run(*words).exit_code == 2
