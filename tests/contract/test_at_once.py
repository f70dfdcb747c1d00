"""Statements that are sent at once are answered as if one had gone after the other, on either database."""

from __future__ import annotations

import contextlib
import itertools
import random
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from bluezone.exchange.errors import StoreError
from bluezone.exchange.store import Question, Store, open_store, opening
from bluezone.exchange.store.at_once import told_at_once
from bluezone.exchange.store.many import Added, Among, Changed, write_at_once
from bluezone.exchange.store.tables import certificates, code_keys, codes
from tests.support.exchange.databases import emptied_store, store_address

USED = Added(tuple(certificates.c))
KEYS = Added(tuple(code_keys.c))
HASHES = Among(certificates.c.hash, tuple(certificates.c))
COUNT = Question("SELECT count(*) FROM certificates")
FAILS = Question("SELECT day / 0 FROM nowhere")
_WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request, tmp_path_factory) -> Iterator[str]:
    with store_address(request.param, tmp_path_factory.mktemp("store")) as found:
        yield found


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with emptied_store(address) as opened:
        yield opened


def used(count: int, seed: int = 1) -> list[tuple[bytes, int, int]]:
    drawn = random.Random(seed).randbytes
    return [(drawn(32), 1_600_000_000 + number, number) for number in range(count)]


def kept(store: Store) -> int:
    with store.transaction() as connection:
        ((found,),) = told_at_once(connection, [COUNT])[0].rows
    return found


def test_each_is_answered_in_order_and_sees_what_those_before_it_did(store: Store):
    rows = used(3)
    with store.transaction() as connection:
        USED.add(connection, rows)
        asked = [HASHES.for_values(connection.dialect, [one[0]]) for one in reversed(rows)]
        told = told_at_once(connection, [COUNT, *asked, COUNT])

    assert [[(3,)], *([row] for row in reversed(rows)), [(3,)]] == [answer.rows for answer in told]


def test_whoever_asks_nothing_is_not_kept_waiting_for_an_answer(store: Store):
    """As a turn in which nobody brings anything: not even a transaction is begun for it."""
    with store.transaction() as connection:
        told = told_at_once(connection, [])
        write_at_once(connection, [(USED, []), (KEYS, [])])
        line = connection.connection.driver_connection

        assert [] == told
        assert not store.is_shared or line.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_the_same_words_may_stand_twice_in_one_go_also_where_nobody_has_sent_them_before(store: Store):
    with store.transaction() as connection:
        told = [told_at_once(connection, [COUNT, COUNT]) for _ in range(2)]

    assert {((0,),)} == {tuple(answer.rows) for answer in itertools.chain(*told)}


def test_rows_of_several_tables_go_in_at_once_and_none_of_no_rows(store: Store):
    with store.transaction() as connection:
        write_at_once(connection, [(USED, used(2)), (KEYS, []), (USED, used(1, seed=2))])
        found = told_at_once(connection, [COUNT, Question("SELECT count(*) FROM code_keys")])

    assert [[(3,)], [(0,)]] == [answer.rows for answer in found]


def test_what_was_sent_is_not_there_if_the_transaction_does_not_hold(store: Store):
    """The driver would have begun one; who speaks past it has to begin it."""

    def broken() -> None:
        with store.transaction() as connection:
            USED.add(connection, used(2))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        broken()

    assert 0 == kept(store)


def test_of_what_fails_nothing_is_left_nobody_reads_a_value_and_the_same_line_goes_on(store: Store):
    rows = used(2)
    with store.transaction() as connection:
        line = connection.connection.driver_connection
        USED.add(connection, rows[:1])

    with pytest.raises((sa.exc.IntegrityError, psycopg.IntegrityError)) as caught, store.transaction() as connection:
        write_at_once(connection, [(USED, rows[1:]), (USED, rows[:1]), (KEYS, [(1, b"k" * 32)])])

    with store.transaction() as connection:
        assert line is connection.connection.driver_connection
        told = told_at_once(connection, [COUNT, Question("SELECT count(*) FROM code_keys")])
    assert [[(1,)], [(0,)]] == [answer.rows for answer in told]
    assert rows[0][0].hex() not in str(caught.value)
    assert "\n" not in str(caught.value.args[0])


def test_what_stands_before_one_that_fails_was_prepared_and_what_stands_behind_it_was_not(store: Store):
    one, other = (Question(f"SELECT count(*) + {number} FROM certificates") for number in (1, 2))
    for _ in range(2):
        with pytest.raises((sa.exc.DBAPIError, psycopg.Error)), store.transaction() as connection:
            told_at_once(connection, [one, FAILS, other])

    with store.transaction() as connection:
        told = told_at_once(connection, [other, one])

    assert [[(2,)], [(1,)]] == [answer.rows for answer in told]


