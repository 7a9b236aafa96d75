"""People with an account, and the codes that were mailed to them."""

from dataclasses import dataclass

from dd_toolkit.storage.database import Database

_COLUMNS = """
    id, email, name, role, locale, password_hash, factor_secret, factor_since,
    disabled_at
"""


@dataclass(frozen=True)
class Account:
    """A person. ``password_hash`` None: signs in through OpenID Connect only.

    ``factor_since`` None: no second factor is set (``factor_secret`` may already be
    there, waiting for its first code).
    """

    id: str
    email: str
    name: str
    role: str
    locale: str
    password_hash: str | None
    factor_secret: str | None
    factor_since: str | None
    disabled_at: str | None


@dataclass(frozen=True)
class MailedCode:
    """What a code that was mailed is for. ``organisation_id`` None: a new one.

    ``review_id``: the case that an auditor may take; None: it is for something else.
    """

    purpose: str
    email: str
    role: str
    organisation_id: str | None
    organisation_name: str
    review_id: str | None = None


def add_account(
    db: Database,
    *,
    account_id: str,
    email: str,
    name: str,
    role: str,
    locale: str,
    password_hash: str | None,
    at: str,
) -> bool:
    """Add a person; False when the address has an account already."""
    written = db.execute(
        """
        INSERT INTO account
            (id, email, name, role, locale, password_hash, created_at)
        VALUES (:id, :email, :name, :role, :locale, :password_hash, :at)
        ON CONFLICT (email) DO NOTHING
        """,
        {
            "id": account_id,
            "email": email,
            "name": name,
            "role": role,
            "locale": locale,
            "password_hash": password_hash,
            "at": at,
        },
    )
    return written.rowcount == 1


def account(db: Database, account_id: str) -> Account | None:
    """The person of that id; None where there is none, or none any more."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM account WHERE id = :id AND erased_at IS NULL",  # noqa: S608
        {"id": account_id},
    )
    row = next(iter(rows), None)
    return Account(**row) if row else None


def account_of(db: Database, email: str) -> Account | None:
    """The person with that address, written in lower case."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM account WHERE email = :email AND erased_at IS NULL",  # noqa: S608
        {"email": email},
    )
    row = next(iter(rows), None)
    return Account(**row) if row else None


def account_of_subject(db: Database, subject: str) -> Account | None:
    """The person whom the OpenID provider calls ``subject``."""
    rows = db.query(
        f"""
        SELECT {_COLUMNS} FROM account
        WHERE openid_subject = :subject AND erased_at IS NULL
        """,  # noqa: S608
        {"subject": subject},
    )
    row = next(iter(rows), None)
    return Account(**row) if row else None


def bind_subject(db: Database, account_id: str, subject: str) -> bool:
    """Remember how the OpenID provider calls this person; False: bound before."""
    written = db.execute(
        """
        UPDATE account SET openid_subject = :subject
        WHERE id = :id AND openid_subject IS NULL
        """,
        {"id": account_id, "subject": subject},
    )
    return written.rowcount == 1


