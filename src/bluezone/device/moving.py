"""From this phone's memory to what it hands over, and from that to what another one begins with (page 13).

What does not move: the seed that is on air, which is retired here and put on air nowhere; every secret by which this
phone could be known; the ledger, which is of this phone; what is published, which each phone fetches for itself. A
message that waited here waits there for a tap, so that nothing leaves a phone because of a file.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.battery import BatteryChoices, BatteryMode, Choice
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.core.identity import Identity, OwnSeed
from bluezone.device.core.moments import Now
from bluezone.device.core.outbox import Outbox, Outgoing, What
from bluezone.device.core.proximity import CloseSpell
from bluezone.device.core.venue_alerts import Shown
from bluezone.device.core.visits import MAX_VISITS, Visit, VisitBook
from bluezone.device.core.warnings import KeptEncounter, Warning  # noqa: A004 - the product's own word
from bluezone.device.store import Store, Told
from bluezone.protocol import handover as wire
from bluezone.protocol.calendar import DAY_MS, Day, Slot
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.handover import Handover, HandoverError, Problem
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import BootId, Sighting

COUNTS_FOR_DAYS = 14
"""A file that was made longer ago holds nothing that is still disclosed or could still match (page 13)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the owner has chosen on the pages and takes along."""

    commune: str = ""
    visits_end_alone: bool = True
    notices: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """What a phone holds beside its store's tables."""

    visits: VisitBook
    outbox: Outbox
    battery: BatteryChoices
    shown: tuple[Shown, ...]
    """The secrets of what was shown at doors, each until when."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What stands in a file, as this phone keeps it."""

    identity: Identity
    boots: tuple[BootClock, ...]
    encounters: tuple[KeptEncounter, ...]
    told: tuple[Told, ...]
    kept: Kept


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file it is, made when, under which root key."""

    transfer_id: bytes
    made_ms: int
    root: bytes


def gather(store: Store, kept: Kept, origin: Origin, chosen: Settings) -> Handover:
    """Gathers everything that moves; of what there is too much, the newest."""
    made_ms = origin.made_ms
    boots, heard = _heard(store, made_ms)
    return Handover(
        transfer_id=origin.transfer_id,
        made_ms=made_ms,
        root=origin.root,
        seeds=tuple(_seeds(store.identity(), made_ms)),
        boots=tuple(wire.MovedBoot(*_clock(one)) for one in boots),
        heard=heard,
        encounters=tuple(_encounter(one) for one in _newest_met(store.judged.publications())),
        warnings=tuple(_warning(one) for one in (*store.judged.warnings(), *store.judged.taken_back()))[
            : wire.MAX_WARNINGS
        ],
        visits=tuple(_visit(one) for one in kept.visits.visits[: wire.MAX_VISITS]),
        forgotten=kept.visits.forgotten[-wire.MAX_FORGOTTEN :],
        shown=tuple(wire.ShownSecret(one.secret, min(one.until_ms, made_ms)) for one in kept.shown)[-wire.MAX_SHOWN :],
        messages=tuple(_message(one) for one in kept.outbox.messages[: wire.MAX_MESSAGES]),
        battery=tuple(wire.MovedChoice(c.since_ms, c.mode.value) for c in kept.battery.choices[-wire.MAX_CHOICES :]),
        commune=chosen.commune,
        visits_end_alone=chosen.visits_end_alone,
        notices=chosen.notices,
    )


def require_of_use(
    handover: Handover, root: bytes, now: Now, *, made: Collection[bytes], taken: Collection[bytes]
) -> None:
    """Requires that a file counts here and now. `made` and `taken` name those that this phone has made, and those that
    it has taken over: a second time it would lose the seeds that it drew since. Raises HandoverError."""
    if handover.root != root:
        raise HandoverError(Problem.OTHER_AUTHORITY)
    if handover.transfer_id in made:
        raise HandoverError(Problem.OWN)
    if handover.transfer_id in taken:
        raise HandoverError(Problem.TWICE)
    if handover.made_ms > now.wall_ms + wire.AHEAD_MS:
        raise HandoverError(Problem.AHEAD)
    if Day.containing(handover.made_ms).number + COUNTS_FOR_DAYS < Day.containing(now.wall_ms).number:
        raise HandoverError(Problem.TOO_OLD)


def arrival_of(handover: Handover) -> Arrival:
    """Reads a file into what this phone keeps. Raises HandoverError where something in it cannot be."""
    try:
        return Arrival(
            Identity(tuple(_own_seed(one) for one in handover.seeds)),
            tuple(_boot_clock(one) for one in handover.boots),
            tuple(_kept_encounter(one) for one in handover.encounters),
            tuple(_told(one) for one in handover.warnings),
            Kept(
                _visit_book(handover),
                Outbox(tuple(_outgoing(one) for one in handover.messages)),
                BatteryChoices(tuple(Choice(one.since_ms, BatteryMode(one.mode)) for one in handover.battery)),
                tuple(Shown(one.secret, one.until_ms) for one in handover.shown),
            ),
        )
    except (InvalidValueError, ValueError, OverflowError) as error:
        raise HandoverError(Problem.DAMAGED) from error


def dates_in(handover: Handover, zone: dt.tzinfo) -> list[dt.date]:
    """The local days of which a file tells anything, the oldest first."""
    offset = dt.datetime.fromtimestamp(handover.made_ms / 1000, zone).utcoffset() or dt.timedelta()
    offset_ms = int(offset.total_seconds() * 1000)
    days = wire.heard_on(handover, offset_ms) | {own.day for own in handover.seeds}
    latest = (handover.made_ms + offset_ms) // DAY_MS
    return [dt.date(1970, 1, 1) + dt.timedelta(days=day) for day in sorted(days) if day <= latest]


# leaving


def _seeds(identity: Identity, made_ms: int) -> Iterator[wire.MovedSeed]:
    """Every seed that has served, also if it is not marked as retired: nothing reads that mark from a file."""
    until = Slot.containing(made_ms)
    held = identity.without_expired(until.day).seeds
    ended = [own for own in held if Slot(own.day, own.last_slot) <= until]
    for own in ended[-wire.MAX_SEEDS :]:
        yield wire.MovedSeed(own.day.number, own.first_slot, own.last_slot, own.seed.value)


def _heard(store: Store, made_ms: int) -> tuple[list[BootClock], bytes]:
    """The boots and what was heard in them. A boot that is proven to lie ahead of this phone's clock stays: what was
    heard in it matches nothing."""
    clocks = store.boot_clocks()
    latest_ms = made_ms + wire.AHEAD_MS
    numbers: dict[BootId, int] = {}

    def numbered() -> Iterator[tuple[int, Sighting]]:
        left_out = max(0, store.count_sightings() - wire.MAX_SIGHTINGS)
        for heard in itertools.islice(store.each_sighting(), left_out, None):
            clock = clocks[heard.boot]
            if max(clock.floor_ms, clock.anchor_ms or 0) <= latest_ms and (
                heard.boot in numbers or len(numbers) < wire.MAX_BOOTS
            ):
                yield numbers.setdefault(heard.boot, len(numbers)), heard

    packed = wire.pack_sightings(numbered())
    return [clocks[boot] for boot in numbers], packed


def _clock(clock: BootClock) -> tuple[bytes, int, int | None, int, int | None, int]:
    known = clock.floor_ms, clock.anchor_ms, clock.anchor_monotonic_ms
    return clock.boot.value, *known, clock.claim_ms, clock.claim_monotonic_ms


def _newest_met(publications: list[KeptEncounter]) -> list[KeptEncounter]:
    return sorted(publications, key=lambda met: met.day)[-wire.MAX_ENCOUNTERS :]


def _encounter(met: KeptEncounter) -> wire.MovedEncounter:
    spells = tuple((s.start_ms, s.end_ms, s.expected_close_minutes, s.variance) for s in met.spells)
    of_the_person = met.seed.value, met.day.number, met.level, met.infectivity
    return wire.MovedEncounter(*of_the_person, met.batch_sequence, spells[: wire.MAX_SPELLS])


def _warning(told: Told) -> wire.MovedWarning:
    one = told.warning
    date = (one.date - dt.date(1970, 1, 1)).days
    says = int(one.level), date, one.minutes, one.encounters, one.batch_sequences[-wire.MAX_SEQUENCES :]
    return wire.MovedWarning(*says, one.least, one.most, told.told_ms, told.read_ms, told.taken_back_ms)


def _visit(visit: Visit) -> wire.MovedVisit:
    where = visit.visit_id, visit.venue_id, visit.salt, visit.name, visit.kind, visit.unit
    when = visit.arrived_ms, visit.left_ms, visit.ended_alone
    alerts = visit.alerted_by[-wire.MAX_SEQUENCES :]
    return wire.MovedVisit(*where, *when, alerts, visit.told_ms, visit.read_ms, visit.taken_back_ms, visit.closer)


def _message(message: Outgoing) -> wire.MovedMessage:
    of_it = message.report_id, message.what.value, message.made_ms, message.label, message.sealed
    return wire.MovedMessage(*of_it, message.sent_ms, message.withdrawn, message.perhaps)


# arriving


def _own_seed(moved: wire.MovedSeed) -> OwnSeed:
    """A seed of before: retired here, so that no second phone ever sends its ids."""
    return OwnSeed(Day(moved.day), moved.first_slot, moved.last_slot, DaySeed(moved.seed), retired=True)


def _boot_clock(moved: wire.MovedBoot) -> BootClock:
    known = moved.floor_ms, moved.anchor_ms, moved.anchor_monotonic_ms
    return BootClock(BootId(moved.boot), *known, moved.claim_ms, moved.claim_monotonic_ms)


def _kept_encounter(moved: wire.MovedEncounter) -> KeptEncounter:
    spells = tuple(CloseSpell(*one) for one in moved.spells)
    of_the_person = DaySeed(moved.seed), Day(moved.day), moved.level, moved.infectivity
    return KeptEncounter(*of_the_person, moved.batch_sequence, spells)


def _told(moved: wire.MovedWarning) -> Told:
    date = dt.date(1970, 1, 1) + dt.timedelta(days=moved.date)
    says = moved.minutes, moved.encounters, moved.batch_sequences, moved.least, moved.most
    return Told(Warning(WarningLevel(moved.level), date, *says), moved.told_ms, moved.read_ms, moved.taken_back_ms)


def _visit_book(handover: Handover) -> VisitBook:
    visits = sorted((_kept_visit(one) for one in handover.visits), key=lambda visit: -visit.arrived_ms)
    following = max((visit.visit_id for visit in visits), default=0) + 1
    return VisitBook(tuple(visits[:MAX_VISITS]), following, handover.visits_end_alone, handover.forgotten)


def _kept_visit(moved: wire.MovedVisit) -> Visit:
    where = moved.visit_id, moved.venue_id, moved.salt, moved.name, moved.kind, moved.unit
    when = moved.arrived_ms, moved.left_ms, moved.ended_alone
    return Visit(*where, *when, moved.alerted_by, moved.told_ms, moved.read_ms, moved.taken_back_ms, moved.closer)


def _outgoing(moved: wire.MovedMessage) -> Outgoing:
    """A message as it was, but for one thing: what went by itself in cover's turn waits for a tap here."""
    of_it = moved.report_id, What(moved.what), moved.made_ms, moved.label, moved.sealed
    return Outgoing(*of_it, moved.sent_ms, moved.withdrawn, moved.perhaps, later=False)
