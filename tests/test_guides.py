"""The trainer's guide says the same in each language, and what the product does."""

import re

import pytest

from dd_toolkit.core.assembly import load_library
from dd_toolkit.languages import LANGUAGES, saying
from dd_toolkit.places import QUESTIONNAIRES

GUIDES = QUESTIONNAIRES.parent / "docs/guides"


def guide(tag):
    return (GUIDES / f"trainer.{tag}.md").read_text(encoding="utf-8")


def shape(text):
    """What a translation keeps: headings, rows, points and numbers of each line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kinds = [re.match(r"#+ |\| |- |\d+\. |", line).group() for line in lines]
    return [kind for kind in kinds if kind]


@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag != "en"])
def test_a_guide_has_the_same_parts_in_each_language(tag):
    assert shape(guide(tag)) == shape(guide("en"))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_guide_needs_six_to_nine_pages(tag):
    """Some 420 words of English fill a printed page; Arabic needs fewer."""
    assert 2_500 <= len(guide(tag).split()) <= 3_900


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_guide_names_no_number_that_will_change_but_the_emergency(tag):
    found = re.findall(r"\d{3,}", guide(tag))

    assert set(found) <= {"911", "200", "210"}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_guide_follows_the_half_day_step_by_step(tag):
    """Its table names the minutes of each step; the last two stand in one row."""
    agenda = load_library(QUESTIONNAIRES).agendas["fair-recruitment-half-day"]
    minutes = [step.minutes for step in agenda.steps]
    expected = [*minutes[:-2], sum(minutes[-2:])]

    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", guide(tag), re.MULTILINE)

    assert [int(row[0]) for row in rows] == expected
    say = saying(tag)
    for (_, title), step in zip(rows[:-1], agenda.steps, strict=False):
        key = f"workshop.{agenda.id}.step.{step.id}.title"
        assert say(key, step.title).lower() in title.lower()


def test_a_guide_uses_no_word_of_engineers():
    jargon = re.compile(
        r"\b(server|database|snapshot|hash|cookie|API|SSE|poll(ing)?|session|browser's"
        r"|backend|endpoint|click|URL|JSON|YAML)\b",
        re.IGNORECASE,
    )

    assert jargon.findall(guide("en")) == []
