"""Reopening, next year's assessment and newer questions, on the pages."""

import re
from dataclasses import replace

import pytest

from dd_toolkit.storage.assessments import current_answers
from dd_toolkit.web import create_app
from tests.web.conftest import PAGE, PROFILE, Employer

QUESTION = "c190.rule"


def stored(db, employer):
    return current_answers(db, employer.home.rsplit("/", 1)[1])


def through(db, employer, question=QUESTION):
    rows = db.query(
        """
        SELECT through FROM answer
        WHERE assessment_id = :id AND question_id = :question ORDER BY revision
        """,
        {"id": employer.home.rsplit("/", 1)[1], "question": question},
    )
    return [row["through"] for row in rows]


@pytest.fixture
def submitted(employer, library):
    employer.answers_everything(library, option=1)
    employer.answers(QUESTION, "spoken")
    employer.submits()
    return employer


def follows(employer, page):
    """Do what leads to another assessment, and go on with that one."""
    done = employer.posts(page)
    assert done.status_code == 303
    later = Employer(employer.client.application)
    later.client = employer.client
    later.home = done.location.removesuffix("/profile").rstrip("/")
    return later


# --- editions ------------------------------------------------------------------------


def test_reopening_leads_to_a_draft_with_the_same_answers(submitted, db):
    newer = follows(submitted, "/reopen")

    assert stored(db, newer) == stored(db, submitted)
    assert newer.answers(QUESTION, "none").json["saved"]


def test_the_two_editions_lead_to_each_other(submitted):
    newer = follows(submitted, "/reopen")

    assert f'href="{newer.home}/"' in submitted.sees("/results").text
    assert f'href="{submitted.home}/results"' in newer.sees("/results").text


def test_the_editions_say_which_replaces_which(submitted):
    newer = follows(submitted, "/reopen")
    before = submitted.sees("/results").text
    newer.submits()

    assert "A newer edition exists, not yet submitted." in before
    assert "A newer edition exists, of " in submitted.sees("/results").text
    assert "Edition 2, replaces that of " in newer.sees("/results").text


def test_who_may_open_only_one_edition_gets_no_address_of_the_other(
    app, submitted, stranger
):
    newer = follows(submitted, "/reopen")
    link = re.search(r'value="(http[^"]+#[^"]+)"', submitted.sees("/results").text)
    code = link.group(1).partition("#")[2]
    stranger.client.post("/return", data={"csrf_token": stranger.token(), "code": code})
    stranger.home = submitted.home

    page = stranger.sees("/results").text

    assert "A newer edition exists" in page
    assert newer.home not in page


def test_a_draft_is_not_reopened(employer, everything_stored):
    before = everything_stored()

    assert employer.posts("/reopen").status_code == 422
    assert everything_stored()["assessment"] == before["assessment"]


def test_a_superseded_edition_offers_no_other_to_follow_it(submitted):
    follows(submitted, "/reopen")

    page = submitted.sees("/results").text

    assert "/reopen" not in page
    assert "/next-year" not in page


# --- next year -----------------------------------------------------------------------


@pytest.fixture
def next_year(submitted):
    return follows(submitted, "/next-year")


def test_next_year_knows_who_you_are_and_asks_everything_else(next_year, db):
    given = stored(db, next_year)

    assert set(given) == {f"profile.{name}" for name in PROFILE}


def test_a_question_says_what_was_answered_last_time(next_year):
    page = next_year.sees(PAGE).text

    assert "Last time:" in page
    assert f'name="still" value="{QUESTION}"' in page


def test_an_assessment_that_starts_anew_has_no_last_time(employer):
    assert "Last time:" not in employer.sees(PAGE).text


def test_the_page_of_another_employer_never_shows_this_ones_last_time(
    app, next_year, employer
):
    next_year.sees(PAGE)
    other = Employer(app).begins().says_who_it_is()

    assert "Last time:" not in other.sees(PAGE).text


def test_two_years_with_other_answers_show_each_its_own(app, library):
    pages = []
    for option in (0, 1):
        employer = Employer(app).begins().says_who_it_is()
        employer.answers_everything(library, option=option).submits()
        pages.append(follows(employer, "/next-year").sees(PAGE).text)

    first, second = (re.findall(r"Last time:.*", page) for page in pages)
    assert first != second


