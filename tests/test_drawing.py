"""Pages of PDFs drawn by a process of its own, whatever the PDF is."""

import io
import os
import subprocess
import sys

import pikepdf
import pytest
from PIL import Image

from dd_toolkit import drawing
from dd_toolkit.drawing import LONGEST_SIDE, Drawn, NotDrawn, drawn_page
from tests import uploads


def a_pdf(*sizes, password=""):
    """A PDF with a page of each size, width and height in points."""
    made = pikepdf.new()
    for size in sizes:
        made.add_blank_page(page_size=size)
    written = io.BytesIO()
    sealed = pikepdf.Encryption(owner=password, user=password) if password else False
    made.save(written, encryption=sealed)
    return written.getvalue()


A4 = (595, 842)


def test_a_page_comes_back_as_a_picture_with_the_number_of_pages():
    drawn = drawn_page(a_pdf(A4, A4, A4), 2)

    assert isinstance(drawn, Drawn)
    assert drawn.pages == 3
    assert max(Image.open(io.BytesIO(drawn.png)).size) == LONGEST_SIDE


@pytest.mark.parametrize("size", [(14_400, 3), (3, 14_400), (14_400, 14_400)])
def test_a_page_of_any_size_becomes_a_picture_of_bounded_size(size):
    drawn = drawn_page(a_pdf(size), 1)

    assert isinstance(drawn, Drawn)
    assert max(Image.open(io.BytesIO(drawn.png)).size) <= LONGEST_SIDE + 1


@pytest.mark.parametrize(
    ("pdf", "number", "reason"),
    [
        (a_pdf(A4), 2, "no-such-page"),
        (a_pdf(A4), 0, "no-such-page"),
        (a_pdf(A4), -1, "no-such-page"),
        (a_pdf(A4, password="secret"), 1, "encrypted"),
        (uploads.PDF, 1, "damaged"),
        (b"%PDF-1.7 nothing", 1, "damaged"),
        (uploads.PNG, 1, "damaged"),
        (b"", 1, "damaged"),
    ],
)
def test_what_cannot_be_drawn_comes_back_with_its_reason(pdf, number, reason):
    assert drawn_page(pdf, number) == NotDrawn(reason)


def test_what_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(drawing, "SECONDS_TO_WAIT", 0.001)

    assert drawn_page(a_pdf(A4), 1) == NotDrawn("too-much")


@pytest.mark.parametrize(
    "greed", ["bytes(2**30)", "open('there', 'wb', buffering=0).write(b'x')"]
)
def test_the_process_that_draws_takes_no_more_than_its_share(greed, tmp_path):
    limited = f"from dd_toolkit import drawing as d; d.limit_this_process(); {greed}"

    done = subprocess.run(
        [sys.executable, "-c", limited],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )

    assert done.returncode != 0
