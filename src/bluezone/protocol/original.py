"""The formats of the 2020 application, in and out (docs/protocol/2-keys.md, "Original format").

Its exposure lists are imported for local checks and exported for old phones; its trace log is read. Its daily keys
chain: D(n+1) = SHA-256(D(n)), so a published one reveals every later day, and none is ever uploaded by us. Checks
follow the original's rule bit for bit at tolerance 0, but one bad entry never hides the rest.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bluezone import kernel
from bluezone.protocol.calendar import DAY_MS, SLOTS_PER_DAY, Day
from bluezone.protocol.errors import InvalidValueError, MalformedError
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.keys import DAY_KEY_BYTES, DaySeed

MAX_ENTRIES = 100_000
MAX_SLOTS_PER_DAY = 1_440
MAX_SPAN_S = 31 * 86_400
MAX_LIST_BYTES = 32 << 20
MAX_TOLERANCE_SLOTS = 2
MAX_LOG_CHARACTERS = 256 << 20
_MAX_TIME_S = 1 << 40
_MIN_RSSI_DBM, _MAX_RSSI_DBM = -128, 127  # a signed byte; 127 is the controllers' word for "not known"
_MAX_TIME_MS = 2**53  # what JSON carries exactly
_MAX_DIGITS = 20
_LOG_COLUMNS = 4

IdChain = Callable[[bytes, int], Sequence[bytes]]
"""(day key, slots per day) → the ids of the day; the kernel's, unless a caller asks for a certain one."""


@dataclass(frozen=True, slots=True)
class ExposureEntry:
    """One published stretch of the original: a daily key and the time it was on air."""

    daily_key: bytes
    time_start_s: int
    """The UTC midnight of the key's day."""
    slots_per_day: int
    """1..1440, called `max` in the list."""
    time_end_s: int
    """Last moment tested; earlier than the start tests nothing, several days later follows the key chain."""

    def __post_init__(self) -> None:
        if len(self.daily_key) != DAY_KEY_BYTES:
            raise InvalidValueError(f"a daily key has {DAY_KEY_BYTES} bytes, not {len(self.daily_key)}")
        if not 1 <= self.slots_per_day <= MAX_SLOTS_PER_DAY:
            raise InvalidValueError(f"max {self.slots_per_day} lies outside 1..{MAX_SLOTS_PER_DAY}")
        if not (0 <= self.time_start_s <= _MAX_TIME_S and 0 <= self.time_end_s <= _MAX_TIME_S):
            raise InvalidValueError("an entry's times lie outside the calendar")
        if self.time_end_s - self.time_start_s > MAX_SPAN_S:
            raise InvalidValueError("an entry spans more than 31 days")


