"""What scripts of phones and of the trainer ask of a room."""

import logging

import pytest

from dd_toolkit.operations.limits import LIMITS
from tests.operations.workshop_builders import (
    OWN,
    SEVERAL,
    WELCOME,
    a_room,
    people,
)
from tests.storage.databases import rows
from tests.web.persons import a_person

OURS = {"Origin": "http://localhost", "X-Requested-With": "dd"}
JSON = {"Accept": "application/json"}


class Phone:
    """A phone with its script, without a person we know."""

    def __init__(self, app, address="10.0.0.1"):
        self.client = app.test_client()
        self.address = {"REMOTE_ADDR": address}

    def joins(self, code, **more):
        return self.client.post(
            "/room/join",
            json={"code": code, **more},
            headers=OURS,
            environ_base=self.address,
        )

    def state(self, seen=""):
        return self.client.get(f"/room/w/state?seen={seen}", headers=JSON)

    def answers(self, number, *chosen):
        sent = {"number": number, "chosen": list(chosen)}
        return self.client.post("/room/w/answer", json=sent, headers=OURS)


@pytest.fixture
def trainer(app, db):
    return a_person(app, db, "trainer@x.org", "trainer")


@pytest.fixture
def room(db, trainer):
    return a_room(db, trainer_id="id-trainer")


@pytest.fixture
def phone(app, room):
    joined = Phone(app)
    joined.joins(room.workshop.code)
    return joined


def test_a_phone_joins_by_code_and_keeps_its_place_in_a_cookie(app, room):
    phone = Phone(app)

    joined = phone.joins(f" {room.workshop.code.lower()} ")

    assert joined.json == {"joined": True, "room": "w"}
    cookie = joined.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


def test_a_phone_has_no_visit(app, room, phone):
    assert [row["account_id"] for row in rows(room.db, "visit")].count(None) == 0
    assert phone.client.get_cookie("dd") is None


def test_joining_again_keeps_the_place(room, phone):
    phone.joins(room.workshop.code)

    assert room.workshop.joined == 1


@pytest.mark.parametrize("kept", ["", "short", "ä" * 43, "x" * 44])
def test_a_cookie_that_we_did_not_give_is_replaced(app, room, kept):
    phone = Phone(app)
    phone.client.set_cookie("dd-room", kept)

    phone.joins(room.workshop.code)

    assert phone.client.get_cookie("dd-room").value != kept
    assert phone.state().status_code == 200


def test_what_is_known_is_told_in_204(room, phone):
    known = phone.state().json["revision"]

    unchanged = phone.state(known)
    room.goes_to(OWN)
    changed = phone.state(known)

    assert (unchanged.status_code, unchanged.data) == (204, b"")
    assert changed.json["step"] == OWN


def test_a_poll_reads_one_row_and_writes_nothing(app, room, phone, monkeypatch):
    known = phone.state().json["revision"]
    asked = []
    opened = app.extensions["dd_toolkit"].connections.database()
    query = type(opened).query
    monkeypatch.setattr(
        type(opened), "query", lambda self, *a: asked.append(a) or query(self, *a)
    )
    monkeypatch.setattr(
        type(opened), "execute", lambda *_: pytest.fail("a poll wrote something")
    )

    answer = phone.state(known)

    assert answer.status_code == 204
    assert len(asked) == 1
    assert "Set-Cookie" not in answer.headers


def test_a_poll_that_tells_nothing_new_leaves_no_line_in_the_log(phone, caplog):
    """Two hundred phones would write three hundred lines a second."""
    known = phone.state().json["revision"]
    caplog.set_level(logging.INFO)
    caplog.clear()

    phone.state(known)
    unchanged = [record.message for record in caplog.records]
    phone.state("")

    assert unchanged == []
    assert "request" in [record.message for record in caplog.records]


def test_what_a_phone_is_told(room, phone):
    room.opens(OWN)
    phone.answers(OWN, "v50")

    told = phone.state().json

    assert set(told) == {
        *("revision", "state", "rehearsal", "step", "poll_ms"),
        *("questions", "answers", "shown"),
    }
    assert told["questions"] == {
        "1": {
            "choices": ["v100", "v50", "v0", "unknown", "not-applicable"],
            "several": False,
        }
    }
    assert told["answers"] == {"1": {"chosen": ["v50"], "counted": False}}
    assert told["shown"] == {}


def test_several_may_be_chosen_where_the_question_says_so(room, phone):
    room.opens(SEVERAL)

    assert phone.state().json["questions"]["2"]["several"]
    assert phone.answers(SEVERAL, "x", "z").json == {"saved": True}


