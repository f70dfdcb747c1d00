"""What a portal is taken back to, what is never thrown away for it, and what is not called taken back; on a store of
three tables, for `scripts/drill upgrade` does the same with a whole one.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from bluezone.joining.portal.opening import Place
from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading import postgresql_dumps
from bluezone.joining.upgrading.outcome import RolledBack
from bluezone.joining.upgrading.taking_back import look_back, roll_back_portal
from bluezone.joining.upgrading.versions import note_version, noted_version, version_of_data
from bluezone.portal.operations.kept_upgrade import FOLDER, Note, note_taking_back, read_note, write_note
from bluezone.portal.operations.tables import TURN
from tests.support.commands import bluezone, refused
from tests.support.exchange.databases import store_address
from tests.support.sources import PROJECT

pytestmark = pytest.mark.every_run

BEFORE = 3
"""Changes of tables."""
NOTE, LATER = Note("2026-11-28T00:00:00+00:00", "0.1", "0.2", BEFORE), "2026-12-02T00:00:00+00:00"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """With the note and the dump of an upgrade."""
    data = tmp_path / "data"
    (data / FOLDER).mkdir(parents=True)
    write_note(data / FOLDER, NOTE)
    (data / FOLDER / "before.sql").write_text("CREATE TABLE of_before (words text);\n", "utf-8")
    with store_address("postgresql", tmp_path) as address:
        yield Place(data, address)


def fill(place: Place, changes: int) -> None:
    with psycopg.connect(place.database or "") as store:
        store.execute("CREATE TABLE django_migrations (id integer)")
        store.execute("INSERT INTO django_migrations SELECT generate_series(1, %s)", [changes])
        store.execute("CREATE TABLE written_since (words text)")
        store.execute("CREATE TABLE audit_entry (number bigint, at timestamptz)")


def tables(place: Place) -> set[str]:
    with psycopg.connect(place.database or "") as store:
        return {name for (name,) in store.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def test_weeks_of_work_are_not_thrown_away_for_an_upgrade_that_was_killed(place: Place) -> None:
    """It left its note and its dump before the tables changed."""
    fill(place, BEFORE)

    with pytest.raises(RefusedError, match="not the upgraded ones"):
        roll_back_portal(place, at=LATER)

    assert {"django_migrations", "written_since", "audit_entry"} == tables(place)
    assert NOTE == read_note(place.data / FOLDER)


def test_a_rollback_that_was_killed_is_ended_whatever_the_clock_says(place: Place) -> None:
    """It had put the data of before back; the clock was put back, too, while it did."""
    fill(place, BEFORE)
    kept = place.data / FOLDER
    (kept / "since.sql").write_text("-- of since", "utf-8")
    os.utime(kept / "since.sql", (1, 1))
    note_taking_back(kept, NOTE)

    back = roll_back_portal(place, at=LATER, agree=refuse)

    assert Note(LATER, "0.2", "0.1", 0) == read_note(kept)
    assert "-- of since" == (kept / "since.sql").read_text("utf-8")
    assert (0, "") == (back.lines, back.aside)


def refuse(_back: RolledBack) -> None:
    raise RefusedError("nobody agrees")


def test_what_an_earlier_rollback_left_does_not_pass_for_this_one(place: Place) -> None:
    """An upgrade that was killed before the tables changed, in a folder that knows a rollback of one before it."""
    fill(place, BEFORE)
    kept = place.data / FOLDER
    note_taking_back(kept, replace(NOTE, at="2026-11-20T00:00:00+00:00"))
    os.utime(kept / "before.sql", (1, 1))
    (kept / "since.sql").write_text("-- of the one before", "utf-8")

    with pytest.raises(RefusedError, match="not the upgraded ones"):
        roll_back_portal(place, at=LATER)

    assert NOTE == read_note(kept)


def test_a_file_that_no_upgrade_changed_is_not_called_taken_back(tmp_path: Path) -> None:
    """The upgrade was killed between its note and the copy of before, in a folder that knows a rollback."""
    data, kept = tmp_path / "data", tmp_path / "data" / FOLDER
    kept.mkdir(parents=True)
    with sqlite3.connect(data / "portal.db") as store:
        store.execute("CREATE TABLE django_migrations (id integer)")
        store.executemany("INSERT INTO django_migrations VALUES (?)", [(one,) for one in range(BEFORE)])
    store.close()
    (kept / "since.db").write_bytes(b"of a rollback before this upgrade")
    note_taking_back(kept, replace(NOTE, at="2026-11-20T00:00:00+00:00"))
    write_note(kept, NOTE)

    with pytest.raises(RefusedError, match="no upgrade is kept"):
        roll_back_portal(Place(data, None), at=LATER)

    assert NOTE == read_note(kept)


def test_what_was_done_since_lies_beside_the_file_and_is_read_as_the_guide_says(tmp_path: Path) -> None:
    data, guide = tmp_path / "data", (PROJECT / "docs" / "operating" / "upgrade.md").read_text("utf-8")
    (data / FOLDER).mkdir(parents=True)
    a_file(data / FOLDER / "before.db", BEFORE, "done.before")
    a_file(data / "portal.db", BEFORE + 1, "done.before", "done.since")
    write_note(data / FOLDER, NOTE)
    (asked,) = re.findall(r"SELECT at, act FROM [^\"]+", guide)

    back = roll_back_portal(Place(data, None), at=LATER)

    since = told(data / FOLDER / back.aside, asked.replace("WHEN", back.upgraded_at))
    assert [("2026-11-29 00:00:00", "done.since")] == since
    assert [("done.before",)] == told(data / "portal.db", "SELECT act FROM audit_entry")


def a_file(file: Path, changes: int, *acts: str) -> None:
    """With an act a day, the first of them on the day before the upgrade."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as store:
        store.execute("CREATE TABLE django_migrations (id integer)")
        store.executemany("INSERT INTO django_migrations VALUES (?)", [(one,) for one in range(changes)])
        store.execute("CREATE TABLE audit_entry (number integer, at text, act text)")
        days = enumerate(zip(("2026-11-27 00:00:00", "2026-11-29 00:00:00"), acts, strict=False), 1)
        store.executemany("INSERT INTO audit_entry VALUES (?, ?, ?)", [(number, *told) for number, told in days])


