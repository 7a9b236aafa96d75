"""Digital signatures inside PDFs: is one there, is it valid, does it cover all bytes?

No network is used and nobody is trusted: whether a certificate belongs to whom it names
is for the reader to decide. What is told is arithmetic: that these very bytes were
signed with the key of the certificate that stands in the file.
"""

import binascii
import hashlib
import io
import logging
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["none", "valid", "changed", "extended", "several", "damaged"]


@dataclass(frozen=True)
class Signature:
    """What is said of a PDF's signature.

    ``changed``: a byte is another one than was signed. ``extended``: something was
    added after signing. ``several``: a report of ours has one. ``damaged``: the file or
    the signature cannot be read. ``name`` is that of the certificate, empty where there
    is none; ``issuer`` who vouches for it; ``sha256`` the certificate's own.
    """

    state: State
    name: str = ""
    issuer: str = ""
    sha256: str = ""

    @property
    def self_made(self) -> bool:
        """Does nobody but itself vouch for the certificate?"""
        return bool(self.name) and self.name == self.issuer


def signature_of(pdf: bytes) -> Signature:
    """What can be said of the digital signature of this PDF."""
    # pyHanko takes a second to import: only who checks a signature should pay.
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    # It tells the faults of a stranger's file at length; we say them in one word.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    try:
        found = list(PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures)
        if not found:
            # One of a form that nobody knows is passed over by the library.
            return Signature("damaged" if b"/ByteRange" in pdf else "none")
        if len(found) > 1:
            return Signature("several")
        return _checked(found[0], pdf)
    except Exception:  # noqa: BLE001 - what a hostile file makes a parser raise is endless
        return Signature("damaged")


def _checked(embedded: Any, pdf: bytes) -> Signature:
    from pyhanko.sign.validation import SignatureCoverageLevel  # noqa: PLC0415

    state: State = "valid"
    if not (_integral(embedded) and _fills_its_hole(embedded, pdf)):
        state = "changed"
    elif embedded.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        state = "extended"
    certificate = embedded.signer_cert
    return Signature(
        state,
        name=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        sha256=certificate.sha256.hex(),
    )


def _integral(embedded: Any) -> bool:
    """Do the signed bytes have the digest that the certificate's key signed?"""
    from pyhanko.sign.validation.generic_cms import (  # noqa: PLC0415
        validate_sig_integrity,
    )

    intact, valid = validate_sig_integrity(
        embedded.signer_info,
        cert=embedded.signer_cert,
        expected_content_type="data",
        actual_digest=embedded.compute_digest(),
    )
    return bool(
        intact
        and valid
        and _names_its_certificate(embedded)
        and _says_only_what_it_must(embedded)
        and _carries_only_its_chain(embedded)
    )


def _names_its_certificate(embedded: Any) -> bool:
    """Does what was signed name this certificate, by its hash (RFC 5035)?"""
    for attribute in embedded.signer_info["signed_attrs"]:
        if attribute["type"].native == "signing_certificate_v2":
            named = attribute["values"][0]["certs"][0]["cert_hash"].native
            der = embedded.signer_cert.dump()
            return bool(named == hashlib.sha256(der).digest())
    return False


def _says_only_what_it_must(embedded: Any) -> bool:
    """Has the signature's own frame, which no signature covers, its one right form?

    Versions, the list of digests and the kind of content could be changed there without
    the arithmetic noticing (RFC 5652, section 5.1 and 5.3, says what they must be).
    """
    frame, signer = embedded.signed_data, embedded.signer_info
    digests = [one.dump() for one in frame["digest_algorithms"]]
    return bool(
        frame["version"].native == signer["version"].native == "v1"
        and digests == [signer["digest_algorithm"].dump()]
        and frame["encap_content_info"]["content_type"].native == "data"
        and frame["encap_content_info"]["content"].native is None
        and frame["crls"].native is None
        and not signer["unsigned_attrs"].native
    )


def _carries_only_its_chain(embedded: Any) -> bool:
    """Is each certificate in it the signer's, or one that vouches for the one before?

    No signature covers them, but each one is signed by the next, the last by itself.
    """
    from cryptography import x509  # noqa: PLC0415
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    waiting = {
        one.chosen.dump(): x509.load_der_x509_certificate(one.chosen.dump())
        for one in embedded.signed_data["certificates"]
    }
    several = len(embedded.signed_data["certificates"])
    last = waiting.pop(embedded.signer_cert.dump(), None)
    if last is None or several != len(waiting) + 1:
        return False
    try:
        while waiting:
            name = next(n for n, one in waiting.items() if one.subject == last.issuer)
            last.verify_directly_issued_by(waiting[name])
            last = waiting.pop(name)
        if last.subject == last.issuer:
            last.verify_directly_issued_by(last)
    except (StopIteration, InvalidSignature, ValueError, TypeError):
        return False
    return True


def _fills_its_hole(embedded: Any, pdf: bytes) -> bool:
    """Is the part that no signature covers the signature itself, and nothing else?

    The signature stands in a hole of the signed bytes, as hexadecimal digits with
    zeros after it. What could be written there without being seen is refused: other
    digits after it, small letters, another encoding of the same.
    """
    from asn1crypto import cms  # type: ignore[import-untyped]  # noqa: PLC0415

    start, length, after, _ = (int(number) for number in embedded.byte_range)
    hole = pdf[length:after]
    if start != 0 or hole[:1] + hole[-1:] != b"<>":
        return False
    written = binascii.unhexlify(hole[1:-1])
    read = cms.ContentInfo.load(written)
    der = read.dump(force=True)
    digits = binascii.hexlify(der).upper()
    return bool(hole[1:-1] == digits.ljust(len(hole) - 2, b"0"))


def _name(written: Any) -> str:
    """The common name, or else the whole name, as one line."""
    return str(written.native.get("common_name") or written.human_friendly)
