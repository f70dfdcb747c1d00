"""The rows of what was judged: whom this phone was near, and what its owner was told of it.

Rule 1: a warning is never forgotten because it does not hold any more; it is taken back, and stays until retention.
Rule 2: how near and how long is decided in `core.warnings`; here it is only kept, one row for each publication.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.core.proximity import CloseSpell
from bluezone.device.core.warnings import KeptEncounter, Warning, is_replaced  # noqa: A004 - the product's own word
from bluezone.device.errors import StoreCorruptError
from bluezone.device.store.statements import Statements
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.keys import DaySeed

ENCOUNTER = "INSERT OR REPLACE INTO encounter VALUES (?, ?, ?, ?, ?, ?)"
WARNING = "INSERT INTO warning VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Told(msgspec.Struct, frozen=True):
    """A warning as it stands in the store."""

    warning: Warning
    told_ms: int
    read_ms: int | None
    """Once it is taken back: when the owner read of that."""
    taken_back_ms: int | None = None


class Judged:
    """Encounters and warnings of one store, as `store.judged`."""

    def __init__(self, run: Statements) -> None:
        self._run = run

    def encounters(self) -> list[KeptEncounter]:
        """One encounter for each seed and day: the publication that says the most; the others stand behind it."""
        rows = self._run.all(
            """SELECT seed, day, level, infectivity, batch_sequence, spells FROM encounter
               ORDER BY day, seed, level, infectivity DESC, batch_sequence"""
        )
        best: dict[tuple[bytes, int], KeptEncounter] = {}
        for seed, day, level, infectivity, sequence, spells in rows:
            if (place := (bytes(seed), day)) not in best:
                best[place] = _encounter(seed, day, level, infectivity, sequence, spells)
        return list(best.values())

    def save_encounters(self, encounters: Iterable[KeptEncounter]) -> None:
        """Replaces what was known of the same seed and day from the same batch."""
        with self._run.transaction() as run:
            for encounter in encounters:
                run(ENCOUNTER, encounter_row(encounter))

    def forget_encounters_of(self, batch_sequence: int) -> None:
        """Forgets a revoked batch's encounters; what other batches say of the same people stands."""
        with self._run.transaction() as run:
            run("DELETE FROM encounter WHERE batch_sequence = ?", (batch_sequence,))

    def publications(self) -> list[KeptEncounter]:
        """Every encounter of every publication, also those behind which another stands."""
        rows = self._run.all("SELECT seed, day, level, infectivity, batch_sequence, spells FROM encounter")
        return [_encounter(*row) for row in rows]

    def warnings(self) -> list[Told]:
        """Warnings that stand: F1 first, the newest day first."""
        return [told for told in self._told() if told.taken_back_ms is None]

    def taken_back(self) -> list[Told]:
        """Warnings that stood once and do not hold any more, in the same order."""
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
        with self._run.transaction() as run:
            run("DELETE FROM warning")
            for told in kept:
                run(WARNING, warning_row(told))
        return [warning for place, warning in standing.items() if place not in known]

    def mark_warnings_read(self, read_ms: int) -> None:
        """Notes that the owner has read all warnings, and which were taken back."""
        with self._run.transaction() as run:
            run("UPDATE warning SET read_ms = ? WHERE read_ms IS NULL", (read_ms,))

    def _told(self) -> list[Told]:
        rows = self._run.all(
            """SELECT level, date, minutes, encounters, batch_sequences, told_ms, read_ms, taken_back_ms, least, most
               FROM warning ORDER BY level, date DESC"""
        )
        return [_told_of(*row) for row in rows]


def _as_now(told: Told, warning: Warning) -> Told:
    """Renews a warning of the same day and level; what the owner has read stays read."""
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
    least: int,
    most: int,
) -> Told:
    day, batches = dt.date.fromisoformat(date), tuple(msgspec.msgpack.decode(sequences))
    warning = Warning(WarningLevel(level), day, minutes, encounters, batches, least, most)
    return Told(warning, told_ms, read_ms, taken_back_ms)


def encounter_row(encounter: KeptEncounter) -> tuple[Any, ...]:
    """The columns of an encounter, as `ENCOUNTER` takes them."""
    spells = [(s.start_ms, s.end_ms, s.expected_close_minutes, s.variance) for s in encounter.spells]
    of_the_person = (encounter.seed.value, encounter.day.number, int(encounter.level), int(encounter.infectivity))
    return (*of_the_person, encounter.batch_sequence, msgspec.msgpack.encode(spells))


def warning_row(told: Told) -> tuple[Any, ...]:
    """The columns of a warning, as `WARNING` takes them."""
    warning = told.warning
    sequences = msgspec.msgpack.encode(list(warning.batch_sequences))
    told_as = (int(warning.level), warning.date.isoformat(), warning.minutes, warning.encounters, sequences)
    return (*told_as, told.told_ms, told.read_ms, told.taken_back_ms, warning.least, warning.most)


def _encounter(  # noqa: PLR0917 - the columns of its table
    seed: bytes, day: int, level: int, infectivity: int, sequence: int, spells: bytes
) -> KeptEncounter:
    of_the_person = DaySeed(bytes(seed)), Day(day), Level(level), Infectivity(infectivity)
    return KeptEncounter(*of_the_person, sequence, _spells(spells))


def _spells(packed: bytes) -> tuple[CloseSpell, ...]:
    try:
        return tuple(CloseSpell(*row) for row in msgspec.msgpack.decode(packed))
    except (msgspec.MsgspecError, TypeError, InvalidValueError) as error:
        raise StoreCorruptError("an encounter in the store is damaged") from error
