"""A report checked against itself, and files that were built to deceive or to harm."""

import dataclasses
import json
import subprocess
import sys
import time

import pytest

from dd_toolkit import attachments
from dd_toolkit.attachments import LARGEST_PDF, Unreadable
from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answering import answers_fingerprint, answers_text
from dd_toolkit.core.documents import result_document
from dd_toolkit.core.scoring import score
from dd_toolkit.verifying import (
    Attached,
    NotOurs,
    attached_from,
    attached_to,
    differences,
    scored_again,
)
from tests import altering
from tests.operations.builders import AT, COMPLETE, QUESTIONNAIRE


def a_document(**changes):
    """The data attached to a report, as JSON would give it."""
    result = score(QUESTIONNAIRE, COMPLETE)
    plan = action_plan(result, submitted=AT.date())
    document = result_document(result, plan, COMPLETE, submitted=AT.date())
    whole = {
        "employer": "Al-Noor",
        "submitted": "2026-11-23",
        "code": "",
        "answers_sha256": answers_fingerprint(COMPLETE),
        "answers": json.loads(answers_text(COMPLETE)),
        "result": json.loads(json.dumps(document)),
    }
    return whole | changes


def attached(document):
    found = attached_from(json.dumps(document).encode())
    assert isinstance(found, Attached), found
    return found


def test_a_report_that_was_not_changed_agrees_in_everything():
    found = attached(a_document())

    assert found.answers_agree
    assert scored_again(found, QUESTIONNAIRE).figures == "same"


def test_a_changed_answer_has_another_sha256():
    document = a_document()
    document["answers"]["m.q1"] = {"choices": ["v0"]}

    assert not attached(document).answers_agree


def test_a_changed_answer_with_its_sha256_gives_other_figures():
    document = a_document()
    document["answers"]["m.q1"] = {"choices": ["v0"]}
    document["answers_sha256"] = attached(document).found_sha256

    scored = scored_again(attached(document), QUESTIONNAIRE)

    assert (scored.figures, scored.rating) == ("differ", "E")
    assert "overall.score.exact" in scored.differing


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("overall", "rating"), "C", "overall.rating"),
        (("overall", "score", "shown"), 100, "overall.score.shown"),
        (("overall", "provisional"), 0, "overall.provisional"),
        (("areas", 0, "score", "exact"), "100", "areas.documents.score.exact"),
        (("actions",), [], "actions"),
        (("questions", 1, "value"), 1, "questions.m.q2.value"),
        (("overall",), None, "overall"),
        (("extra",), "more", "(it says more)"),
    ],
)
def test_every_changed_figure_is_named(place, value, told):
    document = a_document()
    at = document["result"]
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value

    assert scored_again(attached(document), QUESTIONNAIRE).differing == (told,)


def test_without_its_questionnaire_figures_are_not_checked():
    found = scored_again(attached(a_document()), None)

    assert found.figures == "no-questionnaire"


def test_figures_of_another_method_are_not_checked():
    document = a_document()
    document["result"]["method"] = "0"

    found = scored_again(attached(document), QUESTIONNAIRE)
    assert found.figures == "other-method"


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("m.q1", {"choices": ["v99"]}),
        ("m.q1", {"choices": ["v100", "v0"]}),
        ("m.other", {"choices": ["v100"]}),
        ("m.count", {"text": "many"}),
    ],
)
def test_answers_that_do_not_fit_are_not_scored(question, given):
    document = a_document()
    document["answers"][question] = given

    assert scored_again(attached(document), QUESTIONNAIRE).figures == "do-not-fit"


def test_a_difference_is_named_in_our_words_only():
    theirs = {"a": 1, "<script>": 2}

    assert list(differences({"a": 1}, theirs)) == ["(it says more)"]


