"""The second factor: codes that change every 30 seconds (TOTP, RFC 6238).

The secret is kept encrypted with a key made from DD_SECRET_KEY: a copy of the database
alone signs nobody in.
"""

import base64
import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dd_toolkit.settings import Settings
from dd_toolkit.storage import accounts
from dd_toolkit.storage.accounts import Account
from dd_toolkit.storage.database import Database

SECONDS = 30
ISSUER = "Due Diligence Toolkit"


def proposed(db: Database, settings: Settings, account: Account) -> str:
    """The secret that waits for its first code; made at the first asking."""
    known = _opened(settings, account.factor_secret)
    if known:
        return known
    secret = pyotp.random_base32()
    accounts.propose_factor(db, account.id, _sealed(settings, secret))
    return secret


def address(secret: str, email: str) -> str:
    """What the QR code says: an ``otpauth`` address for the person's app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def accepts(
    db: Database,
    settings: Settings,
    account: Account,
    code: str,
    *,
    at: datetime.datetime,
) -> bool:
    """Is the code right now, or half a minute ago, and not used before?"""
    secret = _opened(settings, account.factor_secret)
    digits = "".join(code.split())
    if secret is None or len(digits) != 6 or not digits.isascii():
        return False
    step = int(at.timestamp()) // SECONDS
    for candidate in (step, step - 1):
        right = pyotp.TOTP(secret).at(candidate * SECONDS)
        if pyotp.utils.strings_equal(right, digits):
            return accounts.use_step(db, account.id, candidate)
    return False


def _key(settings: Settings) -> MultiFernet:
    """Seals with today's secret; opens what older ones sealed too."""
    secrets = (settings.secret_key, *settings.old_secret_keys)
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"second factor")
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))


def _sealed(settings: Settings, secret: str) -> str:
    return _key(settings).encrypt(secret.encode()).decode()


def _opened(settings: Settings, sealed: str | None) -> str | None:
    if sealed is None:
        return None
    try:
        return _key(settings).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
