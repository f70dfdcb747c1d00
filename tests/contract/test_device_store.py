"""What every phone's store must do, however it was opened."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlcipher3 import dbapi2

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.core.identity import Identity, OwnSeed
from bluezone.device.core.proximity import CloseSpell
from bluezone.device.core.warnings import KeptEncounter, Warning  # noqa: A004 - the product's own word
from bluezone.device.errors import StoreCorruptError, StoreError, StoreInUseError, StoreKeyError
from bluezone.device.store import Departure, Store, Told, encrypted, open_store, read_or_make_key
from bluezone.device.store.schema import STEPS
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import DAY_MS, SLOT_MS
from bluezone.protocol.disclosure import Level
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import BootId, HeardBy
from tests.support.amounts import PHONE_STORE_KILLS
from tests.support.device.phones import BOOT, START_MS, TODAY, at, dice, heard_id, sighting
from tests.support.device.sqlcipher_pages import stands_in

pytestmark = pytest.mark.in_turn(of=3)
KEY = bytes(range(32))
OTHER_KEY = bytes(32)
CLOCK = BootClock(BOOT)
SEED = DaySeed(b"a published seed")


class Opening:
    """A way to come to a store."""

    def __init__(self, path: Path, *, durable: bool, reopens: bool) -> None:
        self.path = path
        self._durable = durable
        self._reopens = reopens
        self.store = self._open()

    def again(self) -> Store:
        """The store as it is found later: reopened where this way of opening is about that."""
        if self._reopens:
            self.store.close()
            self.store = self._open()
        return self.store

    def _open(self) -> Store:
        return open_store(self.path, KEY, durable=self._durable)


@pytest.fixture(params=["new", "reopened", "not durable", "not durable, reopened"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opening]:
    opened = Opening(
        tmp_path / "phone.store", durable="not durable" not in request.param, reopens="reopened" in request.param
    )
    opened.store.save_boot_clock(CLOCK, START_MS)
    yield opened
    opened.store.close()


def encounter(number: int = 1, *, day_age: int = 1, level: Level = Level.F0) -> KeptEncounter:
    day = TODAY.plus(-day_age)
    near, far = CloseSpell(day.start_ms, day.start_ms + 300_000, 4.5, 1.25), CloseSpell(day.start_ms, day.end_ms, 0, 0)
    return KeptEncounter(DaySeed(bytes([number]) * 16), day, level, Infectivity.HIGH, number, (near, far))


def warning(level: WarningLevel = WarningLevel.F1, *, age: int = 1, minutes: int = 25) -> Warning:
    return Warning(level, TODAY.plus(-age).date, minutes, 2, (3, 7), minutes - 5, 2 * minutes)


def test_facts_come_back_and_go(opening: Opening) -> None:
    opening.store.save_fact("name", b"\0value")
    opening.store.save_fact("other", b"stays")

    assert b"\0value" == opening.again().fact("name")
    opening.store.forget_fact("name")
    assert (None, b"stays") == (opening.again().fact("name"), opening.store.fact("other"))


@pytest.mark.every_run
def test_an_identity_comes_back_as_it_was_saved(opening: Opening) -> None:
    seeds = (
        OwnSeed(TODAY.plus(-1), 0, 95, DaySeed(b"a seed of mine 1"), retired=True),
        OwnSeed(TODAY, 0, 12, DaySeed(b"a seed of mine 2"), retired=True),
        OwnSeed(TODAY, 13, 95, DaySeed(b"a seed of mine 3")),
    )

    opening.store.save_identity(Identity(seeds))

    assert Identity(seeds) == opening.again().identity()
    opening.store.save_identity(Identity(seeds[1:]))
    assert Identity(seeds[1:]) == opening.again().identity()


def test_sightings_come_back_in_order_of_time(opening: Opening) -> None:
    late = sighting(1, 5_000, tx_power_dbm=-7, heard_by=HeardBy.GATT)
    early = sighting(2, 0, rssi_dbm=-127, hidden_power=0xF4)
    for one in (late, early):
        opening.store.keep_sighting(one)

    assert [early, late] == opening.again().sightings()
    assert [late] == opening.store.sightings(START_MS + 1)
    assert [early] == opening.store.sightings(0, START_MS + 1)


def test_sightings_are_counted_with_those_not_written_yet(opening: Opening) -> None:
    for number in range(600):
        opening.store.keep_sighting(sighting(number % 7, number * 5_000))

    assert 600 == opening.again().count_sightings()
    slots = [(START_MS + slot * SLOT_MS, START_MS + (slot + 1) * SLOT_MS) for slot in range(2)]
    assert [7, 7] == [len(opening.store.heard_ids(*slot)) for slot in slots]


@pytest.mark.every_run
def test_of_a_flooded_air_a_page_looks_at_so_many_ids(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encrypted, "_MOST_IDS", 10)
    monkeypatch.setattr(encrypted, "_MOST_COUNTED", 50)
    for number in range(100):
        opening.store.keep_sighting(sighting(number % 70, number * 5_000))
    opening.store.flush()

    assert 10 == len(opening.again().heard_ids(START_MS, START_MS + DAY_MS))
    monkeypatch.setattr(encrypted, "_MOST_IDS", 100)
    assert 50 == len(opening.again().heard_ids(START_MS, START_MS + DAY_MS))  # the newest


def test_a_store_that_is_gone_without_its_journal_is_begun_anew(tmp_path: Path) -> None:
    """Whoever deletes the file, and not what stands beside it, has a new phone and no damaged one."""
    path = tmp_path / "phone.store"
    with contextlib.closing(open_store(path, bytes(32))) as store:
        store.save_fact("a", b"1" * 100_000)
        journal = path.with_name("phone.store-wal").read_bytes()
    path.unlink()
    path.with_name("phone.store-wal").write_bytes(journal)

    with contextlib.closing(open_store(path, bytes(32))) as anew:
        assert anew.fact("a") is None
        anew.save_boot_clock(CLOCK, START_MS)


@pytest.mark.every_run
def test_a_sighting_waits_until_its_boot_is_on_disk(opening: Opening) -> None:
    """A phone that starts on a full disk hears before anything of this start is written."""
    later = BootClock(BootId(b"unsaved!"))
    heard = sighting(1, boot=later.boot)
    opening.store.keep_sighting(heard)
    with pytest.raises(StoreError, match="waits"):
        opening.store.flush()

    opening.store.save_boot_clock(later, START_MS)

    assert [heard] == opening.again().sightings()


@pytest.mark.every_run
def test_boot_clocks_and_the_greatest_signed_time_come_back(opening: Opening) -> None:
    anchored = CLOCK.anchored(START_MS + 5, at().monotonic_ms)
    opening.store.save_boot_clock(anchored, START_MS)
    opening.store.save_boot_clock(BootClock(BootId(b"the next"), floor_ms=START_MS + 3), START_MS)

    clocks = opening.again().boot_clocks()

    assert {BOOT: anchored, BootId(b"the next"): BootClock(BootId(b"the next"), floor_ms=START_MS + 3)} == clocks
    assert START_MS + 5 == opening.store.greatest_proven_ms()


def test_encounters_come_back_and_replace_each_other(opening: Opening) -> None:
    opening.store.judged.save_encounters([encounter(1, level=Level.F1), encounter(2)])
    opening.store.judged.save_encounters([encounter(1, level=Level.F0)])

    assert [encounter(1), encounter(2)] == opening.again().judged.encounters()


def test_of_several_publications_of_a_seed_the_highest_stands_in_front(opening: Opening) -> None:
    first, later = encounter(1, level=Level.F1), replace(encounter(1), batch_sequence=2)
    lower = replace(first, batch_sequence=3)
    opening.store.judged.save_encounters([first, later, lower])

    assert [later] == opening.again().judged.encounters()
    opening.store.judged.forget_encounters_of(2)
    assert [first] == opening.again().judged.encounters()


@pytest.mark.every_run
def test_a_revoked_batch_takes_its_encounters_with_it(opening: Opening) -> None:
    opening.store.judged.save_encounters([encounter(1), encounter(2)])

    opening.store.judged.forget_encounters_of(1)

    assert [encounter(2)] == opening.again().judged.encounters()


@pytest.mark.every_run
def test_a_warning_is_news_once(opening: Opening) -> None:
    assert [warning()] == opening.store.judged.save_warnings([warning()], START_MS)
    opening.store.judged.mark_warnings_read(START_MS + 5)

    assert [] == opening.again().judged.save_warnings([warning(minutes=40)], START_MS + 9)
    assert [Told(warning(minutes=40), START_MS, START_MS + 5)] == opening.again().judged.warnings()


def test_another_day_or_level_is_news(opening: Opening) -> None:
    opening.store.judged.save_warnings([warning(age=4)], START_MS)
    opening.store.judged.mark_warnings_read(START_MS + 1)
    news = [warning(age=2), warning(WarningLevel.F2)]

    assert news == opening.again().judged.save_warnings([warning(age=4), *news], START_MS + 2)
    read = {(told.warning.level.name, told.warning.date): told.read_ms for told in opening.again().judged.warnings()}
    assert [None, START_MS + 1, None] == list(read.values())
    assert [("F1", TODAY.plus(-2).date), ("F1", TODAY.plus(-4).date), ("F2", TODAY.plus(-1).date)] == list(read)


def test_a_warning_that_does_not_stand_any_more_is_said_to_be_taken_back_until_that_is_read(opening: Opening) -> None:
    opening.store.judged.save_warnings([warning()], START_MS)
    opening.store.judged.mark_warnings_read(START_MS + 1)

    assert [] == opening.again().judged.save_warnings([], START_MS + 2)

    assert [] == opening.store.judged.warnings()
    assert [Told(warning(), START_MS, None, START_MS + 2)] == opening.again().judged.taken_back()
    opening.store.judged.mark_warnings_read(START_MS + 3)
    opening.store.judged.save_warnings([], START_MS + 4)
    assert [Told(warning(), START_MS, START_MS + 3, START_MS + 2)] == opening.again().judged.taken_back()


@pytest.mark.parametrize("instead", [warning(), warning(age=2), warning(WarningLevel.F1, minutes=90)])
def test_nothing_was_taken_back_where_another_warning_takes_its_place(opening: Opening, instead: Warning) -> None:
    opening.store.judged.save_warnings([warning(WarningLevel.F2)], START_MS)
    opening.store.judged.save_warnings([instead], START_MS + 1)

    assert [instead] == [told.warning for told in opening.again().judged.warnings()]
    assert [] == opening.store.judged.taken_back()


def test_what_was_taken_back_and_stands_again_is_news(opening: Opening) -> None:
    for standing in ([warning()], []):
        opening.store.judged.save_warnings(standing, START_MS)

    assert [warning()] == opening.again().judged.save_warnings([warning()], START_MS + 9)
    assert [Told(warning(), START_MS + 9, None)] == opening.again().judged.warnings()
    assert [] == opening.store.judged.taken_back()


@pytest.mark.every_run
def test_a_store_of_before_there_was_a_warning_for_each_day_keeps_its_warnings(tmp_path: Path) -> None:
    path = tmp_path / "phone.store"
    open_store(path, KEY).close()
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    for table in ("fact", "own_seed", "boot", "sighting", "encounter", "warning", "departure"):
        connection.execute(f"DROP TABLE {table}")
    for statement in STEPS[0]:
        connection.execute(statement)
    old = (1, TODAY.date.isoformat(), 25, 2, msgspec.msgpack.encode([3, 7]), START_MS, None)
    connection.execute("INSERT INTO warning VALUES (?, ?, ?, ?, ?, ?, ?)", old)
    connection.execute("PRAGMA user_version = 1")
    connection.close()

    store = open_store(path, KEY)

    wide = replace(warning(age=0), least=0, most=60)
    assert [Told(wide, START_MS, None)] == store.judged.warnings()
    store.close()


@pytest.mark.every_run
def test_a_store_of_before_powers_were_hidden_keeps_what_it_heard(tmp_path: Path) -> None:
    path, before_powers = tmp_path / "phone.store", len(STEPS) - 1
    of_before = sighting(1, tx_power_dbm=-7, stands_for_s=60)
    store = open_store(path, KEY)
    store.save_boot_clock(BootClock(of_before.boot), START_MS)
    store.keep_sighting(of_before)
    store.close()
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("ALTER TABLE sighting DROP COLUMN hidden_power")
    connection.execute(f"PRAGMA user_version = {before_powers}")
    connection.close()

    store = open_store(path, KEY)

    store.keep_sighting(sighting(2, 5_000, hidden_power=7))
    assert [of_before, sighting(2, 5_000, hidden_power=7)] == store.sightings()
    store.close()


def test_reading_a_warning_is_noted_the_first_time_only(opening: Opening) -> None:
    opening.store.judged.save_warnings([warning()], START_MS)
    opening.store.judged.mark_warnings_read(1)
    opening.store.judged.mark_warnings_read(2)

    assert [1] == [told.read_ms for told in opening.again().judged.warnings()]


@pytest.mark.every_run
def test_the_ledger_comes_back_newest_first(opening: Opening) -> None:
    first, second = Departure(1, "files", 10, owner_act=False), Departure(2, "upload", 4_096, owner_act=True)
    number = opening.store.note_departure(first)
    opening.store.note_departure(second)
    opening.store.note_more(number, 5)

    assert [second, Departure(1, "files", 15, owner_act=False)] == opening.again().departures()
    assert [second] == opening.store.departures(1)


@pytest.mark.every_run
def test_retention_deletes_what_is_older_and_nothing_else(opening: Opening) -> None:
    store = opening.store
    old, new = sighting(1, -22 * DAY_MS, monotonic_ms=1), sighting(2, -21 * DAY_MS, monotonic_ms=2)
    for one in (old, new):
        store.keep_sighting(one)
    store.judged.save_encounters([encounter(1, day_age=22), encounter(2, day_age=21)])
    store.judged.save_warnings([warning(age=22), warning(WarningLevel.F2, age=21)], START_MS)
    store.note_departure(Departure(START_MS - 22 * DAY_MS, "files", 1, owner_act=False))

    store.forget_before(TODAY.plus(-21))

    assert [new] == opening.again().sightings()
    assert [encounter(2, day_age=21)] == opening.store.judged.encounters()
    assert [WarningLevel.F2] == [told.warning.level for told in opening.store.judged.warnings()]
    assert [] == opening.store.departures()


@pytest.mark.every_run
def test_what_was_heard_in_days_to_come_is_deleted_and_nothing_else(opening: Opening) -> None:
    store = opening.store
    kept, future = sighting(1, DAY_MS, monotonic_ms=1), sighting(2, 400 * DAY_MS, monotonic_ms=2)
    for one in (kept, future):
        store.keep_sighting(one)

    store.note_departure(Departure(START_MS + 400 * DAY_MS, "report", 2_048, owner_act=True))
    store.forget_heard_after(START_MS + DAY_MS)

    again = opening.again()
    assert [kept] == again.sightings()
    assert [START_MS + DAY_MS] == [left.left_ms for left in again.departures()]  # it ends with its days


@pytest.mark.every_run
def test_a_boot_is_forgotten_with_its_last_sighting_but_never_the_greatest_signed_time(opening: Opening) -> None:
    opening.store.keep_sighting(sighting(1, -30 * DAY_MS, monotonic_ms=1))
    opening.store.save_boot_clock(CLOCK.anchored(START_MS, 5), START_MS - 30 * DAY_MS)
    later = BootClock(BootId(b"the next"), floor_ms=opening.store.greatest_proven_ms())
    opening.store.save_boot_clock(later, START_MS)

    opening.store.forget_before(TODAY)

    assert {later.boot: later} == opening.again().boot_clocks()
    assert START_MS == opening.store.greatest_proven_ms()


@pytest.mark.every_run
def test_the_bytes_of_the_forgotten_are_gone_from_the_disk(opening: Opening) -> None:
    """Decrypted with the right key, page by page, in store and journal."""
    forgotten, kept = heard_id(1).value, heard_id(2).value
    for number in range(300):
        opening.store.keep_sighting(sighting(1, -30 * DAY_MS + number * 5_000, monotonic_ms=number))
    opening.store.keep_sighting(sighting(2))
    store = opening.again()
    store.flush()
    assert stands_in(opening.path, KEY, forgotten)

    store.forget_before(TODAY)

    assert not stands_in(opening.path, KEY, forgotten)
    assert stands_in(opening.path, KEY, kept)


def test_departures_are_counted_by_kind(opening: Opening) -> None:
    assert {} == opening.store.count_departures()
    for what in ("files", "upload", "files"):
        opening.store.note_departure(Departure(START_MS, what, 4_096, owner_act=what == "upload"))

    assert {"files": 2, "upload": 1} == opening.again().count_departures()


@pytest.mark.every_run
def test_after_erasing_nothing_is_left_on_the_disk(opening: Opening) -> None:
    store, mine = opening.store, DaySeed(b"a seed of mine 1")
    store.keep_sighting(sighting(1))
    store.save_identity(Identity((OwnSeed(TODAY, 0, 95, mine),)))
    store.judged.save_encounters([KeptEncounter(SEED, TODAY, Level.F0, Infectivity.HIGH, 1, ())])
    store.save_fact("draft", b"a secret that was mine")
    store.judged.save_warnings([warning()], START_MS)
    store.note_departure(Departure(1, "upload", 4_096, owner_act=True))
    store = opening.again()

    store.erase()

    assert ([], [], [], []) == (
        store.sightings(),
        store.judged.encounters(),
        store.judged.warnings(),
        store.departures(),
    )
    assert (Identity(), None, {}) == (store.identity(), store.fact("draft"), store.boot_clocks())
    for secret in (heard_id(1).value, mine.value, SEED.value, b"a secret that was mine", BOOT.value):
        assert not stands_in(opening.path, KEY, secret)
    store.save_boot_clock(CLOCK, START_MS)
    store.keep_sighting(sighting(3))
    assert 1 == opening.again().count_sightings()


@pytest.mark.every_run
def test_the_file_does_not_look_like_a_database(opening: Opening) -> None:
    opening.again()

    assert not opening.path.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.every_run
def test_only_the_owner_of_the_file_may_read_it(opening: Opening) -> None:
    assert 0o600 == opening.path.stat().st_mode & 0o777


def test_closing_twice_is_harmless(opening: Opening) -> None:
    opening.store.close()
    opening.store.close()


# opening what is no store of ours


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with something in it, closed."""
    made = tmp_path / "phone.store"
    store = open_store(made, KEY)
    store.save_boot_clock(CLOCK, START_MS)
    for number in range(3_000):
        store.keep_sighting(sighting(number, number))
    store.close()
    return made


