"""Turns the record of a review into what the audit report prints."""

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dd_toolkit.core.answering import Answer, Answers, answers_fingerprint
from dd_toolkit.core.contradictions import contradictions
from dd_toolkit.core.questionnaire import Question, Questionnaire
from dd_toolkit.core.result import METHOD, RatedFigure, Result
from dd_toolkit.core.review_document import (
    gap_shown,
    review_document,
    review_fingerprint,
)
from dd_toolkit.core.review_record import (
    GivenVerdict,
    Note,
    Paper,
    Request,
    ReviewRecord,
)
from dd_toolkit.core.reviewing import NOTE_KINDS, verified_answers
from dd_toolkit.core.scoring import shown
from dd_toolkit.core.verified import Confidence as Weights
from dd_toolkit.core.verified import Gap, ProvisionCheck, Verification
from dd_toolkit.reporting.answer_lines import given_answer
from dd_toolkit.reporting.audit_contents import (
    AuditContents,
    Confidence,
    ContradictionLine,
    Correction,
    FindingLine,
    Marks,
    NoteLine,
    PairLine,
    PaperLine,
    PersonLine,
    ProvisionLine,
    ReplyLine,
    RequestLine,
    ScopeLine,
    Side,
    TalkCount,
    Tally,
    VerdictArea,
    VerdictLine,
)
from dd_toolkit.reporting.contents import AttachedFile, GivenAnswer, Reference
from dd_toolkit.reporting.wording import language, user_text


def audit_contents(
    record: ReviewRecord, *, spoken: Questionnaire, locale: str, certificate: str = ""
) -> AuditContents:
    """What the audit report of this review prints.

    ``spoken`` is the record's questionnaire in the language of ``locale``, a BCP 47
    tag. The document that is attached stands in the language of its authors.
    ``certificate`` names who signs the file digitally; empty: nobody does.
    """
    words = _Words(record, spoken, locale)
    held = record.verification
    document = review_document(record)
    return AuditContents(
        language=language(locale),
        title=spoken.title,
        employer=user_text(record.employer),
        site=user_text(record.site),
        year=record.year,
        submitted=record.submitted_on,
        asked=_day(record.asked_at),
        began=_day_if_any(record.began_at),
        findings_sent=_day_if_any(record.findings_sent_at),
        reply_until=_day_if_any(record.reply_until),
        signed=_day_if_any(record.signed_at),
        signed_by=user_text(record.signed_by),
        agreed=_day_if_any(record.agreed_at),
        agreed_by=user_text(record.agreed_by),
        people=tuple(PersonLine(user_text(p.name), p.part) for p in record.people),
        declared=_side(held.declared.overall),
        verified=_side(held.verified.overall),
        gap=_gap(held.overall),
        areas=tuple(_areas(held, spoken)),
        instruments=tuple(_instruments(held, spoken)),
        provisions=tuple(_provisions(held, spoken)),
        confidence=confidence(held.confidence),
        tally=_tally(record, held.declared),
        scope=tuple(_scope(record, held.declared, spoken)),
        findings=tuple(_findings(words)),
        requests=tuple(words.request(request) for request in record.requests),
        contradictions=tuple(_contradictions(words)),
        talks=tuple(_talks(record.notes)),
        notes=tuple(words.note(note) for note in record.notes),
        verdicts=tuple(_verdicts(words, held.declared)),
        marks=Marks(
            record.id,
            spoken.id,
            spoken.version,
            spoken.fingerprint,
            answers_fingerprint(record.answers),
            review_fingerprint(document),
            METHOD,
        ),
        correction=Correction(record.corrects, user_text(record.reason))
        if record.corrects
        else None,
        certificate=certificate,
        attachment=AttachedFile(
            name="review.json",
            description="The review as data",
            text=json.dumps(document, indent=1),
        ),
    )


def _day(moment: str) -> datetime.date:
    return datetime.date.fromisoformat(moment[:10])


def _day_if_any(moment: str | None) -> datetime.date | None:
    return _day(moment) if moment else None


def _side(figure: RatedFigure) -> Side:
    return Side(_shown(figure.score), figure.rating)


def _shown(exact: Fraction | None) -> int | None:
    return None if exact is None else shown(exact)


def _gap(one: Gap) -> int | None:
    return None if one.gap is None else gap_shown(one.gap)


def _pair(title: str, one: Gap) -> PairLine:
    return PairLine(title, _shown(one.declared), _shown(one.verified), _gap(one))


def _areas(held: Verification, spoken: Questionnaire) -> Iterator[PairLine]:
    """The areas with a score; the others say nothing."""
    for one in held.areas:
        if one.declared is not None or one.verified is not None:
            yield _pair(spoken.area_by_id[one.id].title, one)


def _instruments(held: Verification, spoken: Questionnaire) -> Iterator[PairLine]:
    for one in held.instruments:
        if one.declared is not None or one.verified is not None:
            instrument = spoken.instrument_by_id[one.id]
            yield _pair(f"{instrument.short}: {instrument.subject}", one)


def _provisions(held: Verification, spoken: Questionnaire) -> Iterator[ProvisionLine]:
    """The provisions that fall short, as declared or as verified."""
    for check in held.provisions:
        if check.declared_short or check.verified_short:
            yield _provision(check, spoken)


def _provision(check: ProvisionCheck, spoken: Questionnaire) -> ProvisionLine:
    provision = spoken.provision_by_id[check.id]
    return ProvisionLine(
        provision.reference,
        provision.title,
        check.declared_short,
        check.verified_short,
        check.confirmed,
        check.changed,
        check.not_verifiable,
        check.without,
    )


