"""Files of evidence as names and contents, wherever fsspec can read and write."""

import contextlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

PASSING = "passing/"
"""Where a file stands while it is being received; it is none yet."""


def stored_files(address: str) -> Iterator[tuple[str, bytes]]:
    """Each file's name within the folder, and what it holds; one at a time."""
    system, root = url_to_fs(address)
    if not system.exists(root):
        return
    for path in sorted(system.find(root)):
        name = str(PurePosixPath(path).relative_to(PurePosixPath(root)))
        # A file that is removed meanwhile was named by nothing any more.
        with contextlib.suppress(FileNotFoundError):
            if not name.startswith(PASSING):
                yield name, system.cat_file(path)


def put_file(address: str, name: str, content: bytes) -> None:
    """Write one file under its name in the folder."""
    system, root = url_to_fs(address)
    if isinstance(system, LocalFileSystem):
        # Nobody else on the machine has any business with what employers attach.
        Path(root).mkdir(mode=0o700, parents=True, exist_ok=True)
    path = f"{root}/{name}"
    system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
    system.pipe_file(path, content)
