"""The registers as columns, on the screen and in a file; every value as people read it."""

from __future__ import annotations

import datetime as dt

from bluezone.lists.cleaning.people import Sex
from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.lists.schemas.fields import Schema
from bluezone.lists.schemas.kinds import schema_named
from bluezone.portal.lists.models import Entry, Kind
from bluezone.portal.lists.ports import birth_of
from bluezone.portal.lists.preview import kept_fields
from bluezone.vietnam.words import Words

_FROM = Words("Danh sách của", "List of")
_PHONES = Words("Điện thoại", "Telephone")
_CASE = Words("Ca bệnh", "Case")
_JOINED_PHONES = "other_phone"
_WIDE = {"full_name": 28, "business": 34, "address": 36, "commune": 22, "hamlet": 20, "note": 30}


def export_columns(kind: str) -> list[ExportColumn]:
    """The head of the file: a column for each field that is kept, and whose list the row came from."""
    schema = _schema(kind)
    columns = [ExportColumn(_label(kind, name), _WIDE.get(name, 18)) for name in _fields(kind)]
    case = [ExportColumn(_CASE)] if schema.name == Kind.CONTACTS else []
    return [*columns, *case, ExportColumn(_FROM, 30)]


def export_row(entry: Entry) -> list[Exported]:
    """One entry as a row of the file."""
    values: list[Exported] = [value_of(entry, name) for name in _fields(entry.kind)]
    case = [entry.case.number] if entry.case is not None else []
    return [*values, *case, entry.organisation.name]


def shown_facts(entry: Entry) -> list[tuple[Words, Exported]]:
    """Everything that is known of one entry, for two of them side by side."""
    facts = [(_label(entry.kind, name), value_of(entry, name)) for name in _fields(entry.kind)]
    return [*facts, (_FROM, entry.organisation.name)]


def value_of(entry: Entry, field: str) -> Exported:
    """One value of the register, as it was understood."""
    if field == _schema(entry.kind).key:
        return entry.name
    if field in {"phone", "identity", "commune"}:
        return {"phone": entry.phones, "identity": entry.identity, "commune": entry.commune}[field]
    if field == "birth":
        return birth_of(entry.birth)
    if field == "sex":
        return Sex(entry.sex) if entry.sex else None
    return _read(entry.facts.get(field))


def _fields(kind: str) -> list[str]:
    return [name for name in kept_fields(_schema(kind)) if name != _JOINED_PHONES]


def _label(kind: str, name: str) -> Words:
    return _PHONES if name == "phone" else _schema(kind).field(name).label


def _schema(kind: str) -> Schema:
    found = schema_named(kind)
    assert found is not None
    return found


def _read(value: object) -> Exported:
    """Reads a kept value; days were kept as text, because JSON has none."""
    if isinstance(value, str) and len(value) == len("2020-08-20"):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value if isinstance(value, str | int) else None
