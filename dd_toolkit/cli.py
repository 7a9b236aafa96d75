"""The command ``dd-toolkit``: the same rules as the pages, for scripts and operators.

Exit codes: 0 done, 1 problems were found, 2 wrong usage. Errors go to stderr, what was
asked for to stdout, so that output can be piped.
"""

import json
import signal
import sys
from pathlib import Path
from typing import Any

import click

from dd_toolkit import __version__, places, serving
from dd_toolkit.core.action_plan import action_plan
from dd_toolkit.core.answer_file import AnswerFile, read_answer_file
from dd_toolkit.core.answering import Answer, refusal
from dd_toolkit.core.assembly import Library, load_library
from dd_toolkit.core.documents import (
    coverage_document,
    questionnaire_document,
    result_document,
)
from dd_toolkit.core.format import json_schema
from dd_toolkit.core.questionnaire import Questionnaire
from dd_toolkit.core.scoring import RatedFigure, Result, score, shown
from dd_toolkit.errors import ToolkitError
from dd_toolkit.operations.clock import moment, now
from dd_toolkit.settings import settings_from
from dd_toolkit.storage.database import open_database
from dd_toolkit.storage.migrating import migrate


class _Commands(click.Group):
    """Shows our errors as one clear text, and ends with their exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ToolkitError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dd-toolkit")
def main() -> None:
    """Assess how migrant workers are treated, against five ILO Conventions.

    Try:  dd-toolkit demo    a site with examples, on this machine
          dd-toolkit check   every problem of the questionnaires
    """


_folder = click.option(
    "--questionnaires",
    "folder",
    type=click.Path(path_type=Path),
    default=places.QUESTIONNAIRES,
    show_default="those that come with the toolkit",
    help="The folder of questionnaires to use.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_answers = click.argument("answers", type=click.Path(path_type=Path, dir_okay=False))


@main.command()
@click.argument(
    "folder", type=click.Path(path_type=Path), default=places.QUESTIONNAIRES
)
def check(folder: Path) -> None:
    """Check the questionnaires in FOLDER (those of the toolkit, if left out).

    Prints every problem as file:line:column: message, one a line, with what to write
    instead, and ends with 1; prints nothing and ends with 0 when there is none. Answer
    files in FOLDER/examples are checked too.
    """
    library = load_library(folder)
    problems = []
    for path in sorted((folder / "examples").glob("*.yaml")):
        try:
            read_answer_file(path, library)
        except ToolkitError as error:
            problems.append(str(error))
    if problems:
        raise ToolkitError("\n".join(problems))


@main.command()
@_folder
def schema(folder: Path) -> None:  # noqa: ARG001 - one shape for every author's command
    """Print the JSON Schema of question files, for an editor that completes and checks.

    In Visual Studio Code with the YAML extension: dd-toolkit schema >
    questionnaire.schema.json, and begin a file with
    "# yaml-language-server: $schema=questionnaire.schema.json".
    """
    click.echo(json.dumps(json_schema(), indent=2))


@main.command()
@_folder
@_as_json
def coverage(folder: Path, *, as_json: bool) -> None:
    """Tell which provisions the questions rest on.

    Ends with 1 while a provision that an employer or a recruiter has to carry out
    (duty employer, recruiter or shared) is not asked about.
    """
    document = coverage_document(load_library(folder))
    missing = [
        provision["id"]
        for provision in document["provisions"]
        if provision["duty"] != "state" and not provision["questions"]
    ]
    if as_json:
        click.echo(json.dumps(document, indent=2))
    else:
        _print_coverage(document["provisions"], missing)
    if missing:
        raise click.exceptions.Exit(1)


def _print_coverage(provisions: list[dict[str, Any]], missing: list[str]) -> None:
    for provision in provisions:
        questions = ", ".join(provision["questions"]) or "-"
        click.echo(f"{provision['id']:18} {provision['duty']:10} {questions}")
    asked = sum(1 for p in provisions if p["duty"] != "state")
    covered = asked - len(missing)
    click.echo(
        f"{covered} of {asked} provisions with a duty of employers are asked about."
    )
    if missing:
        click.echo(f"Not asked about: {', '.join(missing)}", err=True)


@main.command()
@click.argument("name", metavar="ID")
@click.option(
    "--profile",
    "-p",
    "given",
    multiple=True,
    metavar="KEY=VALUE",
    help="Who answers, such as sector=garment; repeat it for more, also for one key.",
)
@_folder
@_as_json
def show(name: str, given: tuple[str, ...], folder: Path, *, as_json: bool) -> None:
    """Show the questionnaire ID: its areas and questions, and which of them apply.

    Example:  dd-toolkit show due-diligence -p sector=garment -p uses-agency=yes
    """
    questionnaire = load_library(folder).questionnaire(name)
    answers = _profile_answers(questionnaire, given)
    document = questionnaire_document(questionnaire, answers)
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    click.echo(f"{questionnaire.title}, version {questionnaire.version}")
    for area in document["areas"]:
        own = [q for q in document["questions"] if q["area"] == area["id"]]
        click.echo(f"\n{area['title']} (weight {area['weight']})")
        for question in own:
            mark = " " if question["applies"] else "-"
            click.echo(f" {mark} {question['id']:34} {question['ask']}")
    applying = sum(1 for question in document["questions"] if question["applies"])
    click.echo(f"\n{applying} of {len(document['questions'])} questions apply.")


def _profile_answers(
    questionnaire: Questionnaire, given: tuple[str, ...]
) -> dict[str, Answer]:
    chosen: dict[str, list[str]] = {}
    for pair in given:
        key, separator, value = pair.partition("=")
        if not separator:
            raise click.UsageError(f"--profile {pair!r} is not KEY=VALUE")
        chosen.setdefault(f"profile.{key}", []).append(value)
    answers = {}
    for name, values in chosen.items():
        question = questionnaire.question_by_id.get(name)
        if question is None:
            known = ", ".join(
                q.id.removeprefix("profile.") for q in questionnaire.profile
            )
            raise click.UsageError(
                f"The profile has no {name.removeprefix('profile.')!r}. It has: {known}."
            )
        answer = Answer(tuple(values))
        refused = refusal(question, answer)
        if refused:
            options = ", ".join(question.option_by_id)
            raise click.UsageError(
                f"{name}: {refused.reason} The options are: {options}."
            )
        answers[name] = answer
    return answers


@main.command(name="score")
@_answers
@_folder
@_as_json
def score_command(answers: Path, folder: Path, *, as_json: bool) -> None:
    """Score the answer file ANSWERS and explain the result.

    Examples of answer files stand in questionnaires/examples/.
    """
    file, result = _scored(answers, load_library(folder))
    if as_json:
        plan = action_plan(result, submitted=file.submitted)
        document = result_document(result, plan, file.answers)
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
        by = ", ".join(dict.fromkeys(cap.question for cap in figure.caps))
        text += f" (without caps {figure.uncapped_rating}; capped by {by})"
    if figure.provisional:
        text += f" provisional ({shown(figure.low)} to {shown(figure.high)})"
    return text


@main.command()
@_answers
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
@click.option(
    "--locale",
    type=click.Choice(["en"]),
    default="en",
    show_default=True,
    help="The language of the report.",
)
@_folder
def report(answers: Path, output: Path, kind: str, locale: str, folder: Path) -> None:
    """Write a PDF from the answer file ANSWERS.

    Example:  dd-toolkit report questionnaires/examples/garment-factory.yaml -o plan.pdf

    With --kind blank only the questionnaire and the profile of the file are used: the
    questions that such an employer meets, printed for answering on paper.
    """
    # WeasyPrint takes a third of a second to import, which only this command should pay.
    from dd_toolkit.reporting import files  # noqa: PLC0415

    file = read_answer_file(answers, load_library(folder))
    write = {"action-plan": files.action_plan, "blank": files.blank}[kind]
    try:
        output.write_bytes(write(file, locale))
    except OSError as error:
        raise ToolkitError(f"{output} cannot be written: {error.strerror}") from None
    click.echo(f"{output}", err=True)


_port = click.option("--port", default=8000, show_default=True, help="The port.")
_host = click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on."
)


@main.command()
@_host
@_port
@click.option(
    "--processes", default=2, show_default=True, help="How many processes serve pages."
)
@click.option(
    "--without-worker",
    is_flag=True,
    help="Make no PDFs here: `dd-toolkit worker` runs elsewhere.",
)
def serve(host: str, port: int, processes: int, *, without_worker: bool) -> None:
    """Serve the site, and make its PDFs.

    Settings come from the environment (DD_DATABASE, DD_SECRET_KEY, DD_URL); README.md
    has the table. Run `dd-toolkit migrate` once before.
    """
    serving.serve(
        settings_from(),
        host=host,
        port=port,
        processes=processes,
        with_worker=not without_worker,
    )


@main.command()
def worker() -> None:
    """Make the PDFs that people ask for on the site, until told to end."""
    from dd_toolkit.reporting import worker as reporting_worker  # noqa: PLC0415

    database = open_database(settings_from().database)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    reporting_worker.work(database, goes_on=lambda: True)


@main.command(name="migrate")
def migrate_command() -> None:
    """Make or update the tables of the database."""
    database = open_database(settings_from().database)
    for name in migrate(database, at=moment(now())) or ["nothing to do"]:
        click.echo(name)


@main.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Where the demo keeps its database and the report.",
)
@_port
@click.option("--no-serve", is_flag=True, help="Only make the database and the report.")
def demo(folder: Path, port: int, *, no_serve: bool) -> None:
    """Make a demo with examples, write a report, and serve the site on this machine.

    The employers are invented. Run it again to go on with what you entered.
    """
    from dd_toolkit.reporting import files  # noqa: PLC0415

    library = load_library(places.QUESTIONNAIRES)
    settings = serving.demo_settings(folder, port=port)
    cases = list(serving.fill_demo(settings, library, places.EXAMPLES))
    example = read_answer_file(places.EXAMPLES / "garment-factory.yaml", library)
    plan = folder / "action-plan.pdf"
    plan.write_bytes(files.action_plan(example, "en"))
    click.echo(f"A report of an example: {plan}")
    click.echo("Examples on the site (invented employers), each with its private link:")
    for case in cases:
        click.echo(f"  {case.name}\n    {case.link}")
    if no_serve:
        return
    click.echo(f"The site: {settings.url}   (end it with Ctrl+C)")
    serving.serve(settings, host="127.0.0.1", port=port, processes=2, with_worker=True)
