"""What people do with their accounts: sign up, sign in, reset, and be forgotten.

Whether an address has an account is told to its owner by mail, never on a page: a
harmed worker's employer must not learn who else is here. A password is chosen only by
whoever opened the mail, so nobody can prepare an account in another's name.
"""

import datetime
import hashlib
import re
import secrets
from base64 import b32encode
from dataclasses import dataclass
from typing import Literal

from dd_toolkit.core.marking import marked
from dd_toolkit.operations import audit, letters, mailing, passwords, second_factor
from dd_toolkit.operations.audit import Action
from dd_toolkit.operations.clock import moment
from dd_toolkit.operations.letters import Letter
from dd_toolkit.settings import Settings
from dd_toolkit.storage import (
    accounts,
    erasure,
    organisations,
    visits,
    workshops,
)
from dd_toolkit.storage.accounts import Account, MailedCode
from dd_toolkit.storage.database import Database

SIGN_UP = "sign-up"
INVITE = "invite"
APPOINT = "appoint"
RESET = "reset"
_LASTS = {
    SIGN_UP: datetime.timedelta(hours=24),
    INVITE: datetime.timedelta(days=14),
    APPOINT: datetime.timedelta(days=14),
    RESET: datetime.timedelta(hours=1),
}
NO_SUCH_CODE = marked(
    "This code is wrong, was used before, or is too old. Ask for a new mail."
)
WRONG_PASSWORD = marked("The password is not right.")
KNOWN_ALREADY = marked("This address has an account already.")
LAST_OWNER = marked(
    "Your colleagues need an owner. Make one of them an owner first, then come back."
)
LONGEST_NAME = 120
NOBODY = "nobody signed in"


@dataclass(frozen=True)
class Welcomed:
    """The person may sign in. ``account`` None: the account was there before."""

    account: Account | None
    organisation_id: str | None


@dataclass(frozen=True)
class Refused:
    """Nothing happened, because of ``reason`` (words for a person)."""

    reason: str
    field: Literal["code", "password", "email"] = "password"


def address(text: str) -> str | None:
    """The mail address in lower case; None where it cannot be one."""
    wanted = text.strip().lower()
    right = re.fullmatch(
        r"[^\s@<>(),;:\"\\]{1,64}@[^\s@<>(),;:\"\\]+\.[^\s@.]+", wanted
    )
    if not right or len(wanted) > 254 or not wanted.isprintable():
        return None
    return wanted


def new_id() -> str:
    """An id for a new row: 80 random bits, in letters that survive being read out."""
    return b32encode(secrets.token_bytes(10)).decode().lower()


def new_code() -> str:
    """A code to mail: 130 random bits in groups that can be typed."""
    letters_ = b32encode(secrets.token_bytes(17)).decode().lower()[:26]
    return "-".join(letters_[at : at + 5] for at in range(0, 26, 5))


def code_hash(code: str) -> str:
    """What is kept of a mailed code, however its typist wrote it."""
    bare = "".join(character for character in code.lower() if character.isalnum())
    return hashlib.sha256(bare.encode()).hexdigest()


# --- signing up, and codes -----------------------------------------------------------


def ask_to_sign_up(
    db: Database,
    settings: Settings,
    email: str,
    *,
    organisation: str,
    locale: str,
    at: datetime.datetime,
) -> None:
    """Mail a code to the address, or that it has an account; the page says the same."""
    with db.atomic():
        if accounts.account_of(db, email):
            _write_to(db, email, letters.known_already(settings.url, locale), at=at)
            return
        code = _mailed_code(
            db,
            MailedCode(SIGN_UP, email, "employer", None, _name(organisation)),
            at=at,
        )
        _write_to(db, email, letters.welcome(settings.url, code, locale), at=at)


def ask_to_reset(
    db: Database, settings: Settings, email: str, *, locale: str, at: datetime.datetime
) -> None:
    """Mail a code for a new password, if the address has an account."""
    with db.atomic():
        found = accounts.account_of(db, email)
        if found is None or found.disabled_at:
            return
        accounts.forget_codes(db, email, at=moment(at))
        code = _mailed_code(db, MailedCode(RESET, email, found.role, None, ""), at=at)
        _write_to(db, email, letters.reset(settings.url, code, locale), at=at)


