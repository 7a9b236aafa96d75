"""The path of a family, costs that workers paid, laws beside questions, growing."""

import re

import pytest

from dd_toolkit.core.assembly import load_library
from dd_toolkit.places import QUESTIONNAIRES
from dd_toolkit.storage import assessments
from dd_toolkit.web import create_app
from tests.web.conftest import Employer

FEES = "/section/c181.fees"
COSTS = "c181.what-paid"
DECLARED = {
    f"q-{COSTS}-currency": "JOD",
    f"q-{COSTS}-workers": "3",
    f"q-{COSTS}-months": "2",
    f"q-{COSTS}-paid-fee": "100.001",
}


@pytest.fixture
def jordan_app(settings, db):
    library = load_library(QUESTIONNAIRES, country="jordan")
    app = create_app(settings, library)
    yield app
    app.extensions["dd_toolkit"].connections.close()


def says(employer, **profile):
    given = {key.replace("_", "-"): value for key, value in profile.items()}
    asked = [f"profile.{key}" for key in given]
    sent = {f"q-profile.{key}": value for key, value in given.items()}
    assert employer.posts("/profile", asked=asked, **sent).status_code == 303
    return employer


@pytest.fixture
def family(jordan_app):
    employer = Employer(jordan_app).begins("household")
    return says(employer, country_of_hire="abroad", uses_agency="yes", live_in="yes")


@pytest.fixture
def quick(jordan_app):
    employer = Employer(jordan_app).begins("quick-check")
    return says(employer, sector="garment", uses_agency="yes", provides_housing="yes")


def stored(db, employer):
    return assessments.current_answers(db, employer.home.rpartition("/")[2])


def test_a_family_is_not_asked_where_its_workers_work(family):
    assert "profile.sector" not in family.sees("/profile").text


def test_a_family_sees_its_plan_by_week_and_month(family):
    family.answers("c189.passport", "refused", page="/section/c189.papers")
    family.answers("c189.written", "none", page="/section/c189.agreement")

    page = family.sees("/results").text

    assert "This week" in page
    assert "This month" in page
    assert "By Convention and Recommendation" not in page


def test_the_law_stands_beside_the_question_apart_from_the_standard(family):
    page = family.sees("/section/c189.papers").text

    standard, _, law = page.partition("National law")
    assert "C189, Art. 9(c)" in standard
    assert "Passports law" in law


def test_a_law_that_is_uncertain_is_marked(quick):
    page = quick.sees("/section/workplace.pay").text

    assert "Check this: it is uncertain or out of date." in page


def test_costs_that_are_declared_are_kept_to_the_fils(family, db):
    family.answers("c181.workers-paid", "month-or-more", page=FEES)

    family.posts(FEES, scripted=True, asked=COSTS, **DECLARED)

    text = stored(db, family)[COSTS].text
    assert '"fee":"100.001"' in text
    assert 'value="100.001"' in family.sees(FEES).text


def test_the_results_show_what_is_owed_and_when(family):
    family.answers("c181.workers-paid", "month-or-more", page=FEES)
    family.posts(FEES, scripted=True, asked=COSTS, **DECLARED)

    page = family.sees("/results").text

    assert "300.003 Jordanian dinars" in page
    assert "50.001 Jordanian dinars" in page
    assert "50.000 Jordanian dinars" in page


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("workers", "", "how many workers"),
        ("workers", "-1", "how many workers"),
        ("months", "99", "how many months"),
        ("currency", "BTC", "currency"),
        ("paid-fee", "much", "as numbers"),
        ("paid-fee", "1,5", "as numbers"),
    ],
)
def test_costs_that_do_not_fit_are_refused_and_shown_again(family, field, text, told):
    family.answers("c181.workers-paid", "month-or-more", page=FEES)
    sent = DECLARED | {f"q-{COSTS}-{field}": text}

    refused = family.posts(FEES, asked=COSTS, **sent)

    assert refused.status_code == 422
    assert told in refused.text


def test_costs_may_be_taken_back(family, db):
    family.answers("c181.workers-paid", "month-or-more", page=FEES)
    family.posts(FEES, scripted=True, asked=COSTS, **DECLARED)

    family.posts(FEES, scripted=True, asked=COSTS, **{f"q-{COSTS}-paid-fee": ""})

    assert stored(db, family)[COSTS].text == ""


def test_a_quick_check_grows_with_its_answers_kept(quick, db):
    quick.answers("c189.passport", "asked", page="/section/c189.papers")

    grown = quick.posts("/grow")

    quick.home = grown.location.removesuffix("/profile")
    assert stored(db, quick)["c189.passport"].choices == ("asked",)
    assert stored(db, quick)["profile.sector"].choices == ("garment",)


def test_a_quick_check_that_has_grown_stays_as_it_is(quick, db):
    quick.answers("c189.passport", "asked", page="/section/c189.papers")
    before = stored(db, quick)

    quick.posts("/grow")

    assert stored(db, quick) == before


def test_what_has_grown_asks_the_rest_of_the_profile(quick):
    grown = quick.posts("/grow")

    page = quick.client.get(grown.location).text

    assert 'name="q-profile.size"' in page
    assert re.search(r'value="garment" checked', page)


def test_a_stranger_cannot_let_an_assessment_of_others_grow(quick, jordan_app):
    stranger = Employer(jordan_app)
    stranger.home = quick.home

    assert stranger.posts("/grow").status_code == 404


def test_only_a_quick_check_grows(family):
    assert family.posts("/grow").status_code == 409
