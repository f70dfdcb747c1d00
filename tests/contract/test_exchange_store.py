"""One suite over every store of the exchange: what is promised of SQLite is promised of PostgreSQL."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import alembic.autogenerate
import alembic.command
import psycopg
import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bluezone.exchange.codes import CodeOrder, Redemption, issue_code
from bluezone.exchange.errors import RefusedCallError, RequestError, StoreError
from bluezone.exchange.retention import erase_from_store
from bluezone.exchange.staging import Staging
from bluezone.exchange.store import SharedWork, Store, Writer, at_once, open_store, opening, tables
from bluezone.exchange.store import codes as stored_codes
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store.at_once import told_at_once
from bluezone.exchange.store.codes import CodeState
from bluezone.exchange.store.entries import StagedEntry, Window
from bluezone.exchange.store.log import Leaf
from bluezone.exchange.store.many import write_at_once
from bluezone.exchange.store.mingling import mingle_waiting
from bluezone.exchange.store.opening import newest_change
from bluezone.exchange.store.tables import code_keys, metadata
from bluezone.exchange.store.waiting import open_ends
from bluezone.exchange.upload_rules import Upload
from bluezone.protocol.batch import GroupKey, Infectivity
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.disclosure import Certificate, Level
from bluezone.protocol.index import Published
from bluezone.protocol.messages import DisclosedSeed
from bluezone.protocol.signature import Kind
from tests.support.exchange.databases import emptied_store, store_address
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, play

pytestmark = pytest.mark.in_turn(of=3)
NOON_S = NOON_MS // 1000
PROFILE = PathogenProfile()
GROUP = GroupKey(TODAY.plus(-1), Level.F0, Infectivity.HIGH)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request, tmp_path_factory) -> Iterator[str]:
    with store_address(request.param, tmp_path_factory.mktemp("store")) as found:
        yield found


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with emptied_store(address) as opened:
        yield opened


def entropy_of(seed: int):
    return random.Random(seed).randbytes


def issue(store: Store, seed: int = 1, order: CodeOrder | None = None):
    with store.transaction() as connection:
        order = order or CodeOrder(Level.F0, TODAY)
        return issue_code(connection, order, PROFILE, now_s=NOON_S, entropy=entropy_of(seed))


def redeem(store: Store, *redemptions: tuple[str, bytes, int]):
    works = [Redemption(code, commitment, now_s, PROFILE, entropy_of(9)) for code, commitment, now_s in redemptions]
    with store.transaction() as connection:
        told = told_at_once(connection, Redemption.asks(connection.dialect, works))
        done = Redemption.together(connection, works, told)
        write_at_once(connection, done.writes)
        return done.outcomes


def test_the_migrations_build_exactly_the_tables_that_the_code_uses(store: Store) -> None:
    with store.transaction() as connection:
        differences = alembic.autogenerate.compare_metadata(MigrationContext.configure(connection), metadata)

    assert [] == differences


def test_opening_it_again_changes_nothing(store: Store, address: str) -> None:
    issued = issue(store)
    again = open_store(address)
    try:
        with again.transaction() as connection:
            found = stored_codes.find_handle(connection, issued.handle)
    finally:
        again.close()

    assert found is not None


def test_a_store_that_is_up_to_date_is_opened_without_looking_for_changes(
    store: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alembic.command, "upgrade", lambda *_asked: pytest.fail("changes were looked for"))

    open_store(address).close()


def test_a_store_that_saw_an_earlier_change_last_is_brought_up_to_date_only_when_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, asked = open_store(f"sqlite:///{tmp_path / 'own.db'}"), list[object]()
    with own.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    own.close()
    monkeypatch.setattr(alembic.command, "upgrade", lambda _config, to: asked.append(to))

    with pytest.raises(StoreError, match="run `bluezone upgrade"):
        open_store(f"sqlite:///{tmp_path / 'own.db'}")
    assert [] == asked

    open_store(f"sqlite:///{tmp_path / 'own.db'}", may_change=True).close()
    assert ["head"] == asked


def test_the_name_of_the_last_file_is_the_newest_change() -> None:
    folder = Path(inspect.getfile(opening)).parent / "migrations"

    assert [newest_change()] == ScriptDirectory(folder).get_heads()


@pytest.mark.every_run
def test_commits_are_durable(store: Store) -> None:
    assert store.synchronous in {"FULL", "ON"}


@pytest.mark.every_run
def test_a_code_is_nowhere_in_clear(store: Store) -> None:
    issued = issue(store)
    with store.transaction() as connection:
        rows = [str(connection.execute(sa.select(table)).all()) for table in metadata.sorted_tables]

    assert issued.code not in "".join(rows)


@pytest.mark.every_run
def test_what_goes_wrong_is_told_without_what_was_to_be_written(store: Store) -> None:
    """An error that nobody foresaw is printed, and so kept by whoever keeps what services say."""
    key = b"the key of a day, of 32 bytes..."
    twice = [{"day": TODAY.number, "key": key}] * 2
    with pytest.raises(sa.exc.IntegrityError) as told, store.transaction() as connection:
        connection.execute(code_keys.insert(), twice)

    assert "[parameters" not in str(told.value)
    assert repr(key) not in str(told.value)
    assert f"({TODAY.number})" not in f"{told.value} {told.value.orig}"


@pytest.mark.every_run
def test_of_two_phones_with_one_code_in_the_same_moment_one_gets_the_certificate(store: Store) -> None:
    code = issue(store).code

    first, second, repeated = redeem(
        store, (code, b"1" * 32, NOON_S), (code, b"2" * 32, NOON_S), (code, b"1" * 32, NOON_S)
    )

    assert isinstance(first, Certificate)
    assert isinstance(second, RefusedCallError)
    assert first == repeated


@pytest.mark.every_run
def test_a_row_that_somebody_else_swapped_first_stops_the_group(store: Store) -> None:
    issued = issue(store)
    with store.transaction() as connection:
        code = stored_codes.find_handle(connection, issued.handle)
        assert code is not None
    redeem(store, (issued.code, b"1" * 32, NOON_S))

    with pytest.raises(StoreError, match="same moment"), store.transaction() as connection:
        write_at_once(connection, [stored_codes.as_redeemed([code])])


def an_upload(seed: int) -> Staging:
    drawn = entropy_of(seed)
    days = range(TODAY.number - 9, TODAY.number)
    certificate = Certificate(drawn(32), Level.F1, days[0], days[0], days[-1], NOON_S + 3_600)
    seeds = tuple(DisclosedSeed(day, 0, 95, drawn(16)) for day in days)
    return Staging(drawn(32), Upload(certificate, drawn(32), seeds, NOON_MS), PROFILE)


@pytest.mark.every_run
@pytest.mark.parametrize("in_order", [1, -1], ids=["codes first", "uploads first"])
def test_what_calls_of_all_kinds_bring_together_is_all_there(store: Store, in_order: int) -> None:
    codes = [issue(store, seed).code for seed in range(3)]
    calls = [Redemption(code, bytes(32), NOON_S, PROFILE, entropy_of(9)) for code in codes]
    uploads = [an_upload(seed) for seed in range(3)]

    done_together(store, [*calls, *uploads][::in_order])

    with store.transaction() as connection:
        states = connection.execute(sa.select(tables.codes.c.state)).scalars().all()
        used = connection.execute(sa.select(tables.certificates.c.hash)).scalars().all()
        seeds = connection.execute(sa.select(sa.func.count()).select_from(tables.entries)).scalar_one()
    assert [CodeState.REDEEMED] * 3 == states
    assert {one.certificate for one in uploads} == set(used)
    assert 3 * 9 == seeds


def done_together(store: Store, works: list[SharedWork[Any]]) -> None:
    """By the writer, in one turn."""

    async def do() -> None:
        writer, begun, held = Writer(store, 100), threading.Event(), threading.Event()
        first = writer.do(lambda _connection: (begun.set(), held.wait(60)))
        await asyncio.to_thread(begun.wait)
        company = [writer.do(work) for work in works]
        held.set()
        await asyncio.gather(first, *company)
        await writer.stop()

    asyncio.run(do())


@pytest.mark.every_run
def test_calls_of_all_kinds_go_to_the_database_three_times_together(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They ask, ask for codes, and write with the commit behind it: to be woken costs the writer more than to ask."""
    if not store.is_shared:
        pytest.skip("nobody goes anywhere to ask a file")
    codes, trips = [issue(store, seed).code for seed in range(3)], list[str]()
    results, commit = at_once._results, psycopg.Connection.commit
    monkeypatch.setattr(at_once, "_results", lambda line: (trips.append("asked"), results(line))[1])

    def committed(driver: psycopg.Connection[Any]) -> None:
        if driver.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            trips.append("committed")
        commit(driver)

    async def call() -> list[type]:
        writer, begun, held = Writer(store, 100), threading.Event(), threading.Event()
        first = writer.do(lambda _connection: (begun.set(), held.wait(60), trips.clear()))
        await asyncio.to_thread(begun.wait)
        redeemed = [Redemption(code, bytes(32), NOON_S, PROFILE, entropy_of(9)) for code in codes]
        company = [writer.do(work) for work in [*redeemed, *map(an_upload, range(3))]]
        monkeypatch.setattr(psycopg.Connection, "commit", committed)
        held.set()
        _, *told = await asyncio.gather(first, *company)
        await writer.stop()
        return [type(one) for one in told]

    assert [Certificate] * 3 + [bool] * 3 == asyncio.run(call())
    assert ["asked"] * (1 + 3) == trips  # and the end of the turn before, for which they had to wait


