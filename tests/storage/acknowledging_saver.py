"""A process that saves answers as fast as it can and says which are saved.

Run by test_durability.py, which kills it. It says ``saved <question> <value>`` only
after ``operations.answer`` gave Saved. With ``early`` it is a mutant: it says so when
the rows are written but not yet committed, and the test must notice. It takes its time
there: a server that has heard COMMIT commits, whoever is killed.
"""

import contextlib
import itertools
import sys
import time

from dd_toolkit.core.answering import Answer
from dd_toolkit.operations import assessments
from dd_toolkit.operations.assessments import Saved
from dd_toolkit.operations.clock import now
from dd_toolkit.storage.database import open_database


def main(address: str, own: str, shared: str, first: int, when: str) -> None:
    database = open_database(address)
    for value in itertools.count(first):
        question = shared if value % 3 == 0 else own
        case = assessments.open_case(database, "a")
        early = database.atomic() if when == "early" else contextlib.nullcontext()
        with early:
            saved = assessments.answer(
                database,
                case,
                {question: Answer(text=str(value))},
                through="test",
                at=now(),
            )
            if when == "early":
                say(question, value)
                time.sleep(0.002)
        if when == "late" and saved == Saved():
            say(question, value)


def say(question: str, value: int) -> None:
    sys.stdout.write(f"saved {question} {value}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
