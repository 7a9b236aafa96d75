"""`dd-toolkit verify` of an audit report: its figures follow from its own data."""

import io
import json

import pikepdf
import pytest
from audit_builders import a_record
from click.testing import CliRunner

from dd_toolkit.cli import main
from dd_toolkit.reporting.kinds import audit_report
from dd_toolkit.verifying import NotOurs
from dd_toolkit.verifying_reviews import review_from
from tests.builders import a_folder

NAME = "review.json"


@pytest.fixture(scope="module")
def audit(_weasyprint_lines):
    return audit_report(a_record(findings=2), "ar")


@pytest.fixture
def verify(tmp_path):
    def verify(pdf, *options):
        path = tmp_path / "audit.pdf"
        path.write_bytes(pdf)
        return CliRunner().invoke(main, ["verify", str(path), *map(str, options)])

    return verify


def data_of(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return json.loads(opened.attachments[NAME].get_file().read_bytes())


def with_data(pdf, document):
    text = json.dumps(document).encode()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.attachments[NAME] = pikepdf.AttachedFileSpec(opened, text, filename=NAME)
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def test_a_whole_audit_report_agrees(audit, verify):
    done = verify(audit)

    assert done.exit_code == 0, done.output
    assert "every figure that it states" in done.stdout
    assert "it carries no digital signature" in done.stdout


def better(document):
    document["overall"]["verified"]["shown"] = 99


def other_verdict(document):
    document["verdicts"][0]["verdict"] = "not-verifiable"
    document["verdicts"][0]["verified"] = []


def other_answer(document):
    name = next(n for n in document["answers"] if n.startswith("c097."))
    document["answers"][name] = {"choices": ["unknown"]}


def more_evidence(document):
    free = "c190.channels"
    document["evidence"].append({**document["evidence"][0], "question": free})


def impossible_verdict(document):
    document["verdicts"][0].update(verdict="changed", verified=["nowhere"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (better, "overall.verified.shown"),
        (other_verdict, "give other figures"),
        (other_answer, "another SHA-256"),
        (more_evidence, "confidence"),
        (impossible_verdict, "do not fit"),
    ],
)
def test_what_was_changed_in_the_data_is_found(audit, verify, change, told):
    document = data_of(audit)
    change(document)

    done = verify(with_data(audit, document))

    assert done.exit_code == 1
    assert told in done.stdout


def test_without_its_questionnaire_the_figures_are_not_checked(audit, verify, tmp_path):
    other = a_folder(tmp_path / "other")

    done = verify(audit, "--questionnaires", other)

    assert done.exit_code == 1
    assert "NOT CHECKED: the figures" in done.stdout


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"method": "1", "method": "2"}',
        b"\xff",
        b"[" * 100_000,
        b'{"questionnaire": {"sha256": 1}}',
    ],
)
def test_other_data_is_not_taken_for_a_review(content):
    assert isinstance(review_from(content), NotOurs)
