"""Who uses this browser, and which assessments it may open.

The browser's signed cookie holds a secret; the database knows who signed in with it and
which assessments it may open without an account. The private link
(``operations.private_links``) lets another device in.
"""

import datetime
import secrets
from base64 import b32encode
from dataclasses import dataclass, replace

from flask import abort, g, session

from dd_toolkit import logs
from dd_toolkit.core.roles import NEEDS_SECOND_FACTOR, Relation, SiteRole
from dd_toolkit.operations import accounts, audit, private_links
from dd_toolkit.operations.assessments import Case, open_case
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.storage import accounts as accounts_stored
from dd_toolkit.storage import assessments, organisations, visits, workshops
from dd_toolkit.storage.accounts import Account
from dd_toolkit.storage.organisations import Organisation
from dd_toolkit.storage.visits import Visitor
from dd_toolkit.web import speaking
from dd_toolkit.web.context import database, toolkit

VISIT_LASTS = datetime.timedelta(days=30)
_IDLE = {True: datetime.timedelta(hours=1), False: datetime.timedelta(hours=24)}
_LONGEST = {True: datetime.timedelta(hours=12), False: datetime.timedelta(days=14)}
"""How long a signed-in visit lasts: without an act, and at most. True: for those who
need a second factor."""
_SEEN_AGAIN = datetime.timedelta(minutes=5)
_KEY = "visit"


@dataclass(frozen=True)
class Actor:
    """Who asks. ``account_id`` None: nobody signed in, or not wholly yet.

    ``pending`` is the account whose second factor is still asked for.
    """

    account_id: str | None
    called: str
    role: SiteRole
    pending: str | None = None


STRANGER = Actor(None, "", "stranger")


def new_id() -> str:
    """An id for a new row: 80 random bits, in letters that survive being read out."""
    return b32encode(secrets.token_bytes(10)).decode().lower()


def actor() -> Actor:
    """Who sends this request."""
    if "actor" not in g:
        g.actor = _actor()
    found: Actor = g.actor
    return found


def _actor() -> Actor:
    known = session.get(_KEY, "")
    visitor = visits.visitor(database(), known) if known else None
    if visitor is None:
        return STRANGER
    if _ended(visitor):
        visits.end_visit(database(), known, at=moment(now()))
        return STRANGER
    if visitor.seen_at < moment(now() - _SEEN_AGAIN):
        visits.seen(database(), known, at=moment(now()))
    called = visitor.name or visitor.email
    if _factor_needed(visitor) and visitor.factor_at is None:
        return replace(STRANGER, called=called, pending=visitor.account_id)
    role: SiteRole = visitor.role  # type: ignore[assignment]  # written by us only
    return Actor(visitor.account_id, called, role)


def _factor_needed(visitor: Visitor) -> bool:
    return bool(visitor.factor_since) or visitor.role in NEEDS_SECOND_FACTOR


def _ended(visitor: Visitor) -> bool:
    strict = visitor.role in NEEDS_SECOND_FACTOR
    idle = visitor.seen_at < moment(now() - _IDLE[strict])
    return idle or visitor.began_at < moment(now() - _LONGEST[strict])


def signature() -> str:
    """How the audit log names whoever asks."""
    return actor().account_id or audit.HOLDER


def own_secret() -> str:
    """The secret in this browser's cookie; empty when there is none."""
    return str(session.get(_KEY, ""))


def visit_secret() -> str:
    """This browser's secret; a visit begins when there is none under way."""
    if under_way():
        return own_secret()
    secret = secrets.token_urlsafe(32)
    visits.begin_visit(database(), secret, at=moment(now()))
    _keep(secret)
    return secret


def sign_in(account: Account) -> None:
    """From now on this browser is this person's, under a new secret."""
    _keep(accounts.sign_in(database(), account, old_secret=own_secret(), at=now()))
    g.pop("actor", None)


def _keep(secret: str) -> None:
    session.clear()
    session[_KEY] = secret
    session.permanent = True


def leave() -> None:
    """End the visit, at the server and in the browser."""
    known = own_secret()
    if known:
        visits.end_visit(database(), known, at=moment(now()))
    session.clear()


def relation_to_case(assessment_id: str) -> Relation:
    """What this browser is to an assessment."""
    person = actor().account_id
    if person is not None:
        found = organisations.relation_to_case(database(), assessment_id, person)
        if found is not None:
            relation: Relation = found  # type: ignore[assignment]  # written by us
            return relation
    known = own_secret()
    if known and visits.may_open(database(), known, assessment_id, since=_since()):
        return "holder"
    return "unrelated"


def relation_to_organisation(organisation_id: str) -> Relation:
    """What this browser's person is in an organisation."""
    person = actor().account_id
    found = None
    if person is not None:
        found = organisations.relation(database(), organisation_id, person)
    relation: Relation = found or "unrelated"  # type: ignore[assignment]  # ours
    return relation


def relation_to_workshop(workshop_id: str) -> Relation:
    """What this browser's person is to a workshop; a trainer no more runs none."""
    here = actor()
    if here.account_id is None or here.role != "trainer":
        return "unrelated"
    host = workshops.host_of(database(), workshop_id)
    return "host" if host == here.account_id else "unrelated"


def may_see(assessment_id: str) -> bool:
    """May this browser open the assessment?"""
    return relation_to_case(assessment_id) != "unrelated"


def under_way() -> bool:
    """Is a visit of this browser under way, whatever it may open?"""
    known = own_secret()
    return bool(known) and visits.under_way(database(), known, since=_since())


def person() -> str | None:
    """Who answers; None: the holder of the private link."""
    return actor().account_id


def name_of(by: str | None) -> str:
    """How pages call who answered; "" for the holder of the private link."""
    found = accounts_stored.account(database(), by) if by else None
    return (found.name or found.email) if found else ""


def case_or_404(assessment_id: str) -> Case:
    """The case, if this browser may open it; whether it exists is not told.

    What may be done with it, the gate has decided before (``web.access``).
    """
    if not may_see(assessment_id):
        logs.security("not-theirs", visit="yes" if own_secret() else "no")
        abort(404)
    case = open_case(database(), assessment_id)
    return in_language(case) if case is not None else abort(404)


def in_language(case: Case) -> Case:
    """The case with its questionnaire in the visitor's language."""
    return replace(case, questionnaire=speaking.in_language(case.questionnaire))


def my_assessments() -> list[str]:
    """The assessments that this browser may open, newest first."""
    known = session.get(_KEY, "")
    return visits.opened_assessments(database(), known, since=_since()) if known else []


def my_organisations() -> list[Organisation]:
    """Where this browser's person is a colleague."""
    person = actor().account_id
    return organisations.organisations_of(database(), person) if person else []


def private_link(assessment_id: str) -> str:
    """The address that opens the assessment on any device."""
    return private_links.private_link(toolkit().settings, assessment_id)


def open_with_code(code: str) -> str | None:
    """Let this browser open the assessment of that code; None for a wrong code."""
    assessment_id = private_links.assessment_of(toolkit().settings, code)
    if assessment_id is None:
        logs.security("wrong-code")
        return None
    found = assessments.assessment(database(), assessment_id)
    if found is None or found.organisation_id is not None:
        return None
    at = now()
    with database().atomic():
        visits.let_open(database(), visit_secret(), assessment_id, at=moment(at))
        audit.note(
            database(),
            actor=audit.HOLDER,
            action="link-used",
            subject=assessment_id,
            at=at,
        )
    return assessment_id


def _since() -> str:
    return moment(now() - VISIT_LASTS)
