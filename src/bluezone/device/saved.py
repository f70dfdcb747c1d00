"""The phone's small state, and how it survives a restart: feed, disclosure, pause, battery, duty phases; and what is of
the owner's and ends with its days: the diary, the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from bluezone.device.core.battery import BatteryChoices
from bluezone.device.core.disclosing import Draft
from bluezone.device.core.feed import Feed
from bluezone.device.core.identity import Identity
from bluezone.device.core.moments import Entropy
from bluezone.device.core.outbox import Outbox
from bluezone.device.core.venue_alerts import Shown
from bluezone.device.core.visits import VisitBook
from bluezone.device.errors import StoreCorruptError
from bluezone.device.moving import Arrival, Kept
from bluezone.device.store import Belongings, Store
from bluezone.protocol.config import Configuration
from bluezone.protocol.handover import Handover, sightings_of

HANDED_OVER, _MADE, _TAKEN, _SHOWN_BEFORE = "handed-over", "handovers-made", "handovers-taken", "shown-before"
_FEED, _DRAFT, _PAUSED, _BATTERY, _ENDED, _PHASES = "feed", "draft", "paused", "battery", "ended", "phases"
_PHASE_BYTES = 4
_OF_A_DISCLOSURE = ("redeem", "upload")
"""As the ledger calls them."""

VISITS = "visits"
"""The fact that holds the diary of places."""
OUTBOX = "outbox"
"""The fact that holds the owner's sealed messages."""
SHOWN_AT_DOORS = "visit-secret"
"""The fact from which the tokens are made that the owner shows at doors; there once one was shown."""
PLACES = "places"
"""The fact that holds the files of the communes in which the owner typed a code."""
PINNED_ROOT = "root"
"""The fact that holds the authority's root key; nothing of the owner's, so erasing keeps it."""

_ALWAYS_MS = 1 << 62
_MOST_TRANSFERS = 64

_T = TypeVar("_T")

BEFORE_THE_FIRST = Feed(Configuration(sequence=0, issued_s=0))
"""What a phone knows before it has ever reached an exchange: the defaults that it was built with."""


class KeptFile(msgspec.Struct, frozen=True, array_like=True):
    """A commune's file of places, and when it came: it tells where its owner was, and goes with those days."""

    came_ms: int
    data: bytes


class HandedOver(msgspec.Struct, frozen=True):
    """What a phone keeps of having handed over to another: which file of it there is, since when, and its key."""

    transfer_id: bytes
    made_ms: int
    key: str


