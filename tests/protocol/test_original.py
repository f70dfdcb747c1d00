"""Lists, logs and contact checks of the 2020 application: the same answers, and one bad entry hides nothing."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.calendar import DAY_MS, SLOT_MS, Day
from bluezone.protocol.errors import InvalidValueError, MalformedError
from bluezone.protocol.identifiers import RollingId, rolling_ids
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.original import (
    MAX_ENTRIES,
    MAX_LIST_BYTES,
    Contact,
    ExposureEntry,
    TraceRow,
    daily_keys,
    find_contacts,
    next_daily_key,
    read_exposure_list,
    read_trace_log,
    write_exposure_list,
)
from tests.support.protocol import vectors

OWN = RollingId(bytes(12))
KNOWN_DIFFERENCE = "entry without max before the matching one: the original stops reading and answers no contact"
KEY = bytes(range(32))
DAY = Day(18_482)
START_S = DAY.start_ms // 1000
GOOD = {"daily_key": KEY.hex().upper(), "time_start": START_S, "max": 96, "time_end": START_S + 86_399}


def rows_of(check: dict[str, Any]) -> list[TraceRow]:
    return [TraceRow(OWN, RollingId.from_hex(row["id"]), -70, row["time_ms"]) for row in check["rows"]]


def answer(document: dict[str, Any], rows: list[TraceRow], tolerance: int = 0) -> list[Contact]:
    entries = read_exposure_list(json.dumps(document).encode()).entries
    return find_contacts(entries, rows, tolerance)


def seen(offset_ms: int, slot: int = 0) -> TraceRow:
    """A row that heard the id of KEY's slot, this long after the slot's start."""
    return TraceRow(OWN, rolling_ids(KEY)[slot], -70, DAY.start_ms + slot * SLOT_MS + offset_ms)


@pytest.mark.parametrize(
    "instant", [instant for base in vectors.base_ids() for instant in base["slot_of_time"]], ids=str
)
def test_an_instant_lies_in_the_slot_that_the_check_tests(instant: dict[str, int]) -> None:
    """The original floors the slot's length, so 7 a day leave a last millisecond in a slot 7 that has no id."""
    slot_ms = DAY_MS // instant["ids_per_day"]

    assert instant["slot"] == (instant["time_ms"] - instant["day_start_utc_ms"]) // slot_ms


@pytest.mark.parametrize("check", vectors.checks("check_contact"))
def test_strict_mode_gives_the_originals_answer(check: dict[str, Any]) -> None:
    entry = {name: check[name] for name in ("daily_key", "time_start", "max", "time_end")}

    contacts = answer({"data": [entry]}, rows_of(check))

    assert check["contact"] == bool(contacts)


@pytest.mark.parametrize("check", [c for c in vectors.checks("check_contact_list") if KNOWN_DIFFERENCE not in c.id])
def test_strict_mode_gives_the_originals_answer_to_a_list(check: dict[str, Any]) -> None:
    contacts = answer({"data": check["data"]}, rows_of(check))

    assert check["contact"] == bool(contacts)
    assert set(check["matched_daily_keys"]) == {contact.daily_key.hex().upper() for contact in contacts}


@pytest.mark.parametrize("check", [c for c in vectors.checks("check_contact_list") if KNOWN_DIFFERENCE in c.id])
def test_entry_without_max_before_the_matching_one(check: dict[str, Any]) -> None:
    """The one place where strict mode knowingly answers better: the original stopped reading, we answer contact."""
    contacts = answer({"data": check["data"]}, rows_of(check))

    assert not check["contact"]
    assert [check["data"][1]["daily_key"]] == [contact.daily_key.hex().upper() for contact in contacts]


@pytest.mark.parametrize("tolerance", [0, 1, 2])
@pytest.mark.parametrize("slot", [0, 40, 95])
def test_tolerance_widens_each_slot_by_whole_slots_on_both_sides(tolerance: int, slot: int) -> None:
    margin = tolerance * SLOT_MS

    found = [
        bool(answer({"data": [GOOD]}, [seen(offset, slot)], tolerance))
        for offset in (-margin - 1, -margin, SLOT_MS + margin, SLOT_MS + margin + 1)
    ]

    assert [False, True, True, False] == found


def test_a_tolerance_of_more_than_two_slots_is_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"0\.\.2"):
        find_contacts([], [], 3)


