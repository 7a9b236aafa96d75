"""What must hold between the files of a folder of questionnaires.

Each name leads somewhere, a condition looks only backwards, and nothing is declared
that does nothing. Each check yields problems and changes nothing.
"""

import difflib
from collections.abc import Collection, Generator, Iterator
from typing import Any

from dd_toolkit.core import format as written
from dd_toolkit.core.loading import Item, Shelf
from dd_toolkit.errors import Problem

Asked = dict[str, frozenset[str]]
"""Full id of each question asked so far -> its option ids."""


class _Unread(frozenset[str]):
    """The names in a file that was refused: any name may be among them.

    Its problems are told already; what follows from them would only bury them.
    """

    def __contains__(self, name: object) -> bool:
        return True


def listed(shelf: Shelf, kind: str) -> Collection[str]:
    """The names of that kind; any name at all where their file was refused."""
    entries: Collection[str] = getattr(shelf, kind)
    return _Unread() if kind in shelf.refused else entries


def problems_between_files(shelf: Shelf) -> Iterator[Problem]:
    """Every problem that shows only when the files are read together."""
    yield from _provisions(shelf)
    for scale in shelf.scales.values():
        yield from _equal_options(scale, scale.text.options)
    asked = yield from _profile(shelf)
    for module in shelf.modules.values():
        yield from _module(module, shelf, dict(asked))
    yield from _sets(shelf)
    for country in shelf.countries.values():
        yield from _country(country, shelf)
    yield from _contradictions(shelf, asked)


def _contradictions(shelf: Shelf, profile: Asked) -> Iterator[Problem]:
    """A rule may name any question of any file, in any order."""
    asked = dict(profile)
    for module in shelf.modules.values():
        for section in module.text.sections:
            for question in section.questions:
                name = f"{module.text.id}.{question.id}"
                asked[name] = option_ids(question, shelf)
    for rule in shelf.contradictions.values():
        yield from _rule(rule, rule.text.when, shelf, asked, ("when",))


def _rule(
    rule: Item[written.ContradictionText],
    condition: written.ConditionText,
    shelf: Shelf,
    asked: Asked,
    here: tuple[str | int, ...],
) -> Iterator[Problem]:
    if condition.answer and condition.is_:
        if condition.answer.partition(".")[0] in shelf.refused:
            return
        yield from must_be_known(rule, condition.answer, asked, *here, "answer")
        options = asked.get(condition.answer, _Unread())
        for place, option in enumerate(condition.is_):
            yield from must_be_known(rule, option, options, *here, "is", place)
    for name, parts in (("all", condition.all_), ("any", condition.any_)):
        for place, part in enumerate(parts or ()):
            yield from _rule(rule, part, shelf, asked, (*here, name, place))
    if condition.not_:
        yield from _rule(rule, condition.not_, shelf, asked, (*here, "not"))


def _country(country: Item[written.CountryText], shelf: Shelf) -> Iterator[Problem]:
    names = {
        f"{module.text.id}.{question.id}"
        for module in shelf.modules.values()
        for section in module.text.sections
        for question in section.questions
    }
    seen: set[str] = set()
    for at, law in enumerate(country.text.laws):
        if law.id in seen:
            yield country.problem(f"{law.id!r} stands twice", "laws", at, "id")
        seen.add(law.id)
        for place, name in enumerate(law.questions):
            if name.partition(".")[0] not in shelf.refused:
                here = ("laws", at, "questions", place)
                yield from must_be_known(country, name, names, *here)
        for place, sector in enumerate(law.sectors):
            here = ("laws", at, "sectors", place)
            yield from must_be_known(country, sector, sectors_of(shelf), *here)


def _provisions(shelf: Shelf) -> Iterator[Problem]:
    for item in shelf.provisions.values():
        instruments = listed(shelf, "instruments")
        yield from must_be_known(item, item.text.instrument, instruments, "instrument")
        for place, sector in enumerate(item.text.sectors):
            yield from must_be_known(item, sector, sectors_of(shelf), "sectors", place)