def read_all(path: Path, key: bytes = KEY) -> int:
    store = open_store(path, key)
    with contextlib.closing(store):
        return len(store.sightings())


@pytest.mark.every_run
def test_a_wrong_key_is_refused_and_changes_nothing(path: Path) -> None:
    before = path.read_bytes()

    with pytest.raises(StoreKeyError, match="does not open with this key"):
        read_all(path, OTHER_KEY)

    assert before == path.read_bytes()
    assert 3_000 == read_all(path)


@pytest.mark.every_run
@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_refused(path: Path, size: int) -> None:
    with pytest.raises(StoreKeyError, match="32 bytes"):
        open_store(path, bytes(size))


@pytest.mark.every_run
def test_a_plain_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    plain = tmp_path / "plain.store"
    with contextlib.closing(sqlite3.connect(plain)) as connection:
        connection.execute("CREATE TABLE sighting (rolling_id BLOB)")
    before = plain.read_bytes()

    with pytest.raises(StoreKeyError, match="not encrypted"):
        open_store(plain, KEY)

    assert before == plain.read_bytes()


@pytest.mark.every_run
@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x7fELF" + bytes(9_000), bytes(4_096)], ids=["emptied", "text", "program", "zeros"]
)
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    foreign = tmp_path / "foreign.store"
    foreign.write_bytes(content)

    with pytest.raises((StoreKeyError, StoreCorruptError)):
        open_store(foreign, KEY)

    assert content == foreign.read_bytes()


