"""`dd-toolkit score`: a result that a person and a script can use."""

import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from dd_toolkit.cli import main
from dd_toolkit.places import EXAMPLES
from tests.builders import a_folder

ANSWERS = """\
questionnaire: whole
profile: {sector: farm, uses-agency: yes}
submitted: 2026-11-23
answers:
  papers.passport: asked
  papers.slip: unknown
"""


@pytest.fixture
def scored(tmp_path):
    """Scores a text of answers, with these options."""
    folder = a_folder(tmp_path / "folder")

    def score(text, *options):
        path = tmp_path / "answers.yaml"
        path.write_text(text, encoding="utf-8")
        words = ["score", str(path), "--questionnaires", str(folder), *options]
        return CliRunner().invoke(main, words)

    return score


def known(ours, contract):
    """Our document without keys that the contract does not name: they may be added."""
    if isinstance(contract, dict):
        return {key: known(ours.get(key), part) for key, part in contract.items()}
    if isinstance(contract, list) and len(ours) == len(contract):
        return [known(*pair) for pair in zip(ours, contract, strict=True)]
    return ours


def test_a_result_is_printed_as_json_with_every_part_of_the_contract(scored):
    done = scored(ANSWERS, "--json")

    document = json.loads(done.stdout)
    sha256 = document.pop("sha256")
    assert len(sha256) == 64
    assert known(document, CONTRACT) == CONTRACT


CONTRACT = {
    "questionnaire": "whole",
    "version": "1.0.0",
    "method": "1",
    "profile": {"sector": "farm", "uses-agency": "yes"},
    "overall": {
        "score": {"exact": "50/3", "shown": 17},
        "low": {"exact": "50/3", "shown": 17},
        "high": {"exact": "50/3", "shown": 17},
        "rating": "E",
        "uncapped_rating": "E",
        "provisional": False,
        "caps": [{"question": "papers.passport", "limit": "B", "reason": "partial"}],
        "completeness": {"exact": "1", "shown": 100},
        "counts": {
            "applicable": 2,
            "scored": 2,
            "unknown": 1,
            "not_applicable": 0,
            "unanswered": 0,
        },
    },
    "areas": [
        {
            "id": "documents",
            "score": {"exact": "50", "shown": 50},
            "low": {"exact": "50", "shown": 50},
            "high": {"exact": "50", "shown": 50},
            "rating": "D",
            "uncapped_rating": "D",
            "provisional": False,
            "caps": [
                {"question": "papers.passport", "limit": "C", "reason": "partial"}
            ],
            "completeness": {"exact": "1", "shown": 100},
            "counts": {
                "applicable": 1,
                "scored": 1,
                "unknown": 0,
                "not_applicable": 0,
                "unanswered": 0,
            },
        },
        {
            "id": "wages",
            "score": {"exact": "0", "shown": 0},
            "low": {"exact": "0", "shown": 0},
            "high": {"exact": "0", "shown": 0},
            "rating": "E",
            "uncapped_rating": "E",
            "provisional": False,
            "caps": [],
            "completeness": {"exact": "1", "shown": 100},
            "counts": {
                "applicable": 1,
                "scored": 1,
                "unknown": 1,
                "not_applicable": 0,
                "unanswered": 0,
            },
        },
    ],
    "instruments": [
        {
            "id": "C1",
            "score": {"exact": "125/3", "shown": 42},
            "low": {"exact": "125/3", "shown": 42},
            "high": {"exact": "125/3", "shown": 42},
            "questions": ["papers.passport", "papers.slip"],
        }
    ],
    "steps": [
        {"id": "embed", "score": None, "low": None, "high": None, "questions": []},
        {
            "id": "identify",
            "score": None,
            "low": None,
            "high": None,
            "questions": [],
        },
        {
            "id": "prevent",
            "score": {"exact": "50", "shown": 50},
            "low": {"exact": "50", "shown": 50},
            "high": {"exact": "50", "shown": 50},
            "questions": ["papers.passport"],
        },
        {
            "id": "track",
            "score": {"exact": "0", "shown": 0},
            "low": {"exact": "0", "shown": 0},
            "high": {"exact": "0", "shown": 0},
            "questions": ["papers.slip"],
        },
        {
            "id": "communicate",
            "score": None,
            "low": None,
            "high": None,
            "questions": [],
        },
        {"id": "remedy", "score": None, "low": None, "high": None, "questions": []},
    ],
    "indicators": [
        {"id": "retention", "questions": ["papers.passport"], "unknown": []}
    ],
    "questions": [
        {
            "id": "papers.passport",
            "area": "documents",
            "severity": "critical",
            "weight": 5,
            "value": 0.5,
            "state": "answered",
            "applies": True,
        },
        {
            "id": "papers.lockers",
            "area": "documents",
            "severity": "minor",
            "weight": 1,
            "value": None,
            "state": "hidden",
            "applies": False,
        },
        {
            "id": "papers.slip",
            "area": "wages",
            "severity": "minor",
            "weight": 1,
            "value": 0,
            "state": "unknown",
            "applies": True,
        },
    ],
    "actions": [
        {
            "question": "papers.passport",
            "gain": "5/2",
            "severity": "critical",
            "effort": "low",
            "due": "2026-12-07",
            "projected": {"exact": "100/3", "shown": 33},
        },
        {
            "question": "papers.slip",
            "gain": "1",
            "severity": "minor",
            "effort": "high",
            "due": "2027-05-22",
            "projected": {"exact": "100", "shown": 100},
        },
    ],
}


