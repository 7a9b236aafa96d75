"""Whatever people write is kept as they wrote it, and does nothing else."""

import pytest

from dd_toolkit.core.answering import Answer
from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import Saved, open_case
from dd_toolkit.storage import visits
from tests.builders import chosen
from tests.operations.builders import a_draft, begin, save, submit
from tests.storage.databases import TABLES, rows

CONTROL = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), 127, 0x85, 0x9F]))

TEXTS = {
    "quotes": """it's "quoted" `so` ''twice'' \\'escaped\\'""",
    "drop": "'); DROP TABLE answer; --",
    "or": "' OR '1'='1",
    "union": "x' UNION SELECT secret_sha256 FROM visit --",
    "comment": "/* -- */ ; # %s %(name)s :id ? $1 {0} {{7*7}}",
    "wildcards": "100 % of_all \\% \\_",
    "control": f"a{CONTROL}b",
    "lines": "one\ntwo\r\nthree\ttab",
    "emoji": "👩🏽‍🏭 🇯🇴 𝄞",
    "arabic": "مصنع الشروق للملابس ١٢٣ لا",
    "both-directions": "abc \u202eevil\u202c \u200f العربية \u200e",
    "accents": "Z\u0301 \u00e9 e\u0301 ﬁ İ ß",
    "json": '{"choices": ["v100"], "text": null}',
    "not-characters": "\ufffe \uffff \ufeff \U0010ffff",
    "html": "<script>alert(1)</script> &amp; ]]>",
    "spaces": "  leading and trailing  ",
    "number": "1e5",
    "null": "NULL",
}

hostile = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())


@pytest.fixture
def draft(db):
    """A database with the assessment ``a``, without answers."""
    begin(db)
    return db


@hostile
@pytest.mark.parametrize("part", ["text", "note"])
def test_text_comes_back_as_it_was_written(draft, part, text):
    answer = Answer(**{part: text})

    assert save(draft, {"m.note": answer}) == Saved()
    assert open_case(draft, "a").answers == {"m.note": answer}


@hostile
def test_a_reason_comes_back_as_it_was_written(draft, text):
    answer = Answer(("not-applicable",), reason=text, note=text)

    assert save(draft, {"m.q1": answer}) == Saved()
    assert open_case(draft, "a").answers == {"m.q1": answer}


@hostile
def test_a_name_comes_back_as_it_was_written(db, text):
    assessments.rename(db, a_draft(db), text)

    assert open_case(db, "a").assessment.name == " ".join(text.split())


@hostile
def test_text_survives_submission(draft, text):
    save(draft, a_complete_answer(text))
    submit(draft)

    assert open_case(draft, "a").answers["m.q2"].note == text


@hostile
def test_no_text_removes_a_table(draft, text):
    save(draft, a_complete_answer(text))
    assessments.rename(draft, open_case(draft, "a"), text)

    kept = {table: len(rows(draft, table)) for table in TABLES}
    assert (kept["questionnaire"], kept["assessment"]) == (1, 1)


@hostile
def test_text_where_an_id_belongs_finds_nothing(draft, text):
    save(draft, a_complete_answer("dull"))

    assert open_case(draft, text) is None


@hostile
def test_text_where_a_secret_belongs_opens_nothing(db, text):
    visits.begin_visit(db, "secret", at="2026-11-23")
    begin(db, visit_secret="secret")

    assert not visits.may_open(db, text, "a", since="2026-11-22")


@hostile
def test_text_where_a_question_belongs_is_refused(draft, text):
    assert save(draft, {text: chosen("v100")}).reason == "refused"


def a_complete_answer(text):
    return {
        "profile.sector": chosen("garment"),
        "profile.uses-agency": chosen("yes"),
        "m.q1": chosen("v100"),
        "m.q2": Answer(("v100",), note=text),
    }
