"""The schema of a file of national figures, with its version. docs/operating/indicators.md has it as a table."""

from __future__ import annotations

from dataclasses import dataclass

VERSION = "1"
"""Whoever reads asks for this one; a change of a column or of what a name counts is another."""
VERSION_KEY, THRESHOLD_KEY = "bluezone.indicators.version", "bluezone.indicators.threshold"
"""What stands in a file beside its rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, with its type as DuckDB names it."""

    name: str
    type: str
    may_be_null: bool
    says: str


COLUMNS: tuple[Column, ...] = (
    Column("day", "DATE", False, "the day in Viet Nam to which what is counted belongs"),
    Column("province", "VARCHAR", False, "official code of the province, two digits"),
    Column("unit", "VARCHAR", True, "official code of the commune; none for the rest of the province"),
    Column("indicator", "VARCHAR", False, "what is counted"),
    Column("value", "INTEGER", True, "how many; none where it is withheld"),
    Column("suppressed", "BOOLEAN", False, "whether it is withheld"),
    Column("low", "INTEGER", False, "at least so many"),
    Column("high", "INTEGER", False, "at most so many"),
)