@dataclass(slots=True)
class SavedDevice:
    """The small state in memory, as it is on disk; each `save_…` returns when it is there."""

    store: Store
    feed: Feed
    draft: Draft | None
    paused: bool
    battery: BatteryChoices
    scan_phase: float
    """0..1 of the scan period."""
    advertise_phase: float
    ended: bool
    """The outbreak was declared over, and this phone has erased itself."""
    handed_over: HandedOver | None = None
    """While this is so, it is silent: another phone stands in its place."""
    life: int = 0
    """How often everything was erased since the process began."""

    @classmethod
    def load(cls, store: Store, entropy: Entropy) -> SavedDevice:
        """What the store holds. Raises StoreCorruptError."""
        phases = store.fact(_PHASES)
        scan_phase, advertise_phase = _both(_draw_phases(store, entropy) if phases is None else phases)
        feed, draft, battery = store.fact(_FEED), store.fact(_DRAFT), store.fact(_BATTERY)
        handed_over = store.fact(HANDED_OVER)
        return cls(
            store=store,
            feed=BEFORE_THE_FIRST if feed is None else _decode(feed, Feed),
            draft=None if draft is None else _decode(draft, Draft),
            paused=store.fact(_PAUSED) is not None,
            battery=BatteryChoices() if battery is None else _decode(battery, BatteryChoices),
            scan_phase=scan_phase,
            advertise_phase=advertise_phase,
            ended=store.fact(_ENDED) is not None,
            handed_over=None if handed_over is None else _decode(handed_over, HandedOver),
        )

    @property
    def is_silent(self) -> bool:
        """Whether it neither sends nor hears: its owner has paused it, or has gone to another phone."""
        return self.paused or self.handed_over is not None

    def save_feed(self, feed: Feed) -> None:
        self.store.save_fact(_FEED, msgspec.msgpack.encode(feed))
        self.feed = feed

    def match_anew(self) -> None:
        """Has the next update match every listed batch once more, as when the tolerance changes."""
        if self.feed.matched_tolerance is not None:
            self.save_feed(self.feed.to_be_matched_anew())

    def save_draft(self, draft: Draft) -> None:
        self.store.save_fact(_DRAFT, msgspec.msgpack.encode(draft))
        self.draft = draft

    def forget_draft(self) -> None:
        self.store.forget_fact(_DRAFT)
        self.draft = None

    def forget_dead_draft(self, held: Identity) -> None:
        """Forgets an unfinished disclosure none of whose seeds is held any more: its code has been worth nothing for
        long, and in it they would outlive their days. And one that is over once the ledger's days are: it says of its
        owner what nothing else here says any more."""
        if self.draft is not None and (self._is_long_over() if self.draft.is_over else not self._is_held(held)):
            self.forget_draft()

    def _is_held(self, held: Identity) -> bool:
        seeds = {own.seed for own in held.seeds}
        return self.draft is not None and any(retired.seed in seeds for retired in self.draft.seeds)

    def _is_long_over(self) -> bool:
        return all(self.store.last_departure_ms(what) is None for what in _OF_A_DISCLOSURE)

    def forget_links(self) -> None:
        """Takes the links out of the disclosure; they are sealed, or the owner has thought better of it."""
        if self.draft is not None and self.draft.links:
            self.save_draft(self.draft.linked())

    def save_paused(self, *, paused: bool) -> None:
        if paused:
            self.store.save_fact(_PAUSED, b"1")
        else:
            self.store.forget_fact(_PAUSED)
        self.paused = paused

    def save_battery(self, battery: BatteryChoices) -> None:
        self.store.save_fact(_BATTERY, msgspec.msgpack.encode(battery))
        self.battery = battery

    def hand_over(self, handed_over: HandedOver, retired: Identity) -> None:
        """Saves in one step that another phone takes this one's place, and that none of its seeds goes on air again."""
        made = (*self.transfers_made, handed_over.transfer_id)[-_MOST_TRANSFERS:]
        facts = {HANDED_OVER: msgspec.msgpack.encode(handed_over), _MADE: msgspec.msgpack.encode(made)}
        self.store.hand_over(retired, facts)
        self.handed_over = handed_over

    def take_back(self) -> None:
        """Saves that this phone is its owner's again."""
        self.store.forget_fact(HANDED_OVER)
        self.handed_over = None

    @property
    def transfers_made(self) -> tuple[bytes, ...]:
        """The files that this phone has made, by their ids."""
        return _transfers(self.store, _MADE)

    @property
    def transfers_taken(self) -> tuple[bytes, ...]:
        """The files that it has taken over."""
        return _transfers(self.store, _TAKEN)

    def take_over(self, handover: Handover, arrival: Arrival, entropy: Entropy, own: Mapping[str, bytes]) -> None:
        """Replaces everything of the owner's by what another phone has handed over, in one step. What this phone has
        learnt of what is published stays, and all of it is matched anew; `own` are further values that are its own.
        """
        feed = self.feed if self.feed.matched_tolerance is None else self.feed.to_be_matched_anew()
        phases, kept = entropy(2 * _PHASE_BYTES), arrival.kept
        taken = (*self.transfers_taken, handover.transfer_id)[-_MOST_TRANSFERS:]
        root = self.store.fact(PINNED_ROOT)
        facts = {
            **({} if root is None else {PINNED_ROOT: root}),
            **({_PAUSED: b"1"} if self.paused else {}),
            _FEED: msgspec.msgpack.encode(feed),
            _PHASES: phases,
            _BATTERY: msgspec.msgpack.encode(kept.battery),
            _TAKEN: msgspec.msgpack.encode(taken),
            _SHOWN_BEFORE: msgspec.msgpack.encode(kept.shown),
            VISITS: msgspec.msgpack.encode(kept.visits),
            OUTBOX: msgspec.msgpack.encode(kept.outbox),
            **own,
        }
        met = tuple(one for one in arrival.encounters if one.batch_sequence not in feed.revoked)
        heard = sightings_of(handover)
        moved = Belongings(arrival.identity, arrival.boots, handover.made_ms, heard, met, arrival.told, facts)
        self.store.take_over(moved)
        self.life += 1
        self.feed, self.draft, self.battery, self.handed_over = feed, None, kept.battery, None
        self.scan_phase, self.advertise_phase = _both(phases)

    def erase(self, entropy: Entropy) -> None:
        """Erases everything of the owner's, on disk and here. The radio's rhythm is drawn anew too: it would tell that
        the new identities belong to the phone of the old ones."""
        self._forget()
        self.scan_phase, self.advertise_phase = _both(_draw_phases(self.store, entropy))

    def end(self) -> None:
        """Erases everything for good: only the mark of the end remains."""
        self._forget()
        self.store.save_fact(_ENDED, b"1")
        self.ended = True

    def _forget(self) -> None:
        root = self.store.fact(PINNED_ROOT)
        self.store.erase()
        self.life += 1
        if root is not None:
            self.store.save_fact(PINNED_ROOT, root)
        self.feed, self.draft, self.paused, self.battery = BEFORE_THE_FIRST, None, False, BatteryChoices()
        self.handed_over = None
        self.scan_phase = self.advertise_phase = 0.0


