"""Organisations that a directive can be put to, and the list in which an office keeps them (csv: id, name, kind, unit,
reports_to).

Who reports to whom is a tree, not the tree of administrative units: a school may report to the Education office.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from bluezone.rollout.directive.fields import LONGEST_LINE, refuse
from bluezone.rollout.directive.identifiers import is_id

COLUMNS = ("id", "name", "kind", "unit", "reports_to")
MOST_BYTES = 8 * 1024 * 1024
MOST_ORGANISATIONS = 50_000
DEEPEST = 12
SHIPPED = "son-duong-2020-organisations.csv"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Somebody who can be told to do something and to report on it."""

    id: str
    name: str
    kind: str
    unit: str
    """Code of its administrative unit; text, because codes begin with zeros."""
    reports_to: str | None = None

    def __post_init__(self) -> None:
        if not is_id(self.id) or not is_id(self.kind) or not self.name:
            raise ValueError(f"not an organisation: {self.id!r}")


class Organisations:
    """A list in which every id stands once and reporting runs to one top or several, never in a circle."""

    def __init__(self, organisations: Iterable[Organisation], name: str = "organisations") -> None:
        self._all = tuple(organisations)
        self._by_id = MappingProxyType({organisation.id: organisation for organisation in self._all})
        self._name = name
        self._check()
        below: dict[str, list[Organisation]] = {}
        for organisation in self._all:
            if organisation.reports_to is not None:
                below.setdefault(organisation.reports_to, []).append(organisation)
        self._below = {above: tuple(found) for above, found in below.items()}

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, wanted: object) -> bool:
        return wanted in self._by_id

    def __getitem__(self, wanted: str) -> Organisation:
        return self._by_id[wanted]

    def below(self, wanted: str) -> tuple[Organisation, ...]:
        """The organisations that report to this one directly."""
        return self._below.get(wanted, ())

    def tops(self) -> tuple[Organisation, ...]:
        return tuple(organisation for organisation in self._all if organisation.reports_to is None)

    def from_the_bottom(self) -> tuple[Organisation, ...]:
        """The organisations in an order in which each comes after all that report to it."""
        depth: dict[str, int] = {}
        for organisation in self._all:
            self._depth(organisation, depth)
        return tuple(sorted(self._all, key=lambda organisation: -depth[organisation.id]))

    def _check(self) -> None:
        if len(self._by_id) != len(self._all):
            seen: set[str] = set()
            for organisation in self._all:
                if organisation.id in seen:
                    refuse(self._name, organisation.id, "xuất hiện hai lần", "stands there twice")
                seen.add(organisation.id)
        for organisation in self._all:
            above = organisation.reports_to
            if above is not None and above not in self._by_id:
                refuse(self._name, f"{organisation.id}, reports_to", f"không có {above}", f"there is no {above}")
        depth: dict[str, int] = {}
        for organisation in self._all:
            self._depth(organisation, depth)

    def _depth(self, organisation: Organisation, known: dict[str, int]) -> int:
        """How many stand above; refuses a circle, which has no top, and a line of too many, wherever it begins."""
        path: list[Organisation] = []
        current: Organisation | None = organisation
        while current is not None and current.id not in known and len(path) <= DEEPEST:
            path.append(current)
            current = self._by_id[current.reports_to] if current.reports_to is not None else None
        depth = known.get(current.id, -1) + 1 if current is not None else 0
        if depth + len(path) > DEEPEST:
            refuse(
                self._name, organisation.id,
                "tuyến báo cáo vòng tròn hoặc quá sâu", "reporting runs in a circle or too deep",
            )  # fmt: skip
        for passed in reversed(path):
            known[passed.id] = depth
            depth += 1
        return known[organisation.id]


def shipped_organisations() -> Organisations:
    """The organisations that the directive of Sơn Dương names, with the 31 communes of August 2020."""
    data = files("bluezone.rollout").joinpath("data").joinpath(SHIPPED).read_bytes()
    return read_organisations(data, SHIPPED)


def read_organisations(data: bytes, name: str) -> Organisations:
    """Reads the organisations in an office's list. Raises DirectiveError with the line."""
    if len(data) > MOST_BYTES:
        refuse(name, "", f"tệp lớn hơn {MOST_BYTES >> 20} MB", f"the file is larger than {MOST_BYTES >> 20} MB")
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError:
        refuse(name, "", "tệp không phải chữ UTF-8", "the file is not UTF-8 text")
    except csv.Error as error:
        refuse(name, "", f"không phải csv: {error}", f"not csv: {error}")
    if not rows or tuple(cell.strip() for cell in rows[0]) != COLUMNS:
        listed = ",".join(COLUMNS)
        refuse(name, "line 1", f"dòng đầu phải là {listed}", f"the first line must be {listed}")
    if len(rows) > MOST_ORGANISATIONS + 1:
        refuse(name, "", f"có quá {MOST_ORGANISATIONS} đơn vị", f"has more than {MOST_ORGANISATIONS} organisations")
    return Organisations((_organisation(row, i, name) for i, row in enumerate(rows[1:], 2) if any(row)), name)


def _organisation(row: list[str], line: int, name: str) -> Organisation:
    place = f"line {line}"
    cells = [unicodedata.normalize("NFC", cell).strip() for cell in row]
    if len(cells) != len(COLUMNS):
        refuse(name, place, f"phải có {len(COLUMNS)} ô", f"must have {len(COLUMNS)} cells")
    if any(len(cell) > LONGEST_LINE or not cell.isprintable() for cell in cells):
        refuse(name, place, "có ô quá dài hoặc có ký tự điều khiển", "has a cell that is too long or not plain text")
    try:
        return Organisation(cells[0], cells[1], cells[2], cells[3], cells[4] or None)
    except ValueError:
        refuse(
            name, place, "id, loại phải là chữ thường không dấu, số, gạch nối; tên không được trống",
            "id and kind take small letters, digits and hyphens; the name must not be empty",
        )  # fmt: skip