def told(file: Path, question: str) -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(file)) as store:
        return store.execute(question).fetchall()


def test_no_portal_begins_until_a_rollback_is_over(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(place, BEFORE + 1)
    put_back, let_begin = postgresql_dumps.put_back, list[object]()

    def watched(database: str, source: Path) -> None:
        put_back(database, source)
        with psycopg.connect(database) as other:
            let_begin.append(other.execute("SELECT pg_try_advisory_lock(%s)", [TURN]).fetchone())

    monkeypatch.setattr(postgresql_dumps, "put_back", watched)

    roll_back_portal(place, at=LATER)

    assert [(False,)] == let_begin
    assert {"of_before"} == tables(place)
    assert "written_since" in (place.data / FOLDER / "since-20261202T000000Z.sql").read_text("utf-8")


@pytest.fixture
def upgraded(tmp_path: Path) -> Path:
    """The folder of a portal whose file was upgraded."""
    data = tmp_path / "upgraded"
    (data / FOLDER).mkdir(parents=True)
    upgrade(data, "done.since")
    return data


def upgrade(data: Path, *since: str) -> None:
    """One that found one line, after which these were written; what stood there is taken out of the way."""
    (data / "portal.db").unlink(missing_ok=True)
    a_file(data / FOLDER / "before.db", BEFORE, "done.before")
    a_file(data / "portal.db", BEFORE + 1, "done.before", *since)
    write_note(data / FOLDER, replace(NOTE, audited=1))


def test_a_second_rollback_leaves_what_the_first_put_aside(upgraded: Path) -> None:
    first = roll_back_portal(Place(upgraded, None), at="2026-11-29T08:00:00+00:00")
    upgrade(upgraded, "done.later")
    second = roll_back_portal(Place(upgraded, None), at="2026-12-01T08:00:00+00:00")

    asides = [told(upgraded / FOLDER / back.aside, "SELECT act FROM audit_entry") for back in (first, second)]
    assert [[("done.before",), ("done.since",)], [("done.before",), ("done.later",)]] == asides


class PowerCutError(BaseException):
    """Nothing goes on after it."""


def cut(data: Path, step: int) -> bool:
    """Begins a rollback, and cuts it off before its n-th change of a name; whether it had so many."""
    steps = itertools.count(1)

    def until_cut(change: Callable[..., None]) -> Callable[..., None]:
        def changed(*told: object, **more: object) -> None:
            if next(steps) == step:
                raise PowerCutError
            change(*told, **more)

        return changed

    with pytest.MonkeyPatch.context() as around, contextlib.suppress(PowerCutError):
        for name in ("link", "replace", "unlink"):
            around.setattr(os, name, until_cut(getattr(os, name)))
        roll_back_portal(Place(data, None), at=LATER)
    return next(steps) > step


def test_cut_off_at_any_step_the_version_is_that_of_the_data_and_the_next_one_ends_it(tmp_path: Path) -> None:
    """Also where the program was a later one of the same tables, of which no upgrade noted anything."""
    seen = []
    for step in itertools.count(1):
        data = tmp_path / str(step)
        (data / FOLDER).mkdir(parents=True)
        upgrade(data)
        note_version(data, "0.2.1")
        was_cut = cut(data, step)
        applied = changes_of(data)
        seen.append((applied, version_of_data(data, applied)))
        if not was_cut:
            break
        cut(data, step)  # once more at the same step of what is left
        with contextlib.suppress(RefusedError):  # where nothing was left
            roll_back_portal(Place(data, None), at=LATER)
        assert (BEFORE, "0.1") == (changes_of(data), noted_version(data)), step

    assert {(BEFORE + 1, "0.2.1"), (BEFORE, "0.1")} == set(seen)


def changes_of(data: Path) -> int:
    ((count,),) = told(data / "portal.db", "SELECT count(*) FROM django_migrations")
    return int(count)


@pytest.mark.parametrize(("is_put_back", "version"), [(False, "0.2"), (True, "0.1")])
def test_on_postgresql_too_it_is_that_of_the_data(
    place: Place, monkeypatch: pytest.MonkeyPatch, is_put_back: bool, version: str
) -> None:
    fill(place, BEFORE + 1)
    note_version(place.data, NOTE.after)
    put_back = postgresql_dumps.put_back

    def until_cut(database: str, source: Path) -> None:
        if is_put_back:
            put_back(database, source)
        raise PowerCutError

    monkeypatch.setattr(postgresql_dumps, "put_back", until_cut)
    with pytest.raises(PowerCutError):
        roll_back_portal(place, at=LATER)

    assert version == version_of_data(place.data, BEFORE if is_put_back else BEFORE + 1)


def test_a_rollback_that_was_killed_leaves_one_file_aside(upgraded: Path) -> None:
    (upgraded / FOLDER / "since-20261130T000000Z.db").hardlink_to(upgraded / "portal.db")

    back = roll_back_portal(Place(upgraded, None), at=LATER)

    assert [back.aside] == [path.name for path in (upgraded / FOLDER).glob("since*")]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("audited", [1, None])
def test_what_would_be_undone_is_counted_before(
    upgraded: Path, kind: str, audited: int | None, request: pytest.FixtureRequest
) -> None:
    """By number; by the moment, where an earlier release's upgrade noted none."""
    place = Place(upgraded, None)
    if kind == "postgresql":
        place = request.getfixturevalue("place")
        fill(place, BEFORE + 1)
        with psycopg.connect(place.database or "") as store:
            store.execute("INSERT INTO audit_entry VALUES (1, '2026-11-27 00:00Z'), (2, '2026-11-29 07:00+07')")
    write_note(place.data / FOLDER, replace(NOTE, audited=audited))

    looked = look_back(place)
    with pytest.raises(RefusedError, match="nobody agrees"):
        roll_back_portal(place, at=LATER, agree=refuse)

    assert (1, *["2026-11-29T00:00:00+00:00"] * 2) == (looked.lines, looked.first_at, looked.last_at)
    assert looked == look_back(place) == replace(roll_back_portal(place, at=LATER), aside="")


def test_a_clock_that_was_put_back_hides_no_line(upgraded: Path) -> None:
    write_note(upgraded / FOLDER, replace(NOTE, at=LATER, audited=1))

    assert 1 == look_back(Place(upgraded, None)).lines


def lines_of(data: Path) -> int:
    ((count,),) = told(data / "portal.db", "SELECT count(*) FROM audit_entry")
    return int(count)


def test_where_no_terminal_is_it_says_what_it_undoes_and_goes_back(upgraded: Path) -> None:
    words = ("rollback", "--data", upgraded)

    looked = bluezone(*words, "--check-only")
    left = lines_of(upgraded)
    done = bluezone(*words)

    assert (0, 2) == (looked.status, left)
    assert "1 line of the audit, the first of 2026-11-29T00:00:00+00:00" in looked.out
    assert (0, 1) == (done.status, lines_of(upgraded))
    assert "1 line of the audit, the first of 2026-11-29T00:00:00+00:00" in done.err
    assert "Start the version 0.1" in done.out


@pytest.mark.parametrize(("typed", "word", "left"), [("yes\n", [], 1), ("y\n", [], 2), ("", [], 2), ("", ["--yes"], 1)])
def test_at_a_terminal_it_asks(
    upgraded: Path, monkeypatch: pytest.MonkeyPatch, typed: str, word: list[str], left: int
) -> None:
    terminal = io.StringIO(typed)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)

    asked = bluezone("rollback", "--data", upgraded, *word)

    assert (left == 2, left) == (bool(asked.status), lines_of(upgraded))
    assert ("1 line of the audit" in asked.err) == (not word)


def test_a_store_that_is_none_is_no_fault_of_the_program(upgraded: Path) -> None:
    (upgraded / "portal.db").write_bytes(b"words " * 999)

    assert "portal.db cannot be read" in refused(bluezone("rollback", "--data", upgraded))


def test_an_empty_word_names_no_folder() -> None:
    assert "names no folder" in refused(bluezone("rollback", "--data", ""), status=2)
    assert "names no folder" in refused(bluezone("upgrade", "--data", ""), status=2)
