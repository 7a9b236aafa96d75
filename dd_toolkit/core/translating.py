"""One walk over the words of a questionnaire: to collect them, and to put in others.

``in_words`` asks ``say(key, text)`` for each text that a person reads and builds the
same questionnaire from the answers. A ``say`` that remembers makes the list for
translators, one that looks up makes the translation; so the two can never differ in
what they cover. Keys are full ids (``c181.who-pays.option.employer``); ids, values and
conditions never pass through, so no translator can break them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from dd_toolkit.core.questionnaire import (
    Action,
    Contradiction,
    Indicator,
    Instrument,
    Law,
    Option,
    Provision,
    Question,
    Questionnaire,
    Section,
)

Say = Callable[[str, str], str]
"""(key, English text) -> the text to show."""


def in_words(questionnaire: Questionnaire, say: Say) -> Questionnaire:
    """The questionnaire with each text as ``say`` has it; all else is the same.

    It keeps the fingerprint of the original: what was answered is the same in every
    language.
    """
    said = replace(
        questionnaire,
        title=say(f"set.{questionnaire.id}.title", questionnaire.title),
        intro=_if_any(say, f"set.{questionnaire.id}.intro", questionnaire.intro),
        profile=tuple(_question(question, say) for question in questionnaire.profile),
        areas=tuple(
            replace(area, title=say(f"area.{area.id}.title", area.title))
            for area in questionnaire.areas
        ),
        sections=tuple(_section(section, say) for section in questionnaire.sections),
        provisions=tuple(
            provision_in_words(one, say) for one in questionnaire.provisions
        ),
        instruments=tuple(_instrument(one, say) for one in questionnaire.instruments),
        indicators=tuple(_indicator(one, say) for one in questionnaire.indicators),
        laws=tuple(_law(one, say) for one in questionnaire.laws),
        contradictions=tuple(
            _contradiction(one, say) for one in questionnaire.contradictions
        ),
    )
    said.__dict__["text"] = questionnaire.text
    said.__dict__["fingerprint"] = questionnaire.fingerprint
    return said


def messages(questionnaires: Iterable[Questionnaire]) -> dict[str, str]:
    """Every text of the questionnaires by its key, in reading order."""
    found: dict[str, str] = {}

    def remember(key: str, text: str) -> str:
        found[key] = text
        return text

    for questionnaire in questionnaires:
        in_words(questionnaire, remember)
    return found


def _if_any(say: Say, key: str, text: str) -> str:
    return say(key, text) if text else ""


def each(say: Say, key: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Each of several texts, under the key and its number from 1."""
    return tuple(say(f"{key}.{n}", text) for n, text in enumerate(texts, start=1))


def _section(section: Section, say: Say) -> Section:
    module, _, name = section.id.partition(".")
    key = f"{module}.section.{name}"
    return replace(
        section,
        title=say(f"{key}.title", section.title),
        intro=_if_any(say, f"{key}.intro", section.intro),
        questions=tuple(_question(question, say) for question in section.questions),
    )


def _question(question: Question, say: Say) -> Question:
    key = question.id
    return replace(
        question,
        ask=say(f"{key}.ask", question.ask),
        help=_if_any(say, f"{key}.help", question.help),
        options=tuple(_option(option, question, say) for option in question.options),
        why=_if_any(say, f"{key}.why", question.why),
        evidence=each(say, f"{key}.evidence", question.evidence),
        action=_action(question.action, key, say),
    )


def _option(option: Option, question: Question, say: Say) -> Option:
    """Options of a shared scale are translated once, for all who use it."""
    owner = f"scale.{question.scale}" if question.scale else question.id
    return replace(option, label=say(f"{owner}.option.{option.id}", option.label))


def _action(action: Action | None, key: str, say: Say) -> Action | None:
    if action is None:
        return None
    return replace(
        action,
        do=say(f"{key}.action.do", action.do),
        steps=each(say, f"{key}.action.step", action.steps),
    )


def provision_in_words(provision: Provision, say: Say) -> Provision:
    """The provision with each text as ``say`` has it."""
    key = f"provision.{provision.id}"
    return replace(
        provision,
        reference=_reference(provision.reference, say),
        title=say(f"{key}.title", provision.title),
        practice=_if_any(say, f"{key}.practice", provision.practice),
    )


REFERENCE_WORDS = {
    "Definition of recruitment fees and related costs": "definition",
    "illegitimate costs": "illegitimate-costs",
    "related costs": "related-costs",
    "General principle": "general-principle",
    "Operational guideline": "operational-guideline",
    "(enterprises)": "enterprises",
    "Model Agreement": "model-agreement",
    "Indicator": "indicator",
    "Annex": "annex",
    "para.": "paragraph",
    "Art.": "article",
    "Art": "annex-article",
    ",": "comma",
}
"""The words in ``C97, Annex I Art 5``, each translated once for all references."""

_reference_word = re.compile("|".join(re.escape(word) for word in REFERENCE_WORDS))


def _reference(reference: str, say: Say) -> str:
    def said(found: re.Match[str]) -> str:
        word = found.group()
        return say(f"reference.{REFERENCE_WORDS[word]}", word)

    return _reference_word.sub(said, reference)


def _instrument(instrument: Instrument, say: Say) -> Instrument:
    key = f"instrument.{instrument.id}"
    return replace(
        instrument,
        short=say(f"{key}.short", instrument.short),
        title=say(f"{key}.title", instrument.title),
        subject=say(f"{key}.subject", instrument.subject),
    )


def _indicator(indicator: Indicator, say: Say) -> Indicator:
    key = f"indicator.{indicator.id}"
    return replace(
        indicator,
        title=say(f"{key}.title", indicator.title),
        meaning=say(f"{key}.meaning", indicator.meaning),
        today=each(say, f"{key}.today", indicator.today),
    )


def _law(law: Law, say: Say) -> Law:
    key = f"law.{law.id}"
    return replace(
        law,
        instrument=say(f"law.instrument.{law.instrument}", law.instrument),
        title=say(f"{key}.title", law.title),
        fact=say(f"{key}.fact", law.fact),
    )


def _contradiction(rule: Contradiction, say: Say) -> Contradiction:
    return replace(rule, why=say(f"contradiction.{rule.id}.why", rule.why))
