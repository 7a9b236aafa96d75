"""Nothing but the snapshots reads what a room answered: held by how the code is cut."""

import ast
from pathlib import Path

import dd_toolkit

PACKAGE = Path(dd_toolkit.__file__).parent
TABLE = "workshop_answer"
READERS = {"counted", "people_of_check", "own_answers"}
"""The functions of storage.room_answers that give answers."""


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8")


def called(text):
    """The names of all that a module takes from ``room_answers``."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Attribute(value=ast.Name(id="room_answers"), attr=name):
                yield name
            case ast.ImportFrom(module="dd_toolkit.storage.room_answers"):
                yield from (alias.name for alias in node.names)


def test_only_one_module_reads_the_table_of_answers():
    naming = {name for name, text in modules() if TABLE in text}

    assert naming == {
        "storage/room_answers.py",
        "storage/workshops.py",  # removes a trainer's, for whoever asks to be forgotten
    }
    removing = dict(modules())["storage/workshops.py"]
    assert f"FROM {TABLE}" not in removing
    assert removing.count(TABLE) == 1


def test_answers_of_others_go_to_the_snapshots_and_own_ones_to_the_phone():
    readers = {
        name: found
        for name, text in modules()
        if (found := READERS & set(called(text)))
    }

    assert readers == {
        "operations/snapshots.py": {"counted", "people_of_check"},
        "operations/rooms.py": {"own_answers"},
    }


def test_a_participant_has_no_column_for_a_name_an_address_or_an_hour():
    tables = (PACKAGE / "storage/migrations/0008_workshops.sql").read_text()
    participant = tables.partition("CREATE TABLE participant (")[2].partition(");")[0]
    columns = [line.split()[0] for line in participant.strip().splitlines()]

    assert columns == [
        "id",
        "workshop_id",
        "secret_sha256",
        "simulated_at",
        "joined_on",
    ]
