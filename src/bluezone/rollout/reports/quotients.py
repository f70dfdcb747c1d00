"""A share of two counts. It is computed, never typed, and both counts go wherever it goes.

Percentages are rounded half up in decimal, as a clerk with paper does it, never in binary fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bluezone.vietnam.numbers import decimal_said, decimal_typed, grouped
from bluezone.vietnam.words import Language

_LARGEST_PERCENT = 999
_MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Quotient:
    """A part of a whole."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or self.denominator < 1:
            raise ValueError(f"{self.numerator} of {self.denominator} is no share")

    def percent(self, places: int = 2) -> Decimal:
        exact = Decimal(100 * self.numerator) / Decimal(self.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    def said(self, language: Language, places: int = 2) -> str:
        """Writes the quotient with its counts: 71,67 % (840/1.172), or 71.67 % (840/1,172)."""
        counts = f"{grouped(self.numerator, language)}/{grouped(self.denominator, language)}"
        return f"{self.percent_said(language, places)} ({counts})"

    def percent_said(self, language: Language, places: int = 2) -> str:
        """Writes the quotient alone, for where its counts stand beside it already: 71,67 %."""
        return f"{decimal_said(self.percent(places), language)} %"


def quotient_of(numerator: int | None, denominator: int | None) -> Quotient | None:
    """The share, where both counts are there and can be one."""
    if numerator is None or denominator is None or not 0 <= numerator <= denominator or denominator == 0:
        return None
    return Quotient(numerator, denominator)


def published_percent(text: str) -> Decimal | None:
    """Reads a percentage as it was published, with just the decimals that it has; None for anything else."""
    number = decimal_typed(text.strip().removesuffix("%"))
    if number is None or number > _LARGEST_PERCENT or -int(number.as_tuple().exponent) > _MOST_DECIMALS:
        return None
    return number
