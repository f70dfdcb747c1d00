"""The published batch: padded, ordered, never early, and cheap to refuse."""

from __future__ import annotations

import contextlib
import tracemalloc
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.batch import (
    MAGIC,
    MAX_BATCH_BYTES,
    MAX_GROUPS,
    MAX_HEADER_BYTES,
    OLDEST_DAYS,
    Batch,
    Format,
    Group,
    GroupKey,
    Infectivity,
    grid,
    make_group,
    padded_count,
    parse_batch,
    read_batch,
    write_batch,
)
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level
from bluezone.protocol.errors import (
    EmbargoError,
    ExpiredError,
    InvalidValueError,
    MalformedError,
    PeerError,
    VerificationError,
)
from bluezone.protocol.signature import Kind, identity_of, sign_file
from tests.support.protocol.batches import DAY, WINDOW_END_S, batch, batch_file, entries, group
from tests.support.protocol.signing import key_list, listed, signing_key
from tests.support.protocol.tampering import assert_all_refused

KEYS = key_list()
F0 = GroupKey(DAY, Level.F0, Infectivity.STANDARD)
COLUMN = bytes(group(F0).column)


def body(header: object = None, columns: bytes = COLUMN, *, length: int | None = None, magic: bytes = MAGIC) -> bytes:
    """A batch's body from any header, right or wrong."""
    packed = (
        header if isinstance(header, bytes) else msgspec.msgpack.encode(good_header() if header is None else header)
    )
    return magic + (len(packed) if length is None else length).to_bytes(4, "big") + packed + columns


def good_header(groups: object = None, **changes: Any) -> list[object]:
    fields = {
        "kind": "batch",
        "sequence": 7,
        "window_start_s": WINDOW_END_S - 3_600,
        "window_end_s": WINDOW_END_S,
        "config_sequence": 3,
        "previous": bytes(32),
        "groups": [[DAY.number, 0, 1, 1, 16]] if groups is None else groups,
    }
    return list({**fields, **changes}.values())


def test_the_hand_made_body_that_these_tests_spoil_is_good() -> None:
    read = parse_batch(body())

    assert (Group(F0, memoryview(COLUMN)),) == read.groups


def test_a_batch_is_read_as_it_was_written() -> None:
    written = batch()

    read, opened = read_batch(batch_file(), Kind.BATCH, KEYS)

    assert written == read
    assert 8 * 16 == read.entries
    assert identity_of(write_batch(written)) == opened.identity


@given(
    st.integers(0, (1 << 63) - 1),
    st.integers(0, (1 << 63) - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.sets(st.binary(min_size=16, max_size=16), min_size=16, max_size=16), min_size=4, max_size=4),
    st.sampled_from([Kind.BATCH, Kind.ROLLUP]),
)
def test_any_batch_survives_its_bytes(
    sequence: int, config: int, previous: bytes, columns: list[set[bytes]], kind: Kind
) -> None:
    groups = tuple(map(make_group, grid(WINDOW_END_S, 1), columns))
    written = batch(sequence=sequence, config_sequence=config, previous=previous, groups=groups, kind=kind)

    assert written == parse_batch(write_batch(written))


def test_columns_are_views_into_the_file_and_not_copies() -> None:
    data = batch_file()

    read, _ = read_batch(data, Kind.BATCH, KEYS)

    assert all(column.column.obj is data for column in read.groups)


def test_a_large_batch_costs_sixteen_bytes_an_entry_and_a_tenth_more_at_most() -> None:
    large = batch(groups=tuple(group(key, 4_000) for key in grid(WINDOW_END_S, 2)))

    size = len(sign_file(write_batch(large), [signing_key(Kind.BATCH)]))

    assert large.entries >= 30_000
    assert size <= 16.1 * large.entries


def test_every_change_to_a_batch_is_refused() -> None:
    assert_all_refused(lambda data: read_batch(data, Kind.BATCH, KEYS), batch_file(), step=37)


# The grid


def test_the_grid_has_four_groups_for_each_day_in_file_order() -> None:
    keys = grid(WINDOW_END_S, 14)

    assert 14 * 4 == len(keys)
    assert sorted(keys) == list(keys)
    assert DAY == keys[-1].day
    assert DAY.plus(-13) == keys[0].day
    assert [
        (Level.F0, Infectivity.STANDARD, Format.SEED16),
        (Level.F0, Infectivity.STANDARD, Format.VENUE16),
        (Level.F0, Infectivity.HIGH, Format.SEED16),
        (Level.F1, Infectivity.STANDARD, Format.SEED16),
    ] == [(key.level, key.infectivity, key.format) for key in keys[:4]]


