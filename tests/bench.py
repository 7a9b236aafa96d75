"""What ``make bench`` prints: each speed beside its limit on the same machine.

A limit is the cheapest thing that could do the same job: reading the YAML without
checking it, a bare Flask route with the same SQL, Chromium printing the same HTML. The
ratio is what to look at; absolute figures belong to one machine.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx
import yaml

from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.scoring import score
from dd_toolkit.places import EXAMPLES, QUESTIONNAIRES
from dd_toolkit.reporting.action_plan import action_plan_contents
from dd_toolkit.reporting.pdf import action_plan_html
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from tests.bench_cases import cases
from tests.postgres import PostgresServer
from tests.room_load import held, memory, percentile, seconds_of_work
from tests.test_several_machines import free_port, machine, wait_until_it_serves

CONNECTIONS = (1, 10, 40)
EMPLOYERS = 60
"""Assessments that share the load, so that no history grows beyond a real one."""
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
ROOT = Path(__file__).parent.parent


def main() -> None:
    show(f"{'':46}{'ours':>12}{'limit':>12}{'ratio':>8}")
    loading()
    scoring()
    pages()
    cases(row)
    rooms()
    reports()


def show(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def row(name: str, ours: float, limit: float | None, unit: str) -> None:
    limit_text = f"{limit:.2f} {unit}" if limit is not None else "-"
    ratio = f"{ours / limit:.2f}" if limit else ""
    show(f"{name:46}{f'{ours:.2f} {unit}':>12}{limit_text:>12}{ratio:>8}")


def median_ms(act: Callable[[], object], rounds: int = 15) -> float:
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times)


def loading() -> None:
    texts = [path.read_bytes() for path in QUESTIONNAIRES.rglob("*.yaml")]

    def only_parse() -> None:
        for text in texts:
            yaml.load(text, Loader=yaml.CSafeLoader)

    ours = median_ms(lambda: load_library(QUESTIONNAIRES), 5)
    row("load all questionnaires, checked", ours, median_ms(only_parse, 5), "ms")


def scoring() -> None:
    library = load_library(QUESTIONNAIRES)
    file = read_answer_file(EXAMPLES / "garment-factory.yaml", library)
    row(
        "score one assessment, exact and explained",
        median_ms(lambda: score(file.questionnaire, file.answers), 50),
        None,
        "ms",
    )


# --- rooms -------------------------------------------------------------------------

MACHINES = {"SQLite, one server": (1, 2), "PostgreSQL, three servers": (3, 1)}
"""How many servers, and how many processes in each."""


def rooms() -> None:
    """Two hundred phones that poll and answer; the limit is what was promised."""
    with tempfile.TemporaryDirectory() as folder:
        _room("SQLite, one server", f"sqlite:///{folder}/rooms.db")
    server = PostgresServer()
    try:
        with server.database() as address:
            _room("PostgreSQL, three servers", address)
    finally:
        server.remove()


def _room(name: str, database: str) -> None:
    with closing(open_database(database)) as db:
        migrate(db, at="now")
    count, processes = MACHINES[name]
    ports = [free_port() for _ in range(count)]
    with ExitStack() as running:
        servers = [
            running.enter_context(machine(database, port, processes)) for port in ports
        ]
        for server, port in zip(servers, ports, strict=True):
            wait_until_it_serves(server, port)
        held(database, ports)  # the first fills the caches
        before = sum(map(memory, servers))
        busy = sum(map(seconds_of_work, servers))
        began = time.monotonic()
        room, _ = held(database, ports)
        busy = sum(map(seconds_of_work, servers)) - busy
        row(
            f"room of 200, {name}: act seen, 95 %",
            percentile(room.delays, 0.95),
            1,
            "s",
        )
        row("  a poll, 95 %", 1000 * percentile(room.polls, 0.95), None, "ms")
        row("  of two cores", 50 * busy / (time.monotonic() - began), None, "%")
        held(database, ports)
        row("  memory two rooms later", sum(map(memory, servers)), before, "MB")


# --- pages -------------------------------------------------------------------------

BARE = '''
import json, threading
from pathlib import Path
from flask import Flask, request
from dd_toolkit.storage.sqlite import SqliteDatabase

application = Flask(__name__)
own = threading.local()
PAGE = Path({page!r}).read_text()

def db():
    if not hasattr(own, "db"):
        own.db = SqliteDatabase(Path({database!r}))
    return own.db

def read(assessment):
    list(db().query("""SELECT 1 AS found FROM visit
        JOIN visit_assessment USING (secret_sha256)
        WHERE secret_sha256 = :hash AND assessment_id = :id
          AND ended_at IS NULL AND began_at >= :since""",
        {{"hash": "none", "id": assessment, "since": "2000"}}))
    list(db().query("""SELECT id, questionnaire_sha256, name, revision, created_at,
        submitted_at FROM assessment WHERE id = :id""", {{"id": assessment}}))
    list(db().query("""SELECT question_id, given FROM answer
        WHERE assessment_id = :id ORDER BY revision""", {{"id": assessment}}))

@application.get("/assessment/<assessment>/section/<section>")
def page(assessment, section):
    read(assessment)
    return PAGE

@application.post("/assessment/<assessment>/section/<section>")
def save(assessment, section):
    read(assessment)
    with db().atomic():
        revision = next(db().query("""UPDATE assessment SET revision = revision + 1
            WHERE id = :id AND submitted_at IS NULL RETURNING revision""",
            {{"id": assessment}}))["revision"]
        db().execute("""INSERT INTO answer
            (assessment_id, revision, question_id, given, through, answered_at)
            VALUES (:id, :revision, :question, :given, 'page', 'now')""",
            {{"id": assessment, "revision": revision,
              "question": request.form["asked"],
              "given": json.dumps(dict(request.form))}})
    return {{"saved": True}}
'''


def pages() -> None:
    if not shutil.which("wrk"):
        sys.exit("The load comes from wrk: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        measure_pages(Path(folder))


def measure_pages(folder: Path) -> None:
    environment = {
        **os.environ,
        "DD_DATABASE": f"sqlite:///{folder / 'bench.db'}",
        "DD_SECRET_KEY": "b" * 40,
        "DD_URL": "http://127.0.0.1",
    }
    subprocess.run(
        [sys.executable, "-m", "dd_toolkit", "migrate"],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    ours, html = measured("dd_toolkit.web.wsgi:application", environment, folder)
    (folder / "page.html").write_text(html, encoding="utf-8")
    bare = BARE.format(
        page=str(folder / "page.html"), database=str(folder / "bench.db")
    )
    (folder / "bare.py").write_text(bare)
    limit, _ = measured(
        "bare:application", {**environment, "PYTHONPATH": str(folder)}, folder
    )
    for method, name in (("GET", "section page, GET"), ("POST", "one answer, POST")):
        for n in CONNECTIONS:
            a, b = ours[method, n], limit[method, n]
            row(f"{name}, {n} connections, requests a second", a["rate"], b["rate"], "")
            show(
                f"{'':8}median {a['p50']} p95 {a['p95']} p99 {a['p99']} ms"
                f"   (limit {b['p50']} {b['p95']} {b['p99']}), errors {a['errors']}"
            )
    show(f"section page: {len(html.encode()) / 1000:.1f} kB")


def measured(
    target: str, environment: dict[str, str], folder: Path
) -> tuple[dict[tuple[str, int], dict[str, float]], str]:
    """What wrk found for each method and number of connections, and the page."""
    figures = {}
    html = ""
    for method in ("GET", "POST"):
        for n in CONNECTIONS:
            with server("dd_toolkit.web.wsgi:application", environment, folder) as site:
                employers = [an_assessment(site) for _ in range(EMPLOYERS)]
            with server(target, environment, folder) as address:
                figures[method, n] = load(method, employers, n, address, folder)
            html = employers[0]["html"]
    return figures, html


@contextmanager
def server(target: str, environment: dict[str, str], folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--workers",
            "2",
            "--blocking-threads",
            "4",
            "--port",
            str(port),
            "--no-log",
            target,
        ],
        env=environment,
        cwd=folder,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(address, timeout=1)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def an_assessment(address: str) -> dict:
    """A garment factory at its first page, as a browser would come there."""
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        token = csrf(client.get("/").text)
        page = client.post("/start", data={"csrf_token": token, "set": "due-diligence"})
        token = csrf(page.text)
        assessment = str(page.url).split("/")[4]
        profile = {
            "sector": "garment",
            "size": "from-250",
            "nationalities": "bangladeshi",
            "workforce-sex": "both",
            "country-of-hire": "both",
            "uses-agency": "yes",
            "agency-supplies": "no",
            "provides-housing": "yes",
            "domestic-worker": "no",
            "subcontractors": "no",
        }
        sent = {"csrf_token": token, "asked": [f"profile.{k}" for k in profile]}
        sent |= {f"q-profile.{key}": value for key, value in profile.items()}
        client.post(f"/assessment/{assessment}/profile", data=sent)
        overview = client.get(f"/assessment/{assessment}/").text
        section = overview.partition("/section/")[2].partition('"')[0]
        url = f"{address}/assessment/{assessment}/section/{section}"
        html = client.get(url).text
        question = html.split('data-question="')[1].split('"')[0]
        options = [
            part.split('value="')[1].split('"')[0]
            for part in html.split(f'name="q-{question}"')[1:4]
        ]
        cookie = "; ".join(f"{c.name}={c.value}" for c in client.cookies.jar)
    return {
        "path": f"/assessment/{assessment}/section/{section}",
        "html": html,
        "cookie": cookie,
        "token": csrf(html),
        "question": question,
        "options": options,
    }


def csrf(html: str) -> str:
    return html.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


SCRIPT = """
local method = "%s"
local employers = {%s}
local options = {%s}
local number = 0
request = function()
  number = number + 1
  local own = employers[number %% #employers + 1]
  local body = nil
  if method == "POST" then
    local option = options[number %% #options + 1]
    body = "asked=" .. own.question .. "&q-" .. own.question .. "=" .. option
      .. "&note-" .. own.question .. "=" .. number
      -- Many connections answer for one employer: each has seen what the others said.
      .. "&seen=" .. own.question .. ":999999999999"
  end
  return wrk.format(method, own.path, {
    ["Cookie"] = own.cookie, ["X-CSRFToken"] = own.token,
    ["Accept"] = method == "POST" and "application/json" or "text/html",
    ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
end
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.timeout + summary.errors.read
  io.write(string.format("RESULT %%f %%f %%f %%f %%d\\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, latency:percentile(99) / 1000, bad))
end
"""


def load(
    method: str, employers: list[dict], connections: int, address: str, folder: Path
) -> dict[str, float]:
    """wrk's figures: requests a second, percentiles in milliseconds, errors."""
    keys = ("path", "cookie", "token", "question")
    own = (
        "{" + ", ".join(f'{key} = "{employer[key]}"' for key in keys) + "}"
        for employer in employers
    )
    options = ", ".join(f'"{option}"' for option in employers[0]["options"])
    script = folder / "load.lua"
    script.write_text(SCRIPT % (method, ", ".join(own), options))
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "-s", str(script), address],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    rate, p50, p95, p99, errors = output.split("RESULT ")[1].split()[:5]
    return {
        "rate": float(rate),
        "p50": round(float(p50), 1),
        "p95": round(float(p95), 1),
        "p99": round(float(p99), 1),
        "errors": int(errors),
    }


# --- reports -----------------------------------------------------------------------

FRESH = """
import resource, sys, time
from pathlib import Path
from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.core.assembly import load_library
from dd_toolkit.places import EXAMPLES, QUESTIONNAIRES
file = read_answer_file(EXAMPLES / "garment-factory.yaml", load_library(QUESTIONNAIRES))
from dd_toolkit.reporting import files
begin = time.perf_counter()
pdf = files.action_plan(file, "en")
first = time.perf_counter() - begin
times = []
for _ in range(5):
    begin = time.perf_counter()
    files.action_plan(file, "en")
    times.append(time.perf_counter() - begin)
Path(sys.argv[1]).write_bytes(pdf)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(first, sorted(times)[2], memory)
"""


def reports() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        html = folder / "plan.html"
        html.write_text(plan_html(), encoding="utf-8")
        chromium = median_ms(lambda: print_with_chromium(html, folder), 3) / 1000
        pdf = folder / "plan.pdf"
        out = subprocess.run(
            [sys.executable, "-c", FRESH, str(pdf)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()
        first, warm, memory = map(float, out)
        command = (
            median_ms(
                lambda: subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        "dd_toolkit",
                        "report",
                        str(EXAMPLES / "garment-factory.yaml"),
                        "-o",
                        str(pdf),
                    ],
                    check=True,
                    capture_output=True,
                ),
                3,
            )
            / 1000
        )
        pages_ = int(
            subprocess.run(
                ["pdfinfo", str(pdf)], check=True, capture_output=True, text=True
            )
            .stdout.split("Pages:")[1]
            .split()[0]
        )
        row("action plan, whole command (limit: Chromium)", command, chromium, "s")
        row("action plan, first in a process", first, chromium, "s")
        row("action plan, warm worker", warm, chromium, "s")
        row(f"  a page, warm ({pages_} pages)", 1000 * warm / pages_, 65, "ms")
        row("  peak memory", memory, 250, "MB")


def plan_html() -> str:
    file = read_answer_file(
        EXAMPLES / "garment-factory.yaml", load_library(QUESTIONNAIRES)
    )
    result = score(file.questionnaire, file.answers)
    contents = action_plan_contents(
        result=result,
        plan=action_plan(result, submitted=file.submitted),
        answers=file.answers,
        submitted=file.submitted,
        employer=file.name,
    )
    return action_plan_html(contents, linked_style=True)


def print_with_chromium(html: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--user-data-dir={profile}",
                f"--print-to-pdf={folder / 'chromium.pdf'}",
                html.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
