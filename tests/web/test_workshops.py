"""Workshops at the site: prepared, run, answered, looked back on; without scripts."""

import html
import io
import re
from pathlib import Path

import openpyxl
import pytest

from dd_toolkit.operations import workshops as acts
from dd_toolkit.operations.clock import now
from dd_toolkit.storage import workshops
from tests.operations.workshop_builders import (
    AFTER,
    BEFORE,
    DAY,
    OWN,
    PLAN,
    PRACTICE,
    SEVERAL,
    STORY,
    WELCOME,
    Room,
    a_room,
    people,
    prepared,
)
from tests.web.persons import Person, a_person

AGENDA = "agenda:c190-in-90-minutes"
GIVEN = {"title": "Half a day", "source": AGENDA, "pace": "trainer", "room": "people"}
HOME = "/workshop/w"
TRAINER = "id-trainer"


@pytest.fixture
def trainer(app, db):
    return a_person(app, db, "trainer@x.org", "trainer")


@pytest.fixture
def room(db, trainer):
    """An open workshop of this trainer, with four phones besides the test's own."""
    return a_room(db, *people(4), trainer_id=TRAINER)


class Phone(Person):
    """A phone without scripts."""

    def joins(self, code):
        sent = {"csrf_token": self.token("/join"), "code": code}
        return self.client.post("/join", data=sent)

    def answers(self, number, *chosen):
        return self.sends("/room/w", number=number, choice=list(chosen))

    def reads_part(self, seen=""):
        return self.client.get(f"/room/w?seen={seen}", headers={"X-Part": "live"})


@pytest.fixture
def phone(app, room):
    one = Phone(app)
    one.joins(room.workshop.code)
    return one


def press(trainer, act, to, seen):
    return trainer.sends(HOME + "/console", act=act, to=to, seen=seen)


def continues_with(trainer):
    """What the large button of the console does: (act, step)."""
    page = trainer.reads(HOME + "/console").text
    if "This is the last step." in page:
        return None
    wide = page.partition('<div class="wide">')[2].partition("</form>")[0]
    act, _, to = re.findall(r'name="(?:act|seen|to)" value="(\w+)"', wide)
    return act, int(to)


def five_answer(room, number, chosen="v100"):
    room.joins("p5")
    room.opens(number)
    room.all_answer(people(5), number, chosen)


# --- preparing -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"source": "set:c190", "pace": "free"},
        {"source": "sections", "section": ["c181.fees"], "room": "tables"},
        {"rehearsal": "yes"},
    ],
    ids=["an agenda", "a set", "sections", "a rehearsal"],
)
def test_a_workshop_is_prepared_from(trainer, db, given):
    sent = trainer.sends("/workshops/new", **GIVEN | given)

    (made,) = workshops.workshops_of(db, TRAINER)
    assert sent.headers["location"] == f"/workshop/{made.id}"
    assert made.pace == given.get("pace", "trainer")
    assert made.rehearsal == ("rehearsal" in given)


@pytest.mark.parametrize(
    "given",
    [
        {"title": " "},
        {"title": "x" * 200},
        {"source": ""},
        {"source": "agenda:none"},
        {"source": "set:none"},
        {"source": "sections"},
        {"source": "sections", "section": ["none.such"]},
        {"pace": "fast"},
        {"room": "cellar"},
    ],
    ids=str,
)
def test_no_workshop_is_prepared_from(trainer, db, given):
    sent = trainer.sends("/workshops/new", **GIVEN | given)

    assert sent.status_code == 422
    assert workshops.workshops_of(db, TRAINER) == []


def test_what_was_chosen_stands_in_the_form_again_after_a_refusal(trainer):
    sent = trainer.sends("/workshops/new", **GIVEN | {"title": ""})

    assert f'value="{AGENDA}" checked' in sent.text


def test_changing_the_title_keeps_what_is_asked(trainer, db):
    prepared(db, trainer_id=TRAINER)
    before = workshops.workshop(db, "w")

    trainer.sends(HOME + "/edit", title="Another", source="", pace="free")

    after = workshops.workshop(db, "w")
    assert (after.title, after.pace) == ("Another", "free")
    assert after.plan_sha256 == before.plan_sha256


def test_the_groups_of_a_prepared_workshop_can_be_changed(trainer, db):
    prepared(db, trainer_id=TRAINER)

    trainer.sends(
        HOME + "/edit", title="A day", source="", pace="trainer", room="tables"
    )

    plan = acts.board(db, "w", locale="ar").plan
    assert (plan.room, len(plan.steps)) == ("tables", len(PLAN.steps))


