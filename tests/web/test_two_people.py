"""Two people on one page, without scripts and with: told, kept, and nothing covered."""

import re

import pytest

from dd_toolkit.core.answering import Answer
from dd_toolkit.storage.assessments import answer_history, current_answers
from dd_toolkit.web import visits
from tests.web.conftest import PAGE, Employer
from tests.web.test_safety import HOSTILE, elements

QUESTION = "c190.rule"
OTHER = "c190.roles"


@pytest.fixture
def colleague(app, employer):
    """The other person, on the same assessment with the private link."""
    link = re.search(r'value="(http[^"]+#[^"]+)"', employer.sees("/").text).group(1)
    other = Employer(app)
    sent = {"csrf_token": other.token(), "code": link.partition("#")[2]}
    other.client.post("/return", data=sent)
    other.home = employer.home
    return other


@pytest.fixture
def opened(employer):
    """What the employer's page shows while the colleague answers."""
    employer.answers(QUESTION, "none")
    return employer.seen(PAGE)


def history(db, employer, question=QUESTION):
    return [
        one.answer
        for one in answer_history(db, employer.home.rsplit("/", 1)[1])
        if one.question_id == question
    ]


def choices(db, employer, question=QUESTION):
    return [answer.choices for answer in history(db, employer, question)]


def test_a_page_says_which_answers_it_shows(employer, opened):
    assert re.fullmatch(rf"{re.escape(QUESTION)}:\d+", opened)


def test_the_boxes_that_all_employers_share_hold_no_revision(app, employer, opened):
    kept = app.extensions["dd_boxes"].values()

    assert not [box for box in kept if 'name="seen"' in box or employer.home in box]


@pytest.mark.parametrize("scripted", [True, False])
def test_a_colleagues_answer_is_not_covered(employer, colleague, opened, db, scripted):
    colleague.answers(QUESTION, "written")

    told = employer.answers(QUESTION, "spoken", seen=opened, scripted=scripted)

    assert told.status_code == 409
    assert choices(db, employer) == [("none",), ("written",)]


def test_the_page_tells_what_the_colleague_answered_and_when(
    employer, colleague, opened
):
    colleague.answers(QUESTION, "written", note="Signed on Monday")

    page = employer.answers(QUESTION, "spoken", seen=opened, scripted=False).text

    (box,) = re.findall(
        r'<div class="meanwhile" role="alert">.*?</div>', page, re.DOTALL
    )[:1]
    assert re.search(r"another answer was saved \(\d+ \w+ \d{4}, \d\d:\d\d UTC\)", box)
    assert "Signed on Monday" in box
    assert "Your answer is not saved yet." in box


def test_the_page_tells_who_answered_where_that_is_known(
    employer, colleague, opened, monkeypatch
):
    monkeypatch.setattr(visits, "name_of", lambda by: "Anna <b>")
    colleague.answers(QUESTION, "written")

    page = employer.answers(QUESTION, "spoken", seen=opened, scripted=False).text

    assert "Anna &lt;b&gt; saved another answer" in page


def test_ones_own_choice_stays_in_the_form(employer, colleague, opened):
    colleague.answers(QUESTION, "written")

    page = employer.answers(QUESTION, "spoken", seen=opened, scripted=False).text

    checked = re.findall(r'name="q-c190.rule" value="([^"]+)" checked', page)
    assert checked == ["spoken"]


@pytest.mark.parametrize("scripted", [True, False])
def test_one_more_save_replaces_it_knowingly_and_both_stand_in_the_history(
    employer, colleague, opened, db, scripted
):
    colleague.answers(QUESTION, "written")
    told = employer.answers(QUESTION, "spoken", seen=opened, scripted=scripted)
    if scripted:
        seen = f"{QUESTION}:{told.json['conflicts'][QUESTION]['seen']}"
    else:
        seen = re.search(r'name="seen" value="([^"]*)', told.text).group(1)

    employer.answers(QUESTION, "spoken", seen=seen, scripted=scripted)

    assert choices(db, employer) == [("none",), ("written",), ("spoken",)]


