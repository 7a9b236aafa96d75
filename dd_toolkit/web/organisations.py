"""An organisation: its assessments by site and year, its colleagues, their sections."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit.core.marking import marked
from dd_toolkit.operations import accounts as people
from dd_toolkit.operations import assessments as cases
from dd_toolkit.operations import organisations as acts
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.storage import accounts, organisations
from dd_toolkit.storage.organisations import Organisation
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.accounts import NOT_AN_ADDRESS
from dd_toolkit.web.context import database, toolkit
from dd_toolkit.web.limiting import limited
from dd_toolkit.web.start import MAIN_SET

bp = Blueprint("organisations", __name__)

Page = str | Response | tuple[str, int]

HOME = "/organisation/<organisation_id>"
FIRST_YEAR = 2000
LAST_OWNER = marked("The last owner stays. Make somebody else an owner first.")


@bp.get("/account/drafts")
def drafts() -> Page:
    """What this device holds without an account, to be taken along."""
    found = [
        visits.in_language(case)
        for assessment_id in visits.my_assessments()
        if (case := cases.open_case(database(), assessment_id))
    ]
    if not found:
        return redirect(url_for("accounts.own"))
    return render_template(
        "organisations/drafts.html",
        cases=found,
        organisations=visits.my_organisations(),
    )


@bp.post("/account/drafts")
def take_along() -> Response:
    """Give the chosen ones to an organisation of this person."""
    wanted = request.form.get("organisation", "")
    mine = {one.id for one in visits.my_organisations()}
    if wanted not in mine:
        abort(404)
    held = set(visits.my_assessments())
    chosen = [one for one in request.form.getlist("assessment") if one in held]
    acts.take_along(database(), wanted, chosen)
    return redirect(url_for(".organisation", organisation_id=wanted), 303)


@bp.get(HOME)
def organisation(organisation_id: str) -> str:
    """Everything of one organisation."""
    return _organisation(organisation_id)


def _organisation(organisation_id: str, part: str = "", error: str = "") -> str:
    library = toolkit().library.questionnaires
    sets = [speaking.in_language(one) for one in library.values()]
    return render_template(
        "organisations/organisation.html",
        organisation=_own(organisation_id),
        sites=organisations.sites(database(), organisation_id),
        assessments=organisations.assessments_of(database(), organisation_id),
        colleagues=organisations.colleagues(database(), organisation_id),
        invited=accounts.open_invitations(
            database(), organisation_id, at=moment(now())
        ),
        sets=sets,
        titles={one.id: one.title for one in sets},
        main_set=MAIN_SET,
        year=now().year,
        part=part,
        error=error,
    )


def _own(organisation_id: str) -> Organisation:
    mine = {one.id: one for one in visits.my_organisations()}
    return mine[organisation_id]


@bp.post(HOME + "/name")
def rename(organisation_id: str) -> Response:
    """Change its name."""
    name = acts.named(request.form.get("name", ""))
    if name:
        organisations.rename_organisation(database(), organisation_id, name)
    return redirect(url_for(".organisation", organisation_id=organisation_id), 303)


@bp.post(HOME + "/invitations")
def invite(organisation_id: str) -> Page:
    """Invite a colleague by mail."""
    email = people.address(request.form.get("email", ""))
    if email is None:
        return _organisation(organisation_id, "invite", NOT_AN_ADDRESS), 422
    limited("mail", email)
    owner = request.form.get("role") == "owner"
    people.invite(
        database(),
        toolkit().settings,
        email,
        organisation_id=organisation_id,
        organisation=_own(organisation_id).name,
        role="owner" if owner else "contributor",
        locale=speaking.spoken_tag(),
        by=visits.actor().account_id or "",
        at=now(),
    )
    return redirect(
        url_for(".organisation", organisation_id=organisation_id, _anchor="colleagues"),
        303,
    )


@bp.post(HOME + "/colleagues/<account_id>/remove")
def remove(organisation_id: str, account_id: str) -> Page:
    """End a colleague's membership."""
    if not acts.remove_colleague(database(), organisation_id, account_id, at=now()):
        return _organisation(organisation_id, "colleagues", LAST_OWNER), 409
    if account_id == visits.actor().account_id:
        return redirect(url_for("accounts.own"), 303)
    return redirect(url_for(".organisation", organisation_id=organisation_id), 303)


@bp.post(HOME + "/colleagues/<account_id>/promote")
def promote(organisation_id: str, account_id: str) -> Response:
    """Make a colleague an owner."""
    if not acts.make_owner(database(), organisation_id, account_id):
        abort(404)
    return redirect(url_for(".organisation", organisation_id=organisation_id), 303)


@bp.post(HOME + "/sites")
def add_site(organisation_id: str) -> Page:
    """Add a factory, a farm, a home."""
    added = acts.add_site(
        database(),
        organisation_id,
        request.form.get("name", ""),
        site_id=visits.new_id(),
        at=now(),
    )
    if not added:
        error = marked("Please give the site a name.")
        return _organisation(organisation_id, "site", error), 422
    return redirect(url_for(".organisation", organisation_id=organisation_id), 303)


@bp.post(HOME + "/assessments")
def begin_at_site(organisation_id: str) -> Page:
    """Begin the assessment of a site and a year, or open the one that is there."""
    questionnaire = toolkit().library.questionnaires.get(request.form.get("set", ""))
    year = _year(request.form.get("year", ""))
    if questionnaire is None or year is None:
        abort(422)
    begun = acts.begin_at_site(
        database(),
        questionnaire,
        organisation_id=organisation_id,
        site_id=request.form.get("site", ""),
        year=year,
        assessment_id=visits.new_id(),
        at=now(),
    )
    if begun is None:
        abort(404)
    return redirect(url_for("answering.overview", assessment_id=begun), 303)


def _year(text: str) -> int | None:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= now().year + 1 else None


# --- one assessment among colleagues -------------------------------------------------


@bp.get("/assessment/<assessment_id>/sections")
def sections(assessment_id: str) -> str:
    """Who answers which section."""
    case = visits.case_or_404(assessment_id)
    of = case.assessment.organisation_id or ""
    return render_template(
        "organisations/sections.html",
        case=case,
        progress=case.progress,
        colleagues=organisations.colleagues(database(), of),
        duties=organisations.duties(database(), assessment_id),
        sites=organisations.sites(database(), of),
        year=case.assessment.year or now().year,
    )


@bp.post("/assessment/<assessment_id>/sections")
def give_sections(assessment_id: str) -> Response:
    """Ask colleagues to answer sections."""
    case = visits.case_or_404(assessment_id)
    by = visits.actor().account_id or ""
    before = organisations.duties(database(), assessment_id)
    for section in case.questionnaire.sections:
        wanted = request.form.get(f"section-{section.id}")
        if wanted is None or wanted == before.get(section.id, ""):
            continue
        if not acts.give_section(database(), case, section.id, wanted, by=by, at=now()):
            abort(422)
    return redirect(url_for("answering.overview", assessment_id=assessment_id), 303)


@bp.post("/assessment/<assessment_id>/place")
def place(assessment_id: str) -> Response:
    """Say for which site and year an assessment is."""
    case = visits.case_or_404(assessment_id)
    year = _year(request.form.get("year", ""))
    if year is None:
        abort(422)
    outcome = acts.place(
        database(), case, site_id=request.form.get("site", ""), year=year
    )
    if outcome != "placed":
        abort(409 if outcome == "taken" else 422)
    return redirect(url_for("answering.overview", assessment_id=assessment_id), 303)