def test_still_so_saves_last_years_answer_as_confirmed(next_year, db):
    next_year.posts(PAGE, asked=QUESTION, still=QUESTION)

    assert stored(db, next_year)[QUESTION].choices == ("spoken",)
    assert through(db, next_year) == ["confirmed"]


def test_still_so_leads_back_to_the_question(next_year):
    done = next_year.posts(PAGE, asked=QUESTION, still=QUESTION)

    assert (done.status_code, done.location.endswith(f"{PAGE}#{QUESTION}")) == (
        303,
        True,
    )


def test_still_so_from_a_script_is_confirmed_too(next_year, db):
    told = next_year.answers(QUESTION, "spoken", still=QUESTION).json
    assert told["saved"]
    assert through(db, next_year) == ["autosave"]

    next_year.answers(QUESTION, "none")
    sent = {"asked": QUESTION, f"q-{QUESTION}": "spoken", "still": QUESTION}
    assert next_year.posts(PAGE, scripted=True, **sent).json["saved"]

    assert through(db, next_year)[-1] == "confirmed"


def test_still_so_saves_the_other_answers_of_the_page_as_they_are(next_year, db):
    page = "/section/c190.risks"
    sent = {"q-c190.risk-check": "alone"}
    asked = ["c190.risk-check", "c190.alone-at-night"]

    next_year.posts(page, asked=asked, still="c190.alone-at-night", **sent)

    given = stored(db, next_year)
    assert given["c190.risk-check"].choices == ("alone",)
    assert through(db, next_year, "c190.risk-check") == ["page"]
    assert through(db, next_year, "c190.alone-at-night") == ["confirmed"]


def test_still_so_keeps_a_note_typed_this_year(next_year, db):
    note = {f"note-{QUESTION}": "This year too."}

    next_year.posts(PAGE, asked=QUESTION, still=QUESTION, **note)

    assert stored(db, next_year)[QUESTION].note == "This year too."


def test_what_was_confirmed_is_not_offered_again(next_year):
    next_year.posts(PAGE, asked=QUESTION, still=QUESTION)

    page = next_year.sees(PAGE).text
    assert f'name="still" value="{QUESTION}"' not in page
    assert "Last time:" in page


@pytest.mark.parametrize("still", ["c190.nothing", "profile.sector", "<b>", "x" * 99])
def test_still_so_for_what_does_not_stand_there_is_refused(
    next_year, everything_stored, still
):
    before = everything_stored()

    refused = next_year.posts(PAGE, asked=QUESTION, still=still)

    assert (refused.status_code, everything_stored()) == (422, before)


def test_still_so_without_a_last_year_is_refused(employer, everything_stored):
    before = everything_stored()

    refused = employer.posts(PAGE, asked=QUESTION, still=QUESTION)

    assert (refused.status_code, everything_stored()) == (422, before)


def test_notes_of_last_year_are_shown_as_text_only(app, library):
    hostile = "<img src=x onerror=alert(1)>"
    employer = Employer(app).begins().says_who_it_is()
    employer.answers_everything(library, option=1)
    employer.answers(QUESTION, "spoken", note=hostile)
    employer.submits()

    assert "<img src=x" not in follows(employer, "/next-year").sees(PAGE).text


def test_the_results_show_what_has_changed_since_last_time(next_year, library):
    next_year.answers_everything(library, option=0).submits()

    page = next_year.sees("/results").text

    assert "Since last time" in page
    assert "better by " in page


def test_the_first_results_have_no_trend(submitted):
    assert "Since last time" not in submitted.sees("/results").text


def test_the_button_that_enter_presses_only_saves(next_year):
    page = next_year.sees(PAGE).text

    buttons = re.findall(r"<button[^>]*>", page)
    first = next(
        button for button in buttons if 'form="answers"' in button or "still" in button
    )
    assert "name=" not in first


# --- newer questions -----------------------------------------------------------------


