"""A real site, started as an operator starts it, and a real Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest
from playwright.sync_api import sync_playwright

from tests.smtp import mail_server

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEADLINE = 60


class Site:
    """`dd-toolkit serve` with its worker; it can be stopped and started again."""

    def __init__(self, folder, mails=None):
        self.mails = mails
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.database = f"sqlite:///{folder / 'site.db'}"
        self.environment = {
            **os.environ,
            "DD_DATABASE": self.database,
            "DD_SECRET_KEY": "t" * 40,
            "DD_URL": self.address,
        }
        if mails:
            self.environment["DD_SMTP"] = mails.address
            self.environment["DD_MAIL_FROM"] = "site@example.org"
        self.process = None
        self.command("migrate").wait()

    def command(self, *words):
        return subprocess.Popen(
            [sys.executable, "-m", "dd_toolkit", *words],
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )

    def start(self):
        self.process = self.command("serve", "--port", str(self.port))
        deadline = time.monotonic() + DEADLINE
        while not self.answers():
            assert time.monotonic() < deadline, "the site did not start"
            time.sleep(0.2)

    def answers(self):
        try:
            return httpx.get(self.address).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=DEADLINE)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with mail_server() as mails:
        running = Site(tmp_path_factory.mktemp("site"), mails)
        running.start()
        yield running
        running.stop()


@pytest.fixture(scope="session")
def chromium():
    if not shutil.which("chromium"):
        pytest.fail("These tests need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def device(chromium, site):
    """Opens the site on a new device: `device(width=360, scripts=False)`."""
    opened = []

    def open_device(*, width=360, scripts=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            base_url=site.address,
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto("/")
        return page

    yield open_device
    for context in opened:
        context.close()
