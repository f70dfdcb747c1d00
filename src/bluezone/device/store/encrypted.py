"""The store itself: SQLite pages under SQLCipher, write-ahead log, one connection. What was judged is next door.

What a method has returned from is on disk, except sightings, which are written in the next `flush` (at the end of a
scan at the latest) and wait in memory while the disk takes nothing. Deleted means overwritten: in the file at once, in
the journal with the next `write_down`. A wrong key, a foreign file or a damaged one is one clear error.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.diary import HeardId
from bluezone.device.core.identity import Identity, OwnSeed
from bluezone.device.errors import StoreError
from bluezone.device.store.judged import Judged
from bluezone.device.store.opening import connect
from bluezone.device.store.statements import Statements
from bluezone.device.store.taking_over import TABLES, Belongings, replace_all, replace_identity, sighting_row
from bluezone.protocol.calendar import Day
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import BootId, HeardBy, Sighting

_FLUSH_AT = 256
_MOST_UNWRITTEN = 100_000
"""Of sightings that wait for a disk that takes nothing: ten hours among a hundred people."""

_READ_AT_ONCE = 4_096
_MOST_COUNTED, _MOST_IDS = 500_000, 20_000
"""Sightings, and ids of them, that a page looks at: more of a day is no crowd, but somebody who floods the air."""


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
    return Store(Statements(connect(path, key, durable=durable)))


class Store:
    """One phone's memory. Made by `open_store`."""

    def __init__(self, run: Statements) -> None:
        self._run = run
        self.judged = Judged(run)
        """Encounters and warnings: whom this phone was near, and what its owner was told."""
        self._unwritten: list[Sighting] = []
        self._boots: dict[BootId, int] = {}

    def close(self) -> None:
        """Writes what is waiting, and lets go of the file. Closing twice is harmless."""
        if self._run.is_closed:
            return
        try:
            self.flush()
        finally:
            self._run.close()

    # single values

    def fact(self, name: str) -> bytes | None:
        row = self._run.one("SELECT value FROM fact WHERE name = ?", (name,))
        return None if row is None else bytes(row[0])

    def save_fact(self, name: str, value: bytes) -> None:
        with self._run.transaction() as run:
            run("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))

    def forget_fact(self, name: str) -> None:
        with self._run.transaction() as run:
            run("DELETE FROM fact WHERE name = ?", (name,))

    # own seeds

    def identity(self) -> Identity:
        rows = self._run.all("SELECT day, first_slot, last_slot, seed, retired FROM own_seed ORDER BY day, first_slot")
        return Identity(tuple(OwnSeed(Day(d), f, la, DaySeed(bytes(s)), bool(r)) for d, f, la, s, r in rows))

    def save_identity(self, identity: Identity) -> None:
        with self._run.transaction() as run:
            replace_identity(run, identity)

    # boots

    def save_boot_clock(self, clock: BootClock, wall_ms: int) -> None:
        with self._run.transaction() as run:
            run(
                """INSERT INTO boot (
                       boot, floor_ms, anchor_ms, anchor_monotonic_ms, claim_ms, claim_monotonic_ms, last_wall_ms
                   ) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (boot) DO UPDATE SET floor_ms = excluded.floor_ms,
                   anchor_ms = excluded.anchor_ms, anchor_monotonic_ms = excluded.anchor_monotonic_ms,
                   claim_ms = excluded.claim_ms, claim_monotonic_ms = excluded.claim_monotonic_ms,
                   last_wall_ms = excluded.last_wall_ms""",
                (
                    clock.boot.value,
                    clock.floor_ms,
                    clock.anchor_ms,
                    clock.anchor_monotonic_ms,
                    clock.claim_ms,
                    clock.claim_monotonic_ms,
                    wall_ms,
                ),
            )

    def boot_clocks(self) -> dict[BootId, BootClock]:
        rows = self._run.all(
            "SELECT boot, floor_ms, anchor_ms, anchor_monotonic_ms, claim_ms, claim_monotonic_ms FROM boot"
        )
        clocks = (BootClock(BootId(bytes(boot)), *known) for boot, *known in rows)
        return {clock.boot: clock for clock in clocks}

    def greatest_proven_ms(self) -> int:
        """The greatest signed time this phone has ever seen that its clock bore out, and nothing has refuted."""
        row = self._run.one("SELECT max(max(floor_ms), max(coalesce(anchor_ms, 0))) FROM boot")
        return int(row[0] or 0) if row is not None else 0

    def refute_proofs(self, latest_ms: int) -> bool:
        """Drops each boot's signed times that are later than this; whether there were any."""
        with self._run.transaction() as run:
            dropped = [
                run("UPDATE boot SET floor_ms = 0 WHERE floor_ms > ?", (latest_ms,)).rowcount,
                run(
                    "UPDATE boot SET anchor_ms = NULL, anchor_monotonic_ms = 0 WHERE anchor_ms > ?", (latest_ms,)
                ).rowcount,
                run(
                    "UPDATE boot SET claim_ms = NULL, claim_monotonic_ms = 0 WHERE claim_ms > ?", (latest_ms,)
                ).rowcount,
            ]
        return any(dropped)

    # sightings

    def keep_sighting(self, sighting: Sighting) -> None:
        """Keeps a sighting, on disk with the next flush."""
        if len(self._unwritten) >= _MOST_UNWRITTEN:
            raise StoreError("the store takes nothing, and what waits for it fills the memory")
        self._unwritten.append(sighting)
        if len(self._unwritten) % _FLUSH_AT == 0:
            self.flush()

    def flush(self) -> None:
        """Writes every sighting kept so far to disk. Raises StoreError; then they wait."""
        if not self._unwritten:
            return
        rows = [sighting_row(self._boot_number(sighting.boot), sighting) for sighting in self._unwritten]
        self._run.write_rows("INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._unwritten.clear()

    def write_down(self) -> None:
        """Writes what waits, and overwrites in the journal what was erased since. Raises StoreError."""
        self.flush()
        if self._run.is_stale:
            self._run.overwrite_journal()

    def sightings(self, start_ms: int = 0, end_ms: int = 1 << 62) -> list[Sighting]:
        """Heard in [start, end), in order of time."""
        return list(self.each_sighting(start_ms, end_ms))

    def each_sighting(self, start_ms: int = 0, end_ms: int = 1 << 62) -> Iterator[Sighting]:
        """Heard in [start, end), in order of time, a few thousand read at once: however many there are, they fill no
        memory. What is written or erased in between is there, or is not."""
        self.flush()
        boots: dict[bytes, BootId] = {}
        last = (start_ms, -1)
        while rows := self._run.all(
            """SELECT sighting.rowid, rolling_id, b.boot, monotonic_ms, wall_ms, rssi_dbm, tx_power_dbm, heard_by,
                   stands_for_s, hidden_power
               FROM sighting JOIN boot b ON b.id = sighting.boot
               WHERE (wall_ms, sighting.rowid) > (?, ?) AND wall_ms < ? ORDER BY wall_ms, sighting.rowid LIMIT ?""",
            (*last, end_ms, _READ_AT_ONCE),
        ):
            for _, i, b, m, w, r, tx, h, s, hidden in rows:
                boot = boots.setdefault(bytes(b), BootId(bytes(b)))
                yield Sighting(RollingId(bytes(i)), boot, m, w, r, tx, HeardBy(h), s, hidden)
            last = (rows[-1][4], rows[-1][0])

    def count_sightings(self, start_ms: int = 0, end_ms: int = 1 << 62) -> int:
        self.flush()
        row = self._run.one("SELECT count(*) FROM sighting WHERE wall_ms >= ? AND wall_ms < ?", (start_ms, end_ms))
        return int(row[0]) if row is not None else 0

    def newest_sighting_ms(self) -> int:
        """When this phone last heard another; 0 if it never did."""
        self.flush()
        row = self._run.one("SELECT max(wall_ms) FROM sighting")
        return int(row[0] or 0) if row is not None else 0

    def heard_ids(self, start_ms: int, end_ms: int) -> list[HeardId]:
        """Each id heard in [start, end), once, in order of its first time; of a flooded air not all. Writes nothing:
        pages ask for it often."""
        rows = self._run.all(
            """SELECT rolling_id, min(wall_ms), max(wall_ms), count(*), max(rssi_dbm) FROM (
                   SELECT rolling_id, wall_ms, rssi_dbm FROM sighting WHERE wall_ms >= ? AND wall_ms < ?
                   ORDER BY wall_ms DESC LIMIT ?
               ) GROUP BY rolling_id LIMIT ?""",
            (start_ms, end_ms, _MOST_COUNTED, _MOST_IDS),
        )
        found = {bytes(i): HeardId(first, last, RollingId(bytes(i)), times, dbm) for i, first, last, times, dbm in rows}
        for sighting in self._unwritten:
            if start_ms <= sighting.wall_ms < end_ms:
                new = HeardId(sighting.wall_ms, sighting.wall_ms, sighting.rolling_id, 1, sighting.rssi_dbm)
                known = found.get(sighting.rolling_id.value)
                found[sighting.rolling_id.value] = new if known is None else known.joined(new)
        return sorted(found.values())

    def heard_anybody(self, start_ms: int, end_ms: int) -> bool:
        """Whether anything was heard in [start, end): sooner known than what."""
        ((found,),) = self._run.all(
            "SELECT EXISTS (SELECT 1 FROM sighting WHERE wall_ms >= ? AND wall_ms < ?)", (start_ms, end_ms)
        )
        return bool(found) or any(start_ms <= sighting.wall_ms < end_ms for sighting in self._unwritten)

    # the ledger

    def note_departure(self, departure: Departure) -> int:
        """Writes a departure down before the bytes leave. Returns a number for `note_more`."""
        with self._run.transaction(only_adds=True) as run:
            return int(
                run(
                    "INSERT INTO departure (left_ms, what, bytes, owner_act) VALUES (?, ?, ?, ?)",
                    (departure.left_ms, departure.what, departure.bytes, departure.owner_act),
                ).lastrowid
            )

    def note_more(self, number: int, size: int) -> None:
        """Adds bytes that are about to leave on the same occasion."""
        with self._run.transaction(only_adds=True) as run:
            run("UPDATE departure SET bytes = bytes + ? WHERE id = ?", (size, number))

    def departures(self, newest: int = 1_000) -> list[Departure]:
        """The newest first."""
        rows = self._run.all(
            "SELECT left_ms, what, bytes, owner_act FROM departure ORDER BY id DESC LIMIT ?", (newest,)
        )
        return [Departure(left, what, size, bool(act)) for left, what, size, act in rows]

    def last_departure_ms(self, what: str) -> int | None:
        """When something of this kind left last, of what is kept."""
        ((left_ms,),) = self._run.all("SELECT max(left_ms) FROM departure WHERE what = ?", (what,))
        return None if left_ms is None else int(left_ms)

    def count_departures(self) -> dict[str, int]:
        """How many departures of each kind are kept."""
        return dict(self._run.all("SELECT what, count(*) FROM departure GROUP BY what"))

    # forgetting

    def forget_before(self, day: Day) -> None:
        """Deletes everything heard, met and told before this day."""
        self.flush()  # what is old may still wait
        with self._run.transaction() as run:
            run("DELETE FROM sighting WHERE wall_ms < ?", (day.start_ms,))
            run("DELETE FROM encounter WHERE day < ?", (day.number,))
            run("DELETE FROM warning WHERE date < ?", (day.date.isoformat(),))
            run("DELETE FROM departure WHERE left_ms < ?", (day.start_ms,))
            run(
                """DELETE FROM boot WHERE last_wall_ms < ? AND id NOT IN (SELECT DISTINCT boot FROM sighting)
                   AND id <> (SELECT max(id) FROM boot)""",
                (day.start_ms,),
            )
        self._overwrite_if_possible()

    def forget_heard_after(self, latest_ms: int) -> None:
        """Deletes everything heard later than this; what left this phone later is noted as of then."""
        self.flush()
        with self._run.transaction() as run:
            run("DELETE FROM sighting WHERE wall_ms > ?", (latest_ms,))
            run("UPDATE departure SET left_ms = ? WHERE left_ms > ?", (latest_ms, latest_ms))
        self._overwrite_if_possible()

    def erase(self) -> None:
        """Erases every row, at the owner's wish."""
        self._unwritten.clear()
        self._boots.clear()
        with self._run.transaction() as run:
            for table in TABLES:
                run(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
        self._overwrite_if_possible()

    def take_over(self, moved: Belongings) -> None:
        """Replaces everything by what another phone has handed over. Raises StoreError; then nothing was changed."""
        self.flush()  # what waits is of the boots that are there now, and must not come behind those that follow
        replace_all(self._run, moved)
        self._boots.clear()
        self._overwrite_if_possible()

    def hand_over(self, identity: Identity, facts: Mapping[str, bytes]) -> None:
        """Saves in one step the retired seeds of a phone that hands over, and that it does."""
        with self._run.transaction() as run:
            replace_identity(run, identity)
            for name, value in facts.items():
                run("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))

    def _overwrite_if_possible(self) -> None:
        """Overwrites what was erased at once; what hinders it now is tried again, and told, with every `write_down`."""
        with contextlib.suppress(StoreError):
            self._run.overwrite_journal()

    def _boot_number(self, boot: BootId) -> int:
        number = self._boots.get(boot)
        if number is None:
            row = self._run.one("SELECT id FROM boot WHERE boot = ?", (boot.value,))
            if row is None:
                raise StoreError("what was heard waits until its boot is on disk")
            number = self._boots[boot] = int(row[0])
        return number