def invite(
    db: Database,
    settings: Settings,
    email: str,
    *,
    organisation_id: str,
    organisation: str,
    role: Literal["owner", "contributor"],
    locale: str,
    by: str,
    at: datetime.datetime,
) -> None:
    """Invite a colleague by mail."""
    with db.atomic():
        wanted = MailedCode(INVITE, email, role, organisation_id, organisation)
        code = _mailed_code(db, wanted, at=at)
        letter = letters.invitation(settings.url, code, organisation, locale)
        _write_to(db, email, letter, at=at)
        _note(db, "invited", organisation_id, by=by, at=at)


def appoint(
    db: Database,
    settings: Settings,
    email: str,
    *,
    role: str,
    locale: str,
    by: str,
    at: datetime.datetime,
) -> str | None:
    """Mail a code to somebody who shall have that role; the code itself.

    None: the address has an account, and a role is never changed by an invitation.
    """
    with db.atomic():
        if accounts.account_of(db, email):
            return None
        code = _mailed_code(db, MailedCode(APPOINT, email, role, None, ""), at=at)
        letter = letters.appointment(settings.url, code, locale)
        _write_to(db, email, letter, at=at)
        _note(db, "invited", role, by=by, at=at)
    return code


def add_with_password(
    db: Database,
    email: str,
    *,
    name: str,
    role: str,
    password: str,
    locale: str,
    at: datetime.datetime,
) -> Account | None:
    """Add an account as the operator may; None when the address has one already."""
    kept = passwords.hashed(password)
    added = accounts.add_account(
        db,
        account_id=new_id(),
        email=email,
        name=_name(name),
        role=role,
        locale=locale,
        password_hash=kept,
        at=moment(at),
    )
    return accounts.account_of(db, email) if added else None


def waiting(db: Database, code: str, *, at: datetime.datetime) -> MailedCode | None:
    """What a mailed code is for; None when it works no more."""
    return accounts.waiting_code(db, code_hash(code), at=moment(at))


def welcome(
    db: Database,
    code: str,
    *,
    name: str,
    password: str,
    locale: str,
    at: datetime.datetime,
) -> Welcomed | Refused:
    """Take the code of a sign-up, an invitation or an appointment.

    It makes the account; where there is one already, an invitation only makes its
    owner a colleague, and the password that was sent along is not looked at.
    """
    meant = waiting(db, code, at=at)
    if meant is None or meant.purpose == RESET:
        return Refused(NO_SUCH_CODE, "code")
    known = accounts.account_of(db, meant.email)
    weak = "" if known else passwords.refusal(password, email=meant.email)
    if weak:
        return Refused(weak)
    kept = None if known else passwords.hashed(password)
    with db.atomic():
        if not accounts.use_code(db, code_hash(code), at=moment(at)):
            return Refused(NO_SUCH_CODE, "code")
        account = known or _begun(
            db, meant, name=name, password_hash=kept, locale=locale, at=at
        )
        organisation_id = _joined(db, meant, account, at=at)
        act: Action = "joined" if known else "account-added"
        _note(db, act, organisation_id or account.id, by=account.id, at=at)
    return Welcomed(None if known else account, organisation_id)


def _begun(
    db: Database,
    meant: MailedCode,
    *,
    name: str,
    password_hash: str | None,
    locale: str,
    at: datetime.datetime,
) -> Account:
    role = meant.role if meant.purpose == APPOINT else "employer"
    accounts.add_account(
        db,
        account_id=new_id(),
        email=meant.email,
        name=_name(name),
        role=role,
        locale=locale,
        password_hash=password_hash,
        at=moment(at),
    )
    account = accounts.account_of(db, meant.email)
    assert account is not None, "it was added in this transaction"
    return account


