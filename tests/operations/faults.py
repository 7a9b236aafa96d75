"""A database in which something happens at one statement, as a power cut would."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from dd_toolkit.storage.database import Database


class PowerCut(Exception):
    """What a fault raises where it does not end the process."""


class FaultyDatabase:
    """Carries out each statement, but ``fault()`` is called at the n-th, from 1.

    ``when``: before the statement or after it was carried out. A transaction's COMMIT
    counts as its last statement; ``after`` it, all is durable.
    """

    def __init__(
        self,
        db: Database,
        *,
        at_statement: int,
        when: Literal["before", "after"],
        fault: Callable[[], None],
    ) -> None:
        self._db = db
        self._fault = fault
        self._at = (at_statement, when)
        self.statements = 0

    def query(self, sql, params=None) -> Iterator[dict]:
        with self._statement():
            return iter(list(self._db.query(sql, params)))

    def execute(self, sql, parameters=None):
        with self._statement():
            return self._db.execute(sql, parameters)

    def executescript(self, sql):
        with self._statement():
            return self._db.executescript(sql)

    @contextmanager
    def atomic(self):
        with self._db.atomic():
            yield self
            self.statements += 1
            self._strike("before")
        self._strike("after")

    def table_names(self):
        return self._db.table_names()

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _statement(self):
        self.statements += 1
        self._strike("before")
        yield
        self._strike("after")

    def _strike(self, when: str) -> None:
        if (self.statements, when) == self._at:
            self._fault()
