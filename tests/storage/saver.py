"""A process that saves answers as fast as it can and says which it saved.

Run by test_killed_savers.py and killed by it. With ``early`` it says so before it has
saved: the test must notice that.
"""

import sys
from pathlib import Path

from dd_toolkit.core.answering import Answer
from dd_toolkit.operations import assessments
from dd_toolkit.operations.clock import now
from dd_toolkit.storage.database import open_database


def main(path: Path, assessment_id: str, worker: str, *, early: bool) -> None:
    database = open_database(f"sqlite:///{path}")
    for number in range(1_000_000):
        case = assessments.open_case(database, assessment_id)
        if early:
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
        saved = assessments.answer(
            database,
            case,
            {worker: Answer(text=str(number))},
            through="test",
            at=now(),
        )
        if isinstance(saved, assessments.Saved) and not early:
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], early=sys.argv[4] == "early")