def _joined(
    db: Database, meant: MailedCode, account: Account, *, at: datetime.datetime
) -> str | None:
    """The organisation that the person belongs to from now on; None for a post."""
    if meant.purpose == INVITE and meant.organisation_id:
        organisations.join(
            db, meant.organisation_id, account.id, role=meant.role, at=moment(at)
        )
        return meant.organisation_id
    if meant.purpose != SIGN_UP:
        return None
    mine = organisations.organisations_of(db, account.id)
    if mine:
        return mine[0].id
    return begin_organisation(db, account.id, meant.organisation_name, at=at)


def begin_organisation(
    db: Database, account_id: str, name: str, *, at: datetime.datetime
) -> str:
    """Begin an organisation that this person owns; its id."""
    organisation_id = new_id()
    with db.atomic():
        organisations.add_organisation(
            db, organisation_id=organisation_id, name=_name(name), at=moment(at)
        )
        organisations.join(db, organisation_id, account_id, role="owner", at=moment(at))
    return organisation_id


def set_new_password(
    db: Database,
    settings: Settings,
    code: str,
    password: str,
    *,
    at: datetime.datetime,
) -> Account | Refused:
    """Take a reset's code: the password changes, and every visit of it ends.

    A second factor stays as it is: the mail alone must not be enough.
    """
    meant = waiting(db, code, at=at)
    account = accounts.account_of(db, meant.email) if meant else None
    if meant is None or account is None or meant.purpose != RESET:
        return Refused(NO_SUCH_CODE, "code")
    weak = passwords.refusal(password, email=account.email)
    if weak:
        return Refused(weak)
    kept = passwords.hashed(password)
    with db.atomic():
        if not accounts.use_code(db, code_hash(code), at=moment(at)):
            return Refused(NO_SUCH_CODE, "code")
        _replace_password(db, settings, account, kept, but="", at=at)
    return account


# --- signing in and out --------------------------------------------------------------


def checked(
    db: Database, email: str, password: str, *, at: datetime.datetime
) -> Account | None:
    """The account of this address and password; None for any other pair.

    It takes as long for an address without an account.
    """
    wanted = address(email)
    found = accounts.account_of(db, wanted) if wanted else None
    kept = found.password_hash if found else None
    right = passwords.right(kept, password)
    if not right or found is None or kept is None or found.disabled_at:
        subject = found.id if found else "no account"
        _note(db, "sign-in-failed", subject, by=NOBODY, at=at)
        return None
    if passwords.outdated(kept):
        accounts.set_password(db, found.id, passwords.hashed(password))
    return found


def sign_in(
    db: Database, account: Account, *, old_secret: str, at: datetime.datetime
) -> str:
    """Begin a visit of this person; its secret.

    It is a new one (nobody can have planted it); what the browser might open before,
    it still may.
    """
    secret = secrets.token_urlsafe(32)
    with db.atomic():
        visits.begin_visit(db, secret, at=moment(at), account_id=account.id)
        if old_secret:
            visits.carry_over(db, old_secret, secret)
            visits.end_visit(db, old_secret, at=moment(at))
        _note(db, "signed-in", account.id, by=account.id, at=at)
    return secret


def change_password(
    db: Database,
    settings: Settings,
    account: Account,
    *,
    current: str,
    new: str,
    visit_secret: str,
    at: datetime.datetime,
) -> Refused | None:
    """Change the own password; all other visits end. None: it is done."""
    if not passwords.right(account.password_hash, current):
        return Refused(WRONG_PASSWORD)
    weak = passwords.refusal(new, email=account.email)
    if weak:
        return Refused(weak)
    kept = passwords.hashed(new)
    with db.atomic():
        _replace_password(db, settings, account, kept, but=visit_secret, at=at)
    return None


def _replace_password(
    db: Database,
    settings: Settings,
    account: Account,
    kept: str,
    *,
    but: str,
    at: datetime.datetime,
) -> None:
    accounts.set_password(db, account.id, kept)
    accounts.forget_codes(db, account.email, at=moment(at))
    visits.end_visits_of(db, account.id, at=moment(at), but=but)
    letter = letters.password_changed(settings.url, account.locale)
    _write_to(db, account.email, letter, at=at)
    _note(db, "password-changed", account.id, by=account.id, at=at)


