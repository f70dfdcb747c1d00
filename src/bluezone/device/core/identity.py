"""The phone's own seeds: one a day, more on a day of disclosure, none ever again once retired.

docs/protocol/2-keys.md. This module decides which seed is on air in a slot and what may be disclosed. It stores
nothing: whoever calls it must have the new identity on disk before its ids are on air, or they could never be traced.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from bluezone.device.core.moments import Entropy
from bluezone.protocol.calendar import SLOTS_PER_DAY, Day, Slot
from bluezone.protocol.disclosure import MAX_DISCLOSED, MAX_DISCLOSED_PER_DAY, RetiredSeed
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.keys import SEED_BYTES, SEED_LIFETIME_DAYS, DaySeed

_LAST_SLOT = SLOTS_PER_DAY - 1


@dataclass(frozen=True, slots=True, order=True)
class OwnSeed:
    """A seed of ours and the slots of its day that it serves."""

    day: Day
    first_slot: int
    last_slot: int
    """Inclusive; brought forward when the seed is retired."""
    seed: DaySeed
    retired: bool = False
    """Committed to, so never put on air again, whatever becomes of the upload."""

    def __post_init__(self) -> None:
        if not 0 <= self.first_slot <= self.last_slot <= _LAST_SLOT:
            raise InvalidValueError(f"slots {self.first_slot}..{self.last_slot} are no range of a day")

    def covers(self, slot: Slot) -> bool:
        return self.day == slot.day and self.first_slot <= slot.index <= self.last_slot


@dataclass(frozen=True, slots=True)
class Identity:
    """All seeds this phone still holds."""

    seeds: tuple[OwnSeed, ...] = ()

    def seed_for(self, slot: Slot) -> OwnSeed | None:
        """The seed to put on air in this slot, if there is one."""
        return next((own for own in self.seeds if own.covers(slot) and not own.retired), None)

    def prepared_for(self, slot: Slot, entropy: Entropy) -> Identity:
        """Prepares the identity with a seed that serves the slot: its own, or a fresh one for the rest of the day.

        A slot that a retired seed has covered belongs to it: if the clock comes back there, nothing goes on air, since
        two seeds that claim one slot could not be disclosed together.
        """
        if any(own.covers(slot) for own in self.seeds):
            return self
        later = [own.first_slot for own in self.seeds if own.day == slot.day and own.first_slot > slot.index]
        first = slot.index if any(own.day == slot.day for own in self.seeds) else 0
        fresh = OwnSeed(slot.day, first, min(later, default=SLOTS_PER_DAY) - 1, DaySeed(entropy(SEED_BYTES)))
        return Identity((*self.seeds, fresh))

    def retired_at(self, slot: Slot, days: Collection[Day]) -> Identity:
        """Retires every seed of these days; the one on air serves out its slot and no more."""
        return Identity(tuple(_retire(own, slot) if own.day in days else own for own in self.seeds))

    def disclosable(self, days: Collection[Day], now: Slot) -> tuple[RetiredSeed, ...]:
        """The retired seeds of these days, as they may be committed to, oldest first.

        What lies in the future (the clock was ahead once) no exchange accepts; of more seeds than it accepts, a day's
        longest and then the newest days stay.
        """
        chosen: list[OwnSeed] = []
        for day in set(days):
            of_day = [own for own in self.seeds if own.retired and own.day == day and Slot(day, own.last_slot) <= now]
            of_day.sort(key=lambda own: own.last_slot - own.first_slot, reverse=True)
            chosen += of_day[:MAX_DISCLOSED_PER_DAY]
        newest = sorted(chosen)[-MAX_DISCLOSED:]
        return tuple(RetiredSeed(own.day, own.first_slot, own.last_slot, own.seed) for own in newest)

    def days(self) -> tuple[Day, ...]:
        """The days that the owner may disclose or withhold, oldest first."""
        return tuple(sorted({own.day for own in self.seeds}))

    def without_expired(self, today: Day) -> Identity:
        """Seeds live 15 days."""
        oldest = today.number - SEED_LIFETIME_DAYS + 1
        return Identity(tuple(own for own in self.seeds if own.day.number >= oldest))


def _retire(own: OwnSeed, slot: Slot) -> OwnSeed:
    """Retires a seed: one of today ends with the current slot; one not begun yet could only be of a clock set back."""
    if own.retired or own.day != slot.day or own.last_slot <= slot.index:
        return replace(own, retired=True)
    return replace(own, retired=True, last_slot=max(own.first_slot, slot.index))