@given(st.integers(Day(100).start_ms // 1000, Day(60_000).start_ms // 1000), st.integers(1, 15))
def test_no_window_asks_for_a_day_that_a_reader_would_refuse(window_end_s: int, days: int) -> None:
    groups = tuple(group(key) for key in grid(window_end_s, days))

    write_batch(batch(window_end_s=window_end_s, groups=groups))


def test_a_day_enters_the_grid_in_the_very_second_its_embargo_ends() -> None:
    assert DAY.plus(-1) == grid(WINDOW_END_S - 1, 1)[0].day
    assert DAY == grid(WINDOW_END_S, 1)[0].day


@pytest.mark.parametrize(("real", "padded"), [(0, 16), (1, 16), (16, 16), (17, 32), (1_000, 1_008)])
def test_a_group_is_padded_to_the_next_multiple_of_sixteen(real: int, padded: int) -> None:
    assert padded == padded_count(real)


# What is refused


@pytest.mark.parametrize("early_s", [1, 3_600])
def test_a_day_before_its_embargo_ended_is_early(early_s: int) -> None:
    end_s = WINDOW_END_S - early_s

    with pytest.raises(EmbargoError, match="2020-08-08"):
        parse_batch(body(good_header(window_end_s=end_s, window_start_s=end_s - 3_600)))


def test_a_day_of_the_future_is_early() -> None:
    with pytest.raises(EmbargoError):
        parse_batch(body(good_header([[DAY.number + 1, 0, 1, 1, 16]])))


def test_a_day_is_too_old_when_its_last_moment_lies_21_days_before_the_windows_end() -> None:
    end_s = DAY.plus(OLDEST_DAYS).end_ms // 1000

    parse_batch(body(good_header(window_end_s=end_s - 1)))
    with pytest.raises(MalformedError, match="too old"):
        parse_batch(body(good_header(window_end_s=end_s)))


def spoilt(*groups: list[int]) -> bytes:
    return body(good_header(list(groups)), columns=COLUMN * len(groups))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "BZB1"),
        (b"BZB", "BZB1"),
        (body(magic=b"BZB2"), "BZB1"),
        (MAGIC, "header"),
        (body(length=MAX_HEADER_BYTES + 1) + bytes(MAX_HEADER_BYTES), "does not fit"),
        (body(length=0xFFFFFFFF), "does not fit"),
        (body(length=0), "header is malformed"),
        (body(b"\x91" * 60_000), "header is malformed"),
        (body(b"\xdd\xff\xff\xff\xff"), "header is malformed"),
        (body({"kind": "batch"}), "header is malformed"),
        (body(good_header()[:-1]), "header is malformed"),
        (body(good_header(kind="balloon")), "header is malformed"),
        (body(good_header(kind="config")), "no kind of batch"),
        (body(good_header(sequence=-1)), "numbers"),
        (body(good_header(sequence=1 << 63)), "numbers"),
        (body(good_header(config_sequence=-1)), "numbers"),
        (body(good_header(window_start_s=WINDOW_END_S)), "window"),
        (body(good_header(window_end_s=(1 << 64) - 1)), "window"),
        (body(good_header(previous=bytes(31))), "32 bytes"),
        (body(columns=COLUMN + b"\0"), "exactly"),
        (body(columns=COLUMN[:-1]), "exactly"),
        (body(columns=b""), "exactly"),
        (spoilt([DAY.number, 0, 1, 1, 1 << 60]), "exactly"),
        (body(good_header([[DAY.number, 0, 1, 1, -16], [DAY.number, 0, 2, 1, 32]])), "negative"),
        (body(good_header([[DAY.number, 0, 1, 1, 0]]), b""), "padded"),
        (body(good_header([[DAY.number, 0, 1, 1, 15]]), COLUMN[:-16]), "padded"),
        (body(good_header([[DAY.number, 0, 1, 1, 17]]), COLUMN + b"\xff" * 16), "padded"),
        (spoilt([-1, 0, 1, 1, 16]), "day -1"),
        (spoilt([65_536, 0, 1, 1, 16]), "day 65536"),
        (spoilt([DAY.number, 2, 1, 1, 16]), "header is malformed"),
        (spoilt([DAY.number, 0, 3, 1, 16]), "header is malformed"),
        (spoilt([DAY.number, 0, 1, 3, 16]), "header is malformed"),
        (spoilt([DAY.number, 1, 2, 1, 16]), "high class"),
        (spoilt([DAY.number, 0, 2, 2, 16]), "high class"),
        (spoilt([DAY.number, 1, 1, 2, 16]), "level F0"),
        (spoilt([DAY.number, 0, 2, 1, 16], [DAY.number, 0, 1, 1, 16]), "ascending order"),
        (spoilt([DAY.number, 0, 1, 1, 16], [DAY.number, 0, 1, 1, 16]), "ascending order"),
        (spoilt(*([[DAY.number, 0, 1, 1, 0]] * (MAX_GROUPS + 1))), "groups"),
        (body(columns=COLUMN[:16] + COLUMN[:-16]), "ascending"),
        (body(columns=COLUMN[16:32] + COLUMN[:16] + COLUMN[32:]), "ascending"),
    ],
)
def test_a_batch_of_wrong_form_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason) as refusal:
        parse_batch(data)

    assert "\n" not in str(refusal.value)


