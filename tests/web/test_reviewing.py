"""An auditor at a case: what the pages show, verdicts, notes, sending back, signing."""

import pytest

from dd_toolkit.storage import verdicts
from dd_toolkit.storage.field_notes import field_notes
from dd_toolkit.storage.reviews import review
from tests.web.desks import (
    QUESTION,
    a_case_at_desk,
    a_submitted_assessment,
    asked,
    given,
    posts,
    seen_on,
)
from tests.web.persons import a_person

CONFLICT = "gave another verdict"


@pytest.fixture
def case(app, db, library):
    return a_case_at_desk(app, db, library)


@pytest.fixture
def second(app, db, case):
    """Another auditor who leads the same case."""
    person = a_person(app, db, "second@x.org", "auditor")
    given(db, case.review_id, "id-second")
    return person


@pytest.fixture
def kinds(db, case):
    """The verdicts on a question, oldest first; None: taken back."""

    def kinds(question=QUESTION):
        history = verdicts.verdict_history(db, case.review_id, question_id=question)
        return [one.verdict.kind if one.verdict else None for one in history]

    return kinds


# --- what a question's page shows -----------------------------------------------------


def test_the_question_stands_beside_its_standard_law_and_declared_answer(case):
    page = case.auditor.reads(case.question()).text

    for part in ("Declared", "C190, Art."):
        assert part in page


@pytest.mark.parametrize(
    "page", ["/", "/minor", "/notes/", "/settling/", "/papers/", "/?show=open"]
)
def test_every_page_of_the_case_opens(case, page):
    assert case.auditor.reads(case.home + page).status_code == 200


def test_a_question_that_was_not_asked_is_not_there(case):
    assert case.auditor.reads(case.question("c190.nothing")).status_code == 404


# --- verdicts -------------------------------------------------------------------------


def test_a_verdict_is_saved_and_leads_to_the_next_open_question(case, kinds):
    answer = case.decides()

    assert (answer.status_code, kinds()) == (303, ["confirmed"])
    assert "/question/" in answer.location
    assert QUESTION not in answer.location


def test_a_script_saves_the_same_and_is_told_the_revision(case, kinds):
    answer = case.decides(scripted=True)

    assert (answer.status_code, kinds()) == (200, ["confirmed"])
    again = seen_on(case.auditor.reads(case.question()).text)
    assert str(answer.json["seen"]) == again


def test_a_changed_answer_keeps_its_finding_and_what_is_required(case):
    case.changes(required="Write one.", basis=["documents", "workers"])

    page = case.auditor.reads(case.question()).text

    for words in ("Nobody could show the rule.", "Write one.", "Interviews with"):
        assert words in page


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "choose a verdict"),
        ({"verdict": "wonderful"}, "choose a verdict"),
        ({"verdict": "changed"}, "choose the verified answer"),
        ({"verdict": "changed", "chosen": "none"}, "what you found"),
        ({"verdict": "changed", "chosen": "nonsense", "finding": "x"}, "not offered"),
        ({"verdict": "confirmed", "finding": "x" * 2001}, "longer than 2000"),
        ({"verdict": "confirmed", "named": {"required-by": "31.1."}}, "write the day"),
        ({"verdict": "confirmed", "named": {"required-by": "2026-02-30"}}, "the day"),
    ],
)
@pytest.mark.parametrize("scripted", [True, False])
def test_a_verdict_that_says_too_little_is_refused_with_the_reason(
    case, kinds, sent, why, scripted
):
    answer = posts(case.auditor, case.question(), scripted=scripted, **sent)

    said = answer.json["errors"][0] if scripted else answer.text
    assert (answer.status_code, kinds()) == (422, [])
    assert why in said


def test_what_was_typed_into_a_refused_verdict_stays_on_the_page(case):
    answer = posts(
        case.auditor, case.question(), verdict="changed", finding="I saw no rule."
    )

    assert "I saw no rule.</textarea>" in answer.text


def test_a_verdict_is_taken_back(case, kinds):
    case.decides()

    case.decides(named={"take-back": "yes"})

    assert kinds() == ["confirmed", None]


def test_a_newer_verdict_of_a_colleague_is_not_covered_but_shown(case, second, kinds):
    stale = seen_on(second.reads(case.question()).text)
    case.changes()

    answer = case.decides(who=second, seen=stale)

    assert (answer.status_code, kinds()) == (409, ["changed"])
    assert CONFLICT in answer.text
    assert "Nobody could show the rule." in answer.text


