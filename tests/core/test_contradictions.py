"""Rules of authors find answers that cannot both be right."""

from dataclasses import replace

import pytest

from dd_toolkit import places
from dd_toolkit.core.answering import Answer, chosen
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.conditions import AllOf, Answered, AnyOf, Not
from dd_toolkit.core.contradictions import contradictions
from dd_toolkit.core.questionnaire import Contradiction
from dd_toolkit.core.repayment import costs
from dd_toolkit.errors import FileProblems
from tests.builders import a_folder, a_question, a_questionnaire, valued

QUESTIONNAIRE = a_questionnaire(
    a_question("m.q1"),
    a_question("m.q2"),
    a_question("m.q3", when=Answered("m.q2", ("v0",))),
)
BOTH = AllOf((Answered("m.q1", ("v100",)), Answered("m.q2", ("v0",))))
NO_AGENCY = Answered("profile.uses-agency", ("no",))

RULES = """\
- id: kept-but-lockers
  when:
    all:
      - {answer: papers.slip, is: [yes]}
      - {answer: papers.passport, is: [worker]}
  why: Both.
"""


def found(rule, answers, questionnaire=QUESTIONNAIRE, **names):
    whole = replace(
        questionnaire, contradictions=(Contradiction("rule", rule, "Why."),)
    )
    return contradictions(whole, answers, file_names=names)


def test_a_rule_that_holds_is_told_with_its_questions_and_its_reason():
    (one,) = found(BOTH, valued(q1=1, q2=0))

    assert (one.id, one.questions, one.why) == ("rule", ("m.q1", "m.q2"), "Why.")


@pytest.mark.parametrize(
    "answers", [{}, valued(q1=1), valued(q1=1, q2=1), valued(q1=0, q2=0)]
)
def test_a_rule_that_does_not_hold_is_not_told(answers):
    assert found(BOTH, answers) == ()


def test_an_answer_to_a_question_that_is_not_asked_contradicts_nothing():
    rule = Answered("m.q3", ("v0",))

    assert found(rule, valued(q2=1, q3=0)) == ()
    assert found(rule, valued(q2=0, q3=0)) != ()


def test_only_questions_that_were_asked_are_named():
    rule = AllOf((Answered("m.q1", ("v0",)), AnyOf((Not(Answered("m.q3", ("v0",))),))))

    (one,) = found(rule, valued(q1=0, q2=1))

    assert one.questions == ("m.q1",)


def test_kinds_of_cost_that_were_declared_count_as_chosen():
    kinds = (replace(QUESTIONNAIRE.questions[0].options[0], id="fee", value=None),)
    question = a_question("m.costs", kind="costs", options=kinds)
    declared = costs(
        currency="JOD", workers="3", months="3", paid={"fee": "350"}, kinds=("fee",)
    )

    rule = Answered("m.costs", ("fee",))
    answers = {"m.costs": Answer(text=declared.text)}

    assert found(rule, answers, a_questionnaire(question)) != ()
    assert found(rule, {"m.costs": Answer()}, a_questionnaire(question)) == ()


def filed(name):
    rule = Contradiction("rule", NO_AGENCY, "Why.", ("agency", "وكالة"))
    whole = replace(QUESTIONNAIRE, contradictions=(rule,))
    answers = {"profile.uses-agency": chosen("no")}
    return contradictions(whole, answers, file_names={"m.q2": [name]})


@pytest.mark.parametrize(
    "name", ["Agency invoice.pdf", "invoice-AGENCY-3.pdf", "فاتورة وكالة.pdf"]
)
def test_a_word_in_the_name_of_a_file_counts_and_its_question_is_named(name):
    (one,) = filed(name)

    assert one.questions == ("m.q2",)


def test_a_file_at_a_question_that_is_not_asked_contradicts_nothing():
    rule = Contradiction("rule", NO_AGENCY, "Why.", ("agency",))
    whole = replace(QUESTIONNAIRE, contradictions=(rule,))
    answers = {"profile.uses-agency": chosen("no")}

    assert contradictions(whole, answers, file_names={"m.q3": ["agency.pdf"]}) == ()


