"""The owner of a phone with the application for Android, by the pages in its WebView, and what the phone has kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx
import msgspec

from bluezone.citizen.noticing import Memory
from bluezone.citizen.phone import KEY_FACT, PREFERENCES_FACT
from bluezone.citizen.telling import MEMORY_FACT
from bluezone.device.core.visits import Visit, VisitBook
from bluezone.device.notifying.android import WAY as ANDROID
from bluezone.device.saved import PINNED_ROOT, save_visits, visits_in
from bluezone.device.store import Store
from bluezone.protocol.venue import SALT_BYTES, VENUE_ID_BYTES, VenueKind

_FORM_KEY = re.compile(r'name="form_key" value="(\w+)"')


class Owner:
    """One browser, which remembers the pages' cookie as a WebView does."""

    def __init__(self) -> None:
        no_line_is_kept = httpx.Limits(max_keepalive_connections=0)
        self._browser = httpx.Client(
            follow_redirects=True, limits=no_line_is_kept, timeout=30, trust_env=False, verify=False
        )
        self._form_key = ""
        self.address = ""

    def opens(self, address: str) -> None:
        """The application hands the address over, with its key. It is the same in each life."""
        assert self.address in {"", address}
        self.address = address
        page = self._browser.get(address).raise_for_status()
        self._form_key = self._form_key or _FORM_KEY.findall(page.text)[-1]

    def agrees(self) -> None:
        self._sends("/welcome/terms", accepted="yes")

    def chooses(self, commune: str) -> None:
        """Returns once the page has said that it is chosen."""
        self._sends("/settings/commune", commune=commune)

    def heard(self) -> set[tuple[str, int]]:
        """What the phone says that it has heard: ids and moments."""
        given = self._browser.get(self._at("/settings/export/bluezone.json")).raise_for_status().json()
        return {(one["id"], one["time_ms"]) for one in given["sightings"]}

    def close(self) -> None:
        self._browser.close()

    def _sends(self, path: str, **form: str) -> None:
        self._browser.post(self._at(path), data={"form_key": self._form_key, **form}).raise_for_status()

    def _at(self, path: str) -> str:
        return self.address.partition("/?")[0] + path


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in a phone's store."""

    never_changed: tuple[bytes | None, ...]
    """The key of the pages, and whom the phone believes."""
    preferences: bytes
    seeds: frozenset[bytes]
    sightings: frozenset[tuple[str, int]]
    visits: int
    is_told: bool
    """Whether it is written down that the owner was told of the last of them outside the pages."""
    twice: int
    """Sightings that are there more than once."""


def kept_in(store: Store) -> Kept:
    sightings, visits, memory = store.sightings(), visits_in(store).visits, store.fact(MEMORY_FACT)
    told = {} if memory is None else msgspec.msgpack.decode(memory, type=Memory).told_ms.get(ANDROID, {})
    return Kept(
        never_changed=tuple(store.fact(name) for name in (KEY_FACT, PINNED_ROOT)),
        preferences=store.fact(PREFERENCES_FACT) or b"",
        seeds=frozenset(own.seed.value for own in store.identity().seeds),
        sightings=frozenset((one.rolling_id.hex, one.wall_ms) for one in sightings),
        visits=len(visits),
        is_told=not visits or f"place {visits[0].visit_id}" in told,
        twice=len(sightings) - len({(one.rolling_id, one.boot, one.monotonic_ms) for one in sightings}),
    )


def is_warned_of_a_place(store: Store, now_ms: int) -> None:
    """One more visit was published as one at which somebody had the disease; its owner was not told yet."""
    book = visits_in(store)
    somewhere = (b"v" * VENUE_ID_BYTES, b"s" * SALT_BYTES, "a place", VenueKind.PUBLIC, "")
    visit = Visit(book.next_id, *somewhere, arrived_ms=now_ms - 7_200_000, left_ms=now_ms, alerted_by=(1,))
    save_visits(store, VisitBook((visit, *book.visits), book.next_id + 1, book.ends_alone))
