"""Draws a page of a PDF that a stranger made, so that it is looked at and never run.

A browser's own reader would run what the PDF brings, and many phones have none. So a
process of its own draws the page (``python -m dd_toolkit.drawing``), with limits on
memory and time and without our secrets in its environment, as ``attachments`` reads
what a PDF holds. What comes back is a picture, or a reason why there is none.
"""

import io
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from typing import Literal

SECONDS_OF_WORK = 8
SECONDS_TO_WAIT = 15
MEGABYTES = 768
LONGEST_SIDE = 1600
"""In pixels: sharp on a laptop, and some 300 kB for a scanned page."""

Reason = Literal["no-such-page", "encrypted", "damaged", "too-much"]
_REASONS = frozenset(Reason.__args__)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Drawn:
    """A page as a picture, and how many pages there are."""

    png: bytes
    pages: int


@dataclass(frozen=True)
class NotDrawn:
    """Why there is no picture. ``too-much``: it took too much time or memory."""

    reason: Reason


def drawn_page(pdf: bytes, number: int) -> Drawn | NotDrawn:
    """Page ``number`` of the PDF, counted from 1, drawn by a process of its own."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a number
            [sys.executable, "-m", "dd_toolkit.drawing", str(number)],
            input=pdf,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_TO_WAIT,
            check=False,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        return NotDrawn("too-much")
    said, _, png = done.stdout.partition(b"\n")
    word, _, pages = said.decode("ascii", "replace").partition(" ")
    if word == "drawn" and done.returncode == 0:
        return Drawn(png, int(pages))
    # A process that was ended for its time or memory says nothing.
    return NotDrawn(word if word in _REASONS else "too-much")  # type: ignore[arg-type]


def _draw(pdf: bytes, number: int) -> Drawn | NotDrawn:
    # It loads a library of C: only this process should, and under its limits.
    import pypdfium2  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        return NotDrawn("encrypted" if "password" in str(error).lower() else "damaged")
    if not 1 <= number <= len(document):
        return NotDrawn("no-such-page")
    page = document[number - 1]
    # A page may claim to be a kilometre wide, or nothing at all.
    scale = LONGEST_SIDE / max(*page.get_size(), 1)
    picture = page.render(scale=scale).to_pil()
    written = io.BytesIO()
    picture.save(written, format="PNG")
    return Drawn(written.getvalue(), len(document))


def limit_this_process() -> None:
    """Let this process take only so much memory and time, and write no file."""
    memory = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_WORK, SECONDS_OF_WORK))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _main(number: int) -> None:
    limit_this_process()
    try:
        drawn = _draw(sys.stdin.buffer.read(), number)
    except (MemoryError, RecursionError):
        drawn = NotDrawn("too-much")
    except Exception:  # noqa: BLE001 - over a hostile file it may raise anything
        drawn = NotDrawn("damaged")
    if isinstance(drawn, NotDrawn):
        sys.stdout.write(drawn.reason)
        return
    sys.stdout.buffer.write(b"drawn %d\n" % drawn.pages + drawn.png)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
