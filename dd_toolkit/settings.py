"""The settings, all from the environment, as the table in README.md names them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from dd_toolkit.errors import SettingRefused

SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Settings:
    """How this installation runs."""

    database: str = field(repr=False)
    secret_key: str = field(repr=False)
    url: str
    country: str = "jordan"

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
    )


def country_from(environment: Mapping[str, str] = os.environ) -> str:
    """Whose national law stands beside the questions; empty: none."""
    return environment.get("DD_COUNTRY", "jordan")
