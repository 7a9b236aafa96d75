"""Commands for answers: score and report."""

import json
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import click

from dd_toolkit import languages
from dd_toolkit.cli import options
from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answer_file import AnswerFile, read_answer_file
from dd_toolkit.core.documents import result_document
from dd_toolkit.core.result import RatedFigure
from dd_toolkit.core.scoring import score, shown
from dd_toolkit.errors import ToolkitError


@click.command(name="score")
@options.answers
@options.folder
@options.locale
@options.as_json
def score_command(answers: Path, folder: Path, locale: str, *, as_json: bool) -> None:
    """Score the answer file ANSWERS and explain the result.

    Examples of answer files stand in questionnaires/examples/.
    """
    file = read_answer_file(answers, options.library_of(folder), language=locale)
    if not as_json:
        for line in _result_lines(file, languages.words(locale), locale, folder):
            click.echo(line)
        return
    result = score(file.questionnaire, file.answers)
    plan = action_plan(result, submitted=file.submitted)
    document = result_document(result, plan, file.answers, submitted=file.submitted)
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _result_lines(
    file: AnswerFile, words: NullTranslations, locale: str, folder: Path
) -> Iterator[str]:
    """The result for a person, in the language of these words."""
    _ = words.gettext
    questionnaire = languages.spoken(file.questionnaire, locale, folder)
    result = score(questionnaire, file.answers)
    yield _("%(title)s, version %(version)s") % {
        "title": questionnaire.title,
        "version": questionnaire.version,
    }
    yield _rated_line(_("Overall"), result.overall, words)
    for figure in result.areas:
        yield _rated_line(questionnaire.area_by_id[figure.id].title, figure, words)
    asked = [line.question.ask for line in result.serious]
    yield from _numbered(_("Serious findings"), asked)
    actions = []
    for action in action_plan(result, submitted=file.submitted)[:10]:
        do = action.question.action.do if action.question.action else ""
        due = languages.long_day(action.due, locale) if action.due else _("no date")
        actions.append(f"{do} ({due}{_(', ')}{shown(action.projected)})")
    yield from _numbered(_("First actions (due, overall score after it)"), actions)


def _numbered(title: str, entries: list[str]) -> Iterator[str]:
    if entries:
        yield f"\n{title}"
    for number, entry in enumerate(entries, start=1):
        yield f"  {number}. {entry}"


def _rated_line(title: str, figure: RatedFigure, words: NullTranslations) -> str:
    _ = words.gettext
    if figure.score is None or figure.low is None or figure.high is None:
        return f"  {title:42} {_('no score')}"
    text = f"  {title:42} {shown(figure.score):3}  {figure.rating}"
    if figure.rating != figure.uncapped_rating:
        text += " " + _capped(figure, words)
    if figure.provisional:
        span = {"low": shown(figure.low), "high": shown(figure.high)}
        text += " " + _("provisional (%(low)s to %(high)s)") % span
    return text


def _capped(figure: RatedFigure, words: NullTranslations) -> str:
    by = [cap.question for cap in figure.caps if cap.limit == figure.rating]
    names = words.gettext(", ").join(by[:3])
    if len(by) > 3:
        more = words.gettext("%(names)s and %(count)s more")
        names = more % {"names": names, "count": len(by) - 3}
    without = words.gettext("(without caps %(rating)s; capped by %(names)s)")
    return without % {"rating": figure.uncapped_rating, "names": names}


@click.command()
@options.answers
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The PDF to write.",
)
@click.option(
    "--kind",
    type=click.Choice(["action-plan", "blank"]),
    default="action-plan",
    show_default=True,
    help="action-plan: rating, findings and plan. blank: the questions, for a pen.",
)
@options.locale
@options.folder
def report(answers: Path, output: Path, kind: str, locale: str, folder: Path) -> None:
    """Write a PDF from the answer file ANSWERS.

    Example:
      dd-toolkit report questionnaires/examples/garment-factory.yaml -o plan.pdf

    With --kind blank only the questionnaire and the profile of the file are used: the
    questions that such an employer meets, printed for answering on paper.
    """
    # WeasyPrint takes a third of a second to import: only this command should pay.
    from dd_toolkit.reporting import files  # noqa: PLC0415

    file = read_answer_file(answers, options.library_of(folder), language=locale)
    write = {"action-plan": files.action_plan, "blank": files.blank}[kind]
    try:
        output.write_bytes(write(file, locale, folder))
    except OSError as error:
        raise ToolkitError(f"{output} cannot be written: {error.strerror}") from None
    click.echo(f"{output}", err=True)


COMMANDS = (score_command, report)
