"""What a file is, its content decides."""

import pytest

from dd_toolkit.core.evidence import LARGEST_FILE, PDF, NotAccepted
from dd_toolkit.operations.recognising import recognise
from tests import uploads


@pytest.mark.parametrize("name", uploads.GOOD)
def test_a_file_is_what_it_holds(name):
    kind = recognise(uploads.GOOD[name], named=name)

    assert name.endswith(kind.extensions)


@pytest.mark.parametrize("what", uploads.BAD)
def test_a_file_that_could_harm_is_refused(what):
    name, content, reason = uploads.BAD[what]

    assert recognise(content, named=name) == NotAccepted(reason)


def test_a_file_of_just_ten_megabytes_is_taken():
    filler = bytes(LARGEST_FILE - len(uploads.PDF) - 1)

    kind = recognise(uploads.PDF[:-6] + filler + b"\n%%EOF\n", named="")

    assert kind.media_type == "application/pdf"


@pytest.mark.parametrize("name", ["a.exe", "a.html", "no extension", "a.pdf.docm"])
def test_a_name_makes_no_file_another_kind(name):
    assert recognise(uploads.PDF, named=name) == PDF
