"""Does a note look as if it named a worker? What was seen, for a warning.

Notes of interviews are kept for years and shown to the employer: a name in them can
cost a worker the job, or worse. No list holds all names, so these are habits of
writing: a title or "the worker" before a name, a common name beside another, numbers
as passports, identity cards and telephones have, e-mail addresses. It errs on both
sides, and so it only warns; the person who writes decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "number", "phone", "email"]


@dataclass(frozen=True)
class Seen:
    """What looks like a person's identity, as it was written, and where it begins."""

    kind: Kind
    text: str
    start: int


def names_seen(note: str) -> tuple[Seen, ...]:
    """What in this note looks as if it identified a worker, in reading order.

    A part of the text is told once, as the first kind that it looks like.
    """
    plain = note.translate(_WESTERN)
    found: list[Seen] = []
    for kind, start, end in _spans(plain):
        if not any(
            one.start < end and start < one.start + len(one.text) for one in found
        ):
            found.append(Seen(kind, note[start:end], start))
    return tuple(sorted(found, key=lambda one: one.start))


def _spans(text: str) -> Iterator[tuple[Kind, int, int]]:
    for kind, pattern in _NUMBERS:
        for match in pattern.finditer(text):
            yield kind, *match.span("it")
    for pattern in _INTRODUCED:
        for match in pattern.finditer(text):
            if not _common(match["it"]):
                yield "name", *match.span("it")
    for match in _CAPITALISED.finditer(text):
        if _name_among(match["it"].split(), _LATIN_NAMES, _ORGANISATION):
            yield "name", *match.span("it")
    for match in _ARABIC_PAIR.finditer(text):
        yield "name", *match.span("it")


def _common(words: str) -> bool:
    return words.split(maxsplit=1)[0].casefold() in _NO_NAME


def _name_among(
    words: list[str], names: frozenset[str], not_here: frozenset[str]
) -> bool:
    plain = [word.casefold().removeprefix("al-") for word in words]
    return not names.isdisjoint(plain) and not_here.isdisjoint(plain)


_WESTERN = {
    **{0x0660 + digit: str(digit) for digit in range(10)},
    **{0x06F0 + digit: str(digit) for digit in range(10)},
}
"""Arabic and Persian digits, one for one, so that places in the text stay."""

_NUMBERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?P<it>[\w.+-]+@[\w-]+(\.[\w-]+)+)")),
    (
        "phone",
        re.compile(r"(?<![\w+])(?P<it>(\+|00)[1-9]\d{0,2}([ -]?\d){7,11})(?!\d)"),
    ),
    ("phone", re.compile(r"(?<![\w.,])(?P<it>07[789]([ -]?\d){7})(?!\d)")),
    # A passport: one or two letters and six to eight digits; C181-7-1 is none.
    ("number", re.compile(r"(?<!\w)(?P<it>[A-Z]{1,2} ?\d{6,8})(?!\w)")),
    # Identity cards have nine digits or more; sums of money that long do not occur.
    ("number", re.compile(r"(?<![\w.,-])(?P<it>\d{9,14})(?![\w]|[.,-]\d)")),
    (
        "number",
        re.compile(
            r"(?P<it>(passport|permit|identity|ID|badge|national|رقم (الجواز|الهوية|"
            r"التصريح|الوطني|الشخصي)|جواز( سفر)? رقم|الرقم الوطني)"
            r"( (number|no\.?|card|رقم))*[ :#]+[A-Z]{0,3}\d{4,})",
        ),
    ),
)

_NAME = r"[A-Z][a-zà-ÿ'\u2019-]+"
_LATIN_AFTER = re.compile(
    r"(?<!\w)(Mr|Mrs|Ms|Miss|Sister|Brother|Madam|[Ww]orkers?|[Ee]mployee|[Oo]perator|"
    r"[Mm]achinist|[Tt]ailor|[Hh]elper|[Cc]leaner|[Nn]anny|[Mm]aid|[Dd]river|[Cc]ook|"
    r"[Ll]abou?rer|[Cc]olleague|[Ww]itness)\.? "
    rf"(?P<it>{_NAME}( (bin|bint|al|el|de|van) ?)?( {_NAME}){{0,3}})"
)
_LATIN_CALLED = re.compile(
    r"(?<!\w)(([Ww]orker|[Ww]oman|[Mm]an|[Gg]irl|[Bb]oy|[Pp]erson|[Cc]olleague|[Ss]he|"
    r"[Hh]e|[Ww]ho)( is| was)? (named|called)|([Mm]y|[Hh]er|[Hh]is|[Tt]he) name is|"
    rf"[Nn]ame:) (?P<it>{_NAME}( {_NAME}){{0,3}})"
)
_CAPITALISED = re.compile(rf"(?<![\w.-])(?P<it>{_NAME}( {_NAME}){{1,4}})(?!\w)")


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NO_NAME = _each(
    """
    a after all an and april arabic are as at august bangladeshi before but by can
    committee company council count december did does dormitory each egyptian
    english ethiopian every february filipino five four friday from ghanaian had has
    have he here housing how i if in indian indonesian interview interviews is it
    january jordanian july june kenyan list manager managers march may monday nepali
    no not november october of on one or our pakistani question records
    representative representatives saturday september she shift since some sri
    sunday supervisor syrian the their then there these they this those three
    thursday to tuesday two ugandan under union was we wednesday welfare were what
    when where which who why with yes you
    """
)
"""Words that follow "worker" with a capital letter and are no names."""

