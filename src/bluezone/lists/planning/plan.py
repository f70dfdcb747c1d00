"""The plan of an import: what would be stored, what was found, what is left out. Nothing of it is stored yet."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from collections.abc import Mapping as Known
from dataclasses import dataclass, replace

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.communes import Unit
from bluezone.lists.cleaning.dates import Birth
from bluezone.lists.cleaning.people import Sex
from bluezone.lists.cleaning.phones import Phones
from bluezone.lists.errors import PlanError
from bluezone.lists.layout.table import SkippedRow
from bluezone.vietnam.words import Words

FieldValue = str | int | bool | dt.date | Birth | Sex | Phones | Unit


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about one cell of one row, with both as the office sees them."""

    row: int
    column: str
    """Its letter; empty where the sentence is about the row."""
    field: str
    weight: Weight
    words: Words
    suggestion: str | None = None

    def place(self) -> Words:
        where = f", cột {self.column}" if self.column else "", f", column {self.column}" if self.column else ""
        return Words(f"Dòng {self.row}{where[0]}", f"Row {self.row}{where[1]}")


@dataclass(frozen=True, slots=True)
class Record:
    """One row's values by the names of their fields."""

    row: int
    values: Known[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that one list would store, in one piece."""

    schema: str
    records: tuple[Record, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[SkippedRow, ...] = ()
    left_out: tuple[int, ...] = ()
    """Rows that a person decided to leave out."""

    @property
    def wrong_rows(self) -> tuple[int, ...]:
        """Rows that cannot be taken as they stand."""
        return tuple(sorted({finding.row for finding in self.findings if finding.weight is Weight.WRONG}))

    def without(self, rows: Collection[int]) -> Plan:
        """Leaves these rows out of the plan, and says so."""
        dropped = frozenset(rows) & {record.row for record in self.records} | (
            frozenset(rows) & frozenset(self.wrong_rows)
        )
        return replace(
            self,
            records=tuple(record for record in self.records if record.row not in dropped),
            findings=tuple(finding for finding in self.findings if finding.row not in dropped),
            left_out=tuple(sorted({*self.left_out, *dropped})),
        )

    def suggestions(self) -> dict[tuple[int, str], str]:
        """The answers for `build_plan` if every suggestion were taken: what would be written where."""
        return {
            (finding.row, finding.field): finding.suggestion
            for finding in self.findings
            if finding.suggestion is not None and finding.weight is not Weight.CHANGED
        }

    def digest(self) -> str:
        """The plan's digest, the same for the same plan: what is applied is what was looked at, and only once."""
        state = hashlib.sha256(self.schema.encode())
        for record in self.records:
            state.update(f"\n{record.row}".encode())
            for name in sorted(record.values):
                state.update(f"\x1f{name}\x1e{record.values[name]}".encode())
        return state.hexdigest()

    def check_applicable(self) -> None:
        """Requires a plan without wrong rows and with something in it. Raises PlanError."""
        if wrong := self.wrong_rows:
            rows = ", ".join(str(row) for row in wrong[:10]) + ("…" if len(wrong) > 10 else "")
            raise PlanError(
                Words(
                    f"{len(wrong)} dòng còn lỗi ({rows}). Sửa hoặc bỏ các dòng này.",
                    f"{len(wrong)} rows are wrong ({rows}). Correct them or leave them out.",
                )
            )
        if not self.records:
            raise PlanError(Words("Không còn dòng nào để nhập.", "No row is left to import."))