def test_more_than_a_line_takes_at_once_goes_all_the_same_and_comes_back(store: Store):
    rows = used(30_000)
    with store.transaction() as connection:
        write_at_once(connection, [(USED, rows[:15_000]), (USED, rows[15_000:])])
        found = HASHES.rows(connection, [one[0] for one in rows])

    assert sorted(rows) == sorted(found)


def test_numbers_nothings_and_bytes_of_no_length_are_told_as_they_were_put_down(store: Store):
    columns = (codes.c.code_hash, codes.c.first_day, codes.c.expires_s, codes.c.retry_tag)
    others = (codes.c.handle, codes.c.state, codes.c.state_day, codes.c.level, codes.c.onset_day)
    rows = [
        (bytes([number]) * 32, first, expires_s, tag, bytes([number]) * 16, 0, 0, 0, 0)
        for number, (first, expires_s, tag) in enumerate([(None, -1, None), (0, 1 << 40, b""), (-70_000, 0, b"\0\xff")])
    ]
    with store.transaction() as connection:
        Added((*columns, *others)).add(connection, rows)
        found = Among(codes.c.code_hash, columns).rows(connection, [row[0] for row in rows])

    assert [row[:4] for row in rows] == sorted(found)


REDEEMED = Changed((codes.c.code_hash, codes.c.state), where=codes.c.state, stands=0)


def waiting(*hashes: bytes) -> tuple[Added, list[tuple[object, ...]]]:
    """Codes that nobody has redeemed."""
    return Added(tuple(codes.c)), [(one, one[:16], 0, 0, 0, 0, None, None, 9, None, None) for one in hashes]


def states(store: Store) -> list[int]:
    with store.transaction() as connection:
        return [state for (state,) in connection.execute(sa.select(codes.c.state).order_by(codes.c.code_hash))]


@pytest.mark.every_run
@pytest.mark.parametrize("is_last", [False, True], ids=["in between", "with the commit behind it"])
@pytest.mark.parametrize("other", [b"i" * 32, b"j" * 32], ids=["changed by somebody else", "gone"])
def test_where_one_row_is_not_as_it_was_seen_none_is_changed_and_nothing_of_the_turn_stays(
    store: Store, other: bytes, *, is_last: bool
):
    with store.turn() as connection:
        write_at_once(connection, [waiting(b"h" * 32, b"i" * 32)])
        write_at_once(connection, [(REDEEMED, [(b"i" * 32, 1)])])

    writes = [(USED, used(1)), (REDEEMED, [(b"h" * 32, 1), (other, 1)]), (KEYS, [(1, b"k" * 32)])]
    with pytest.raises(StoreError, match="same moment"), store.turn() as connection:
        write_at_once(connection, writes, is_last=is_last)

    assert ([0, 1], 0) == (states(store), kept(store))


@pytest.mark.every_run
def test_what_is_written_last_is_on_disk_with_all_that_went_before_it_in_the_turn(store: Store):
    with store.turn() as connection:
        write_at_once(connection, [waiting(b"h" * 32)])
        write_at_once(connection, [(USED, used(1)), (REDEEMED, [(b"h" * 32, 1)])], is_last=True)
        while_it_lasts = kept(store) if store.is_shared else 1  # SQLite has one who writes, and nobody beside them

    assert (1, 1, [1]) == (while_it_lasts, kept(store), states(store))


@pytest.mark.every_run
@pytest.mark.parametrize("rows", [[], used(1)], ids=["nothing", "something"])
def test_what_a_commit_took_back_is_not_taken_for_done(store: Store, rows: list[tuple[bytes, int, int]]):
    """PostgreSQL answers the commit of what had failed before without an error, and nothing stays."""
    if not store.is_shared:
        pytest.skip("SQLite goes on after what failed")
    told = list[str]()

    def swallowing() -> None:
        with store.turn() as connection:
            USED.add(connection, used(1, seed=2))
            with contextlib.suppress(sa.exc.DBAPIError):
                connection.exec_driver_sql("SELECT 1 / 0")
            write_at_once(connection, [(USED, rows)], is_last=True)
            told.append("done")

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        swallowing()

    assert ([], 0) == (told, kept(store))


