"""For all tests: what hypothesis tries is the same in every run, and a PostgreSQL."""

import pytest
from hypothesis import settings

from tests.postgres import PostgresServer

# A machine under load is no bug, and a failure must come again when it is looked at.
settings.register_profile("suite", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def postgres_server():
    """The server of this run, started when the first test asks for it."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
def postgres(postgres_server):
    """The address of an empty PostgreSQL database."""
    with postgres_server.database() as address:
        yield address
