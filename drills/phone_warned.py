"""A phone that has heard somebody two days ago, for the drill of a package: its store is made here, with what it heard
and with the plain key that a package of before left beside it, since a day has to be over before it is published."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from bluezone.citizen import skip_first_run
from bluezone.device.core.anchor import BootClock
from bluezone.device.store import PLAIN_KEY, open_store
from bluezone.device.store.key_file import KEY_BYTES, write_whole
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS, Day
from bluezone.protocol.keys import SEED_BYTES, DaySeed
from bluezone.protocol.sighting import BootId, Sighting
from tests.support.device.published import HOUR_S, Staged, World

MET_FOR_MIN = 30
DAYS_AGO = 2
"""Whatever hour the drill begins at: the embargo of that day is over."""
_FIRST_MS = 5 * HOUR_MS
_MIN_PER_SLOT = 15
_NEAR_DBM = -45
_BOOT = BootId(b"anysboot")


def lay(phone: Path, now_ms: int) -> World:
    """Makes the phone in this folder, and a world in which whoever it heard has published that day. The owner has
    agreed, and was told nothing yet."""
    world = World(now_ms // 1000 - 2 * HOUR_S)
    day, seed = Day.containing(now_ms).plus(-DAYS_AGO), DaySeed(secrets.token_bytes(SEED_BYTES))
    world.publish_batch(Staged(day, seed))
    phone.mkdir()
    key = secrets.token_bytes(KEY_BYTES)
    write_whole(phone / PLAIN_KEY, key)
    with contextlib.closing(open_store(phone / "phone.store", key)) as store:
        skip_first_run(store)
        store.save_boot_clock(BootClock(_BOOT), day.start_ms)
        for heard in _heard(day, seed):
            store.keep_sighting(heard)
        store.flush()
    return world


def has_plain_key(phone: Path) -> bool:
    """Whether the key still lies beside the store, for whoever reads the folder."""
    return (phone / PLAIN_KEY).exists()


def _heard(day: Day, seed: DaySeed) -> list[Sighting]:
    ids = seed.ids_for(day)
    first_slot = _FIRST_MS // (_MIN_PER_SLOT * MINUTE_MS)
    return [
        Sighting(
            ids[first_slot + minute // _MIN_PER_SLOT],
            _BOOT,
            monotonic_ms=minute * MINUTE_MS,
            wall_ms=day.start_ms + _FIRST_MS + minute * MINUTE_MS,
            rssi_dbm=_NEAR_DBM,
            stands_for_s=60,
        )
        for minute in range(MET_FOR_MIN)
    ]