def test_an_open_workshop_is_not_changed(trainer, room):
    sent = trainer.sends(HOME + "/edit", **GIVEN)

    assert sent.status_code == 422
    assert room.workshop.title == "A day"


def test_opening_leads_to_the_console_with_the_code(trainer, db):
    prepared(db, trainer_id=TRAINER)

    sent = trainer.sends(HOME + "/open")

    code = workshops.workshop(db, "w").code
    assert sent.headers["location"] == HOME + "/console"
    assert code in trainer.reads(HOME + "/console").text


# --- the console ---------------------------------------------------------------------


def test_one_button_opens_closes_and_shows_a_question_and_goes_on(trainer, room):
    pressed = []
    while len(pressed) < 5:
        act, to = continues_with(trainer)
        if act == "close":
            room.joins("p5").all_answer(people(5), OWN, "v100")
        pressed.append((act, to))
        press(trainer, act, to, room.workshop.step)

    assert pressed == [
        ("go", OWN),
        ("open", OWN),
        ("close", OWN),
        ("show", OWN),
        ("go", SEVERAL),
    ]


def test_the_button_passes_over_a_question_that_cannot_be_shown(trainer, room):
    room.opens(OWN)
    room.closes(OWN)

    assert continues_with(trainer) == ("go", SEVERAL)


def test_the_button_leaves_out_the_rest_of_a_check_that_is_shown_later(trainer, room):
    room.opens(3)
    room.closes(3)

    assert continues_with(trainer) == ("go", STORY)


def test_the_last_step_has_no_button_to_go_on(trainer, room):
    room.goes_to(DAY)
    room.opens(DAY)
    room.closes(DAY)

    assert continues_with(trainer) is None


def test_a_second_console_that_is_behind_moves_nothing(trainer, room):
    press(trainer, "go", OWN, WELCOME)

    late = press(trainer, "go", SEVERAL, WELCOME)

    assert "Another console went on meanwhile" in late.text
    assert room.workshop.step == OWN


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"act": "go", "to": "999", "seen": "0"}, 200),
        ({"act": "go", "to": "-1", "seen": "0"}, 200),
        ({"act": "go", "to": "²", "seen": "0"}, 200),
        ({"act": "open", "to": "0", "seen": "0"}, 200),
        ({"act": "standard", "to": "0", "seen": "7"}, 200),
        ({"act": "dance", "to": "0", "seen": "0"}, 422),
        ({}, 422),
    ],
    ids=str,
)
def test_a_press_that_means_nothing_changes_nothing(trainer, room, sent, status):
    before = room.workshop

    answer = trainer.sends(HOME + "/console", **sent)

    assert answer.status_code == status
    assert room.workshop == before


def test_the_console_says_why_nothing_is_shown_yet(trainer, room):
    room.opens(OWN)
    room.all_answer(people(4), OWN, "v100")

    page = trainer.reads(HOME + "/console").text

    assert "Shown from 5 answers on" in page
    assert 'class="bars"' not in page


def test_the_console_shows_what_five_people_answered(trainer, room):
    five_answer(room, OWN)
    room.closes(OWN)

    page = trainer.reads(HOME + "/console").text

    assert 'class="bars"' in page
    assert "5 answers are counted here." in page


def test_the_facts_of_a_case_are_for_phones_and_console_not_for_the_wall(
    app, db, trainer, library
):
    plans = acts.plans_of_agenda(library, "c190-in-90-minutes", room="people")
    plan = plans.spoken("en")
    facts = next(n for n, step in enumerate(plan.steps) if step.facts)
    room = a_room(db, trainer_id=TRAINER, plan=plan)
    phone = Phone(app)
    phone.joins(room.workshop.code)
    room.goes_to(facts)

    fact = html.escape(plan.steps[facts].facts[0], quote=False)
    assert fact in trainer.reads(HOME + "/console").text
    assert fact in phone.reads("/room/w").text
    assert fact not in trainer.reads(HOME + "/projector").text


def test_the_console_of_an_ended_workshop_leads_to_what_is_left_to_do(trainer, room):
    room.ends()

    sent = trainer.reads(HOME + "/console")

    assert sent.headers["location"] == HOME