def test_a_turn_whose_line_was_cut_before_it_began_fails_and_the_next_one_has_another(store: Store):
    if not store.is_shared:
        pytest.skip("nobody cuts the line to a file")
    with store.turn() as connection:
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with store.transaction() as another:
        another.execute(sa.select(sa.func.pg_terminate_backend(number, 5_000))).all()

    with pytest.raises((sa.exc.DBAPIError, psycopg.OperationalError)), store.asking_turn([COUNT]):
        pass
    with store.asking_turn([COUNT]) as (connection, told):
        USED.add(connection, used(1))

    assert [[(0,)]] == [answer.rows for answer in told]
    assert 1 == kept(store)


@contextlib.contextmanager
def asked_while_another_has_the_turn(store: Store, questions: list[Question]) -> Iterator[list[object]]:
    """What is told to whoever begins to wait for their turn before the block, and has it after the block."""
    told: list[object] = []

    def ask() -> None:
        try:
            with store.asking_turn(questions) as (_, answers):
                told.extend(answers[0].rows)
        except (sa.exc.DBAPIError, psycopg.Error) as error:
            told.append(error)

    waits = threading.Thread(target=ask)
    with store.turn() as connection:
        waits.start()
        for _ in range(1_200):
            if connection.exec_driver_sql(_WAITERS).scalar_one():
                break
            time.sleep(0.05)
        USED.add(connection, used(1))
        yield told
    waits.join(60)


def test_a_turn_sees_what_was_done_while_it_was_waited_for_whatever_isolation_is_a_databases_habit(
    store: Store, address: str
):
    if not store.is_shared:
        pytest.skip("whoever waits for a file has not begun")
    by_habit = open_store(address + "?options=-cdefault_transaction_isolation%3Drepeatable%5C%20read")

    with asked_while_another_has_the_turn(by_habit, [COUNT]) as told:
        pass
    by_habit.close()

    assert [(1,)] == told


def test_a_large_question_is_not_taken_for_a_line_that_was_cut_because_a_turn_is_long_in_coming(
    store: Store, address: str, monkeypatch: pytest.MonkeyPatch
):
    if not store.is_shared:
        pytest.skip("a file has no line")
    monkeypatch.setitem(opening._NOTICES_A_CUT, "tcp_user_timeout", 2_000)
    asked = [HASHES.for_values(store.engine.dialect, [one[0] for one in used(15_000, seed)]) for seed in (1, 2)]
    other = open_store(address)

    with asked_while_another_has_the_turn(other, asked) as told:
        time.sleep(4)
    other.close()

    assert [used(15_000)[0]] == told


def test_a_name_that_somebody_else_gave_to_a_statement_holds_up_one_turn_at_most(store: Store):
    if not store.is_shared:
        pytest.skip("a file prepares nothing")
    with store.turn() as connection:
        names = [f"bluezone_{number}" for number in range(9)]
        there = [name for (name,) in connection.exec_driver_sql("SELECT name FROM pg_prepared_statements")]
        for name in set(names) - set(there):
            connection.exec_driver_sql(f"PREPARE {name} AS SELECT 1")

    with pytest.raises((sa.exc.DBAPIError, psycopg.Error)), store.asking_turn([COUNT]):
        pass
    with store.asking_turn([COUNT]) as (_, told):
        pass

    assert [[(0,)]] == [answer.rows for answer in told]


@pytest.mark.parametrize("forgets", ["a transaction of the driver's own that breaks", "somebody who asks for it"])
def test_a_server_that_forgot_what_was_prepared_holds_up_one_turn_at_most(store: Store, forgets: str):
    if not store.is_shared:
        pytest.skip("a file prepares nothing")
    with store.asking_turn([COUNT]) as (connection, _):
        for _ in range(9):
            connection.exec_driver_sql("SELECT 1")

    def broken() -> None:
        with store.turn() as connection:
            connection.exec_driver_sql("DEALLOCATE ALL" if forgets.startswith("somebody") else "SELECT 1 / 0")
            told_at_once(connection, [COUNT])

    with pytest.raises((sa.exc.DBAPIError, psycopg.Error)):
        broken()
    with store.asking_turn([COUNT]) as (connection, told):
        USED.add(connection, used(1))

    assert [[(0,)]] == [answer.rows for answer in told]
    assert 1 == kept(store)


def test_the_line_of_one_turn_is_the_line_of_the_next(store: Store):
    lines = []
    for _ in range(3):
        with store.turn() as connection:
            lines.append(connection.connection.driver_connection)

    assert 1 == len(set(lines))
