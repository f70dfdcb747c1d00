"""What a portal on PostgreSQL is taken back to, and what is never thrown away for it; on a store of three tables, for
`scripts/drill upgrade` does the same with a whole one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bluezone.joining.portal.opening import Place
from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading import postgresql_dumps
from bluezone.joining.upgrading.portal import roll_back_portal
from bluezone.portal.operations.kept_upgrade import FOLDER, Note, read_note, write_note
from bluezone.portal.operations.tables import TURN
from tests.support.exchange.databases import store_address

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


def tables(place: Place) -> set[str]:
    with psycopg.connect(place.database or "") as store:
        return {name for (name,) in store.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def test_weeks_of_work_are_not_thrown_away_for_an_upgrade_that_was_killed(place: Place) -> None:
    """It left its note and its dump before the tables changed."""
    fill(place, BEFORE)

    with pytest.raises(RefusedError, match="not the upgraded ones"):
        roll_back_portal(place, at=LATER)

    assert {"django_migrations", "written_since"} == tables(place)
    assert NOTE == read_note(place.data / FOLDER)


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
    assert "written_since" in (place.data / FOLDER / "since.sql").read_text("utf-8")