@pytest.mark.every_run
def test_the_portal_learns_state_and_date_and_nothing_finer(store: Store) -> None:
    from bluezone.exchange.codes import code_status

    issued = issue(store)
    with store.transaction() as connection:
        before = code_status(connection, issued.handle, NOON_S)
        expired = code_status(connection, issued.handle, NOON_S + 7200)
    redeem(store, (issued.code, b"1" * 32, NOON_S))
    with store.transaction() as connection:
        after = code_status(connection, issued.handle, NOON_S + 7200)
        with pytest.raises(RequestError, match="no code is known"):
            code_status(connection, bytes(16), NOON_S)

    assert ["issued", "expired", "redeemed"] == [before.state, expired.state, after.state]
    assert {TODAY.date} == {before.date, expired.date, after.date}


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (CodeOrder(Level.F0, TODAY.plus(1)), "future"),
        (CodeOrder(Level.F0, TODAY.plus(-24)), "so long ago"),
        (CodeOrder(Level.F1, TODAY.plus(-14)), "so long ago"),
        (CodeOrder(Level.F0, TODAY, TODAY), "belongs to an F1"),
        (CodeOrder(Level.F1, TODAY, TODAY.plus(1)), "future"),
    ],
)
def test_a_code_that_could_publish_nothing_is_not_issued(store: Store, order: CodeOrder, reason: str) -> None:
    with pytest.raises(RequestError, match=reason):
        issue(store, order=order)


