"""A process that claims reports until none waits, and says which it claimed.

It says that it is ready and begins when a line comes in, so that several begin at once.
"""

import sys

from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.reports import claim_report


def main(address: str) -> None:
    database = open_database(address)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while True:
        claimed = claim_report(database, at="2026-11-23", lost_before="2026-11-22")
        if claimed is None:
            return
        sys.stdout.write(f"{claimed.id}\n")


if __name__ == "__main__":
    main(sys.argv[1])
