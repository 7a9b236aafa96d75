"""A practice case on paper, from the command line."""

import subprocess

import pytest
from click.testing import CliRunner

from dd_toolkit.cli import main


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize(
    ("locale", "title"), [("en", "A room for Grace"), ("ar", "غرفة لغريس")]
)
def test_a_case_is_printed_by_itself_in_each_language(tmp_path, locale, title):
    file = tmp_path / "case.pdf"

    done = run("workshop", "case", "a-room-for-grace", "-o", file, "--locale", locale)

    assert (done.exit_code, done.output) == (0, "")
    text = subprocess.run(["pdfinfo", file], capture_output=True, check=True)
    assert title in text.stdout.decode()


def test_a_case_that_is_not_there_is_told_with_those_that_are(tmp_path):
    done = run("workshop", "case", "a-room", "-o", tmp_path / "case.pdf")

    assert done.exit_code == 2
    assert "There is no case 'a-room'. There are: a-line-in-debt," in done.output
