"""Files as people attach them, and as others might: made here, byte by byte."""

import io
import struct
import zipfile
import zlib

from dd_toolkit.core.evidence import OPEN_DOCUMENT, OPEN_XML

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(60) + b"\xff\xd9"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + bytes(14)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)
TEXT = "الاسم;الراتب\nعامل ١;260\n".encode()
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def _chunk(name, content):
    checked = name + content
    length = struct.pack(">I", len(content))
    return length + checked + struct.pack(">I", zlib.crc32(checked))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + _chunk(b"IEND", b"")
)


def archive(parts, *, comment=b""):
    """A ZIP archive of these parts: name -> content."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
        made.comment = comment
    return written.getvalue()


def office(extension, *, more=None, content_type=None, comment=b""):
    """An office file of that extension, with more parts or another declaration."""
    found = next(
        o for o in (*OPEN_XML, *OPEN_DOCUMENT) if extension in o.kind.extensions
    )
    if found in OPEN_DOCUMENT:
        parts = {"mimetype": found.declared, found.part: b"<office/>"}
        return archive({**parts, **(more or {})}, comment=comment)
    declared = content_type or found.declared
    types = b'<Types><Override ContentType="' + declared + b'"/></Types>'
    parts = {"[Content_Types].xml": types, found.part: b"<main/>"}
    return archive({**parts, **(more or {})}, comment=comment)


def bomb():
    """A sheet of some 110 kB that unpacks to 110 MB."""
    return office(".xlsx", more={"xl/worksheets/sheet1.xml": bytes(110 * 1024 * 1024)})


def lying(content, name, *, says=10):
    """The archive, saying everywhere that this part unpacks to so many bytes."""
    lied = bytearray(content)
    for header, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = lied.find(header)
        while at >= 0:
            if lied[at + name_at :].startswith(name.encode()):
                lied[at + size_at : at + size_at + 4] = struct.pack("<I", says)
            at = lied.find(header, at + 4)
    return bytes(lied)


def many_parts(count):
    return office(".docx", more={f"word/{number}": b"" for number in range(count)})


MACRO_TYPE = b"application/vnd.ms-word.document.macroEnabled.main+xml"

GOOD = {
    "contract.pdf": PDF,
    "photo.jpg": JPEG,
    "photo.png": PNG,
    "photo.webp": WEBP,
    "photo.heic": HEIC,
    "letter.docx": office(".docx"),
    "wages.xlsx": office(".xlsx"),
    "training.pptx": office(".pptx"),
    "letter.odt": office(".odt"),
    "wages.ods": office(".ods"),
    "wages.csv": TEXT,
    "note.txt": b"Paid on the 5th.\r\n",
    "cars.txt": b"BMW, 3 trips\n",
}
"""Name -> what such a file holds."""

BAD = {
    "empty": ("a.pdf", b"", "empty"),
    "one byte over": (
        "a.pdf",
        PDF[:-1] + bytes(10 * 1024 * 1024 - len(PDF) + 2),
        "large",
    ),
    "a PDF that is a page too": (
        "a.pdf",
        PDF.replace(b"1 0", HTML + b"1 0"),
        "two-kinds",
    ),
    "a page that is a PDF too": ("a.pdf", HTML + PDF, "kind"),
    "a PDF that is an archive too": ("a.pdf", PDF + archive({"a": b"b"}), "two-kinds"),
    "a picture that is an archive too": (
        "a.jpg",
        JPEG + archive({"a": b""}),
        "two-kinds",
    ),
    "a picture that is a page too": ("a.png", PNG + HTML, "two-kinds"),
    "a picture that is a PDF too": ("a.jpg", JPEG[:20] + PDF + JPEG[20:], "two-kinds"),
    "a PDF cut short": ("a.pdf", PDF[:30], "damaged"),
    "a picture cut short": ("a.png", PNG[:40], "damaged"),
    "a program as PDF": ("report.pdf", EXE, "kind"),
    "a program as Word": ("report.docx", b"\x7fELF" + bytes(60), "kind"),
    "a picture that runs": ("logo.svg", SVG, "kind"),
    "a picture that runs, as PNG": ("logo.png", SVG, "kind"),
    "a web page": ("a.html", HTML, "kind"),
    "a web page as text": ("a.txt", b"Hello <script>alert(1)</script>", "kind"),
    "a script": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "program"),
    "a script of Windows": ("run.bat", b"del *.*\r\n", "program"),
    "text with control characters": ("a.txt", b"Hello\x1b[2J", "kind"),
    "text of another encoding": ("a.txt", "déjà".encode("latin-1"), "kind"),
    "an old Word file": (
        "a.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "kind",
    ),
    "an archive": ("a.docx", archive({"a.txt": b"b"}), "kind"),
    "a Java archive": (
        "a.jar",
        archive({"META-INF/MANIFEST.MF": b"", "A.class": b""}),
        "program",
    ),
    "Word with macros": (
        "a.docm",
        office(".docx", content_type=MACRO_TYPE, more={"word/vbaProject.bin": b"x"}),
        "macros",
    ),
    "Word with macros as docx": (
        "a.docx",
        office(".docx", more={"word/vbaProject.bin": b"x"}),
        "macros",
    ),
    "Word that declares macros": (
        "a.docx",
        office(".docx", content_type=MACRO_TYPE),
        "macros",
    ),
    "OpenDocument with macros": (
        "a.odt",
        office(".odt", more={"Basic/a/b.xml": b"x"}),
        "macros",
    ),
    "Word with a program inside": (
        "a.docx",
        office(".docx", more={"word/a.exe": EXE}),
        "program",
    ),
    "Word that leads outside": (
        "a.docx",
        office(".docx", more={"../../x": b"y"}),
        "damaged",
    ),
    "a zip bomb": ("wages.xlsx", bomb(), "unpacks"),
    "a zip bomb that lies": (
        "wages.xlsx",
        lying(bomb(), "xl/worksheets/sheet1.xml"),
        "damaged",
    ),
    "an archive that claims gigabytes": (
        "a.docx",
        lying(office(".docx"), "word/document.xml", says=2**31),
        "unpacks",
    ),
    "too many parts": ("a.docx", many_parts(2_000), "unpacks"),
    "a program before an archive": ("a.docx", EXE + office(".docx"), "kind"),
    "an archive before an archive": (
        "a.docx",
        archive({"a": b"b"}) + office(".docx"),
        "two-kinds",
    ),
    "an archive with words behind": (
        "a.docx",
        office(".docx", comment=b"<script>"),
        "two-kinds",
    ),
    "an archive cut short": ("a.docx", office(".docx")[:-30], "damaged"),
}
"""What it is -> the name it comes with, its content, why it is refused."""
