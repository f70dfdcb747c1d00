"""Finding the place whose code its owner has typed: in what this phone keeps of the commune, else in what is published.

Only the owner's tap asks for a commune's file, and for the whole of it: nobody learns which place was meant. The last
few communes are kept, so that most codes are found without asking anybody.
"""

from __future__ import annotations

import asyncio

from bluezone.device.calling import note_departure
from bluezone.device.errors import UnreachableError
from bluezone.device.ports import Surroundings
from bluezone.device.saved import KeptFile, SavedDevice, files_in, save_files
from bluezone.protocol.errors import MalformedError, PeerError
from bluezone.protocol.place_codes import MAX_PLACES_BYTES, Places, lock_of, place_in, read_places
from bluezone.protocol.signature import KeyList
from bluezone.protocol.venue import Venue

_MOST_KEPT = 3


async def find_place(around: Surroundings, saved: SavedDevice, unit: str, typed: str) -> Venue | None:
    """The place of a typed code; None where the commune has none of it. Raises UnreachableError or PeerError."""
    keys, life = saved.feed.keys, saved.life
    if keys is None:
        raise UnreachableError("the exchange has published nothing yet")
    lock = await asyncio.to_thread(lock_of, unit, typed)
    _require_life(saved, life)
    kept = _kept(around, unit, keys)
    now_s = around.clock.wall_ms() // 1000
    if kept is not None and (found := _place_now(kept, lock, keys, now_s)) is not None:
        return found
    return place_in(await _fetched(around, saved, unit, keys), lock, keys, now_s)


def _place_now(kept: Places, lock: bytes, keys: KeyList, now_s: int) -> Venue | None:
    """The place in a kept file; None also where it holds no more, since a newer file may say better."""
    try:
        return place_in(kept, lock, keys, now_s)
    except PeerError:
        return None


async def _fetched(around: Surroundings, saved: SavedDevice, unit: str, keys: KeyList) -> Places:
    path = f"/v1/places/{unit}"
    note_departure(around, "files", len(path), owner_act=True)
    life = saved.life
    data = bytes(await around.exchange.fetch(path, MAX_PLACES_BYTES))
    _require_life(saved, life)
    try:
        places = read_places(data, keys)
    except MalformedError as error:
        raise UnreachableError("the exchange sent something else than places") from error
    if places.unit != unit:
        raise UnreachableError("the exchange sent the places of another commune")
    others = {other: file for other, file in files_in(around.store).items() if other != unit}
    came = (unit, KeptFile(around.clock.wall_ms(), data))
    save_files(around.store, dict([*others.items(), came][-_MOST_KEPT:]))
    return places


def _require_life(saved: SavedDevice, life: int) -> None:
    """Requires that the owner did not erase everything while this looked: nothing may be kept then, though the phone
    has begun anew and heard news since. Raises UnreachableError."""
    if saved.life != life:
        raise UnreachableError("this phone was erased in the meantime")


def _kept(around: Surroundings, unit: str, keys: KeyList) -> Places | None:
    try:
        return read_places(files_in(around.store)[unit].data, keys)
    except (KeyError, PeerError):
        return None
