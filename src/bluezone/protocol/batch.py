"""The published batch: all of the file format in one module (docs/protocol/3-batches.md).

    magic "BZB1" | header length u32 | header (msgpack) | columns | signature block

A batch holds seeds whose embargo ended in one window, in a fixed grid of groups, each padded with random dummies, each
column strictly ascending. Who is infected, when, and how many, cannot be read from its shape. A reader verifies the
signature before it decodes anything, and a hostile header costs it no more than the file's own size.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from bluezone import kernel
from bluezone.protocol.calendar import DAY_MS, EMBARGO_HOURS, HOUR_MS, Day
from bluezone.protocol.disclosure import Level
from bluezone.protocol.errors import EmbargoError, InvalidValueError, MalformedError
from bluezone.protocol.signature import KeyList, Kind, Opened, decode_body, open_file

MAGIC = b"BZB1"
ENTRY_BYTES = 16
HASH_BYTES = 32
PADDING = 16
"""Each group holds a multiple of this many entries, and never fewer."""
MAX_HEADER_BYTES = 64 << 10
MAX_GROUPS = 256
MAX_BATCH_BYTES = 256 << 20
OLDEST_DAYS = 21
"""A batch speaks of no day more than this before its window's end."""
_MAX_NUMBER = (1 << 63) - 1
_PREFIX_BYTES = len(MAGIC) + 4


class Infectivity(enum.IntEnum):
    """How infectious the person was on that day, from the onset and the pathogen profile; computed by the exchange."""

    STANDARD = 1
    HIGH = 2


class Format(enum.IntEnum):
    """What the 16 bytes of a column are."""

    SEED16 = 1
    VENUE16 = 2


@dataclass(frozen=True, slots=True, order=True)
class GroupKey:
    """A place in the grid."""

    day: Day
    level: Level
    infectivity: Infectivity
    format: Format = Format.SEED16

    def __post_init__(self) -> None:
        if self.infectivity is Infectivity.HIGH and (self.level, self.format) != (Level.F0, Format.SEED16):
            raise InvalidValueError("only seeds of F0 have the high class")
        if self.format is Format.VENUE16 and self.level is not Level.F0:
            raise InvalidValueError("a venue alert has the level F0")


@dataclass(frozen=True, slots=True)
class Group:
    """One column: `count` entries of 16 bytes, strictly ascending, dummies among them."""

    key: GroupKey
    column: memoryview

    def __post_init__(self) -> None:
        if len(self.column) % ENTRY_BYTES:
            raise InvalidValueError(f"a column is made of entries of {ENTRY_BYTES} bytes")

    @property
    def count(self) -> int:
        return len(self.column) // ENTRY_BYTES


@dataclass(frozen=True, slots=True)
class Batch:
    """A verified batch, or one about to be written."""

    kind: Kind
    sequence: int
    window_start_s: int
    window_end_s: int
    config_sequence: int
    previous: bytes
    """Identity of the batch before this one; zeros for the first."""
    groups: tuple[Group, ...]

    def __post_init__(self) -> None:
        if self.kind not in (Kind.BATCH, Kind.ROLLUP):
            raise InvalidValueError(f"{self.kind} is no kind of batch")
        for number in (self.sequence, self.window_start_s, self.config_sequence):
            if not 0 <= number <= _MAX_NUMBER:
                raise InvalidValueError("a batch's numbers lie outside 0..2^63-1")
        if not self.window_start_s < self.window_end_s <= _MAX_NUMBER:
            raise InvalidValueError("a batch's window ends before it starts")
        if len(self.previous) != HASH_BYTES:
            raise InvalidValueError(f"the previous batch's hash has {HASH_BYTES} bytes")
        if len(self.groups) > MAX_GROUPS:
            raise InvalidValueError(f"a batch has at most {MAX_GROUPS} groups")
        _require_grid_order(self.groups)

    @property
    def entries(self) -> int:
        return sum(group.count for group in self.groups)


class _GroupHeader(msgspec.Struct, frozen=True, array_like=True):
    day: int
    level: Level
    infectivity: Infectivity
    format: Format
    count: int


class _Header(msgspec.Struct, frozen=True, array_like=True):
    kind: Kind
    sequence: int
    window_start_s: int
    window_end_s: int
    config_sequence: int
    previous: bytes
    groups: list[_GroupHeader]


def grid(window_end_s: int, tracing_days: int) -> tuple[GroupKey, ...]:
    """Every group that a batch with this window end must contain, in file order.

    The days are the last `tracing_days` whose embargo had ended by the window's end.
    """
    newest = Day.containing(window_end_s * 1000 - EMBARGO_HOURS * HOUR_MS).plus(-1)
    keys = []
    for day in (newest.plus(-age) for age in range(tracing_days)):
        keys += [
            GroupKey(day, Level.F0, Infectivity.STANDARD),
            GroupKey(day, Level.F0, Infectivity.HIGH),
            GroupKey(day, Level.F1, Infectivity.STANDARD),
            GroupKey(day, Level.F0, Infectivity.STANDARD, Format.VENUE16),
        ]
    return tuple(sorted(keys))