_ORGANISATION = _each(
    """
    agency airlines airport apparel association bank building camp center centre
    church city clothing co committee company construction contracting convention
    council embassy estate factory farm farms garment garments governorate group
    hospital hotel industrial industries inspection insurance international labour
    law ltd ministry mosque office park police project recommendation region road
    school site social street textile textiles town trading union university village
    zone
    """
)

_LATIN_NAMES = _each(
    """
    abdul abdullah abebe achieng ahmad ahmed aisha akhter akter alam ali almaz amina
    anita anwar aster ayesha bahadur bai begum bekele bibi chaudhary cruz das devi
    dilani faisal farida fatema fatima fatuma fernando garcia getachew ghimire
    gurung haile halima hamid hasan hassan hossain hussain hussein ibrahim islam
    jahan john joseph joy kamal karim kaur khaled khalid khan khatun kiran kumar
    kumara kumari lakshmi lama laxmi layla leila magar mahmoud maria mariam mary
    maryam maya mercy miah mohamed mohammad mohammed muhammad mukherjee mustafa
    nadia nasrin omar otieno parvin perera prakash priya rahman raj rajesh ram rana
    rani rashid reyes rina roksana rosa sabina saleh salma samira sanjay santos sara
    sarah selam sharma shrestha silva singh sita sultana sunita suresh tadesse
    tamang taslima thapa tigist uddin wanjiku wijesinghe yadav yasmin youssef yusuf
    zahra zainab
    """
)
"""Common names of the countries that workers here come from, in small letters."""

_ARABIC_GIVEN = (
    "محمد|أحمد|احمد|محمود|مصطفى|إبراهيم|ابراهيم|يوسف|عمر|خالد|حسن|حسين|عبدالله|"
    "عبد الله|عبدالرحمن|عبد الرحمن|خليل|إسماعيل|اسماعيل|طارق|سامر|رامي|زياد|"
    "فاطمة|مريم|زينب|خديجة|عائشة|آمنة|امنة|سارة|ليلى|هدى|سميرة|ياسمين|رنا|ريم|"
    "رينا|رينه|ماريا|ماري|سيتا|سونيتا|براكاش|راجيش|كومار|راهول|أنيتا|انيتا|لاكشمي|"
    "تيغست|ألماز|الماز|أببا|جوزيف|غريس|سلطانة|بيغوم|خاتون|أختر|اختر|رحمن|حسينة"
)
_ARABIC_WORD = r"[\u0621-\u064A]{2,}"
_ARABIC_AFTER = re.compile(
    r"(?<!\w)([وفبل]?(السيد|السيدة|الآنسة|العاملة المنزلية|العامل|العاملة|عاملة|عامل|"
    r"الموظف|الموظفة|الخياطة|الخياط|المزارع|المزارعة|السائق|الأخت|الأخ|الشاهد|الشاهدة|"
    r"أبو|ابو|أم)|[وف]?لل(عامل|عاملة|موظف|موظفة|سيد|سيدة)) "
    rf"(?P<it>({_ARABIC_GIVEN})( ({_ARABIC_GIVEN}))?)(?!\w)"
)
_ARABIC_TITLED = re.compile(
    r"(?<!\w)[وفبل]?(السيد|السيدة|الآنسة)[ /]+"
    rf"(?P<it>(?!ال|من|في|على|عن|إن|هو|هي|مدير|رئيس){_ARABIC_WORD})"
)
_ARABIC_CALLED = re.compile(
    r"(?<!\w)[وف]?(اسمها|اسمه|تدعى|يدعى|المدعو|المدعوة|الاسم:) "
    rf"(?P<it>(?!(?:ال|على|في|غير|لم|لا|ليس|من|هو|هي|موجود|مذكور|كان)){_ARABIC_WORD}"
    rf"( (?!ال){_ARABIC_WORD})?)"
)
_ARABIC_PAIR = re.compile(
    rf"(?<!\w)(?P<it>({_ARABIC_GIVEN}) ({_ARABIC_GIVEN}|علي|سعيد|كريم|جميل))(?!\w)"
)

_INTRODUCED = (
    _LATIN_AFTER,
    _LATIN_CALLED,
    _ARABIC_AFTER,
    _ARABIC_TITLED,
    _ARABIC_CALLED,
)
"""What the word before it makes a name."""