def _profile(shelf: Shelf) -> Generator[Problem, None, Asked]:
    """The problems of the profile; returns what it asks."""
    asked: Asked = {}
    for item in shelf.profile.values():
        yield from _offered(item, item.text, shelf)
        if item.text.scale or any(o.value is not None for o in item.text.options):
            below = "scale" if item.text.scale else "options"
            yield item.problem("a question of the profile carries no values", below)
        if item.text.sectors:
            yield item.problem("the profile is for every sector: use `when`", "sectors")
        if "profile" not in shelf.refused:
            yield from _condition(item, item.text.when, asked, ("when",))
        asked[f"profile.{item.text.id}"] = option_ids(item.text, shelf)
    return asked


def option_ids(question: written.QuestionText, shelf: Shelf) -> frozenset[str]:
    """The ids of the options that the question or its scale offers."""
    if question.scale and question.scale not in shelf.scales:
        return _Unread()
    options = question.options
    if question.scale in shelf.scales:
        options = shelf.scales[question.scale].text.options
    return frozenset(option.id for option in options)


def sectors_of(shelf: Shelf) -> Collection[str]:
    """The sectors that the profile offers."""
    if "profile" in shelf.refused:
        return _Unread()
    sector = shelf.profile.get("sector")
    return option_ids(sector.text, shelf) if sector else ()


def _module(
    module: Item[written.ModuleText], shelf: Shelf, asked: Asked
) -> Iterator[Problem]:
    yield from _scope(module, module.text, shelf, asked, ())
    names: set[str] = set()
    for place, instrument in enumerate(module.text.instruments):
        instruments = listed(shelf, "instruments")
        yield from must_be_known(module, instrument, instruments, "instruments", place)
    for at, section in enumerate(module.text.sections):
        here = ("sections", at)
        if section.id in names:
            yield module.problem(
                f"{section.id!r} stands twice in this file", *here, "id"
            )
        names.add(section.id)
        yield from must_be_known(
            module, section.area, listed(shelf, "areas"), *here, "area"
        )
        yield from _scope(module, section, shelf, asked, here)
        above = (module.text.sectors, section.sectors)
        yield from _sectors_left(module, *above, here=here)
        for number, question in enumerate(section.questions):
            below = (*here, "questions", number)
            if question.id in names:
                yield module.problem(
                    f"{question.id!r} stands twice in this file", *below, "id"
                )
            names.add(question.id)
            yield from _question(module, question, shelf, asked, below)
            yield from _sectors_left(module, *above, question.sectors, here=below)
            asked[f"{module.text.id}.{question.id}"] = option_ids(question, shelf)


def _sectors_left(
    module: Item[written.ModuleText],
    *lists: tuple[str, ...],
    here: tuple[str | int, ...],
) -> Iterator[Problem]:
    """A problem if the last list leaves no sector of those allowed above it."""
    said = [set(names) for names in lists if names]
    if lists[-1] and not set.intersection(*said):
        message = "no sector is left: what stands above allows none of these"
        yield module.problem(message, *here, "sectors")


def _question(
    module: Item[written.ModuleText],
    question: written.QuestionText,
    shelf: Shelf,
    asked: Asked,
    here: tuple[str | int, ...],
) -> Iterator[Problem]:
    yield from _scope(module, question, shelf, asked, here)
    provisions = listed(shelf, "provisions")
    for place, cited in enumerate(question.cites):
        yield from must_be_known(module, cited, provisions, *here, "cites", place)
    indicators = listed(shelf, "indicators")
    for place, indicator in enumerate(question.indicators):
        yield from must_be_known(
            module, indicator, indicators, *here, "indicators", place
        )
    yield from _offered(module, question, shelf, *here)


