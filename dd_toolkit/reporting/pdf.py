"""The reports: contents in, PDF out.

``action_plan_html`` and ``blank_html`` give the same pages as HTML, to compare with
another typesetter.
"""

from dd_toolkit.reporting.audit_contents import AuditContents
from dd_toolkit.reporting.contents import ActionPlanContents
from dd_toolkit.reporting.paper_contents import BlankContents
from dd_toolkit.reporting.typesetting import rendered, style_address, typeset, warm

_ACTION_PLAN = "action_plan/style.css"
_HOUSEHOLD = "household/style.css"
_BLANK = "blank/style.css"
_AUDIT = "audit/style.css"


def action_plan_pdf(contents: ActionPlanContents) -> bytes:
    """The action plan as tagged PDF, with the data it was made of attached.

    A family gets two pages in its own words; everyone else the whole report.
    """
    return typeset(
        action_plan_html(contents),
        style=_style(contents),
        attachment=contents.attachment,
        created=contents.submitted,
    )


def action_plan_html(
    contents: ActionPlanContents, *, linked_style: bool = False
) -> str:
    """The action plan as HTML; ``linked_style`` for a browser, which has no other."""
    style = _style(contents)
    return rendered(
        style.replace("style.css", "report.html"),
        locale=contents.language.tag,
        report=contents,
        stylesheet=style_address(style) if linked_style else None,
    )


def _style(contents: ActionPlanContents) -> str:
    return _HOUSEHOLD if contents.audience == "household" else _ACTION_PLAN


def warm_up(locale: str = "en") -> None:
    """Read what every report needs, once, before processes are forked."""
    warm(_ACTION_PLAN, locale=locale)
    warm(_HOUSEHOLD, locale=locale)
    warm(_BLANK, locale=locale)
    warm(_AUDIT, locale=locale)


def audit_pdf(contents: AuditContents) -> bytes:
    """The audit report as tagged PDF, with the review as data attached; unsigned."""
    return typeset(
        audit_html(contents),
        style=_AUDIT,
        attachment=contents.attachment,
        created=contents.signed or contents.asked,
    )


def audit_html(contents: AuditContents, *, linked_style: bool = False) -> str:
    """The audit report as HTML; ``linked_style`` for a browser."""
    return rendered(
        "audit/report.html",
        locale=contents.language.tag,
        report=contents,
        stylesheet=style_address(_AUDIT) if linked_style else None,
    )


def blank_pdf(contents: BlankContents) -> bytes:
    """The questionnaire for a pen, as tagged PDF."""
    return typeset(blank_html(contents), style=_BLANK)


def blank_html(contents: BlankContents, *, linked_style: bool = False) -> str:
    """The questionnaire for a pen as HTML; ``linked_style`` for a browser."""
    return rendered(
        "blank/report.html",
        locale=contents.language.tag,
        report=contents,
        stylesheet=style_address(_BLANK) if linked_style else None,
    )