def test_each_row_is_reported_once_for_each_key_however_often_the_key_is_listed() -> None:
    rows = [seen(5), seen(5), seen(1)]

    contacts = answer({"data": [GOOD, GOOD]}, rows)

    assert [1, 5, 5] == [contact.time_ms - DAY.start_ms for contact in contacts]


def test_contacts_come_by_time() -> None:
    rows = [seen(5, slot) for slot in (60, 2, 95, 0)]

    times = [contact.time_ms for contact in answer({"data": [GOOD]}, rows)]

    assert sorted(times) == times
    assert 4 == len(times)


@given(st.permutations([GOOD, {**GOOD, "daily_key": "00" * 32}, {**GOOD, "max": 0}, {**GOOD, "daily_key": "11" * 32}]))
def test_in_which_order_the_entries_stand_does_not_matter(entries: list[dict[str, Any]]) -> None:
    rows = [seen(5), seen(5, 95), seen(-5)]

    assert answer({"data": [GOOD]}, rows) == answer({"data": entries}, rows)


@pytest.mark.parametrize("rows", [1, 5_000])
def test_the_ids_of_a_day_are_derived_once_however_much_was_heard(rows: int) -> None:
    """The original asked its database once for each id; here the log is read once and each id is looked up."""
    derived: list[bytes] = []

    def counted(key: bytes, slots: int) -> list[bytes]:
        derived.append(key)
        return [rolling_id.value for rolling_id in rolling_ids(key, slots)]

    entry = read_exposure_list(json.dumps({"data": [GOOD]}).encode()).entries
    find_contacts(entry, [seen(offset) for offset in range(rows)], 0, ids_of_day=counted)

    assert [KEY] == derived


def test_the_longest_entry_costs_no_more_than_its_days() -> None:
    """A time_end of the far future kept the original busy; a longer span than 31 days is no entry."""
    days = 31
    derived: list[bytes] = []

    def counted(key: bytes, _slots: int) -> list[bytes]:
        derived.append(key)
        return []

    rows = [TraceRow(OWN, OWN, -70, DAY.start_ms + day * DAY_MS) for day in range(days + 400)]
    find_contacts([ExposureEntry(KEY, START_S, 96, START_S + days * 86_400)], rows, 0, ids_of_day=counted)

    assert days + 1 == len(derived)


@pytest.mark.parametrize(
    "bad",
    [
        {**GOOD, "max": 0},
        {**GOOD, "max": 1_441},
        {**GOOD, "max": "96"},
        {**GOOD, "max": 96.0},
        {**GOOD, "max": True},
        {**GOOD, "time_start": -1},
        {**GOOD, "time_start": 1 << 62},
        {**GOOD, "time_end": START_S + 31 * 86_400 + 1},
        {**GOOD, "time_end": 10**19},
        {**GOOD, "daily_key": "00" * 31},
        {**GOOD, "daily_key": "0 " * 32 + "00" * 16},
        {**GOOD, "daily_key": "XY" * 32},
        {**GOOD, "daily_key": None},
        {name: value for name, value in GOOD.items() if name != "time_end"},
        [],
        None,
        "entry",
        7,
    ],
    ids=str,
)
def test_a_bad_entry_is_skipped_and_counted_and_hides_nothing(bad: object) -> None:
    exposures = read_exposure_list(json.dumps({"data": [bad, GOOD, bad]}).encode())

    assert 2 == exposures.skipped
    assert 1 == len(exposures.entries)


def test_a_number_of_ten_thousand_digits_spoils_only_its_own_entry() -> None:
    text = json.dumps({"data": [{**GOOD, "max": 7}, GOOD]}).replace(": 7,", ": " + "7" * 10_000 + ",")

    exposures = read_exposure_list(text.encode())

    assert 1 == exposures.skipped
    assert 1 == len(exposures.entries)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"data": [', "not JSON"),
        (b"[]", '"data"'),
        (b'{"data": {}}', '"data"'),
        (b'{"data": ' + b"[" * 200 + b"]" * 200 + b'} {"data": []}', "not JSON"),
    ],
)
def test_what_is_no_list_at_all_is_refused(text: bytes, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        read_exposure_list(text)


def test_a_list_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(MalformedError, match="exceeds"):
        read_exposure_list(b" " * (MAX_LIST_BYTES + 1))


def test_a_list_of_too_many_entries_is_refused() -> None:
    with pytest.raises(MalformedError, match="exceeds"):
        read_exposure_list(b'{"data":[' + b"0," * MAX_ENTRIES + b"0]}")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_a_refusal(text: bytes) -> None:
    with contextlib.suppress(MalformedError):
        read_exposure_list(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, json_values)) | json_values, max_size=5))
