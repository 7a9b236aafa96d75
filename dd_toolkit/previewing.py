"""One question file by itself: to be looked at while it is written, or compared.

A file needs the areas, scales, profile and provisions around it. They are lent by the
toolkit's own questionnaires, in a temporary folder in which the file stands alone.
"""

import contextlib
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import click
from flask import Flask, Response, jsonify, request
from markupsafe import escape
from werkzeug.serving import make_server

from dd_toolkit import places
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.strict_yaml import read_document
from dd_toolkit.errors import FileProblems
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.settings import Settings
from dd_toolkit.storage import assessments
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from dd_toolkit.web import create_app

LENT = ("areas.yaml", "scales.yaml", "profile.yaml", "standards")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def module_of(file: Path) -> str:
    """The id of the module in the file; its name where it has none."""
    content = read_document(file).content
    written = content.get("id") if isinstance(content, dict) else None
    return written if isinstance(written, str) else file.stem


@contextlib.contextmanager
def with_module(file: Path) -> Generator[Path, None, None]:
    """A folder in which this question file stands alone, as one set."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in LENT:
            (folder / name).symlink_to(places.QUESTIONNAIRES / name)
        put_in(folder, file)
        yield folder


def put_in(folder: Path, file: Path) -> None:
    """Put the file, as it is now, into the folder, and a set that asks all of it."""
    module = module_of(file)
    shutil.copyfile(file, folder / f"{module}.yaml")
    (folder / "sets.yaml").write_text(
        f"- id: {module}\n  version: 0.0.0\n  title: {module}\n  asks: [{module}]\n",
        encoding="utf-8",
    )


def serve(file: Path, *, port: int) -> None:
    """Serve the file on this machine until the process is told to end."""
    with with_module(file) as folder:
        server = make_server(
            "127.0.0.1", port, Preview(file, folder, port=port).wsgi, threaded=True
        )
        click.echo(f"{file} at http://127.0.0.1:{port}/   (end it with Ctrl+C)")
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


class Preview:
    """The site for one file, made anew when the file changes; drafts go along."""

    def __init__(self, file: Path, folder: Path, *, port: int) -> None:
        self.file = file
        self.folder = folder
        self.settings = Settings(
            database=f"sqlite:///{folder / 'preview.db'}",
            secret_key=secrets.token_urlsafe(32),
            url=f"http://127.0.0.1:{port}",
        )
        migrate(open_database(self.settings.database), at=moment(now()))
        self.seen = 0
        self.turn = threading.Lock()
        self.site: Wsgi = _problems_page(())

    def wsgi(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The WSGI application: it looks at the file before each request."""
        with self.turn:
            changed = self.file.stat().st_mtime_ns
            if changed != self.seen:
                self.seen = changed
                self.site = self._made()
        return self.site(environ, start_response)

    def _made(self) -> Wsgi:
        try:
            put_in(self.folder, self.file)
            library = load_library(self.folder)
        except FileProblems as found:
            app = _problems_page(
                tuple(
                    f"{self.file}:{problem.line}:{problem.column}: {problem.message}"
                    for problem in found.problems
                )
            )
        else:
            questionnaire = next(iter(library.questionnaires.values()))
            with contextlib.closing(open_database(self.settings.database)) as db:
                assessments.keep_questionnaire(db, questionnaire, at=moment(now()))
                assessments.move_all(db, questionnaire.fingerprint)
            app = create_app(self.settings, library)
        return _reloading(app, self.seen)


def _problems_page(problems: tuple[str, ...]) -> Flask:
    app = Flask(__name__)

    @app.route("/", defaults={"path": ""})
    @app.route("/<path:path>")
    def shown(path: str) -> Response:  # noqa: ARG001 - every address shows the same
        page = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
        return Response(f"<!doctype html><title>!</title><ol>{page}</ol>", 422)

    return app


def _reloading(app: Flask, version: int) -> Flask:
    """The application whose pages ask once a second whether the file has changed."""

    @app.before_request
    def asked() -> Response | None:
        if request.path == "/preview-version":
            return jsonify(version=str(version))
        if request.path == "/preview.js":
            return Response(_SCRIPT % version, mimetype="text/javascript")
        return None

    @app.after_request
    def with_script(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.is_streamed:
            page = response.get_data(as_text=True)
            response.set_data(page + '<script src="/preview.js" defer></script>')
        return response

    return app


_SCRIPT = """
setInterval(async () => {
  const told = await (await fetch("/preview-version")).json();
  if (told.version !== "%s") location.reload();
}, 1000);
"""