def padded_count(real: int) -> int:
    """How many entries a group with this many real ones is published with."""
    return max(PADDING, -(-real // PADDING) * PADDING)


def make_group(key: GroupKey, entries: Iterable[bytes]) -> Group:
    """A column from its entries in any order. Raises InvalidValueError for a wrong length or a repeated entry."""
    ordered = sorted(entries)
    column = b"".join(ordered)
    if len(column) != len(ordered) * ENTRY_BYTES or any(len(entry) != ENTRY_BYTES for entry in ordered):
        raise InvalidValueError(f"an entry of a batch has {ENTRY_BYTES} bytes")
    if len(set(ordered)) != len(ordered):
        raise InvalidValueError("an entry stands twice in one group")
    return Group(key, memoryview(column))


def write_batch(batch: Batch) -> bytes:
    """The file without its signature block. Refuses to write what a phone refuses to read (the same errors)."""
    _require_publishable(batch)
    header = msgspec.msgpack.encode(
        _Header(
            batch.kind,
            batch.sequence,
            batch.window_start_s,
            batch.window_end_s,
            batch.config_sequence,
            batch.previous,
            [_group_header(group) for group in batch.groups],
        )
    )
    columns = (group.column for group in batch.groups)
    return b"".join((MAGIC, len(header).to_bytes(4, "big"), header, *columns))


def read_batch(data: bytes | memoryview, kind: Kind, keys: KeyList) -> tuple[Batch, Opened]:
    """A batch whose signature, form, days and embargo all hold, and the opened file with its identity.

    Columns are views into `data`, nothing is copied. Raises VerificationError, MalformedError, EmbargoError or
    ExpiredError; a batch is accepted whole or not at all.
    """
    if len(data) > MAX_BATCH_BYTES:
        raise MalformedError(f"a batch of {len(data)} bytes exceeds {MAX_BATCH_BYTES}")
    opened = open_file(kind, data, keys)
    batch = parse_batch(opened.body)
    if batch.kind != kind:
        raise MalformedError(f"a {kind} was asked for, and the file is a {batch.kind}")
    opened.require_valid_at(batch.window_end_s)
    return batch, opened


def parse_batch(body: bytes | memoryview) -> Batch:
    """The batch in a body, checked in every way but its signature. For inspection; a phone calls read_batch."""
    view = memoryview(body)
    header, start = _decode_header(view)
    groups = tuple(_cut_columns(view[start:], header.groups))
    try:
        batch = Batch(
            header.kind,
            header.sequence,
            header.window_start_s,
            header.window_end_s,
            header.config_sequence,
            header.previous,
            groups,
        )
    except InvalidValueError as error:
        raise MalformedError(str(error)) from error
    _require_publishable(batch)
    return batch


def _group_header(group: Group) -> _GroupHeader:
    key = group.key
    return _GroupHeader(key.day.number, key.level, key.infectivity, key.format, group.count)


def _decode_header(view: memoryview) -> tuple[_Header, int]:
    if bytes(view[: len(MAGIC)]) != MAGIC:
        raise MalformedError('the file does not begin with "BZB1"')
    length = int.from_bytes(view[len(MAGIC) : _PREFIX_BYTES], "big")
    if length > MAX_HEADER_BYTES or _PREFIX_BYTES + length > len(view):
        raise MalformedError(f"a header of {length} bytes does not fit")
    end = _PREFIX_BYTES + length
    header = decode_body(view[_PREFIX_BYTES:end], _Header, "header")
    if len(header.groups) > MAX_GROUPS:
        raise MalformedError(f"a batch of {len(header.groups)} groups exceeds {MAX_GROUPS}")
    return header, end


def _cut_columns(columns: memoryview, headers: Sequence[_GroupHeader]) -> list[Group]:
    if any(header.count < 0 for header in headers):
        raise MalformedError("a group has a negative count")
    if sum(header.count for header in headers) * ENTRY_BYTES != len(columns):
        raise MalformedError("the columns do not fill the file exactly")
    groups, start = [], 0
    for header in headers:
        end = start + header.count * ENTRY_BYTES
        try:
            key = GroupKey(Day(header.day), header.level, header.infectivity, header.format)
        except InvalidValueError as error:
            raise MalformedError(str(error)) from error
        groups.append(Group(key, columns[start:end]))
        start = end
    return groups


def _require_grid_order(groups: Sequence[Group]) -> None:
    keys = [group.key for group in groups]
    if any(later <= earlier for earlier, later in itertools.pairwise(keys)):
        raise InvalidValueError("the groups of a batch are not in strictly ascending order")


def _require_publishable(batch: Batch) -> None:
    for group in batch.groups:
        _require_day_in_bounds(group.key.day, batch.window_end_s * 1000)
        _require_column(group)


def _require_day_in_bounds(day: Day, end_ms: int) -> None:
    if day.end_ms <= end_ms - OLDEST_DAYS * DAY_MS:
        raise MalformedError(f"a group of {day} is too old for the batch's window")
    if day.embargo_end_ms > end_ms:
        raise EmbargoError(f"a group of {day} was published before its embargo ended")


def _require_column(group: Group) -> None:
    if group.count < PADDING or group.count % PADDING:
        raise MalformedError(f"a group of {group.count} entries is not padded to a multiple of {PADDING}")
    if not kernel.ascending(group.column, ENTRY_BYTES):
        raise MalformedError("a column is not strictly ascending")
