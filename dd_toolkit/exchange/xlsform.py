"""A questionnaire as an XLSForm, for KoboToolbox, ODK and others.

Three sheets as the standard has them (xlsform.org): ``survey``, ``choices`` and
``settings``, with one column of texts for each language. What other tools have no
place for (severity, values, provisions, actions) stands in columns that begin with
``dd_``; they pass them over, and ``xlsform_import`` reads them back.
"""

from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from dd_toolkit.core.conditions import ALWAYS, Answered, both
from dd_toolkit.core.questionnaire import (
    NOT_APPLICABLE,
    SECTOR,
    UNKNOWN,
    Option,
    Question,
    Questionnaire,
    Section,
)
from dd_toolkit.core.repayment import MINOR_DIGITS
from dd_toolkit.exchange.xpath import name_of, written
from dd_toolkit.languages import LANGUAGES, currency_name, words

Row = dict[str, str]

TYPES = {
    "choice": "select_one",
    "choices": "select_multiple",
    "number": "decimal",
    "date": "date",
    "text": "text",
}
LISTED = " | "
"""Between the entries of a list in one cell."""


def column(name: str, tag: str) -> str:
    """``label::English (en)``, as the standard names a column of one language."""
    return f"{name}::{LANGUAGES[tag].name} ({tag})"


def write_xlsform(spoken: dict[str, Questionnaire], path: Path) -> None:
    """Write the questionnaire, given in each language by its tag, as a workbook."""
    form = _Form(spoken)
    sheets = {
        "survey": [*form.survey()],
        "choices": [*form.choices()],
        "settings": [form.settings()],
    }
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(key, "") for key in columns])
        for line in sheet.iter_rows():
            for cell in line:
                # A label that begins with "=" is a label, never a formula.
                cell.data_type = "s"
    book.save(path)


