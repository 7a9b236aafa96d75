"""The site and its worker as processes: their log, their metrics, their end."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.test_demo import DEADLINE, answers, free_port, wait_for
from tests.web.conftest import PROFILE

TOKEN = "m" * 40
BEARER = {"Authorization": f"Bearer {TOKEN}"}
CANARY = "canary-7f3a"


class Site:
    """A running `dd-toolkit serve` with two processes and a worker."""

    def __init__(self, folder):
        self.folder = folder
        self.address = f"http://127.0.0.1:{free_port()}"
        self.environment = {
            **os.environ,
            "DD_DATABASE": f"sqlite:///{folder / 'demo.db'}",
            "DD_SECRET_KEY": "canary-secret-" + "s" * 40,
            "DD_URL": self.address,
            "DD_METRICS_TOKEN": TOKEN,
            "TMPDIR": str(folder),
        }
        self.run("demo", "--no-serve", "--folder", folder)
        self.log = (folder / "log").open("w+")
        port = self.address.rsplit(":", 1)[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dd_toolkit", "serve", "--port", port],
            env=self.environment,
            stdout=subprocess.DEVNULL,  # mails, where no server for them is set
            stderr=self.log,
            start_new_session=True,
        )
        wait_for(lambda: answers(self.address + "/readyz"))

    def run(self, *words):
        command = [sys.executable, "-m", "dd_toolkit", *words]
        subprocess.run(
            command, env=self.environment, check=True, capture_output=True, timeout=60
        )

    def lines(self):
        return (self.folder / "log").read_text().splitlines()

    def events(self):
        return [json.loads(line)["event"] for line in self.lines()]

    def requests_counted(self, route):
        # A new connection each time: any of the processes may answer.
        text = httpx.get(self.address + "/metrics", headers=BEARER).text
        found = re.search(
            rf'dd_requests_total{{[^}}]*route="{route}"[^}}]*}} (\S+)', text
        )
        return float(found.group(1)) if found else 0

    def ends(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=DEADLINE)
        finally:
            self.log.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    running = Site(tmp_path_factory.mktemp("site"))
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()
    running.log.close()


def post(client, page, **data):
    token = re.search(r'csrf_token" value="([^"]+)', client.get("/").text).group(1)
    return client.post(page, data={"csrf_token": token, **data})


@pytest.fixture(scope="module")
def employer(site):
    """Does what leaves secrets behind; the secrets."""
    wait_for(lambda: "report-made" in site.events())
    with httpx.Client(base_url=site.address, follow_redirects=True) as client:
        begun = post(client, "/start", set="c190")
        home = str(begun.url).rsplit("/", 1)[0]
        asked = {"asked": [f"profile.{key}" for key in PROFILE]}
        given = {f"q-profile.{key}": value for key, value in PROFILE.items()}
        post(client, f"{home}/profile", name=f"{CANARY} Garments", **asked, **given)
        page = client.get(f"{home}/").text
        code = re.search(r"/return#([\w-]+)", page).group(1)
        post(client, "/return", code=code)
        post(client, "/return", code=f"{code}{CANARY}")
        client.post("/return", data={"csrf_token": "wrong", "code": code})
        client.get(f"/{CANARY}?{CANARY}", headers={"User-Agent": CANARY})
        post(client, f"{home}/submit")
        secrets = [CANARY, code, home.rsplit("/", 1)[1], client.cookies["dd"]]
    httpx.get(f"{home}/results")
    return [*secrets, site.environment["DD_SECRET_KEY"], TOKEN]


def test_no_line_of_the_running_site_holds_a_secret(site, employer):
    log = "\n".join(site.lines())

    assert [secret for secret in employer if secret in log] == []


def test_the_running_site_tells_who_watches(site, employer):
    assert {"csrf-refused", "not-theirs", "wrong-code"} <= set(site.events())


def test_the_numbers_of_all_processes_are_added_up(site):
    before = site.requests_counted("/method")

    for _ in range(20):
        httpx.get(site.address + "/method")

    assert {site.requests_counted("/method") for _ in range(10)} == {before + 20}


def test_what_a_process_counted_stays_when_it_ends(site):
    for _ in range(10):
        httpx.get(site.address + "/return")
    before = site.requests_counted("/return")
    serving = processes(site)

    os.kill(min(serving), signal.SIGKILL)
    wait_for(lambda: len(processes(site) - serving) == 1)

    assert site.requests_counted("/return") >= before


def test_every_line_of_the_site_is_json(site, employer):
    assert all("at" in json.loads(line) for line in site.lines())


def processes(site):
    """The ids of the processes that serve pages, not the worker's."""
    tasks = Path(f"/proc/{site.process.pid}/task").glob("*/children")
    children = " ".join(task.read_text() for task in tasks).split()
    return {
        int(child)
        for child in children
        if not Path(f"/proc/{child}/cmdline").read_bytes().endswith(b"worker\0")
    }


def test_the_site_ends_when_told_and_leaves_no_folder(site):
    assert list(site.folder.glob("dd-metrics-*"))

    assert site.ends() == 0
    assert not list(site.folder.glob("dd-metrics-*"))