@pytest.mark.parametrize(
    ("number", "chosen", "refusal"),
    [
        (OWN, ["other"], (422, "choice")),
        (OWN, [], (422, "choice")),
        (WELCOME, ["v100"], (422, "choice")),
        (SEVERAL, ["x"], (409, "closed")),
        (10**30, ["x"], (422, "choice")),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(room, phone, number, chosen, refusal):
    status, reason = refusal
    room.opens(OWN)

    refused = phone.answers(number, *chosen)

    assert refused.status_code == status
    assert refused.json == {"saved": False, "reason": reason}
    assert rows(room.db, "workshop_answer") == []


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        {"number": "1", "chosen": ["v100"]},
        {"number": 1},
        {"number": 1, "chosen": "v100"},
        {"number": 1, "chosen": [1]},
        {"number": 1.5, "chosen": ["v100"]},
        {"number": None, "chosen": None},
    ],
)
def test_what_is_no_answer_is_not_understood(room, phone, sent):
    room.opens(OWN)

    answer = phone.client.post("/room/w/answer", json=sent, headers=OURS)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"X-Requested-With": "dd"},
        {"X-Requested-With": "dd", "Origin": "http://evil.example"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_site_sends_no_answer(room, phone, headers):
    room.opens(OWN)

    sent = {"number": OWN, "chosen": ["v100"]}
    answer = phone.client.post("/room/w/answer", json=sent, headers=headers)

    assert answer.status_code == 400
    assert rows(room.db, "workshop_answer") == []


def test_whoever_did_not_join_is_told_nothing(app, room):
    stranger = Phone(app)

    assert stranger.state().status_code == 404
    assert stranger.answers(OWN, "v100").status_code == 404


def test_a_phone_of_another_room_is_told_nothing(app, db, room):
    other = a_room(db, workshop_id="other", trainer_id="id-trainer")
    phone = Phone(app)
    phone.joins(other.workshop.code)

    assert phone.state().status_code == 404


# --- wrong codes ---------------------------------------------------------------------


def test_a_wrong_code_opens_nothing(app, room):
    refused = Phone(app).joins("34789C")

    assert refused.status_code == 404
    assert refused.json == {"joined": False, "reason": "code"}
    assert "Set-Cookie" not in refused.headers


@pytest.fixture
def few_tries(monkeypatch):
    monkeypatch.setitem(LIMITS, "join", LIMITS["join"].__class__(3, 3, 15))


def test_right_codes_are_not_counted(app, room, few_tries):
    """Two hundred phones of a room share one address."""
    joined = [Phone(app).joins(room.workshop.code).status_code for _ in range(12)]

    assert joined == [200] * 12


def test_after_too_many_wrong_codes_none_is_looked_up_from_there(app, room, few_tries):
    wrong = [Phone(app).joins("34789C").status_code for _ in range(5)]

    right = Phone(app).joins(room.workshop.code)
    elsewhere = Phone(app, "10.0.0.2").joins(room.workshop.code)

    assert wrong == [404, 404, 404, 429, 429]
    assert (right.status_code, elsewhere.status_code) == (429, 200)


def test_to_try_all_codes_from_one_address_takes_two_thousand_days():
    guesses_a_day = LIMITS["join"].place * 24 * 60 / LIMITS["join"].minutes

    assert 64_000_000 / guesses_a_day > 2_000


def test_simulated_phones_join_rehearsals_only(app, db, room):
    rehearsed = a_room(db, workshop_id="r", trainer_id="id-trainer", rehearsal=True)

    real = Phone(app).joins(room.workshop.code, simulated=True)
    simulated = Phone(app).joins(rehearsed.workshop.code, simulated=True)

    assert (real.status_code, simulated.status_code) == (404, 200)


# --- the trainer's screens -----------------------------------------------------------


def board(trainer, seen=""):
    return trainer.client.get(f"/workshop/w/state?seen={seen}", headers=JSON)


def test_the_trainer_sees_counts_and_nothing_of_a_few(room, trainer):
    room.joins(*people(4))
    room.opens(OWN)
    room.shows(OWN)
    room.all_answer(people(4), OWN, "v0")

    told = board(trainer).json

    assert set(told) == {
        *("version", "state", "rehearsal", "step", "joined", "current"),
    }
    assert (told["joined"], told["current"]["answered"]) == (4, 4)
    assert told["current"]["distribution"] is None
    assert "v0" not in str(told)


def test_the_trainer_sees_a_distribution_of_five(room, trainer):
    room.joins(*people(5))
    room.opens(OWN)
    room.all_answer(people(5), OWN, "v0")
    room.closes(OWN)

    found = board(trainer).json["current"]["distribution"]

    assert (found["people"], found["chosen"]["v0"]) == (5, 5)


@pytest.mark.parametrize("act", ["join", "answer", "go"])
def test_the_trainers_screens_hear_of_everything(room, trainer, act):
    room.joins("p1")
    room.opens(OWN)
    known = board(trainer).json["version"]
    unchanged = board(trainer, known)

    {
        "join": lambda: room.joins("p2"),
        "answer": lambda: room.answers("p1", OWN, "v0"),
        "go": lambda: room.goes_to(SEVERAL),
    }[act]()

    assert unchanged.status_code == 204
    assert board(trainer, known).status_code == 200


def test_another_trainer_sees_nothing_of_it(app, db, room):
    other = a_person(app, db, "other@x.org", "trainer")

    assert board(other).status_code == 404


def test_a_trainer_with_another_role_by_now_runs_nothing(app, db, room, trainer):
    db.execute("UPDATE account SET role = 'employer' WHERE id = 'id-trainer'")

    assert board(trainer).status_code == 404


def test_no_log_line_holds_a_code_or_a_secret(app, room, phone, caplog):
    caplog.set_level(logging.DEBUG)
    room.opens(OWN)
    phone.answers(OWN, "v50")
    Phone(app).joins("34789C")
    phone.state()
    lines = repr([vars(record) for record in caplog.records])

    secret = phone.client.get_cookie("dd-room").value

    hidden = (room.workshop.code, secret, "34789C", "v50")
    assert "wrong-room-code" in lines
    assert [one for one in hidden if one in lines] == []
