"""Makes the README's pictures from the real thing: ``make pictures``.

A page of the site comes from a server started here and Chromium; a page of the report
from the action plan of an example.
"""

import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.core.assembly import load_library
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.places import EXAMPLES, QUESTIONNAIRES
from dd_toolkit.reporting import files
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from dd_toolkit.web import create_app

PICTURES = Path(__file__).parent / "pictures"
CHROMIUM = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROFILE = {
    "sector": "garment",
    "size": "from-250",
    "nationalities": "bangladeshi",
    "workforce-sex": "both",
    "country-of-hire": "abroad",
    "uses-agency": "yes",
    "provides-housing": "yes",
    "domestic-worker": "no",
    "subcontractors": "no",
}


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        picture_of_a_page(Path(folder))
        picture_of_a_report(Path(folder))


def picture_of_a_page(folder: Path) -> None:
    settings = Settings(f"sqlite:///{folder / 'p.db'}", "p" * 40, "http://127.0.0.1")
    migrate(open_database(settings.database), at=moment(now()))
    server = make_server(
        "127.0.0.1",
        0,
        create_app(settings, load_library(QUESTIONNAIRES)),
        threaded=True,
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM
        )
        page = browser.new_page(viewport={"width": 1080, "height": 800})
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        walk_to_the_first_section(page)
        page.screenshot(path=PICTURES / "page.png")
        browser.close()
    server.shutdown()


def walk_to_the_first_section(page: Page) -> None:
    page.get_by_role("button", name="Start the assessment").click()
    for question, option in PROFILE.items():
        box = f'input[name="q-profile.{question}"][value="{option}"]'
        page.locator(box).check()
        page.wait_for_timeout(250)
    page.locator('input[name="q-profile.agency-supplies"][value="no"]').check()
    page.wait_for_timeout(400)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Begin").click()


def picture_of_a_report(folder: Path) -> None:
    library = load_library(QUESTIONNAIRES)
    file = read_answer_file(EXAMPLES / "garment-factory.yaml", library)
    pdf = folder / "plan.pdf"
    pdf.write_bytes(files.action_plan(file, "en"))
    subprocess.run(
        ["pdftoppm", "-r", "64", "-png", "-f", "3", "-l", "3", "-singlefile", pdf,
         PICTURES / "report"],
        check=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
