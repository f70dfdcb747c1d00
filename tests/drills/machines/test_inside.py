"""What is read on the machine, from stores as ours are."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from django.apps import apps

from bluezone.exchange.store import open_store
from bluezone.exchange.store.tables import entries
from bluezone.exchange.store.upgrading import change_tables
from drills.machines import inside

_ROWS = "CREATE TABLE posts_doorrow (post_id INTEGER, number BLOB)"
_DAYS = "CREATE TABLE field_teamday (helped INTEGER, no_smartphone INTEGER, refused INTEGER, entries INTEGER)"
_TAKEN = "CREATE TABLE field_takenentry (digest BLOB)"


def folders(tmp_path: Path) -> tuple[Path, Path]:
    """An exchange's and a portal's, with two seeds, one row that is there twice, and a team's three entries."""
    exchange, portal = tmp_path / "exchange", tmp_path / "portal"
    exchange.mkdir()
    portal.mkdir()
    engine = sa.create_engine(f"sqlite:///{exchange / 'exchange.db'}")
    place = {"window_end_s": 1, "day": 1, "level": 0, "infectivity": 0, "format": 0}
    with engine.begin() as connection:
        entries.create(connection)
        connection.execute(entries.insert(), [place | {"entry": bytes([number]) * 16} for number in (1, 2)])
    engine.dispose()
    with closing(sqlite3.connect(portal / "portal.db")) as store, store:
        for table in (_ROWS, _DAYS, _TAKEN):
            store.execute(table)
        store.executemany("INSERT INTO posts_doorrow VALUES (?, ?)", [(1, bytes(16)), (2, bytes(16))])
        store.execute("INSERT INTO field_teamday VALUES (2, 1, 1, 3)")
        store.executemany("INSERT INTO field_takenentry VALUES (?)", [(bytes([number]),) for number in range(3)])
    return exchange, portal


def test_each_seed_and_row_is_told_with_how_often_it_is_there(tmp_path: Path) -> None:
    stored = inside.stored(*folders(tmp_path))

    assert {"01" * 16: 1, "02" * 16: 1} == stored["seeds"]
    assert {"00" * 16: 2} == stored["rows"]


def test_a_team_s_sums_stand_beside_the_number_of_its_entries(tmp_path: Path) -> None:
    assert [4, 3, 3] == inside.stored(*folders(tmp_path))["counted"]


def test_sqlite_is_asked_whether_each_store_is_whole(tmp_path: Path) -> None:
    assert ["ok", "ok"] == inside.stored(*folders(tmp_path))["whole"]


def test_an_exchange_that_is_taken_back_has_an_upgrade_before_it(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'exchange.db'}"
    open_store(address).close()

    inside.take_exchange_back(tmp_path)

    assert 0 < change_tables(address, check_only=False).changes
    assert 0 == change_tables(address, check_only=False).changes


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        ("posts.DoorRow", {"number"}),
        ("field.TeamDay", {"helped", "no_smartphone", "refused", "entries"}),
        ("field.TakenEntry", {"digest"}),
    ],
)
def test_the_portals_tables_are_called_as_they_are_read(model: str, columns: set[str]) -> None:
    found = apps.get_model(model)

    assert f"{model.replace('.', '_').lower()}" == found._meta.db_table
    assert columns <= {field.column for field in found._meta.concrete_fields}


def test_an_order_of_codes_is_one_that_the_internal_listener_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []

    def answer(data: Path, what: str, body: bytes) -> bytes:
        asked.append((what, json.loads(body)))
        return b'[{"code": "A"}, {"code": "B"}]'

    monkeypatch.setattr(inside, "_asked", answer)

    assert ["A", "B"] == inside.codes(tmp_path, 2)
    ((what, order),) = asked
    assert ("codes", "F0", "long", 2) == (what, order["level"], order["form"], order["count"])
