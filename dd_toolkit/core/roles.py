"""Who may do what: one table, crossed with every route by a test.

A person has a role on the site and, towards one assessment or organisation, a
relation. An administrator looks after accounts and reads no answers; an employer's
colleagues answer, its owners also decide. A trainer is the host of the own workshops.
"""

from collections.abc import Mapping
from typing import Literal, get_args

SiteRole = Literal[
    "stranger", "employer", "auditor", "trainer", "programme-officer", "administrator"
]
Relation = Literal["unrelated", "holder", "contributor", "owner", "host"]
Role = SiteRole | Relation

Action = Literal[
    "look",
    "sign-in",
    "use-own-account",
    "begin",
    "read-case",
    "answer-case",
    "submit-case",
    "follow-up-case",
    "give-sections",
    "take-along",
    "see-organisation",
    "manage-organisation",
    "begin-at-site",
    "manage-accounts",
    "take-part",
    "prepare-workshop",
    "run-workshop",
]

SITE_ROLES: tuple[SiteRole, ...] = get_args(SiteRole)
RELATIONS: tuple[Relation, ...] = get_args(Relation)
ACCOUNT_ROLES: tuple[SiteRole, ...] = SITE_ROLES[1:]
ACTIONS: tuple[Action, ...] = get_args(Action)

NEEDS_SECOND_FACTOR = frozenset({"auditor", "programme-officer", "administrator"})
"""They see what many employers answered, or decide who does."""

_EVERYBODY = frozenset[Role](SITE_ROLES)
_SIGNED_IN = frozenset[Role](ACCOUNT_ROLES)
_COLLEAGUES = frozenset[Role]({"contributor", "owner"})
_ANSWERING = frozenset[Role]({"holder", "contributor", "owner"})

TABLE: Mapping[Action, frozenset[Role]] = {
    "look": _EVERYBODY,
    "sign-in": _EVERYBODY,
    "use-own-account": _SIGNED_IN,
    "begin": frozenset({"stranger", "employer", "trainer"}),
    "read-case": _ANSWERING,
    "answer-case": _ANSWERING,
    "submit-case": frozenset({"holder", "owner"}),
    "follow-up-case": frozenset({"holder", "owner"}),
    "give-sections": frozenset({"owner"}),
    "take-along": frozenset({"employer"}),
    "see-organisation": _COLLEAGUES,
    "manage-organisation": frozenset({"owner"}),
    "begin-at-site": _COLLEAGUES,
    "manage-accounts": frozenset({"administrator"}),
    "take-part": _EVERYBODY,  # the secret in the phone's cookie decides
    "prepare-workshop": frozenset({"trainer"}),
    "run-workshop": frozenset({"host"}),
}


def may(role: Role, action: Action) -> bool:
    """May somebody in this role, or with this relation, do that?"""
    return role in TABLE[action]
