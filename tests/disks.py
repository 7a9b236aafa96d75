"""A disk that is full at will: a small file system where root may mount one.

Elsewhere it is a limit on the size of files, which fails the same writes.
"""

import os
import resource
import subprocess
from contextlib import suppress

SIZE = 8 * 1024 * 1024


class SmallDisk:
    """A folder on a disk of its own; ``processes`` are those that write there."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = [os.getpid()]

    def __enter__(self):
        self.folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", self.folder]
        self.mounted = _works(mount)
        return self

    def __exit__(self, *_):
        self.free()
        if self.mounted:
            # Connections that are still open keep it until they end.
            assert _works(["umount", "--lazy", self.folder])

    def fill(self):
        """From now on no file here grows."""
        if not self.mounted:
            self._limit(0)
            return
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            for size in (65536, 4096, 1):
                with suppress(OSError):
                    while True:
                        ballast.write(b"x" * size)

    def free(self):
        (self.folder / "ballast").unlink(missing_ok=True)
        if not self.mounted:
            self._limit(resource.RLIM_INFINITY)

    def _limit(self, size):
        for process in self.processes:
            _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))


def _works(command):
    with suppress(FileNotFoundError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False