def test_the_script_of_a_console_is_told_when_nothing_changed(trainer, room):
    page = trainer.reads(HOME + "/console").text
    seen = re.search(r'data-seen="([^"]+)', page).group(1)
    asked = {"path": f"{HOME}/console?seen={seen}", "headers": {"X-Part": "live"}}

    same = trainer.client.get(**asked)
    room.joins("p9")
    changed = trainer.client.get(**asked)

    assert (same.status_code, changed.status_code) == (204, 200)
    assert "<html" not in changed.text


# --- the projector -------------------------------------------------------------------


def test_the_projector_shows_how_to_join(trainer, room):
    page = trainer.reads(HOME + "/projector").text

    assert room.workshop.code in page
    assert "localhost/join" in page


def test_the_picture_to_scan_is_there_only_while_the_room_is_open(trainer, room):
    before = trainer.reads(HOME + "/join.svg")
    room.ends()
    after = trainer.reads(HOME + "/join.svg")

    assert (before.mimetype, before.status_code) == ("image/svg+xml", 200)
    assert after.status_code == 404


def test_the_projector_asks_without_bars_until_they_are_shown(trainer, room):
    five_answer(room, OWN)
    room.closes(OWN)

    before = trainer.reads(HOME + "/projector").text
    room.shows(OWN)
    after = trainer.reads(HOME + "/projector").text

    assert ("<rect" in before, "<rect" in after) == (False, True)


def test_the_projector_tells_no_right_answer_while_somebody_can_answer(trainer, room):
    room.joins(*people(12)).opens(PRACTICE[0])
    room.all_answer(people(12), PRACTICE[0], "v0")
    room.shows(PRACTICE[0])

    before = trainer.reads(HOME + "/projector").text
    room.closes(PRACTICE[0])
    after = trainer.reads(HOME + "/projector").text

    assert "<rect" in before
    assert "They paid." not in before
    assert 'class="row right"' not in before
    assert "They paid." in after


def test_the_projector_tells_what_the_room_has_learnt(trainer, room):
    five_answer(room, BEFORE[0], "b")
    room.all_answer(people(5), BEFORE[1], "b")
    room.closes(BEFORE[0])
    room.opens(AFTER[0])
    for number in AFTER:
        room.all_answer(people(4), number, "a")
        room.answers("p5", number, "b")
    room.closes(AFTER[0])

    room.shows(AFTER[0])

    page = trainer.reads(HOME + "/projector").text
    assert "Right answers: \u20660%\u2069 before, \u206680%\u2069 after." in page


def test_the_projector_can_be_turned_to_how_to_join_and_back(trainer, room):
    room.goes_to(OWN)
    press(trainer, "join", OWN, OWN)
    turned = trainer.reads(HOME + "/projector").text
    press(trainer, "step", OWN, OWN)
    back = trainer.reads(HOME + "/projector").text

    assert ("join.svg" in turned, "join.svg" in back) == (True, False)


def test_going_on_turns_the_projector_back_to_the_step(trainer, room):
    press(trainer, "join", WELCOME, WELCOME)
    press(trainer, "go", OWN, WELCOME)

    assert "join.svg" not in trainer.reads(HOME + "/projector").text


def test_the_projector_speaks_both_languages_at_once(trainer, db):
    made = trainer.sends("/workshops/new", **GIVEN | {"source": "set:c190"})
    home = made.headers["location"]
    trainer.sends(home + "/open")

    page = trainer.reads(home + "/projector?both=yes").text

    assert 'class="other" lang="ar" dir="rtl"' in page


def test_the_language_of_the_projector_is_not_that_of_the_console(trainer, room):
    wall = trainer.reads(HOME + "/projector?in=ar").text
    console = trainer.reads(HOME + "/console").text

    assert 'dir="rtl"' in wall
    assert '<html lang="en" dir="ltr">' in console