def test_a_roll_up_is_not_read_as_a_batch_nor_the_other_way_round() -> None:
    for asked, given_kind in ((Kind.BATCH, Kind.ROLLUP), (Kind.ROLLUP, Kind.BATCH)):
        disguised = sign_file(write_batch(batch(kind=given_kind)), [signing_key(asked)])

        with pytest.raises(MalformedError, match=f"{asked} was asked for"):
            read_batch(disguised, asked, KEYS)
        with pytest.raises(VerificationError):
            read_batch(batch_file(kind=given_kind), asked, KEYS)


def test_a_forged_batch_is_refused_before_its_header_is_decoded() -> None:
    """The body is nonsense that would be malformed, but what is reported is the signature."""
    forged = sign_file(b"BZB1 nonsense", [signing_key(Kind.BATCH, 5)])

    with pytest.raises(VerificationError):
        read_batch(forged, Kind.BATCH, KEYS)


def test_a_batch_signed_with_a_key_of_another_time_is_refused() -> None:
    keys = key_list(listed(signing_key(Kind.BATCH), valid_until_s=WINDOW_END_S), without=Kind.BATCH)

    with pytest.raises(ExpiredError):
        read_batch(batch_file(), Kind.BATCH, keys)


def test_an_oversized_batch_is_refused_before_it_is_hashed() -> None:
    class Huge(bytes):
        def __len__(self) -> int:
            return MAX_BATCH_BYTES + 1

    with pytest.raises(MalformedError, match="exceeds"):
        read_batch(Huge(), Kind.BATCH, KEYS)


def test_reading_a_batch_takes_little_memory_beside_the_file() -> None:
    data = write_batch(batch(groups=tuple(group(key, 8_000) for key in grid(WINDOW_END_S, 2))))
    tracemalloc.start()

    parse_batch(data)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(data) / 10


@given(st.binary(max_size=300))
def test_any_bytes_are_a_batch_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        parse_batch(data)


header_values = st.recursive(
    st.none() | st.integers(-(1 << 63), (1 << 64) - 1) | st.binary(max_size=40) | st.sampled_from(["batch", "rollup"]),
    lambda inner: st.lists(inner, max_size=7),
    max_leaves=20,
)


@given(
    st.lists(header_values, max_size=9) | st.tuples(*map(st.just, good_header()[:-1]), st.lists(header_values)),
    st.binary(max_size=64),
)
def test_any_header_is_a_batch_or_a_refusal(header: object, columns: bytes) -> None:
    with contextlib.suppress(PeerError):
        parse_batch(body(header, columns))


@given(st.lists(st.tuples(*[st.integers(-2, 70_000)] * 4, st.integers(-32, 1 << 62)), max_size=6))
def test_any_groups_are_a_batch_or_a_refusal(groups: list[tuple[int, ...]]) -> None:
    with contextlib.suppress(PeerError):
        parse_batch(body(good_header(groups)))


# What cannot even be written


def test_what_a_phone_would_refuse_is_not_written() -> None:
    early = batch(groups=(group(GroupKey(DAY.plus(1), Level.F0, Infectivity.STANDARD)),))
    unpadded = batch(groups=(Group(F0, memoryview(COLUMN[16:])),))

    with pytest.raises(EmbargoError):
        write_batch(early)
    with pytest.raises(MalformedError, match="padded"):
        write_batch(unpadded)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": Kind.CONFIG},
        {"sequence": -1},
        {"sequence": 1 << 63},
        {"window_start_s": WINDOW_END_S},
        {"previous": bytes(31)},
        {"groups": (group(F0), group(F0))},
        {"groups": (group(F0),) * (MAX_GROUPS + 1)},
    ],
    ids=["kind", "negative", "too large", "no window", "short hash", "twice", "too many"],
)
def test_an_impossible_batch_cannot_exist(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError):
        batch(**change)


@pytest.mark.parametrize("wrong", [[bytes(15)], [bytes(17)], [bytes(16), bytes(16)], [bytes(8), bytes(24)]])
def test_a_column_holds_different_entries_of_sixteen_bytes(wrong: list[bytes]) -> None:
    with pytest.raises(InvalidValueError):
        make_group(F0, wrong)


def test_a_column_of_a_part_of_an_entry_cannot_exist() -> None:
    with pytest.raises(InvalidValueError):
        Group(F0, memoryview(bytes(17)))


def test_the_order_in_which_entries_come_does_not_show_in_the_file() -> None:
    forwards = entries(F0, 16)

    assert make_group(F0, forwards).column == make_group(F0, reversed(forwards)).column


def test_a_batch_is_a_value() -> None:
    assert batch() == batch()
    assert isinstance(batch(), Batch)
