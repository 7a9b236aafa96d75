"""An employer at the site, as verbs, without a browser."""

import re
import shutil

import pytest

from dd_toolkit.core.assembly import load_library
from dd_toolkit.places import QUESTIONNAIRES
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from dd_toolkit.web import create_app
from tests.postgres import AT
from tests.storage.databases import ENGINES

PROFILE = {
    "sector": "garment",
    "size": "from-250",
    "nationalities": "bangladeshi",
    "workforce-sex": "both",
    "country-of-hire": "abroad",
    "uses-agency": "yes",
    "agency-supplies": "no",
    "provides-housing": "yes",
    "domestic-worker": "no",
    "subcontractors": "no",
}
PAGE = "/section/c190.rules"


@pytest.fixture(scope="session")
def library():
    return load_library(QUESTIONNAIRES)


@pytest.fixture(params=ENGINES)
def settings(request, tmp_path):
    """Settings with a database without a row, of each engine."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("file_with_tables"), tmp_path)
        database = f"sqlite:///{file}"
    else:
        database = request.getfixturevalue("postgres_with_tables")
    files = str(tmp_path / "files")
    return Settings(database, "w" * 40, "http://localhost", files=files)


@pytest.fixture
def db(settings):
    opened = open_database(settings.database)
    migrate(opened, at=AT)  # nothing to do, unless a test brought a place of its own
    yield opened
    opened.close()


@pytest.fixture
def app(settings, library, db):
    made = create_app(settings, library)
    yield made
    made.extensions["dd_toolkit"].connections.close()


class Employer:
    """One browser without scripts."""

    def __init__(self, app):
        self.client = app.test_client()
        self.home = ""

    def token(self, address="/"):
        page = self.client.get(address, follow_redirects=True).text
        return re.search(r'csrf_token" value="([^"]+)', page).group(1)

    def begins(self, questionnaire="c190"):
        sent = {"csrf_token": self.token(), "set": questionnaire}
        profile = self.client.post("/start", data=sent).headers["location"]
        self.home = profile.rsplit("/", 1)[0]
        return self

    def seen(self, page):
        """What the page says that it shows; of another kind of page, nothing."""
        shown = self.client.get(self.home + page).text
        found = re.search(r'name="seen" value="([^"]*)', shown)
        return found.group(1) if found else ""

    def posts(self, page, *, scripted=False, **data):
        """Send the page; ``seen`` is what it shows just now, unless it is given."""
        data["csrf_token"] = self.token()
        data.setdefault("seen", self.seen(page))
        headers = {"Accept": "application/json"} if scripted else {}
        return self.client.post(self.home + page, data=data, headers=headers)

    def says_who_it_is(self, **changes):
        given = PROFILE | {k.replace("_", "-"): v for k, v in changes.items()}
        self.posts(
            "/profile",
            asked=[f"profile.{key}" for key in given],
            **{f"q-profile.{key}": value for key, value in given.items()},
        )
        return self

    def answers(
        self, question, option="", *, page=PAGE, scripted=True, seen=None, **words
    ):
        sent = {f"{kind}-{question}": text for kind, text in words.items()}
        if seen is not None:
            sent["seen"] = seen
        if option:
            sent[f"q-{question}"] = option
        return self.posts(page, scripted=scripted, asked=question, **sent)

    def answers_everything(self, library, option=0):
        questionnaire = library.questionnaire("c190")
        for section in questionnaire.sections:
            sent = {
                f"q-{q.id}": q.options[option].id
                for q in section.questions
                if q.options
            }
            asked = [q.id for q in section.questions]
            self.posts(f"/section/{section.id}", asked=asked, **sent)
        return self

    def submits(self):
        return self.posts("/submit")

    def sees(self, page="/"):
        return self.client.get(self.home + page, follow_redirects=True)


@pytest.fixture
def employer(app):
    return Employer(app).begins().says_who_it_is()


@pytest.fixture
def stranger(app):
    return Employer(app)


@pytest.fixture
def everything_stored(db):
    """All rows of all tables, to see whether something changed."""

    def dump():
        return {
            table: sorted(map(repr, db.query(f'SELECT * FROM "{table}"')))
            for table in db.table_names()
        }

    return dump
