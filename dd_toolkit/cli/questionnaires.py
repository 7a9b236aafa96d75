"""Commands for authors of questionnaires: check, schema, coverage, show."""

import json
from pathlib import Path
from typing import Any

import click

from dd_toolkit import places, previewing, translation_files
from dd_toolkit.cli import options
from dd_toolkit.core.agenda_format import AgendaText, CaseText
from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.core.answering import Answer, refusal
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.comparing import all_questions, differences
from dd_toolkit.core.documents import coverage_document, questionnaire_document
from dd_toolkit.core.format import ModuleText, Written, json_schema
from dd_toolkit.core.questionnaire import Question, Questionnaire
from dd_toolkit.errors import ToolkitError


@click.command()
@click.argument(
    "folder", type=click.Path(path_type=Path), default=places.QUESTIONNAIRES
)
def check(folder: Path) -> None:
    """Check the questionnaires in FOLDER (those of the toolkit, if left out).

    Prints every problem as file:line:column: message, one a line, with what to write
    instead, and ends with 1; prints nothing and ends with 0 when there is none. Answer
    files in FOLDER/examples are checked too, and what is missing or stale in the
    translations of FOLDER/translations.
    """
    library = options.library_of(folder)
    problems = [str(problem) for problem in translation_files.problems(folder, library)]
    for path in sorted((folder / "examples").glob("*.yaml")):
        try:
            read_answer_file(path, library)
        except ToolkitError as error:
            problems.append(str(error))
    if problems:
        raise ToolkitError("\n".join(problems))


@click.command()
@options.folder
def translations(folder: Path) -> None:
    """Bring the gettext files up to date, for translators.

    New texts are added, texts that are gone are taken out, and a translation whose
    English has changed is marked as fuzzy, until a translator has looked at it.
    """
    for path in translation_files.update(folder):
        click.echo(path)


_old = click.argument("old", type=click.Path(path_type=Path, exists=True))
_new = click.argument("new", type=click.Path(path_type=Path, exists=True))


@click.command()
@_old
@_new
def diff(old: Path, new: Path) -> None:
    """Tell what the change from OLD to NEW does to answers that were given.

    OLD and NEW are folders of questionnaires, or two versions of one question file.
    Ends with 1 if answers break, and says of which question and why.
    """
    found = differences(_questions_at(old), _questions_at(new))
    for one in found:
        click.echo(f"{one.verdict}: {one.question} {one.what}")
    if not found:
        click.echo("none: the change touches no answer")
    if any(one.verdict == "breaks" for one in found):
        raise click.exceptions.Exit(1)


def _questions_at(path: Path) -> dict[str, Question]:
    """The questions of a folder, or of one file read within the toolkit's folder."""
    if path.is_dir():
        return all_questions(load_library(path).questionnaires)
    with previewing.with_module(path) as folder:
        name = previewing.module_of(path)
        everything = all_questions(load_library(folder).questionnaires)
    return {
        full: question
        for full, question in everything.items()
        if full.startswith(f"{name}.")
    }


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--port", default=8010, show_default=True, help="The port.")
def preview(file: Path, port: int) -> None:
    """Serve one question file as its respondents will see it; reload on each change.

    Nothing is kept: answers live in a temporary database. A file with problems shows
    them in place of the questions.
    """
    previewing.serve(file, port=port)


SCHEMAS: dict[str, type[Written]] = {
    "questions": ModuleText,
    "workshop": AgendaText,
    "case": CaseText,
}


@click.command()
@click.argument("kind", type=click.Choice(list(SCHEMAS)), default="questions")
def schema(kind: str) -> None:
    """Print the JSON Schema of a KIND of file, for an editor that completes and checks.

    KIND is questions (if left out), workshop for an agenda, or case for a practice
    case. In Visual Studio Code with the YAML extension: dd-toolkit schema >
    questionnaire.schema.json, and begin a file with
    "# yaml-language-server: $schema=questionnaire.schema.json".
    """
    click.echo(json.dumps(json_schema(SCHEMAS[kind]), indent=2))


@click.command()
@options.folder
@options.as_json
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


@click.command()
@click.argument("name", metavar="ID")
@click.option(
    "--profile",
    "-p",
    "given",
    multiple=True,
    metavar="KEY=VALUE",
    help="Who answers, such as sector=garment; repeat it for more, also for one key.",
)
@options.folder
@options.as_json
def show(name: str, given: tuple[str, ...], folder: Path, *, as_json: bool) -> None:
    """Show the questionnaire ID: its areas and questions, and which of them apply.

    Example:  dd-toolkit show due-diligence -p sector=garment -p uses-agency=yes
    """
    questionnaire = options.library_of(folder).questionnaire(name)
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
                f"The profile has no {name.partition('.')[2]!r}. It has: {known}."
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


COMMANDS = (check, schema, coverage, show, preview, diff, translations)