def test_one_more_save_puts_ones_own_in_its_place(case, second, kinds):
    stale = seen_on(second.reads(case.question()).text)
    case.changes()
    refused = case.decides(who=second, seen=stale)

    case.decides(who=second, seen=seen_on(refused.text))

    assert kinds() == ["changed", "confirmed"]


def test_a_script_is_told_what_the_colleague_decided(case, second):
    stale = seen_on(second.reads(case.question()).text)
    case.changes()

    told = case.decides(who=second, seen=stale, scripted=True).json["conflict"]

    assert CONFLICT in told["said"]
    assert "Nobody could show the rule." in told["lines"]


def test_a_finding_that_names_a_worker_is_saved_with_a_warning(case, kinds):
    told = case.changes(
        finding="Worker Rahima Begum said so, telephone 0791234567.", scripted=True
    ).json

    assert kinds() == ["changed"]
    assert "0791234567" in told["errors"][0]


def test_minor_questions_with_evidence_are_confirmed_together(app, db, library):
    files = [("c190.safe-survey", "application/pdf")]
    case = a_case_at_desk(app, db, library, files=files)

    answer = posts(case.auditor, f"{case.home}/minor", question="c190.safe-survey")

    standing = verdicts.standing_verdicts(db, case.review_id, round_=1)
    assert (answer.status_code, list(standing)) == (303, ["c190.safe-survey"])


def test_no_other_question_is_confirmed_with_many(case, kinds):
    answer = posts(case.auditor, f"{case.home}/minor", question=QUESTION)

    assert (answer.status_code, kinds()) == (422, [])
    assert "Not confirmed" in answer.text


# --- notes from the site --------------------------------------------------------------


def a_note(**changes):
    return {
        "note": "abcdefghij234567",
        "kind": "workers",
        "question": QUESTION,
        "people": "14",
        "text": "All knew the rule.",
        **changes,
    }


def test_a_note_is_kept_and_shown_beside_its_question(case, db):
    posts(case.auditor, f"{case.home}/notes/", **a_note())

    (kept,) = field_notes(db, case.review_id)
    assert (kept.people, kept.kind) == (14, "workers")
    assert "All knew the rule." in case.auditor.reads(case.question()).text


def test_the_same_note_sent_twice_is_kept_once(case, db):
    for _ in range(2):
        posts(case.auditor, f"{case.home}/notes/", **a_note())

    assert len(field_notes(db, case.review_id)) == 1


NAMED = "العاملة فاطمة أحمد قالت إنها دفعت، هاتفها 0791234567"


@pytest.mark.parametrize("scripted", [True, False])
def test_a_note_that_names_a_worker_is_asked_about_once(case, db, scripted):
    address = f"{case.home}/notes/"

    asked_about = posts(case.auditor, address, scripted=scripted, **a_note(text=NAMED))
    before = len(field_notes(db, case.review_id))
    posts(case.auditor, address, scripted=scripted, keep="yes", **a_note(text=NAMED))

    assert (asked_about.status_code, before) == (422, 0)
    assert len(field_notes(db, case.review_id)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": " "}, 422),
        ({"people": "many"}, 422),
        ({"people": "-3"}, 422),
        ({"kind": "gossip"}, 422),
        ({"question": "c190.nothing"}, 422),
        ({"text": "x" * 2001}, 422),
    ],
)
def test_a_note_that_does_not_fit_is_refused(case, db, changes, code):
    answer = posts(case.auditor, f"{case.home}/notes/", **a_note(**changes))

    assert (answer.status_code, field_notes(db, case.review_id)) == (code, ())


def test_a_note_is_taken_back(case, db):
    posts(case.auditor, f"{case.home}/notes/", **a_note())

    posts(case.auditor, f"{case.home}/notes/abcdefghij234567/withdraw")

    assert field_notes(db, case.review_id) == ()


# --- the case as a whole --------------------------------------------------------------


def test_what_stands_in_the_way_of_signing_is_listed_with_links(case):
    case.decides()

    page = case.auditor.reads(f"{case.home}/settling/").text

    assert "Critical questions have no verdict yet." in page
    assert case.question("c190.hitting") in page
    assert "Sign the review" not in page


def test_a_case_is_signed_when_nothing_stands_in_the_way(case, db, library):
    case.decides_all_critical(library)

    answer = case.does("sign")

    assert (answer.status_code, review(db, case.review_id).state) == (303, "signed")