def test_a_folder_or_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises((OSError, StoreError)):
        open_store(tmp_path, KEY)
    with pytest.raises((OSError, StoreError)):
        open_store(tmp_path / "nowhere" / "phone.store", KEY)


@pytest.mark.parametrize("share", [0.01, pytest.param(0.3, marks=pytest.mark.every_run), 0.6, 0.95])
def test_a_flipped_page_is_noticed(path: Path, share: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(len(data) * share)] ^= 1
    path.write_bytes(data)

    with pytest.raises((StoreKeyError, StoreCorruptError)):
        read_all(path)


@pytest.mark.parametrize("keep", [1, 100, 4_096, 4_097, pytest.param(3 * 4_096, marks=pytest.mark.every_run)])
def test_a_truncated_store_is_noticed(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises((StoreKeyError, StoreCorruptError)):
        read_all(path)


def test_a_store_of_a_newer_bluezone_is_refused(path: Path) -> None:
    connection = dbapi2.connect(str(path))
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(StoreCorruptError, match="newer version"):
        open_store(path, KEY)


# two processes, and a process that dies


def test_a_second_opener_sees_what_the_first_has_written(path: Path) -> None:
    with contextlib.closing(open_store(path, KEY)) as one, contextlib.closing(open_store(path, KEY)) as other:
        one.save_fact("name", b"value")
        assert b"value" == other.fact("name")


def test_a_store_that_another_process_holds_says_so(path: Path) -> None:
    held = dbapi2.connect(str(path), isolation_level=None)
    held.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    held.execute("BEGIN IMMEDIATE")
    with contextlib.closing(open_store(path, KEY)) as store:
        store._run.all("PRAGMA busy_timeout = 50")

        with pytest.raises(StoreInUseError, match="in use"):
            store.save_fact("name", b"value")

        held.execute("ROLLBACK")
        held.close()
        store.save_fact("name", b"value")


def test_a_store_is_made_where_the_system_allows_no_hard_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Android, for an application in its own folder."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "link", refuse)

    with contextlib.closing(open_store(tmp_path / "phone.store", KEY)) as store:
        store.save_fact("made", b"yes")

    with contextlib.closing(open_store(tmp_path / "phone.store", KEY)) as store:
        assert store.fact("made") == b"yes"
    assert ["phone.store"] == sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(("phone", ".")))


