"""Starts the processes of an installation: the site, its worker, and the demo.

Everything runs from one command. The site's processes keep no state, so there may be
any number; the worker that makes PDFs is one more process, watched and restarted.
"""

import contextlib
import datetime
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from dd_toolkit import demo_desk, logs
from dd_toolkit.certificates import make_certificate
from dd_toolkit.core.answer_file import AnswerFile, read_answer_file
from dd_toolkit.core.assembly import Library
from dd_toolkit.core.roles import ACCOUNT_ROLES
from dd_toolkit.errors import ToolkitError
from dd_toolkit.operations import accounts, assessments, workshops
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.operations.private_links import private_link
from dd_toolkit.rehearsing import hold_whole
from dd_toolkit.settings import Settings, Signing, log_kind
from dd_toolkit.storage.accounts import account_of
from dd_toolkit.storage.database import Database, open_database
from dd_toolkit.storage.migrating import migrate, missing_migrations
from dd_toolkit.storage.workshops import workshops_of

SECONDS_TO_END = 10
DEMO_AGREED = (
    "The HR office writes down who may be told of harassment, by Thursday.\n"
    "Line leaders hear of it in their own languages.\n"
)
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True)
class DemoCase:
    """An example that the demo holds: what it is and the link that opens it."""

    name: str
    link: str


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demo, and how to sign in."""

    email: str
    role: str
    password: str


def serve(
    settings: Settings, *, host: str, port: int, processes: int, with_worker: bool
) -> None:
    """Serve the site until the process is told to end."""
    with contextlib.closing(open_database(settings.database)) as database:
        missing = missing_migrations(database)
    if missing:
        raise ToolkitError("The database is not ready: run `dd-toolkit migrate` first.")
    site = Granian(
        "dd_toolkit.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=4,
        respawn_failed_workers=True,
        # A process that is told to end while it starts does not hear it; without
        # this, granian would wait for it for ever.
        workers_kill_timeout=SECONDS_TO_END,
        log_level=LogLevels.warning,
        # Its own access log would write each address, ids and all.
        log_access=False,
        log_dictconfig=logs.configuration(log_kind()),
    )
    with (
        _metrics_folder(),
        _watched_worker() if with_worker else contextlib.nullcontext(),
    ):
        site.serve()


@contextlib.contextmanager
def _metrics_folder() -> Generator[None, None, None]:
    """A folder in which the site's processes add up their numbers, while they run."""
    with tempfile.TemporaryDirectory(prefix="dd-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[METRICS_FOLDER]


@contextlib.contextmanager
def _watched_worker() -> Generator[None, None, None]:
    """A worker beside the site; it is started again whenever it ends."""
    ending = threading.Event()
    watch = threading.Thread(target=_keep_working, args=(ending,), daemon=True)
    watch.start()
    try:
        yield
    finally:
        ending.set()
        watch.join(timeout=5)


def _keep_working(ending: threading.Event) -> None:
    while not ending.is_set():
        worker = subprocess.Popen([sys.executable, "-m", "dd_toolkit", "worker"])
        while worker.poll() is None and not ending.wait(0.5):
            pass
        if worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
            worker.wait()
        ending.wait(1)


def demo_settings(folder: Path, *, port: int) -> Settings:
    """Settings for a demo in this folder, with a secret that is kept there."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret-key"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(32), encoding="ascii")
    signing = _demo_signing(folder)
    settings = Settings(
        database=f"sqlite:///{folder.resolve() / 'demo.db'}",
        secret_key=secret.read_text(encoding="ascii"),
        url=f"http://127.0.0.1:{port}",
        signing=signing,
    )
    os.environ["DD_DATABASE"] = settings.database
    os.environ["DD_SECRET_KEY"] = settings.secret_key
    os.environ["DD_URL"] = settings.url
    os.environ["DD_SIGNING_CERTIFICATE"] = signing.certificate
    os.environ["DD_SIGNING_PASSWORD"] = signing.password
    os.environ.setdefault("DD_LOG", "text")
    return settings


def _demo_signing(folder: Path) -> Signing:
    """A certificate of the demo's own making, kept in its folder."""
    certificate = folder.resolve() / "certificate.p12"
    kept = folder / "certificate-password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(16), encoding="ascii")
    password = kept.read_text(encoding="ascii")
    if not certificate.exists():
        make_certificate(
            certificate, name="Example auditors (demo)", password=password, at=now()
        )
    return Signing(str(certificate), password)


def fill_demo(
    settings: Settings, library: Library, examples: Path
) -> Iterator[DemoCase]:
    """Put the example answer files into the demo's database, each once."""
    database = open_database(settings.database)
    migrate(database, at=moment(now()))
    for path in sorted(examples.glob("*.yaml")):
        file = read_answer_file(path, library)
        assessment_id = f"example{path.stem.replace('-', '')}"[:16]
        if assessments.open_case(database, assessment_id) is None:
            _add(database, file, assessment_id)
        yield DemoCase(file.name or path.stem, private_link(settings, assessment_id))
    database.close()


def demo_people(settings: Settings, folder: Path) -> Iterator[DemoPerson]:
    """Make people of each role, once; their password is made up and kept here."""
    kept = folder / "password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9), encoding="ascii")
    password = kept.read_text(encoding="ascii")
    database = open_database(settings.database)
    for role in ACCOUNT_ROLES:
        email = f"{role}@example.org"
        added = accounts.add_with_password(
            database,
            email,
            name=f"{role.capitalize()} (demo)",
            role=role,
            password=password,
            locale="en",
            at=now(),
        )
        if added is not None and role == "employer":
            firm = "Example employer (demo)"
            accounts.begin_organisation(database, added.id, firm, at=now())
        yield DemoPerson(email, role, password)
    database.close()


def fill_demo_desk(settings: Settings, file: AnswerFile) -> None:
    """Cases for the demo's auditor, made of this example, once."""
    with contextlib.closing(open_database(settings.database)) as database:
        demo_desk.fill_desk(database, settings, file, at=now())


def fill_demo_with_workshops(settings: Settings, library: Library) -> None:
    """Give the demo's trainer a workshop to open and a rehearsal to look back on.

    Each once. The rehearsal is one transaction: it holds hundreds of answers.
    """
    with contextlib.closing(open_database(settings.database)) as database:
        trainer = account_of(database, "trainer@example.org")
        if trainer is None or workshops_of(database, trainer.id):
            return
        for workshop_id, agenda, rehearsal in (
            ("demoworkshop", "fair-recruitment-half-day", False),
            ("demorehearsal", "c190-in-90-minutes", True),
        ):
            workshops.prepare(
                database,
                workshops.plans_of_agenda(library, agenda, room="people"),
                workshop_id=workshop_id,
                trainer_id=trainer.id,
                title=library.agendas[agenda].title,
                pace="trainer",
                at=now(),
                rehearsal=rehearsal,
            )
        with database.atomic():
            hold_whole(database, "demorehearsal", by=trainer.id, count=30, seed=1)
        workshops.write_next_steps(database, "demorehearsal", DEMO_AGREED)


def _add(database: Database, file: AnswerFile, assessment_id: str) -> None:
    at = now()
    if file.submitted:
        noon = datetime.time(12, tzinfo=datetime.UTC)
        at = datetime.datetime.combine(file.submitted, noon)
    assessments.begin(
        database,
        file.questionnaire,
        assessment_id=assessment_id,
        visit_secret=None,
        at=at,
    )
    case = assessments.open_case(database, assessment_id)
    assert case is not None, "it was just begun"
    assessments.rename(database, case, file.name)
    assessments.answer(database, case, file.answers, through="import", at=at)
    if file.submitted:
        assessments.submit(
            database,
            assessment_id,
            report_id=f"report-{assessment_id}",
            locale="en",
            at=at,
        )
