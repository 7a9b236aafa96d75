"""A workshop from preparing to the summary: a trainer, a projector, phones."""

import itertools
import re
import secrets

import pytest
from axe_playwright_python.sync_playwright import Axe

from dd_toolkit.operations import accounts, rooms
from dd_toolkit.operations.clock import now
from dd_toolkit.storage.database import open_database
from tests.browser.test_walk_through import RULES
from tests.browser.walking import PICTURES, leaving

EMAIL = "trainer@example.org"
PASSWORD = "three odd words"
AGENDA = "agenda:c190-in-90-minutes"


@pytest.fixture
def database(site):
    opened = open_database(site.database)
    accounts.add_with_password(
        opened,
        EMAIL,
        name="Trainer",
        role="trainer",
        password=PASSWORD,
        locale="en",
        at=now(),
    )
    yield opened
    opened.close()


@pytest.fixture
def trainer(device, database):
    """The trainer's window, signed in."""
    page = device(width=1280)
    page.goto("/account/sign-in")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    with leaving(page):
        page.locator("main button[type=submit]").click()
    return page


class Workshop:
    """An open workshop, as its trainer runs it."""

    def __init__(self, trainer, database):
        self.console = trainer
        trainer.goto("/workshops/new")
        trainer.locator("#title").fill("Fair work at our factories")
        trainer.locator(f'input[value="{AGENDA}"]').check()
        with leaving(trainer):
            trainer.get_by_role("button", name="Prepare").click()
        with leaving(trainer):
            trainer.get_by_role("button", name="Open the room").click()
        self.id = re.search(r"/workshop/(\w+)/", trainer.url).group(1)
        self.code = trainer.locator(".join-code").inner_text()
        self.database = database
        self.others = []

    def step(self):
        return int(self.console.locator("[name=seen]").first.input_value())

    def goes_to_the_first(self, badge):
        """Press "next" until a step of that kind, passing everything by."""
        while badge not in self.console.locator(".now .eyebrow").inner_text():
            here = self.step()
            self.console.get_by_role("button", name="Next step", exact=True).click()
            self.console.wait_for_function(
                "at => document.querySelector('[name=seen]').value !== at",
                arg=str(here),
            )

    def presses(self, key, until):
        """A key of the presenter's remote, until the console shows this."""
        self.console.keyboard.press(key)
        self.console.get_by_text(until).first.wait_for()

    def is_joined_by(self, count):
        """So many others, who have no screen in this test."""
        for _ in range(count):
            secret = secrets.token_urlsafe(32)
            rooms.join(self.database, self.code, secret, at=now())
            self.others.append(secret)

    def others_answer(self):
        for secret in self.others:
            seat = rooms.seat(self.database, self.id, secret, locale="en")
            for number in seat.open_steps:
                first = seat.plan.steps[number].choices[0]
                rooms.answer(self.database, self.id, secret, number, (first,))


@pytest.fixture
def workshop(trainer, database):
    return Workshop(trainer, database)


def joins(page, workshop):
    page.goto("/join")
    page.locator("#code").fill(workshop.code.lower())
    with leaving(page):
        page.locator("main button").click()
    return page


def in_arabic(page):
    page.get_by_role("link", name="العربية").click()
    page.locator("html[dir=rtl]").wait_for()
    return page