def test_any_json_in_a_list_is_an_entry_or_is_counted(rows: list[object]) -> None:
    exposures = read_exposure_list(json.dumps({"data": [*rows, GOOD]}).encode())

    assert len(rows) + 1 == exposures.skipped + len(exposures.entries)
    assert exposures.entries


@given(
    st.lists(
        st.tuples(st.binary(min_size=12, max_size=12), st.integers(-128, 127), st.integers(0, 1 << 53)), max_size=8
    )
)
def test_a_log_is_read_as_it_was_written(rows: list[tuple[bytes, int, int]]) -> None:
    text = "".join(f"{OWN.hex}\t{heard.hex()}\t{rssi}\t{time}\n" for heard, rssi, time in rows)

    read = read_trace_log(text)

    assert rows == [(row.heard_id.value, row.rssi_dbm, row.time_ms) for row in read]


@pytest.mark.parametrize(
    "line",
    [
        "one column",
        f"{OWN.hex}\t{OWN.hex}\t-70",
        f"{OWN.hex}\t{OWN.hex}\t-70\t1\t",
        f"{OWN.hex}\t{OWN.hex[1:]}\t-70\t1",
        f"{OWN.hex}\t{OWN.hex}\t-129\t1",
        f"{OWN.hex}\t{OWN.hex}\tnear\t1",
        f"{OWN.hex}\t{OWN.hex}\t-70\t-1",
        f"{OWN.hex}\t{OWN.hex}\t-70\t{1 << 60}",
        f"{OWN.hex}\t{OWN.hex}\t-70\t{'9' * 10_000}",
    ],
)
def test_a_bad_line_of_a_log_is_named_by_its_number(line: str) -> None:
    good = f"{OWN.hex}\t{OWN.hex}\t-70\t1596887252275\n"

    with pytest.raises(MalformedError, match="line 3 "):
        read_trace_log(good + "\n" + line + "\n" + good)


@given(st.text(max_size=120))
def test_any_text_is_a_log_or_a_refusal(text: str) -> None:
    with contextlib.suppress(MalformedError):
        read_trace_log(text)


@given(st.lists(st.tuples(st.integers(0, 0xFFFE), st.binary(min_size=16, max_size=16)), max_size=6))
def test_exported_seeds_are_one_whole_day_each_for_an_original_phone(pairs: list[tuple[int, bytes]]) -> None:
    seeds = [(Day(number), DaySeed(value)) for number, value in pairs]

    read = read_exposure_list(write_exposure_list(seeds))

    assert 0 == read.skipped
    for entry, (day, seed) in zip(read.entries, seeds, strict=True):
        expected = ExposureEntry(seed.key_for(day), day.start_ms // 1000, 96, day.start_ms // 1000 + 86_399)
        assert expected == entry


def test_an_exported_seed_tests_all_its_slots_and_none_of_the_next_key() -> None:
    seed = DaySeed(bytes(16))
    entries = read_exposure_list(write_exposure_list([(DAY, seed)])).entries
    ids = seed.ids_for(DAY)
    rows = [TraceRow(OWN, rolling_id, -70, DAY.start_ms + slot * SLOT_MS + 1) for slot, rolling_id in enumerate(ids)]
    beyond = TraceRow(OWN, rolling_ids(next_daily_key(seed.key_for(DAY)))[0], -70, DAY.end_ms + 1)

    contacts = find_contacts(entries, [*rows, beyond], 0)

    assert [row.time_ms for row in rows] == [contact.time_ms for contact in contacts]


def test_the_chain_begins_with_the_base_id_itself() -> None:
    first, second = daily_keys(KEY, 2)

    assert KEY == first
    assert next_daily_key(KEY) == second


def test_a_base_id_of_another_length_is_refused() -> None:
    with pytest.raises(InvalidValueError):
        list(daily_keys(bytes(31), 1))
