"""YAML is read strictly: a word stays a word, and hostile files cost nothing."""

import os
import subprocess
import sys

import pytest

from dd_toolkit.core.strict_yaml import (
    MAXIMUM_BYTES,
    MAXIMUM_DEPTH,
    MAXIMUM_PARTS,
    parse_document,
    read_document,
)
from dd_toolkit.errors import FileProblems
from tests.builders import a_folder


def content(text):
    return parse_document(text.encode(), file="f.yaml").content


def told(raw):
    """The one problem for which the file is refused, as ``line:column: message``."""
    with pytest.raises(FileProblems) as refused:
        parse_document(raw, file="f.yaml")
    (problem,) = refused.value.problems
    return str(problem).removeprefix("f.yaml:")


@pytest.mark.parametrize(
    "word",
    [
        *("yes", "no", "on", "off", "y", "n", "true", "false", "True", "NO"),
        *("1:30", "0", "007", "0o17", "0x1f", "1_000", "1e3", "1.0", ".inf", ".nan"),
        *("2026-11-23", "2026-11-23 10:00:00", "Null", "NULL", "=", "<<", "نعم"),
    ],
)
def test_a_word_stays_the_word_that_was_written(word):
    assert content(f"a: {word}") == {"a": word}


@pytest.mark.parametrize("nothing", ["", " ", "~", "null", "   # a comment"])
def test_only_an_empty_place_and_null_mean_nothing(nothing):
    assert content(f"a: {nothing}") == {"a": None}


@pytest.mark.parametrize("quoted", ["''", "'null'", '"~"', "'no'"])
def test_what_stands_in_quotes_is_text(quoted):
    assert content(f"a: {quoted}") == {"a": quoted[1:-1]}


@pytest.mark.parametrize("key", ["null", "yes", "1", "~", "<<"])
def test_a_key_is_a_word_too(key):
    assert content(f"{key}: a") == {key: "a"}


def test_lists_and_mappings_keep_their_order():
    assert content("b: [2, 1]\na: {d: x, c: y}") == {
        "b": ["2", "1"],
        "a": {"d": "x", "c": "y"},
    }


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    assert content("\ufeffa: b") == {"a": "b"}


