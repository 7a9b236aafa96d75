"""A trainer runs a room of many phones, in processes of their own, on real servers.

``held`` gives what happened: what the phones saw and when, what was acknowledged, and
how long each of the trainer's acts took to reach them.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from dd_toolkit.operations import workshops
from dd_toolkit.storage.database import open_database
from tests.operations.workshop_builders import OWN, SEVERAL, a_room

PHONES = 200
IN_ONE_PROCESS = 50
QUESTIONS = (OWN, SEVERAL)


@dataclass
class Held:
    """What happened in a room. ``acts``: revision -> when it was committed."""

    phones: list
    acts: dict = field(default_factory=dict)

    @property
    def delays(self):
        """How long each phone took to see each act that it saw first, in seconds.

        A phone that polls meets the newest revision only; what it never saw by itself
        was covered by the next act.
        """
        return sorted(
            phone["saw"][str(revision)] - at
            for revision, at in self.acts.items()
            for phone in self.phones
            if str(revision) in phone["saw"]
        )

    def acknowledged(self, number):
        """How many answers to a step the site said it saved, by choice."""
        return Counter(
            phone["acknowledged"][str(number)]
            for phone in self.phones
            if str(number) in phone["acknowledged"]
        )

    @property
    def polls(self):
        return sorted(one for phone in self.phones for one in phone["polls"])


def percentile(values, share):
    return values[min(int(len(values) * share), len(values) - 1)] if values else 0.0


def held(database, ports, *, phones=PHONES, in_the_middle=lambda: None, calm=1.0):
    """Hold a workshop for so many phones; it ends when all have answered.

    ``in_the_middle`` is done while the first question is being answered; ``calm`` are
    the seconds between two acts.
    """
    with contextlib.closing(open_database(database)) as db:
        room = a_room(db, workshop_id=f"load{time.monotonic_ns()}")
        with _phones(room.workshop.code, phones, ports) as processes:
            wait_until(lambda: room.workshop.joined == phones)
            acts = {}

            def act(done):
                done()
                acts[room.workshop.revision] = time.monotonic()
                time.sleep(calm)

            for number in QUESTIONS:
                act(lambda number=number: room.goes_to(number))
                act(lambda number=number: room.opens(number))
                act(lambda number=number: room.shows(number))
                if number == QUESTIONS[0]:
                    in_the_middle()
                wait_until(lambda n=number: room.outcome(n).answered == phones)
                act(lambda number=number: room.closes(number))
            act(room.ends)
            told = [_told(process) for process in processes]
        board = workshops.board(db, room.id, locale="en")
    return Held([one for each in told for one in each], acts), board


def wait_until(holds, seconds=60):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "the room does not come so far"
        time.sleep(0.05)


@contextlib.contextmanager
def _phones(code, count, ports):
    processes = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.room_phones", code),
                *(str(min(IN_ONE_PROCESS, count - first)), *map(str, ports)),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in range(0, count, IN_ONE_PROCESS)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _told(process):
    out, _ = process.communicate(timeout=60)
    return json.loads(out)


def memory(process):
    """Megabytes that a process and all that it started hold now."""
    pages = (_stat(pid, "statm").split()[1] for pid in _family(process.pid))
    return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE") / 1e6


def seconds_of_work(process):
    """How long a process and all that it started have kept a core busy."""
    fields = [
        _stat(pid, "stat").rpartition(")")[2].split() for pid in _family(process.pid)
    ]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def _family(pid):
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            found += map(int, children.read_text().split())
    return found


def _stat(pid, name):
    return Path(f"/proc/{pid}/{name}").read_text()