@pytest.mark.every_run
def test_who_makes_a_store_at_the_same_time_as_others_opens_the_one_that_was_first(tmp_path: Path) -> None:
    """Whoever overwrote it would take along what the first had written."""
    beginning, names = threading.Barrier(6), [f"maker {number}" for number in range(6)]

    def make(name: str) -> None:
        beginning.wait()
        with contextlib.closing(open_store(tmp_path / "phone.store", KEY)) as store:
            store.save_fact(name, b"here")

    with ThreadPoolExecutor(len(names)) as makers:
        list(makers.map(make, names))

    with contextlib.closing(open_store(tmp_path / "phone.store", KEY)) as store:
        assert [b"here"] * len(names) == [store.fact(name) for name in names]


@pytest.mark.every_run
def test_a_failed_transaction_leaves_the_store_usable(path: Path) -> None:
    with contextlib.closing(open_store(path, KEY)) as store:
        with pytest.raises(StoreError):
            store.save_identity(Identity((OwnSeed(TODAY, 0, 5, SEED), OwnSeed(TODAY, 0, 9, SEED))))

        assert Identity() == store.identity()
        store.save_fact("name", b"value")


WRITER = """
    import sys
    from pathlib import Path
    from tests.support.device.phones import BOOT, START_MS, sighting
    from bluezone.device.core.anchor import BootClock
    from bluezone.device.store import open_store

    store = open_store(Path(sys.argv[1]), bytes(range(32)))
    store.save_boot_clock(BootClock(BOOT), START_MS)
    first = store.count_sightings()
    for number in range(first, first + 1_000_000):
        store.keep_sighting(sighting(number, number))
        if number % 10 == 9:
            store.flush()
            print(number + 1, flush=True)
"""


