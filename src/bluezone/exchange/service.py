"""One process of an exchange: the parts, joined; started, ticked and stopped as a whole.

The composition of this room. It owns the writer thread and the lock on the data directory: on SQLite it keeps a second
process off, on PostgreSQL it keeps off what is done while nobody serves. Of several processes on one PostgreSQL one
publishes at a time (publishing/leading.py), and each follows what the store says.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import sqlalchemy as sa
import structlog

from bluezone.exchange.calls import Calls
from bluezone.exchange.challenges import Challenges
from bluezone.exchange.codes import CodeOrder, IssuedCode, issue_code
from bluezone.exchange.doubting import Doubts
from bluezone.exchange.errors import StoreError
from bluezone.exchange.guesses import SharedGuesses
from bluezone.exchange.heartbeat import Heartbeat
from bluezone.exchange.keyring import KEY_LIST_FILE, Keyring, load_keyring
from bluezone.exchange.leaps import ClockNotes, Leaps
from bluezone.exchange.operations.metrics import Metrics
from bluezone.exchange.operations.noted_copies import noted_copies
from bluezone.exchange.places import PlacesShelf
from bluezone.exchange.ports import HOUR_S, Clock, Entropy, SecondClock, Steady
from bluezone.exchange.publishing import Publisher, open_files
from bluezone.exchange.publishing.files import FilesForStrangers
from bluezone.exchange.publishing.giving_way import GivingWay
from bluezone.exchange.publishing.leading import RENEWED_EVERY_S
from bluezone.exchange.publishing.shown import ShownIndex
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store import Writer, open_store, was_silent
from bluezone.exchange.store.log import mark, set_mark
from bluezone.exchange.store.mingling import MINGLED_EVERY_S, mingle_waiting
from bluezone.exchange.venue_alerts import VenueAlerts, stage_alerts
from bluezone.protocol.index import REISSUE_S, Published
from bluezone.protocol.place_codes import Places

_log = structlog.get_logger()
_TICK_S = 1.0
_LOOK_S = 0.1
_BLIND_TICKS = 5
"""So many ticks without the store, and a balancer should ask another process."""
_RESTING = "resting"
_PLACES = "places_published"


class Exchange:
    """A running exchange. Use as an async context: what is acknowledged is on disk whenever it ends, and however."""

    def __init__(
        self,
        settings: ExchangeSettings,
        *,
        clock: Clock,
        entropy: Entropy,
        steady: Steady | None = None,
        second: SecondClock = lambda: None,
        clock_is_right: bool = False,
        clock_notes: ClockNotes | None = None,
        ticking: bool = True,
        challenges: Challenges | None = None,
        name: str = "",
    ) -> None:
        """`second` is asked once, at the start; `clock_is_right` is a person's word, and spares the comparison; in
        `clock_notes` a doubt lasts, and a word is found; `name` tells people which process publishes."""
        self.settings = settings
        self.clock = clock
        self.entropy = entropy
        self.leaps = Leaps(clock() // 1000, steady)

        def is_doubtful(now_s: int) -> bool:
            return self.leaps.is_doubtful(now_s)

        self._steady = steady
        self.doubts = Doubts(second, clock_notes, clock_is_right=clock_is_right)
        self._lock = _lock_data(settings.data, is_shared=settings.is_shared)
        self._list_written = self._list_stamp()
        try:
            self.keyring: Keyring = load_keyring(settings.key_directory)
            self.store = open_store(settings.store_address)
        except BaseException:
            os.close(self._lock)
            raise
        self.writer = Writer(self.store, settings.pending_limit)
        self.heartbeat = Heartbeat(self.store, self.writer, settings.data)
        self.files = open_files(settings)
        self.offered = FilesForStrangers(self.files)
        self.shown = ShownIndex(self.offered, lambda: self.keyring)
        self.publisher = Publisher(
            store=self.store,
            writer=self.writer,
            files=self.files,
            keyring=lambda: self.keyring,
            clock=clock,
            entropy=entropy,
            name=name,
            doubts_clock=is_doubtful,
        )
        self.challenges = challenges or Challenges(settings, entropy)
        self.calls = Calls(
            writer=self.writer,
            keyring=lambda: self.keyring,
            profile=lambda: self.publisher.configuration.profile,
            challenges=self.challenges,
            doubts_clock=is_doubtful,
            clock=clock,
            entropy=entropy,
        )
        self.places = PlacesShelf(self.files, lambda: self.keyring.key_list, lambda: clock() // 1000)
        self.metrics = Metrics(knows_copies=settings.store_url is None)
        self._guesses = SharedGuesses(self.writer, self.challenges)
        self._places_seen: int | None = None
        self._looking: asyncio.Task[None] | None = None
        self._blind_ticks = 0
        """Ticks in a row at which the store could not be read."""
        self._mingled_s = 0
        self._giving_way = GivingWay()
        self._ticking = ticking
        self._beats: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        try:
            with self.store.transaction() as connection:
                self.calls.resting = bool(mark(connection, _RESTING))
            last_s = await self.publisher.last_signed_s()
            self.leaps = self.doubts.begin(self.clock() // 1000, last_s, self._steady)
            with self.doubts.noting(self.leaps, self.clock):
                await self.publisher.start()
            await asyncio.to_thread(self.places.look)
        except BaseException:
            await self._let_go()
            raise
        if self._ticking:
            loop = asyncio.get_running_loop()
            self._beats = [loop.create_task(self._tick()), loop.create_task(self._keep_leading())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for beat in (*self._beats, *([self._looking] if self._looking else [])):
            beat.cancel()
            await asyncio.gather(beat, return_exceptions=True)
        await self._let_go()

    async def _let_go(self) -> None:
        await self.publisher.stop()
        await self.writer.stop()
        self.offered.close()
        if not await asyncio.to_thread(self._is_forgotten):
            _log.error("the journal keeps what was erased: somebody reads the store")
        self.store.close()
        os.close(self._lock)

    async def issue(self, order: CodeOrder, count: int = 1) -> list[IssuedCode]:
        """Issues fresh codes, on disk."""
        now_s = self.clock() // 1000
        profile = self.publisher.configuration.profile
        return await self.writer.do(
            lambda connection: [
                issue_code(connection, order, profile, now_s=now_s, entropy=self.entropy) for _ in range(count)
            ]
        )

    async def alert(self, alerts: VenueAlerts) -> int:
        """Stages entries about places, on disk; how many of them were new."""
        profile = self.publisher.configuration.profile
        return await self.writer.do(
            lambda connection: stage_alerts(
                connection,
                alerts,
                profile,
                clock=self.clock,
                most=self.settings.alerts_of_a_day,
            )
        )

    async def publish_places(self, data: bytes) -> Places:
        """Publishes a commune's places, and has other processes look. Raises RequestError."""
        places = await asyncio.to_thread(self.places.put, data)
        if self.store.is_shared:
            await self.writer.do(_count_places)
        return places

    async def publish_as_told(self) -> list[Published]:
        """Publishes what is due because a person said so, who vouches for the clock with it."""
        self.leaps.vouch(self.clock() // 1000)
        return await self.publisher.publish_due()

    async def rest(self, *, resting: bool) -> None:
        """Rests for maintenance: every call is told to come back later, files stay; remembered over a restart, and
        heard of by other processes within a tick."""
        await self.writer.do(lambda connection: set_mark(connection, _RESTING, int(resting)))
        self.calls.resting = resting

    def _is_forgotten(self) -> bool:
        try:
            return self.store.forget_order()
        except Exception as error:  # noqa: BLE001 - a store that is away can still be let go of
            _log.error("erasing failed", error=type(error).__name__)
            return True

    def is_ready(self) -> bool:
        """Whether what is published is as fresh as it should be."""
        now_s = self.clock() // 1000
        return (
            not self.leaps.is_doubtful(now_s)
            and self._blind_ticks < _BLIND_TICKS
            and not self.heartbeat.is_refused
            and now_s - self.publisher.index_issued_s <= REISSUE_S
            and now_s - self.publisher.closed_until_s < 2 * HOUR_S
        )

    def measured(self) -> bytes:
        """The metrics as of now."""
        self.metrics.waiting.set(self.writer.waiting)
        self.metrics.keeps_erased.set(self.publisher.clearing.keeps_erased)
        self.metrics.clock_doubted.set(self.leaps.is_doubtful(self.clock() // 1000))
        self.metrics.windows.set(self.publisher.closed_until_s)
        self.metrics.log_size.set(self.publisher.log.size)
        self.metrics.head_issued.set(self.publisher.proposal.issued_s)
        self.metrics.keys_end.set(self.keyring.ends_s)
        self.metrics.publishes.set(self.publisher.leading.is_ours)
        self.metrics.publishes_since.set(self.publisher.leading.since_s)
        self.metrics.note_copies(noted_copies(self.settings))
        return self.metrics.text()

    def take_up_keys(self) -> None:
        """Follows a key list that was installed beside us; publishing announces it. Raises what loading it raises."""
        written = self._list_stamp()
        if written != self._list_written:
            self._list_written = written
            self.keyring = load_keyring(self.settings.key_directory)

    def _list_stamp(self) -> tuple[int, int]:
        try:
            found = (self.settings.key_directory / KEY_LIST_FILE).stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns

    async def _tick(self) -> None:
        while True:
            try:
                await self.tick(self.leaps)
            except Exception as error:  # noqa: BLE001 - a clock that cannot be read now may be read at the next tick
                _log.error("a tick failed", error=type(error).__name__)
            await asyncio.sleep(_TICK_S)

    async def _keep_leading(self) -> None:
        """Goes on with the lease also while something that is published takes its time."""
        while True:
            await asyncio.sleep(RENEWED_EVERY_S)
            try:
                await self.publisher.leading.renew()
            except Exception as error:  # noqa: BLE001 - a store that is away may be there at the next beat
                _log.warning("the lease was not renewed", error=type(error).__name__)

    async def _mingle(self) -> None:
        now_s = self.clock() // 1000
        if self.publisher.leading.is_ours and abs(now_s - self._mingled_s) >= MINGLED_EVERY_S:
            await self.writer.do(mingle_waiting)
            self._mingled_s = now_s

    async def follow(self) -> None:
        """Takes note of what other processes published, told and decided; does nothing where there is no other."""
        seen = await self.publisher.follower.follow()
        if seen is None:
            return
        self.calls.resting = bool(seen.marks.get(_RESTING))
        await self._guesses.exchange(seen.marks, self.clock() // 1000)
        places = seen.marks.get(_PLACES, 0)
        if places != self._places_seen:
            self.publisher.follower.forget_what_changes()
            await asyncio.to_thread(self.places.look)
            self._places_seen = places

    async def look_again(self) -> None:
        """Takes note anew, for whoever asks for what is not known here: another process may have published it a moment
        ago. Ten times a second at most, however many strangers ask."""
        if self.store.is_shared and not self.publisher.leading.is_ours:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.get_running_loop().create_task(self._look_soon())
            await asyncio.shield(self._looking)

    async def _look_soon(self) -> None:
        await asyncio.sleep(_LOOK_S)
        self._looking = None  # whoever asks from now on may mean something newer
        try:
            await self.follow()
        except Exception as error:  # noqa: BLE001 - a stranger's question must not become an error of another shape
            _log.warning("another look failed", error=type(error).__name__)

    async def tick(self, leaps: Leaps) -> None:
        """Publishes what is due, once the clock is believed, and where this process is the one that publishes."""
        await self._follow_in_time()
        if not self.doubts.believes(leaps, self.clock() // 1000):
            await self.publisher.turns.let_another_publish()  # one whose clock is right may publish
            return
        try:
            self.take_up_keys()
            await self._mingle()
            await self._publish(leaps)
        except Exception as error:  # noqa: BLE001 - a full disk now must not end publishing for ever
            _log.error("publishing failed", error=type(error).__name__)
            self._count_failure()
        if not self.publisher.leading.is_ours:
            return
        try:
            await self._forget_in_time(leaps)
        except Exception as error:  # noqa: BLE001 - nor erasing
            _log.error("erasing failed", error=type(error).__name__)
        await self._give_way()

    async def _publish(self, leaps: Leaps) -> None:
        leading = self.publisher.leading
        if not leading.is_ours and self._giving_way.lasts(self.clock() // 1000):
            return
        for file in await self.publisher.publish_by_itself(lambda now_s: not leaps.follows(now_s)):
            _log.info("published", kind=file.kind.value, sequence=file.sequence, size=file.size)
        if leading.is_ours:
            self._giving_way.succeeded()

    def _count_failure(self) -> None:
        """Counts what another process might do better: not where the store is away, which is everybody's."""
        if self.store.is_shared and self.publisher.leading.is_ours and not self._blind_ticks:
            self._giving_way.failed()

    async def _give_way(self) -> None:
        """Lets another process publish where this one has failed too often: its way to the files alone may be cut."""
        if not self._giving_way.is_due:
            return
        self._giving_way.begin(self.clock() // 1000)
        try:
            await self.publisher.turns.let_another_publish()
            _log.error("publishing failed too often: it is left to another process for a minute")
        except Exception as error:  # noqa: BLE001 - a store that is away ends the lease by itself
            _log.error("the lease was not released", error=type(error).__name__)

    async def _follow_in_time(self) -> None:
        try:
            await self.follow()
            self._blind_ticks = 0
        except Exception as error:  # noqa: BLE001 - a store that is away now may be there at the next tick
            self._blind_ticks += _BLIND_TICKS if was_silent(error) else 1  # each silence lasts as long as they all
            _log.error("following failed", error=type(error).__name__)

    async def _forget_in_time(self, leaps: Leaps) -> None:
        """Erases what is over also while nothing can be published: no bucket's failure keeps it."""
        now_s, kept_before = self.clock() // 1000, self.publisher.clearing.keeps_erased
        if leaps.follows(now_s) and abs(now_s - self.publisher.clearing.forgotten_s) >= HOUR_S:
            await self.publisher.clearing.forget(now_s)
        elif kept_before:
            await self.publisher.clearing.empty_journal()
        if self.publisher.clearing.keeps_erased and not kept_before:
            _log.error("the journal keeps what was erased until whoever reads the store has ended")


@contextlib.contextmanager
def lock_data(data: Path) -> Iterator[None]:
    """Keeps services off the data directory. Raises StoreError where one runs."""
    lock = _lock_data(data)
    try:
        yield
    finally:
        os.close(lock)


def is_served(data: Path) -> bool:
    """Whether a service runs on this data directory now."""
    try:
        os.close(_lock_data(data))
    except StoreError:
        return True
    return False


def _count_places(connection: sa.Connection) -> None:
    set_mark(connection, _PLACES, (mark(connection, _PLACES) or 0) + 1)


def _lock_data(data: Path, *, is_shared: bool = False) -> int:
    """Keeps the data directory to one service, or to those of one database. Raises StoreError if others have it."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise StoreError("another exchange runs on this data directory") from error
    return descriptor
