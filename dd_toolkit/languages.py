"""The languages that people can choose: their words, their dates, their numbers.

gettext files hold every translation, so that Poedit and Weblate serve translators:
``dd_toolkit/translations/LANGUAGE.po`` the words of pages, reports and commands, and
``questionnaires/translations/LANGUAGE/MODULE.po`` those of the questionnaires, each
under its full id. They are read as they are; nothing has to be compiled.
"""

import datetime
import gettext
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_name

from dd_toolkit import places
from dd_toolkit.core.questionnaire import Law, Questionnaire
from dd_toolkit.core.translating import Say, in_words

Direction = Literal["ltr", "rtl"]

SOURCE = "en"


@dataclass(frozen=True)
class Language:
    """``tag``: BCP 47; ``name`` in itself; ``region`` Babel's name for its habits."""

    tag: str
    name: str
    direction: Direction
    region: str


LANGUAGES = {
    "en": Language("en", "English", "ltr", "en_GB"),
    "ar": Language("ar", "العربية", "rtl", "ar_JO"),
}
"""The first is the one that questionnaires are written in."""


def language(tag: str) -> Language:
    """The language of that tag, or of its first part; English if it is none of ours."""
    return LANGUAGES.get(tag.partition("-")[0].lower(), LANGUAGES[SOURCE])


@lru_cache(maxsize=8)
def words(tag: str) -> gettext.NullTranslations:
    """The words of pages, reports and commands in that language."""
    path = places.TRANSLATIONS / f"{tag}.po"
    if tag == SOURCE or not path.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(path, tag))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def catalogue(path: Path, tag: str) -> Catalog:
    """The gettext file as Babel reads it."""
    with path.open("rb") as file:
        return read_po(file, locale=tag)


@lru_cache(maxsize=8)
def content(folder: Path, tag: str) -> Mapping[tuple[str, str], str]:
    """(key, English text) -> translation, for all questionnaires of the folder.

    A text whose English has changed since is not found, and so shown in English.
    """
    found: dict[tuple[str, str], str] = {}
    for path in sorted((folder / "translations" / tag).glob("*.po")):
        for message in catalogue(path, tag):
            if message.context and message.string and not message.fuzzy:
                found[message.context, str(message.id)] = str(message.string)
    return found


_spoken: dict[tuple[str, str, Path], Questionnaire] = {}
_MOST_KEPT = 200


def spoken(
    questionnaire: Questionnaire, tag: str, folder: Path = places.QUESTIONNAIRES
) -> Questionnaire:
    """The questionnaire in that language; its own where that is English.

    Kept by fingerprint: to hash a questionnaire itself takes longer than to use it.
    """
    if tag == SOURCE:
        return questionnaire
    key = (questionnaire.fingerprint, tag, folder)
    if key not in _spoken:
        if len(_spoken) >= _MOST_KEPT:
            _spoken.clear()
        _spoken[key] = in_words(questionnaire, saying(tag, folder))
    return _spoken[key]


def saying(tag: str, folder: Path = places.QUESTIONNAIRES) -> Say:
    """What puts texts of the folder into that language, for the walks of ``core``.

    Such as ``agenda_in_words(agenda, saying("ar"))``. A text without translation stays
    as it is.
    """
    if tag == SOURCE:
        return lambda _, text: text
    known = content(folder, tag)
    return lambda key, text: known.get((key, " ".join(text.split())), text)


# --- dates and numbers ---------------------------------------------------------------


def long_day(day: datetime.date, tag: str) -> str:
    """``23 November 2026``."""
    return format_date(day, "long", locale=language(tag).region)


def short_day(day: datetime.date, tag: str) -> str:
    """``23 Nov 2026``, for a narrow column; Arabic has no shorter months."""
    return format_date(day, "d MMM y", locale=language(tag).region)


def number(exact: Fraction, tag: str) -> str:
    """At most three decimals, and none that say nothing: ``1,250.5``."""
    region = language(tag).region
    return format_decimal(exact.numerator / exact.denominator, "#,##0.###", region)


def money(exact: Fraction, currency: str, tag: str, *, whole: bool = False) -> str:
    """``290 Jordanian dinars``; ``whole``: without decimals that are all zero."""
    exactly = whole and exact.denominator == 1
    return format_currency(
        exact.numerator / exact.denominator,
        currency,
        format_type="name",
        locale=language(tag).region,
        currency_digits=not exactly,
        decimal_quantization=not exactly,
    )


def law_reference(law: Law, tag: str) -> str:
    """``Labour Law No. 8 of 1996, Art. 15``."""
    if not law.article:
        return law.instrument
    said = words(tag).gettext("%(law)s, Art. %(article)s")
    return said % {"law": law.instrument, "article": law.article}


def currency_name(code: str, tag: str) -> str:
    """``Jordanian Dinar``."""
    return get_currency_name(code, locale=language(tag).region)


def fact(law: Law, tag: str) -> str:
    """What the law says, with its amounts in their places."""
    amounts = {
        amount.name: money(amount.value, amount.unit, tag, whole=True)
        if amount.unit
        else number(amount.value, tag)
        for amount in law.amounts
    }
    return re.sub(r"\{([a-z0-9-]+)\}", lambda found: amounts[found.group(1)], law.fact)
