"""Real reports for the tests, made once, and WeasyPrint's log as a failure.

WeasyPrint only logs what it cannot do (a chart left out, a letter without a shape): a
report that made it log anything is not the report that was meant.
"""

import io
import logging

import pikepdf
import pytest
from report_builders import a_questionnaire, a_report, random_answers

from dd_toolkit.reporting.paper import blank_contents
from dd_toolkit.reporting.pdf import action_plan_pdf, blank_pdf


class _Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []

    def emit(self, record):
        if record.levelno >= logging.WARNING:
            self.lines.append(record.getMessage())


@pytest.fixture(scope="session")
def _weasyprint_lines():
    handler = _Lines()
    logging.getLogger("weasyprint").addHandler(handler)
    return handler.lines


@pytest.fixture(autouse=True)
def weasyprint_log(_weasyprint_lines):
    """What WeasyPrint logs in a test; a test that expects lines clears them."""
    yield _weasyprint_lines
    lines, _weasyprint_lines[:] = list(_weasyprint_lines), []
    assert lines == []


@pytest.fixture(scope="session")
def report(_weasyprint_lines):
    """The contents of a full action plan: every state, rating caps, 14 areas."""
    questionnaire = a_questionnaire()
    return a_report(questionnaire, random_answers(questionnaire))


@pytest.fixture(scope="session")
def pdf(report):
    return action_plan_pdf(report)


@pytest.fixture(scope="session")
def paper_pdf(_weasyprint_lines):
    return blank_pdf(blank_contents(a_questionnaire()))


@pytest.fixture(scope="session")
def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))