TEXT = json.dumps(a_document())


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 10_000,
        TEXT.replace('"employer"', '"submitted": null, "employer"').encode(),
        json.dumps(a_document(answers=[])).encode(),
        json.dumps(a_document(answers={"m.q1": {"value": 1}})).encode(),
        json.dumps(a_document(answers={"m.q1": {"choices": "v100"}})).encode(),
        json.dumps(a_document(answers={"m.q1": {"note": "\ud800"}})).encode(),
        json.dumps(a_document(submitted="soon")).encode(),
        json.dumps(a_document(result="good")).encode(),
        json.dumps(a_document(employer=7)).encode(),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_data_of_a_report_is_refused_with_a_reason(text):
    found = attached_from(text)

    assert isinstance(found, NotOurs)
    assert found.why


@pytest.mark.parametrize(
    ("sha256", "rating"), [(None, None), (7, "F"), ([], "<b>"), ({}, ["A"])]
)
def test_strange_values_are_taken_as_none_stated(sha256, rating):
    found = attached(
        a_document(result={"sha256": sha256, "overall": {"rating": rating}})
    )

    assert found.rating is None
    assert scored_again(found, None).figures == "no-questionnaire"


WHOLE = altering.a_pdf(TEXT.encode())

BAD_FILES = {
    "empty": (b"", "not-pdf"),
    "text": (b"Dear Sir or Madam", "not-pdf"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "not-pdf"),
    "only its beginning": (b"%PDF-1.7\n", "damaged"),
    "cut in half": (WHOLE[: len(WHOLE) // 2], "damaged"),
    "rubbish inside": (b"%PDF-1.7\n" + bytes(range(256)) * 50, "damaged"),
    "nothing attached": (altering.a_pdf(), "nothing-attached"),
    "two of a name": (altering.with_two_of_a_name(WHOLE), "several-attached"),
    "two of a name, one hidden": (
        altering.with_two_of_a_name(WHOLE, shown_as="other.json"),
        "several-attached",
    ),
    "password": (altering.with_password(WHOLE), "encrypted"),
    "unpacks to 20 MB": (altering.that_unpacks_to(20), "too-much"),
    "too large": (WHOLE + b"\n" * LARGEST_PDF, "too-large"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(kind):
    pdf, reason = BAD_FILES[kind]

    assert attached_to(pdf) == Unreadable(reason)


def test_what_is_attached_is_read_whole():
    assert attached_to(WHOLE) == attached(a_document())


def test_a_file_that_unpacks_to_more_than_the_memory_given_is_refused():
    found = attached_to(altering.that_unpacks_to(600))

    assert isinstance(found, Unreadable)


ENDLESS = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>> endobj
2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj
3 0 obj <</Kids[3 0 R 3 0 R]>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""


def test_a_file_whose_names_lead_in_a_circle_is_refused_in_time(monkeypatch):
    monkeypatch.setattr(attachments, "SECONDS_TO_WAIT", 5)
    began = time.monotonic()

    assert isinstance(attached_to(ENDLESS), Unreadable)
    assert time.monotonic() - began < 10


LIMITED = """
import resource
from dd_toolkit.attachments import limit_this_process
limit_this_process()
for act in ("bytearray(700_000_000)", "open('here', 'wb', buffering=0).write(b'x')"):
    try:
        exec(act)
    except Exception as error:
        print(type(error).__name__)
print(resource.getrlimit(resource.RLIMIT_CPU)[0])
"""


def test_the_process_that_reads_has_little_memory_and_time_and_no_disk(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["MemoryError", "OSError", "8"]


def test_a_file_is_read_by_a_process_that_does_not_know_our_secrets(monkeypatch):
    seen = {}

    def run(*_, env, **__):
        seen.update(env)
        return dataclasses.make_dataclass("Done", ["stdout"])(b"damaged")

    monkeypatch.setenv("DD_SECRET_KEY", "s" * 40)
    monkeypatch.setattr(attachments.subprocess, "run", run)
    attached_to(WHOLE)

    assert set(seen) == {"PYTHONPATH"}
