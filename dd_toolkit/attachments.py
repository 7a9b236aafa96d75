"""Reads what is attached to a PDF that anybody may have made.

A PDF from outside may be built to take all memory, or for ever. So it is opened by a
process of its own, with limits on both and without our secrets in its environment
(``python -m dd_toolkit.attachments``); whatever becomes of that process, the caller
gets the text or a reason. Nothing is written to disk.
"""

import io
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from typing import Literal

LARGEST_PDF = 10 * 1024 * 1024
LARGEST_ATTACHMENT = 4 * 1024 * 1024
SECONDS_OF_WORK = 8
SECONDS_TO_WAIT = 15
MEGABYTES = 512

Reason = Literal[
    "too-large",
    "not-pdf",
    "encrypted",
    "damaged",
    "nothing-attached",
    "several-attached",
    "too-much",
]
_REASONS = frozenset(Reason.__args__)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Unreadable:
    """Why nothing could be read.

    ``too-much``: it took more time or memory than a report of ours ever does, or its
    data is larger.
    """

    reason: Reason


def attached_file(pdf: bytes, name: str) -> bytes | Unreadable:
    """The one file of that name attached to the PDF, read by a process of its own."""
    if len(pdf) > LARGEST_PDF:
        return Unreadable("too-large")
    if b"%PDF-" not in pdf[:1024]:
        return Unreadable("not-pdf")
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a name of ours
            [sys.executable, "-m", "dd_toolkit.attachments", name],
            input=pdf,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_TO_WAIT,
            check=False,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        return Unreadable("too-much")
    said, _, content = done.stdout.partition(b"\n")
    if said == b"read":
        return content
    reason = said.decode("ascii", "replace")
    # A process that was ended for its time or memory says nothing.
    return Unreadable(reason if reason in _REASONS else "too-much")  # type: ignore[arg-type]


def _read(pdf: bytes, name: str) -> bytes | Unreadable:
    # pypdf takes a third of a second to import: only this process should pay.
    from pypdf import PdfReader  # noqa: PLC0415

    reader = PdfReader(io.BytesIO(pdf))
    if reader.is_encrypted:
        return Unreadable("encrypted")
    # Viewers show the one name or the other: neither may be there twice.
    found = [
        file
        for file in reader.attachment_list
        if name in (file.name, file.alternative_name)
    ]
    if not found:
        return Unreadable("nothing-attached")
    if len(found) > 1:
        return Unreadable("several-attached")
    content = found[0].content
    return content if len(content) <= LARGEST_ATTACHMENT else Unreadable("too-much")


def limit_this_process() -> None:
    """Let this process take only so much memory and time, and write no file."""
    memory = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_WORK, SECONDS_OF_WORK))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _main(name: str) -> None:
    limit_this_process()
    try:
        read = _read(sys.stdin.buffer.read(), name)
    except (MemoryError, RecursionError):
        read = Unreadable("too-much")
    except Exception:  # noqa: BLE001 - what pypdf raises over a hostile file is endless
        read = Unreadable("damaged")
    if isinstance(read, Unreadable):
        sys.stdout.write(read.reason)
        return
    sys.stdout.buffer.write(b"read\n" + read)


if __name__ == "__main__":
    _main(sys.argv[1])
