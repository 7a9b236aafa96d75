"""Commands for answers: score and report."""

import json
from pathlib import Path

import click

from dd_toolkit.cli import options
from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answer_file import AnswerFile, read_answer_file
from dd_toolkit.core.assembly import Library
from dd_toolkit.core.documents import result_document
from dd_toolkit.core.result import RatedFigure, Result
from dd_toolkit.core.scoring import score, shown
from dd_toolkit.errors import ToolkitError


@click.command(name="score")
@options.answers
@options.folder
@options.as_json
def score_command(answers: Path, folder: Path, *, as_json: bool) -> None:
    """Score the answer file ANSWERS and explain the result.

    Examples of answer files stand in questionnaires/examples/.
    """
    file, result = _scored(answers, options.library_of(folder))
    if as_json:
        plan = action_plan(result, submitted=file.submitted)
        document = result_document(result, plan, file.answers, submitted=file.submitted)
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    _print_result(file, result)


def _scored(answers: Path, library: Library) -> tuple[AnswerFile, Result]:
    file = read_answer_file(answers, library)
    return file, score(file.questionnaire, file.answers)


def _print_result(file: AnswerFile, result: Result) -> None:
    click.echo(f"{file.questionnaire.title}, version {file.questionnaire.version}")
    click.echo(_rated_line("Overall", result.overall))
    for figure in result.areas:
        click.echo(_rated_line(file.questionnaire.area_by_id[figure.id].title, figure))
    _print_list("Serious findings", [line.question.ask for line in result.serious])
    plan = action_plan(result, submitted=file.submitted)
    _print_list(
        "First actions (due, overall score after it)",
        [
            f"{action.question.action.do if action.question.action else ''}"
            f" ({action.due or 'no date'}, {shown(action.projected)})"
            for action in plan[:10]
        ],
    )


def _print_list(title: str, entries: list[str]) -> None:
    if entries:
        click.echo(f"\n{title}")
    for number, entry in enumerate(entries, start=1):
        click.echo(f"  {number}. {entry}")


def _rated_line(title: str, figure: RatedFigure) -> str:
    if figure.score is None or figure.low is None or figure.high is None:
        return f"  {title:42} no score"
    text = f"  {title:42} {shown(figure.score):3}  {figure.rating}"
    if figure.rating != figure.uncapped_rating:
        by = [cap.question for cap in figure.caps if cap.limit == figure.rating]
        more = f" and {len(by) - 3} more" if len(by) > 3 else ""
        names = ", ".join(by[:3]) + more
        text += f" (without caps {figure.uncapped_rating}; capped by {names})"
    if figure.provisional:
        text += f" provisional ({shown(figure.low)} to {shown(figure.high)})"
    return text


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
