"""Answers that cannot both be right, found by rules that authors write.

``questionnaires/contradictions.yaml`` holds them; a rule is a condition as a question
has one (``core.conditions``), over any answers, in no order, and a sentence that says
why. A rule may also ask for a word in the names of attached files: an employer who says
"no agency" and attaches an agency's invoice. A contradiction is a reason to look, never
a finding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dd_toolkit.core.answering import Answers, open_questions
from dd_toolkit.core.conditions import Condition
from dd_toolkit.core.questionnaire import Questionnaire


@dataclass(frozen=True)
class Contradicting:
    """A rule that these answers meet: the questions to look at, and why."""

    id: str
    questions: tuple[str, ...]
    why: str


def contradictions(
    questionnaire: Questionnaire, answers: Answers, *, file_names: Iterable[str] = ()
) -> tuple[Contradicting, ...]:
    """The contradictions in these answers, in the order of the file."""
    raise NotImplementedError