def acknowledged_until_killed(path: Path, lines: int) -> int:
    """Starts a writer, kills it after so many acknowledgements, and returns the last it gave."""
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as writer:
        assert writer.stdout is not None
        heard = [writer.stdout.readline() for _ in range(lines)]
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.read().splitlines()
    said = [line for line in (*heard, *rest) if line.strip()]
    return int(said[-1])


@pytest.mark.every_run
def test_a_killed_writer_loses_nothing_it_had_acknowledged_and_doubles_nothing(tmp_path: Path) -> None:
    path = tmp_path / "phone.store"

    for lines in itertools.islice(itertools.cycle((1, 7, 23)), PHONE_STORE_KILLS):
        acknowledged = acknowledged_until_killed(path, lines)
        with contextlib.closing(open_store(path, KEY)) as store:
            kept = [one.rolling_id for one in store.sightings()]
        assert acknowledged <= len(kept)
        assert [heard_id(number) for number in range(len(kept))] == kept


# the key file


@pytest.mark.every_run
def test_a_key_is_made_once_and_read_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "store.key"

    made = read_or_make_key(file, dice())

    assert made == file.read_bytes() == read_or_make_key(file, dice("another"))
    assert 0o600 == file.stat().st_mode & 0o777
    assert [file] == list(tmp_path.iterdir())


