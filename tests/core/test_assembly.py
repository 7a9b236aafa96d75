"""A set is put together from modules, in the order in which an employer thinks."""

from fractions import Fraction

import pytest

from dd_toolkit.core.assembly import load_library, reference
from dd_toolkit.core.conditions import ALWAYS, AllOf, Answered, AnyOf, Not
from dd_toolkit.core.format import ProvisionText
from dd_toolkit.core.questionnaire import questionnaire_from_text
from tests.builders import AREAS, PAPERS, SCALES, SETS, a_folder, changed

SECOND = PAPERS.replace("id: papers", "id: second").replace("papers.", "second.")


def assembled(tmp_path, *, asks="[papers]", **files):
    sets = files.pop("sets", changed(SETS, "[papers]", asks))
    folder = a_folder(tmp_path, sets=sets, second=SECOND, **files)
    return load_library(folder).questionnaire("whole")


def ids(questionnaire):
    return [question.id for question in questionnaire.questions]


@pytest.mark.parametrize(
    ("asks", "asked"),
    [
        ("[papers]", ["papers.passport", "papers.lockers", "papers.slip"]),
        ("[papers.slips]", ["papers.slip"]),
        ("[papers.slip]", ["papers.slip"]),
        (
            "[papers.slip, papers.passports]",
            "papers.passport papers.lockers papers.slip",
        ),
        ("[papers.lockers, papers.passport]", "papers.passport papers.lockers"),
        ("[papers.slip, papers.slips, papers.slip]", ["papers.slip"]),
        (
            "[papers, second]",
            "papers.passport papers.lockers second.passport second.lockers papers.slip"
            " second.slip",
        ),
        ("[second.slip, papers.slip]", "second.slip papers.slip"),
    ],
)
def test_a_set_asks_area_by_area_and_each_question_once(tmp_path, asks, asked):
    expected = asked.split() if isinstance(asked, str) else asked

    assert ids(assembled(tmp_path, asks=asks)) == expected


def test_areas_stand_in_the_order_of_their_file(tmp_path):
    turned = "".join(reversed(AREAS.splitlines(keepends=True)))

    questionnaire = assembled(tmp_path, areas=turned)

    assert [area.id for area in questionnaire.areas] == ["wages", "documents"]
    assert ids(questionnaire)[0] == "papers.slip"


def test_an_area_without_questions_is_left_out(tmp_path):
    questionnaire = assembled(tmp_path, asks="[papers.slips]")

    assert [area.id for area in questionnaire.areas] == ["wages"]


def test_an_area_weighs_one_unless_declared(tmp_path):
    weights = {area.id: area.weight for area in assembled(tmp_path).areas}

    assert weights == {"documents": 1, "wages": 2}


@pytest.mark.parametrize(
    ("declared", "weights"),
    [
        ("", (5, 1)),
        ("  weights: {critical: 8, major: 2, minor: 0.5}\n", (8, Fraction(1, 2))),
    ],
)
def test_a_question_weighs_what_its_set_declares(tmp_path, declared, weights):
    questionnaire = assembled(tmp_path, sets=SETS + declared)

    passport, _, slip = questionnaire.questions
    assert (passport.weight, slip.weight) == weights


def test_a_scale_gives_its_options_to_the_question(tmp_path):
    questionnaire = assembled(tmp_path)

    options = questionnaire.question_by_id["papers.slip"].options
    assert [(o.id, o.label, o.value) for o in options] == [
        ("yes", "Yes", 1),
        ("no", "No", 0),
    ]


def test_a_changed_scale_changes_every_question_that_uses_it(tmp_path):
    questionnaire = assembled(
        tmp_path,
        asks="[papers, second]",
        scales=changed(SCALES, "value: 0", "value: 0.5"),
    )

    slips = [q for q in questionnaire.questions if q.id.endswith("slip")]
    assert [q.options[1].value for q in slips] == [Fraction(1, 2), Fraction(1, 2)]


AGENCY = Answered("profile.uses-agency", ("yes",))
FARM = Answered("profile.sector", ("farm",))
SHORT = "{answer: profile.uses-agency, is: [yes]}"


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        (SHORT, AGENCY),
        (f"{{not: {SHORT}}}", Not(AGENCY)),
        (f"{{all: [{SHORT}, {SHORT}]}}", AllOf((AGENCY, AGENCY))),
        (f"{{any: [{SHORT}, {{not: {SHORT}}}]}}", AnyOf((AGENCY, Not(AGENCY)))),
    ],
)
def test_a_condition_is_read_as_it_is_written(tmp_path, written, condition):
    text = changed(PAPERS, "step: track", f"step: track\n        when: {written}")

    questionnaire = assembled(tmp_path, papers=text)

    assert questionnaire.question_by_id["papers.slip"].when == condition