def test_a_result_of_nothing_has_no_scores(scored):
    document = json.loads(scored("questionnaire: whole\n", "--json").stdout)

    assert document["overall"]["score"] is None
    assert document["overall"]["rating"] is None
    assert document["overall"]["low"] == {"exact": "0", "shown": 0}
    assert document["actions"] == []


def test_a_draft_has_actions_without_dates(scored):
    text = ANSWERS.replace("submitted: 2026-11-23\n", "")

    actions = json.loads(scored(text, "--json").stdout)["actions"]

    assert [action["due"] for action in actions] == [None, None]


def test_a_result_in_words_names_rating_and_first_actions(scored):
    text = scored(ANSWERS).stdout

    assert "Overall" in text.splitlines()[1]
    assert text.splitlines()[1].split()[1:] == ["17", "E"]
    assert "1. Give them back (7 December 2026, 33)" in text


def test_a_capped_rating_is_told_with_the_questions_that_capped_it(scored):
    text = ANSWERS.replace("asked", "employer").replace("unknown", "yes")

    overall = scored(text).stdout.splitlines()[1]

    assert overall.split(None, 2)[1:] == [
        "67",
        "D (without caps C; capped by papers.passport)",
    ]


def test_a_provisional_rating_is_told_with_its_bounds(scored):
    text = ANSWERS.replace("  papers.slip: unknown\n", "")

    overall = scored(text).stdout.splitlines()[1]

    assert overall.endswith("50  D provisional (17 to 83)")


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("questionnaire: hole\n", 1, "answers.yaml:1:16: there is no questionnaire"),
        ("answers: {a: b}\n", 1, "answers.yaml:1:1: `questionnaire` is missing"),
        (ANSWERS.replace("asked", "nobody"), 1, "answers.yaml:5:3: papers.passport:"),
        ("a: [", 1, "answers.yaml:2:1: did not find expected"),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_file_that_cannot_be_scored_is_told_on_stderr(
    scored, text, code, message, form
):
    done = scored(text, *form)

    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr


def test_a_missing_file_of_answers_is_told(tmp_path):
    path = tmp_path / "nowhere.yaml"

    done = CliRunner().invoke(main, ["score", str(path)])

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"{path}:1:1: cannot be read: No such file or directory\n"


@pytest.mark.parametrize(
    "words", [["score"], ["score", "a", "b"], ["score", "-x", "a"]]
)
def test_wrong_use_ends_with_2(words):
    assert CliRunner().invoke(main, words).exit_code == 2


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_a_shipped_example_is_scored_whole(path):
    done = CliRunner().invoke(main, ["score", str(path), "--json"])

    overall = json.loads(done.stdout)["overall"]
    assert done.exit_code == 0
    assert overall["completeness"] == {"exact": "1", "shown": 100}


def test_the_same_answers_give_the_same_bytes_in_every_process():
    command = [sys.executable, "-m", "dd_toolkit", "score", "--json"]
    path = EXAMPLES / "garment-factory.yaml"

    said = {
        subprocess.run(
            [*command, path], capture_output=True, check=True, env={"PYTHONHASHSEED": s}
        ).stdout
        for s in ("1", "2")
    }

    assert len(said) == 1


def test_a_result_is_printed_in_arabic():
    example = str(EXAMPLES / "farm.yaml")

    done = CliRunner().invoke(main, ["score", example, "--locale", "ar"])

    codes = re.sub(r"\b([a-z]\w*\.[a-z-]+|[A-E])\b", "", done.stdout)
    assert re.findall(r"[A-Za-z]{2,}", codes) == []
