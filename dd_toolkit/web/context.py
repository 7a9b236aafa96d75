"""What every view may use: the settings, the questionnaires, the database."""

from dataclasses import dataclass

from flask import current_app

from dd_toolkit.core.assembly import Library
from dd_toolkit.settings import Settings
from dd_toolkit.storage.database import Connections, Database
from dd_toolkit.storage.files import Files


@dataclass(frozen=True)
class Toolkit:
    """One for each application, made by ``create_app``."""

    settings: Settings
    library: Library
    connections: Connections
    files: Files


def toolkit() -> Toolkit:
    """The toolkit of the application that handles this request."""
    found: Toolkit = current_app.extensions["dd_toolkit"]
    return found


def database() -> Database:
    """This thread's database connection."""
    return toolkit().connections.database()


def files() -> Files:
    """The contents of attached files."""
    return toolkit().files
