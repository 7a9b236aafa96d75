"""Each figure of `score --json` carries the sum that made it."""

from fractions import Fraction

import pytest

from dd_toolkit.core.answer_file import read_answer_file
from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.documents import result_document
from dd_toolkit.core.scoring import score
from dd_toolkit.places import EXAMPLES, QUESTIONNAIRES


@pytest.fixture(scope="module")
def library():
    return load_library(QUESTIONNAIRES)


@pytest.fixture(
    params=["garment-factory", "construction-contractor", "farm", "household"]
)
def document(request, library):
    file = read_answer_file(EXAMPLES / f"{request.param}.yaml", library)
    return result_document(score(file.questionnaire, file.answers), (), file.answers)


def test_a_figure_is_a_hundred_times_points_over_weight(document):
    for figure in [*document["areas"], *document["instruments"], *document["steps"]]:
        if figure["score"]:
            told = figure["explanation"]
            points, weight = Fraction(told["points"]), Fraction(told["weight"])
            assert Fraction(figure["score"]["exact"]) == 100 * points / weight


def test_the_points_are_those_of_the_questions_named(document):
    worth = {q["id"]: (q["weight"], q["value"]) for q in document["questions"]}
    for figure in document["areas"]:
        told = figure["explanation"]
        points = sum(
            weight * Fraction(str(value))
            for weight, value in (worth[name] for name in told["questions"])
        )
        assert Fraction(told["points"]) == points


def test_the_overall_score_is_the_weighted_mean_of_the_areas(document):
    areas = [
        (Fraction(area["weight"]), Fraction(area["score"]))
        for area in document["overall"]["explanation"]
    ]

    mean = sum(weight * exact for weight, exact in areas) / sum(w for w, _ in areas)

    assert Fraction(document["overall"]["score"]["exact"]) == mean
