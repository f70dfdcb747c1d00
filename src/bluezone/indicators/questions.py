"""What can be asked of many portals' figures, by name, and the columns of each answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ENGINES: Mapping[str, str] = {"duckdb": "duckdb", "spark": "pyspark", "trino": "trino"}
"""An engine's name for people, and for the library that writes its SQL."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked: sums or shares, and of what each."""

    by: tuple[str, ...]
    says: str
    is_of_shares: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The answer's, in order."""
        if self.is_of_shares:
            return (*self.by, "rate", "low", "high")
        return (*self.by, "indicator", "low", "high", *(() if "province" in self.by else ("provinces",)))


QUESTIONS: Mapping[str, Question] = {
    "whole": Question((), "each indicator of the whole country, over all days"),
    "by-day": Question(("day",), "each indicator of the whole country, by day"),
    "by-province": Question(("province",), "each indicator by province, over all days"),
    "by-unit": Question(("province", "unit"), "each indicator by commune, over all days"),
    "rates": Question((), "each share of the whole country, over all days", is_of_shares=True),
    "rates-by-day": Question(("day",), "each share of the whole country, by day", is_of_shares=True),
    "rates-by-province": Question(("province",), "each share by province, over all days", is_of_shares=True),
}
"""By the name under which people ask."""
