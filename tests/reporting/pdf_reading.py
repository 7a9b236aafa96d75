"""A PDF read back as its reader gets it, by Poppler."""

import subprocess


def text_of(pdf, *options):
    """The words of a PDF as a reader copies them; pages are parted by form feeds."""
    done = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


def words_of(pdf):
    """Its text with every run of white space as one space."""
    return " ".join(text_of(pdf).split())
