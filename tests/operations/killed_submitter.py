"""A process that submits an assessment and kills itself, hard, at one statement.

When there is no such statement, it submits and ends with 0.
"""

import os
import signal
import sys

from dd_toolkit.storage.database import open_database
from tests.operations.builders import submit
from tests.operations.faults import FaultyDatabase


def main(address: str, assessment_id: str, at_statement: int, when: str) -> None:
    faulty = FaultyDatabase(
        open_database(address),
        at_statement=at_statement,
        when=when,
        fault=lambda: os.kill(os.getpid(), signal.SIGKILL),
    )
    submit(faulty, assessment_id=assessment_id, report_id=f"r-{assessment_id}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
