"""Checks an audit report against itself: do answers and verdicts give its figures?

An audit report carries what was declared and what was decided as data. Its figures
follow from them, from the questionnaire and from which questions have a file, so that
anybody can work them out again. What only people can say (who signed, what was seen)
is held by the digital signature, if there is one.
"""

import datetime
import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from dd_toolkit.attachments import Unreadable, attached_file
from dd_toolkit.core.answering import Answer, answers_fingerprint
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.result import METHOD
from dd_toolkit.core.review_document import figures_document, review_fingerprint
from dd_toolkit.core.reviewing import Kind, Verdict, verdict_refusal
from dd_toolkit.core.verified import verification
from dd_toolkit.verifying import (
    Given,
    NotOurs,
    Scored,
    differences,
    fits,
    plain_from,
)

ATTACHED = "review.json"


@dataclass(frozen=True)
class AttachedReview:
    """What an audit report says about itself: all of it may have been changed."""

    document: dict[str, Any]
    questionnaire_sha256: str
    method: str
    answers: dict[str, Answer]
    answers_sha256: str
    verdicts: dict[str, Verdict]
    evidenced: frozenset[str]

    @property
    def found_sha256(self) -> str:
        """The SHA-256 that the answers really have."""
        return answers_fingerprint(self.answers)

    @property
    def answers_agree(self) -> bool:
        """Are the answers those whose SHA-256 it states?"""
        return self.found_sha256 == self.answers_sha256

    @property
    def review_sha256(self) -> str:
        """The SHA-256 of the whole, to hold beside the printed one."""
        return review_fingerprint(self.document)


class _Written(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Questionnaire(_Written):
    sha256: str


class _Verdict(_Written):
    question: str
    verdict: Kind
    verified: tuple[str, ...]
    finding: str
    required: str
    required_by: datetime.date | None


class _Paper(_Written):
    question: str


class _Document(_Written):
    questionnaire: _Questionnaire
    method: str
    answers: dict[str, Given]
    answers_sha256: str
    verdicts: tuple[_Verdict, ...]
    evidence: tuple[_Paper, ...]


def review_attached_to(pdf: bytes) -> AttachedReview | NotOurs | Unreadable:
    """What the audit report in these bytes says about itself."""
    content = attached_file(pdf, ATTACHED)
    return content if isinstance(content, Unreadable) else review_from(content)


def review_from(content: bytes) -> AttachedReview | NotOurs:
    """The attached file as read, whatever it holds."""
    try:
        plain = plain_from(content)
        written = _Document.model_validate(plain)
        read = AttachedReview(
            document=plain,
            questionnaire_sha256=written.questionnaire.sha256,
            method=written.method,
            answers={name: one.answer for name, one in written.answers.items()},
            answers_sha256=written.answers_sha256,
            verdicts={one.question: _verdict(one) for one in written.verdicts},
            evidenced=frozenset(one.question for one in written.evidence),
        )
        _ = read.found_sha256, read.review_sha256  # half a character has none
    except RecursionError:
        return NotOurs("it is nested too deep")
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])[:80]
        return NotOurs(f"{place}: {first['msg']}")
    except ValueError as error:
        return NotOurs(str(error)[:120])
    return read


def _verdict(one: _Verdict) -> Verdict:
    return Verdict(
        one.verdict,
        chosen=one.verified,
        finding=one.finding,
        required=one.required,
        required_by=one.required_by,
    )


def figures_again(
    attached: AttachedReview, questionnaire: Questionnaire | None
) -> Scored:
    """The figures worked out again from answers and verdicts, and each compared.

    ``questionnaire`` None: the one that was answered is not at hand.
    """
    if questionnaire is None:
        return Scored("no-questionnaire")
    if attached.method != METHOD:
        return Scored("other-method")
    if not _all_fit(attached, questionnaire):
        return Scored("do-not-fit")
    held = verification(
        questionnaire,
        attached.answers,
        attached.verdicts,
        evidenced=attached.evidenced,
    )
    ours = json.loads(json.dumps(figures_document(held)))
    stated = {name: attached.document.get(name) for name in ours}
    differing = tuple(differences(ours, stated))
    rating = held.verified.overall.rating
    return Scored("differ" if differing else "same", differing, rating)


def _all_fit(attached: AttachedReview, questionnaire: Questionnaire) -> bool:
    if not all(fits(questionnaire, *given) for given in attached.answers.items()):
        return False
    for name, verdict in attached.verdicts.items():
        question = questionnaire.question_by_id.get(name)
        declared = attached.answers.get(name)
        if question is None or verdict_refusal(question, declared, verdict):
            return False
    return True
