"""A process that signs a review and kills itself, hard, at one statement.

When there is no such statement, it signs and ends with 0.
"""

import os
import signal
import sys

from dd_toolkit.operations.signing import sign
from dd_toolkit.storage.database import open_database
from tests.operations.builders import AT
from tests.operations.faults import FaultyDatabase
from tests.operations.reviews import SETTINGS


def main(address: str, seen: int, at_statement: int, when: str) -> None:
    faulty = FaultyDatabase(
        open_database(address),
        at_statement=at_statement,
        when=when,
        fault=lambda: os.kill(os.getpid(), signal.SIGKILL),
    )
    sign(faulty, SETTINGS, "c", seen=seen, by="lead", at=AT)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
