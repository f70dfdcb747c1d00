"""A phone that hands over or takes over in a process of its own, and is killed at a statement of it.

`python -m tests.support.device.moving STORE ACT AT` does the act, is killed before its AT-th statement (0: never), and
prints how many there were, and which of them was the last that made anything final.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.identity import Identity, OwnSeed
from bluezone.device.moving import Arrival, arrival_of
from bluezone.device.saved import HandedOver, SavedDevice
from bluezone.device.store import Store, open_store
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import Slot
from bluezone.protocol.disclosure import Level
from bluezone.protocol.handover import (
    Handover,
    MovedBoot,
    MovedEncounter,
    MovedSeed,
    MovedVisit,
    MovedWarning,
    handover_key,
    pack_sightings,
)
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.venue import VenueKind
from tests.support.device.phones import BOOT, START_MS, TODAY, dice, sighting

KEY = bytes(range(32))
HANDS_OVER, TAKES_OVER = "hands over", "takes over"
_SIGHTINGS = 40
_MARKET = bytes(16), bytes(16), "Chợ Sơn Dương", VenueKind.MARKET, "02536"


def prepare(path: Path, act: str) -> None:
    """A phone with a few days behind it, or one that has just begun."""
    with contextlib.closing(open_store(path, KEY)) as store:
        store.save_boot_clock(BootClock(BOOT), START_MS)
        seeds = [OwnSeed(TODAY.plus(-day), 0, 95, DaySeed(bytes([day]) * 16)) for day in range(5)]
        store.save_identity(Identity(tuple(sorted(seeds)) if act == HANDS_OVER else (seeds[0],)))
        store.save_fact("page-key", b"its own")
        SavedDevice.load(store, dice())
        for number in range(_SIGHTINGS if act == HANDS_OVER else 3):
            store.keep_sighting(sighting(number, number))


def carry_out(store: Store, act: str) -> None:
    """The same each time, whatever is drawn."""
    saved = SavedDevice.load(store, dice())
    if act == HANDS_OVER:
        retired = store.identity().retired_at(Slot.containing(START_MS), store.identity().days())
        saved.hand_over(HandedOver(bytes(16), START_MS, handover_key(bytes(17))), retired)
    else:
        saved.take_over(_handover(), _arrival(), dice("moves"), {"page-key": b"its own"})


def _handover() -> Handover:
    heard = ((0, sighting(100 + number, number)) for number in range(_SIGHTINGS))
    return Handover(
        transfer_id=b"t" * 16,
        made_ms=START_MS,
        root=bytes(32),
        seeds=tuple(MovedSeed(TODAY.number - day, 0, 11, bytes([99 - day]) * 16) for day in range(9)),
        boots=(MovedBoot(b"old boot", 0, None, 0, None, 0),),
        heard=pack_sightings(heard),
        encounters=tuple(_encounter(number) for number in range(5)),
        warnings=(MovedWarning(1, TODAY.number - 1, 25, 2, (7,), 20, 50, START_MS, None, None),),
        visits=(
            MovedVisit(
                1, bytes(16), bytes(16), "Chợ", VenueKind.MARKET, "02536", 0, 9, False, (), None, None, None, ""
            ),
        ),
    )


def _encounter(number: int) -> MovedEncounter:
    return MovedEncounter(bytes([number]) * 16, TODAY.number - 1, Level.F0, Infectivity.HIGH, 7, ((0, 9, 1.0, 1.0),))


def _arrival() -> Arrival:
    return arrival_of(_handover())


class _Counted:
    """A connection that is pulled from under the phone before one of its statements."""

    def __init__(self, connection: Any, at: int) -> None:
        self._connection, self._at = connection, at
        self.statements, self.committed = 0, 0

    def execute(self, *statement: Any) -> Any:
        self.statements += 1
        self.end_at(self.statements)
        if statement[0] == "COMMIT":
            self.committed = self.statements
        return self._connection.execute(*statement)

    def end_at(self, number: int) -> None:
        """Ends the process, as a power cut does, where this is the statement."""
        if number == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def main(path: Path, act: str, at: int) -> None:
    store = open_store(path, KEY)
    counted = _Counted(store._run._connection, at)
    store._run._connection = counted
    carry_out(store, act)
    sys.stdout.write(f"{counted.statements} {counted.committed}\n")
    counted.end_at(counted.statements + 1)
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