@pytest.mark.every_run
def test_the_same_place_cannot_be_taken_twice(store: Store) -> None:
    entry = StagedEntry(NOON_S, GROUP, b"e" * 16)

    with pytest.raises((sa.exc.IntegrityError, psycopg.IntegrityError)), store.transaction() as connection:
        stored_entries.add_entries(connection, [entry, entry])


@pytest.mark.every_run
@pytest.mark.parametrize("hangs_up", [False, True], ids=["what is there already", "a database that hung up"])
def test_of_a_turn_that_broke_nothing_is_left_and_the_next_goes_on(store: Store, *, hangs_up: bool) -> None:
    """What goes past the engine breaks where that does not see it."""
    one, other = (StagedEntry(NOON_S, GROUP, seed * 16) for seed in (b"e", b"f"))
    if hangs_up and not store.is_shared:
        pytest.skip("nobody hangs up on a file")

    def broken() -> None:
        with store.turn() as connection:
            stored_entries.add_entries(connection, [one])
            if hangs_up:
                hang_up_on(connection, store)
            stored_entries.add_entries(connection, [one])

    with pytest.raises((sa.exc.DBAPIError, psycopg.IntegrityError)):
        broken()
    with store.turn() as connection:
        stored_entries.add_entries(connection, [other])
        known = stored_entries.known_levels(connection, [one.entry, other.entry])

    assert {other.entry} == {entry for entry, _ in known}


def hang_up_on(connection: sa.Connection, store: Store) -> None:
    """As a server does that is restarted."""
    number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with store.transaction() as another:
        another.execute(sa.select(sa.func.pg_terminate_backend(number, 5_000))).all()


@pytest.mark.every_run
def test_bytes_of_every_value_are_found_as_they_were_put_down_however_many(store: Store) -> None:
    every = [bytes([value]) * 16 for value in range(256)]
    with store.transaction() as connection:
        stored_entries.add_entries(connection, [StagedEntry(NOON_S, GROUP, one) for one in every])
        asked = [*every, *(number.to_bytes(16, "big") for number in range(1_000, 21_000))]
        known = stored_entries.known_levels(connection, asked)

    assert set(every) == {entry for entry, _ in known}


