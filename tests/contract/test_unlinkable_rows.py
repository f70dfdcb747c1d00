"""What a store's own bookkeeping tells of who uploaded what together: nothing, on any store."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from bluezone.exchange.leaps import Leaps
from bluezone.exchange.operations import read_backup, write_backup
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store import mingling, open_store
from bluezone.exchange.store.entries import StagedEntry
from bluezone.exchange.store.tables import code_keys, metadata
from bluezone.protocol.batch import GroupKey, Infectivity
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.disclosure import Level
from bluezone.protocol.messages import ReportRequest
from tests.support.exchange.databases import store_address
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import TODAY, Scene, play
from tests.support.exchange.sqlite_pages import as_they_lie

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


ONE_AFTER_ANOTHER = (0, 1, 2, 3, 4)
THE_OTHER_WAY = (4, 2, 0, 3, 1)
HALF_PAST_MIDNIGHT_MS = TODAY.start_ms + 30 * MINUTE_MS
"""Seeds of the day before wait for two o'clock; older ones come out at one."""


async def arriving(scene: Scene, order: tuple[int, ...]) -> list[bytes]:
    """The same phones with the same seeds, in some order; all their seeds."""
    codes = [await scene.code() for _ in order]
    seeds = {number: seeds_of_days(random.Random(number), range(TODAY.number - 4, TODAY.number)) for number in order}
    for number in order:
        await scene.phone(number).disclose(codes[number], seeds[number])
    return sorted(retired.seed.value for several in seeds.values() for retired in several)


@pytest.mark.parametrize("hours", [0, 1])
def test_a_copy_of_sqlites_file_does_not_show_who_came_after_whom(tmp_path: Path, hours: int) -> None:
    """Neither of seeds that are out nor of those that wait: the file is the same in whatever order phones came."""

    def lying(folder: Path, order: tuple[int, ...]) -> list[bytes]:
        async def story(scene: Scene) -> list[bytes]:
            seeds = await arriving(scene, order)
            scene.move_by(hours * HOUR_MS)
            await scene.exchange.tick(Leaps(scene.now_ms // 1000))
            return as_they_lie(folder / "exchange.db", seeds)

        return play(folder, story, now_ms=HALF_PAST_MIDNIGHT_MS)

    one, other = lying(tmp_path / "one", ONE_AFTER_ANOTHER), lying(tmp_path / "other", THE_OTHER_WAY)

    assert 2 * 4 * PHONES == len(one)
    assert one == other


@pytest.mark.parametrize("published", [False, True])
def test_a_copy_of_sqlites_file_does_not_show_which_entries_are_dummies(tmp_path: Path, published: bool) -> None:
    """The file is the same whichever of a window's entries were staged and which were drawn."""

    def lying(folder: Path, staged: range) -> list[bytes]:
        folder.mkdir()
        store = open_store(f"sqlite:///{folder / 'exchange.db'}")
        window = stored_entries.Window(1, 0, 3_600, 1, 14)
        seeds = [one for number, one in enumerate(window_full(window.end_s)) if number % 16 in staged]
        dummies = [one for number, one in enumerate(window_full(window.end_s)) if number % 16 not in staged]
        with store.transaction() as connection:
            stored_entries.add_entries(connection, seeds)
        with store.transaction() as connection:
            stored_entries.add_entries(connection, dummies, dummy=True)
            stored_entries.add_window(connection, window)
            mingling.mingle_window(connection, window.end_s)
        if published:
            with store.transaction() as connection:
                stored_entries.mark_published(connection, window)
        store.forget_order()
        store.close()
        return as_they_lie(folder / "exchange.db", [one.entry for one in (*seeds, *dummies)])

    assert lying(tmp_path / "one", range(5)) == lying(tmp_path / "other", range(5, 10))


def window_full(end_s: int) -> list[StagedEntry]:
    """Sixteen entries in each of a few groups."""
    groups = [GroupKey(TODAY.plus(-age), Level.F0, infectivity) for age in range(6) for infectivity in Infectivity]
    chance = random.Random(1)
    return [StagedEntry(end_s, group, chance.randbytes(16)) for group in groups for _ in range(16)]


def test_a_backup_does_not_keep_the_order_of_its_hour(tmp_path: Path) -> None:
    def backed_up(folder: Path, order: tuple[int, ...]) -> list[bytes]:
        async def story(scene: Scene) -> list[bytes]:
            seeds = await arriving(scene, order)
            write_backup(scene.exchange.settings, folder / "backup", bytes(32))
            return seeds

        seeds = play(folder, story, now_ms=HALF_PAST_MIDNIGHT_MS)
        read_backup(folder / "backup", bytes(32), folder / "unpacked")
        return as_they_lie(folder / "unpacked" / "exchange.db", seeds)

    one, other = backed_up(tmp_path / "one", ONE_AFTER_ANOTHER), backed_up(tmp_path / "other", THE_OTHER_WAY)

    assert 2 * 4 * PHONES == len(one)
    assert one == other


def as_it_lies(address: str, table: str) -> bytes:
    """A table's file on PostgreSQL."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(f"SELECT pg_read_binary_file(pg_relation_filepath('{table}'))").fetchone()
    assert row is not None
    return bytes(row[0])


def test_a_day_key_and_a_report_that_are_erased_do_not_lie_in_postgresqls_files_any_more(
    postgresql: str, tmp_path: Path
) -> None:
    """By itself it clears a table once dozens of its rows were erased: of day keys that takes two months."""
    sealed = random.Random(1).randbytes(1_500)

    async def story(scene: Scene):
        await scene.code()
        await scene.phone().call(ReportRequest(sealed))
        with scene.exchange.store.transaction() as connection:
            (key,) = connection.execute(sa.select(code_keys.c.key)).scalars()
        lay = [key in as_it_lies(postgresql, "code_keys"), sealed in as_it_lies(postgresql, "reports")]
        waiting = (await scene.internal.get("/internal/v1/reports")).json()
        filed = {"ids": [one["id"] for one in waiting]}
        await scene.internal.post("/internal/v1/reports/acknowledged", json=filed)
        scene.move_by(4 * DAY_MS)
        await scene.exchange.publisher.clearing.forget(scene.now_ms // 1000)
        return lay, [key in as_it_lies(postgresql, "code_keys"), sealed in as_it_lies(postgresql, "reports")]

    assert ([True, True], [False, False]) == play(tmp_path, story, store_url=postgresql)