def test_a_script_gets_what_it_needs_to_tell(employer, colleague, opened):
    colleague.answers(QUESTION, "written")

    told = employer.answers(QUESTION, "spoken", seen=opened).json

    assert (told["saved"], told["errors"], told["seen"]) == (False, {}, {})
    assert set(told["conflicts"][QUESTION]) == {
        "said",
        "lines",
        "seen",
        "keep",
        "history",
    }


def test_a_script_is_told_which_answers_stand_after_a_save(employer, opened):
    told = employer.answers(QUESTION, "written", seen=opened).json

    assert employer.seen(PAGE) == f"{QUESTION}:{told['seen'][QUESTION]}"


def test_the_other_answers_of_the_page_are_saved(employer, colleague, db):
    before = employer.seen(PAGE)
    colleague.answers(QUESTION, "written")
    (beside,) = re.findall(
        rf'name="asked" value="(?!{QUESTION})([^"]+)', employer.sees(PAGE).text
    )[:1]

    employer.posts(
        PAGE,
        seen=before,
        asked=[QUESTION, beside],
        **{f"q-{QUESTION}": "spoken", f"q-{beside}": "unknown"},
    )

    assert choices(db, employer) == [("written",)]
    assert choices(db, employer, beside) == [("unknown",)]


def test_the_same_answer_from_both_is_no_contradiction(employer, colleague, opened, db):
    colleague.answers(QUESTION, "written")

    told = employer.answers(QUESTION, "written", seen=opened)

    assert (told.status_code, len(choices(db, employer))) == (200, 2)


def test_a_save_whose_answer_was_lost_is_repeated_without_a_second_row(
    employer, opened, db
):
    for _ in range(2):
        assert employer.answers(QUESTION, "written", seen=opened).status_code == 200

    assert choices(db, employer) == [("none",), ("written",)]


def test_a_question_left_open_does_not_contradict_the_colleague(
    employer, colleague, db
):
    before = employer.seen(PAGE)
    colleague.answers(QUESTION, "written", note="Signed on Monday")

    told = employer.answers(QUESTION, seen=before, note="", scripted=False)

    assert told.status_code == 303
    assert history(db, employer) == [Answer(("written",), note="Signed on Monday")]


def test_boxes_left_unticked_do_not_untick_the_colleagues(employer, colleague, db):
    page = "/profile"
    employer.posts(page, asked="profile.nationalities")  # taken back, all of them
    newcomer = {"seen": "", "asked": "profile.nationalities"}
    colleague.posts(
        page,
        asked="profile.nationalities",
        **{"q-profile.nationalities": ["syrian", "egyptian"]},
    )

    told = employer.posts(page, **newcomer)

    stored = current_answers(db, employer.home.rsplit("/", 1)[1])
    assert told.status_code == 303
    assert stored["profile.nationalities"].choices == ("syrian", "egyptian")


@pytest.mark.parametrize("scripted", [True, False])
def test_a_save_that_does_not_say_what_it_saw_covers_nothing(
    employer, opened, db, scripted
):
    told = employer.answers(QUESTION, "written", seen="", scripted=scripted)

    assert (told.status_code, choices(db, employer)) == (409, [("none",)])


@pytest.mark.parametrize(
    "seen",
    [
        "nonsense",
        f"{QUESTION}:",
        f"{QUESTION}:-1",
        f"{QUESTION}:" + "9" * 30,
        f"{QUESTION}:١٢",
        f"{QUESTION}:1' OR '1'='1",
        ":" * 1000,
        "\x00",
    ],
)
def test_what_no_page_of_ours_says_covers_nothing(employer, opened, db, seen):
    told = employer.answers(QUESTION, "written", seen=seen)

    assert (told.status_code, choices(db, employer)) == (409, [("none",)])