def newer(library):
    """The library with a version 2 of c190: one question changed, one new."""
    old = library.questionnaire("c190")
    rule = old.question_by_id[QUESTION]
    narrower = replace(rule, options=rule.options[:1])
    new = replace(rule, id="c190.brand-new", ask="Is this asked for the first time?")

    def changed(section):
        if section.id != "c190.rules":
            return section
        others = (one for one in section.questions if one.id != QUESTION)
        return replace(section, questions=(narrower, *others, new))

    sections = tuple(changed(section) for section in old.sections)
    version = replace(old, version="2.0.0", sections=sections)
    sets = {**library.questionnaires, "c190": version}
    return replace(library, questionnaires=sets)


@pytest.fixture
def newer_app(settings, library, db):
    made = create_app(settings, newer(library))
    yield made
    made.extensions["dd_toolkit"].connections.close()


@pytest.fixture
def after_release(newer_app):
    """The same browser, at the site with the newer questions."""

    def after_release(employer):
        later = Employer(newer_app)
        cookie = employer.client.get_cookie("dd")
        later.client.set_cookie("dd", cookie.value)
        later.home = employer.home
        return later

    return after_release


@pytest.fixture
def draft(employer, after_release):
    employer.answers(QUESTION, "spoken")
    return after_release(employer)


def moves(employer):
    page = employer.sees("/changes").text
    to = re.search(r'name="to" value="([0-9a-f]+)"', page).group(1)
    return employer.posts("/move", to=to)


@pytest.mark.parametrize("page", ["/", PAGE])
def test_a_draft_of_the_old_version_is_told_what_has_changed(draft, page):
    text = " ".join(re.sub(r"<[^>]+>", " ", draft.sees(page).text).split())

    assert "The questions have changed: 1 new 1 changed 1 answer needs" in text


def test_a_draft_of_the_current_version_is_told_nothing(employer):
    assert "The questions have changed" not in employer.sees("/").text
    assert employer.client.get(f"{employer.home}/changes").status_code == 302


def test_the_changes_are_listed_by_name(draft):
    page = draft.sees("/changes").text

    assert "Is this asked for the first time?" in page
    assert "Needs a second look" in page


def test_moving_sets_aside_what_does_not_fit_and_says_so(draft, db):
    assert moves(draft).status_code == 303

    overview = draft.sees("/").text
    assert "1 answer needs a second look" in overview
    assert f"#{QUESTION}" in overview
    assert "Needs a second look" in draft.sees(PAGE).text
    assert through(db, draft) == ["autosave", "moved"]


def test_the_second_look_of_one_employer_is_not_drawn_for_another(draft, newer_app):
    moves(draft)
    draft.sees(PAGE)

    other = Employer(newer_app).begins().says_who_it_is()

    assert "second look" not in other.sees(PAGE).text


def test_once_answered_anew_it_needs_no_second_look(draft):
    moves(draft)

    draft.answers(QUESTION, "with-workers")

    assert "second look" not in draft.sees("/").text
    assert "second look" not in draft.sees(PAGE).text


def test_a_draft_that_stays_on_its_version_goes_on_working(draft, db):
    assert draft.answers(QUESTION, "none").json["saved"]
    assert "brand-new" not in draft.sees(PAGE).text


@pytest.mark.parametrize("to", ["", "0" * 64, "'"])
def test_moving_to_another_version_than_was_shown_changes_nothing(
    draft, everything_stored, to
):
    before = everything_stored()

    assert draft.posts("/move", to=to).location.endswith("/changes")
    assert everything_stored() == before


def test_a_submitted_assessment_does_not_change_with_the_questions(
    submitted, after_release, everything_stored, library
):
    later = after_release(submitted)
    results = submitted.sees("/results").text
    before = everything_stored()

    current = newer(library).questionnaire("c190").fingerprint
    refused = later.posts("/move", to=current)

    assert (refused.status_code, everything_stored()) == (409, before)
    figures = re.compile(r"csrf_token. value=.[^\"]+")
    assert figures.sub("", later.sees("/results").text) == figures.sub("", results)


def test_next_year_uses_the_newest_questions(submitted, after_release):
    later = follows(after_release(submitted), "/next-year")

    assert "Is this asked for the first time?" in later.sees(PAGE).text


def test_an_answer_of_last_year_that_fits_no_more_is_shown_without_its_button(
    submitted, after_release
):
    later = follows(after_release(submitted), "/next-year")

    page = later.sees(PAGE).text

    assert "Last time:" in page
    assert f'name="still" value="{QUESTION}"' not in page
