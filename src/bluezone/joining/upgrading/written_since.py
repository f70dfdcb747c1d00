"""What the audit tells of the time since an upgrade: all that a rollback undoes, by its own count of lines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.portal.operations.kept_upgrade import Note

LAST_LINE = "SELECT coalesce(max(number), 0) FROM audit_entry"
_WRITTEN = "SELECT count(*), min(at), max(at) FROM audit_entry WHERE "


@dataclass(frozen=True, slots=True)
class WrittenSince:
    """Lines of the audit since an upgrade."""

    lines: int
    first_at: str
    """When the first was written, in ISO 8601; empty where there is none."""
    last_at: str


NOTHING = WrittenSince(0, "", "")


def question(note: Note, mark: str) -> tuple[str, list[int | str]]:
    """The question for the lines since, and what takes the place of its mark: by number, which no clock changes; by the
    moment where an earlier release's upgrade noted no number."""
    if note.audited is None:
        return f"{_WRITTEN} at > {mark}", [_plain(note.at)]
    return f"{_WRITTEN} number > {mark}", [note.audited]


def told(lines: int, first: str | dt.datetime | None, last: str | dt.datetime | None) -> WrittenSince:
    """Tells what a database answered."""
    return WrittenSince(lines, _moment(first), _moment(last))


def _plain(moment: str) -> str:
    """Writes a moment as both databases compare it: SQLite's texts are of this form, and PostgreSQL reads it."""
    return dt.datetime.fromisoformat(moment).astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S+00")


def _moment(told: str | dt.datetime | None) -> str:
    if told is None:
        return ""
    moment = dt.datetime.fromisoformat(told) if isinstance(told, str) else told
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")
