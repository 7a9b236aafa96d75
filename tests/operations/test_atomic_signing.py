"""A signature is whole or has not happened, wherever it is cut off.

The invariant: signed, exactly where what the review came to is kept, with its figures
and its reports in every language.
"""

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from dd_toolkit import languages
from dd_toolkit.operations.reviewing import Refused, open_review
from dd_toolkit.operations.signing import Signed
from tests.operations.faults import FaultyDatabase, PowerCut
from tests.operations.reviews import (
    CHANGED,
    a_review,
    decide,
    reply,
    send_findings,
    sign,
)
from tests.storage.databases import all_at_once, contents, rows

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ready(db):
    """A review that may be signed; the revision that it is at."""
    a_review(db)
    decide(db, "m.q1", CHANGED)
    send_findings(db)
    reply(db)
    return open_review(db, "c").review.revision


def whole_or_nothing(db):
    signed = {row["id"] for row in rows(db, "review") if row["signed_at"]}
    kept = {row["review_id"] for row in rows(db, "review_result")}
    figures = {row["review_id"] for row in rows(db, "review_figure")}
    asked = [row["subject_id"] for row in rows(db, "report") if row["kind"] == "audit"]
    return signed == kept == figures == set(asked) and len(asked) == len(signed) * len(
        languages.LANGUAGES
    )


def faulty(db, at_statement, when):
    def fault():
        raise PowerCut

    return FaultyDatabase(db, at_statement=at_statement, when=when, fault=fault)


def statements(db, seen):
    """How many statements signing takes, its COMMIT among them; nothing is kept."""
    counting = faulty(db, 0, "before")
    with pytest.raises(PowerCut), db.atomic():
        assert sign(counting, seen=seen) == Signed()
        raise PowerCut
    return counting.statements


def test_a_signature_cut_off_at_any_statement_leaves_the_review_as_it_was(db, ready):
    before = contents(db)
    many = statements(db, ready)
    assert many > 20

    for at_statement in range(1, many):
        for when in ("before", "after"):
            with pytest.raises(PowerCut):
                sign(faulty(db, at_statement, when), seen=ready)
            assert contents(db) == before, (at_statement, when)


def test_a_signature_cut_off_after_its_commit_is_whole(db, ready):
    many = statements(db, ready)

    with pytest.raises(PowerCut):
        sign(faulty(db, many, "after"), seen=ready)

    assert open_review(db, "c").review.signed
    assert whole_or_nothing(db)


def test_a_process_killed_while_signing_leaves_it_whole_or_undone(db, ready, address):
    many = statements(db, ready)

    # A process that is new reads the questionnaire's text too: one statement more.
    for at_statement in (many // 2, many, many + 1):
        ended = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.operations.killed_signer",
                *(address, str(ready), str(at_statement), "after"),
            ],
            cwd=ROOT,
            timeout=60,
            check=False,
        ).returncode
        assert ended == -signal.SIGKILL
        assert whole_or_nothing(db)
        assert open_review(db, "c").review.signed == (at_statement > many)


def test_of_two_leads_who_sign_at_once_one_signs(db, connect, ready):
    first, second = connect(), connect()

    outcomes = all_at_once(
        partial(sign, first, seen=ready), partial(sign, second, seen=ready)
    )

    assert sorted(map(str, outcomes)) == sorted(map(str, [Signed(), Refused("signed")]))
    assert whole_or_nothing(db)


def test_a_verdict_at_the_moment_of_signing_is_in_the_result_or_refused(
    db, connect, ready
):
    found = open_review(db, "c")
    first, second = connect(), connect()

    signed, decided = all_at_once(
        partial(sign, first, seen=ready),
        partial(decide, second, "m.q3", found=found),
    )

    if signed == Signed():
        assert decided == Refused("signed")
    else:
        assert signed == Refused("changed")
    assert whole_or_nothing(db)
