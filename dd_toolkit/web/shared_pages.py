"""What a buyer reads of a signed review: what was kept when it was signed."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from dd_toolkit.core.questionnaire import Question, Questionnaire
from dd_toolkit.core.reviewing import KINDS
from dd_toolkit.core.scoring import shown
from dd_toolkit.operations.sharing import Opened
from dd_toolkit.storage.assessments import kept_questionnaire
from dd_toolkit.storage.review_results import KeptReview
from dd_toolkit.web import speaking
from dd_toolkit.web.case_pages import GapRow
from dd_toolkit.web.context import database
from dd_toolkit.web.desk_words import STANCES, VERDICTS, option_label
from dd_toolkit.web.speaking import gettext

Plain = Mapping[str, Any]


def shared_report(kept: KeptReview, opened: Opened) -> dict[str, Any]:
    """What the link shows: the summary, and with everything the findings too."""
    told = kept.document
    everything = opened.share.scope == "all"
    questionnaire = speaking.in_language(
        kept_questionnaire(database(), told["questionnaire"]["sha256"])
    )
    verdicts = [one["verdict"] for one in told["verdicts"]]
    shares = told["confidence"]["share"]
    return {
        "share": opened.share,
        "corrected": opened.corrected,
        "told": told,
        "title": questionnaire.title,
        "overall": _row("", told["overall"]),
        "gap": _shown(told["overall"]["gap"]),
        "areas": [
            _row(questionnaire.area_by_id[one["id"]].title, one)
            for one in told["areas"]
            if one["declared"] or one["verified"]
        ],
        "counts": [(VERDICTS[kind], verdicts.count(kind)) for kind in KINDS],
        "found": sum(bool(one["finding"]) for one in told["verdicts"]),
        "shares": shares and [shown(100 * Fraction(one)) for one in shares.values()],
        "findings": _findings(questionnaire, told) if everything else [],
        "sha256": kept.sha256,
    }


def _row(name: str, one: Plain) -> GapRow:
    return GapRow(name, _shown(one["declared"]), _shown(one["verified"]))


def _shown(number: Plain | None) -> int | None:
    return int(number["shown"]) if number else None


def _findings(questionnaire: Questionnaire, told: Plain) -> list[dict[str, Any]]:
    replies = {one["question"]: one for one in told["replies"]}
    by_id = questionnaire.question_by_id
    return [
        {
            "question": by_id[one["question"]],
            "verdict": VERDICTS[one["verdict"]],
            "declared": _labels(by_id[one["question"]], one["declared"]),
            "verified": _labels(by_id[one["question"]], one["verified"]),
            "finding": one["finding"],
            "required": one["required"],
            "required_by": one["required_by"],
            "reply": _reply(replies.get(one["question"])),
        }
        for one in told["verdicts"]
        if one["finding"]
    ]


def _labels(question: Question, options: list[str]) -> str:
    return " · ".join(option_label(question, one) for one in options)


def _reply(reply: Plain | None) -> tuple[str, ...]:
    if reply is None:
        return ()
    text = (reply["text"],) if reply["text"] else ()
    position = STANCES[reply["stance"]]
    return (gettext(position), *text)
