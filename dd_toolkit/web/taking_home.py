"""What a participant takes along: the own answers as a private draft, a certificate.

The trainer never sees either's link. The draft is an assessment like any other; whoever
holds its link may go on answering.
"""

import unicodedata

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from dd_toolkit.core.marking import marked
from dd_toolkit.operations import accounts, letters, mailing, private_links, rooms
from dd_toolkit.operations import papers as acts
from dd_toolkit.operations.clock import now
from dd_toolkit.operations.papers import CERTIFICATE, CERTIFICATES
from dd_toolkit.operations.rooms import TAKE_HOME, NotTaken, TakenHome
from dd_toolkit.web import papers, phones, seats, speaking, visits
from dd_toolkit.web.accounts import NOT_AN_ADDRESS
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.limiting import limited

bp = Blueprint("taking_home", __name__)

Page = str | AnyResponse | tuple[str, int]

ROOM = "/room/<room_id>"
NOT_TAKEN = {
    "stranger": marked("This phone is not in the room. Please join again."),
    "late": marked("The workshop ended more than 7 days ago; its answers are gone."),
    "nothing": marked("You have not answered about your own workplace yet."),
}
NO_NAME = marked("Please type your name, in at most 80 characters.")
OTHER_LETTERS = marked(
    "We can print Latin and Arabic letters only. Please type your name in one of them."
)
_SCRIPTS = ("LATIN", "ARABIC")
CERTIFICATE_TITLE = marked("Certificate of attendance")
PLAN_TITLE = marked("My plan (provisional)")


@bp.get(ROOM + "/home")
def home(room_id: str) -> str:
    """What can be taken along."""
    return _home(room_id)


def _home(
    room_id: str,
    *,
    taken: TakenHome | None = None,
    error: str = "",
    mailed: bool = False,
) -> str:
    seat = seats.seat_or_404(room_id)
    return render_template(
        "joining/home.html",
        seat=seat,
        workshop=seat.workshop,
        taken=taken,
        link=visits.private_link(taken.assessment_id) if taken else "",
        error=error,
        mailed=mailed,
    )


@bp.post(ROOM + "/home")
def take(room_id: str) -> Page:
    """Make the draft, once; show its link, mail it, or have its plan printed."""
    seats.seat_or_404(room_id)
    wanted = request.form.get("as", "link")
    email = accounts.address(request.form.get("email", ""))
    if wanted == "mail" and email is None:
        return _home(room_id, taken=_taken(room_id), error=NOT_AN_ADDRESS), 422
    taken = _take(room_id)
    if isinstance(taken, NotTaken):
        return _home(room_id, error=NOT_TAKEN[taken.reason]), 409
    if wanted == "mail" and email is not None:
        _mail(email, taken)
        return _home(room_id, taken=taken, mailed=True)
    if wanted == "plan":
        _ask_for_plan(taken.assessment_id)
        return redirect(url_for(".plan", assessment_id=taken.assessment_id), 303)
    return _home(room_id, taken=taken)


def _take(room_id: str) -> TakenHome | NotTaken:
    return rooms.take_home(
        database(),
        toolkit().library,
        room_id,
        phones.secret(),
        visit_secret=visits.visit_secret(),
        at=now(),
    )


def _taken(room_id: str) -> TakenHome | None:
    taken = _take(room_id)
    return taken if isinstance(taken, TakenHome) else None


def _mail(email: str, taken: TakenHome) -> None:
    """Post the link. The address is nowhere but in the mail itself."""
    limited("mail", email)
    settings = toolkit().settings
    code = private_links.return_code(settings, taken.assessment_id)
    with database().atomic():
        mailing.post(
            database(),
            email,
            letters.taken_home(settings.url, code, speaking.spoken_tag()),
            mail_id=visits.new_id(),
            at=now(),
        )


@bp.get("/assessment/<assessment_id>/take-home")
def plan(assessment_id: str) -> str | AnyResponse:
    """How far the provisional plan is."""
    visits.case_or_404(assessment_id)
    return papers.waiting(
        papers.report_of(assessment_id, TAKE_HOME),
        title=speaking.gettext(PLAN_TITLE),
        file=url_for(".plan_pdf", assessment_id=assessment_id),
        make=url_for(".make_plan", assessment_id=assessment_id),
        back=url_for("answering.overview", assessment_id=assessment_id),
    )


