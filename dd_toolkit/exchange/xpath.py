"""Conditions as XLSForm writes them, and back.

An XLSForm says when a question applies in XPath: ``${name} = 'option'``,
``selected(${name}, 'option')``, ``not(…)``, ``and``, ``or``. Names of questions there
hold no dots, so ``c181.who-pays`` is ``c181__who-pays``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dd_toolkit.core.conditions import (
    ALWAYS,
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Not,
)
from dd_toolkit.core.questionnaire import Question

NEVER = "false()"


class NotUnderstood(ValueError):
    """An expression that no condition of ours can say; the message quotes it."""


def name_of(full_id: str) -> str:
    """How the question is called in a form."""
    return full_id.replace(".", "__")


def id_of(name: str) -> str:
    """The full id of the question called so in a form."""
    return name.replace("__", ".")


def written(condition: Condition, asked: Mapping[str, Question]) -> str:
    """The condition in XPath; empty for one that always holds.

    ``asked`` holds the questions of the form. A condition on any other never holds.
    """
    match condition:
        case Answered():
            return _answered(condition, asked)
        case AllOf():
            return _joined(" and ", condition.every, asked)
        case AnyOf():
            return _joined(" or ", condition.some, asked)
        case Not():
            return f"not({written(condition.negated, asked)})"


def _answered(condition: Answered, asked: Mapping[str, Question]) -> str:
    question = asked.get(condition.question)
    if question is None:
        return NEVER
    name = f"${{{name_of(question.id)}}}"
    form = "selected({}, '{}')" if question.kind == "choices" else "{} = '{}'"
    parts = [form.format(name, option) for option in condition.options]
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"


def _joined(
    word: str, parts: tuple[Condition, ...], asked: Mapping[str, Question]
) -> str:
    texts = [text for part in parts if (text := written(part, asked))]
    return texts[0] if len(texts) == 1 else f"({word.join(texts)})" if texts else ""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


_TOKENS = re.compile(
    r"\s*(?:(?P<name>\$\{[\w.-]+\})|'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\""
    r"|(?P<word>selected|not|and|or|false\(\)|true\(\))|(?P<mark>!=|[=(),]))"
)


def read(expression: str) -> Condition:
    """The condition that the XPath says; ``NotUnderstood`` if it says anything else."""
    if not expression.strip():
        return ALWAYS
    reader = _Reader(list(_tokens(expression)), expression)
    condition = reader.either()
    if reader.at < len(reader.tokens):
        raise NotUnderstood(f"cannot read the condition: {expression}")
    return condition


def _tokens(expression: str) -> Iterator[_Token]:
    at = 0
    text = expression.strip()
    while at < len(text):
        found = _TOKENS.match(text, at)
        if not found:
            raise NotUnderstood(f"cannot read the condition: {expression}")
        kind = str(found.lastgroup)
        kind = "text" if kind in ("single", "double") else kind
        yield _Token(kind, found.group(str(found.lastgroup)))
        at = found.end()


@dataclass
class _Reader:
    """Reads from left to right; not frozen, since it remembers where it stands."""

    tokens: list[_Token]
    expression: str
    at: int = 0

    def either(self) -> Condition:
        parts = [self.both()]
        while self.takes("or"):
            parts.append(self.both())
        return _any_of(parts)

    def both(self) -> Condition:
        parts = [self.one()]
        while self.takes("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def one(self) -> Condition:
        if self.takes("not"):
            self.need("(")
            inside = self.either()
            self.need(")")
            return Not(inside)
        if self.takes("("):
            inside = self.either()
            self.need(")")
            return inside
        if self.takes("selected"):
            self.need("(")
            name = self.name()
            self.need(",")
            option = self.text()
            self.need(")")
            return Answered(name, (option,))
        if self.takes("false()"):
            return AnyOf(())
        name = self.name()
        different = self.takes("!=")
        if not different:
            self.need("=")
        answered = Answered(name, (self.text(),))
        return Not(answered) if different else answered

    def takes(self, text: str) -> bool:
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind in ("word", "mark") and token.text == text:
                self.at += 1
                return True
        return False

    def need(self, text: str) -> None:
        if not self.takes(text):
            raise NotUnderstood(f"cannot read the condition: {self.expression}")

    def name(self) -> str:
        return id_of(self._of_kind("name")[2:-1])

    def text(self) -> str:
        return self._of_kind("text")

    def _of_kind(self, kind: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at].kind == kind:
            self.at += 1
            return self.tokens[self.at - 1].text
        raise NotUnderstood(f"cannot read the condition: {self.expression}")


def _any_of(parts: list[Condition]) -> Condition:
    """``a = 'x' or a = 'y'`` is one condition with two options."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    alike = [
        part
        for part in parts
        if isinstance(part, Answered)
        and isinstance(first, Answered)
        and part.question == first.question
    ]
    if isinstance(first, Answered) and len(alike) == len(parts):
        options = tuple(option for part in alike for option in part.options)
        return Answered(first.question, options)
    return AnyOf(tuple(parts))
