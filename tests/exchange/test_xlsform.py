"""XLSForm for KoboToolbox and ODK: there, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.conditions import AllOf, Answered, AnyOf, Not
from dd_toolkit.core.questionnaire import Option, Question
from dd_toolkit.errors import FileProblems
from dd_toolkit.exchange.xlsform import write_xlsform
from dd_toolkit.exchange.xlsform_import import read_xlsform
from dd_toolkit.exchange.xpath import NotUnderstood, read, written
from dd_toolkit.languages import content, spoken
from dd_toolkit.places import QUESTIONNAIRES

LENT = ("areas.yaml", "scales.yaml", "profile.yaml", "standards")


@pytest.fixture(scope="module")
def library():
    return load_library(QUESTIONNAIRES)


def exported(library, name, path):
    questionnaire = library.questionnaire(name)
    both = {tag: spoken(questionnaire, tag) for tag in ("en", "ar")}
    write_xlsform(both, path)
    return questionnaire


def imported_library(form, folder, questionnaire):
    list(read_xlsform(form).write(folder))
    for name in LENT:
        (folder / name).symlink_to(QUESTIONNAIRES / name)
    modules = dict.fromkeys(s.id.partition(".")[0] for s in questionnaire.sections)
    (folder / "sets.yaml").write_text(
        f"- {{id: back, version: 1.0.0, title: x, asks: [{', '.join(modules)}]}}\n",
        encoding="utf-8",
    )
    return load_library(folder).questionnaire("back")


SETS = ["due-diligence", "household", "quick-check", "c189"]


@pytest.mark.parametrize("name", SETS)
def test_pyxform_takes_the_form_without_a_warning(library, tmp_path, name):
    exported(library, name, tmp_path / "form.xlsx")

    assert convert(str(tmp_path / "form.xlsx")).warnings == []


@pytest.mark.parametrize("name", SETS)
def test_a_form_of_ours_comes_back_whole(library, tmp_path, name):
    before = exported(library, name, tmp_path / "form.xlsx")

    back = imported_library(tmp_path / "form.xlsx", tmp_path / "q", before)

    assert {q.id: q for q in back.questions} == {q.id: q for q in before.questions}


def test_the_translations_come_back_too(library, tmp_path):
    before = exported(library, "household", tmp_path / "form.xlsx")
    imported_library(tmp_path / "form.xlsx", tmp_path / "q", before)

    there = content(QUESTIONNAIRES, "ar")
    back = content(tmp_path / "q", "ar")

    assert len(back) > 300
    assert all(there[key] == words for key, words in back.items() if key in there)


def test_both_languages_stand_beside_each_other(library, tmp_path):
    exported(library, "household", tmp_path / "form.xlsx")

    survey = load_workbook(tmp_path / "form.xlsx")["survey"]
    head = [cell.value for cell in survey[1]]

    assert "label::English (en)" in head
    assert "label::العربية (ar)" in head


def test_a_label_that_looks_like_a_formula_is_a_text(tmp_path, library):
    questionnaire = library.questionnaire("household")
    title = '=HYPERLINK("http://x","y")'
    object.__setattr__(questionnaire, "title", title)
    try:
        write_xlsform({"en": questionnaire}, tmp_path / "form.xlsx")
    finally:
        object.__setattr__(questionnaire, "title", "Domestic work in your home")

    cell = load_workbook(tmp_path / "form.xlsx")["settings"]["A2"]
    assert (cell.value, cell.data_type) == (title, "s")


ASKED = {
    f"m.q{number}": Question(
        id=f"m.q{number}",
        ask="?",
        kind="choices" if number == 2 else "choice",
        options=(Option("a", "A"), Option("b-c", "B")),
    )
    for number in (1, 2)
}
SIMPLE = st.builds(
    Answered,
    st.sampled_from(sorted(ASKED)),
    st.lists(st.sampled_from(["a", "b-c"]), min_size=1, max_size=2, unique=True).map(
        tuple
    ),
)
CONDITIONS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
)
ANSWERS = [
    {"m.q1": frozenset(first), "m.q2": frozenset(second)}
    for first in ([], ["a"], ["b-c"])
    for second in ([], ["a"], ["b-c"], ["a", "b-c"])
]


@given(CONDITIONS)
def test_a_condition_in_xpath_means_the_same_when_read_back(condition):
    back = read(written(condition, ASKED))

    for answers in ANSWERS:
        assert back.holds(answers) == condition.holds(answers)


def test_a_condition_on_a_question_that_is_not_in_the_form_never_holds():
    assert written(Answered("m.gone", ("a",)), ASKED) == "false()"


@pytest.mark.parametrize(
    "text",
    [
        "${x} > 3",
        "${x} =",
        "selected(${x})",
        "not(${x} = 'a'",
        "${x} = 'a' or",
        "count(${x})",
        "${x} = 'a' ${y} = 'b'",
        "'a' = ${x}",
        "(",
    ],
)
def test_an_expression_that_is_no_condition_of_ours_is_refused(text):
    with pytest.raises(NotUnderstood, match="cannot read the condition"):
        read(text)


def a_form(path, survey, choices=(("list_name", "name", "label"),)):
    book = Workbook()
    sheet = book.active
    sheet.title = "survey"
    for row in survey:
        sheet.append(row)
    sheet = book.create_sheet("choices")
    for row in choices:
        sheet.append(row)
    book.save(path)
    return path


def test_a_form_from_elsewhere_becomes_informative_questions(tmp_path):
    form = a_form(
        tmp_path / "kobo.xlsx",
        [
            ("type", "name", "label", "relevant"),
            ("start", "start", None, None),
            ("begin_group", "Your_site", "Your site", None),
            ("select_one yesno", "Has_Water", "Is there water", None),
            ("integer", "Taps", "How many taps?", "${Has_Water} = 'Yes'"),
            ("end_group", None, None, None),
        ],
        [
            ("list_name", "name", "label"),
            ("yesno", "Yes", "Yes"),
            ("yesno", "No", "No"),
        ],
    )

    module = read_xlsform(form).modules["kobo"]

    asked = module["sections"][0]["questions"]
    assert module["sections"][0]["id"] == "your-site"
    assert [q["id"] for q in asked] == ["has-water", "taps"]
    assert asked[0]["ask"] == "Is there water?"
    assert asked[1]["when"] == {"answer": "kobo.has-water", "is": ["yes"]}


@pytest.mark.parametrize(
    ("survey", "told"),
    [
        ([("type", "name", "label"), ("geopoint", "where", "Where?")], "geopoint"),
        (
            [
                ("type", "name", "label", "relevant"),
                ("text", "why", "Why?", "${x} > 3"),
            ],
            r"form.xlsx:2:1: cannot read the condition: \$\{x\} > 3",
        ),
    ],
)
def test_what_has_no_counterpart_is_told_with_its_row(tmp_path, survey, told):
    with pytest.raises(FileProblems, match=told):
        read_xlsform(a_form(tmp_path / "form.xlsx", survey))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", "نص".encode()])
def test_a_file_that_is_no_workbook_is_refused(tmp_path, content):
    (tmp_path / "form.xlsx").write_bytes(content)

    with pytest.raises(FileProblems, match="no Excel workbook"):
        read_xlsform(tmp_path / "form.xlsx")


def test_a_workbook_without_a_survey_is_refused(tmp_path):
    Workbook().save(tmp_path / "form.xlsx")

    with pytest.raises(FileProblems, match="has no sheet choices, survey"):
        read_xlsform(tmp_path / "form.xlsx")