class _Form:
    def __init__(self, spoken: dict[str, Questionnaire]) -> None:
        self.spoken = spoken
        self.source = next(iter(spoken.values()))
        questions = (*self.source.profile, *self.source.questions)
        self.asked = {question.id: question for question in questions}

    def settings(self) -> Row:
        return {
            "form_title": self.source.title,
            "form_id": self.source.id,
            "version": self.source.version,
            "default_language": f"{LANGUAGES['en'].name} (en)",
            "dd_sha256": self.source.fingerprint,
        }

    # --- survey ------------------------------------------------------------------

    def survey(self) -> Iterator[Row]:
        given = dict(self.source.given)
        for name in sorted(self.source.unasked):
            # Conditions name these too: what the set knows, or that nothing was said.
            yield {
                "type": "calculate",
                "name": name_of(name),
                "calculation": f"'{given.get(name, '')}'",
            }
        profile = tuple(
            question
            for question in self.source.profile
            if question.id not in self.source.unasked
        )
        titles = {tag: words(tag).gettext("About you") for tag in self.spoken}
        yield self._group("profile", titles, "")
        for question in profile:
            yield from self._question(question)
        yield {"type": "end_group"}
        for section in self.source.sections:
            yield from self._section(section)

    def _section(self, section: Section) -> Iterator[Row]:
        titles = {
            tag: one.section_by_id[section.id].title for tag, one in self.spoken.items()
        }
        yield self._group(f"section__{name_of(section.id)}", titles, section.area)
        for question in section.questions:
            yield from self._question(question)
        yield {"type": "end_group"}

    def _group(self, name: str, titles: dict[str, str], area: str) -> Row:
        labels = {column("label", tag): title for tag, title in titles.items()}
        return {"type": "begin_group", "name": name, **labels, "dd_area": area}

    def _question(self, question: Question) -> Iterator[Row]:
        name = name_of(question.id)
        relevant = self._relevant(question)
        if question.kind == "costs":
            yield from self._costs(question, relevant)
            return
        row: Row = {"type": TYPES[question.kind], "name": name}
        if question.options:
            row["type"] += f" {self._list_of(question)}"
        row |= self._texts(question)
        row["relevant"] = relevant
        row["required"] = "yes" if question.scored else ""
        row |= self._constraint(question) | self._ours(question)
        yield row
        if question.may_be_not_applicable:
            yield self._reason(name)

    def _relevant(self, question: Question) -> str:
        when = question.when
        if question.sectors:
            sectors = Answered(SECTOR, question.sectors)
            when = sectors if when == ALWAYS else both(sectors, when)
        return written(when, self.asked)

    def _texts(self, question: Question) -> Row:
        row: Row = {}
        for tag, one in self.spoken.items():
            said = one.question_by_id[question.id]
            row[column("label", tag)] = said.ask
            row[column("hint", tag)] = said.help
            row[column("dd_why", tag)] = said.why
            row[column("dd_evidence", tag)] = LISTED.join(said.evidence)
            if said.action:
                row[column("dd_do", tag)] = said.action.do
                row[column("dd_steps", tag)] = LISTED.join(said.action.steps)
        return row

    def _constraint(self, question: Question) -> Row:
        alone = [option.id for option in question.options if option.alone]
        if not alone:
            return {}
        together = " or ".join(f"selected(., '{name}')" for name in alone)
        row = {"constraint": f"not(({together}) and count-selected(.) > 1)"}
        for tag in self.spoken:
            said = words(tag).gettext("One of these answers goes with no other.")
            row[column("constraint_message", tag)] = said
        return row

    def _ours(self, question: Question) -> Row:
        return {
            "dd_severity": question.severity if question.scored else "",
            "dd_cites": " ".join(question.cites),
            "dd_indicators": " ".join(question.indicators),
            "dd_step": question.step or "",
            "dd_sectors": " ".join(question.sectors),
            "dd_effort": question.action.effort if question.action else "",
            "dd_scale": question.scale,
        }

    def _reason(self, name: str) -> Row:
        row = {
            "type": "text",
            "name": f"{name}__reason",
            "relevant": f"${{{name}}} = '{NOT_APPLICABLE}'",
            "required": "yes",
        }
        for tag in self.spoken:
            row[column("label", tag)] = words(tag).gettext("Why does it not apply?")
        return row

    def _costs(self, question: Question, relevant: str) -> Iterator[Row]:
        name = name_of(question.id)
        texts = self._texts(question)
        group = {"type": "begin_group", "name": name, "relevant": relevant, **texts}
        yield group | self._ours(question)
        yield self._cost("select_one currencies", f"{name}__currency", "Currency")
        for option in question.options:
            row = {"type": "decimal", "name": f"{name}__paid__{option.id}"}
            for tag, one in self.spoken.items():
                said = one.question_by_id[question.id].option_by_id[option.id]
                row[column("label", tag)] = said.label
            yield row
        yield self._cost("integer", f"{name}__workers", "How many workers paid this")
        yield self._cost("integer", f"{name}__months", "Pay it back in how many months")
        yield {"type": "end_group"}

    def _cost(self, kind: str, name: str, text: str) -> Row:
        labels = {column("label", tag): words(tag).gettext(text) for tag in self.spoken}
        return {"type": kind, "name": name, **labels}

    # --- choices -----------------------------------------------------------------

    @staticmethod
    def _list_of(question: Question) -> str:
        return name_of(question.id)

    def choices(self) -> Iterator[Row]:
        for question in self.asked.values():
            if question.kind != "costs":
                for option in question.options:
                    yield self._choice(question, option)
            yield from self._general_choices(question)
        if any(question.kind == "costs" for question in self.asked.values()):
            for code in MINOR_DIGITS:
                row = {"list_name": "currencies", "name": code}
                for tag in self.spoken:
                    row[column("label", tag)] = currency_name(code, tag)
                yield row

    def _choice(self, question: Question, option: Option) -> Row:
        row = {"list_name": self._list_of(question), "name": option.id}
        for tag, one in self.spoken.items():
            said = one.question_by_id[question.id].option_by_id[option.id]
            row[column("label", tag)] = said.label
        value = option.value
        row["dd_value"] = "" if value is None else f"{float(value):g}"
        row["dd_alone"] = "yes" if option.alone else ""
        return row

    def _general_choices(self, question: Question) -> Iterator[Row]:
        """The answers that every scored question offers by itself."""
        offered = []
        if question.scored:
            offered.append((UNKNOWN, "We don't know"))
        if question.may_be_not_applicable:
            offered.append((NOT_APPLICABLE, "This does not apply to us"))
        for name, text in offered:
            row = {"list_name": self._list_of(question), "name": name}
            for tag in self.spoken:
                row[column("label", tag)] = words(tag).gettext(text)
            yield row
