"""Ends a test server when its tests have ended, however they ended.

Waits until its standard input ends, which the process of the tests holds open: a run
that is killed leaves no server behind.
"""

import shutil
import subprocess
import sys
from pathlib import Path


def main(pg_ctl: str, folder: Path, user: str) -> None:
    sys.stdin.read()
    subprocess.run(
        [pg_ctl, "-w", "-m", "immediate", "-D", str(folder / "data"), "stop"],
        user=user or None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