def give_factor(
    db: Database,
    settings: Settings,
    account: Account,
    code: str,
    *,
    visit_secret: str,
    at: datetime.datetime,
) -> bool:
    """The second factor of this visit; the first right code also sets it for good."""
    with db.atomic():
        if not second_factor.accepts(db, settings, account, code, at=at):
            return False
        accounts.confirm_factor(db, account.id, at=moment(at))
        visits.factor_given(db, visit_secret, at=moment(at))
        if account.factor_since is None:
            _note(db, "second-factor-set", account.id, by=account.id, at=at)
    return True


def disable(db: Database, account_id: str, *, by: str, at: datetime.datetime) -> bool:
    """Let this person in no more, and end every visit at once; False: so before."""
    with db.atomic():
        visits.end_visits_of(db, account_id, at=moment(at))
        if not accounts.disable(db, account_id, at=moment(at)):
            return False
        _note(db, "account-disabled", account_id, by=by, at=at)
    return True


def enable(db: Database, account_id: str, *, by: str, at: datetime.datetime) -> None:
    """Let this person in again."""
    with db.atomic():
        accounts.enable(db, account_id)
        _note(db, "account-enabled", account_id, by=by, at=at)


def remove_factor(
    db: Database, account_id: str, *, by: str, at: datetime.datetime
) -> None:
    """Take a lost second factor away; every visit ends."""
    with db.atomic():
        accounts.remove_factor(db, account_id)
        visits.end_visits_of(db, account_id, at=moment(at))
        _note(db, "second-factor-removed", account_id, by=by, at=at)


# --- export and erasure --------------------------------------------------------------


def own_record(db: Database, account: Account) -> dict[str, object]:
    """All that is kept of this person, for the person (Jordan's Law 24 of 2023)."""
    return {
        "account": {
            "email": account.email,
            "name": account.name,
            "role": account.role,
            "language": account.locale,
            "second_factor_since": account.factor_since,
        },
        "organisations": [
            {"name": one.name, "role": one.relation}
            for one in organisations.organisations_of(db, account.id)
        ],
        "answers": organisations.acts_of(db, account.id),
    }


def erase(
    db: Database, account: Account, *, password: str, at: datetime.datetime
) -> Refused | None:
    """Forget this person. None: it is done.

    Organisations in which nobody else is left are forgotten too: their names, sites,
    notes and reasons go; the choices of submitted assessments stay without anybody's
    words, because signed reports refer to them. The last owner among colleagues must
    first make another one an owner.
    """
    if account.password_hash and not passwords.right(account.password_hash, password):
        return Refused(WRONG_PASSWORD)
    try:
        with db.atomic():
            _leave_everything(db, account, at=moment(at))
            visits.end_visits_of(db, account.id, at=moment(at))
            accounts.forget_codes(db, account.email, at=moment(at))
            accounts.erase(db, account.id, at=moment(at))
            _note(db, "erased", account.id, by=account.id, at=at)
    except _LastOwner:
        return Refused(LAST_OWNER)
    return None


def _leave_everything(db: Database, account: Account, *, at: str) -> None:
    workshops.erase_workshops_of(db, account.id)
    alone = organisations.alone_in(db, account.id)
    for one in organisations.organisations_of(db, account.id):
        if one.id in alone:
            organisations.erase_organisation(db, one.id, at=at)
            erasure.erase_words(db, one.id)
        elif not organisations.leave(db, one.id, account.id, at=at):
            raise _LastOwner


class _LastOwner(Exception):
    """Rolls the erasure back."""


def _name(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]


def _mailed_code(db: Database, meant: MailedCode, *, at: datetime.datetime) -> str:
    code = new_code()
    accounts.add_code(
        db,
        code_hash(code),
        meant,
        at=moment(at),
        expires_at=moment(at + _LASTS[meant.purpose]),
    )
    return code


def _write_to(
    db: Database, email: str, letter: Letter, *, at: datetime.datetime
) -> None:
    mailing.post(db, email, letter, mail_id=new_id(), at=at)


def _note(
    db: Database, action: Action, subject: str, *, by: str, at: datetime.datetime
) -> None:
    audit.note(db, actor=by, action=action, subject=subject, at=at)
