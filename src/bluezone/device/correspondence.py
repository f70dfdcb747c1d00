"""Everything that passes between a phone and the world's servers: news in, cover and disclosures out.

Rule 1: nothing leaves that is not in the ledger before it leaves; how calls are made is `calling`'s affair.
Rule 2: what carries the owner's data starts in `disclose`, `send_report` or `send_kept`, which `Device` calls for the
owner's tap and for nothing else, or was kept by such a tap to go in cover's place (`take_turn`). No answer and no file
leads there; everything else that this module sends is cover.
Rule 3: what others did wrong ends here, in one line for the owner's page, and changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from bluezone.device.calling import Caller, Conversation, note_departure
from bluezone.device.core import disclosing, events
from bluezone.device.core.cover import cover
from bluezone.device.core.feed import TELLS_THE_TIME, Examine, Feed, Fetch, File, HeldBack, Withdraw, follow
from bluezone.device.core.matching import Encounter, HeardLog, find_encounters, index_log, joined
from bluezone.device.core.moments import Now
from bluezone.device.core.outbox import Outgoing
from bluezone.device.core.reporting import Delivery, report
from bluezone.device.core.venue_alerts import VisitLog, find_alerted, find_shown, place_warning
from bluezone.device.core.warnings import KeptEncounter, judge, published_again, raised, warnings_from
from bluezone.device.errors import ConsentError, DeviceError, UncertainError, UnreachableError
from bluezone.device.ports import Surroundings
from bluezone.device.saved import (
    BEFORE_THE_FIRST,
    SavedDevice,
    change_visits,
    outbox_in,
    save_outbox,
    save_visits,
    shown_in,
    visits_in,
)
from bluezone.protocol.batch import Batch
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import Configuration
from bluezone.protocol.errors import AheadError, PeerError
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.signature import KeyList

WORTH_A_THREAD = 4_096
"""Entries of a batch: fewer are matched before a thread has started."""
_THREADS = min(2, os.cpu_count() or 1)
"""For a large batch. Two, so that a nation's day takes half the time and the phone's other cores stay cool."""
PIECE = 1 << 17
"""Sightings that are indexed at once: some fifteen megabytes."""
_MOST_HELD = 4
"""Pieces that are held from one batch to the next."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What came of looking for news."""

    batches: int
    """Verified and examined."""
    encounters: int
    """Published seeds that this phone had heard."""
    problem: str = ""
    """Why the update was refused or impossible; empty when all is well. The state is then as before."""
    refused: bool = False
    """Whether it was what was published that could not be believed, rather than nobody answering."""


NO_UPDATE = UpdateReport(0, 0)
"""Before the first look for news."""


@dataclass(slots=True)
class _Examination:
    """What one update has found so far."""

    life: int
    logs: list[HeardLog] | None = None
    """What was heard, where it is little enough to be held for the next batch."""
    visits: VisitLog | None = None
    batches: int = 0
    encounters: int = 0
    ledger_entry: int | None = None
    held_back: int | None = None
    """The first batch that names a day which is not over by this phone's clock."""

    def report(self, problem: str = "", *, refused: bool = False) -> UpdateReport:
        if not problem and self.held_back is not None:
            problem, refused = f"batch {self.held_back} names a day that is not over by this phone's clock", True
        return UpdateReport(self.batches, self.encounters, problem, refused)