PLACES = """\
# a comment
name: x
sections:
  - id: a
    questions: [{id: b, when: {not: c}}]
  - يوم: {id: d}
"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 2, 1),
        (("name",), 2, 7),
        (("sections",), 4, 3),
        (("sections", 0), 4, 5),
        (("sections", 0, "questions", 0, "id"), 5, 22),
        (("sections", 0, "questions", 0, "when", "not"), 5, 37),
        (("sections", 1, "يوم", "id"), 6, 15),
        (("sections", 0, "questions", 0, "missing"), 5, 17),
        (("sections", 7, "id"), 4, 3),
        (("nothing", "at", "all"), 2, 1),
    ],
)
def test_a_problem_stands_at_its_part_or_at_the_nearest_above(path, line, column):
    document = parse_document(PLACES.encode(), file="f.yaml")

    problem = document.problem(path, "x")

    assert (problem.line, problem.column) == (line, column)


def test_a_problem_with_a_key_stands_at_the_key():
    document = parse_document(PLACES.encode(), file="f.yaml")

    problem = document.problem(("sections", 0, "questions"), "x", at_key=True)

    assert (problem.line, problem.column) == (5, 5)


def test_equal_keys_are_told_with_both_lines():
    document = parse_document(b"a: 1\nb: 2\nc: 3\na: 4\n'a': 5\n", file="f.yaml")

    assert [str(problem) for problem in document.problems] == [
        "f.yaml:4:1: 'a' stands twice, first in line 1: keep one of them",
        "f.yaml:5:1: 'a' stands twice, first in line 4: keep one of them",
    ]


def test_equal_keys_in_different_mappings_are_no_problem():
    document = parse_document(b"- {a: 1}\n- {a: 1, b: {a: 1}}\n", file="f.yaml")

    assert document.problems == ()


def nested(depth):
    return b"[" * depth + b"]" * depth


HOSTILE = {
    "a tag": (b"a: !!str b", "1:4: tags (tag:yaml.org,2002:str) are refused"),
    "a python tag": (
        b"a: !!python/object/apply:os.system [id]",
        "1:4: tags (tag:yaml.org,2002:python/object/apply:os.system) are refused",
    ),
    "a tag on a mapping": (b"!x {a: b}", "1:1: tags (!x) are refused"),
    "an anchor": (b"a: &x b", "1:4: anchors (&name) are refused: write it out"),
    "an alias": (b"a: b\nc: *x", "2:4: aliases (*name) are refused: write it out"),
    "a billion laughs": (
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
        "1:4: anchors",
    ),
    "a merge": (b"a: b\n<<: *x", "2:5: aliases"),
    "one level too deep": (
        nested(MAXIMUM_DEPTH + 1),
        f"1:{MAXIMUM_DEPTH + 1}: nested deeper than {MAXIMUM_DEPTH} levels",
    ),
    "5,000 lists": (nested(5_000), "1:1001: exceeded maximum nesting depth"),
    "5,000 mappings": (b"{a: " * 5_000, "1:"),
    "a staircase": (
        b"".join(b" " * step + b"a:\n" for step in range(1_500)),
        f"{MAXIMUM_DEPTH + 1}:{MAXIMUM_DEPTH + 1}: nested deeper",
    ),
    "dashes": (b"- " * 900_000, "1:41: nested deeper"),
    "too many parts": (
        b"- a\n" * MAXIMUM_PARTS,
        f"{MAXIMUM_PARTS}:3: more than 30,000 parts: split the file",
    ),
    "too many parts in one line": (b"[" + b"{}," * 600_000 + b"]", "1:"),
    "a second document": (b"a: b\n---\nc: d", "2:1: a second document: keep only one"),
    "a list as a key": (b"? [a]\n: b", "1:3: a key must be a word"),
    "a mapping as a key": (b"a: {{b: c}: d}", "1:5: a key must be a word"),
    "NUL": (b"a: b\nc: \0", "2:4: a character that YAML does not allow"),
    "NUL after Arabic": ("يوم: \0".encode(), "1:6: a character that YAML"),
    "an escape code": (b"a: \x1b[31m", "1:4: a character that YAML does not allow"),
    "half a character": (b'a: "\\ud800"', "1:7: found invalid Unicode"),
    "Latin-1": (b"a: caf\xe9", "1:7: not UTF-8: save the file with the encoding UTF-8"),
    "Latin-1 after Arabic": ("a: b\nيوم ".encode() + b"\xff", "2:5: not UTF-8"),
    "Latin-1 after a mark": (b"\xef\xbb\xbfa: b\nc: \xff", "2:4: not UTF-8"),
    "UTF-16": ("a: b".encode("utf-16"), "1:1: not UTF-8"),
    "UTF-16 without a mark": ("a: b".encode("utf-16-le"), "1:2: a character that YAML"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "1:1: not UTF-8"),
    "a character cut in two": ("a: س".encode()[:-1], "1:4: not UTF-8"),
    "a list cut off": (b"a: [b, c", "2:1: did not find expected ',' or ']'"),
    "a text cut off": (b'a: "b', "1:6: found unexpected end of stream"),
    "a tab": (b"a:\n\t- b", "2:1: found character that cannot start any token"),
    "a mapping in a word": (b"a: b: c", "1:5: mapping values are not allowed"),
    "a bracket too many": (b"a: [b]]", "1:7: did not find expected key"),
    "a bent list": (b"- a\nb: c", "2:1: did not find expected '-' indicator"),
    "empty": (b"", "1:1: the file is empty"),
    "only blanks": (b" \n\n  \n", "1:1: the file is empty"),
    "only a comment": (b"# nothing\n", "1:1: the file is empty"),
    "50 MB": (b"a: b\n" * 10_000_000, "1:1: larger than 2,000,000 bytes: split"),
    "one byte too much": (b"#" * (MAXIMUM_BYTES + 1), "1:1: larger than"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_place(name):
    raw, message = HOSTILE[name]

    assert told(raw).startswith(message)


@pytest.mark.parametrize(
    "raw",
    [
        nested(MAXIMUM_DEPTH),
        b"- a\n" * (MAXIMUM_PARTS - 1),
        b"a: b\n" + b"#" * (MAXIMUM_BYTES - 5),
    ],
    ids=["depth", "parts", "bytes"],
)
def test_a_file_at_a_limit_is_read(raw):
    assert parse_document(raw, file="f.yaml").content


def test_a_message_never_repeats_what_a_large_file_holds():
    for raw, _ in HOSTILE.values():
        assert len(told(raw)) < 200


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing.yaml", "No such file or directory"), ("", "Is a directory")],
)
def test_a_file_that_cannot_be_opened_is_told(tmp_path, name, reason):
    path = tmp_path / name

    with pytest.raises(FileProblems) as refused:
        read_document(path)

    assert str(refused.value) == f"{path}:1:1: cannot be read: {reason}"


def test_no_more_of_a_large_file_is_read_than_is_needed_to_refuse_it(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (MAXIMUM_BYTES + 1))

    with pytest.raises(FileProblems, match="larger than 2,000,000 bytes"):
        read_document(path)


COSTLY = {
    "nearly-too-many-parts": b"id: a\nversion: 1.0.0\ntitle: a\nsections: ["
    + b"{}," * (MAXIMUM_PARTS - 20)
    + b"]",
    "nearly-too-deep": b"[" * 19 + b"a," * (MAXIMUM_PARTS - 40) + b"]" * 19,
    "unknown-keys": b"".join(b"key%d: a\n" % n for n in range(MAXIMUM_PARTS // 2 - 20)),
    "equal-keys": b"a: b\n" * (MAXIMUM_PARTS // 2 - 20),
    "a-long-word": b"id: " + b"a-" * 900_000 + b"\n",
    "a-long-text": b"title: " + b"a " * 900_000 + b"\n",
}
"""Files that stay under every limit, as large as they can be."""

MEASURED = """
import resource, subprocess, sys
command = [sys.executable, "-m", "dd_toolkit", "check", sys.argv[1]]
with open(sys.argv[2], "wb") as said:
    code = subprocess.run(command, stdout=said, stderr=said, timeout=20).returncode
kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(code, kilobytes // 1024)
"""
"""Runs the command from a small process: a child's peak begins at its parent's."""


def check_measured(folder, said):
    """What ``dd-toolkit check`` printed, its exit code, and its peak in megabytes."""
    measured = subprocess.run(
        [sys.executable, "-c", MEASURED, folder, said],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    code, megabytes = map(int, measured.stdout.split())
    return said.read_text(), code, megabytes


def test_a_folder_of_hostile_files_is_refused_with_little_memory(tmp_path):
    names = {
        f"hostile-{number}": raw for number, (raw, _) in enumerate(HOSTILE.values())
    }
    folder = a_folder(tmp_path / "folder", **names)

    said, code, megabytes = check_measured(folder, tmp_path / "said")

    assert code == 1
    assert "Traceback" not in said
    assert all(f"{folder / name}.yaml:" in said for name in names)
    assert megabytes < 300


@pytest.mark.parametrize("name", COSTLY)
def test_a_file_just_under_the_limits_costs_little_memory(tmp_path, name):
    folder = a_folder(tmp_path / "folder", **{name: COSTLY[name]})

    said, code, megabytes = check_measured(folder, tmp_path / "said")

    assert code == 1
    assert "Traceback" not in said
    assert f"{folder / name}.yaml:" in said
    assert megabytes < 300