@bp.post("/assessment/<assessment_id>/take-home")
def make_plan(assessment_id: str) -> AnyResponse:
    """Have the plan made of the answers as they stand now."""
    visits.case_or_404(assessment_id)
    _ask_for_plan(assessment_id)
    return redirect(url_for(".plan", assessment_id=assessment_id), 303)


def _ask_for_plan(assessment_id: str) -> None:
    """Of the answers as they stand; one that is still being made is not begun again."""
    made = papers.report_of(assessment_id, TAKE_HOME)
    if made is not None and made.finished_at:
        acts.outdated(database(), assessment_id, TAKE_HOME)
    papers.ask_for(assessment_id, TAKE_HOME)


@bp.get("/assessment/<assessment_id>/take-home.pdf")
def plan_pdf(assessment_id: str) -> AnyResponse:
    """The provisional plan itself."""
    visits.case_or_404(assessment_id)
    return papers.delivered(
        papers.report_of(assessment_id, TAKE_HOME),
        title=speaking.gettext(PLAN_TITLE),
        about="",
        back=url_for(".plan", assessment_id=assessment_id),
    )


# --- certificate ---------------------------------------------------------------------


@bp.get(ROOM + "/certificate")
def certificate(room_id: str) -> str:
    """Where the name for the certificate is typed."""
    return _certificate(room_id)


def _certificate(room_id: str, error: str = "") -> str:
    seat = seats.seat_or_404(room_id)
    return render_template(
        "joining/certificate.html", workshop=seat.workshop, seat=seat, error=error
    )


@bp.post(ROOM + "/certificate")
def ask_certificate(room_id: str) -> Page:
    """Keep the name, and have the certificate made."""
    seats.seat_or_404(room_id)
    if not _printable(request.form.get("name", "")):
        return _certificate(room_id, OTHER_LETTERS), 422
    own = rooms.ask_certificate(
        database(),
        room_id,
        phones.secret(),
        request.form.get("name", ""),
        certificate_id=visits.new_id(),
        at=now(),
    )
    if own is None:
        return _certificate(room_id, NO_NAME), 422
    acts.outdated(database(), own, CERTIFICATE)
    acts.outdated(database(), room_id, CERTIFICATES)
    papers.ask_for(own, CERTIFICATE)
    return redirect(url_for(".certificate_paper", room_id=room_id), 303)


def _printable(name: str) -> bool:
    """Do the reports' typefaces have its letters? They have Latin and Arabic ones."""
    return all(
        unicodedata.name(letter, "").startswith(_SCRIPTS)
        for letter in name
        if letter.isalpha()
    )


@bp.post(ROOM + "/certificate/again")
def make_certificate(room_id: str) -> AnyResponse:
    """Have it made in this language too, or once more."""
    own = _own(room_id)
    if own is None:
        return redirect(url_for(".certificate", room_id=room_id), 303)
    papers.ask_for(own, CERTIFICATE)
    return redirect(url_for(".certificate_paper", room_id=room_id), 303)


@bp.get(ROOM + "/certificate/paper")
def certificate_paper(room_id: str) -> str | AnyResponse:
    """How far it is."""
    own = _own(room_id)
    return papers.waiting(
        papers.report_of(own, CERTIFICATE) if own else None,
        title=speaking.gettext(CERTIFICATE_TITLE),
        file=url_for(".certificate_pdf", room_id=room_id),
        make=url_for(".make_certificate", room_id=room_id),
        back=url_for(".certificate", room_id=room_id),
    )


@bp.get(ROOM + "/certificate.pdf")
def certificate_pdf(room_id: str) -> AnyResponse | Response:
    """The own certificate itself."""
    own = _own(room_id)
    return papers.delivered(
        papers.report_of(own, CERTIFICATE) if own else None,
        title=speaking.gettext(CERTIFICATE_TITLE),
        about="",
        back=url_for(".certificate_paper", room_id=room_id),
    )


def _own(room_id: str) -> str | None:
    seats.seat_or_404(room_id)
    return rooms.own_certificate(database(), room_id, phones.secret())
