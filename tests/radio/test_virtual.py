"""The radio of crowds: what only simulated time can show. The contract suite says the rest."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.protocol.calendar import DAY_MS, SLOT_MS
from bluezone.radio.air import NORMAL, SILENT
from bluezone.radio.base import ALWAYS, Duty
from bluezone.radio.errors import ReadFailedError
from bluezone.radio.virtual import VirtualAir
from tests.support.amounts import examples
from tests.support.radio.stages import CALM, Ear, address

MINUTE_MS = 60_000
SCAN, ADVERTISE = Duty(40_000, 300_000, 120_000), Duty(15_000, 30_000, 7_000)


def on_air(air, phone, duty=ALWAYS, frame=b"frame"):
    asyncio.run(air.radio(phone).advertise(frame, address(phone + 1), duty))


def ear_of(air, phone, duty=ALWAYS):
    ear = Ear()
    asyncio.run(air.radio(phone).listen(ear, duty))
    return ear


def moments(ear):
    return [frame.monotonic_ms for frame in ear.frames]


def test_two_phones_hear_each_other_only_while_they_are_together():
    air = VirtualAir(CALM, 0, [(20_000, 40_000, 1, 2, 1.0), (60_000, 70_000, 1, 2, 1.0)])
    on_air(air, 1)
    ear = ear_of(air, 2)

    air.advance(100_000)

    assert len(ear.frames) == 30
    assert all(20_000 <= at < 40_000 or 60_000 <= at < 70_000 for at in moments(ear))


def test_a_frame_is_heard_when_the_senders_and_the_listeners_duty_meet():
    air = VirtualAir(CALM, 0, [(0, DAY_MS, 1, 2, 1.0)])
    on_air(air, 1, ADVERTISE)
    ear = ear_of(air, 2, SCAN)

    air.advance(DAY_MS)

    both_on_s = sum(SCAN.is_on(s * 1_000) and ADVERTISE.is_on(s * 1_000) for s in range(DAY_MS // 1_000))
    assert all(SCAN.is_on(at) and ADVERTISE.is_on(at) for at in moments(ear))
    assert abs(len(ear.frames) - both_on_s) <= DAY_MS // SCAN.period_ms * 2  # a second at each edge


@settings(max_examples=examples(10))
@given(cuts=st.lists(st.integers(1, 600_000), max_size=8))
def test_the_same_is_heard_however_time_is_cut(cuts):
    def run(stops):
        air = VirtualAir(NORMAL, 3, [(0, 600_000, 1, 2, 1.5), (100_000, 500_000, 2, 3, 2.5)])
        for phone in (1, 2, 3):
            on_air(air, phone, ADVERTISE)
        ear = ear_of(air, 2, Duty(40_000, 60_000))
        for stop in stops:
            air.advance(stop)
        return ear.frames

    assert run([600_000]) == run([*sorted(cuts), 600_000])


def test_a_pair_hears_the_same_whoever_else_is_around():
    def run(contacts):
        air = VirtualAir(NORMAL, 3, contacts)
        for phone in range(5):
            on_air(air, phone)
        ear = ear_of(air, 2)
        air.advance(MINUTE_MS)
        return [frame for frame in ear.frames if frame.address == address(2)]

    alone = [(0, MINUTE_MS, 1, 2, 1.5)]
    crowd = [(0, MINUTE_MS, one, other, 1.5) for one in range(5) for other in range(one)]

    assert run(alone) == run(crowd)


def test_the_same_seed_tells_the_same_story_and_another_seed_another():
    def run(seed):
        air = VirtualAir(NORMAL, seed, [(0, MINUTE_MS, 1, 2, 1.5)])
        on_air(air, 1)
        ear = ear_of(air, 2)
        air.advance(MINUTE_MS)
        return ear.frames

    assert run(1) == run(1)
    assert run(1) != run(2)


def test_receptions_of_all_phones_come_in_order_of_time():
    air = VirtualAir(NORMAL, 0, [(0, MINUTE_MS, one, other, 2.0) for one in range(6) for other in range(one)])
    told = []
    for phone in range(6):
        on_air(air, phone)
        asyncio.run(air.radio(phone).listen(lambda frame: told.append((air.now_ms, frame.monotonic_ms)), ALWAYS))

    delivered = air.advance(MINUTE_MS)

    assert len(told) == delivered > 0
    assert told == sorted(told)
    assert all(now_ms == heard_ms for now_ms, heard_ms in told)


def test_two_rows_of_one_meeting_count_once_at_the_nearer_distance():
    air = VirtualAir(CALM, 0, [(0, MINUTE_MS, 1, 2, 6.0), (0, MINUTE_MS, 2, 1, 1.0)])
    on_air(air, 1)
    ear = ear_of(air, 2)

    air.advance(MINUTE_MS)

    assert len(ear.frames) == 60
    assert {frame.rssi_dbm for frame in ear.frames} == {-74}


def test_a_phone_that_is_off_hears_nothing_and_is_not_heard():
    air = VirtualAir(CALM, 0, [(0, MINUTE_MS, 1, 2, 1.0), (0, MINUTE_MS, 1, 3, 1.0)])
    on_air(air, 1)
    ear = ear_of(air, 1)
    air.radio(2)  # there, and silent; phone 3 has no radio at all

    assert air.advance(MINUTE_MS) == 0
    assert ear.frames == []


def test_a_frame_changes_exactly_at_the_boundary():
    air = VirtualAir(CALM, 0, [(0, 2 * SLOT_MS, 1, 2, 1.0)])
    ear = ear_of(air, 2)
    for slot in range(2):
        on_air(air, 1, frame=bytes([slot]))
        air.advance((slot + 1) * SLOT_MS)

    assert {(b"\x00", 0), (b"\x01", 1)} == {(frame.data, (frame.monotonic_ms - 1) // SLOT_MS) for frame in ear.frames}


def test_each_phone_has_its_own_clock():
    """Both the time it tells and its duty follow it."""
    air = VirtualAir(CALM, 0, [(0, 600_000, 1, 2, 1.0)], start_ms=0)
    ahead = air.radio(2, clock_offset_ms=1_000_000)
    on_air(air, 1)
    ear = Ear()
    asyncio.run(ahead.listen(ear, SCAN))

    air.advance(600_000)

    assert len(ear.frames) > 50
    assert all(1_000_000 <= at < 1_600_000 and SCAN.is_on(at) for at in moments(ear))


def test_a_senders_duty_follows_its_own_clock():
    air = VirtualAir(CALM, 0, [(0, 600_000, 1, 2, 1.0)])
    air.radio(1, clock_offset_ms=10_000)
    on_air(air, 1, ADVERTISE)
    ear = ear_of(air, 2)

    air.advance(600_000)

    assert len(ear.frames) == 300
    assert all(ADVERTISE.is_on(at + 10_000) for at in moments(ear))


def test_a_world_may_begin_at_any_time():
    start_ms = 18_000 * DAY_MS
    air = VirtualAir(CALM, 0, [(start_ms, start_ms + MINUTE_MS, 1, 2, 1.0)], start_ms=start_ms)
    on_air(air, 1)
    ear = ear_of(air, 2)

    air.advance(start_ms + MINUTE_MS)

    assert len(ear.frames) == 60


def test_contacts_are_read_only_as_far_as_time_has_come():
    read = []

    def endless():
        for minute in range(10**9):
            read.append(minute)
            yield minute * MINUTE_MS, (minute + 1) * MINUTE_MS, 1, 2, 1.0

    air = VirtualAir(CALM, 0, endless())

    air.advance(10 * MINUTE_MS)

    assert len(read) == 12


def test_in_the_silent_air_nobody_hears_or_reads_anybody():
    air = VirtualAir(SILENT, 0, [(0, MINUTE_MS, 1, 2, 0.5)])
    on_air(air, 1)
    asyncio.run(air.radio(1).serve_identity(lambda: b"identity"))
    ear = ear_of(air, 2)

    air.advance(MINUTE_MS // 2)

    assert ear.frames == []
    with pytest.raises(ReadFailedError):
        asyncio.run(air.radio(2).read_identity(address(2)))


@pytest.mark.parametrize(("until_ms", "succeeds"), [(20_000, True), (40_000, False), (61_000, True)])
def test_a_peer_can_be_read_only_while_it_is_near(until_ms, succeeds):
    air = VirtualAir(CALM, 0, [(0, 30_000, 1, 2, 1.0), (60_000, 90_000, 1, 2, 1.0)])
    on_air(air, 1)
    asyncio.run(air.radio(1).serve_identity(lambda: b"identity"))
    air.advance(until_ms)

    if succeeds:
        assert asyncio.run(air.radio(2).read_identity(address(2))) == b"identity"
    else:
        with pytest.raises(ReadFailedError):
            asyncio.run(air.radio(2).read_identity(address(2)))


@pytest.mark.parametrize(("off_for_ms", "succeeds"), [(5_000, True), (60_000, False)])
def test_a_reader_waits_ten_seconds_for_the_peer_to_come_on_air(off_for_ms, succeeds):
    air = VirtualAir(CALM, 0, [(0, DAY_MS, 1, 2, 1.0)])
    on_air(air, 1, Duty(on_ms=10_000, period_ms=10_000 + off_for_ms))
    asyncio.run(air.radio(1).serve_identity(lambda: b"identity"))
    air.advance(10_000)

    if succeeds:
        assert asyncio.run(air.radio(2).read_identity(address(2))) == b"identity"
    else:
        with pytest.raises(ReadFailedError):
            asyncio.run(air.radio(2).read_identity(address(2)))


@pytest.mark.parametrize(
    "rows",
    [
        [(10, 20, 1, 2, 1.0), (5, 20, 1, 2, 1.0)],
        [(10, 10, 1, 2, 1.0)],
        [(10, 20, 1, 1, 1.0)],
        [(10, 20, 1, 2, -1.0)],
        [(10, 20, 1, 2, float("nan"))],
    ],
)
def test_impossible_contacts_are_refused(rows):
    with pytest.raises(ValueError, match=r"sorted|cannot meet"):
        VirtualAir(CALM, 0, rows).advance(100)


def test_time_does_not_run_backwards():
    air = VirtualAir(CALM, 0, [])
    air.advance(10)

    with pytest.raises(ValueError, match="backwards"):
        air.advance(9)


def test_frames_may_be_counted_more_finely():
    air = VirtualAir(CALM, 0, [(0, 10_000, 1, 2, 1.0)], frame_interval_ms=250)
    on_air(air, 1)
    ear = ear_of(air, 2)

    air.advance(10_000)

    assert len(ear.frames) == 40


def test_with_the_original_duty_every_long_contact_is_heard():
    """Fifteen minutes face to face, at any phase of the two duties."""
    pairs = 400
    contacts = [(0, 15 * MINUTE_MS, 2 * n, 2 * n + 1, 1.2) for n in range(pairs)]
    air = VirtualAir(replace(NORMAL, floor_dbm=-100), 5, contacts)
    ears = []
    for n in range(pairs):
        on_air(air, 2 * n, Duty(15_000, 30_000, n * 977 % 30_000))
        ears.append(ear_of(air, 2 * n + 1, Duty(40_000, 300_000, n * 7_919 % 300_000)))

    air.advance(15 * MINUTE_MS)

    assert all(ear.frames for ear in ears)
