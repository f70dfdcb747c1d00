"""Reading one table of a directive's file: each field with its bounds, and an error that says where it stands.

A place reads as a person would point at it: `clause[2].paragraph[1].instruction[1].to`, counted from one.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from typing import NoReturn

from bluezone.rollout.directive.identifiers import is_id
from bluezone.rollout.errors import DirectiveError
from bluezone.vietnam.words import Words

LONGEST_TEXT = 4_000
LONGEST_LINE = 400
MOST_ITEMS = 500
MEANT_YEARS = range(1900, 2200)
"""A day of another year was mistyped, and its moments have no hours in every zone."""


def refuse(file: str, place: str, vi: str, en: str) -> NoReturn:
    """Refuses a place of the file. Raises DirectiveError with one line in each language."""
    where = f"{file}: {place}" if place else file
    raise DirectiveError(Words(f"{where}: {vi}", f"{where}: {en}"))


class Fields:
    """The fields of one table, taken one by one; what is left over at the end was a misspelling."""

    def __init__(self, table: Mapping[str, object], file: str, place: str = "") -> None:
        self._table = dict(table)
        self._file = file
        self._place = place

    def at(self, name: str) -> str:
        return f"{self._place}.{name}" if self._place else name

    def refuse(self, name: str, vi: str, en: str) -> NoReturn:
        refuse(self._file, self.at(name) if name else self._place, vi, en)

    def finish(self) -> None:
        """Refuses a field that nobody asked for."""
        for name in self._table:
            self.refuse(_shown(name), "không có trường này", "there is no such field")

    def text(self, name: str, longest: int = LONGEST_LINE) -> str:
        value = self._take(name)
        if not isinstance(value, str):
            self.refuse(name, "phải là chữ trong ngoặc kép", "must be text in quotes")
        return self._checked(name, value, longest)

    def optional_text(self, name: str) -> str | None:
        return self.text(name) if name in self._table else None

    def words(self, vi: str = "vi", en: str = "en") -> Words:
        return Words(self.text(vi), self.text(en))

    def id(self, name: str) -> str:
        value = self.text(name)
        if not is_id(value):
            self.refuse(
                name, "chỉ gồm chữ thường không dấu, số và dấu gạch nối", "takes small letters, digits and hyphens only"
            )
        return value

    def optional_id(self, name: str) -> str | None:
        return self.id(name) if name in self._table else None

    def flag(self, name: str) -> bool:
        value = self._table.pop(name, False)
        if not isinstance(value, bool):
            self.refuse(name, "phải là true hoặc false", "must be true or false")
        return value

    def number(self, name: str) -> int:
        value = self._take(name)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(name, "phải là số nguyên", "must be a whole number")
        return value

    def date(self, name: str) -> dt.date:
        value = self._take(name)
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            self.refuse(name, "phải là ngày, viết 2020-08-10", "must be a date, written 2020-08-10")
        self._require_meant(name, value)
        return value

    def moment(self, name: str) -> dt.datetime:
        value = self._take(name)
        if not isinstance(value, dt.datetime) or value.utcoffset() is None:
            self.refuse(
                name, "phải có ngày, giờ và múi giờ, viết 2020-08-26T00:00:00+07:00",
                "must be date, hour and zone, written 2020-08-26T00:00:00+07:00",
            )  # fmt: skip
        self._require_meant(name, value)
        return value

    def optional_moment(self, name: str, otherwise: dt.datetime) -> dt.datetime:
        return self.moment(name) if name in self._table else otherwise

    def texts(self, name: str, longest: int = LONGEST_LINE) -> tuple[str, ...]:
        """Takes a list with at least one text."""
        values = self._list(name)
        for index, value in enumerate(values, 1):
            if not isinstance(value, str):
                self.refuse(f"{name}[{index}]", "phải là chữ trong ngoặc kép", "must be text in quotes")
        return tuple(self._checked(f"{name}[{i}]", str(value), longest) for i, value in enumerate(values, 1))

    def optional_texts(self, name: str) -> tuple[str, ...]:
        return self.texts(name) if name in self._table else ()

    def table(self, name: str) -> Fields:
        value = self._take(name)
        if not isinstance(value, dict):
            self.refuse(name, f"phải là một bảng [{name}]", f"must be a table [{name}]")
        return Fields(value, self._file, self.at(name))

    def tables(self, name: str) -> list[Fields]:
        """Takes a list with at least one table."""
        found = []
        for index, value in enumerate(self._list(name), 1):
            if not isinstance(value, dict):
                self.refuse(f"{name}[{index}]", f"phải là một bảng [[{name}]]", f"must be a table [[{name}]]")
            found.append(Fields(value, self._file, f"{self.at(name)}[{index}]"))
        return found

    def _list(self, name: str) -> list[object]:
        value = self._take(name)
        if not isinstance(value, list) or not value:
            self.refuse(name, "phải là danh sách có ít nhất một mục", "must be a list with at least one entry")
        if len(value) > MOST_ITEMS:
            self.refuse(name, f"có quá {MOST_ITEMS} mục", f"has more than {MOST_ITEMS} entries")
        return value

    def _take(self, name: str) -> object:
        if name not in self._table:
            self.refuse(name, "thiếu trường này", "is missing")
        return self._table.pop(name)

    def _require_meant(self, name: str, day: dt.date) -> None:
        if day.year not in MEANT_YEARS:
            first, last = MEANT_YEARS[0], MEANT_YEARS[-1]
            self.refuse(name, f"năm phải từ {first} đến {last}", f"its year must lie between {first} and {last}")

    def _checked(self, name: str, text: str, longest: int) -> str:
        composed = unicodedata.normalize("NFC", text).strip()
        if not composed:
            self.refuse(name, "còn trống", "is empty")
        if len(composed) > longest:
            self.refuse(name, f"dài quá {longest} ký tự", f"is longer than {longest} letters")
        if any(unicodedata.category(letter) == "Cc" for letter in composed):
            self.refuse(name, "có xuống dòng hoặc ký tự điều khiển", "has a line break or a control sign in it")
        return composed


def _shown(name: str) -> str:
    """A key of a stranger's file inside our one line."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:40])
