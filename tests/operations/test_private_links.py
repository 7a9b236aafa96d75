"""The private link: it opens its own assessment, and nobody can make one."""

from dataclasses import replace

import pytest

from dd_toolkit.operations.private_links import (
    assessment_of,
    private_link,
    return_code,
)
from dd_toolkit.settings import Settings

SETTINGS = Settings(
    database="sqlite:///dd.db", secret_key="s" * 32, url="https://dd.example"
)
ELSEWHERE = replace(SETTINGS, secret_key="t" * 32)
CODE = return_code(SETTINGS, "abc234")


def test_a_code_opens_its_assessment():
    assert assessment_of(SETTINGS, CODE) == "abc234"


def test_a_code_is_the_same_each_time():
    assert return_code(SETTINGS, "abc234") == CODE


@pytest.mark.parametrize("typed", [CODE.upper(), f" {CODE}\n", f"\t{CODE.title()} "])
def test_a_code_may_be_typed_in_capitals_and_with_spaces_around(typed):
    assert assessment_of(SETTINGS, typed) == "abc234"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "-",
        "abc234",
        "abc234-",
        CODE[:-1],
        CODE + "a",
        CODE.replace("abc", "abd"),
        return_code(ELSEWHERE, "abc234"),
        return_code(SETTINGS, "other").replace("other", "abc234"),
        "' OR '1'='1",
        "abc234-' OR '1'='1",
        "شركة-رمز",
        "\x00",
        "abc234-" + "\N{FULLWIDTH LATIN SMALL LETTER A}" * 26,
        "x" * 100_000,
    ],
)
def test_a_wrong_code_opens_nothing(code):
    assert assessment_of(SETTINGS, code) is None


def test_a_code_holds_130_bits_that_only_we_can_make():
    assert len(CODE.removeprefix("abc234-")) * 5 == 130


def test_the_secret_key_stands_in_no_code():
    assert SETTINGS.secret_key not in CODE


def test_the_code_stands_where_browsers_send_it_to_nobody():
    assert private_link(SETTINGS, "abc234") == f"https://dd.example/return#{CODE}"
