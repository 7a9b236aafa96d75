"""The settings, all from the environment, as the table in README.md names them."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dd_toolkit.errors import SettingRefused

SHORTEST_SECRET = 32
MOST_PROXIES = 9
_SQLITE = "sqlite:///"

LogKind = Literal["json", "text"]


@dataclass(frozen=True)
class OpenId:
    """The provider through which people of an organisation sign in."""

    issuer: str
    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Signing:
    """The certificate (a PKCS#12 file with its key) that signs audit reports."""

    certificate: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """How this installation runs."""

    database: str = field(repr=False)
    secret_key: str = field(repr=False)
    url: str
    country: str = "jordan"
    smtp: str = field(default="", repr=False)
    mail_from: str = "dd-toolkit@localhost"
    openid: OpenId | None = None
    files: str = ""
    old_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    """Secrets from before: what they signed still opens, nothing new is signed."""
    trusted_proxies: int = 0
    metrics_token: str | None = field(default=None, repr=False)
    """None: nobody may read the metrics."""
    signing: Signing | None = None
    """None: audit reports carry no digital signature."""

    @property
    def files_address(self) -> str:
        """Where attached files are kept: a folder, or an address that fsspec knows."""
        return self.files or _beside(self.database)

    @property
    def https(self) -> bool:
        """Do people reach the site through HTTPS? Then cookies demand it."""
        return self.url.startswith("https://")


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings; ``SettingRefused`` names the first that cannot be used."""
    secret_key = environment.get("DD_SECRET_KEY", "")
    if len(secret_key) < SHORTEST_SECRET:
        raise SettingRefused(
            "DD_SECRET_KEY",
            f"must be a secret of {SHORTEST_SECRET} characters or more. Make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(32))"',
        )
    return Settings(
        database=environment.get("DD_DATABASE", "sqlite:///dd_toolkit.db"),
        secret_key=secret_key,
        url=_url(environment),
        country=country_from(environment),
        smtp=_smtp_from(environment),
        mail_from=environment.get("DD_MAIL_FROM", "dd-toolkit@localhost"),
        openid=_openid_from(environment),
        files=environment.get("DD_FILES", ""),
        old_secret_keys=_old_secret_keys(environment),
        trusted_proxies=_trusted_proxies(environment),
        metrics_token=_metrics_token(environment),
        signing=_signing_from(environment),
    )


def _smtp_from(environment: Mapping[str, str]) -> str:
    smtp = environment.get("DD_SMTP", "")
    if smtp and not smtp.startswith(("smtp://", "smtps://")):
        raise SettingRefused(
            "DD_SMTP", "is not an address such as smtps://name:password@mail.dd.org"
        )
    if smtp and "DD_MAIL_FROM" not in environment:
        raise SettingRefused("DD_MAIL_FROM", "say from which address mails are sent")
    return smtp


def _signing_from(environment: Mapping[str, str]) -> Signing | None:
    certificate = environment.get("DD_SIGNING_CERTIFICATE", "")
    if not certificate:
        return None
    return Signing(certificate, environment.get("DD_SIGNING_PASSWORD", ""))


def _openid_from(environment: Mapping[str, str]) -> OpenId | None:
    names = ("DD_OPENID_ISSUER", "DD_OPENID_CLIENT", "DD_OPENID_SECRET")
    given = [environment.get(name, "") for name in names]
    if not any(given):
        return None
    for name, value in zip(names, given, strict=True):
        if not value:
            raise SettingRefused(name, "is missing; sign-in through OpenID needs it")
    return OpenId(*given)


def _beside(database: str) -> str:
    """The folder ``files`` beside the database's file; here, for a server's."""
    if not database.startswith(_SQLITE):
        return str(Path("files").absolute())
    return str(Path(database.removeprefix(_SQLITE)).absolute().parent / "files")


def country_from(environment: Mapping[str, str] = os.environ) -> str:
    """Whose national law stands beside the questions; empty: none."""
    return environment.get("DD_COUNTRY", "jordan")


def log_kind(environment: Mapping[str, str] = os.environ) -> LogKind:
    """How log lines are written: for a machine, or for a person at a terminal."""
    written = environment.get("DD_LOG", "json")
    if written == "json":
        return "json"
    if written == "text":
        return "text"
    raise SettingRefused("DD_LOG", f"{written!r} is neither json nor text")


def _old_secret_keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(environment.get("DD_OLD_SECRET_KEYS", "").split())
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise SettingRefused(
            "DD_OLD_SECRET_KEYS",
            f"each must have {SHORTEST_SECRET} characters or more; spaces stand "
            "between them",
        )
    return keys


def _url(environment: Mapping[str, str]) -> str:
    url = environment.get("DD_URL", "http://127.0.0.1:8000").rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise SettingRefused(
            "DD_URL", f"{url!r} is not an address such as https://dd.org"
        )
    insecure = url.startswith("http://") and not _loopback(url)
    if insecure and environment.get("DD_INSECURE") != "yes":
        raise SettingRefused(
            "DD_URL",
            f"{url!r} sends answers and cookies through the network for anyone to "
            "read: use https:// (docs/operating.md shows how). DD_INSECURE=yes allows "
            "it, for a trial without real answers.",
        )
    return url


def _loopback(url: str) -> bool:
    """Does the address lead to this machine only?"""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _trusted_proxies(environment: Mapping[str, str]) -> int:
    written = environment.get("DD_TRUSTED_PROXIES", "0")
    if not (written.isascii() and written.isdigit() and int(written) <= MOST_PROXIES):
        raise SettingRefused(
            "DD_TRUSTED_PROXIES",
            f"{written!r} is not the number of reverse proxies in front, 0 to "
            f"{MOST_PROXIES}",
        )
    return int(written)


def _metrics_token(environment: Mapping[str, str]) -> str | None:
    token = environment.get("DD_METRICS_TOKEN", "")
    if token and (len(token) < SHORTEST_SECRET or not token.isascii()):
        raise SettingRefused(
            "DD_METRICS_TOKEN",
            f"must be {SHORTEST_SECRET} letters and digits or more, or empty",
        )
    return token or None
