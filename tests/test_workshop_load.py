"""Two hundred phones in a room: each answer counted once, also when a server dies.

How fast it is, ``make bench`` measures; here it is printed only (pytest -s).
"""

import contextlib
import sys

import pytest

from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from tests.room_load import PHONES, QUESTIONS, held, percentile
from tests.storage.databases import AT
from tests.test_several_machines import (
    free_port,
    kill,
    machine,
    wait_until_it_serves,
)


@pytest.fixture
def servers():
    """Starts servers: (database, how many, processes in each) -> port -> process."""
    with contextlib.ExitStack() as running:

        def start(database, count, processes):
            with contextlib.closing(open_database(database)) as db:
                migrate(db, at=AT)
            started = {
                port: running.enter_context(machine(database, port, processes))
                for port in [free_port() for _ in range(count)]
            }
            for port, process in started.items():
                wait_until_it_serves(process, port)
            return started

        yield start


def every_answer_counts_once(room, board):
    for number in QUESTIONS:
        outcome = board.outcomes[number]
        acknowledged = room.acknowledged(number)
        assert outcome.answered == acknowledged.total() == PHONES
        assert outcome.distribution.people == PHONES
        assert outcome.distribution.chosen == {
            choice: acknowledged[choice] for choice in outcome.step.choices
        }
    sys.stdout.write(
        f"\nan act is seen within {percentile(room.delays, 0.95):.2f} s (95 %), "
        f"a poll takes {1000 * percentile(room.polls, 0.95):.0f} ms (95 %), "
        f"{sum(phone['broken'] for phone in room.phones)} requests broke\n"
    )


def test_two_hundred_phones_are_counted_once_each(servers, tmp_path):
    database = f"sqlite:///{tmp_path / 'dd.db'}"
    ports = list(servers(database, 1, processes=2))

    room, board = held(database, ports)

    assert board.workshop.joined == PHONES
    every_answer_counts_once(room, board)


def test_a_server_that_dies_takes_no_answer_with_it(servers, postgres):
    machines = servers(postgres, 3, processes=1)
    (killed, *_) = machines

    room, board = held(
        postgres, list(machines), in_the_middle=lambda: kill(machines[killed])
    )

    assert sum(phone["broken"] for phone in room.phones) > 0
    every_answer_counts_once(room, board)