class Correspondence:
    """One phone's dealings with servers. Made by the runtime."""

    def __init__(
        self, around: Surroundings, saved: SavedDevice, happened: Callable[[events.Event], Awaitable[None]]
    ) -> None:
        self._around = around
        self._saved = saved
        self._happened = happened
        self._life = 0
        self._updating = asyncio.Lock()
        self._speaking = asyncio.Lock()  # one sequence of calls at a time: two would stand out
        self._caller = Caller(around, saved.save_draft, happened)
        self._configured = saved.feed.configuration
        """What the machine was told last, also when a full disk kept it from being told at once."""
        self.has_just_spoken = False
        """The owner's act has taken a turn of cover's that is still to come."""
        self.last_update = NO_UPDATE
        """The report of the latest look for news in this life."""

    def forget(self) -> None:
        """Forgets, as the phone was erased: whatever is under way must leave no trace in its new life."""
        self.begin_anew()
        self._configured = BEFORE_THE_FIRST.configuration

    def begin_anew(self) -> None:
        """Begins anew with another phone's memory: whatever is under way must leave no trace in it."""
        self._life += 1
        self.last_update, self.has_just_spoken = NO_UPDATE, False

    # news

    async def update(self) -> UpdateReport:
        """Fetch what is new, believe what holds, match it, warn. Never raises for what others did wrong."""
        async with self._updating:
            examination = _Examination(self._life)
            before = self._saved.feed
            try:
                followed = await self._follow(before, examination)
            except (PeerError, UnreachableError) as error:
                if isinstance(error, AheadError):  # it was signed: the machine judges what to make of it
                    await self._happened(events.TimeProven(error.time_s * 1000, self._now()))
                refused = examination.report(str(error), refused=isinstance(error, PeerError))
                if examination.life == self._life:
                    self.last_update = refused
                return refused
            self.last_update = examination.report()
            if self._saved.feed is not before:  # a time that came meanwhile has made more of what was heard credible
                followed = followed.to_be_matched_anew()
            self._saved.save_feed(followed)
            await self._believe(before, followed)
            if examination.life == self._life:
                self._warn()
            return examination.report()

    async def _follow(self, known: Feed, examination: _Examination) -> Feed:
        conversation = follow(known, self._around.root, self._now().wall_ms)
        reply: File = b""
        try:
            step = next(conversation)
            while True:
                match step:
                    case Fetch():
                        reply = await self._fetch(step, examination)
                    case Examine():
                        await self._examine(step, examination)
                    case Withdraw(sequence):
                        self._withdraw(sequence)
                    case HeldBack(sequence):
                        examination.held_back = sequence
                self._require_life(examination.life)
                step = conversation.send(reply)
        except StopIteration as end:
            ended: Feed = end.value
            return ended

    async def _fetch(self, wanted: Fetch, examination: _Examination) -> File:
        if examination.ledger_entry is None:
            examination.ledger_entry = self._note("files", len(wanted.path), owner_act=False)
        else:
            self._around.store.note_more(examination.ledger_entry, len(wanted.path))
        return await self._around.exchange.fetch(wanted.path, wanted.limit)

    async def _examine(self, wanted: Examine, examination: _Examination) -> None:
        found = await self._found_in(wanted, examination)
        own = {own.seed for own in self._around.store.identity().seeds} if found else set()
        others = [encounter for encounter in found if encounter.seed not in own]  # an echo of us is no encounter
        examination.batches += 1
        examination.encounters += len(others)
        if others:
            self._around.store.judged.save_encounters(self._judged(others, wanted.configuration, anew=wanted.anew))
        self._compare_visits(wanted.batch, examination)

    async def _found_in(self, wanted: Examine, examination: _Examination) -> list[Encounter]:
        """Looks a batch up in what was heard, a piece after the other; between two the phone goes on hearing."""
        found: list[Encounter] = []
        for log in self._logs(examination, wanted.configuration.risk.tolerance_slots):
            if wanted.batch.entries < WORTH_A_THREAD:
                found += find_encounters(wanted.batch, log)
                await asyncio.sleep(0)
            else:
                found += await asyncio.to_thread(find_encounters, wanted.batch, log, _THREADS)
            self._require_life(examination.life)
        return joined(found)

    def _logs(self, examination: _Examination, tolerance_slots: int) -> Iterator[HeardLog]:
        """Indexes what was heard, in pieces of a bounded size. The first few are held for the next batch; a log that is
        longer, as whoever floods the air makes it, is read anew for each."""
        if examination.logs is not None:
            yield from examination.logs
            return
        held: list[HeardLog] | None = []
        heard, clocks = self._around.store.each_sighting(), self._around.store.boot_clocks()
        for first in heard:
            piece = index_log(itertools.chain((first,), itertools.islice(heard, PIECE - 1)), clocks, tolerance_slots)
            if held is not None:
                held = [*held, piece] if len(held) < _MOST_HELD else None
            yield piece
        examination.logs = held

    def _compare_visits(self, batch: Batch, examination: _Examination) -> None:
        """Compares a batch with the diary. What was scanned since the update began is of no day a batch speaks of."""
        if examination.visits is None:
            store = self._around.store
            examination.visits = VisitLog(visits_in(store), self._around.clock.wall_ms(), shown_in(store))
        if alerted := find_alerted(batch, examination.visits):
            save_visits(self._around.store, visits_in(self._around.store).with_alert(alerted, batch.sequence))
        if shown := find_shown(batch, examination.visits):
            save_visits(self._around.store, visits_in(self._around.store).with_code_alert(shown, batch.sequence))

    def _withdraw(self, batch_sequence: int) -> None:
        self._around.store.judged.forget_encounters_of(batch_sequence)
        now_ms = self._around.clock.wall_ms()
        visits = visits_in(self._around.store).without_alerts_of(batch_sequence, now_ms)
        change_visits(self._around.store, visits)

    def _judged(
        self, found: Collection[Encounter], configuration: Configuration, *, anew: bool
    ) -> Collection[KeptEncounter]:
        """Judges a batch, which may hold a seed in several groups: the highest level and class count, in any order.

        What was heard of a seed is judged once; a later batch adds only what it says of the person.
        """
        known = {} if anew else {(kept.seed, kept.day): kept.spells for kept in self._around.store.judged.encounters()}
        judged: dict[tuple[DaySeed, Day], KeptEncounter] = {}
        for new in found:
            place = (new.seed, new.day)
            if place in judged:
                judged[place] = raised(judged[place], new.level, new.infectivity)
            elif place in known:
                judged[place] = published_again(new, known[place])
            else:
                judged[place] = judge(new, configuration, self._around.profile, self._saved.battery)
        return judged.values()

    async def _believe(self, before: Feed, followed: Feed) -> None:
        now, time_ms = self._now(), followed.issued_s * 1000
        if before.keys is not None and followed.keys is not None and followed.keys != before.keys:
            withdrawn = before.keys.withdrawn_by(followed.keys, TELLS_THE_TIME)
            await self._happened(events.KeysRenewed(time_ms, withdrawn, now))
        await self._happened(events.TimeProven(time_ms, now))
        if followed.configuration != self._configured:
            await self._happened(events.Configured(followed.configuration, now))
            self._configured = followed.configuration

    def _warn(self) -> None:
        now_ms = self._around.clock.wall_ms()
        standing = warnings_from(self._around.store.judged.encounters(), self._saved.feed.configuration)
        for warning in self._around.store.judged.save_warnings(standing, now_ms):
            self._around.tell_owner(warning)
        visits = visits_in(self._around.store)
        change_visits(self._around.store, visits.all_told(now_ms))
        for visit in visits.alerted:
            if visit.told_ms is None:
                self._around.tell_owner(place_warning(visit))

    # calls

    async def disclose(self, draft: disclosing.Draft) -> disclosing.Draft:
        """Discloses, by the owner's tap only. Raises UnreachableError or PeerError when it could not be finished."""
        life = self._life
        self._saved.save_draft(draft)
        keys = await self._keys()
        async with self._speaking:
            self._require_life(life)
            current = self._saved.draft
            if current is None:
                raise ConsentError("this disclosure was given up")
            if current.is_over:  # a second tap, while the first was being served
                return current
            self.has_just_spoken = True
            try:
                return await self._converse(disclosing.disclose(current, keys, self._around.entropy), owner_act=True)
            except (UnreachableError, PeerError):
                if self._saved.draft is not None and self._saved.draft.is_over:
                    return self._saved.draft  # it was over; only a call that says nothing was lost
                raise

    async def give_up(self) -> None:
        """Gives up an unfinished disclosure, as the owner wants; if calls are under way, after them."""
        async with self._speaking:
            if self._saved.draft is not None and not self._saved.draft.is_over:
                self._saved.forget_draft()

    async def send_report(self, sealed: bytes) -> None:
        """Sends a sealed report, by the owner's tap only. Raises UncertainError when it has left and nothing came back,
        UnreachableError or PeerError when it was not taken."""
        await self._report(sealed)
        self.has_just_spoken = True

    async def send_kept(self, outgoing: Outgoing) -> None:
        """Sends a message that is kept, by the owner's tap only. Raises what `send_report` raises. Where nobody answers
        the question that comes first, no sequence was made that could stand for a cover's."""
        had_spoken, self.has_just_spoken = self.has_just_spoken, True
        try:
            await self._send_kept(outgoing)
        except UncertainError:
            raise
        except UnreachableError:
            self.has_just_spoken = had_spoken
            raise

    async def take_turn(self) -> None:
        """Speaks in cover's turn. What the owner has left to it goes first; failing is harmless, it then waits for the
        next turn. An owner's act that went at once has taken the turn: so nobody's calls are more than cover's."""
        waiting = outbox_in(self._around.store).next_later
        if waiting is not None:
            with contextlib.suppress(UnreachableError, PeerError):
                await self._send_kept(waiting)
        elif self.has_just_spoken:
            self.has_just_spoken = False
        else:
            await self.send_cover()

    async def _send_kept(self, outgoing: Outgoing) -> None:
        """Sends a kept message. On disk it has perhaps arrived from now on, in case the engine ends before it knows."""
        store, life = self._around.store, self._life
        save_outbox(store, outbox_in(store).changed(msgspec.structs.replace(outgoing, perhaps=True)))
        try:
            await self._report(outgoing.sealed)
        except UncertainError:
            raise
        except (DeviceError, PeerError):
            if life == self._life:
                save_outbox(store, outbox_in(store).changed(outgoing))
            raise
        self._require_life(life)  # its owner erased everything while it went: nothing of it comes back
        save_outbox(store, outbox_in(store).taken(outgoing, self._around.clock.wall_ms()))

    async def _report(self, sealed: bytes) -> None:
        life, delivery = self._life, Delivery()
        keys = await self._keys()
        async with self._speaking:
            self._require_life(life)
            try:
                await self._converse(report(sealed, keys, self._around.entropy, delivery), owner_act=True)
            except (UnreachableError, PeerError) as error:
                if delivery.is_taken:
                    return  # only a call that says nothing was lost
                if delivery.has_left and not delivery.is_answered:
                    raise UncertainError(str(error)) from error
                raise

    async def send_cover(self) -> None:
        """Calls that say nothing. Failing is harmless: nobody waits for them. Raises StoreError."""
        try:
            keys = await self._keys()
            async with self._speaking:
                await self._converse(cover(keys, self._around.entropy), owner_act=False)
        except (UnreachableError, PeerError):
            return

    async def _keys(self) -> KeyList:
        """The keys for any sequence of calls, real or cover alike. A list is announced before its keys sign for as long
        as an index is believed; so a phone whose index is over looks for news first, and any other knows the keys."""
        if self._saved.feed.keys is None or self._now().wall_ms > self._saved.feed.valid_until_s * 1000:
            report = await self.update()
            if self._saved.feed.keys is None:
                raise UnreachableError(report.problem or "the exchange has published nothing yet")
        return self._saved.feed.keys

    async def _converse(self, conversation: Conversation[_T], *, owner_act: bool) -> _T:
        life = self._life
        return await self._caller.converse(conversation, lambda: self._require_life(life), owner_act=owner_act)

    def _note(self, what: str, size: int, *, owner_act: bool) -> int:
        return note_departure(self._around, what, size, owner_act=owner_act)

    def _now(self) -> Now:
        return Now.read(self._around.clock)

    def _require_life(self, life: int) -> None:
        if life != self._life:
            raise UnreachableError("this phone was erased in the meantime")