def _offered(
    item: Item[written.ModuleText] | Item[written.QuestionText],
    question: written.QuestionText,
    shelf: Shelf,
    *here: str | int,
) -> Iterator[Problem]:
    if question.scale:
        yield from must_be_known(
            item, question.scale, listed(shelf, "scales"), *here, "scale"
        )
    yield from _equal_options(item, question.options, *here)


def _equal_options(
    item: Item[written.ModuleText]
    | Item[written.QuestionText]
    | Item[written.ScaleText],
    options: tuple[written.OptionText, ...],
    *here: str | int,
) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, option in enumerate(options):
        if option.id in seen:
            yield item.problem(
                f"option {option.id!r} stands twice", *here, "options", place, "id"
            )
        seen.add(option.id)


def _scope(
    item: Item[written.ModuleText],
    part: written.ModuleText | written.SectionText | written.QuestionText,
    shelf: Shelf,
    asked: Asked,
    here: tuple[str | int, ...],
) -> Iterator[Problem]:
    for place, sector in enumerate(part.sectors):
        yield from must_be_known(
            item, sector, sectors_of(shelf), *here, "sectors", place
        )
    if "profile" not in shelf.refused:
        yield from _condition(item, part.when, asked, (*here, "when"))


def _condition(
    item: Item[written.ModuleText] | Item[written.QuestionText],
    condition: written.ConditionText | None,
    asked: Asked,
    here: tuple[str | int, ...],
) -> Iterator[Problem]:
    if condition is None:
        return
    if condition.answer and condition.is_:
        if condition.answer not in asked:
            yield item.problem(
                f"{condition.answer!r} is no question of the profile and none that "
                f"stands earlier in this file{hint(condition.answer, asked)}",
                *here,
                "answer",
            )
            return
        for place, option in enumerate(condition.is_):
            yield from must_be_known(
                item, option, asked[condition.answer], *here, "is", place
            )
    for name, parts in (("all", condition.all_), ("any", condition.any_)):
        for place, part in enumerate(parts or ()):
            yield from _condition(item, part, asked, (*here, name, place))
    yield from _condition(item, condition.not_, asked, (*here, "not"))


def _sets(shelf: Shelf) -> Iterator[Problem]:
    names = {
        full for module in shelf.modules.values() for full in names_of(module.text)
    }
    for item in shelf.sets.values():
        for place, name in enumerate(item.text.asks):
            if name.partition(".")[0] in shelf.refused:
                continue
            yield from must_be_known(item, name, names, "asks", place)
        if "profile" in shelf.refused:
            continue
        for place, name in enumerate(item.text.profile):
            yield from must_be_known(item, name, shelf.profile, "profile", place)
        for name, option in item.text.given.items():
            yield from _given(item, name, option, shelf)


def _given(
    item: Item[written.SetText], name: str, option: str, shelf: Shelf
) -> Iterator[Problem]:
    if name not in shelf.profile:
        yield from must_be_known(item, name, shelf.profile, "given", name)
        return
    options = option_ids(shelf.profile[name].text, shelf)
    yield from must_be_known(item, option, options, "given", name)


def names_of(module: written.ModuleText) -> Iterator[str]:
    """What a set may name: the module, its sections, its questions."""
    yield module.id
    for section in module.sections:
        yield f"{module.id}.{section.id}"
        for question in section.questions:
            yield f"{module.id}.{question.id}"


def must_be_known(
    item: Item[Any],
    name: str,
    known: Collection[str],
    *here: str | int,
) -> Iterator[Problem]:
    """A problem if the name leads nowhere, with the nearest one that does."""
    if name not in known:
        yield item.problem(f"there is no {name!r}{hint(name, known)}", *here)


def hint(name: str, known: Collection[str]) -> str:
    """The nearest name, as a question; empty where none is near."""
    nearest = difflib.get_close_matches(name, known, n=1)
    return f": did you mean {nearest[0]!r}?" if nearest else ""
