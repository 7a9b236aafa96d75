"""Agendas and practice cases: read whole, or refused with file, line and reason."""

import json
import re

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.agenda_format import (
    AgendaText,
    CaseText,
    EvaluationText,
)
from dd_toolkit.core.agendas import CaseAnswer, Choice
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.format import json_schema
from dd_toolkit.core.translating_agendas import (
    agenda_in_words,
    case_in_words,
    evaluation_in_words,
)
from dd_toolkit.errors import FileProblems
from dd_toolkit.places import QUESTIONNAIRES
from tests.builders import PAPERS, a_folder, changed
from tests.core.workshop_files import AGENDA, CASE, EVALUATION, WORKSHOP_FILES


@pytest.fixture
def library(tmp_path):
    return load_library(a_folder(tmp_path, **WORKSHOP_FILES))


def problems(folder):
    with pytest.raises(FileProblems) as refused:
        load_library(folder)
    return refused.value.problems


def test_a_folder_without_workshops_has_none(tmp_path):
    library = load_library(a_folder(tmp_path))

    assert (library.agendas, library.cases, library.evaluation) == ({}, {}, ())


def test_an_agenda_is_read_with_its_steps_in_order(library):
    agenda = library.agendas["papers-day"]

    assert [step.kind for step in agenda.steps] == [
        *("welcome", "check", "story", "question", "discussion"),
        *("case", "break", "check", "evaluation", "closing"),
    ]


def test_the_minutes_of_an_agenda_are_those_of_its_steps(library):
    agenda = library.agendas["papers-day"]

    assert sum(step.minutes for step in agenda.steps) == agenda.minutes == 60


def test_a_section_in_an_agenda_stands_for_its_questions(library):
    asked = library.agendas["papers-day"].steps[3]

    assert asked.questions == ("papers.passport", "papers.slip")


def test_a_section_brings_no_question_that_a_room_cannot_choose_in(tmp_path):
    agenda = changed(AGENDA, "papers.passport, papers.slips", "papers.passports")
    files = {**WORKSHOP_FILES, "workshops/papers-day": agenda}

    asked = load_library(a_folder(tmp_path, **files)).agendas["papers-day"].steps[3]

    assert asked.questions == ("papers.passport",)


def test_a_knowledge_question_knows_its_right_answer(library):
    (question,) = library.agendas["papers-day"].knowledge

    assert question.right == "worker"
    assert question.options[0] == Choice("worker", "The worker's")


def test_a_case_knows_the_right_answers_with_reasons_and_provisions(library):
    assert library.cases["a-safe"].answers == (
        CaseAnswer(
            "papers.passport", "employer", "The safe is the employer's.", ("C1-1",)
        ),
        CaseAnswer("papers.slip", "no", "No slip is spoken of.", ("C1-1",)),
    )


def test_the_evaluation_of_the_day_is_read(library):
    (question,) = library.evaluation

    assert [option.id for option in question.options] == ["very", "some", "not"]


def test_what_a_workshop_cites_can_be_shown(library):
    assert library.cited_by_workshops == {"C1-1"}
    assert library.provision("C1-1").reference == "C1, Art. 1"


