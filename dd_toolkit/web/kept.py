"""What a browser without scripts sent and could not be saved, kept in the next page.

The answers come back as hidden fields, so that one more press of a button sends them
again. Only the request that brought them gets them back; nothing is stored.
"""

from flask import Response, render_template, request

from dd_toolkit.core.marking import marked
from dd_toolkit.web import seen

SAVING = {"answering.save_profile", "answering.save_section"}
_FIELDS = {"asked", "name", "name-seen", seen.FIELD}
_BEGINNINGS = ("q-", "reason-", "note-")

WRONG_CODE = marked(
    "This code opens nothing. Please check each character, or open the private link "
    "itself."
)


def saves_answers() -> bool:
    """Does this request bring answers to be saved?"""
    return request.method == "POST" and request.endpoint in SAVING


def kept_page(code: int, sentence: str, *, asks_code: bool) -> Response:
    """The page that says why nothing was saved, with what was sent in it."""
    page = render_template(
        "answering/kept.html",
        sentence=sentence,
        asks_code=asks_code,
        wrong=WRONG_CODE if request.form.get("code") else "",
        fields=_answers_sent(),
    )
    return Response(page, status=code, mimetype="text/html")


def _answers_sent() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name in _FIELDS or name.startswith(_BEGINNINGS)
    ]