def test_seeds_are_looked_for_by_their_index_also_before_the_database_has_counted_its_tables(store: Store) -> None:
    """To an exchange of a few minutes each turn took longer than the one before."""
    drawn = random.Random(1).randbytes
    explain = "EXPLAIN " if store.is_shared else "EXPLAIN QUERY PLAN "
    with store.transaction() as connection:
        stored_entries.add_entries(connection, [StagedEntry(NOON_S, GROUP, drawn(16)) for _ in range(3_000)])
        question = stored_entries.KNOWN.for_values(connection.dialect, [drawn(16) for _ in range(140)])
        plan = str(told_at_once(connection, [dataclasses.replace(question, words=explain + question.words)]))

    assert "entries_by_entry" in plan
    assert "Seq Scan on entries" not in plan


@pytest.mark.every_run
def test_the_highest_level_of_a_known_seed_is_found_by_seed_and_day(store: Store) -> None:
    f1 = GroupKey(TODAY.plus(-1), Level.F1, Infectivity.STANDARD)
    with store.transaction() as connection:
        stored_entries.add_entries(connection, [StagedEntry(NOON_S, f1, b"e" * 16)])
        stored_entries.add_entries(connection, [StagedEntry(NOON_S + 3600, GROUP, b"e" * 16)])
        known = stored_entries.known_levels(connection, [b"e" * 16, b"f" * 16])

    assert {(b"e" * 16, TODAY.number - 1): Level.F0} == known


@pytest.mark.every_run
def test_each_entry_lies_in_its_own_group_also_where_nobody_else_keeps_that_group(store: Store) -> None:
    """As a restore hands them over; a group that is let go of leaves its place in memory to the next."""
    days = [TODAY.plus(-age) for age in range(1, 101)]
    one_by_one = (
        StagedEntry(NOON_S, GroupKey(day, Level.F1, Infectivity.STANDARD), day.number.to_bytes(16, "big"))
        for day in days
    )
    with store.transaction() as connection:
        stored_entries.add_entries(connection, one_by_one)
        held = stored_entries.entries_of_window(connection, NOON_S)

    assert {day: [day.number.to_bytes(16, "big")] for day in days} == {key.day: held[key] for key in held}


@pytest.mark.every_run
def test_a_window_remembers_what_it_holds_until_it_is_out(store: Store) -> None:
    window = Window(1, NOON_S - 3600, NOON_S, 1, 14)
    with store.transaction() as connection:
        stored_entries.add_window(connection, window)
        stored_entries.add_entries(connection, [StagedEntry(NOON_S, GROUP, b"e" * 16)])
        stored_entries.add_entries(connection, [StagedEntry(NOON_S, GROUP, b"d" * 16)], dummy=True)
        unfinished = stored_entries.unpublished_windows(connection)
        held = stored_entries.entries_of_window(connection, NOON_S)
        stored_entries.mark_published(connection, window)
        finished = stored_entries.unpublished_windows(connection)

    assert ([window], []) == (unfinished, finished)
    assert {GROUP: [b"d" * 16, b"e" * 16]} == {key: sorted(column) for key, column in held.items()}


def stage(store: Store, end_s: int, count: int = 1, *, closed_as: int | None = None) -> None:
    """So many entries in a window, which is closed as this sequence or not at all."""
    with store.transaction() as connection:
        staged = [StagedEntry(end_s, GROUP, random.Random(end_s + number).randbytes(16)) for number in range(count)]
        stored_entries.add_entries(connection, staged)
        if closed_as is not None:
            window = Window(closed_as, end_s - 3_600, end_s, 1, 14, published=True)
            stored_entries.add_window(connection, window)


@pytest.mark.every_run
def test_windows_that_wait_are_found_before_between_and_behind_those_that_are_closed(store: Store) -> None:
    with store.transaction() as connection:
        of_nothing = open_ends(connection)
    for end_s, closed_as in ((3_600, None), (7_200, 1), (10_800, None), (14_400, 2), (18_000, None)):
        stage(store, end_s, closed_as=closed_as)

    with store.transaction() as connection:
        before = open_ends(connection)
        stored_entries.move_into_window(connection, 18_000, GROUP.day)
        after, counts = open_ends(connection), stored_entries.counts_of_window(connection, 18_000)

    assert ([], [3_600, 10_800, 18_000], [18_000]) == (of_nothing, before, after)
    assert {GROUP: 3} == counts


