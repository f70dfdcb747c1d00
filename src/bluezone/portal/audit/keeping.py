"""How lines of the audit come into their tables, behind the end of the chain that is locked meanwhile.

In SQL that is written here: nearly every page has a line written, and to make rows and statements of it took Django
longer than all the rest. PostgreSQL takes lines, their subjects and the new end in one statement, because each
statement is a turn of waiting for another process; SQLite knows no such statement, and there is nobody to wait for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from bluezone.portal.audit.chain import START, Line

End = tuple[int, str]
"""The number and the hash of the last line."""
_Row = tuple[Any, ...]
_END = 'SELECT number, hash FROM "audit_head" WHERE id = 1'
_FIRST_END = 'INSERT INTO "audit_head" (id, number, hash) VALUES (1, %s, %s) ON CONFLICT DO NOTHING'
_NEW_END = 'UPDATE "audit_head" SET number = %s, hash = %s WHERE id = 1'
_LINE = ("number", "at", "actor_id", "actor_name", "act", "kind", "path", "detail", "previous_hash", "hash")
_SUBJECT = ("entry_id", "kind", "key")


def held_end() -> End:
    """Locks the end of the chain until the transaction ends, and reads it."""
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{_END} {lock}")
        while (found := cursor.fetchone()) is None:
            cursor.execute(_FIRST_END, [0, START])
            cursor.execute(f"{_END} {lock}")
    return int(found[0]), str(found[1])


def keep(lines: Sequence[tuple[Line, str]]) -> None:
    """Writes lines, each with its hash, and that the chain ends with the last one. Within the caller's transaction, who
    holds the end."""
    entries = [_row_of(line, made) for line, made in lines]
    subjects = [(line.number, kind, key) for line, _ in lines for kind, key in line.subjects]
    keep_rows = _keep_in_one if connection.vendor == "postgresql" else _keep_one_by_one
    keep_rows(entries, subjects, (lines[-1][0].number, lines[-1][1]))


def _keep_in_one(entries: Sequence[_Row], subjects: Sequence[_Row], end: End) -> None:
    with_lines = f"WITH lines AS ({_insert('audit_entry', _LINE, len(entries))})"
    if subjects:
        with_lines += f", about AS ({_insert('audit_subject', _SUBJECT, len(subjects))})"
    with connection.cursor() as cursor:
        cursor.execute(f"{with_lines} {_NEW_END}", [*_flat(entries), *_flat(subjects), *end])


def _keep_one_by_one(entries: Sequence[_Row], subjects: Sequence[_Row], end: End) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_insert("audit_entry", _LINE), entries)
        cursor.executemany(_insert("audit_subject", _SUBJECT), subjects)
        cursor.execute(_NEW_END, end)


def _row_of(line: Line, made: str) -> _Row:
    at, detail = connection.ops.adapt_datetimefield_value(line.at), connection.ops.adapt_json_value(line.detail, None)
    told = (line.actor, line.actor_name, line.act, line.kind, line.path, detail)
    return (line.number, at, *told, line.previous_hash, made)


def _insert(table: str, columns: Sequence[str], rows: int = 1) -> str:
    row = f"({', '.join(['%s'] * len(columns))})"
    return f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES {", ".join([row] * rows)}'  # noqa: S608 - names of ours


def _flat(rows: Iterable[_Row]) -> list[Any]:
    return [value for row in rows for value in row]
