"""The application for a WSGI server: made from the environment, once a process."""

from dd_toolkit import logs
from dd_toolkit.core.assembly import load_library
from dd_toolkit.places import QUESTIONNAIRES
from dd_toolkit.settings import log_kind, settings_from
from dd_toolkit.web import create_app

logs.set_up(log_kind())
_settings = settings_from()
application = create_app(
    _settings, load_library(QUESTIONNAIRES, country=_settings.country)
)
