"""The store itself: SQLite pages under SQLCipher, write-ahead log, one connection.

What a method has returned from is on disk, except sightings, which are written in the next `flush` (at the end of a
scan at the latest). Deleted means overwritten. A wrong key, a foreign file or a damaged one is one clear error.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlcipher3 import dbapi2

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.diary import HeardId
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.core.identity import Identity, OwnSeed
from bluezone.device.core.proximity import CloseSpell
from bluezone.device.core.warnings import KeptEncounter, Warning, is_replaced  # noqa: A004 - the product's own word
from bluezone.device.errors import StoreCorruptError
from bluezone.device.store.opening import as_ours, connect
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import BootId, HeardBy, Sighting

_FLUSH_AT = 256


class Told(msgspec.Struct, frozen=True):
    """A warning as it stands in the store."""

    warning: Warning
    told_ms: int
    read_ms: int | None
    """Once it is taken back: when the owner read of that."""
    taken_back_ms: int | None = None


class Departure(msgspec.Struct, frozen=True):
    """One thing that left this phone."""

    left_ms: int
    what: str
    bytes: int
    owner_act: bool


def open_store(path: Path, key: bytes, *, durable: bool = True) -> Store:
    """The store in this file, made if there is none.

    `durable=False` lets the system decide when pages reach the disk; a process that dies still loses nothing.
    Raises StoreKeyError for a wrong key or a foreign file, StoreCorruptError for a damaged store, StoreInUseError.
    """
    return Store(connect(path, key, durable=durable))


class Store:
    """One phone's memory. Made by `open_store`."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._unwritten: list[tuple[Any, ...]] = []
        self._boots: dict[BootId, int] = {}

    def close(self) -> None:
        """Writes what is waiting, and lets go of the file. Closing twice is harmless."""
        if self._connection is None:
            return
        try:
            self.flush()
        finally:
            self._connection.close()
            self._connection = None

    # single values

    def fact(self, name: str) -> bytes | None:
        row = self._one("SELECT value FROM fact WHERE name = ?", (name,))
        return None if row is None else bytes(row[0])

    def save_fact(self, name: str, value: bytes) -> None:
        with self._transaction() as run:
            run("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))

    def forget_fact(self, name: str) -> None:
        with self._transaction() as run:
            run("DELETE FROM fact WHERE name = ?", (name,))

    # own seeds

    def identity(self) -> Identity:
        rows = self._all("SELECT day, first_slot, last_slot, seed, retired FROM own_seed ORDER BY day, first_slot")
        return Identity(tuple(OwnSeed(Day(d), f, la, DaySeed(bytes(s)), bool(r)) for d, f, la, s, r in rows))

    def save_identity(self, identity: Identity) -> None:
        rows = [(s.day.number, s.first_slot, s.last_slot, s.seed.value, s.retired) for s in identity.seeds]
        with self._transaction() as run:
            run("DELETE FROM own_seed")
            for row in rows:
                run("INSERT INTO own_seed (day, first_slot, last_slot, seed, retired) VALUES (?, ?, ?, ?, ?)", row)

    # boots

    def save_boot_clock(self, clock: BootClock, wall_ms: int) -> None:
        with self._transaction() as run:
            run(
                """INSERT INTO boot (boot, floor_ms, anchor_ms, anchor_monotonic_ms, last_wall_ms)
                   VALUES (?, ?, ?, ?, ?) ON CONFLICT (boot) DO UPDATE SET anchor_ms = excluded.anchor_ms,
                   anchor_monotonic_ms = excluded.anchor_monotonic_ms, last_wall_ms = excluded.last_wall_ms""",
                (clock.boot.value, clock.floor_ms, clock.anchor_ms, clock.anchor_monotonic_ms, wall_ms),
            )

    def boot_clocks(self) -> dict[BootId, BootClock]:
        rows = self._all("SELECT boot, floor_ms, anchor_ms, anchor_monotonic_ms FROM boot")
        clocks = (BootClock(BootId(bytes(boot)), floor, anchor, at) for boot, floor, anchor, at in rows)
        return {clock.boot: clock for clock in clocks}

    def greatest_proven_ms(self) -> int:
        """The greatest signed time this phone has ever seen."""
        row = self._one("SELECT max(max(floor_ms), max(coalesce(anchor_ms, 0))) FROM boot", ())
        return int(row[0] or 0) if row is not None else 0

    # sightings

    def keep_sighting(self, sighting: Sighting) -> None:
        """Kept with the next flush."""
        self._unwritten.append(
            (
                sighting.rolling_id.value,
                self._boot_number(sighting.boot),
                sighting.monotonic_ms,
                sighting.wall_ms,
                sighting.rssi_dbm,
                sighting.tx_power_dbm,
                int(sighting.heard_by),
            )
        )
        if len(self._unwritten) >= _FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        """On disk: every sighting kept so far."""
        if not self._unwritten:
            return
        with self._transaction():
            self._connection.executemany("INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?)", self._unwritten)
        self._unwritten.clear()

    def sightings(self, start_ms: int = 0, end_ms: int = 1 << 62) -> list[Sighting]:
        """Heard in [start, end), in order of time."""
        self.flush()
        rows = self._all(
            """SELECT rolling_id, b.boot, monotonic_ms, wall_ms, rssi_dbm, tx_power_dbm, heard_by
               FROM sighting JOIN boot b ON b.id = sighting.boot
               WHERE wall_ms >= ? AND wall_ms < ? ORDER BY wall_ms""",
            (start_ms, end_ms),
        )
        boots: dict[bytes, BootId] = {}
        return [
            Sighting(RollingId(bytes(i)), boots.setdefault(bytes(b), BootId(bytes(b))), m, w, r, tx, HeardBy(h))
            for i, b, m, w, r, tx, h in rows
        ]

    def count_sightings(self, start_ms: int = 0, end_ms: int = 1 << 62) -> int:
        self.flush()
        row = self._one("SELECT count(*) FROM sighting WHERE wall_ms >= ? AND wall_ms < ?", (start_ms, end_ms))
        return int(row[0]) if row is not None else 0

    def newest_sighting_ms(self) -> int:
        """When this phone last heard another; 0 if it never did."""
        self.flush()
        row = self._one("SELECT max(wall_ms) FROM sighting", ())
        return int(row[0] or 0) if row is not None else 0

    def heard_ids(self, start_ms: int, end_ms: int) -> list[HeardId]:
        """Each id heard in [start, end), once, in order of its first time. Writes nothing: pages ask for it often."""
        rows = self._all(
            """SELECT rolling_id, min(wall_ms), max(wall_ms), count(*), max(rssi_dbm) FROM sighting
               WHERE wall_ms >= ? AND wall_ms < ? GROUP BY rolling_id""",
            (start_ms, end_ms),
        )
        found = {bytes(i): HeardId(first, last, RollingId(bytes(i)), times, dbm) for i, first, last, times, dbm in rows}
        for rolling_id, _, _, wall_ms, rssi_dbm, _, _ in self._unwritten:
            if start_ms <= wall_ms < end_ms:
                new = HeardId(wall_ms, wall_ms, RollingId(rolling_id), 1, rssi_dbm)
                found[rolling_id] = found[rolling_id].joined(new) if rolling_id in found else new
        return sorted(found.values())

    def count_ids_by_slot(self, start_ms: int, end_ms: int, slot_ms: int) -> list[tuple[int, int]]:
        """[(slot start in ms, different ids heard in it)], only slots in which somebody was heard."""
        self.flush()
        rows = self._all(
            """SELECT wall_ms / ? AS slot, count(DISTINCT rolling_id) FROM sighting
               WHERE wall_ms >= ? AND wall_ms < ? GROUP BY slot ORDER BY slot""",
            (slot_ms, start_ms, end_ms),
        )
        return [(int(slot) * slot_ms, int(count)) for slot, count in rows]

    # encounters and warnings

    def encounters(self) -> list[KeptEncounter]:
        """One for each seed and day: the publication that says the most; the others stand behind it."""
        rows = self._all(
            """SELECT seed, day, level, infectivity, batch_sequence, spells FROM encounter
               ORDER BY day, seed, level, infectivity DESC, batch_sequence"""
        )
        best: dict[tuple[bytes, int], KeptEncounter] = {}
        for seed, day, level, infectivity, sequence, spells in rows:
            if (place := (bytes(seed), day)) not in best:
                best[place] = KeptEncounter(
                    DaySeed(place[0]), Day(day), Level(level), Infectivity(infectivity), sequence, _spells(spells)
                )
        return list(best.values())

    def save_encounters(self, encounters: Iterable[KeptEncounter]) -> None:
        """Replaces what was known of the same seed and day from the same batch."""
        with self._transaction() as run:
            for encounter in encounters:
                spells = [(s.start_ms, s.end_ms, s.expected_close_minutes, s.variance) for s in encounter.spells]
                run(
                    "INSERT OR REPLACE INTO encounter VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        encounter.seed.value,
                        encounter.day.number,
                        int(encounter.level),
                        int(encounter.infectivity),
                        encounter.batch_sequence,
                        msgspec.msgpack.encode(spells),
                    ),
                )

    def forget_encounters_of(self, batch_sequence: int) -> None:
        """After a revocation: what other batches say of the same people stands."""
        with self._transaction() as run:
            run("DELETE FROM encounter WHERE batch_sequence = ?", (batch_sequence,))

    def warnings(self) -> list[Told]:
        """Those that stand: F1 first, the newest day first."""
        return [told for told in self._told() if told.taken_back_ms is None]

    def taken_back(self) -> list[Told]:
        """Those that stood once and do not hold any more, in the same order."""
        return [told for told in self._told() if told.taken_back_ms is not None]

    def save_warnings(self, warnings: Sequence[Warning], told_ms: int) -> list[Warning]:
        """Makes these the warnings that stand, and returns those that the owner has not been told of in this form.

        One that does not stand any more, with no other in its place, is not forgotten but taken back: the owner may be
        staying at home because of it.
        """
        known = {(told.warning.level, told.warning.date): told for told in self.warnings()}
        standing = {(warning.level, warning.date): warning for warning in warnings}
        over = [told for place, told in known.items() if place not in standing]
        kept = [Told(w, told_ms, None) if p not in known else _as_now(known[p], w) for p, w in standing.items()]
        gone = [*self.taken_back(), *(msgspec.structs.replace(t, read_ms=None, taken_back_ms=told_ms) for t in over)]
        kept += [t for t in gone if not is_replaced(t.warning, warnings)]
        with self._transaction() as run:
            run("DELETE FROM warning")
            for told in kept:
                run("INSERT INTO warning VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _warning_row(told))
        return [warning for place, warning in standing.items() if place not in known]

    def mark_warnings_read(self, read_ms: int) -> None:
        """The owner has seen them all, and which were taken back."""
        with self._transaction() as run:
            run("UPDATE warning SET read_ms = ? WHERE read_ms IS NULL", (read_ms,))

    def _told(self) -> list[Told]:
        rows = self._all(
            """SELECT level, date, minutes, encounters, batch_sequences, told_ms, read_ms, taken_back_ms
               FROM warning ORDER BY level, date DESC"""
        )
        return [_told_of(*row) for row in rows]

    # the ledger

    def note_departure(self, departure: Departure) -> int:
        """Written down before the bytes leave. Returns a number for `note_more`."""
        with self._transaction() as run:
            return int(
                run(
                    "INSERT INTO departure (left_ms, what, bytes, owner_act) VALUES (?, ?, ?, ?)",
                    (departure.left_ms, departure.what, departure.bytes, departure.owner_act),
                ).lastrowid
            )

    def note_more(self, number: int, size: int) -> None:
        """So many bytes more are about to leave on the same occasion."""
        with self._transaction() as run:
            run("UPDATE departure SET bytes = bytes + ? WHERE id = ?", (size, number))

    def departures(self, newest: int = 1_000) -> list[Departure]:
        """The newest first."""
        rows = self._all("SELECT left_ms, what, bytes, owner_act FROM departure ORDER BY id DESC LIMIT ?", (newest,))
        return [Departure(left, what, size, bool(act)) for left, what, size, act in rows]

    def count_departures(self) -> dict[str, int]:
        """Of all that are kept, how many of each kind."""
        return dict(self._all("SELECT what, count(*) FROM departure GROUP BY what"))

    # forgetting

    def forget_before(self, day: Day) -> None:
        """Deletes everything heard, met and told before this day."""
        self.flush()
        with self._transaction() as run:
            run("DELETE FROM sighting WHERE wall_ms < ?", (day.start_ms,))
            run("DELETE FROM encounter WHERE day < ?", (day.number,))
            run("DELETE FROM warning WHERE date < ?", (day.date.isoformat(),))
            run("DELETE FROM departure WHERE left_ms < ?", (day.start_ms,))
            run(
                """DELETE FROM boot WHERE last_wall_ms < ? AND id NOT IN (SELECT DISTINCT boot FROM sighting)
                   AND id <> (SELECT max(id) FROM boot)""",
                (day.start_ms,),
            )
        self._overwrite_journal()

    def erase(self) -> None:
        """The owner's wish: nothing is left but an empty store."""
        self._unwritten.clear()
        self._boots.clear()
        with self._transaction() as run:
            for table in ("fact", "own_seed", "sighting", "boot", "encounter", "warning", "departure"):
                run(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
        self._overwrite_journal()

    # how

    def _overwrite_journal(self) -> None:
        """Deleted rows were overwritten in their pages; older copies of those pages still stand in the journal."""
        self._all("PRAGMA wal_checkpoint(TRUNCATE)")

    def _boot_number(self, boot: BootId) -> int:
        number = self._boots.get(boot)
        if number is None:
            row = self._one("SELECT id FROM boot WHERE boot = ?", (boot.value,))
            if row is None:
                raise StoreCorruptError("a sighting is of a boot that was never saved")
            number = self._boots[boot] = int(row[0])
        return number

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection.execute
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except dbapi2.DatabaseError as error:
            raise as_ours(error) from error

    def _one(self, sql: str, values: tuple[Any, ...]) -> Any:
        rows = self._all(sql, values)
        return rows[0] if rows else None

    def _all(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            return list(self._connection.execute(sql, values))
        except dbapi2.DatabaseError as error:
            raise as_ours(error) from error


def _as_now(told: Told, warning: Warning) -> Told:
    """The same day and level, as they are judged now; what the owner has read stays read."""
    return msgspec.structs.replace(told, warning=warning)


def _told_of(  # noqa: PLR0917 - the columns of its table
    level: int,
    date: str,
    minutes: int,
    encounters: int,
    sequences: bytes,
    told_ms: int,
    read_ms: int | None,
    taken_back_ms: int | None,
) -> Told:
    day, batches = dt.date.fromisoformat(date), tuple(msgspec.msgpack.decode(sequences))
    return Told(Warning(WarningLevel(level), day, minutes, encounters, batches), told_ms, read_ms, taken_back_ms)


def _warning_row(told: Told) -> tuple[Any, ...]:
    warning = told.warning
    sequences = msgspec.msgpack.encode(list(warning.batch_sequences))
    told_as = (int(warning.level), warning.date.isoformat(), warning.minutes, warning.encounters, sequences)
    return (*told_as, told.told_ms, told.read_ms, told.taken_back_ms)


def _spells(packed: bytes) -> tuple[CloseSpell, ...]:
    try:
        return tuple(CloseSpell(*row) for row in msgspec.msgpack.decode(packed))
    except (msgspec.MsgspecError, TypeError, InvalidValueError) as error:
        raise StoreCorruptError("an encounter in the store is damaged") from error
