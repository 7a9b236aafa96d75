"""Log lines that a machine reads and that give nothing away.

What stands in a line is chosen word by word: our own events with facts that are named
here and there, never a formatted sentence. The texts of other people's log lines and
errors hold what a user sent (a value that did not fit, a name in an address), so of an
exception only its type and place are written, and of a library's line only the template
that its author wrote. Everything is escaped as JSON: one event is one line, whatever a
user put into it.

Lines go to stderr, for systemd or the container to keep. No address of a person is in
them: the reverse proxy knows it, the request id joins the two.
"""

import datetime
import json
import logging
import logging.config
import traceback
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from dd_toolkit.settings import LogKind

Fact = str | int | float | None

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that this thread handles; "" outside of one."""

_OURS = "dd_toolkit"
_LIBRARIES_TELLING = frozenset({"_granian"})
"""Libraries whose texts are about processes only."""
_LONGEST = 200
_security = logging.getLogger(f"{_OURS}.security")


def event(
    log: logging.Logger, name: str, level: int = logging.INFO, **facts: Fact
) -> None:
    """Write an event with its facts: ids, counts, words of ours."""
    log.log(level, name, extra={"dd_facts": facts})


def failure(
    log: logging.Logger, name: str, error: BaseException, **facts: Fact
) -> None:
    """Write what went wrong: the error's type and place, not its text."""
    told = {"error": error_name(error), "at_line": place(error)}
    event(log, name, logging.ERROR, **facts, **told)


def security(name: str, **facts: Fact) -> None:
    """Write what somebody who watches over the site must see."""
    event(_security, name, logging.WARNING, **facts)


def error_name(error: BaseException) -> str:
    """The type of an error, and those of what caused it."""
    names: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(names) < 5:
        names.append(type(cause).__name__)
        cause = cause.__cause__
    return " < ".join(names)


def place(error: BaseException) -> str:
    """``web/start.py:31 home`` of our innermost line; of the raising line after it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"/{_OURS}/" in frame.filename]
    told = [*ours[-1:], *frames[-1:]] if ours[-1:] != frames[-1:] else frames[-1:]
    return " > ".join(
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in told
    )


def _short(filename: str) -> str:
    parts = Path(filename).parts
    kept = 2 if len(parts) > 1 else 1
    return "/".join(parts[-kept:])


def line_of(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record."""
    at = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
    line: dict[str, Any] = {
        "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "event": _event(record),
    }
    if request_id.get():
        line["request"] = request_id.get()
    facts = getattr(record, "dd_facts", None)
    if facts is None:
        line |= _library(record)
    else:
        line |= {name: fact for name, fact in facts.items() if fact is not None}
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        line |= {"error": error_name(error), "at_line": place(error)}
    return {name: _short_enough(fact) for name, fact in line.items()}


def _event(record: logging.LogRecord) -> str:
    return str(record.msg) if hasattr(record, "dd_facts") else "log"


def _library(record: logging.LogRecord) -> dict[str, Fact]:
    told: dict[str, Fact] = {
        "logger": record.name,
        "place": f"{_short(record.pathname)}:{record.lineno}",
    }
    if record.name in _LIBRARIES_TELLING:
        told["says"] = record.getMessage().partition("\n")[0]
    elif record.args and isinstance(record.msg, str):
        # Without arguments it may be an f-string, values and all.
        told["says"] = record.msg
    return told


def _short_enough(fact: Fact) -> Fact:
    return fact[:_LONGEST] if isinstance(fact, str) else fact


class JsonLines(logging.Formatter):
    """One JSON object a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(line_of(record))


class TextLines(logging.Formatter):
    """``09:30:00 info request route="/" status=200``, for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        line = line_of(record)
        at, level, name = line.pop("at"), line.pop("level"), line.pop("event")
        facts = " ".join(f"{key}={json.dumps(fact)}" for key, fact in line.items())
        return f"{at[11:19]} {level} {json.dumps(name)[1:-1]} {facts}".rstrip()


def configuration(kind: LogKind) -> dict[str, Any]:
    """For ``logging.config.dictConfig``: the same for the site, granian, the worker."""
    formatter = JsonLines if kind == "json" else TextLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            _OURS: {"level": "INFO"},
            # granian sets levels of its two loggers, so they must be named.
            "_granian": {"level": "WARNING"},
            "granian.access": {"level": "CRITICAL", "propagate": False},
        },
    }


def set_up(kind: LogKind) -> None:
    """From now on every line of this process is written so."""
    logging.config.dictConfig(configuration(kind))
    logging.captureWarnings(capture=True)
