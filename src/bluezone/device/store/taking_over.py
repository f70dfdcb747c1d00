"""Everything in a store replaced by what another phone has handed over: whole or not at all, in one transaction.

What it means is `device/moving.py`'s affair. A process that is killed here leaves the phone as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.identity import Identity
from bluezone.device.core.warnings import KeptEncounter
from bluezone.device.store.judged import ENCOUNTER, WARNING, Told, encounter_row, warning_row
from bluezone.device.store.statements import Statements
from bluezone.protocol.sighting import Sighting

TABLES = ("fact", "own_seed", "sighting", "boot", "encounter", "warning", "departure")


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a phone begins with that takes another one's place."""

    identity: Identity
    boots: tuple[BootClock, ...]
    made_ms: int
    """When the other phone handed over: its boots were seen then for the last time."""
    sightings: Iterable[Sighting]
    """In boots that stand above; read once."""
    encounters: tuple[KeptEncounter, ...]
    told: tuple[Told, ...]
    facts: Mapping[str, bytes]
    """Every small value that the phone has afterwards, its own among them: no other stays."""


def replace_all(run: Statements, moved: Belongings) -> None:
    """Raises StoreError, or what reading the sightings raises; then nothing was changed."""
    with run.transaction() as execute:
        for table in TABLES:
            execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
        for name, value in moved.facts.items():
            execute("INSERT INTO fact (name, value) VALUES (?, ?)", (name, value))
        replace_identity(execute, moved.identity)
        boots = {clock.boot: _insert_boot(execute, clock, moved.made_ms) for clock in moved.boots}
        for heard in moved.sightings:
            execute("INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", sighting_row(boots[heard.boot], heard))
        for met in moved.encounters:
            execute(ENCOUNTER, encounter_row(met))
        for told in moved.told:
            execute(WARNING, warning_row(told))


def replace_identity(execute: Any, identity: Identity) -> None:
    """Makes these the phone's own seeds, within the transaction of whoever calls."""
    execute("DELETE FROM own_seed")
    for own in identity.seeds:
        row = (own.day.number, own.first_slot, own.last_slot, own.seed.value, own.retired)
        execute("INSERT INTO own_seed (day, first_slot, last_slot, seed, retired) VALUES (?, ?, ?, ?, ?)", row)


def sighting_row(boot: int, sighting: Sighting) -> tuple[Any, ...]:
    """The columns of a sighting, its boot by the number of its row."""
    return (
        sighting.rolling_id.value,
        boot,
        sighting.monotonic_ms,
        sighting.wall_ms,
        sighting.rssi_dbm,
        sighting.tx_power_dbm,
        int(sighting.heard_by),
        sighting.stands_for_s,
        sighting.hidden_power,
    )


def _insert_boot(execute: Any, clock: BootClock, seen_ms: int) -> int:
    columns = (clock.boot.value, clock.floor_ms, clock.anchor_ms, clock.anchor_monotonic_ms)
    values = (*columns, clock.claim_ms, clock.claim_monotonic_ms, seen_ms)
    return int(
        execute(
            """INSERT INTO boot (
                   boot, floor_ms, anchor_ms, anchor_monotonic_ms, claim_ms, claim_monotonic_ms, last_wall_ms
               ) VALUES (?, ?, ?, ?, ?, ?, ?)""",
            values,
        ).lastrowid
    )