def test_closing_an_hour_costs_no_more_beside_all_that_is_published(tmp_path: Path) -> None:
    """In steps of SQLite's own machine: in a country a fortnight is millions of rows, and calls wait meanwhile."""

    def steps_beside(published: int) -> int:
        steps = [0]
        opened = open_store(f"sqlite:///{tmp_path / f'{published}.db'}")
        stage(opened, 3_600, published, closed_as=1)
        stage(opened, 7_200)
        with opened.transaction() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.set_progress_handler(lambda: steps.__setitem__(0, steps[0] + 1), 100)
            stored_entries.move_into_window(connection, 10_800, GROUP.day)
            mingle_waiting(connection)
            raw.set_progress_handler(None, 0)
        opened.close()
        return steps[0]

    few, many = steps_beside(16), steps_beside(16_000)

    assert many <= few + 1


@pytest.mark.every_run
def test_a_leaf_is_written_once(store: Store) -> None:
    published = Published(Kind.BATCH, 1, bytes(32), 10, NOON_S)
    with store.transaction() as connection:
        stored_log.add_leaf(connection, Leaf(0, published))

    with pytest.raises(sa.exc.IntegrityError), store.transaction() as connection:
        stored_log.add_leaf(connection, Leaf(1, published))


@pytest.mark.every_run
def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fails() -> None:
        with store.transaction() as connection:
            stored_log.set_mark(connection, "a", 1)
            raise RuntimeError("in between")

    with pytest.raises(RuntimeError, match="in between"):
        fails()

    with store.transaction() as connection:
        assert stored_log.mark(connection, "a") is None


@pytest.mark.every_run
def test_marks_reports_and_totals_add_up(store: Store) -> None:
    with store.transaction() as connection:
        stored_log.set_mark(connection, "a", 1)
        stored_log.set_mark(connection, "a", 2)
        stored_log.add_report(connection, b"i" * 16, b"sealed", TODAY)
        stored_entries.add_to_totals(connection, TODAY, 3)
        stored_entries.add_to_totals(connection, TODAY, 4)
        write_at_once(connection, stored_entries.as_uploaded([(b"h" * 32, NOON_S)], TODAY, []))
        mark, waiting = stored_log.mark(connection, "a"), stored_log.waiting_reports(connection, 10)
        totals = stored_entries.upload_totals(connection)

    assert (2, [(b"i" * 16, b"sealed")], {TODAY: 8}) == (mark, waiting, totals)


@pytest.mark.every_run
def test_erasing_runs_on_it(store: Store) -> None:
    issue(store)
    with store.transaction() as connection:
        erase_from_store(connection, NOON_S + 3 * 86_400)
        left = connection.execute(sa.select(sa.func.count()).select_from(metadata.tables["codes"])).scalar_one()

    assert 0 == left


@pytest.mark.every_run
def test_one_broken_piece_of_work_does_not_take_the_group_with_it(store: Store) -> None:
    published = Published(Kind.BATCH, 1, bytes(32), 10, NOON_S)

    async def write_all():
        writer = Writer(store, 100)
        jobs = [
            writer.do(lambda connection, number=number: stored_log.add_leaf(connection, Leaf(number, published)))
            for number in range(3)
        ]
        outcomes = await asyncio.gather(*jobs, return_exceptions=True)
        await writer.stop()
        return outcomes

    first, *failures = asyncio.run(write_all())

    assert first is None
    assert [True, True] == [isinstance(failure, sa.exc.IntegrityError) for failure in failures]


def test_the_whole_chain_runs_on_it(address: str, store: Store, tmp_path: Path) -> None:
    from tests.support.exchange.exchange_client import seeds_of_days

    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        await scene.publish_tomorrow()
        found = await scene.published_entries()
        return [len(found[retired.seed.value]) for retired in seeds]

    assert [1, 1] == play(tmp_path, story, store_url=address)


def test_an_address_that_makes_no_sense_is_refused_in_one_line() -> None:
    for nonsense in ("mysql://x/y", "nonsense", "postgresql://x@127.0.0.1:1/none"):
        with pytest.raises(StoreError):
            open_store(nonsense)
