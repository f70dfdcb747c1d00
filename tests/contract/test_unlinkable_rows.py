"""What a store's own bookkeeping tells of who uploaded what together: nothing, on any store."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bluezone.exchange.leaps import Leaps
from bluezone.exchange.store import mingling, open_store
from bluezone.exchange.store.tables import metadata
from bluezone.protocol.calendar import HOUR_MS
from tests.support.databases import store_address
from tests.support.exchange_client import seeds_of_days
from tests.support.exchanges import TODAY, Scene, play

PHONES = 5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with store_address("postgresql", tmp_path_factory.mktemp("store")) as found:
        yield found


@pytest.fixture
def postgresql(server: str) -> str:
    """A database where no row has lain before: what was erased would make room in the middle."""
    opened = open_store(server)
    with opened.transaction() as connection:
        for table in metadata.sorted_tables:
            connection.exec_driver_sql(f"TRUNCATE {table.name}")
    opened.close()
    return server


async def disclosed(scene: Scene, first: int = 0) -> list[set[bytes]]:
    """One upload after another, each in a commit of its own; the seeds of each."""
    uploads = []
    for number in range(first, first + PHONES):
        seeds = seeds_of_days(random.Random(number), range(TODAY.number - 3, TODAY.number))
        await scene.phone(number).disclose(await scene.code(), seeds)
        uploads.append({retired.seed.value for retired in seeds})
    return uploads


def traces(scene: Scene) -> list[tuple[bytes, str]]:
    """(entry, the transaction that wrote it) of every row as it lies on disk, from the first to the last."""
    with scene.exchange.store.transaction() as connection:
        query = "SELECT entry, xmin::text FROM entries ORDER BY ctid"
        return [(bytes(entry), writer) for entry, writer in connection.exec_driver_sql(query)]


def test_rows_just_written_do_tell_on_postgresql_which_is_why_they_are_written_anew(
    postgresql: str, tmp_path: Path
) -> None:
    async def story(scene: Scene):
        return await disclosed(scene), traces(scene)

    uploads, rows = play(tmp_path, story, store_url=postgresql)

    by_writer: dict[str, set[bytes]] = {}
    for entry, writer in rows:
        by_writer.setdefault(writer, set()).add(entry)
    assert sorted(map(sorted, uploads)) == sorted(map(sorted, by_writer.values()))


def test_waiting_seeds_of_all_uploads_share_writer_and_order_after_a_minute(postgresql: str, tmp_path: Path) -> None:
    async def story(scene: Scene):
        uploads = await disclosed(scene)
        scene.move_by(60_000)
        await scene.exchange.tick(Leaps(scene.exchange.publisher.closed_until_s))
        return uploads, traces(scene)

    uploads, rows = play(tmp_path, story, store_url=postgresql)

    assert set().union(*uploads) == {entry for entry, _ in rows}
    assert 1 == len({writer for _, writer in rows})
    assert sorted(entry for entry, _ in rows) == [entry for entry, _ in rows]


def test_a_crowd_is_left_in_peace_and_who_comes_later_joins_the_next_one(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(scene: Scene):
        groups = []
        for _ in range(2):
            await disclosed(scene, first=PHONES * len(groups))
            scene.move_by(60_000)
            await scene.exchange.tick(Leaps(scene.exchange.publisher.closed_until_s))
            groups.append(traces(scene))
        return groups

    monkeypatch.setattr(mingling, "CROWD", 3 * PHONES)
    first, both = play(tmp_path, story, store_url=postgresql)

    (crowd,) = {writer for _, writer in first}
    writers = Counter(writer for _, writer in both)
    assert {3 * PHONES} == set(writers.values())
    assert 2 == len(writers)
    assert crowd in writers


@pytest.mark.parametrize("cut_off", [False, True])
def test_a_window_shows_neither_uploads_nor_dummies_from_its_closing_on(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut_off: bool
) -> None:
    """Also while its file cannot be written."""

    async def story(scene: Scene):
        uploads = await disclosed(scene)
        scene.move_by(HOUR_MS)
        if cut_off:
            monkeypatch.setattr(scene.exchange.files, "create", full)
            with pytest.raises(OSError, match="full"):
                await scene.exchange.publisher.publish_due()
        else:
            await scene.publish()
        return uploads, traces(scene)

    uploads, rows = play(tmp_path, story, store_url=postgresql)

    assert set().union(*uploads) < {entry for entry, _ in rows}
    assert 1 == len({writer for _, writer in rows})
    assert sorted(entry for entry, _ in rows) == [entry for entry, _ in rows]


def full(_name: str, _data: bytes) -> None:
    raise OSError("the disk is full")


def test_rows_that_were_written_anew_are_not_kept_beside(postgresql: str, tmp_path: Path) -> None:
    async def story(scene: Scene):
        await disclosed(scene)
        scene.move_by(HOUR_MS)
        await scene.publish()

    play(tmp_path, story, store_url=postgresql)

    opened = open_store(postgresql)
    with opened.transaction() as connection:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pgstattuple")
        dead = connection.exec_driver_sql("SELECT dead_tuple_count FROM pgstattuple('entries')").scalar_one()
    opened.close()
    assert 0 == dead


def test_sqlite_has_no_row_ids_that_could_tell(tmp_path: Path) -> None:
    async def story(scene: Scene):
        await disclosed(scene)
        told = {}
        with scene.exchange.store.engine.connect() as connection:
            for table in ("entries", "codes", "certificates", "reports"):
                try:
                    connection.exec_driver_sql(f"SELECT rowid FROM {table}")
                    told[table] = True
                except sa.exc.OperationalError:
                    told[table] = False
            lie = [bytes(row.entry) for row in connection.exec_driver_sql("SELECT entry, day FROM entries")]
        return told, lie

    told, lie = play(tmp_path, story)

    assert {"entries": False, "codes": False, "certificates": False, "reports": False} == told
    assert 3 * PHONES == len(set(lie))


def test_nothing_is_written_anew_where_all_share_a_writer_already(postgresql: str, tmp_path: Path) -> None:
    async def story(scene: Scene):
        await disclosed(scene)
        for _ in range(2):
            scene.move_by(60_000)
            await scene.exchange.tick(Leaps(scene.exchange.publisher.closed_until_s))
            seen.append(traces(scene))

    seen: list[list[tuple[bytes, str]]] = []
    play(tmp_path, story, store_url=postgresql)

    assert seen[0] == seen[1]
