"""An auditor's list of cases, taking one by its code, and giving cases out."""

import pytest

from dd_toolkit.storage import reviewers
from dd_toolkit.storage.reviews import review
from tests.web.desks import (
    QUESTION,
    a_case_at_desk,
    a_submitted_assessment,
    asked,
    given,
    posts,
)
from tests.web.persons import a_person, mailed_code


@pytest.fixture
def case(app, db, library):
    return a_case_at_desk(app, db, library)


def test_the_list_shows_whose_case_it_is_its_state_and_why_it_is_risky(
    app, db, library
):
    case = a_case_at_desk(app, db, library, option=9)

    page = case.auditor.reads("/cases/").text

    for words in ("Firm", "Submitted", "critical findings", "evidence for only 0%"):
        assert words in page


def test_nobody_elses_case_is_in_the_list(app, db, case):
    other = a_person(app, db, "other@x.org", "auditor")

    assert "Firm" not in other.reads("/cases/").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("state=in-review", True),
        ("state=signed", False),
        ("state=nonsense", True),
        ("sector=garment", True),
        ("sector=domestic-work", False),
        ("set=c190", True),
        ("set=household", False),
        ("year=1999", False),
        ("year=soon", True),
        ("attention=critical", False),
        ("attention=overdue", False),
        ("words=show+rule", True),
        ("words=SHOW+rul", True),
        ("words=passport", False),
        ("sort=due&page=9", True),
        ("sort=nonsense&page=-4", True),
        ("page=many", True),
        ("words=%25&sector='--", False),
    ],
)
def test_filters_order_and_search(case, query, found):
    case.changes()

    page = case.auditor.reads(f"/cases/?{query}")

    assert page.status_code == 200
    assert ("Firm" in page.text) == found


def test_a_search_says_where_the_words_stand(case):
    case.changes()

    assert "found in: finding 1" in case.auditor.reads("/cases/?words=rule").text


def test_arabic_words_are_found_however_they_are_written(case):
    case.changes(finding="لم يُعرض أيّ إثباتٍ في الإدارة")

    assert "Firm" in case.auditor.reads("/cases/?words=الاداره").text


def test_a_case_that_is_late_is_marked(app, db, case):
    admin = a_person(app, db, "boss@x.org", "administrator")
    posts(admin, f"/assigning/{case.review_id}/due", due="2999-01-01")
    with db.atomic():
        db.execute("UPDATE review SET due_on = '2020-01-01'")

    page = case.auditor.reads("/cases/?attention=overdue").text

    assert "1 January 2020 · overdue" in page


def test_figures_are_shown_for_no_fewer_than_five_cases(case, library):
    case.decides_all_critical(library)
    case.does("sign")

    page = case.auditor.reads("/cases/figures").text

    assert "1 signed case." in page
    assert "Too few signed cases for a figure." in page


def test_figures_tell_where_employers_rate_themselves_too_high(app, db, library, case):
    for number in range(5):
        if number:
            case.assessment_id = f"case{number}"
            a_submitted_assessment(db, library, assessment_id=case.assessment_id)
            case.review_id = asked(db, case.assessment_id)
            given(db, case.review_id, "id-auditor")
        case.decides_all_critical(library)
        case.changes()
        case.does("findings", days="1")
        case.replies()
        assert case.does("sign").status_code == 303

    page = case.auditor.reads("/cases/figures").text

    assert "5 signed cases." in page
    assert "Most of all: Violence and harassment" in page
    assert "Half of the cases were closed within 0 days" in page


# --- a case is offered by mail --------------------------------------------------------


@pytest.fixture
def offered(app, db, library):
    """An employer asked this auditor by mail; the auditor and the code."""
    case = a_case_at_desk(app, db, library)
    a_submitted_assessment(db, library, assessment_id="second")
    answer = posts(
        case.owner, "/assessment/second/audit/ask", by="auditor", email="new@x.org"
    )
    assert answer.status_code == 303
    return a_person(app, db, "new@x.org", "auditor"), mailed_code(db, "new@x.org")


def test_a_case_is_taken_by_its_code_once(app, db, offered):
    auditor, code = offered
    other = a_person(app, db, "other@x.org", "auditor")

    taken = posts(auditor, "/cases/take", code=code)
    again = posts(other, "/cases/take", code=code)

    assert (taken.status_code, again.status_code) == (303, 422)
    assert auditor.reads(taken.location).status_code == 200


def test_the_page_says_the_same_whether_or_not_the_auditor_is_known(app, db, library):
    case = a_case_at_desk(app, db, library)
    a_person(app, db, "known@x.org", "auditor")
    said = []
    for name in ("known", "unknown"):
        a_submitted_assessment(db, library, assessment_id=name)
        address = f"/assessment/{name}/audit"
        posts(case.owner, f"{address}/ask", by="auditor", email=f"{name}@x.org")
        said.append(case.owner.reads(f"{address}/").text.replace(name, "*"))

    first, second = (page.partition("<main")[2].partition("csrf")[0] for page in said)
    assert first == second


# --- giving cases out -----------------------------------------------------------------


@pytest.fixture
def admin(app, db, case):
    return a_person(app, db, "boss@x.org", "administrator")


def test_who_gives_cases_out_sees_whose_they_are_and_no_answer(case, admin):
    case.changes()

    page = admin.reads("/assigning/").text

    assert "Firm" in page
    assert "Nobody could show" not in page
    assert QUESTION not in page


def test_a_case_is_given_to_an_auditor_and_due_on_a_day(app, db, case, admin):
    a_person(app, db, "second@x.org", "auditor")
    address = f"/assigning/{case.review_id}"

    posts(admin, f"{address}/auditors", auditor="id-second", part="second")
    posts(admin, f"{address}/due", due="2999-12-31")

    assert reviewers.part_in(db, case.review_id, "id-second") == "second"
    assert review(db, case.review_id).due_on == "2999-12-31"


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("auditors", {"auditor": "id-owner"}),
        ("auditors", {"auditor": "nobody"}),
        ("auditors", {"auditor": ""}),
        ("due", {"due": "tomorrow"}),
        ("due", {"due": "2020-01-01"}),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    case, admin, everything_stored, act, sent
):
    admin.reads("/assigning/")
    address = f"/assigning/{case.review_id}/{act}"
    token = admin.token()
    before = everything_stored()

    answer = admin.client.post(address, data={**sent, "csrf_token": token})

    assert answer.status_code == 422
    assert everything_stored() == before


def test_an_unknown_case_cannot_be_given(admin):
    answer = posts(admin, "/assigning/nothing/auditors", auditor="id-auditor")

    assert answer.status_code in (404, 422)
