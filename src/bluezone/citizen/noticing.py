"""What an owner who is not looking is told, when, and never twice. Pure: from facts and a memory to what is due.

Rule 1: a warning is told at once, by day and night, and each once. So is that one was taken back.
Rule 2: a trouble is told once it has stood for a while, by day, and once. One that ends and comes back within a day is
the same trouble. What the owner did on purpose is recalled after a day, once.
Rule 3: each way of telling has a memory of its own, on disk: a restart of ours tells nothing again, and a screen that
was not there is told when it is. Only whoever is killed between the screen and the disk tells that one once more.
Rule 4: a machine that was started anew has lost what stood on its screen: what is not read yet is told once more, and
troubles, which stand on the pages, are not.
Rule 5: that a newer version exists is told by day, and once for each version: it stands on the pages, and nags nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from bluezone.citizen.condition import Trouble
from bluezone.citizen.newer import plain
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS

NEWS: Final = "news"
"""The name of the one notice for all warnings: it says that there is something to read, and not how much."""
NEWER: Final = "newer-version"
FIRST_HOUR, LAST_HOUR = 7, 20
"""Troubles are told from 07:00 to 20:59, local time."""
STANDS_FOR_MS: Final = {
    Trouble.ENDED: 0,
    Trouble.NO_ADAPTER: 15 * MINUTE_MS,
    Trouble.NO_SERVICE: 15 * MINUTE_MS,
    Trouble.BLUETOOTH_BLOCKED: 15 * MINUTE_MS,
    Trouble.BLUETOOTH_OFF: 15 * MINUTE_MS,
    Trouble.NOT_PERMITTED: 15 * MINUTE_MS,
    Trouble.FORBIDDEN: 15 * MINUTE_MS,
    Trouble.LOCATION_OFF: 15 * MINUTE_MS,
    Trouble.RADIO_FAILING: 15 * MINUTE_MS,
    Trouble.PAUSED: DAY_MS,
    Trouble.BACKGROUND: HOUR_MS,
    Trouble.NOT_HEARD: HOUR_MS,
    Trouble.NO_ROOM: 15 * MINUTE_MS,
    Trouble.CLOCK_SLOW: 15 * MINUTE_MS,
    Trouble.CLOCK_FAST: 15 * MINUTE_MS,
    Trouble.CLOCK_WRONG: HOUR_MS,
    Trouble.BATTERY_SAVER: HOUR_MS,
    Trouble.FAILING: DAY_MS,
    Trouble.NOT_BELIEVED: DAY_MS,
    Trouble.NEVER_UPDATED: DAY_MS,
    Trouble.NOT_UP_TO_DATE: HOUR_MS,
}
"""How long each stands before it is told: most end by themselves, and some of them the owner can only wait for."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that the owner should know."""

    name: str
    items: tuple[str, ...]
    """What of it is told once each: a new one has the whole told again."""
    stands_for_ms: int = 0
    """It must have stood for so long."""
    by_day: bool = False
    said: str = ""
    """What stands in its notice besides its own words."""


class Memory(msgspec.Struct, frozen=True):
    """What stands since when, and what each way has told."""

    since_ms: dict[str, int] = {}
    """When each matter was first seen."""
    told_ms: dict[str, dict[str, int]] = {}
    """By way and item: when it was last told or still stood. Kept for a day behind that; of a version for good."""
    boot: str = ""
    """The mark of the machine's start in which that was; empty where the system never said."""

    def looked(self, matters: Collection[Matter], now_ms: int, boot: str = "") -> Memory:
        """Notes what stands now, and forgets what has been over for a day; after another start of the machine, also
        that unread news was told."""
        standing = {item for matter in matters for item in matter.items}
        since = {matter.name: min(now_ms, self.since_ms.get(matter.name, now_ms)) for matter in matters}
        over = self.since_ms.keys() - since.keys()
        again = _news(matters) if self._is_another(boot) else frozenset()
        told = {
            way: {
                item: now_ms if item in over else at_ms
                for item, at_ms in items.items()
                if item not in again
                and (item in standing or item in over or 0 <= now_ms - at_ms < DAY_MS or _is_version(item))
            }
            for way, items in self.told_ms.items()
        }
        return Memory(since, told, boot or self.boot)

    def with_told(self, way: str, matter: Matter, now_ms: int) -> Memory:
        """Notes that a way has told a matter."""
        told = {**self.told_ms.get(way, {}), **dict.fromkeys(matter.items, now_ms)}
        return Memory(self.since_ms, {**self.told_ms, way: told}, self.boot)

    def _is_another(self, boot: str) -> bool:
        """Whether the machine was started since; a mark that is not known yet, or was not before, says nothing."""
        return bool(boot and self.boot and boot != self.boot)

    def is_due(self, way: str, matter: Matter, now_ms: int, hour: int) -> bool:
        """Whether a way is to tell a matter now."""
        told = self.told_ms.get(way, {})
        if all(item in told for item in matter.items):
            return False
        stood_ms = now_ms - self.since_ms.get(matter.name, now_ms)
        return stood_ms >= matter.stands_for_ms and (not matter.by_day or FIRST_HOUR <= hour <= LAST_HOUR)


def matters_of(troubles: Iterable[Trouble], unread: Collection[str], newer: str = "") -> list[Matter]:
    """Everything that the owner should know just now; `unread` names each warning that waits to be read, `newer` a
    version that is newer than the one that runs."""
    news = [Matter(NEWS, tuple(sorted(unread)))] if unread else []
    update = [Matter(NEWER, (f"{NEWER} {plain(newer)}",), by_day=True, said=newer)] if newer else []
    standing = [Matter(one.value, (one.value,), STANDS_FOR_MS[one], by_day=True) for one in troubles]
    return [*news, *standing, *update]


def _is_version(item: str) -> bool:
    return item.startswith(f"{NEWER} ")


def _news(matters: Iterable[Matter]) -> frozenset[str]:
    return frozenset(item for matter in matters if matter.name == NEWS for item in matter.items)