@pytest.mark.every_run
@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_key_file_of_another_length_is_refused_and_left_alone(tmp_path: Path, size: int) -> None:
    file = tmp_path / "store.key"
    file.write_bytes(bytes(size))
    file.chmod(0o600)

    with pytest.raises(StoreKeyError, match="does not hold 32 bytes"):
        read_or_make_key(file, dice())

    assert bytes(size) == file.read_bytes()


@pytest.mark.every_run
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644])
def test_a_key_file_that_others_may_open_is_refused_and_left_alone(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "store.key"
    made = read_or_make_key(file, dice())
    file.chmod(mode)

    with pytest.raises(StoreKeyError, match="open to others; its mode must be 0600"):
        read_or_make_key(file, dice())

    assert (made, mode) == (file.read_bytes(), file.stat().st_mode & 0o777)


@pytest.mark.every_run
def test_a_half_written_key_of_a_crash_is_no_key(tmp_path: Path) -> None:
    file = tmp_path / "store.key"
    (tmp_path / "store.key.new").write_bytes(b"half")

    assert 32 == len(read_or_make_key(file, dice()))
    assert [file] == list(tmp_path.iterdir())


def in_another_process(target: Callable[[Path], None], path: Path) -> int | None:
    process = multiprocessing.get_context("spawn").Process(target=target, args=(path,))
    process.start()
    process.join(120)
    return process.exitcode


def write_a_fact(path: Path) -> None:
    with contextlib.closing(open_store(path, KEY)) as store:
        store.save_fact("from", b"another process")


def test_two_processes_may_take_turns(path: Path) -> None:
    with contextlib.closing(open_store(path, KEY)) as store:
        assert 0 == in_another_process(write_a_fact, path)
        assert b"another process" == store.fact("from")


def _forgets_a_fact(store: Store) -> None:
    store.save_fact("draft", SECRET)
    store.forget_fact("draft")


def _replaces_a_fact(store: Store) -> None:
    store.save_fact("outbox", SECRET + b"sealed")
    store.save_fact("outbox", b"sent")


def _drops_a_seed(store: Store) -> None:
    store.save_identity(Identity((OwnSeed(TODAY, 0, 95, DaySeed(SECRET)),)))
    store.save_identity(Identity())


def _takes_an_encounter_back(store: Store) -> None:
    store.judged.save_encounters([replace(encounter(), seed=DaySeed(SECRET))])
    store.judged.forget_encounters_of(1)


SECRET = b"a secret of mine"


@pytest.mark.every_run
@pytest.mark.parametrize(
    "erases", [_forgets_a_fact, _replaces_a_fact, _drops_a_seed, _takes_an_encounter_back], ids=lambda one: one.__name__
)
def test_what_was_erased_is_gone_from_file_and_journal_with_the_next_writing_down(
    opening: Opening, erases: Callable[[Store], None]
) -> None:
    """While the store is open, and after it is closed. Until then the journal holds it: this test can see."""
    erases(opening.store)
    assert stands_in(opening.path, KEY, SECRET)

    opening.store.write_down()

    assert not stands_in(opening.path, KEY, SECRET)
    erases(opening.store)
    opening.store.close()
    assert not stands_in(opening.path, KEY, SECRET)
    opening.store = open_store(opening.path, KEY)


@pytest.mark.every_run
def test_another_reader_of_the_store_holds_nobody_up_is_told_of_and_keeps_nothing_in_the_end(opening: Opening) -> None:
    reader = dbapi2.connect(str(opening.path), isolation_level=None)
    reader.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    opening.store.save_fact("draft", SECRET)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM fact").fetchone()
    opening.store.forget_fact("draft")

    for _ in range(2):
        with pytest.raises(StoreInUseError, match="another process reads the store"):
            opening.store.write_down()
    opening.store.save_fact("goes", b"on")
    assert stands_in(opening.path, KEY, SECRET)
    reader.close()
    opening.store.write_down()

    assert not stands_in(opening.path, KEY, SECRET)
    assert b"on" == opening.store.fact("goes")
