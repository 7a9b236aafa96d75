"""Checks a report against itself: do its answers give what it says?

A report carries its answers and its result as data. Whoever changes an answer changes
its SHA-256; whoever changes that too gets other figures when the answers are scored
again; and whoever changes all of it has a different report, under no code that a site
knows. The site (``/verify``) and ``dd-toolkit verify`` share what stands here.
"""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from dd_toolkit.attachments import Unreadable, attached_file
from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answering import (
    Answer,
    Answers,
    answers_fingerprint,
    refusal,
)
from dd_toolkit.core.documents import result_document
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.result import METHOD
from dd_toolkit.core.scoring import score

ATTACHED = "action-plan.json"
RATINGS = ("A", "B", "C", "D", "E")


@dataclass(frozen=True)
class NotOurs:
    """The attached file is not data of a report; ``why`` says what is wrong with it."""

    why: str


@dataclass(frozen=True)
class Attached:
    """What a report says about itself: all of it may have been changed.

    ``submitted`` None: a draft; ``code`` empty: no submission to a site.
    """

    employer: str
    submitted: datetime.date | None
    code: str
    answers: Answers
    answers_sha256: str
    result: dict[str, Any]

    @property
    def found_sha256(self) -> str:
        """The SHA-256 that the answers really have."""
        return answers_fingerprint(self.answers)

    @property
    def answers_agree(self) -> bool:
        """Are the answers those whose SHA-256 it states?"""
        return self.found_sha256 == self.answers_sha256

    @property
    def questionnaire_sha256(self) -> str:
        return str(self.result.get("sha256", ""))

    @property
    def rating(self) -> str | None:
        """The overall rating that it states; None where it states none."""
        overall = self.result.get("overall")
        stated = overall.get("rating") if isinstance(overall, dict) else None
        return stated if stated in RATINGS else None


Figures = Literal["same", "differ", "no-questionnaire", "other-method", "do-not-fit"]


@dataclass(frozen=True)
class Scored:
    """What scoring the attached answers again came to.

    ``no-questionnaire`` and ``other-method`` mean: it could not be done here.
    ``differing`` names the figures that come out otherwise, as paths into the data.
    """

    figures: Figures
    differing: tuple[str, ...] = ()
    rating: str | None = None


def attached_to(pdf: bytes) -> Attached | NotOurs | Unreadable:
    """What the report in these bytes says about itself."""
    content = attached_file(pdf, ATTACHED)
    return content if isinstance(content, Unreadable) else attached_from(content)


class Given(BaseModel):
    """An answer as ``answers_text`` writes it: with nothing that no hash covers."""

    model_config = ConfigDict(extra="forbid")
    choices: tuple[str, ...] = ()
    text: str = ""
    reason: str = ""
    note: str = ""

    @property
    def answer(self) -> Answer:
        return Answer(self.choices, self.text, self.reason, self.note)


class _Document(BaseModel):
    employer: str
    submitted: datetime.date | None
    code: str = ""
    answers: dict[str, Given]
    answers_sha256: str
    result: dict[str, Any]


def attached_from(content: bytes) -> Attached | NotOurs:
    """The attached file as read, whatever it holds."""
    try:
        written = _Document.model_validate(plain_from(content))
        read = Attached(
            employer=written.employer,
            submitted=written.submitted,
            code=written.code,
            answers={name: given.answer for name, given in written.answers.items()},
            answers_sha256=written.answers_sha256,
            result=written.result,
        )
        _ = read.found_sha256  # half a character has no SHA-256
    except RecursionError:
        return NotOurs("it is nested too deep")
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])[:80]
        return NotOurs(f"{place}: {first['msg']}")
    except ValueError as error:
        return NotOurs(str(error)[:120])
    return read


def plain_from(content: bytes) -> Any:
    """The JSON of an attached file; ValueError where it says a thing twice."""
    return json.loads(content.decode(), object_pairs_hook=_without_doubles)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON that says a thing twice would be read one way here, another elsewhere."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("it says something twice")
    return found


def scored_again(attached: Attached, questionnaire: Questionnaire | None) -> Scored:
    """The attached answers scored again, and every figure compared.

    ``questionnaire`` None: the one that was answered is not at hand.
    """
    if questionnaire is None:
        return Scored("no-questionnaire")
    if attached.result.get("method") != METHOD:
        return Scored("other-method")
    if not all(fits(questionnaire, *given) for given in attached.answers.items()):
        return Scored("do-not-fit")
    result = score(questionnaire, attached.answers)
    document = result_document(
        result,
        action_plan(result, submitted=attached.submitted),
        attached.answers,
        submitted=attached.submitted,
    )
    ours = json.loads(json.dumps(document))
    differing = tuple(differences(ours, attached.result))
    rating = result.overall.rating
    return Scored("differ" if differing else "same", differing, rating)


def fits(questionnaire: Questionnaire, name: str, answer: Answer) -> bool:
    """Could this answer have been given to that questionnaire?"""
    if answer == Answer():
        return True
    question = questionnaire.question_by_id.get(name)
    return question is not None and refusal(question, answer) is None


def differences(ours: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """Where two documents differ, as paths such as ``areas.wages.score.shown``.

    Every part of a path is one of ours, so that no file can choose its words; what
    only theirs has counts as a difference of the whole.
    """
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if theirs.keys() - ours.keys():
            yield f"{path} (it says more)".strip()
        for key, part in ours.items():
            yield from differences(part, theirs.get(key), f"{path}.{key}".strip("."))
        return
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for place, (part, other) in enumerate(zip(ours, theirs, strict=True)):
            name = (
                part.get("id", part.get("question")) if isinstance(part, dict) else ""
            )
            yield from differences(part, other, f"{path}.{name or place}")
        return
    # 1 == True and 1 == 1.0 in Python, though not in the file.
    if type(ours) is not type(theirs) or ours != theirs:
        yield path