def confidence(weights: Weights) -> Confidence:
    """Whole per cent that add up to 100: what was cut off goes where most was."""
    shares = weights.shares
    if shares is None:
        return Confidence(0, 0, 0)
    cents = [int(100 * share) for share in shares]
    rest = sorted(range(3), key=lambda n: 100 * shares[n] - cents[n], reverse=True)
    for place in rest[: 100 - sum(cents)]:
        cents[place] += 1
    return Confidence(*cents)


def _tally(record: ReviewRecord, declared: Result) -> Tally:
    kinds = [
        given.kind if given else None
        for line in declared.lines
        for given in [record.verdict_by_question.get(line.question.id)]
    ]
    return Tally(
        applicable=len(kinds),
        confirmed=kinds.count("confirmed"),
        changed=kinds.count("changed"),
        not_verifiable=kinds.count("not-verifiable"),
        without=kinds.count(None),
    )


def _scope(
    record: ReviewRecord, declared: Result, spoken: Questionnaire
) -> Iterator[ScopeLine]:
    for area in spoken.areas:
        own = [line.question.id for line in declared.lines if line.area == area.id]
        if own:
            checked = sum(name in record.verdict_by_question for name in own)
            yield ScopeLine(area.title, len(own), checked)


@dataclass(frozen=True)
class _Words:
    """A record with the questionnaire in the report's language."""

    record: ReviewRecord
    spoken: Questionnaire
    tag: str

    def answer(self, name: str, answers: Answers) -> GivenAnswer:
        question = self.spoken.question_by_id[name]
        return given_answer(question, "answered", answers.get(name), self.tag)

    @property
    def verified(self) -> Mapping[str, Answer]:
        record = self.record
        return verified_answers(record.answers, record.verdict_by_question)

    def ask(self, name: str) -> str:
        return self.spoken.question_by_id[name].ask

    def papers(self, name: str) -> tuple[PaperLine, ...]:
        return tuple(_paper(p) for p in self.record.papers if p.question == name)

    def request(self, request: Request) -> RequestLine:
        name = request.question
        earlier = self.record.earlier or {}
        changed = earlier.get(name) != self.record.answers.get(name)
        return RequestLine(
            time=request.time,
            ask=self.ask(name),
            asked=user_text(request.asked),
            day=_day(request.at),
            before=self.answer(name, earlier) if name in earlier and changed else None,
            now=self.answer(name, self.record.answers),
        )

    def note(self, note: Note) -> NoteLine:
        return NoteLine(
            kind=note.kind,
            people=note.people,
            text=user_text(note.text),
            ask=self.ask(note.question) if note.question else "",
            day=_day(note.at),
        )

    def reply(self, name: str) -> ReplyLine | None:
        reply = self.record.reply_by_question.get(name)
        if reply is None:
            return None
        return ReplyLine(reply.stance, user_text(reply.text), _day(reply.at))


def _paper(paper: Paper) -> PaperLine:
    return PaperLine(
        user_text(paper.name),
        paper.period.first,
        paper.period.last,
        _day(paper.received_at),
        paper.sha256[:12],
    )


def _findings(words: _Words) -> Iterator[FindingLine]:
    """Every verdict that holds a finding, in reading order."""
    verified = words.verified
    found = [given for given in words.record.verdicts if given.verdict.finding.strip()]
    for number, given in enumerate(found, start=1):
        yield _finding(number, given, words, verified)


def _finding(
    number: int, given: GivenVerdict, words: _Words, verified: Answers
) -> FindingLine:
    name, verdict = given.question, given.verdict
    question = words.spoken.question_by_id[name]
    return FindingLine(
        number=number,
        id=name,
        ask=question.ask,
        severity=question.severity,
        declared=words.answer(name, words.record.answers),
        verdict=verdict.kind,
        verified=words.answer(name, verified),
        finding=user_text(verdict.finding),
        basis=verdict.basis,
        papers=words.papers(name),
        references=tuple(_references(question, words.spoken)),
        required=user_text(verdict.required),
        required_by=verdict.required_by,
        reply=words.reply(name),
        by=user_text(given.by),
        day=_day(given.at),
    )


def _references(question: Question, spoken: Questionnaire) -> Iterator[Reference]:
    for cited in question.cites:
        provision = spoken.provision_by_id[cited]
        yield Reference(provision.reference, provision.title, provision.practice)


def _contradictions(words: _Words) -> Iterator[ContradictionLine]:
    record = words.record
    for found in contradictions(
        words.spoken, record.answers, file_names=record.file_names
    ):
        yield ContradictionLine(found.why, tuple(map(words.ask, found.questions)))


def _talks(notes: tuple[Note, ...]) -> Iterator[TalkCount]:
    for kind in NOTE_KINDS:
        own = [note for note in notes if note.kind == kind]
        if own:
            yield TalkCount(kind, len(own), sum(note.people or 0 for note in own))


def _verdicts(words: _Words, declared: Result) -> Iterator[VerdictArea]:
    """Every question that applies, checked or not, by area."""
    verified = words.verified
    for area in words.spoken.areas:
        lines = tuple(
            _verdict(line.question.id, words, verified)
            for line in declared.lines
            if line.area == area.id
        )
        if lines:
            yield VerdictArea(area.title, lines)


def _verdict(name: str, words: _Words, verified: Answers) -> VerdictLine:
    question = words.spoken.question_by_id[name]
    given = words.record.verdict_by_question.get(name)
    return VerdictLine(
        id=name,
        ask=question.ask,
        severity=question.severity if question.scored else None,
        declared=words.answer(name, words.record.answers),
        verdict=given.kind if given else None,
        verified=words.answer(name, verified),
        basis=given.basis if given else (),
        papers=len(words.papers(name)),
    )
