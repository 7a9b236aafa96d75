"""What an assessment keeps: its questionnaire's text, and answers that only grow."""

import hashlib
import re
from dataclasses import replace
from importlib import resources

import pytest

from dd_toolkit.core.answering import Answer, chosen
from dd_toolkit.storage import assessments
from tests.operations.builders import QUESTIONNAIRE, a_submitted_case, begin
from tests.storage.databases import AT, contents, rows

HISTORY = ("answer", "questionnaire", "result")


@pytest.fixture
def draft(db):
    """A database with the assessment ``a``, without answers."""
    begin(db)
    return db


@pytest.fixture
def submitted(db):
    """A database with the submitted assessment ``a``."""
    a_submitted_case(db)
    return db


def add(db, revision, **answers):
    assessments.add_answers(db, "a", answers, revision=revision, through="page", at=AT)


def test_a_questionnaire_is_stored_under_the_hash_of_its_text(db):
    assessments.keep_questionnaire(db, QUESTIONNAIRE, at=AT)

    (row,) = rows(db, "questionnaire")
    assert row["sha256"] == hashlib.sha256(row["text"].encode()).hexdigest()


def test_the_same_questionnaire_is_stored_once(db):
    assessments.keep_questionnaire(db, QUESTIONNAIRE, at=AT)
    assessments.keep_questionnaire(db, QUESTIONNAIRE, at="later")

    assert [row["stored_at"] for row in rows(db, "questionnaire")] == [AT]


def test_a_questionnaire_is_read_back_as_it_was(db):
    assessments.keep_questionnaire(db, QUESTIONNAIRE, at=AT)

    kept = assessments.kept_questionnaire(db, QUESTIONNAIRE.fingerprint)

    assert kept == QUESTIONNAIRE


def test_two_versions_of_a_questionnaire_are_kept_side_by_side(db):
    changed = replace(QUESTIONNAIRE, title="Everything, and more")
    for questionnaire in (QUESTIONNAIRE, changed):
        assessments.keep_questionnaire(db, questionnaire, at=AT)

    kept = assessments.kept_questionnaire(db, changed.fingerprint)

    assert kept.title == "Everything, and more"


def test_a_new_assessment_is_a_draft_without_a_name(draft):
    assert assessments.assessment(draft, "a") == assessments.Assessment(
        id="a",
        questionnaire_sha256=QUESTIONNAIRE.fingerprint,
        name="",
        revision=0,
        created_at=AT,
        submitted_at=None,
    )


@pytest.mark.parametrize("assessment_id", ["", "b", "A", "' OR '1'='1", "%", "_"])
def test_an_unknown_id_is_no_assessment(draft, assessment_id):
    assert assessments.assessment(draft, assessment_id) is None


def test_an_id_is_given_once(draft):
    with pytest.raises(Exception, match=r"(?i)unique"):
        begin(draft)


def test_the_newest_answer_counts_even_if_it_was_written_first(draft):
    add(draft, 2, q=chosen("new"))
    add(draft, 1, q=chosen("old"))

    assert assessments.current_answers(draft, "a") == {"q": chosen("new")}


def test_the_tenth_answer_is_newer_than_the_ninth(draft):
    add(draft, 10, q=chosen("new"))
    add(draft, 9, q=chosen("old"))

    assert assessments.current_answers(draft, "a") == {"q": chosen("new")}


def test_answers_stand_in_the_order_of_the_first_ones(draft):
    add(draft, 1, z=chosen("old"))
    add(draft, 2, b=chosen("old"))
    add(draft, 3, z=chosen("new"))

    assert list(assessments.current_answers(draft, "a")) == ["z", "b"]


def test_an_assessment_has_only_its_own_answers(draft):
    begin(draft, assessment_id="b")
    add(draft, 1, q=chosen("mine"))

    assert assessments.current_answers(draft, "b") == {}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(),
        Answer(choices=("one",)),
        Answer(choices=("one", "two", "three")),
        Answer(text="12.5"),
        Answer(choices=("not-applicable",), reason="We have none.", note="So far."),
    ],
)
def test_an_answer_is_read_back_as_it_was_given(draft, answer):
    add(draft, 1, q=answer)

    assert assessments.current_answers(draft, "a") == {"q": answer}


def test_a_revision_takes_one_answer_to_each_question(draft):
    add(draft, 1, q=chosen("first"))

    with pytest.raises(Exception, match=r"(?i)unique"):
        add(draft, 1, q=chosen("second"))


def test_revisions_count_up(draft):
    numbers = [assessments.next_revision(draft, "a") for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_an_unknown_assessment_has_no_next_revision(draft):
    assert assessments.next_revision(draft, "b") is None


def test_a_submitted_assessment_has_no_next_revision(submitted):
    assert assessments.next_revision(submitted, "a") is None


def test_a_submitted_assessment_cannot_be_renamed(submitted):
    assert not assessments.rename(submitted, "a", "Another")


def test_a_submitted_assessment_cannot_be_submitted_again(submitted):
    assert not assessments.freeze(submitted, "a", at="later")


def test_refused_changes_of_a_submitted_assessment_change_nothing(submitted):
    before = contents(submitted)

    assessments.next_revision(submitted, "a")
    assessments.rename(submitted, "a", "Another")
    assessments.freeze(submitted, "a", at="later")

    assert contents(submitted) == before


def test_a_result_is_stored_once(submitted):
    with pytest.raises(Exception, match=r"(?i)unique"):
        assessments.keep_result(
            submitted,
            "a",
            method="2",
            answers_sha256="",
            code="another",
            document={},
            at="later",
        )


def test_submitting_one_assessment_leaves_the_others(submitted):
    begin(submitted, assessment_id="b")

    assert assessments.next_revision(submitted, "b") == 1


@pytest.mark.parametrize("table", HISTORY)
def test_no_statement_of_the_product_changes_or_erases_history(table):
    changing = re.compile(
        rf"\b(UPDATE|DELETE\s+FROM|REPLACE\s+INTO|DROP\s+TABLE)\s+{table}\b",
        re.IGNORECASE,
    )

    found = [path for path, text in sources() if changing.search(text)]

    assert [path for path in found if not path.endswith("erasure.py")] == []


def test_sql_stands_in_storage_only():
    sql = re.compile(r"\b(INSERT INTO|UPDATE \w+ SET|DELETE FROM|SELECT .+ FROM)\b")

    writing = [path for path, text in sources() if sql.search(text)]

    assert writing
    assert [path for path in writing if "/storage/" not in path] == []


def sources():
    """Path and text of each module and each migration of the package."""
    folder = resources.files("dd_toolkit")
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".sql"):
            yield str(path), path.read_text(encoding="utf-8")
