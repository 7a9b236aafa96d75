"""The settings, all from the environment, as the table in README.md names them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from dd_toolkit.errors import SettingRefused

SHORTEST_SECRET = 32


@dataclass(frozen=True)
class OpenId:
    """The provider through which people of an organisation sign in."""

    issuer: str
    client: str
    secret: str


@dataclass(frozen=True)
class Settings:
    """How this installation runs."""

    database: str
    secret_key: str
    url: str
    country: str = "jordan"
    smtp: str = ""
    mail_from: str = "dd-toolkit@localhost"
    openid: OpenId | None = None

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
    url = environment.get("DD_URL", "http://127.0.0.1:8000").rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise SettingRefused(
            "DD_URL", f"{url!r} is not an address such as https://dd.org"
        )
    return Settings(
        database=environment.get("DD_DATABASE", "sqlite:///dd_toolkit.db"),
        secret_key=secret_key,
        url=url,
        country=country_from(environment),
        smtp=_smtp_from(environment),
        mail_from=environment.get("DD_MAIL_FROM", "dd-toolkit@localhost"),
        openid=_openid_from(environment),
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


def _openid_from(environment: Mapping[str, str]) -> OpenId | None:
    names = ("DD_OPENID_ISSUER", "DD_OPENID_CLIENT", "DD_OPENID_SECRET")
    given = [environment.get(name, "") for name in names]
    if not any(given):
        return None
    for name, value in zip(names, given, strict=True):
        if not value:
            raise SettingRefused(name, "is missing; sign-in through OpenID needs it")
    return OpenId(*given)


def country_from(environment: Mapping[str, str] = os.environ) -> str:
    """Whose national law stands beside the questions; empty: none."""
    return environment.get("DD_COUNTRY", "jordan")