def test_a_signature_on_an_older_state_is_refused(case, db, library):
    case.decides_all_critical(library)

    answer = case.does("sign", seen="1")

    assert answer.status_code == 409
    assert "has changed since you read it" in answer.text


@pytest.mark.parametrize("act", ["send-back", "findings", "four-eyes", "agree", "sign"])
def test_nothing_of_a_signed_case_can_be_moved(case, db, library, act):
    case.decides_all_critical(library)
    case.does("sign")
    before = review(db, case.review_id)

    answer = case.does(act, named={f"asked-{QUESTION}": "Why?"}, days="14")

    assert answer.status_code in (403, 409, 422)
    assert review(db, case.review_id) == before


def test_a_signed_case_takes_no_verdict_and_no_note(case, kinds, db, library):
    case.decides_all_critical(library)
    case.does("sign")
    before = kinds()

    verdict = case.decides(kind="not-verifiable")
    note = posts(case.auditor, f"{case.home}/notes/", **a_note())

    assert (verdict.status_code, note.status_code) == (409, 409)
    assert (kinds(), field_notes(db, case.review_id)) == (before, ())


def test_a_correction_is_a_new_case_that_says_why(case, db, library):
    case.decides_all_critical(library)
    case.does("sign")

    answer = case.does("correct", reason="A date was wrong.")

    new = review(db, answer.location.rstrip("/").rsplit("/", 1)[1])
    assert (new.corrects_id, new.reason) == (case.review_id, "A date was wrong.")
    assert case.auditor.reads(answer.location).status_code == 200


def test_sending_back_asks_question_by_question(case, db):
    page = case.auditor.reads(f"{case.home}/settling/?about={QUESTION}").text

    answer = case.does("send-back", named={f"asked-{QUESTION}": "Show the rule."})

    assert f'name="asked-{QUESTION}"' in page
    assert (answer.status_code, review(db, case.review_id).state) == (303, "sent-back")


def test_nothing_is_sent_back_without_a_question(case, db):
    answer = case.does("send-back", named={f"asked-{QUESTION}": "  "})

    assert answer.status_code == 422
    assert review(db, case.review_id).state == "submitted"


def test_sections_are_given_to_one_of_the_auditors(case, second, db):
    posts(
        case.auditor, f"{case.home}/sections", named={"section-c190.rules": "id-second"}
    )

    page = case.auditor.reads(case.question()).text

    assert "checked by second@x.org" in page


def test_the_case_of_another_auditor_is_not_there(app, db, library, case):
    stranger = a_person(app, db, "other@x.org", "auditor")

    for page in ("/", f"/question/{QUESTION}", "/notes/", "/settling/", "/papers/"):
        assert stranger.reads(case.home + page).status_code == 404


def test_an_auditor_whose_case_was_taken_away_sees_it_no_more(app, db, case, second):
    admin = a_person(app, db, "boss@x.org", "administrator")
    address = f"/assigning/{case.review_id}/auditors/id-auditor/remove"

    taken = posts(admin, address)

    assert taken.status_code == 303
    assert case.auditor.reads(f"{case.home}/").status_code == 404


def test_a_second_auditor_gives_an_opinion_unseen_by_the_first(app, db, library, case):
    person = a_person(app, db, "second@x.org", "auditor")
    given(db, case.review_id, "id-second", part="second")

    case.changes(who=None)
    unseen = person.reads(case.question()).text
    case.decides(who=person)
    both = person.reads(case.question()).text

    assert "Nobody could show the rule." not in unseen
    assert "Nobody could show the rule." in both


def test_one_case_leads_to_no_other(app, db, library, case):
    a_submitted_assessment(db, library, assessment_id="other")
    asked(db, "other")

    assert case.auditor.reads("/case/review-of-other/").status_code == 404


def test_an_answer_that_hardly_anybody_in_the_sector_gave_is_worth_a_look(
    case, db, library
):
    for number in range(21):
        other = f"other{number}"
        a_submitted_assessment(db, library, assessment_id=other, option=1)
        asked(db, other)

    page = case.auditor.reads(case.home + "/").text

    assert "unusual for the sector" in page


def test_where_few_employers_answered_nothing_is_unusual(case, db, library):
    a_submitted_assessment(db, library, assessment_id="other", option=1)
    asked(db, "other")

    assert "unusual for the sector" not in case.auditor.reads(case.home + "/").text
