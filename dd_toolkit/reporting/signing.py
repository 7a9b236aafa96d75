"""Signs a finished PDF digitally, with the certificate that the settings name.

The signature is a PAdES baseline one (ETSI EN 319 142-1, level B-B) that certifies the
document and allows no change: a PDF program says so until one byte is another one. No
time-stamp service and no list of revoked certificates is asked: reports are made on
machines without a network too.
"""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dd_toolkit.errors import SettingRefused
from dd_toolkit.settings import Signing

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

FIELD = "Signature"
_BYTES_RESERVED = 16_384


@dataclass(frozen=True)
class Certificate:
    """A certificate with its key as PKCS#12, and the name that stands in it."""

    name: str
    content: bytes = field(repr=False)
    password: bytes | None = field(repr=False)


def certificate_from(signing: Signing | None) -> Certificate | None:
    """The certificate of the settings; None: reports are not signed digitally.

    ``SettingRefused`` where it cannot be used.
    """
    if signing is None:
        return None
    # cryptography and pyHanko load for a second: only who signs should pay.
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    password = signing.password.encode() or None
    try:
        content = Path(signing.certificate).read_bytes()
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password)
    except OSError as error:
        reason = f"{signing.certificate} cannot be read: {error.strerror}"
        raise SettingRefused("DD_SIGNING_CERTIFICATE", reason) from None
    except ValueError:
        reason = (
            f"{signing.certificate} is no PKCS#12 file, or DD_SIGNING_PASSWORD is wrong"
        )
        raise SettingRefused("DD_SIGNING_CERTIFICATE", reason) from None
    # Tried here, so that pyHanko is loaded once, before the worker forks for a report.
    if key is None or certificate is None or _pen(content, password) is None:
        reason = f"{signing.certificate} holds no certificate with a key that signs"
        raise SettingRefused("DD_SIGNING_CERTIFICATE", reason)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else certificate.subject.rfc4514_string()
    return Certificate(name, content, password)


def signed(pdf: bytes, certificate: Certificate) -> bytes:
    """The PDF with the signature at its end; what was there stays byte for byte."""
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415
        IncrementalPdfFileWriter,
    )
    from pyhanko.sign import fields, signers  # noqa: PLC0415

    held = _pen(certificate.content, certificate.password)
    assert held is not None, "the settings were tried when the worker began"
    pen = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            name=certificate.name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        ),
        signer=held,
    )
    written: io.BytesIO = pen.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=_BYTES_RESERVED
    )
    return written.getvalue()


def _pen(content: bytes, password: bytes | None) -> "Signer | None":
    """What signs with this certificate; None where pyHanko cannot."""
    from pyhanko.sign import signers  # noqa: PLC0415

    pen: Signer | None = signers.SimpleSigner.load_pkcs12_data(
        content, [], passphrase=password
    )
    return pen