def visits_in(store: Store) -> VisitBook:
    """The diary of places as it stands on disk; whoever changes it saves it in the same step."""
    visits = store.fact(VISITS)
    return VisitBook() if visits is None else _decode(visits, VisitBook)


def save_visits(store: Store, visits: VisitBook) -> None:
    store.save_fact(VISITS, msgspec.msgpack.encode(visits))


def change_visits(store: Store, visits: VisitBook) -> None:
    """Saves the diary if it is not what is on disk."""
    if visits != visits_in(store):
        save_visits(store, visits)


def outbox_in(store: Store) -> Outbox:
    """The owner's messages as they stand on disk; whoever changes them saves them in the same step."""
    outbox = store.fact(OUTBOX)
    return Outbox() if outbox is None else _decode(outbox, Outbox)


def save_outbox(store: Store, outbox: Outbox) -> None:
    store.save_fact(OUTBOX, msgspec.msgpack.encode(outbox))


def files_in(store: Store) -> dict[str, KeptFile]:
    """The communes' files that are kept, by commune, the newest last; of an older form none."""
    files = store.fact(PLACES)
    try:
        return {} if files is None else msgspec.msgpack.decode(files, type=dict[str, KeptFile])
    except msgspec.MsgspecError:
        return {}  # they are asked for again


def save_files(store: Store, files: dict[str, KeptFile]) -> None:
    store.save_fact(PLACES, msgspec.msgpack.encode(files))


def kept_in(store: Store, battery: BatteryChoices) -> Kept:
    """What is handed over beside the store's tables."""
    return Kept(visits_in(store), outbox_in(store), battery, shown_in(store))


def shown_in(store: Store) -> tuple[Shown, ...]:
    """The secrets of what its owner has shown at doors: those of phones before it, and its own, if there is one."""
    own = store.fact(SHOWN_AT_DOORS)
    return (*_shown_before(store), *(() if own is None else (Shown(own, _ALWAYS_MS),)))


def _shown_before(store: Store) -> tuple[Shown, ...]:
    before = store.fact(_SHOWN_BEFORE)
    return () if before is None else _decode(before, tuple[Shown, ...])


def forget_kept_before(store: Store, oldest_ms: int) -> None:
    """Deletes visits, messages, secrets of other phones and communes' files of before that moment: the names of those
    for whom something was declared, too."""
    change_visits(store, visits_in(store).since(oldest_ms))
    if (outbox := outbox_in(store)) != (kept := outbox.since(oldest_ms)):
        save_outbox(store, kept)
    if (before := _shown_before(store)) != (still := tuple(one for one in before if one.until_ms >= oldest_ms)):
        store.save_fact(_SHOWN_BEFORE, msgspec.msgpack.encode(still))
    _keep_files(store, oldest_ms, 1 << 62)


def forget_kept_beyond(store: Store, latest_ms: int) -> None:
    """Lets nothing outlive its days by a date to come, which a clock that was ahead has given it: visits are deleted,
    as what was heard is, and what was sent counts as of that moment."""
    change_visits(store, visits_in(store).until(latest_ms))
    if (outbox := outbox_in(store)) != (kept := outbox.until(latest_ms)):
        save_outbox(store, kept)
    _keep_files(store, 0, latest_ms)


def _keep_files(store: Store, oldest_ms: int, latest_ms: int) -> None:
    if store.fact(PLACES) is None:
        return
    files = files_in(store)
    kept = {unit: file for unit, file in files.items() if oldest_ms <= file.came_ms <= latest_ms}
    if not kept:
        store.forget_fact(PLACES)
    elif kept != files:
        save_files(store, kept)


def _transfers(store: Store, name: str) -> tuple[bytes, ...]:
    known = store.fact(name)
    return () if known is None else _decode(known, tuple[bytes, ...])


def _draw_phases(store: Store, entropy: Entropy) -> bytes:
    phases = entropy(2 * _PHASE_BYTES)
    store.save_fact(_PHASES, phases)
    return phases


def _both(phases: bytes) -> tuple[float, float]:
    return _phase(phases[:_PHASE_BYTES]), _phase(phases[_PHASE_BYTES:])


def _decode(value: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.msgpack.decode(value, type=kind)
    except (msgspec.MsgspecError, ValueError) as error:
        raise StoreCorruptError(f"the saved {getattr(kind, '__name__', 'value').lower()} is damaged") from error


def _phase(entropy: bytes) -> float:
    return int.from_bytes(entropy, "big") / (1 << 8 * len(entropy))
