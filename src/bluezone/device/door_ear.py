"""A radio at a door that counts running phones, and is none itself: it sends nothing, asks nobody, keeps nothing.

Rule 1: an identifier stands in this process's memory until a minute after its quarter hour, and nowhere else; two
numbers are made of all of them together (`rollout/tally/heard.py` says what these bound).
Rule 2: only a quarter hour through which the radio listened from beginning to end is counted. One in which it began,
was lost, in which the machine slept or its clock was set, is not: a part of it would look like an empty door.
Rule 3: a peer that is to be asked for its identifier, as an iPhone in the background is, is not counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bluezone.device.core.moments import Now
from bluezone.device.ports import Clock
from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.protocol.calendar import MINUTE_MS, SLOT_MS
from bluezone.protocol.errors import MalformedError
from bluezone.radio.base import ALWAYS, HeardFrame, Radio
from bluezone.radio.errors import RadioError
from bluezone.rollout.tally.heard import MOST_HEARD, Quarter, most_at_once

SETTLED_AFTER_MS = MINUTE_MS
"""How late a radio may hand on what it heard: a telephone whose screen is off does so in batches."""
LOOK_MS = 5_000
_MOST_BETWEEN_LOOKS_MS = 30_000
"""Who looks later than this has slept, and did not hear."""
_CLOCK_MAY_SHIFT_MS = 2_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_Spans = dict[bytes, tuple[int, int]]


class DoorEar:
    """Takes frames, and hands on a quarter hour once it is over."""

    def __init__(self) -> None:
        self._ahead_ms = 0
        """By how much the wall clock is ahead of the monotonic one, since the radio listens without a break."""
        self._unbroken_ms = self._looked_ms = 0
        self._slot = 0
        """The oldest quarter hour that is not handed on yet."""
        self._spans: dict[int, _Spans] = {}
        self._is_broken = True

    def hear(self, frame: HeardFrame) -> None:
        """Notes from when until when an identifier was on air. What is not ours, or carries none, is passed over."""
        try:
            said = parse_advertisement(frame.data)
        except MalformedError:
            return
        at_ms = frame.monotonic_ms + self._ahead_ms
        slot = at_ms // SLOT_MS
        if self._is_broken or not isinstance(said, Advertisement) or not self._slot <= slot <= self._slot + 1:
            return
        spans = self._spans.setdefault(slot, {})
        first, last = spans.get(said.rolling_id.value, (at_ms, at_ms))
        if len(spans) <= MOST_HEARD:
            spans[said.rolling_id.value] = (min(first, at_ms), max(last, at_ms))

    def lose(self) -> None:
        """The radio does not listen: what is under way will not be whole."""
        self._is_broken = True

    def follow(self, now: Now) -> Quarter | None:
        """Follows the clocks while the radio listens, every few seconds; hands on a quarter hour that is over and was
        heard whole."""
        shifted = abs(now.wall_ms - now.monotonic_ms - self._ahead_ms) > _CLOCK_MAY_SHIFT_MS
        slept = now.monotonic_ms - self._looked_ms > _MOST_BETWEEN_LOOKS_MS
        self._looked_ms = now.monotonic_ms
        if self._is_broken or shifted or slept:
            self._begin_anew(now)
        now_ms = now.monotonic_ms + self._ahead_ms
        if now_ms < (self._slot + 1) * SLOT_MS + SETTLED_AFTER_MS:
            return None
        slot, self._slot = self._slot, self._slot + 1
        spans = self._spans.pop(slot, {})
        is_whole = self._unbroken_ms <= slot * SLOT_MS and len(spans) <= MOST_HEARD
        return _counted(slot, spans) if is_whole else None

    def _begin_anew(self, now: Now) -> None:
        self._ahead_ms = now.wall_ms - now.monotonic_ms
        self._unbroken_ms = now.wall_ms
        self._slot = now.wall_ms // SLOT_MS
        self._spans.clear()
        self._is_broken = False


async def count_running_phones(
    radio: Radio, clock: Clock, keep: Callable[[Quarter], None], tell: Callable[[str], None]
) -> None:
    """Listens until cancelled, and hands on each quarter hour."""
    ear, problem = DoorEar(), ""
    while True:
        try:
            await radio.listen(ear.hear, ALWAYS)  # again at each look: the only way to learn that it was lost
        except RadioError as error:
            ear.lose()
            if not problem:
                problem = str(error) or "the radio does not answer"
                tell(f"door: the radio does not listen and is asked again: {problem}")
        else:
            problem = ""
            quarter = ear.follow(Now.read(clock))
            if quarter is not None:
                keep(quarter)
        await clock.sleep(LOOK_MS)


def _counted(slot: int, spans: _Spans) -> Quarter:
    return Quarter(_EPOCH + dt.timedelta(milliseconds=slot * SLOT_MS), len(spans), most_at_once(spans.values()))
