"""Audit reports are signed digitally, and the signature holds to the byte."""

import binascii
import datetime
import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms, x509
from audit_builders import a_small_record
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pdf_reading import words_of
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from dd_toolkit.certificates import make_certificate
from dd_toolkit.errors import SettingRefused
from dd_toolkit.reporting.kinds import audit_report, kinds_for
from dd_toolkit.reporting.signing import certificate_from, signed
from dd_toolkit.reporting.worker import make_next
from dd_toolkit.settings import Settings, Signing
from dd_toolkit.signatures import signature_of
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate
from tests.operations.reviews import CHANGED, a_signed_review
from tests.storage.databases import rows

NAME = "Example auditors (test)"
PASSWORD = "correct horse"


@pytest.fixture(scope="session")
def signing(tmp_path_factory):
    path = tmp_path_factory.mktemp("certificate") / "certificate.p12"
    now = datetime.datetime.now(datetime.UTC)
    make_certificate(path, name=NAME, password=PASSWORD, at=now)
    return Signing(str(path), PASSWORD)


@pytest.fixture(scope="session")
def certificate(signing):
    return certificate_from(signing)


@pytest.fixture(scope="session")
def signed_pdf(certificate, _weasyprint_lines):
    return audit_report(a_small_record(), "en", certificate=certificate)


def a_title(title):
    return generic.DictionaryObject(
        {generic.pdf_name("/Title"): generic.pdf_string(title)}
    )


def place_of_signature(pdf):
    """Where the hexadecimal digits of the signature begin, and where they end."""
    start = pdf.index(b"/Contents <3082") + len(b"/Contents <")
    return start, pdf.index(b">", start)


def with_byte(pdf, place, byte):
    return pdf[:place] + bytes([byte]) + pdf[place + 1 :]


def test_a_signed_report_is_valid_and_names_the_certificate(signed_pdf):
    found = signature_of(signed_pdf)

    assert (found.state, found.name, found.self_made) == ("valid", NAME, True)


def test_another_program_finds_it_valid_too(signed_pdf, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed_pdf)

    told = subprocess.run(
        ["pdfsig", "-nocert", path], capture_output=True, check=True, text=True
    ).stdout

    assert "Signature is Valid" in told
    assert "Total document signed" in told


