"""Answering without scripts and with: what is saved, what is refused, what is kept."""

import pytest

from dd_toolkit.storage.assessments import current_answers
from tests.web.conftest import Employer

QUESTION = "c190.rule"


def stored(db, employer):
    return current_answers(db, employer.home.rsplit("/", 1)[1])


def test_an_answer_sent_by_a_script_is_stored(employer, db):
    told = employer.answers(QUESTION, "with-workers").json

    assert (told["saved"], stored(db, employer)[QUESTION].choices) == (
        True,
        ("with-workers",),
    )


def test_the_answer_to_a_script_has_only_these_keys(employer):
    told = employer.answers(QUESTION, "none").json

    assert set(told) == {
        "saved",
        "errors",
        "conflicts",
        "seen",
        "applies",
        "done",
        "total",
    }


def test_saving_the_same_answer_again_adds_nothing(employer, everything_stored):
    employer.answers(QUESTION, "none")
    before = everything_stored()

    employer.answers(QUESTION, "none")

    assert everything_stored() == before


def test_a_corrected_answer_keeps_the_first_in_the_history(employer, db):
    employer.answers(QUESTION, "none")
    employer.answers(QUESTION, "written")

    given = [
        row["given"]
        for row in db.query(
            "SELECT given FROM answer WHERE question_id = :id ORDER BY revision",
            {"id": QUESTION},
        )
    ]
    assert ["none" in given[0], "written" in given[1]] == [True, True]


def test_a_page_without_scripts_leads_on_after_saving(employer):
    saved = employer.answers(QUESTION, "none", scripted=False)

    assert (saved.status_code, "/section/" in saved.headers["location"]) == (303, True)


def test_a_page_with_one_bad_answer_saves_the_good_ones(employer, db):
    employer.posts(
        "/section/c190.risks",
        asked=["c190.risk-check", "c190.alone-at-night"],
        **{"q-c190.risk-check": "alone", "q-c190.alone-at-night": "not-applicable"},
    )

    assert list(
        stored(db, employer).keys() & {"c190.risk-check", "c190.alone-at-night"}
    ) == ["c190.risk-check"]


def test_a_bad_answer_is_told_beside_its_question(employer):
    page = employer.posts(
        "/section/c190.risks",
        asked="c190.alone-at-night",
        **{"q-c190.alone-at-night": "not-applicable"},
    )

    assert (page.status_code, "Please say why" in page.text) == (422, True)


def test_a_note_is_kept_when_the_answer_changes(employer, db):
    employer.answers(QUESTION, "none", note="We are working on it.")
    employer.answers(QUESTION, "spoken", note="We are working on it.")

    assert stored(db, employer)[QUESTION].note == "We are working on it."


def test_a_question_left_open_on_the_page_keeps_its_answer(employer, db):
    employer.answers(QUESTION, "none")

    employer.answers(QUESTION, "", scripted=False)

    assert stored(db, employer)[QUESTION].choices == ("none",)


def test_unticking_every_box_is_saved(employer, db):
    employer.posts("/profile", asked="profile.nationalities")

    assert stored(db, employer)["profile.nationalities"].choices == ()


LONG = {f"q-{QUESTION}": "none", f"note-{QUESTION}": "x" * 2001}


@pytest.mark.parametrize(
    "sent",
    [
        {"asked": "c190.nothing"},
        {"asked": QUESTION, f"q-{QUESTION}": "nothing"},
        {"asked": QUESTION, f"q-{QUESTION}": "not-applicable"},
        {"asked": QUESTION, **LONG},
        {"asked": "c097.adverts", "q-c097.adverts": "same"},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_stored(
    employer, everything_stored, sent
):
    before = everything_stored()

    refused = employer.posts("/section/c190.rules", scripted=True, **sent)

    assert (refused.status_code, everything_stored()) == (422, before)


@pytest.mark.parametrize(
    "field", ["id", "submitted_at", "revision", "questionnaire_sha256", "created_at"]
)
def test_a_field_that_the_form_does_not_have_changes_nothing(employer, db, field):
    employer.answers(QUESTION, "none")
    (before,) = db.query("SELECT * FROM assessment")

    employer.posts("/section/c190.rules", asked=QUESTION, **{field: "2030"})

    assert list(db.query("SELECT * FROM assessment")) == [before]


def test_an_answer_after_submission_is_refused(employer, library):
    employer.answers_everything(library).submits()

    assert employer.answers(QUESTION, "none").status_code == 409


def test_submitting_with_open_questions_is_refused_and_stays_a_draft(employer, db):
    refused = employer.submits()

    (row,) = db.query("SELECT submitted_at FROM assessment")
    assert (refused.status_code, row["submitted_at"]) == (422, None)


def test_submitting_asks_for_the_pdf(employer, library, db):
    employer.answers_everything(library).submits()

    (row,) = db.query("SELECT kind, locale FROM report")
    assert dict(row) == {"kind": "action-plan", "locale": "en"}


def test_the_review_tells_apart_open_unknown_and_not_applicable(employer):
    employer.answers(QUESTION, "unknown")
    employer.answers(
        "c190.alone-at-night",
        "not-applicable",
        page="/section/c190.risks",
        reason="Nobody works alone.",
    )

    page = employer.sees("/review").text

    assert all(
        words in page
        for words in ("Not yet answered", "We don't know", "Nobody works alone.")
    )


def test_the_overview_says_how_many_questions_and_minutes(employer):
    assert "questions in" in employer.sees("/").text


def test_a_profile_that_opens_a_question_comes_back_to_it(app):
    newcomer = Employer(app).begins()
    newcomer.posts(
        "/profile", asked="profile.uses-agency", **{"q-profile.uses-agency": "yes"}
    )

    again = newcomer.posts(
        "/profile",
        asked="profile.nationalities",
        **{"q-profile.nationalities": "syrian"},
    )

    assert again.headers["location"].endswith("#profile.syrian-flexible-permits")
