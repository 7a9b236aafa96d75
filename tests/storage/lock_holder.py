"""A process that holds the database until its standard input ends.

``sqlite``: with SQLite's own lock, as a backup tool would; ``queue``: with the file
beside the database, as a saver of ours that hangs.
"""

import fcntl
import sqlite3
import sys
from pathlib import Path


def main(path: Path, lock: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    queue = path.with_name(path.name + "-lock").open("a")
    if lock == "sqlite":
        connection.execute("BEGIN IMMEDIATE")
    else:
        fcntl.flock(queue, fcntl.LOCK_EX)
    sys.stdout.write("held\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
