"""A list of the portal: what it shows, by what it is narrowed and sorted, and which part of it an address asks for.

A room describes its list once, as a `Listing` beside its selectors; `frame/listing.html` draws all of them alike:
search, filters, order, rows that are cards on a telephone, what is said where there is none, the way on. What an
address asks for is a `Part`; it is bounded here, and whatever is nonsense in it asks for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy

from bluezone.portal.frame.sealed_words import opened_words, sealed_words
from bluezone.portal.frame.searching import first_words
from bluezone.portal.frame.standby import beside
from bluezone.vietnam.numbers import whole_number

M = TypeVar("M", bound=Model)
T = TypeVar("T")
V = TypeVar("V")

MOST_TYPED = 80
CAME_FROM = "list"
"""In the address of a row that takes its list along (`beside.py`)."""
_MOST_KEPT = 80
_MOST_DIGITS_OF_A_PAGE = 5


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the first of a list names its rows."""

    name: str
    """In the template that fills its cells, and in an address that sorts by it."""
    text: Any
    """Lazily translated."""
    order: tuple[str, ...] = ()
    """Fields by which the list can be sorted here; none where it cannot."""
    looks: str = ""
    """Classes of its cells."""
    is_silent: bool = False
    """Whether its heading is for those who do not see the cells, because these say enough."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Something of which one choice is taken at a time."""

    name: str
    """In the address."""
    choices: tuple[tuple[str, Any], ...]
    """Values, with what their chips say, lazily translated; the first is taken where an address names none."""
    from_today: frozenset[str] = frozenset()
    """Values to which Today leads, beside those that have a chip of their own."""

    def __post_init__(self) -> None:
        if not self.choices:
            raise ValueError(f"nothing to choose under {self.name}")

    @property
    def usual(self) -> str:
        """What is taken where nothing is said."""
        return self.choices[0][0]

    def read(self, said: str) -> str:
        """What an address chose; the usual for anything else."""
        is_known = said in self.from_today or any(said == value for value, _ in self.choices)
        return said if is_known else self.usual


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says while it has no row at all."""

    symbol: str
    title: Any
    text: Any = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list of one room offers."""

    caption: Any
    columns: tuple[Column, ...]
    empty: Empty
    filters: tuple[Filter, ...] = ()
    search: Any = ""
    """The label of the search; empty where there is none."""
    hint: Any = ""
    """Where a search found nothing: what else to try."""
    names_people: bool = False
    """Whether people are searched for: then no address carries the words in clear (`sealed_words.py`)."""
    kept: tuple[str, ...] = ()
    """Other names in the address that go along with every link: whose list it is."""
    by_key: bool = False
    """Whether its own order is the newest first: a page begins where the last one ended, whatever came since."""
    size: int = 50
    older: Any = ""
    """What the way to the next page says."""

    def __post_init__(self) -> None:
        names = [*(one.name for one in self.filters), *self.kept, "q", "sort", "before", "page", CAME_FROM]
        if not self.columns or len(set(names)) != len(names):
            raise ValueError("a list has columns, and a name in its address means one thing")

    @property
    def heads(self) -> str:
        """The column by which a row is called: the first that says anything."""
        return next((one.name for one in self.columns if not one.is_silent), "")

    def part_of(self, said: Mapping[str, str]) -> Part:
        """Reads which part of the list an address asks for."""
        sort = said.get("sort", "") if self.column_of(said.get("sort", "")) else ""
        return Part(
            self,
            text=first_words(" ".join(opened_words(said.get("q", ""))[:MOST_TYPED].split())) if self.search else "",
            chosen={one.name: one.read(said.get(one.name, "")) for one in self.filters},
            kept={name: said[name][:_MOST_KEPT] for name in self.kept if said.get(name)},
            sort=sort,
            before=whole_number(said.get("before", "")) if self.by_key and not sort else None,
            page=max(whole_number(said.get("page", ""), most_digits=_MOST_DIGITS_OF_A_PAGE) or 1, 1),
        )

    def column_of(self, sort: str) -> Column | None:
        """The column by which an address sorts; none for any other word."""
        name = sort.removeprefix("-")
        return next((one for one in self.columns if one.order and one.name == name), None)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a list that an address asks for."""

    listing: Listing
    text: str = ""
    """What is searched for."""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """By filter."""
    kept: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    """A column; with a dash before it the last first. Empty for the list's own order."""
    before: int | None = None
    page: int = 1

    def __getitem__(self, name: str) -> str:
        """What is chosen under this filter, or kept under this name."""
        return self.kept[name] if name in self.kept else self.chosen.get(name, "")

    @property
    def is_narrowed(self) -> bool:
        """Whether rows may stand outside: something is searched for, or chosen otherwise than usual."""
        return bool(self.text) or any(self.chosen[one.name] != one.usual for one in self.listing.filters)

    @property
    def is_further(self) -> bool:
        """Whether it is not the list's beginning."""
        return self.before is not None or self.page > 1

    @property
    def fields(self) -> dict[str, str]:
        """What stands in the address of this part's first page; nothing that would be so anyway."""
        unusual = {
            one.name: self.chosen[one.name] for one in self.listing.filters if self.chosen[one.name] != one.usual
        }
        words = sealed_words(self.text) if self.listing.names_people else self.text
        said = {**unusual, **self.kept, "q": words, "sort": self.sort}
        return {name: value for name, value in said.items() if value}

    @property
    def query(self) -> str:
        """The address of this part's first page, behind the list's own."""
        return "?" + _encoded(self.fields)

    @property
    def here(self) -> str:
        """The address of this very page of it, behind the list's own."""
        at = {"before": str(self.before)} if self.before is not None else {"page": str(self.page)}
        return "?" + _encoded(self.fields | (at if self.is_further else {}))

    @property
    def also(self) -> str:
        """The same, to go behind another question: of a file with the list."""
        return "".join(f"&{one}" for one in (_encoded(self.fields),) if one)

    @property
    def whole(self) -> str:
        """The address of the list without search or filter."""
        return replace(self, text="", chosen={one.name: one.usual for one in self.listing.filters}).query

    @property
    def carried(self) -> str:
        """The same, for the address of one of its rows: whoever follows it finds the list beside it (`beside.py`)."""
        return "?" + "&".join(one for one in (f"{CAME_FROM}=1", self.here.removeprefix("?")) if one)

    def on(self, **at: str) -> str:
        """The address of another page of it, or of another look at it, by words that only its own page reads."""
        return "?" + _encoded({**self.fields, **at})

    def choosing(self, name: str, value: str) -> str:
        """The address with another choice under one filter."""
        return replace(self, chosen={**self.chosen, name: value}).query

    def sorting(self, column: Column) -> str:
        """The address with the list sorted by this column; by it already, the other way round."""
        return replace(self, sort=f"-{column.name}" if self.sort == column.name else column.name).query

    def direction(self, column: Column) -> str:
        """How the list is sorted by this column, in the words of `aria-sort`."""
        found = {column.name: "ascending", f"-{column.name}": "descending"}
        return found.get(self.sort, "none")

    def sorted(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Puts rows into the order that is asked for; rows without a value stand last, equal ones as they came in."""
        column = self.listing.column_of(self.sort)
        if column is None:
            return rows
        return rows.order_by(*(self._ordered(name) for name in column.order), "pk")

    def _ordered(self, name: str) -> OrderBy:
        return F(name).desc(nulls_last=True) if self.sort.startswith("-") else F(name).asc(nulls_last=True)


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """The rows of one page of a list."""

    part: Part
    rows: tuple[T, ...]
    further: str = ""
    """The address of the next page; empty on the last one."""

    @classmethod
    def among(cls, rows: Sequence[T], part: Part) -> Listed[T]:
        """Takes one page of rows that are at hand, in their order; the last one where another is asked for."""
        size = part.listing.size
        page = min(part.page, max(-(-len(rows) // size), 1))
        further = replace(part, page=page + 1).here if len(rows) > page * size else ""
        return cls(part, tuple(rows[(page - 1) * size : page * size]), further)

    def seen(self, view: Callable[[T], V]) -> Listed[V]:
        """The page with each row as somebody sees it."""
        return Listed(self.part, tuple(view(row) for row in self.rows), self.further)


def listed(rows: QuerySet[M], part: Part) -> Listed[M]:
    """Takes one page of these rows; the last one where an address asks for one that is not. What a page merely shows is
    read from a standby where there is one (`standby.py`)."""
    return beside(lambda: _page(rows, part))


def _page(rows: QuerySet[M], part: Part) -> Listed[M]:
    size, in_order = part.listing.size, part.sorted(rows)
    if part.listing.by_key and not part.sort and part.page == 1:
        return _from_key(in_order, part)
    start = (part.page - 1) * size
    asked = slice(start, start + size + 1)
    found = _sorted_by_keys(in_order, asked) if part.sort or start else list(in_order[asked])
    if part.page > 1 and not found:
        return _page(rows, replace(part, page=max(-(-rows.count() // size), 1)))
    further = replace(part, before=None, page=part.page + 1).here if len(found) > size else ""
    return Listed(part, tuple(found[:size]), further)


def _sorted_by_keys(rows: QuerySet[M], asked: slice) -> list[M]:
    """Puts keys alone in order, for all of them have to be; whole rows are asked for of one page."""
    keys = list(rows.values_list("pk", flat=True)[asked])
    by_key = rows.in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def _from_key(rows: QuerySet[M], part: Part) -> Listed[M]:
    size = part.listing.size
    if part.before is not None:
        rows = rows.filter(pk__lt=part.before)
    found = list(rows[: size + 1])
    further = replace(part, before=found[size - 1].pk).here if len(found) > size else ""
    return Listed(part, tuple(found[:size]), further)


def _encoded(said: Mapping[str, str]) -> str:
    return urlencode(said, quote_via=quote)
