"""A review as scripts read it: kept when it is signed, attached to its report.

The keys are a contract (docs/commands.md): added, never renamed. Scores are from 0 to
100, ``exact`` a fraction as text and ``shown`` rounded; a gap is declared less
verified, and its ``shown`` is rounded half away from zero, so that -2.5 and 2.5 read
alike. No worker is named in it: it holds what auditors wrote, who are warned.
"""

import hashlib
import json
from fractions import Fraction
from typing import Any

from dd_toolkit.core.answering import Answer, answers_fingerprint, answers_text
from dd_toolkit.core.contradictions import contradictions
from dd_toolkit.core.documents import score_text
from dd_toolkit.core.result import METHOD
from dd_toolkit.core.review_record import (
    GivenVerdict,
    Note,
    Paper,
    ReplyGiven,
    Request,
    ReviewRecord,
)
from dd_toolkit.core.verified import Confidence, Gap, ProvisionCheck, Verification

Plain = dict[str, Any]

FORMAT = "1"
"""The version of this document, told in it."""


def review_document(record: ReviewRecord) -> Plain:
    """Everything that a review came to, as plain values."""
    return {
        "format": FORMAT,
        "method": METHOD,
        "review": record.id,
        "assessment": record.assessment,
        "corrects": record.corrects,
        "reason": record.reason,
        "employer": record.employer,
        "site": record.site,
        "year": record.year,
        "questionnaire": {
            "id": record.questionnaire.id,
            "version": record.questionnaire.version,
            "sha256": record.questionnaire.fingerprint,
        },
        "answers_sha256": answers_fingerprint(record.answers),
        "answers": json.loads(answers_text(record.answers)),
        "submitted": record.submitted_on.isoformat(),
        "asked": record.asked_at,
        "began": record.began_at,
        "findings_sent": record.findings_sent_at,
        "reply_until": record.reply_until,
        "signed": record.signed_at,
        "signed_by": record.signed_by,
        "agreed": record.agreed_at,
        "agreed_by": record.agreed_by,
        "people": [{"name": one.name, "part": one.part} for one in record.people],
        **figures_document(record.verification),
        "verdicts": [_verdict(one, record) for one in record.verdicts],
        "requests": [_request(one) for one in record.requests],
        "replies": [_reply(one) for one in record.replies],
        "notes": [_note(one) for one in record.notes],
        "evidence": [_paper(one) for one in record.papers],
        "contradictions": [
            {"id": one.id, "questions": list(one.questions)}
            for one in contradictions(
                record.questionnaire, record.answers, file_names=record.file_names
            )
        ],
    }


def figures_document(held: Verification) -> Plain:
    """What follows from the questionnaire, the answers, the verdicts and the files."""
    return {
        "overall": {
            **_gap(held.overall),
            "declared_rating": held.declared.overall.rating,
            "verified_rating": held.verified.overall.rating,
        },
        "areas": [_gap(one) for one in held.areas],
        "instruments": [_gap(one) for one in held.instruments],
        "provisions": [_provision(one) for one in held.provisions],
        "confidence": _confidence(held.confidence),
    }


def review_text(document: Plain) -> str:
    """The document as one JSON text, the same for the same content."""
    return json.dumps(
        document, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def review_fingerprint(document: Plain) -> str:
    """SHA-256 of ``review_text``, in hexadecimal."""
    return hashlib.sha256(review_text(document).encode()).hexdigest()


def gap_shown(exact: Fraction) -> int:
    """The whole number shown for a gap; halves go away from zero."""
    away = int(abs(exact) + Fraction(1, 2))
    return away if exact >= 0 else -away


def _gap(one: Gap) -> Plain:
    gap = one.gap
    return {
        "id": one.id,
        "declared": score_text(one.declared),
        "verified": score_text(one.verified),
        "gap": None if gap is None else {"exact": str(gap), "shown": gap_shown(gap)},
    }


def _provision(one: ProvisionCheck) -> Plain:
    return {
        "id": one.id,
        "confirmed": one.confirmed,
        "changed": one.changed,
        "not_verifiable": one.not_verifiable,
        "without": one.without,
        "declared_short": one.declared_short,
        "verified_short": one.verified_short,
    }


def _confidence(held: Confidence) -> Plain:
    """The three weights, and what part of 1 each is; shares null: nothing is scored."""
    shares = held.shares
    names = ("verified", "evidenced", "declared")
    return {
        "weight": {
            "verified": str(held.verified),
            "evidenced": str(held.evidenced),
            "declared": str(held.declared),
        },
        "share": shares and dict(zip(names, map(str, shares), strict=True)),
    }


def _verdict(given: GivenVerdict, record: ReviewRecord) -> Plain:
    verdict = given.verdict
    declared = record.answers.get(given.question, Answer())
    return {
        "question": given.question,
        "verdict": verdict.kind,
        "declared": list(declared.choices),
        "declared_text": declared.text,
        "verified": list(verdict.chosen),
        "finding": verdict.finding,
        "required": verdict.required,
        "required_by": verdict.required_by and verdict.required_by.isoformat(),
        "basis": list(verdict.basis),
        "by": given.by,
        "at": given.at,
    }


def _request(one: Request) -> Plain:
    return {
        "time": one.time,
        "question": one.question,
        "asked": one.asked,
        "by": one.by,
        "at": one.at,
    }


def _reply(one: ReplyGiven) -> Plain:
    return {
        "question": one.question,
        "stance": one.stance,
        "text": one.text,
        "at": one.at,
    }


def _note(one: Note) -> Plain:
    return {
        "question": one.question,
        "kind": one.kind,
        "people": one.people,
        "text": one.text,
        "by": one.by,
        "at": one.at,
    }


def _paper(one: Paper) -> Plain:
    return {
        "question": one.question,
        "name": one.name,
        "sha256": one.sha256,
        "size": one.size,
        "period_from": one.period.first and one.period.first.isoformat(),
        "period_to": one.period.last and one.period.last.isoformat(),
        "received": one.received_at,
    }