def test_a_title_cannot_become_markup(trainer, db):
    a_room(db, trainer_id=TRAINER, title="<script>alert(1)</script>")

    for path in ("", "/console", "/projector"):
        page = trainer.reads(HOME + path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


# --- phones --------------------------------------------------------------------------


@pytest.mark.parametrize("dress", [str.lower, lambda c: f" {c[:3]}-{c[3:]} "])
def test_a_code_is_understood_as_people_type_it(app, room, dress):
    joined = Phone(app).joins(dress(room.workshop.code))

    assert joined.headers["location"] == "/room/w"


@pytest.mark.parametrize("code", ["", "XXXXXX", "999999", "'; --", "٠" * 600])
def test_a_wrong_code_opens_no_room(app, room, code):
    answer = Phone(app).joins(code)

    assert answer.status_code == 422
    assert "This code opens no room" in answer.text


def test_nobody_without_a_place_in_the_room_sees_it(app, room, phone):
    assert Phone(app).reads("/room/w").status_code == 404


def test_no_browser_keeps_a_page_of_a_room(phone):
    pages = ("/join", "/room/w", "/room/w/home", "/room/w/certificate")

    kept = {page: phone.reads(page).headers["cache-control"] for page in pages}

    assert set(kept.values()) == {"no-store"}


def test_a_phone_answers_and_is_back_where_it_was_after_a_reload(phone, room):
    room.opens(OWN)

    phone.answers(OWN, "v100")

    assert 'value="v100" checked' in phone.reads("/room/w").text


def test_an_answer_may_be_changed_until_it_is_counted(phone, room):
    five_answer(room, OWN)
    phone.answers(OWN, "v100")
    phone.answers(OWN, "v0")
    changed = phone.reads("/room/w").text
    room.closes(OWN)
    room.opens(OWN)
    counted = phone.answers(OWN, "v100")

    assert 'value="v0" checked' in changed
    assert counted.status_code == 409
    assert "counted already" in counted.text


@pytest.mark.parametrize(
    ("number", "choice", "status"),
    [
        ("999", "v100", 409),
        ("x", "v100", 422),
        ("", "v100", 422),
        (OWN, "none", 409),
        (OWN, "", 409),
        (SEVERAL, "x", 409),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(phone, room, number, choice, status):
    room.opens(OWN)

    sent = phone.sends("/room/w", number=number, choice=choice)

    assert sent.status_code == status
    assert room.outcome(OWN).answered == 0


def test_each_phone_reads_its_own_language(app, room):
    arabic, english = Phone(app), Phone(app)
    arabic.client.set_cookie("dd-language", "ar")
    for one in (arabic, english):
        one.joins(room.workshop.code)
    room.opens(OWN)

    pages = [one.reads("/room/w").text for one in (arabic, english)]

    assert 'dir="rtl"' in pages[0]
    assert 'dir="ltr"' in pages[1]
    assert "عن مكان عملكم" in pages[0]
    assert "About your own workplace" in pages[1]


def test_a_block_is_answered_question_by_question(phone, room):
    room.opens(PRACTICE[0])

    phone.answers(PRACTICE[0], "v100")
    page = phone.reads(f"/room/w?at={PRACTICE[0]}").text
    following = html.unescape(re.search(r'data-next href="([^"]+)', page).group(1))

    assert "Question 1 of 2" in page
    assert "Question 2 of 2" in phone.reads(following).text


def test_the_story_can_be_read_while_its_questions_are_answered(phone, room):
    room.opens(PRACTICE[0])

    assert "Invented." in phone.reads("/room/w").text


def test_the_right_answer_comes_to_the_phone_once_the_question_is_closed(phone, room):
    room.opens(PRACTICE[0])
    open_page = phone.reads("/room/w").text
    room.closes(PRACTICE[0])

    assert "They paid." not in open_page
    assert "They paid." in phone.reads("/room/w").text


def test_a_phone_shows_the_room_only_while_the_projector_does(phone, room):
    five_answer(room, OWN)
    room.closes(OWN)
    before = phone.reads("/room/w").text
    room.shows(OWN)
    after = phone.reads("/room/w").text

    assert ('class="bars"' in before, 'class="bars"' in after) == (False, True)


def test_the_script_of_a_phone_is_told_when_nothing_changed(phone, room):
    seen = str(room.workshop.revision)

    same = phone.reads_part(seen)
    room.opens(OWN)
    changed = phone.reads_part(seen)

    assert (same.status_code, changed.status_code) == (204, 200)
    assert "<html" not in changed.text


def test_at_free_pace_a_phone_goes_from_question_to_question(app, db, trainer):
    room = a_room(db, trainer_id=TRAINER, pace="free")
    phone = Phone(app)
    phone.joins(room.workshop.code)

    phone.answers(OWN, "v100")

    assert "Means" not in phone.reads(f"/room/w?at={OWN}").text
    assert 'value="x"' in phone.reads("/room/w").text


def test_at_free_pace_a_phone_that_is_done_may_look_at_its_answers_again(
    app, db, trainer, library
):
    plans = acts.plans_of_sections(library, "c190", ("c190.rules",), room="people")
    plan = plans.spoken("en")
    room = a_room(db, trainer_id=TRAINER, pace="free", plan=plan)
    phone = Phone(app)
    phone.joins(room.workshop.code)

    for number in plan.asking:
        phone.answers(number, plan.steps[number].choices[0])

    page = phone.reads("/room/w").text
    assert "You have answered everything that is open" in page
    assert "checked" in phone.reads("/room/w?at=0").text


def test_a_phone_page_is_light(app, phone, room):
    room.opens(OWN)
    page = phone.reads("/room/w")
    files = set(re.findall(r'="/static/([a-z.]+)', page.text))

    loaded = [Path(app.static_folder, one).stat().st_size for one in files]

    assert "room.js" in files
    assert len(page.data) + sum(loaded) < 60_000


# --- home ----------------------------------------------------------------------------


@pytest.fixture
def real_room(db, trainer, library):
    """One about a set that the site has: only of such an answer can be taken home."""
    acts.prepare(
        db,
        acts.plans_of_sections(library, "c190", ("c190.rules",), room="people"),
        workshop_id="w",
        trainer_id=TRAINER,
        title="A day",
        pace="trainer",
        at=now(),
    )
    acts.open_room(db, "w", by=TRAINER, at=now())
    return Room(db)


@pytest.fixture
def homegoer(app, real_room):
    """A phone that has answered about its own workplace."""
    one = Phone(app)
    one.joins(real_room.workshop.code)
    real_room.opens(0)
    first = real_room.board().plan.steps[0].choices[0]
    one.answers(0, first)
    return one


def test_the_own_answers_are_taken_home_by_a_private_link(app, homegoer):
    page = homegoer.sends("/room/w/home", **{"as": "link"}).text

    link = re.search(r'id="private-link" value="([^"]+)', page).group(1)
    other = Person(app)
    opened = other.sends("/return", code=link.partition("#")[2])
    assert "/assessment/" in opened.headers["location"]


def test_taking_home_twice_gives_the_same_link(homegoer):
    links = {
        re.search(r'id="private-link" value="([^"]+)', page.text).group(1)
        for page in (
            homegoer.sends("/room/w/home", **{"as": "link"}),
            homegoer.sends("/room/w/home", **{"as": "link"}),
        )
    }

    assert len(links) == 1


def test_who_has_not_answered_about_the_own_workplace_takes_nothing(phone, room):
    answer = phone.sends("/room/w/home", **{"as": "link"})

    assert answer.status_code == 409
    assert "You have not answered" in answer.text


def test_the_mail_with_the_link_is_the_only_place_of_the_address(homegoer, db):
    homegoer.sends("/room/w/home", **{"as": "mail", "email": "me@home.org"})

    (mail,) = db.query("SELECT recipient, body FROM mail")
    assert mail["recipient"] == "me@home.org"
    assert "/return#" in mail["body"]
    for table in set(db.table_names()) - {"mail"}:
        assert "me@home.org" not in repr(list(db.query(f'SELECT * FROM "{table}"')))


def test_no_mail_goes_to_what_is_no_address(homegoer, db):
    answer = homegoer.sends("/room/w/home", **{"as": "mail", "email": "home"})

    assert answer.status_code == 422
    assert list(db.query("SELECT id FROM mail")) == []


def test_the_trainer_cannot_open_what_a_participant_took_home(trainer, homegoer):
    sent = homegoer.sends("/room/w/home", **{"as": "plan"})

    assert sent.status_code == 303
    assert trainer.reads(sent.headers["location"]).status_code == 404


# --- certificates --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Layla Haddad", "ليلى الحداد", "Jean-Luc O'Neill II"])
def test_a_certificate_is_asked_for_by_name(phone, room, name):
    sent = phone.sends("/room/w/certificate", name=name)

    assert sent.headers["location"] == "/room/w/certificate/paper"
    assert "It is being made" in phone.reads("/room/w/certificate/paper").text


@pytest.mark.parametrize("name", ["", " ", "x" * 200, "张伟", "Ли", "a\x00b"])
def test_no_certificate_is_made_for(phone, room, db, name):
    sent = phone.sends("/room/w/certificate", name=name)

    assert sent.status_code == 422
    assert list(db.query("SELECT id FROM certificate")) == []


def test_a_corrected_name_makes_the_certificates_anew(trainer, phone, room, db):
    phone.sends("/room/w/certificate", name="Layla")
    room.ends()
    trainer.sends(HOME + "/papers/certificates")

    phone.sends("/room/w/certificate", name="Leila")

    kinds = [row["kind"] for row in db.query("SELECT kind FROM report")]
    assert kinds == ["certificate"]


def test_the_trainer_gets_certificates_once_somebody_wants_one(trainer, phone, room):
    room.ends()
    before = trainer.reads(HOME).text
    phone.sends("/room/w/certificate", name="Layla")
    after = trainer.reads(HOME).text

    assert "Nobody has asked for one yet" in before
    assert "1 person typed a name" in after


def test_a_plan_that_is_being_made_is_not_begun_again(homegoer, db):
    homegoer.sends("/room/w/home", **{"as": "plan"})
    (first,) = db.query("SELECT id FROM report")

    homegoer.sends("/room/w/home", **{"as": "plan"})

    assert list(db.query("SELECT id FROM report")) == [first]


def test_another_phone_does_not_get_my_certificate(app, phone, room):
    phone.sends("/room/w/certificate", name="Layla")
    other = Phone(app)
    other.joins(room.workshop.code)

    sent = other.reads("/room/w/certificate/paper")

    assert sent.headers["location"] == "/room/w/certificate"


# --- afterwards ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/papers/workshop-summary", "/answers.xlsx"])
def test_there_are_no_papers_before_the_end(trainer, room, path):
    assert trainer.reads(HOME + path).status_code == 409


def test_there_are_no_papers_of_another_kind(trainer, room):
    room.ends()

    assert trainer.reads(HOME + "/papers/action-plan").status_code == 404


def test_what_was_agreed_is_kept_and_the_summary_made_anew(trainer, room, db):
    room.ends()
    trainer.sends(HOME + "/papers/workshop-summary")

    trainer.sends(HOME + "/next-steps", **{"next-steps": "Samira returns passports."})

    assert "Samira returns passports." in trainer.reads(HOME).text
    assert list(db.query("SELECT id FROM report")) == []


def test_a_text_that_is_too_long_is_refused(trainer, room):
    room.ends()

    sent = trainer.sends(HOME + "/next-steps", **{"next-steps": "x" * 100_000})

    assert sent.status_code == 422
    assert room.workshop.next_steps == ""


def sheets(trainer):
    content = trainer.reads(HOME + "/answers.xlsx").data
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_spreadsheet_holds_only_what_may_be_shown(trainer, room):
    five_answer(room, OWN, "v100")
    room.closes(OWN)
    room.opens(SEVERAL)
    room.all_answer(people(4), SEVERAL, "x")
    room.ends()

    rows = list(sheets(trainer)["English"].values)

    answers = [row for row in rows if row[0] in (OWN + 1, SEVERAL + 1)]
    assert [row[3] for row in answers if row[0] == OWN + 1].count(5) == 1
    (hidden,) = [row for row in answers if row[0] == SEVERAL + 1]
    assert hidden[2:] == ("Not shown, so that nobody is exposed.", *[None] * 4)


def test_the_spreadsheet_has_a_sheet_in_each_language(trainer, room):
    room.ends()

    book = sheets(trainer)

    assert book.sheetnames == ["English", "العربية"]
    assert book["العربية"].sheet_view.rightToLeft


def test_a_title_is_no_formula_in_the_spreadsheet(trainer, db):
    room = a_room(db, trainer_id=TRAINER, title="=1+1")
    room.ends()

    cell = sheets(trainer)["English"]["B1"]

    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_guide_is_made_once_and_then_downloaded(trainer, db):
    trainer.sends("/workshops/guide")
    trainer.sends("/workshops/guide")

    waiting = list(db.query("SELECT kind, locale FROM report"))
    assert waiting == [{"kind": "trainers-guide", "locale": "en"}]


def test_the_list_shows_only_the_own_workshops(app, db, trainer, room):
    other = a_person(app, db, "other@x.org", "trainer")

    assert "A day" in trainer.reads("/workshops").text
    assert "A day" not in other.reads("/workshops").text


def test_no_code_of_a_room_stands_in_an_address(app, room, caplog):
    caplog.set_level("INFO")
    phone = Phone(app)
    phone.joins(room.workshop.code)
    phone.reads("/room/w")

    assert room.workshop.code not in caplog.text


def test_a_workshop_begun_now_is_listed_with_its_day(trainer, db):
    prepared(db, trainer_id=TRAINER)
    acts.open_room(db, "w", by=TRAINER, at=now())

    assert "open now" in trainer.reads("/workshops").text