def looks_right(page, name):
    """Nothing for axe to say, nothing wider than the screen; a picture on request."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    wrong = [
        (one["id"], [node["html"][:200] for node in one["nodes"]])
        for one in found.response["violations"]
    ]
    assert wrong == [], name
    wide, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= seen, name
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/workshop-{name}.png", full_page=True)


def fits(projector, name):
    """The room sees all of it: nothing is cut or scrolled, on two sizes of wall."""
    for width, height in ((1920, 1080), (1280, 720)):
        projector.set_viewport_size({"width": width, "height": height})
        projector.wait_for_timeout(150)
        tall, seen = projector.evaluate(
            "(m => [m.scrollHeight, m.clientHeight])(document.querySelector('main'))"
        )
        assert tall <= seen + 1, (name, width)
        boxes = projector.locator("main > *").evaluate_all(
            "all => all.map(a => a.getBoundingClientRect()).map(b => [b.top, b.bottom])"
        )
        for (_, bottom), (top, _) in itertools.pairwise(boxes):
            assert bottom <= top + 1, (name, width)
    looks_right(projector, name)


def test_a_workshop_is_held_from_preparing_to_the_summary(
    device, trainer, workshop, site
):
    projector = trainer.context.new_page()
    projector.goto(f"/workshop/{workshop.id}/projector")
    fits(projector, "projector-joining")
    arabic = in_arabic(device(width=360))
    english, plain = device(width=360), device(width=360, scripts=False)
    looks_right(arabic, "join-ar")
    for page in (arabic, english, plain):
        joins(page, workshop)
    workshop.is_joined_by(4)
    projector.locator("[data-joined]", has_text="7").wait_for()
    looks_right(arabic, "waiting-ar")

    is_asked_about_its_workplaces(workshop, projector, arabic, english, plain)
    practises_on_a_case(workshop, english)
    summary = ends_and_is_summed_up(workshop)
    link = is_taken_home(arabic)
    certificate = is_certified(english)

    for made in (summary, certificate):
        assert made.path().read_bytes().startswith(b"%PDF-")
    assert link.startswith(f"{site.address}/return#")
    for page in (trainer, arabic, english, plain):
        assert page.complaints == []


def is_asked_about_its_workplaces(workshop, projector, arabic, english, plain):
    """A question: asked, answered, shown, its standard; all with the remote."""
    console = workshop.console
    workshop.goes_to_the_first("Question")
    workshop.presses("PageDown", "Close the answers")
    looks_right(console, "console-open")
    arabic.locator("form[data-answer]").wait_for()
    english.locator("form[data-answer]").wait_for()
    looks_right(arabic, "question-ar")
    fits(projector, "projector-question")
    arabic.locator(".option").nth(1).click()
    english.locator(".option").nth(2).click()
    arabic.get_by_text("أُرسلت").wait_for()
    plain.get_by_role("link", name="See what is next").click()
    plain.locator(".option input").nth(1).check()
    with leaving(plain):
        plain.get_by_role("button", name="Send").click()
    assert "Sent. You may change it" in plain.locator("main").inner_text()
    assert "Shown from 5 answers on" in console.locator("main").inner_text()
    workshop.others_answer()
    projector.locator("[data-answered]", has_text="7").wait_for()
    workshop.presses("PageDown", "Continue: Show the answers")
    workshop.presses("PageDown", "Continue: Show the standard")
    projector.locator(".row").first.wait_for()
    fits(projector, "projector-answers")
    arabic.locator(".bars").wait_for()
    looks_right(arabic, "answers-ar")
    looks_right(console, "console-shown")
    workshop.presses("PageDown", "Continue: Next step")
    projector.locator(".behind").wait_for()
    fits(projector, "projector-standard")
    in_arabic(projector)
    fits(projector, "projector-standard-ar")


def practises_on_a_case(workshop, phone):
    """The right answer and its reason come once the question is closed."""
    workshop.goes_to_the_first("Practice case")
    phone.locator(".story").wait_for()
    looks_right(phone, "story")
    workshop.presses("PageDown", "Continue: Open for answers")
    workshop.presses("PageDown", "Continue: Close the answers")
    phone.get_by_text("Read the story again").wait_for()
    phone.locator(".option").first.click()
    phone.get_by_text("Sent.").wait_for()
    workshop.others_answer()
    workshop.presses("c", "Open again")
    phone.locator(".answer-right").wait_for()
    looks_right(phone, "right-answer")


def ends_and_is_summed_up(workshop):
    """The trainer ends it, writes down what was agreed, and downloads the summary."""
    page = workshop.console
    page.get_by_text("End the workshop").click()
    page.get_by_role("button", name="End it now").click()
    page.locator("#next-steps-text").fill("Samira returns the passports.")
    looks_right(page, "afterwards")
    with leaving(page):
        page.locator("#next-steps button").click()
    page.get_by_role("button", name="Get the PDF").first.click()
    with page.expect_download() as summary:
        page.get_by_role("link", name="Download the PDF").click()
    return summary.value


def is_taken_home(phone):
    """The private link of an Arabic phone's own answers."""
    phone.get_by_role("link", name="أخذ إجاباتي معي").click()
    looks_right(phone, "home-ar")
    with leaving(phone):
        phone.get_by_role("button", name="عرض رابطي الخاص").click()
    looks_right(phone, "taken-ar")
    return phone.locator("#private-link").input_value()


def is_certified(phone):
    """The certificate of an English phone's owner."""
    phone.get_by_role("link", name="My certificate").click()
    looks_right(phone, "certificate")
    phone.locator("#name").fill("Layla Haddad")
    phone.get_by_role("button", name="Get my certificate").click()
    with phone.expect_download() as certificate:
        phone.get_by_role("link", name="Download the PDF").click()
    return certificate.value


def test_a_phone_that_loses_the_network_sends_its_last_answer_once(device, workshop):
    phone = joins(device(width=360), workshop)
    workshop.goes_to_the_first("Question")
    workshop.presses("o", "Close the answers")
    phone.locator("form[data-answer]").wait_for()

    phone.context.set_offline(True)
    phone.locator(".option").nth(0).click()
    phone.locator(".option").nth(1).click()
    phone.get_by_text("Not sent: there is no connection.").wait_for()
    phone.context.set_offline(False)
    phone.get_by_text("Sent. You may change it").wait_for()
    phone.reload()

    assert phone.locator(".option input").nth(1).is_checked()
    workshop.console.locator("[data-answered]", has_text="1").wait_for()


def test_a_scanned_code_joins_without_a_press_and_leaves_the_address(device, workshop):
    phone = device(width=360)

    phone.goto(f"/join#{workshop.code}")
    phone.wait_for_url("**/room/**")

    assert workshop.code not in phone.url
    assert phone.complaints == []


def test_keys_of_the_console_leave_fields_alone_and_can_be_switched_off(workshop):
    console = workshop.console
    keys = console.locator("[data-keys-on]")

    keys.focus()
    console.keyboard.press("PageDown")
    keys.uncheck()
    console.locator("h1").click()
    console.keyboard.press("PageDown")
    console.wait_for_timeout(500)

    assert workshop.step() == 0


def test_a_trainer_can_prepare_on_a_phone(workshop):
    page = workshop.console
    page.set_viewport_size({"width": 360, "height": 740})

    for name in ("workshops", "workshops/new"):
        page.goto(f"/{name}")
        looks_right(page, name.replace("/", "-"))


def test_the_console_fits_a_phone(workshop):
    workshop.console.set_viewport_size({"width": 360, "height": 740})
    workshop.goes_to_the_first("Question")

    looks_right(workshop.console, "console-360")
