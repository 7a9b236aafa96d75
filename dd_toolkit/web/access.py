"""The gate before every page: which act a route is, and who may do it.

A route without a decision is closed, and a test fails for it. Towards an assessment or
an organisation the person's relation to it decides, elsewhere the role on the site.
Whether something exists is not told to who may not see it: 404, not 403.
"""

from collections.abc import Mapping

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from dd_toolkit import logs
from dd_toolkit.core.roles import Action, Role, may
from dd_toolkit.web import visits
from dd_toolkit.web.errors import error_response, wants_json
from dd_toolkit.web.kept import SAVING

DECISIONS: Mapping[str, Action] = {
    "static": "look",
    "watching.healthz": "look",
    "watching.readyz": "look",
    "watching.metrics": "look",
    "start.home": "look",
    "start.method": "look",
    "start.return_page": "look",
    "start.come_back": "look",
    "start.leave": "look",
    "start.begin": "begin",
    "again.again": "sign-in",
    "history.question": "read-case",
    "answering.overview": "read-case",
    "answering.profile": "read-case",
    "answering.section": "read-case",
    "answering.review": "read-case",
    "answering.save_profile": "answer-case",
    "answering.save_section": "answer-case",
    "answering.submit": "submit-case",
    "evidence.overview": "read-case",
    "evidence.question": "read-case",
    "evidence.file": "read-case",
    "evidence.attach": "answer-case",
    "evidence.withdraw": "answer-case",
    "results.results": "read-case",
    "results.report": "read-case",
    "results.pdf": "read-case",
    "results.make_report": "read-case",
    "results.grow": "follow-up-case",
    "editions.changes": "read-case",
    "editions.reopen": "follow-up-case",
    "editions.next_year": "follow-up-case",
    "editions.move": "follow-up-case",
    "verifying.start": "look",
    "verifying.by_code": "look",
    "verifying.file": "look",
    "verifying.by_file": "look",
    "accounts.sign_up": "sign-in",
    "accounts.ask_to_sign_up": "sign-in",
    "accounts.welcome_page": "sign-in",
    "accounts.welcome": "sign-in",
    "accounts.sign_in_page": "sign-in",
    "accounts.sign_in": "sign-in",
    "accounts.forgot": "sign-in",
    "accounts.ask_to_reset": "sign-in",
    "accounts.new_password_page": "sign-in",
    "accounts.new_password": "sign-in",
    "accounts.factor": "sign-in",
    "accounts.give_factor": "sign-in",
    "accounts.factor_picture": "sign-in",
    "accounts.sign_out": "look",
    "accounts.own": "use-own-account",
    "accounts.rename": "use-own-account",
    "accounts.change_password": "use-own-account",
    "accounts.sign_out_everywhere": "use-own-account",
    "accounts.factor_page": "use-own-account",
    "accounts.set_factor": "use-own-account",
    "accounts.record": "use-own-account",
    "accounts.erase": "use-own-account",
    "openid.begin": "sign-in",
    "openid.come_back": "sign-in",
    "organisations.drafts": "take-along",
    "organisations.take_along": "take-along",
    "organisations.organisation": "see-organisation",
    "organisations.rename": "manage-organisation",
    "organisations.invite": "manage-organisation",
    "organisations.remove": "manage-organisation",
    "organisations.promote": "manage-organisation",
    "organisations.add_site": "manage-organisation",
    "organisations.begin_at_site": "begin-at-site",
    "organisations.sections": "give-sections",
    "organisations.give_sections": "give-sections",
    "organisations.place": "follow-up-case",
    "workshops.own": "prepare-workshop",
    "workshops.new": "prepare-workshop",
    "workshops.prepare": "prepare-workshop",
    "workshops.overview": "run-workshop",
    "workshops.edit": "run-workshop",
    "workshops.revise": "run-workshop",
    "workshops.write_next_steps": "run-workshop",
    "consoles.open_room": "run-workshop",
    "consoles.console": "run-workshop",
    "consoles.press": "run-workshop",
    "consoles.projector": "run-workshop",
    "consoles.join_picture": "run-workshop",
    "papers.make": "run-workshop",
    "papers.paper": "run-workshop",
    "papers.pdf": "run-workshop",
    "papers.spreadsheet": "run-workshop",
    "papers.make_guide": "prepare-workshop",
    "papers.guide_page": "prepare-workshop",
    "papers.guide": "prepare-workshop",
    "joining.join_page": "take-part",
    "joining.join": "take-part",
    "joining.room": "take-part",
    "joining.answer": "take-part",
    "taking_home.home": "take-part",
    "taking_home.take": "take-part",
    "taking_home.certificate": "take-part",
    "taking_home.ask_certificate": "take-part",
    "taking_home.make_certificate": "take-part",
    "taking_home.certificate_paper": "take-part",
    "taking_home.certificate_pdf": "take-part",
    "taking_home.plan": "read-case",
    "taking_home.make_plan": "read-case",
    "taking_home.plan_pdf": "read-case",
    "rooms.join": "take-part",
    "rooms.state": "take-part",
    "rooms.answer": "take-part",
    "rooms.board": "run-workshop",
    "people.people": "manage-accounts",
    "people.add": "manage-accounts",
    "people.disable": "manage-accounts",
    "people.enable": "manage-accounts",
    "people.remove_factor": "manage-accounts",
}


def init_app(app: Flask) -> None:
    """Ask the table before every view."""

    @app.before_request
    def decided() -> Response | None:
        if request.endpoint is None:
            return None
        action = DECISIONS.get(request.endpoint)
        if action is None:
            logs.security("no-decision", endpoint=request.endpoint)
            abort(404)
        role = _role()
        if may(role, action):
            return None
        if request.endpoint in SAVING and not visits.under_way():
            return None  # web.again keeps what was sent, and asks who it is
        return _refused(role)

    @app.context_processor
    def person() -> dict[str, object]:
        return {"actor": visits.actor()}


def _role() -> Role:
    """In what role the person asks for this page."""
    names = request.view_args or {}
    if "assessment_id" in names:
        return visits.relation_to_case(names["assessment_id"])
    if "organisation_id" in names:
        return visits.relation_to_organisation(names["organisation_id"])
    if "workshop_id" in names:
        return visits.relation_to_workshop(names["workshop_id"])
    return visits.actor().role


def _refused(role: Role) -> Response:
    """Nobody signed in: to the sign-in. Not theirs: there is no such page."""
    person = visits.actor()
    about_a_case = "assessment_id" in (request.view_args or {})
    if person.pending and not about_a_case:
        return redirect(url_for("accounts.factor"))
    if person.account_id is None and not about_a_case:
        if wants_json():
            return error_response(401)
        back = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("accounts.sign_in_page", next=back or None), 303)
    logs.security(
        "not-theirs", role=role, signed_in="yes" if person.account_id else "no"
    )
    return abort(404 if role == "unrelated" else 403)
