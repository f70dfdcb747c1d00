"""What an upgrade keeps in the data directory so that it can be taken back, and for how long: names are in it.

`bluezone upgrade` and `rollback` write it (joining/upgrading); the portal's clock erases it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from bluezone.portal.secrets_on_disk import write_whole

FOLDER = "upgrade"
BEFORE_FILE, BEFORE_DUMP = "before.db", "before.sql"
KEPT_FOR = dt.timedelta(days=7)
"""Whoever works with a new version for a week does not go back: all that was written since would be missing."""
_NOTE, _TAKING_BACK = "note.json", "taking-back"
_ASIDE, _MOMENT = re.compile(r"since-(\d{8}T\d{6}Z)\."), "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Note:
    """Which upgrade it was."""

    at: str
    """When, in ISO 8601."""
    before: str
    """The version that the data were of, as far as it was known."""
    after: str
    applied: int
    """How many changes of tables the data of before had seen: data with no more were not upgraded."""
    audited: int | None = None
    """How many lines the audit had once the data were upgraded; None where an earlier release noted none."""


def write_note(folder: Path, note: Note) -> None:
    """Notes beside what is kept which upgrade it was of."""
    write_whole(folder / _NOTE, json.dumps(asdict(note)))


def read_note(folder: Path) -> Note | None:
    """Reads the note; None where there is none that says anything."""
    try:
        told = json.loads((folder / _NOTE).read_text("utf-8"))
        audited = None if told.get("audited") is None else int(told["audited"])
        note = Note(str(told["at"]), str(told["before"]), str(told["after"]), int(told["applied"]), audited)
        return note if dt.datetime.fromisoformat(note.at).tzinfo is not None else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_taking_back(folder: Path, note: Note) -> None:
    """Notes that this upgrade is being taken back, and that what was written since it is kept."""
    write_whole(folder / _TAKING_BACK, note.at)


def is_taking_back(folder: Path, note: Note) -> bool:
    """Whether a rollback of this upgrade had begun to put the data of before back; of another upgrade's it says
    nothing."""
    begun = folder / _TAKING_BACK
    return begun.exists() and begun.read_text("utf-8") == note.at


def aside_name(at: str, like: str) -> str:
    """Names the file in which a rollback of this moment puts aside what was written since: one for each, so that none
    takes the place of another's, and each is kept for its own week."""
    moment = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
    return f"since-{moment.strftime(_MOMENT)}{Path(like).suffix}"


def erase_when_over(data: Path, now: dt.datetime) -> int:
    """Erases what an upgrade kept once its week is over, and what no note dates; what a rollback put aside, after a
    week of its own, also where a later upgrade is kept. How many files that were."""
    folder = data / FOLDER
    if not folder.exists():
        return 0
    note = read_note(folder)
    if note is not None and now - dt.datetime.fromisoformat(note.at) < KEPT_FOR:
        return _erase_put_aside(folder, now)
    count = sum(path.is_file() and path.name not in {_NOTE, _TAKING_BACK} for path in folder.rglob("*"))
    shutil.rmtree(folder)
    return count


def _erase_put_aside(folder: Path, now: dt.datetime) -> int:
    dated = [(path, found[1]) for path in folder.iterdir() if (found := _ASIDE.match(path.name))]
    over = [path for path, at in dated if now - dt.datetime.strptime(at, _MOMENT).replace(tzinfo=dt.UTC) >= KEPT_FOR]
    for path in over:
        path.unlink()
    return len(over)