def test_a_refused_answer_has_not_seen_what_was_answered_meanwhile(
    employer, colleague, db
):
    page, question = "/section/c190.risks", "c190.alone-at-night"
    before = employer.seen(page)
    colleague.answers(question, "unknown", page=page)
    sent = {"asked": question, f"q-{question}": "not-applicable"}
    refused = employer.posts(page, seen=before, **sent).text
    after = re.search(r'name="seen" value="([^"]*)', refused).group(1)

    mended = {**sent, f"reason-{question}": "Nobody works alone."}
    told = employer.posts(page, seen=after, **mended)

    assert told.status_code == 409
    assert choices(db, employer, question) == [("unknown",)]


def test_a_refused_choice_stays_in_the_form(employer):
    page = employer.posts(
        "/section/c190.risks",
        asked="c190.alone-at-night",
        **{"q-c190.alone-at-night": "not-applicable"},
    ).text

    assert 'name="q-c190.alone-at-night" value="not-applicable" checked' in page


def test_the_page_with_other_answers_speaks_the_language_just_chosen(
    employer, colleague, opened
):
    colleague.answers(QUESTION, "written")

    page = employer.answers(QUESTION, "spoken", seen=opened, scripted=False)
    arabic = employer.posts(
        PAGE,
        seen=opened,
        asked=QUESTION,
        language="ar",
        **{f"q-{QUESTION}": "spoken"},
    )

    assert [told.status_code for told in (page, arabic)] == [409, 409]
    assert 'lang="en" dir="ltr"' in page.text
    assert 'lang="ar" dir="rtl"' in arabic.text


def test_a_name_left_as_it_stood_does_not_undo_the_colleagues(employer, colleague, db):
    colleague.posts("/profile", name="Anna's firm")

    employer.posts("/profile", **{"name": "", "name-seen": ""})

    (row,) = db.query("SELECT name FROM assessment")
    assert row["name"] == "Anna's firm"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_of_the_colleague_adds_no_element(
    employer, colleague, opened, text
):
    def told(words):
        colleague.answers(QUESTION, "written", note=words)
        return employer.answers(QUESTION, "spoken", seen=opened, scripted=False).text

    assert elements(told(text)) == elements(told("harmless"))


# --- the history ---------------------------------------------------------------------


def test_the_history_shows_every_answer_the_newest_first(employer, opened):
    employer.answers(QUESTION, "unknown", note="Anna asks them.")

    page = employer.sees(f"/history/{QUESTION}").text

    places = [page.index(words) for words in ("We don&#39;t know", "Anna asks them.")]
    assert places == sorted(places)
    assert page.index("Anna asks them.") < page.index("saved while answering · with")


def test_the_history_says_by_whom(employer, monkeypatch):
    monkeypatch.setattr(visits, "name_of", lambda by: "Anna")
    employer.answers(QUESTION, "none")

    assert "<bdi>Anna</bdi>" in employer.sees(f"/history/{QUESTION}").text


def test_a_question_answered_once_has_no_link_to_its_history(employer, opened):
    assert f"/history/{QUESTION}" not in employer.sees(PAGE).text


def test_a_question_answered_twice_has_one(employer, opened):
    employer.answers(QUESTION, "written")

    assert f"/history/{QUESTION}" in employer.sees(PAGE).text


def test_the_history_of_a_question_that_is_not_asked_here_is_not_there(employer):
    assert employer.sees("/history/c097.adverts").status_code == 404


def test_the_history_of_costs_is_in_words(app):
    family = Employer(app).begins("household")
    costs = "c181.what-paid"
    declared = {"currency": "JOD", "workers": "3", "months": "2", "paid-fee": "100"}
    family.posts(
        "/section/c181.fees",
        asked=costs,
        **{f"q-{costs}-{part}": value for part, value in declared.items()},
    )

    assert "100.000 Jordanian dinars" in family.sees(f"/history/{costs}").text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_the_history_is_text(employer, text):
    def history_of(question, words):
        employer.answers(question, "unknown", page="/section/c190.risks", note=words)
        return elements(employer.sees(f"/history/{question}").text)

    harmless = history_of("c190.risk-check", "harmless")

    assert history_of("c190.alone-at-night", text) == harmless
