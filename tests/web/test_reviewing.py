"""An auditor at a case: verdicts, notes, sending back, replies, signing."""

import pytest

from tests.web.desks import a_case_at_desk


@pytest.fixture
def case(app, db, library):
    app.error_handler_spec[None][None].pop(Exception)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return a_case_at_desk(app, db, library)


def test_pages(case):
    for page in (
        "/",
        "/question/c190.rule",
        "/minor",
        "/notes/",
        "/settling/",
        "/papers/",
    ):
        answer = case.auditor.reads(case.home + page)
        assert answer.status_code == 200, page
    for page in ("/cases/", "/cases/figures", "/cases/take"):
        assert case.auditor.reads(page).status_code == 200, page
    assert case.owner.reads(case.employer_page + "/").status_code == 200


def test_flow(case, db):
    print(case.decides().headers)
    case.decides_everything()
    r = case.does("sign")
    print(r.status_code, r.text[-3000:] if r.status_code != 303 else "")
    assert r.status_code == 303
