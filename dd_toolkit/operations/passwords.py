"""Passwords: which are taken, and how they are kept.

Length and a list of the most common ones decide, no rules of composition (OWASP ASVS 5,
6.2). They are kept with argon2id at the least cost that the standard allows (19 MiB,
two passes): a small server must also hold when forty people sign in at once.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from dd_toolkit.core.marking import marked

SHORTEST = 10
LONGEST = 256

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_COMMON = frozenset(FREQUENCY_LISTS["passwords"])
_NOBODYS = _hasher.hash("the password of nobody")
"""Checked where there is no account, so that the answer takes as long as with one."""


def refusal(password: str, *, email: str = "") -> str:
    """Why this password is not taken, for its owner; empty when it is."""
    if len(password) < SHORTEST:
        return marked("Please choose a password of at least 10 characters.")
    if len(password) > LONGEST:
        return marked("Please choose a password of at most 256 characters.")
    if any("\ud800" <= character <= "\udfff" for character in password):
        return marked("The text holds a character that cannot be stored.")
    if _guessed_first(password.lower(), email):
        return marked("This password is among the first that others would try.")
    return ""


def _guessed_first(password: str, email: str) -> bool:
    if password in _COMMON or len(set(password)) < 4:
        return True
    name = email.partition("@")[0]
    bare = password.strip("0123456789!.@#-_ ")
    return bare in _COMMON or (bool(name) and password in (email, name * 2, name))


def hashed(password: str) -> str:
    """What is kept of a password: argon2id with its cost and a salt of its own."""
    return _hasher.hash(password)


def right(kept: str | None, password: str) -> bool:
    """Is this the password? Takes as long where there is none."""
    try:
        _hasher.verify(kept or _NOBODYS, password[:LONGEST].encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Was it kept at another cost than today's?"""
    return _hasher.check_needs_rehash(kept)