# What is wrong -> file, what stands there, what an author wrote instead, where the
# problem is told (the text from there on), what it says.
DAY, SAFE, SCALE = "workshops/papers-day", "cases/a-safe", "workshops/evaluation"
WRONG = {
    "no such set": (
        (DAY, "set: whole", "set: hole"),
        ("hole", "there is no 'hole': did you mean 'whole'?"),
    ),
    "no such question": (
        (DAY, "papers.passport", "papers.pasport"),
        ("papers.pasport", "there is no 'papers.pasport': did you mean 'papers.pass"),
    ),
    "no such section": (
        (DAY, "papers.slips", "papers.slipz"),
        ("papers.slipz", "there is no 'papers.slipz'"),
    ),
    "no such module": (
        (DAY, "papers.slips", "paper.slips"),
        ("paper.slips", "there is no 'paper.slips': did you mean 'papers.slips'?"),
    ),
    "a whole module": (
        (DAY, "papers.slips", "papers"),
        ("papers]", "there is no 'papers'"),
    ),
    "a question that is asked twice": (
        (DAY, "papers.passport, papers.slips", "papers.slip, papers.slips"),
        ("papers.slips", "papers.slip is asked twice: keep one of them"),
    ),
    "a question with nothing to choose": (
        (DAY, "papers.slips", "papers.lockers"),
        ("papers.lockers", "papers.lockers is of kind number: a room can only choose"),
    ),
    "no such case": (
        (DAY, "case: a-safe", "case: a-save"),
        ("a-save", "there is no 'a-save': did you mean 'a-safe'?"),
    ),
    "minutes that do not add up": (
        (DAY, "minutes: 60", "minutes: 90"),
        ("90", "the steps take 60 minutes, not 90: change one of them"),
    ),
    "minutes that are none": (
        (DAY, "minutes: 60", "minutes: an hour"),
        ("an hour", "`minutes`: 'an hour' is not a number of minutes from 1 to 999"),
    ),
    "no minutes": (
        (DAY, "minutes: 60", "minutes: 0"),
        ("0", "`minutes`: '0' is not a number of minutes"),
    ),
    "half minutes": (
        (DAY, "minutes: 60", "minutes: 59.5"),
        ("59.5", "`minutes`: '59.5' is not a number of minutes"),
    ),
    "a step of no kind": (
        (DAY, "kind: story", "kind: storey"),
        ("storey", "did you mean `story`?"),
    ),
    "two equal steps": (
        (DAY, "id: talk", "id: tale"),
        ("tale, kind: discussion", "'tale' stands twice"),
    ),
    "a story without a text": (
        (DAY, "text: [Once.], ", ""),
        ("{id: tale", "is of kind story, which needs `text`"),
    ),
    "a question step that asks nothing": (
        (DAY, "    asks: [papers.passport, papers.slips]\n", ""),
        ("id: asked", "is of kind question, which needs `asks`"),
    ),
    "a discussion without prompts": (
        (DAY, 'prompts: ["Why?"], ', ""),
        ("{id: talk", "is of kind discussion, which needs `prompts`"),
    ),
    "a case step without a case": (
        (DAY, "case: a-safe, ", ""),
        ("{id: practice", "is of kind case, which needs `case`"),
    ),
    "a check at no time": (
        (DAY, "when: before, ", ""),
        ("{id: first", "is of kind check, which needs `when`"),
    ),
    "a check at a wrong time": (
        (DAY, "when: before", "when: befor"),
        ("befor", "did you mean `before`?"),
    ),
    "a break that asks": (
        (DAY, "title: Tea,", "title: Tea, asks: [papers.slip],"),
        ("{id: pause", "is of kind break: `asks` is only for the kind question"),
    ),
    "a step without notes for the trainer": (
        (DAY, "title: Hello, notes: [Smile.]", "title: Hello"),
        ("{id: hello", "`notes` is missing"),
    ),
    "knowledge that is asked once": (
        (DAY, "kind: check, when: after", "kind: closing"),
        ("- id: whose", "`knowledge` is asked twice: write one step of kind check"),
    ),
    "after before before": (
        (
            DAY,
            AGENDA,
            AGENDA.replace("when: after", "when: x")
            .replace("when: before", "when: after")
            .replace("when: x", "when: before"),
        ),
        ("- id: whose", "`knowledge` is asked twice"),
    ),
    "a check of nothing": (
        (DAY, AGENDA[AGENDA.index("knowledge:") : AGENDA.index("steps:")], ""),
        ("- {id: hello", "a step of kind check has no `knowledge` to ask"),
    ),
    "the day evaluated twice": (
        (DAY, "kind: closing", "kind: evaluation"),
        ("- {id: hello", "the day is evaluated twice"),
    ),
    "no right answer": (
        (DAY, "    right: worker\n", ""),
        ("id: whose", "`right` is missing"),
    ),
    "a right answer that is not offered": (
        (DAY, "right: worker", "right: workers"),
        ("workers", "there is no 'workers': did you mean 'worker'?"),
    ),
    "two equal answers": (
        (DAY, "id: agency", "id: employer"),
        ("employer, label: The agency's", "'employer' stands twice"),
    ),
    "two answers only": (
        (DAY, "      - {id: agency, label: The agency's}\n", ""),
        ("- {id: worker", "`options` is empty: it needs at least 3"),
    ),
    "a knowledge question that cites nothing": (
        (DAY, "cites: [C1-1]", "cites: []"),
        ("[]", "`cites` is empty: it needs at least 1"),
    ),
    "a knowledge question that cites what is not there": (
        (DAY, "cites: [C1-1]", "cites: [C1-11]"),
        ("C1-11", "there is no 'C1-11': did you mean 'C1-1'?"),
    ),
    "a long knowledge question": (
        (DAY, "Whose passport is it?", "Whose " + "very " * 24 + "passport?"),
        ("id: whose", "`ask` has 26 words: ask one thing in at most 25"),
    ),
    "two knowledge questions in one": (
        (DAY, "Whose passport is it?", "Whose is it? Why?"),
        ("id: whose", "`ask` must have exactly one question mark"),
    ),
    "two equal knowledge questions": (
        (
            DAY,
            AGENDA[AGENDA.index("  - id: whose") : AGENDA.index("steps:")],
            2 * AGENDA[AGENDA.index("  - id: whose") : AGENDA.index("steps:")],
        ),
        ("whose", "'whose' stands twice"),
    ),
    "an agenda that is not called as its file": (
        (DAY, "id: papers-day", "id: papers-dey"),
        ("papers-dey", "it must be the file's name, 'papers-day'"),
    ),
    "a case that is not called as its file": (
        (SAFE, "id: a-safe", "id: a-save"),
        ("a-save", "it must be the file's name, 'a-safe'"),
    ),
    "a key misspelt": (
        (SAFE, "facts:", "fakts:"),
        ("fakts", "unknown key `fakts`: did you mean `facts`?"),
    ),
    "no such sector": (
        (SAFE, "sector: garment", "sector: garments"),
        ("garments", "there is no 'garments': did you mean 'garment'?"),
    ),
    "a case about no question": (
        (SAFE, "papers.passport", "papers.passports"),
        ("papers.passports", "there is no 'papers.passports': did you mean"),
    ),
    "a case about a number": (
        (SAFE, "papers.passport", "papers.lockers"),
        ("papers.lockers", "papers.lockers is of kind number: choose one with options"),
    ),
    "a right option that is not offered": (
        (SAFE, "right: employer", "right: employers"),
        ("employers", "there is no 'employers': did you mean 'employer'?"),
    ),
    "a right option that a scale does not offer": (
        (SAFE, "right: no", "right: never"),
        ("never", "there is no 'never'"),
    ),
    "a case without a right option": (
        (SAFE, "    right: employer\n", ""),
        ("question: papers.passport", "`right` is missing"),
    ),
    "a question answered twice": (
        (SAFE, "question: papers.slip", "question: papers.passport"),
        ("papers.passport\n    right: no", "'papers.passport' is answered twice"),
    ),
    "a case that cites what is not there": (
        (SAFE, "slip is spoken of.\n    cites: [C1-1]", "slip.\n    cites: [C2-1]"),
        ("C2-1", "there is no 'C2-1'"),
    ),
    "a case without a story": (
        (SAFE, "story:\n  - The passports lie in a safe.", "story: []"),
        ("[]", "`story` is empty: it needs at least 1"),
    ),
    "two equal answers of the evaluation": (
        (SCALE, "id: not", "id: very"),
        ("very, label: Not", "'very' stands twice"),
    ),
    "a scale of six": (
        (
            SCALE,
            EVALUATION,
            EVALUATION + "".join(f"    - {{id: {i}, label: x}}\n" for i in "abc"),
        ),
        ("- {id: very", "`options` is too long: at most 5"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_problem_is_told_at_its_place_with_what_to_do(tmp_path, name):
    (file, old, new), (at, message) = WRONG[name]
    text = changed(WORKSHOP_FILES[file], old, new)
    folder = a_folder(tmp_path, **{**WORKSHOP_FILES, file: text})

    told = problems(folder)

    lines = text.splitlines(keepends=True)
    assert [
        problem
        for problem in told
        if problem.file == str(folder / f"{file}.yaml")
        and message in problem.message
        and "".join(lines[problem.line - 1 :])[problem.column - 1 :].startswith(at)
    ], [str(problem) for problem in told]


def test_a_question_that_the_set_leaves_out_is_told(tmp_path):
    sets = "- {id: whole, version: 1.0.0, title: Slips, asks: [papers.slip]}\n"
    folder = a_folder(tmp_path, sets=sets, **WORKSHOP_FILES)

    (problem,) = problems(folder)

    assert problem.message == "the set 'whole' has no papers.passport"


def test_a_question_that_the_sector_of_a_case_never_meets_is_told(tmp_path):
    papers = changed(PAPERS, "sectors: [garment, farm]", "sectors: [farm]")
    folder = a_folder(tmp_path, papers=papers, **WORKSHOP_FILES)

    (problem,) = problems(folder)

    assert problem.message == "papers.passport is not asked in the sector 'garment'"


def test_an_evaluation_without_questions_is_told(tmp_path):
    files = {key: text for key, text in WORKSHOP_FILES.items() if key != SCALE}

    (problem,) = problems(a_folder(tmp_path, **files))

    assert problem.message == "there are no questions in evaluation.yaml"


@pytest.mark.parametrize("broken", ["papers", "cases/a-safe", "workshops/evaluation"])
def test_a_file_that_cannot_be_read_buries_nothing_under_what_follows(tmp_path, broken):
    folder = a_folder(tmp_path, **{**WORKSHOP_FILES, broken: "{"})

    (problem,) = problems(folder)

    assert problem.file.endswith(f"{broken}.yaml")


def test_all_problems_of_all_files_are_told_at_once(tmp_path):
    wrong = {
        DAY: changed(AGENDA, "right: worker", "right: nobody"),
        SAFE: changed(CASE, "right: employer", "right: nobody"),
    }

    told = problems(a_folder(tmp_path, **{**WORKSHOP_FILES, **wrong}))

    assert [problem.file.rpartition("/")[2] for problem in told] == [
        "a-safe.yaml",
        "papers-day.yaml",
    ]


@pytest.mark.parametrize(
    ("model", "text"),
    [(AgendaText, AGENDA), (CaseText, CASE), (EvaluationText, EVALUATION)],
)
def test_the_schema_is_one_that_an_editor_can_use(model, text):
    schema = json_schema(model)
    content = yaml.safe_load(text.replace("right: no\n", 'right: "no"\n'))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content[0] if isinstance(content, list) else content, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"id": "x"}, schema)
    assert json.dumps(schema)


def walked(library, say):
    return (
        *(agenda_in_words(agenda, say) for agenda in library.agendas.values()),
        *(case_in_words(case, say) for case in library.cases.values()),
        evaluation_in_words(library.evaluation, say),
    )


def test_a_walk_that_says_the_same_changes_nothing(library):
    said = walked(library, lambda _, text: text)

    assert said == (
        *library.agendas.values(),
        *library.cases.values(),
        library.evaluation,
    )


def test_a_walk_meets_each_text_once_under_its_own_key(library):
    met = []
    walked(library, lambda key, text: met.append(key) or text)

    assert len(met) == len(set(met))
    assert "workshop.papers-day.step.asked.prompt.1" in met
    assert "workshop.papers-day.knowledge.whose.option.worker" in met
    assert "case.a-safe.answer.papers.passport.reason" in met
    assert "evaluation.useful.option.very" in met


IDS = "id kind when right question questions case cites minutes questionnaire sector"


def bones(value):
    """Everything of a workshop that no translator may touch."""
    if isinstance(value, tuple):
        return tuple(bones(one) for one in value)
    if not hasattr(value, "__dataclass_fields__"):
        return None
    return {
        name: getattr(value, name)
        if name in IDS.split()
        else bones(getattr(value, name))
        for name in value.__dataclass_fields__
    }


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return load_library(a_folder(tmp_path_factory.mktemp("q"), **WORKSHOP_FILES))


@given(words=st.text(max_size=5))
def test_no_translation_touches_ids_minutes_or_right_answers(kept, words):
    said = walked(kept, lambda _, text: words + text)

    assert bones(said) == bones(walked(kept, lambda _, text: text))


def test_the_examples_on_the_page_for_authors_have_no_problem(tmp_path):
    page = (QUESTIONNAIRES.parent / "docs/authoring.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    names = {
        "break-room": "",
        "breaks-in-half-an-hour": "workshops",
        "the-hot-hall": "cases",
    }
    for name in ("areas.yaml", "scales.yaml", "profile.yaml", "standards"):
        (tmp_path / name).symlink_to(QUESTIONNAIRES / name)
    (tmp_path / "sets.yaml").write_text(
        "- {id: break-check, version: 1.0.0, title: Breaks, asks: [break-room]}\n"
    )
    for name, folder in names.items():
        (text,) = [block for block in blocks if block.startswith(f"id: {name}\n")]
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    library = load_library(tmp_path)

    assert list(library.agendas) == ["breaks-in-half-an-hour"]
    assert list(library.cases) == ["the-hot-hall"]