def test_one_changed_byte_anywhere_makes_it_invalid(signed_pdf):
    start, end = place_of_signature(signed_pdf)
    round_the_signature = [start - 1, start, start + 400, start + 1501, end - 1, end]
    sample = [*range(9, len(signed_pdf), len(signed_pdf) // 40), *round_the_signature]

    states = {
        signature_of(with_byte(signed_pdf, place, signed_pdf[place] ^ 1)).state
        for place in sample
    }

    assert states
    assert states <= {"changed", "damaged"}


FRAME = {
    "the version of the frame": "020101310F300D06096086480165030402010500",
    "the list of digests": "06096086480165030402010500",
    "the kind of content": "06092A864886F70D010701",
    "the version of the signer": "02010130",
}
"""Parts of the signature that no signature covers (RFC 5652), as they are written."""


@pytest.mark.parametrize("part", FRAME.values(), ids=FRAME)
def test_what_frames_the_signature_has_one_right_form(signed_pdf, part):
    start, end = place_of_signature(signed_pdf)
    place = signed_pdf.rindex(part.encode(), start, end) + 5

    found = signature_of(with_byte(signed_pdf, place, signed_pdf[place] ^ 1))

    assert found.state in ("changed", "damaged")


def test_a_certificate_that_vouches_for_nothing_is_not_carried(signed_pdf, signing):
    """Whoever adds one to the frame changes the file, though not what was signed."""
    start, end = place_of_signature(signed_pdf)
    content = cms.ContentInfo.load(binascii.unhexlify(signed_pdf[start:end]))
    stranger = another_certificate(signing)
    content["content"]["certificates"].append(
        cms.CertificateChoices("certificate", stranger)
    )
    digits = binascii.hexlify(content.dump(force=True)).upper()
    swollen = digits.ljust(end - start, b"0")

    changed = signed_pdf[:start] + swollen + signed_pdf[end:]

    assert len(changed) == len(signed_pdf)
    assert signature_of(changed).state == "changed"


def another_certificate(signing):
    path = Path(signing.certificate).with_name("stranger.p12")
    now = datetime.datetime.now(datetime.UTC)
    make_certificate(path, name="A stranger", password=PASSWORD, at=now)
    _, certificate, _ = pkcs12.load_key_and_certificates(
        path.read_bytes(), PASSWORD.encode()
    )
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def test_what_the_signed_ranges_leave_out_can_hold_nothing_else(signed_pdf):
    """The zeros after the signature are signed by nobody: they must be zeros."""
    _, end = place_of_signature(signed_pdf)

    assert signature_of(with_byte(signed_pdf, end - 20, ord("1"))).state == "changed"


def test_the_same_signature_in_small_letters_is_another_file(signed_pdf):
    start, end = place_of_signature(signed_pdf)
    small = signed_pdf[:start] + signed_pdf[start:end].lower() + signed_pdf[end:]

    assert small != signed_pdf
    assert signature_of(small).state == "changed"


def test_what_was_added_after_signing_is_told(signed_pdf):
    pen = IncrementalPdfFileWriter(io.BytesIO(signed_pdf))
    pen.set_info(pen.add_object(a_title("Another title")))
    out = io.BytesIO()
    pen.write(out)

    assert out.getvalue().startswith(signed_pdf)
    assert signature_of(out.getvalue()).state == "extended"


def test_a_pdf_without_a_signature_has_none():
    pdf = audit_report(a_small_record(), "en")

    assert signature_of(pdf).state == "none"
    assert "carries no digital signature" in words_of(pdf)


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_has_no_valid_signature(content):
    assert signature_of(content).state == "damaged"


def test_signing_only_adds_at_the_end(certificate):
    pdf = audit_report(a_small_record(), "en")

    assert signed(pdf, certificate).startswith(pdf)


def test_a_signed_report_keeps_its_structure(signed_pdf, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed_pdf)

    checked = subprocess.run(
        ["qpdf", "--check", path], capture_output=True, check=False
    )

    assert checked.returncode == 0
    with pikepdf.open(path) as opened:
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert list(opened.attachments) == ["review.json"]


def test_a_signed_report_says_who_signed_it_and_how_to_check(signed_pdf):
    text = words_of(signed_pdf)

    assert NAME in text
    assert "dd-toolkit verify" in text


def test_a_draft_is_never_signed_digitally(certificate):
    draft = a_small_record(signed_at=None)

    pdf = audit_report(draft, "en", certificate=certificate)

    assert signature_of(pdf).state == "none"


def test_the_worker_signs_both_languages_of_a_signed_review(signing, tmp_path):
    db = open_database(f"sqlite:///{tmp_path / 'dd.db'}")
    migrate(db, at="2026")
    a_signed_review(db, q1=CHANGED)
    kinds = kinds_for(Settings("", "w" * 40, "", signing=signing))

    while make_next(db, kinds):
        pass

    made = [row for row in rows(db, "report") if row["kind"] == "audit"]
    states = {row["locale"]: signature_of(bytes(row["pdf"])).state for row in made}
    db.close()
    assert states == {"en": "valid", "ar": "valid"}


def test_a_site_without_a_certificate_has_none():
    assert certificate_from(None) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda signing: Signing(signing.certificate, "wrong"), "is wrong"),
        (lambda _: Signing("/nowhere/certificate.p12", ""), "cannot be read"),
        (lambda _: Signing(__file__, ""), "no PKCS#12 file"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_refused(signing, change, told):
    with pytest.raises(SettingRefused, match=told):
        certificate_from(change(signing))


def test_neither_key_nor_password_is_ever_shown(signing, certificate):
    assert PASSWORD not in repr(signing) + repr(certificate)
    assert "content" not in repr(certificate)
