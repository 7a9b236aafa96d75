"""Reports with something changed in them, as somebody who means to deceive would."""

import io
import json

import pikepdf

NAME = "action-plan.json"


def data_of(pdf):
    """The attached data of a report."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return json.loads(opened.attachments[NAME].get_file().read_bytes())


def with_data(pdf, text):
    """The report with another text attached (or a document, as JSON)."""
    if not isinstance(text, bytes):
        text = json.dumps(text).encode()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.attachments[NAME] = pikepdf.AttachedFileSpec(opened, text, filename=NAME)
        return _saved(opened)


def a_pdf(text=None):
    """A PDF of one empty page, with this text attached if there is one."""
    with pikepdf.new() as made:
        made.add_blank_page()
        blank = _saved(made)
    return blank if text is None else with_data(blank, text)


def with_two_of_a_name(pdf, *, shown_as=NAME):
    """A second file beside the first; ``shown_as``: its name in the tree of names."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        second = pikepdf.AttachedFileSpec(opened, b"{}", filename=NAME)
        names = opened.Root.Names.EmbeddedFiles.Names
        names.append(pikepdf.String(shown_as))
        names.append(opened.make_indirect(second.obj))
        return _saved(opened)


def with_password(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return _saved(opened, encryption=pikepdf.Encryption(user="u", owner="o"))


def that_unpacks_to(megabytes):
    """A small PDF whose attached file is this large once it is unpacked."""
    return a_pdf(b"[" + b" " * (megabytes * 1024 * 1024) + b"]")


def _saved(opened, **options):
    out = io.BytesIO()
    opened.save(out, compress_streams=True, **options)
    return out.getvalue()
