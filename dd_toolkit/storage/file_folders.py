"""Files of evidence as names and contents, wherever fsspec can read and write."""

from collections.abc import Iterator
from pathlib import PurePosixPath

import fsspec


def stored_files(address: str) -> Iterator[tuple[str, bytes]]:
    """Each file's name within the folder, and what it holds; one at a time."""
    system, root = fsspec.core.url_to_fs(address)
    if not system.exists(root):
        return
    for path in sorted(system.find(root)):
        name = PurePosixPath(path).relative_to(PurePosixPath(root))
        yield str(name), system.cat_file(path)


def put_file(address: str, name: str, content: bytes) -> None:
    """Write one file under its name in the folder."""
    system, root = fsspec.core.url_to_fs(address)
    path = f"{root}/{name}"
    system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
    system.pipe_file(path, content)
