"""What people type is printed as they typed it, and does nothing."""

import io
import socket
import threading
from contextlib import contextmanager

import pikepdf
import pytest
from pdf_reading import words_of
from report_builders import PROFILE, a_report, a_small_questionnaire

from dd_toolkit import places
from dd_toolkit.core.answering import Answer
from dd_toolkit.core.questionnaire import NOT_APPLICABLE
from dd_toolkit.reporting.pdf import action_plan_html, action_plan_pdf
from dd_toolkit.reporting.sealed import SealedFetcher
from dd_toolkit.reporting.typesetting import typeset

STYLE = "action_plan/style.css"


@contextmanager
def a_listener():
    """A server on this machine that counts who calls."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    calls.append(server.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], calls
        finally:
            stop.set()
            thread.join()


def corpus(port):
    return (
        "<script>alert(1)</script>",
        "{{7*7}} {% include 'x' %}",
        f'"><img src=http://127.0.0.1:{port}/x>',
        "<link rel=attachment href=file:///etc/passwd>",
        f"<style>@import url(http://127.0.0.1:{port}/y.css);</style>",
        "</title><base href=file:///etc/>&lt;&amp;",
    )


def embedded_files(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(opened.attachments)


def test_markup_in_answers_stays_text_and_calls_nobody():
    # given
    questionnaire = a_small_questionnaire()
    first, second = (q.id for q in questionnaire.questions)
    with a_listener() as (port, calls):
        for hostile in corpus(port):
            answers = PROFILE | {
                first: Answer((NOT_APPLICABLE,), reason=hostile),
                second: Answer(("no",), note=hostile),
            }
            # when
            pdf = action_plan_pdf(a_report(questionnaire, answers, employer=hostile))
            # then
            printed = words_of(pdf).replace(" ", "")
            assert printed.count(hostile.replace(" ", "")) == 3
            assert embedded_files(pdf) == ["action-plan.json"]
    assert calls == []


def test_even_markup_that_got_through_finds_no_door(weasyprint_log):
    # given
    with a_listener() as (port, calls):
        html = (
            "<html lang=en><title>x</title>"
            "<link rel=attachment href=file:///etc/passwd>"
            f"<link rel=stylesheet href=http://127.0.0.1:{port}/style.css>"
            f"<style>@import url(http://127.0.0.1:{port}/more.css);</style>"
            f'<p>text<img src="http://127.0.0.1:{port}/x.png" alt=x>'
            '<img src="data:image/png;base64,AAAA" alt=x>'
            '<a rel=attachment href="file:///etc/hostname">more</a>'
        )
        # when
        pdf = typeset(html, style=STYLE)
    # then
    assert calls == []
    assert embedded_files(pdf) == []
    assert b"root:" not in pdf
    assert len(weasyprint_log) >= 5
    weasyprint_log.clear()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/style.css",
        "https://example.org/style.css",
        "ftp://example.org/style.css",
        "data:text/css,a",
        "file:///etc/passwd",
        "file://example.org/style.css",
        "{folder}/../setup.cfg",
        "{folder}/%2e%2e/dd_toolkit/web/static/site.css",
        "{folder}/shared/report.html",
        "{folder}/fonts/OFL.txt",
        "{folder}",
        "style.css",
        "",
    ],
)
def test_the_fetcher_refuses_everything_but_its_own_styles_and_typefaces(address):
    fetcher = SealedFetcher(places.REPORTS)
    with pytest.raises(ValueError, match=r"report opens|absolute"):
        fetcher.fetch(address.format(folder=places.REPORTS.as_uri()))


def test_the_fetcher_follows_no_link_out_of_its_folder(tmp_path):
    # given
    outside = tmp_path / "outside.css"
    outside.write_text("a { color: red }")
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "style.css").symlink_to(outside)
    # when, then
    with pytest.raises(ValueError, match="report opens"):
        SealedFetcher(folder).fetch((folder / "style.css").as_uri())


def test_the_fetcher_gives_the_styles_and_typefaces_of_the_reports():
    fetcher = SealedFetcher(places.REPORTS)
    for name in ("shared/base.css", "fonts/Vazirmatn-Regular.ttf"):
        path = places.REPORTS / name
        assert fetcher.fetch(path.as_uri()).read() == path.read_bytes()


def test_no_template_calls_anything_safe():
    for path in places.REPORTS.rglob("*.html"):
        assert "safe" not in path.read_text(encoding="utf-8"), path


def test_the_direction_of_a_note_is_that_of_its_first_letter():
    # given
    questionnaire = a_small_questionnaire()
    first, second = (q.id for q in questionnaire.questions)
    answers = PROFILE | {
        first: Answer(("no",), note="(1) ملاحظة عن C181"),
        second: Answer(("no",), note="(1) note on شركة"),
    }
    # when
    html = action_plan_html(a_report(questionnaire, answers, employer="123"))
    # then
    assert 'dir="rtl">(1) ملاحظة' in html
    assert 'dir="ltr">(1) note' in html
    assert '<span class="typed">123</span>' in html


def test_letters_without_a_shape_are_told_instead_of_printed_as_boxes():
    questionnaire = a_small_questionnaire()
    answers = {questionnaire.questions[0].id: Answer(("no",), note="नेपाली and बंगला x")}
    pdf = action_plan_pdf(a_report(questionnaire, PROFILE | answers))
    assert words_of(pdf).count("[in letters that cannot be printed") == 2


def test_control_characters_and_overrides_are_left_out():
    name = "Al\x00-No\u202eor \x1b[31m\ud800Ltd\u2066"
    contents = a_report(a_small_questionnaire(), PROFILE, employer=name)
    assert contents.employer.text == "Al-Noor [31mLtd"


def test_a_very_long_word_stays_on_the_page():
    questionnaire = a_small_questionnaire()
    answers = {questionnaire.questions[0].id: Answer(("no",), note="X" * 1900)}
    pdf = action_plan_pdf(a_report(questionnaire, PROFILE | answers))
    assert words_of(pdf).count("X") >= 1900
