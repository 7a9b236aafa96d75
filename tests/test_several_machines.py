"""Three servers on one PostgreSQL: one may die at any moment, no saved answer with it.

Each server is what a machine runs: `dd-toolkit serve` in a process of its own. Nothing
of an employer's visit is kept in them, so any of them answers the next request.
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from tests.round_robin import RoundRobin
from tests.storage.databases import AT, rows
from tests.web.conftest import PAGE, PROFILE

MACHINES = 3
SAVERS = 6
QUESTION = "c190.rule"
SAVED_BEFORE_AND_AFTER = 15
"""By each saver, before the machine is killed and again afterwards."""


@contextlib.contextmanager
def machine(database, port, processes=1):
    """A server in a session of its own, killed at the latest afterwards."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "dd_toolkit", "serve", "--without-worker"),
            *("--processes", str(processes), "--port", str(port)),
        ],
        env={**os.environ, "DD_DATABASE": database, "DD_SECRET_KEY": "m" * 40},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process):
    """End it and all that it started, as a power cut ends a machine."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def wait_until_it_serves(process, port):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "a server ended by itself"
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/").raise_for_status()
        time.sleep(0.1)
    raise AssertionError("a server does not answer")


@pytest.fixture
def database(postgres):
    """A database with all tables."""
    with contextlib.closing(open_database(postgres)) as db:
        migrate(db, at=AT)
    return postgres


@pytest.fixture
def machines(database):
    """Port -> process, of servers that answer."""
    with contextlib.ExitStack() as running:
        started = {
            port: running.enter_context(machine(database, port))
            for port in [free_port() for _ in range(MACHINES)]
        }
        for port, process in started.items():
            wait_until_it_serves(process, port)
        yield started


@pytest.fixture
def site(machines):
    """The one address of all machines."""
    balancer = RoundRobin(list(machines))
    yield balancer
    balancer.close()


class Saver:
    """An employer whose browser saves one answer after the other, over new lines."""

    def __init__(self, address, name):
        self.browser = httpx.Client(
            base_url=address, timeout=20, headers={"Connection": "close"}
        )
        self.name = name
        self.acknowledged = []
        self.seen = {}
        self.unanswered = 0
        self.token = self._token("/")
        begun = self.browser.post(
            "/start", data={"csrf_token": self.token, "set": "c190"}
        )
        profile = begun.headers["location"]
        self.home = profile.rsplit("/", 1)[0]
        # Beginning is a new visit, and that has a token of its own.
        self.token = self._token(profile)
        self.browser.post(
            profile,
            data={
                "csrf_token": self.token,
                "asked": [f"profile.{key}" for key in PROFILE],
                **{f"q-profile.{key}": value for key, value in PROFILE.items()},
            },
        )

    def _token(self, page):
        text = self.browser.get(page, follow_redirects=True).text
        return re.search(r'csrf_token" value="([^"]+)', text).group(1)

    def save_until(self, enough):
        number = 0
        while not enough.is_set():
            number += 1
            self._save(f"{self.name}-{number}")

    def _save(self, note):
        try:
            answer = self.browser.post(
                self.home + PAGE,
                data={
                    "csrf_token": self.token,
                    "asked": QUESTION,
                    "seen": " ".join(f"{q}:{n}" for q, n in self.seen.items()),
                    f"q-{QUESTION}": "none",
                    f"note-{QUESTION}": note,
                },
                headers={"Accept": "application/json"},
            )
        except httpx.TransportError:
            self.unanswered += 1
            return
        told = answer.json()
        # Saved though its answer was lost: told as another's, and seen from now on.
        others = {q: other["seen"] for q, other in told.get("conflicts", {}).items()}
        self.seen |= told.get("seen", {}) | others
        if answer.status_code == 200 and told["saved"]:
            self.acknowledged.append(note)


@contextlib.contextmanager
def saving(address):
    """Employers that save as fast as they can meanwhile."""
    savers = [Saver(address, f"saver{number}") for number in range(SAVERS)]
    enough = threading.Event()
    threads = [
        threading.Thread(target=saver.save_until, args=(enough,)) for saver in savers
    ]
    for thread in threads:
        thread.start()
    try:
        yield savers
    finally:
        enough.set()
        for thread in threads:
            thread.join()
        for saver in savers:
            saver.browser.close()


def wait_for_more(savers):
    """Wait until each saver has saved some more."""
    wanted = {s.name: len(s.acknowledged) + SAVED_BEFORE_AND_AFTER for s in savers}
    deadline = time.monotonic() + 60
    while any(len(saver.acknowledged) < wanted[saver.name] for saver in savers):
        assert time.monotonic() < deadline, "a saver cannot save"
        time.sleep(0.02)


def notes(db):
    """What stands in the history of all assessments."""
    given = (json.loads(row["given"]) for row in rows(db, "answer"))
    return {answer["note"] for answer in given if "note" in answer}


def test_a_machine_that_dies_under_load_takes_no_acknowledged_answer_with_it(
    machines, site, database
):
    (killed, *_) = machines
    with saving(site.address) as savers:
        wait_for_more(savers)
        served_before = dict(site.served)
        kill(machines[killed])
        wait_for_more(savers)

    with contextlib.closing(open_database(database)) as db:
        there = notes(db)
    acknowledged = {note for saver in savers for note in saver.acknowledged}

    assert set(served_before) == set(machines)
    assert acknowledged - there == set()
    assert len(acknowledged) >= 2 * SAVERS * SAVED_BEFORE_AND_AFTER


def test_what_one_machine_saved_another_shows(machines, site):
    saver = Saver(site.address, "saver")
    saver._save("a note for all")
    pages = [saver.browser.get(saver.home + PAGE).text for _ in machines]
    saver.browser.close()

    assert set(site.served) == set(machines)
    assert all("a note for all" in page for page in pages)