@pytest.mark.parametrize("name", ["payslips.pdf", "agencyless.pdf", ""])
def test_a_name_without_the_word_contradicts_nothing(name):
    assert filed(name) == ()


# --- the file of authors -------------------------------------------------------------


def test_a_folder_without_contradictions_has_none(tmp_path):
    library = load_library(a_folder(tmp_path))

    assert library.questionnaire("whole").contradictions == ()


def test_a_rule_is_read_into_each_set_that_asks_all_it_names(tmp_path):
    library = load_library(a_folder(tmp_path, contradictions=RULES))

    (rule,) = library.questionnaire("whole").contradictions
    assert (rule.id, rule.why) == ("kept-but-lockers", "Both.")


def test_a_set_that_does_not_ask_all_leaves_the_rule_out(tmp_path):
    sets = (
        "- {id: whole, version: 1.0.0, title: Some, asks: [papers.passport],"
        " profile: [sector, uses-agency]}"
    )

    library = load_library(a_folder(tmp_path, contradictions=RULES, sets=sets))

    assert library.questionnaire("whole").contradictions == ()


WRONG = {
    "a question of nowhere": ("papers.slip", "papers.slipp", (4, 18), "'papers.slip'?"),
    "an option of nowhere": ("is: [yes]", "is: [yess]", (4, 36), "there is no 'yess'"),
    "a key misspelt": ("why:", "because:", (6, 3), "unknown key `because`"),
}


@pytest.mark.parametrize(("old", "new", "place", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_place(tmp_path, old, new, place, told):
    folder = a_folder(tmp_path, contradictions=RULES.replace(old, new))

    with pytest.raises(FileProblems) as refused:
        load_library(folder)

    (problem,) = [one for one in refused.value.problems if told in one.message]
    assert problem.file.endswith("contradictions.yaml")
    assert (problem.line, problem.column) == place


# --- those that are shipped ----------------------------------------------------------

SHIPPED = load_library(places.QUESTIONNAIRES).questionnaire("due-diligence")


def test_the_whole_assessment_has_every_rule_of_the_file():
    assert len(SHIPPED.contradictions) >= 12


@pytest.mark.parametrize("rule", SHIPPED.contradictions, ids=lambda rule: rule.id)
def test_some_answers_meet_the_shipped_rule(rule):
    """A rule that nothing can meet would look like safety and be none."""
    open_ = {q.id: q for q in SHIPPED.profile + SHIPPED.questions}
    profiles = [
        {"sector": sector, "uses-agency": agency}
        for sector in ("garment", "construction", "agriculture", "domestic-work")
        for agency in ("yes", "no")
    ]
    everything = {
        "size": "from-250",
        "country-of-hire": "both",
        "provides-housing": "yes",
        "domestic-worker": "yes",
        "live-in": "yes",
        "subcontractors": "yes",
        "agency-supplies": "yes",
        "nationalities": "syrian",
        "syrian-flexible-permits": "yes",
        "workforce-sex": "both",
    }
    wanted = {one.question: one.options for one in rule.when.named()}
    earlier = {"c181.workers-paid": ("month-or-more",)}
    for profile in profiles:
        answers = {
            f"profile.{name}": chosen(value)
            for name, value in {**everything, **profile}.items()
        }
        for name, options in {**earlier, **wanted}.items():
            if not name.startswith("profile."):
                answers[name] = _answer(open_[name], options[0])
        names = {"c181.debt": list(rule.file_words)}
        met = contradictions(SHIPPED, answers, file_names=names)
        if rule.id in {one.id for one in met}:
            return
    pytest.fail(f"nothing meets {rule.id}")


def _answer(question, option):
    if question.kind != "costs":
        return chosen(option)
    declared = costs(
        currency="JOD",
        workers="3",
        months="3",
        paid={option: "350"},
        kinds=tuple(question.option_by_id),
    )
    return Answer(text=declared.text)
