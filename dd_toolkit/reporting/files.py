"""Reports from answer files: for the command line and the demo."""

from pathlib import Path

from dd_toolkit import places
from dd_toolkit.core.action_plan import action_plan as planned
from dd_toolkit.core.answer_file import AnswerFile
from dd_toolkit.core.scoring import score
from dd_toolkit.languages import spoken
from dd_toolkit.reporting.action_plan import action_plan_contents
from dd_toolkit.reporting.paper import blank_contents
from dd_toolkit.reporting.pdf import action_plan_pdf, blank_pdf


def action_plan(
    file: AnswerFile, locale: str, folder: Path = places.QUESTIONNAIRES
) -> bytes:
    """The action plan of the file's answers, as PDF."""
    result = score(spoken(file.questionnaire, locale, folder), file.answers)
    return action_plan_pdf(
        action_plan_contents(
            result=result,
            plan=planned(result, submitted=file.submitted),
            answers=file.answers,
            submitted=file.submitted,
            employer=file.name,
            locale=locale,
        )
    )


def blank(file: AnswerFile, locale: str, folder: Path = places.QUESTIONNAIRES) -> bytes:
    """The questionnaire of the file for a pen, cut to what its profile can meet."""
    profile = {
        name: answer
        for name, answer in file.answers.items()
        if name.startswith("profile.")
    }
    questionnaire = spoken(file.questionnaire, locale, folder)
    return blank_pdf(blank_contents(questionnaire, profile=profile, locale=locale))