def test_a_question_without_a_condition_is_always_asked(tmp_path):
    assert assembled(tmp_path).question_by_id["papers.slip"].when == ALWAYS


def test_a_question_carries_the_conditions_of_its_module_and_section(tmp_path):
    farm = "when: {answer: profile.sector, is: [farm]}"
    text = changed(PAPERS, "title: Papers", f"title: Papers\n{farm}")
    text = changed(text, "title: Pay slips", f"title: Pay slips\n    when: {SHORT}")

    question = assembled(tmp_path, papers=text).question_by_id["papers.slip"]

    assert set(question.when.named()) == {FARM, AGENCY}
    assert question.when.holds(
        {"profile.sector": {"farm"}, "profile.uses-agency": {"yes"}}
    )
    assert not question.when.holds({"profile.sector": {"farm"}})


@pytest.mark.parametrize(
    ("module", "section", "sectors"),
    [
        ("", "", ()),
        ("[farm]", "", ("farm",)),
        ("", "[garment]", ("garment",)),
        ("[farm, garment]", "[garment]", ("garment",)),
        ("[garment]", "[farm, garment]", ("garment",)),
    ],
)
def test_a_question_is_for_the_sectors_that_all_above_it_allow(
    tmp_path, module, section, sectors
):
    text = PAPERS
    if module:
        text = changed(text, "title: Papers", f"title: Papers\nsectors: {module}")
    if section:
        text = changed(text, "title: Pay slips", f"title: P\n    sectors: {section}")

    question = assembled(tmp_path, papers=text).question_by_id["papers.slip"]

    assert question.sectors == sectors


def test_a_questionnaire_holds_only_the_references_that_it_uses(tmp_path):
    questionnaire = assembled(tmp_path, asks="[papers.slips]")

    assert [provision.id for provision in questionnaire.provisions] == ["C1-1"]
    assert [instrument.id for instrument in questionnaire.instruments] == ["C1"]
    assert questionnaire.indicators == ()


def test_a_questionnaire_survives_being_stored(tmp_path):
    text = changed(
        PAPERS,
        "is: [yes, no]}",
        f"is: [yes, no]}}\n{' ' * 8}help: >-\n{' ' * 10}Where؟",
    )
    questionnaire = assembled(tmp_path, asks="[papers, second]", papers=text)

    assert questionnaire_from_text(questionnaire.text) == questionnaire


def test_equal_files_give_an_equal_fingerprint(tmp_path):
    first = assembled(tmp_path / "first")
    second = assembled(tmp_path / "second", papers=f"# a comment\n{PAPERS}")

    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 0.5", "value: 0.51"),
        ("label: We do if asked", "label: We do"),
        ("severity: critical", "severity: major"),
        ("is: [worker]", "is: [asked]"),
        ("why: It is theirs.", "why: It is not ours."),
        ("not-applicable: true", "not-applicable: false"),
    ],
)
def test_any_change_of_a_question_changes_the_fingerprint(tmp_path, old, new):
    first = assembled(tmp_path / "first")
    second = assembled(tmp_path / "second", papers=changed(PAPERS, old, new))

    assert first.fingerprint != second.fingerprint


@pytest.mark.parametrize(
    ("instrument", "article", "paragraph", "text"),
    [
        ("C181", "7", "1", "C181, Art. 7(1)"),
        ("C181", "7", None, "C181, Art. 7"),
        ("C189", "15", "1-e", "C189, Art. 15(1)(e)"),
        ("C189", "7", "a-d", "C189, Art. 7(a)-(d)"),
        ("R86", "5", "2-a-c", "R86, para. 5(2)(a)-(c)"),
        ("R201", "6", "2(a)", "R201, para. 6(2)(a)"),
        ("FR", None, None, "FR"),
        ("FR", "GP", "7", "FR, GP(7)"),
    ],
)
def test_a_provision_is_named_as_a_report_names_it(
    instrument, article, paragraph, text
):
    provision = ProvisionText(
        id="X-1",
        instrument=instrument,
        article=article,
        paragraph=paragraph,
        title="A",
        duty="employer",
        severity="minor",
        verified=True,
    )

    assert reference(provision) == text
