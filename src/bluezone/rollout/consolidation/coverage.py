"""What coverage buys. Two people's meeting is seen only if both run the app: of all contacts, the square of coverage.

This takes people who run the app to be as likely to meet one another as anybody; where users meet users more often,
more is seen. It is an expectation to plan with, not a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bluezone.rollout.consolidation.consolidating import Consolidation
from bluezone.rollout.directive.counting import Rate
from bluezone.rollout.reports.quotients import Quotient
from bluezone.vietnam.numbers import decimal_said
from bluezone.vietnam.words import Words


@dataclass(frozen=True, slots=True)
class Bought:
    """Coverage, and the share of contacts that the app can see with it."""

    coverage: Quotient

    def contacts_percent(self, places: int = 2) -> Decimal:
        squared = Decimal(100 * self.coverage.numerator**2) / Decimal(self.coverage.denominator**2)
        return squared.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    @property
    def words(self) -> Words:
        seen = self.contacts_percent()
        return Words(
            f"Độ phủ {self.coverage.said('vi')}: ứng dụng thấy được khoảng {decimal_said(seen, 'vi')} % số tiếp xúc, "
            "vì cả hai người đều phải bật ứng dụng.",
            f"Coverage {self.coverage.said('en')}: the app can see about {decimal_said(seen, 'en')} % of contacts, "
            "because both people must run it.",
        )


def needed_for(contacts_percent: int, people: int) -> int:
    """The smallest number of these people who must run the app for this share of contacts to be seen."""
    if not 0 <= contacts_percent <= 100 or people < 1:
        raise ValueError("no such share, or nobody")
    low, high = 0, people
    while low < high:
        middle = (low + high) // 2
        if 100 * middle * middle >= contacts_percent * people * people:
            high = middle
        else:
            low = middle + 1
    return low


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of the ranking; equal rates share a rank."""

    rank: int
    organisation: str
    bought: Bought


def ranking(consolidation: Consolidation, organisations: tuple[str, ...], rate: Rate) -> tuple[Ranked, ...]:
    """Ranks organisations by their rate, highest first; whoever has no rate is not in it."""
    found = [(q, o) for o in organisations if (q := consolidation.rate(o, rate)) is not None]
    found.sort(key=lambda pair: (-_in_order(pair[0]), pair[1]))
    ranked: list[Ranked] = []
    for place, (quotient, organisation) in enumerate(found, 1):
        before = ranked[-1] if ranked else None
        same = before is not None and _equal(before.bought.coverage, quotient)
        ranked.append(Ranked(before.rank if before and same else place, organisation, Bought(quotient)))
    return tuple(ranked)


def _in_order(quotient: Quotient) -> int:
    """A whole number that is greater for a greater share; two different shares of counts differ far above its grain."""
    return quotient.numerator * 10**24 // quotient.denominator


def _equal(one: Quotient, other: Quotient) -> bool:
    return one.numerator * other.denominator == other.numerator * one.denominator
