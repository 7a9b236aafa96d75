"""A process that forks while it holds connections; both it and its child use them.

It prints, for itself, the child and itself again, the sessions of its own connection
and of its pool. Run by test_postgres.py.
"""

import os
import sys

from dd_toolkit.storage.database import Connections, open_database


def main(address: str) -> None:
    own = open_database(address)
    connections = Connections(address)
    say_sessions(own, connections.database())
    child = os.fork()
    say_sessions(own, connections.database())
    if child == 0:
        own.close()
        connections.close()
        sys.exit()
    os.waitpid(child, 0)
    say_sessions(own, connections.database())


def say_sessions(*databases) -> None:
    sessions = []
    for database in databases:
        with database.atomic():
            (row,) = database.query("SELECT pg_backend_pid() AS session")
        sessions.append(str(row["session"]))
    sys.stdout.write(f"{os.getpid()} {' '.join(sessions)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