def all_accounts(db: Database) -> list[Account]:
    """Everybody, by address."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM account WHERE erased_at IS NULL ORDER BY email"  # noqa: S608
    )
    return [Account(**row) for row in rows]


def set_password(db: Database, account_id: str, password_hash: str) -> None:
    """Replace the password."""
    db.execute(
        "UPDATE account SET password_hash = :hash WHERE id = :id",
        {"id": account_id, "hash": password_hash},
    )


def rename_account(db: Database, account_id: str, *, name: str, locale: str) -> None:
    """Change how the person is called, and the language of mails."""
    db.execute(
        "UPDATE account SET name = :name, locale = :locale WHERE id = :id",
        {"id": account_id, "name": name, "locale": locale},
    )


def disable(db: Database, account_id: str, *, at: str) -> bool:
    """Let this person in no more; False when it was so before."""
    written = db.execute(
        """
        UPDATE account SET disabled_at = :at
        WHERE id = :id AND disabled_at IS NULL
        """,
        {"id": account_id, "at": at},
    )
    return written.rowcount == 1


def enable(db: Database, account_id: str) -> None:
    """Let this person in again."""
    db.execute(
        "UPDATE account SET disabled_at = NULL WHERE id = :id", {"id": account_id}
    )


def erase(db: Database, account_id: str, *, at: str) -> None:
    """Forget who the person is; the row stays, because acts refer to it."""
    db.execute(
        """
        UPDATE account
        SET email = :nobody, name = '', password_hash = NULL, openid_subject = NULL,
            factor_secret = NULL, factor_since = NULL, erased_at = :at,
            disabled_at = :at
        WHERE id = :id
        """,
        {"id": account_id, "nobody": f"erased:{account_id}", "at": at},
    )


# --- second factor -------------------------------------------------------------------


def propose_factor(db: Database, account_id: str, secret: str) -> bool:
    """Keep a secret that waits for its first code; False when one is set already."""
    written = db.execute(
        """
        UPDATE account SET factor_secret = :secret
        WHERE id = :id AND factor_since IS NULL
        """,
        {"id": account_id, "secret": secret},
    )
    return written.rowcount == 1


def confirm_factor(db: Database, account_id: str, *, at: str) -> None:
    """The first code was right: from now on it is asked for."""
    db.execute(
        """
        UPDATE account SET factor_since = :at
        WHERE id = :id AND factor_since IS NULL
        """,
        {"id": account_id, "at": at},
    )


def use_step(db: Database, account_id: str, step: int) -> bool:
    """A code counts once: False when this one, or a later one, was used before."""
    written = db.execute(
        """
        UPDATE account SET factor_last_step = :step
        WHERE id = :id
          AND (factor_last_step IS NULL OR factor_last_step < :step)
        """,
        {"id": account_id, "step": step},
    )
    return written.rowcount == 1


def remove_factor(db: Database, account_id: str) -> None:
    """The person lost the device; an administrator takes the factor away."""
    db.execute(
        """
        UPDATE account
        SET factor_secret = NULL, factor_since = NULL, factor_last_step = NULL
        WHERE id = :id
        """,
        {"id": account_id},
    )


# --- mailed codes --------------------------------------------------------------------


def add_code(
    db: Database, sha256: str, code: MailedCode, *, at: str, expires_at: str
) -> None:
    """Remember a code by its hash."""
    db.execute(
        """
        INSERT INTO mailed_code
            (sha256, purpose, email, role, organisation_id, organisation_name,
             created_at, expires_at, review_id)
        VALUES (:sha256, :purpose, :email, :role, :organisation_id, :name,
                :at, :expires_at, :review_id)
        """,
        {
            "sha256": sha256,
            "purpose": code.purpose,
            "email": code.email,
            "role": code.role,
            "organisation_id": code.organisation_id,
            "name": code.organisation_name,
            "at": at,
            "expires_at": expires_at,
            "review_id": code.review_id,
        },
    )


def waiting_code(db: Database, sha256: str, *, at: str) -> MailedCode | None:
    """What the code is for; None when it is unknown, used or too old."""
    rows = db.query(
        """
        SELECT purpose, email, role, organisation_id, organisation_name, review_id
        FROM mailed_code
        WHERE sha256 = :sha256 AND used_at IS NULL AND expires_at > :at
        """,
        {"sha256": sha256, "at": at},
    )
    row = next(iter(rows), None)
    return MailedCode(**row) if row else None


def use_code(db: Database, sha256: str, *, at: str) -> bool:
    """Take the code; False when somebody took it before us, or it is too old."""
    written = db.execute(
        """
        UPDATE mailed_code SET used_at = :at
        WHERE sha256 = :sha256 AND used_at IS NULL AND expires_at > :at
        """,
        {"sha256": sha256, "at": at},
    )
    return written.rowcount == 1


def forget_codes(db: Database, email: str, *, at: str) -> None:
    """Codes mailed before work no more."""
    db.execute(
        "UPDATE mailed_code SET used_at = :at WHERE email = :email AND used_at IS NULL",
        {"email": email, "at": at},
    )


def forget_codes_for(db: Database, review_id: str, *, at: str) -> None:
    """Codes with which an auditor might have taken this case work no more."""
    db.execute(
        """
        UPDATE mailed_code SET used_at = :at
        WHERE review_id = :id AND used_at IS NULL
        """,
        {"id": review_id, "at": at},
    )


def open_invitations(db: Database, organisation_id: str, *, at: str) -> list[str]:
    """The addresses that were invited and have not come yet."""
    rows = db.query(
        """
        SELECT DISTINCT email FROM mailed_code
        WHERE organisation_id = :id
          AND purpose = 'invite'
          AND used_at IS NULL
          AND expires_at > :at
        ORDER BY email
        """,
        {"id": organisation_id, "at": at},
    )
    return [row["email"] for row in rows]
