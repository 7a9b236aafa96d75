"""One event, one line; nothing that a user sent stands in it."""

import io
import json
import logging
import logging.config

import pytest

from dd_toolkit import logs
from dd_toolkit.errors import SettingRefused
from dd_toolkit.settings import log_kind

LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.fixture(params=["json", "text"])
def written(request):
    """What a logger writes, as lines; the loggers are as before afterwards."""
    stream = io.StringIO()
    formatter = logs.JsonLines() if request.param == "json" else logs.TextLines()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    log = logging.getLogger("dd_toolkit")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield lambda: stream.getvalue().splitlines()
    log.removeHandler(handler)
    log.setLevel(before)


LOG = logging.getLogger("dd_toolkit.test")


def as_json(act, log=LOG):
    """What the JSON formatter makes of the records of this act."""
    records = []
    keeper = logging.Handler()
    keeper.emit = records.append
    log.addHandler(keeper)
    log.setLevel(logging.INFO)
    try:
        act()
    finally:
        log.removeHandler(keeper)
    return [json.loads(logs.JsonLines().format(record)) for record in records]


def test_an_event_is_a_json_line_with_its_facts():
    (line,) = as_json(lambda: logs.event(LOG, "request", status=200, route="/"))

    assert line.pop("at").endswith("Z")
    assert line == {"level": "info", "event": "request", "status": 200, "route": "/"}


def test_an_event_within_a_request_names_the_request():
    logs.request_id.set("ab12")

    (line,) = as_json(lambda: logs.event(LOG, "request"))
    logs.request_id.set("")

    assert line["request"] == "ab12"


@pytest.mark.parametrize("end", LINE_ENDS)
def test_what_a_user_sent_cannot_forge_a_line(written, end):
    forged = f'x{end}{{"event": "signed-in", "level": "info"}}'

    logs.event(LOG, "sign-in-failed", account=forged)

    assert len(written()) == 1


def test_control_characters_are_escaped(written):
    logs.event(LOG, "request", route="\x1b[2J\x07\x9b")

    assert written()[0].isprintable()


def raises(text):
    """An error that was raised, with its place."""
    with pytest.raises(ValueError, match=text) as raised:
        raise ValueError(text)
    return raised.value


def test_of_an_error_only_its_type_and_place_are_written():
    error = raises("They keep 12 passports")

    (line,) = as_json(lambda: logs.failure(LOG, "unexpected", error))

    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["at_line"]
    assert "passports" not in json.dumps(line)


def test_the_errors_behind_an_error_are_named_without_their_texts():
    error = raises("canary one")
    error.__cause__ = KeyError("canary two")

    (line,) = as_json(lambda: logs.failure(LOG, "unexpected", error))

    assert line["error"] == "ValueError < KeyError"
    assert "canary" not in json.dumps(line)


def test_exc_info_of_any_logger_gives_no_text_away():
    def act():
        try:
            raises_now()
        except ValueError:
            LOG.exception("it failed for %s", "canary one")

    def raises_now():
        raise ValueError("canary two")

    (line,) = as_json(act)

    assert line["error"] == "ValueError"
    assert "canary" not in json.dumps(line)


def test_a_librarys_line_is_its_template_without_what_was_filled_in():
    (line,) = as_json(lambda: LOG.warning("cannot read %r", "canary"))

    assert line["says"] == "cannot read %r"
    assert "canary" not in json.dumps(line)


def test_a_librarys_line_without_arguments_may_be_filled_in_already():
    filled_in = "cannot read {}".format("canary")
    (line,) = as_json(lambda: LOG.warning(filled_in))

    assert "says" not in line
    assert line["place"].startswith("tests/test_logs.py:")


def test_a_very_long_fact_is_cut():
    (line,) = as_json(lambda: logs.event(LOG, "request", route="x" * 10_000))

    assert len(line["route"]) == 200


def test_setting_up_writes_every_line_as_json(capsys):
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.set_up("json")
        logging.getLogger("somebody").warning("hello %s", "canary")
        logs.security("wrong-code")
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:] = handlers
        root.setLevel(level)

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["logger"], second["event"]) == ("somebody", "wrong-code")


@pytest.mark.parametrize("kind", ["json", "text"])
def test_lines_are_json_or_text_as_set(kind):
    assert log_kind({"DD_LOG": kind}) == kind


def test_any_other_kind_of_line_is_refused():
    with pytest.raises(SettingRefused, match="DD_LOG"):
        log_kind({"DD_LOG": "xml"})
