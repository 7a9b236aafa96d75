"""Verification codes: the same for the same submission, and kind to who types them."""

import pytest

from dd_toolkit.core.codes import LETTERS, code_as_typed, verification_code

SUBMISSION = {
    "questionnaire_sha256": "a" * 64,
    "answers_sha256": "b" * 64,
    "method": "1",
    "submitted_at": "2026-11-23T09:30:00.000Z",
    "assessment_id": "abcdefgh",
}
CODE = verification_code(**SUBMISSION)


def test_a_code_is_four_groups_of_four():
    assert [len(group) for group in CODE.split("-")] == [4, 4, 4, 4]


def test_a_code_never_changes():
    assert CODE == "SKH2-MRVG-RYEW-D5VT"


@pytest.mark.parametrize("part", SUBMISSION)
def test_another_submission_has_another_code(part):
    assert verification_code(**SUBMISSION | {part: "2"}) != CODE


def test_no_code_holds_letters_that_look_like_others():
    assert not set("ILOU") & set(LETTERS)


@pytest.mark.parametrize(
    "typed",
    [
        "0123-4567-89AB-1DEF",
        "0123456789ab1def",
        " o123 4567 89ab ldef ",
        "O123–4567—89AB‐iDEF",
        "٠١٢٣-٤٥٦٧-٨٩ab-١def",
        "\u200e0123-4567-89AB-1DEF\u200f",
    ],
)
def test_a_code_is_understood_as_people_type_it(typed):
    assert code_as_typed(typed) == "0123-4567-89AB-1DEF"


@pytest.mark.parametrize(
    "typed", ["", "x", CODE[:-1], CODE + "2", "U" * 16, "é" * 16, "½" * 16, "\x00" * 16]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert code_as_typed(typed) is None