@dataclass(frozen=True, slots=True)
class ExposureList:
    """What could be read of a list, and how many entries could not."""

    entries: tuple[ExposureEntry, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One line of the original's trace log."""

    own_id: RollingId
    heard_id: RollingId
    rssi_dbm: int
    time_ms: int

    def __post_init__(self) -> None:
        if not _MIN_RSSI_DBM <= self.rssi_dbm <= _MAX_RSSI_DBM:
            raise InvalidValueError(f"has an RSSI outside {_MIN_RSSI_DBM}..{_MAX_RSSI_DBM} dBm")
        if not 0 <= self.time_ms <= _MAX_TIME_MS:
            raise InvalidValueError(f"has a time outside 0..{_MAX_TIME_MS} ms")


@dataclass(frozen=True, slots=True, order=True)
class Contact:
    """A row of the log that an entry of the list explains."""

    time_ms: int
    daily_key: bytes
    heard_id: RollingId


def next_daily_key(daily_key: bytes) -> bytes:
    """The key of the following day in the original's chain."""
    return hashlib.sha256(daily_key).digest()


def daily_keys(base_id: bytes, days: int) -> Iterator[bytes]:
    """The original's keys from the base id on; day 0's key is the base id itself."""
    if len(base_id) != DAY_KEY_BYTES:
        raise InvalidValueError(f"a base id has {DAY_KEY_BYTES} bytes, not {len(base_id)}")
    key = base_id
    for _ in range(days):
        yield key
        key = next_daily_key(key)


def read_exposure_list(text: bytes) -> ExposureList:
    """Reads `{"data":[{"daily_key","time_start","max","time_end"}, …]}`.

    A bad entry is skipped and counted. Raises MalformedError when the whole is no such list or is too large.
    """
    if len(text) > MAX_LIST_BYTES:
        raise MalformedError(f"an exposure list of {len(text)} bytes exceeds {MAX_LIST_BYTES}")
    try:
        document = json.loads(text, parse_int=_whole_number)
    except (ValueError, RecursionError) as error:
        raise MalformedError("the exposure list is not JSON") from error
    rows = document.get("data") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise MalformedError('the exposure list has no "data" list')
    if len(rows) > MAX_ENTRIES:
        raise MalformedError(f"an exposure list of {len(rows)} entries exceeds {MAX_ENTRIES}")
    entries = [entry for entry in map(_entry, rows) if entry is not None]
    return ExposureList(tuple(entries), len(rows) - len(entries))


def write_exposure_list(seeds: Iterable[tuple[Day, DaySeed]]) -> bytes:
    """Published seeds as a list that original phones read: one entry a seed, exactly one day long.

    The end is 23:59:59; a second later the original would test slot 0 of a next key that does not exist.
    """
    rows = [
        {
            "daily_key": seed.key_for(day).hex().upper(),
            "time_start": day.start_ms // 1000,
            "max": SLOTS_PER_DAY,
            "time_end": day.end_ms // 1000 - 1,
        }
        for day, seed in seeds
    ]
    return json.dumps({"data": rows}, separators=(",", ":")).encode()


def read_trace_log(text: str) -> list[TraceRow]:
    """Reads the original's log: own id, heard id, RSSI, time in ms; tab-separated, one sighting a line.

    Raises MalformedError with the number of the first line that is no such row.
    """
    if len(text) > MAX_LOG_CHARACTERS:
        raise MalformedError(f"a log of {len(text)} characters exceeds {MAX_LOG_CHARACTERS}")
    return [_trace_row(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def find_contacts(
    entries: Iterable[ExposureEntry],
    rows: Iterable[TraceRow],
    tolerance_slots: int,
    ids_of_day: IdChain = kernel.rolling_ids,
) -> list[Contact]:
    """Every row that an entry explains, once for each row and key, by time (docs/protocol/8-matching.md).

    Tolerance 0 is strict mode: exactly the original's rule, both window ends inclusive.
    """
    if not 0 <= tolerance_slots <= MAX_TOLERANCE_SLOTS:
        raise InvalidValueError(f"the tolerance lies in 0..{MAX_TOLERANCE_SLOTS} slots, not {tolerance_slots}")
    heard, times = _by_id(rows)
    found: dict[tuple[int, bytes], Contact] = {}
    for entry in entries:
        for row_number, contact in _contacts_of(entry, heard, times, tolerance_slots, ids_of_day):
            found[row_number, contact.daily_key] = contact
    return sorted(found.values())


def _contacts_of(
    entry: ExposureEntry,
    heard: Mapping[bytes, Sequence[tuple[int, int]]],
    times: Sequence[int],
    tolerance: int,
    ids_of_day: IdChain,
) -> Iterator[tuple[int, Contact]]:
    """Follows the entry's chain slot by slot; a day without a sighting near it costs one hash."""
    slot_ms = DAY_MS // entry.slots_per_day
    margin = tolerance * slot_ms
    start, last = entry.time_start_s * 1000, entry.time_end_s * 1000
    key = entry.daily_key
    while start <= last:
        day_ms = slot_ms * entry.slots_per_day
        if _any_between(times, start - margin, min(last, start + day_ms) + slot_ms + margin):
            for slot, rolling_id in enumerate(ids_of_day(key, entry.slots_per_day)):
                opens = start + slot * slot_ms
                if opens > last:
                    break
                for row_number, time_ms in heard.get(rolling_id, ()):
                    if opens - margin <= time_ms <= opens + slot_ms + margin:
                        yield row_number, Contact(time_ms, entry.daily_key, RollingId(rolling_id))
        start += day_ms
        key = next_daily_key(key)


def _any_between(times: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(times, first)
    return at < len(times) and times[at] <= last


def _by_id(rows: Iterable[TraceRow]) -> tuple[dict[bytes, list[tuple[int, int]]], list[int]]:
    """({heard id: [(row number, time)]}, all times ascending)."""
    heard: dict[bytes, list[tuple[int, int]]] = {}
    for number, row in enumerate(rows):
        heard.setdefault(row.heard_id.value, []).append((number, row.time_ms))
    return heard, sorted(time_ms for sightings in heard.values() for _, time_ms in sightings)


def _whole_number(digits: str) -> int | None:
    """A number too long to be meant is None, so that it spoils its own entry and not the whole list."""
    return int(digits) if len(digits) <= _MAX_DIGITS else None


def _entry(row: object) -> ExposureEntry | None:
    if not isinstance(row, dict):
        return None
    numbers = [row.get(name) for name in ("time_start", "max", "time_end")]
    key = row.get("daily_key")
    if not isinstance(key, str) or len(key) != 2 * DAY_KEY_BYTES or not all(type(number) is int for number in numbers):
        return None
    start, slots, end = numbers
    try:
        return ExposureEntry(bytes.fromhex(key), start, slots, end)  # type: ignore[arg-type]  # ints, checked above
    except ValueError:
        return None


def _trace_row(number: int, line: str) -> TraceRow:
    columns = line.split("\t")
    if len(columns) != _LOG_COLUMNS:
        raise MalformedError(f"line {number} of the log has {len(columns)} columns, not {_LOG_COLUMNS}")
    own, heard, rssi, time = columns
    try:
        return TraceRow(RollingId.from_hex(own), RollingId.from_hex(heard), int(rssi), int(time))
    except InvalidValueError as error:
        raise MalformedError(f"line {number} of the log {error}") from error
    except (ValueError, MalformedError) as error:
        raise MalformedError(f"line {number} of the log does not hold two ids, an RSSI and a time") from error
