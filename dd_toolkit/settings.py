"""The settings, all from the environment, as the table in README.md names them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dd_toolkit.errors import SettingRefused

SHORTEST_SECRET = 32
_SQLITE = "sqlite:///"
_WITHOUT_A_FILE = ("postgresql://", "postgres://")


@dataclass(frozen=True)
class Settings:
    """How this installation runs."""

    database: str
    secret_key: str
    url: str
    country: str = "jordan"
    files: str = ""

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
    url = environment.get("DD_URL", "http://127.0.0.1:8000").rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise SettingRefused(
            "DD_URL", f"{url!r} is not an address such as https://dd.org"
        )
    database = environment.get("DD_DATABASE", "sqlite:///dd_toolkit.db")
    files = environment.get("DD_FILES", "")
    if not files and database.startswith(_WITHOUT_A_FILE):
        raise SettingRefused(
            "DD_FILES",
            "must say where attached files are kept, because DD_DATABASE is not a file "
            "that they could stand beside: file:///srv/dd/files or s3://bucket/prefix",
        )
    return Settings(
        database=database,
        secret_key=secret_key,
        url=url,
        country=country_from(environment),
        files=files,
    )


def _beside(database: str) -> str:
    """The folder ``files`` beside the database's file."""
    return str(Path(database.removeprefix(_SQLITE)).absolute().parent / "files")


def country_from(environment: Mapping[str, str] = os.environ) -> str:
    """Whose national law stands beside the questions; empty: none."""
    return environment.get("DD_COUNTRY", "jordan")
