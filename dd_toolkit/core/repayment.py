"""What workers paid for their job, and how it is paid back.

The ILO's definition of recruitment fees and related costs (2019) names the kinds; fair
recruitment principle 7 says that none of it falls on the worker. The arithmetic is in
whole minor units (fils, cents): what is owed is paid to the last of them.
"""

import calendar
import datetime
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dd_toolkit.core.marking import marked

MINOR_DIGITS = {
    "JOD": 3,
    "USD": 2,
    "EUR": 2,
    "EGP": 2,
    "SYP": 2,
    "BDT": 2,
    "INR": 2,
    "LKR": 2,
    "NPR": 2,
    "PKR": 2,
    "PHP": 2,
    "IDR": 2,
    "ETB": 2,
    "KES": 2,
    "GHS": 2,
    "UGX": 0,
}
"""Currencies that can be declared, with their decimals (ISO 4217)."""

MOST_WORKERS = 100_000
MOST_MONTHS = 24
USUAL_MONTHS = 3


class NotCosts(ValueError):
    """The text declares no costs that could be worked with; the message says why."""


@dataclass(frozen=True)
class Costs:
    """What each of ``workers`` workers paid, by kind, in one currency.

    ``paid`` holds pairs of a kind's id and the amount that one worker paid.
    """

    currency: str
    workers: int
    months: int
    paid: tuple[tuple[str, Decimal], ...]

    @property
    def each(self) -> Decimal:
        """What is owed to one worker."""
        return sum((amount for _, amount in self.paid), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is owed to all of them."""
        return self.each * self.workers

    @property
    def text(self) -> str:
        """The costs as one JSON text, the same for the same costs."""
        plain = {
            "currency": self.currency,
            "months": self.months,
            "paid": {kind: str(amount) for kind, amount in self.paid},
            "workers": self.workers,
        }
        return json.dumps(plain, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Instalment:
    """One repayment: ``each`` to every worker, ``total`` to all of them."""

    number: int
    due: datetime.date | None
    each: Decimal
    total: Decimal


def costs(
    *,
    currency: object,
    workers: object,
    months: object,
    paid: Mapping[str, object],
    kinds: Collection[str],
) -> Costs:
    """The costs in these words, from a form or a file; ``NotCosts`` says why not.

    Amounts left empty are left out. ``kinds`` are the ids that may be named.
    """
    if str(currency) not in MINOR_DIGITS:
        raise NotCosts(marked("Please choose the currency."))
    strange = [kind for kind in paid if kind not in kinds]
    if strange:
        raise NotCosts(
            marked("There is a kind of cost that this question does not know.")
        )
    digits = MINOR_DIGITS[str(currency)]
    given = [(kind, paid[kind]) for kind in kinds if str(paid.get(kind) or "").strip()]
    amounts = tuple((kind, _amount(str(said), digits)) for kind, said in given)
    if not any(amount for _, amount in amounts):
        raise NotCosts(
            marked("Please write what one worker paid, for at least one kind.")
        )
    return Costs(
        str(currency),
        _whole(
            workers, MOST_WORKERS, marked("Please write how many workers paid this.")
        ),
        _whole(
            months, MOST_MONTHS, marked("Please write in how many months you repay.")
        ),
        tuple((kind, amount) for kind, amount in amounts if amount),
    )


def _amount(said: str, digits: int) -> Decimal:
    pattern = r"\d{1,9}" + (rf"(\.\d{{1,{digits}}})?" if digits else "")
    if not re.fullmatch(pattern, said.strip(), re.ASCII):
        raise NotCosts(marked("Please write amounts as numbers, such as 350 or 350.5."))
    return Decimal(said.strip())


def _whole(said: object, most: int, otherwise: str) -> int:
    text = str(said).strip()
    if not re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII) or int(text) > most:
        raise NotCosts(otherwise)
    return int(text)


def costs_from_text(text: str, kinds: Collection[str]) -> Costs:
    """The costs whose ``text`` this is; ``NotCosts`` if it is none."""
    try:
        plain = json.loads(text)
    except ValueError as wrong:
        raise NotCosts(marked("This is no declaration of costs.")) from wrong
    if not isinstance(plain, dict) or not isinstance(plain.get("paid"), dict):
        raise NotCosts(marked("This is no declaration of costs."))
    return costs(
        currency=plain.get("currency"),
        workers=plain.get("workers"),
        months=plain.get("months"),
        paid=plain["paid"],
        kinds=kinds,
    )


def schedule(declared: Costs, *, start: datetime.date | None) -> tuple[Instalment, ...]:
    """Equal monthly repayments, the first a month after ``start``.

    What does not divide goes to the first instalments, one minor unit each, so that
    the sum is exact. ``start`` None: a draft, without dates.
    """
    unit = Decimal(1).scaleb(-MINOR_DIGITS[declared.currency])
    share, left = divmod(int(declared.each / unit), declared.months)
    instalments = []
    for number in range(1, declared.months + 1):
        each = (share + (number <= left)) * unit
        due = _months_later(start, number) if start else None
        instalments.append(Instalment(number, due, each, each * declared.workers))
    return tuple(instalments)


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
