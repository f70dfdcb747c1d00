"""What holds for every radio: between simulated phones, between processes, through a whole Bluetooth stack, through
the application on Android, whose own Java stands here on imitated classes of the system, and through bluetoothd, which
is imitated here behind a real bus.

A replayed recording is a radio too, but nobody is on the other side of it: only what needs no second phone is asked
of it, at the end of this file.
"""

from __future__ import annotations

import asyncio

import pytest

from bluezone.radio.base import ALWAYS, Duty, Radio
from bluezone.radio.errors import ReadFailedError
from bluezone.radio.replay import ReplayRadio
from tests.support.radio.android import NO_JAVA, AndroidStage
from tests.support.radio.bluetoothd import NO_BUS, BluezStage
from tests.support.radio.stages import (
    FAR_M,
    BumbleStage,
    Ear,
    RoomStage,
    SimulatedStage,
    address,
    frame_of,
    loop_clock,
    on_stage,
)

pytestmark = pytest.mark.in_turn(of=3)
FRAME = bytes.fromhex("0201060303564E0FFFB522") + bytes(range(12))
HIDDEN_POWER = bytes.fromhex("0516564E02F9")
IDENTITY = bytes(range(100, 112))
ANNA, BINH, CHI = frame_of("anna"), frame_of("binh"), frame_of("chi")


ANY_FRAME = [SimulatedStage, RoomStage, BumbleStage]
"""Radios that put on air whatever they are given; Android and bluetoothd say nothing for us but an advertisement of
ours."""


@pytest.fixture(
    params=[
        *ANY_FRAME,
        pytest.param(AndroidStage, marks=pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)),
        pytest.param(BluezStage, marks=pytest.mark.skipif(bool(NO_BUS), reason=NO_BUS)),
    ],
    ids=["virtual", "room", "bumble", "android", "bluez"],
)
def stage_kind(request):
    return request.param


@pytest.mark.every_run
@pytest.mark.parametrize("frame", [FRAME, FRAME + HIDDEN_POWER], ids=["without power", "with a hidden power"])
def test_what_is_put_on_air_arrives_byte_for_byte_under_its_address(stage_kind, frame):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            await binh.listen(ear, ALWAYS)
            await anna.advertise(frame, address(1), ALWAYS)
            await stage.until_heard(ear, frames=2)
        return anna.address_with_id, ear

    address_with_id, ear = asyncio.run(play())

    heard_under = address(1) if address_with_id else ear.address_of(frame)
    assert {(frame, heard_under)} == ear.pairs


@pytest.mark.parametrize("stage_kind", ANY_FRAME, ids=["virtual", "room", "bumble"])
def test_a_radio_carries_bytes_whatever_they_mean(stage_kind):
    frames = [b"", b"\xff" * 31, bytes(31), b"\x05\x16", bytes(range(31))]

    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            await binh.listen(ear, ALWAYS)
            for number, frame in enumerate(frames):
                await anna.advertise(frame, address(number), ALWAYS)
                await stage.until_heard(ear, frames=2)
        return ear

    ear = asyncio.run(play())

    assert {(frame, address(number)) for number, frame in enumerate(frames)} == ear.pairs


def test_a_frame_that_is_too_long_is_refused_and_the_old_one_stays(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            await anna.advertise(FRAME, address(1), ALWAYS)
            with pytest.raises(ValueError, match="31"):
                await anna.advertise(bytes(32), address(2), ALWAYS)
            await binh.listen(ear, ALWAYS)
            await stage.until_heard(ear, frames=2)
        return ear

    ear = asyncio.run(play())

    assert {FRAME} == {frame.data for frame in ear.frames}


def test_nobody_hears_themselves(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, _)):
            await anna.listen(ear, ALWAYS)
            await anna.advertise(FRAME, address(1), ALWAYS)
            await stage.pass_beats(3)
        return ear

    ear = asyncio.run(play())

    assert [] == ear.frames


def test_frames_carry_the_receivers_own_time_in_order(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            await binh.listen(ear, ALWAYS)
            started_ms = stage.now_ms()
            await anna.advertise(FRAME, address(1), ALWAYS)
            await stage.until_heard(ear, frames=3)
            return started_ms, [frame.monotonic_ms for frame in ear.frames], stage.now_ms()

    started_ms, heard_ms, ended_ms = asyncio.run(play())

    assert len(heard_ms) >= 2
    assert [started_ms, *heard_ms, ended_ms] == sorted([started_ms, *heard_ms, ended_ms])


@pytest.mark.every_run
def test_nothing_is_heard_of_a_phone_that_left_the_air(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            await binh.listen(ear, ALWAYS)
            await anna.advertise(FRAME, address(1), ALWAYS)
            await stage.until_heard(ear)
            await anna.stop_advertising()
            await stage.pass_beats(2)  # what was under way may still arrive
            heard_before = len(ear.frames)
            await stage.pass_beats(4)
        return heard_before, len(ear.frames)

    heard_before, heard_after = asyncio.run(play())

    assert heard_before > 0
    assert heard_before == heard_after


def test_nothing_is_heard_by_a_phone_that_stopped_listening(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            await binh.listen(ear, ALWAYS)
            await anna.advertise(FRAME, address(1), ALWAYS)
            await stage.until_heard(ear)
            await binh.stop_listening()
            heard_before = len(ear.frames)
            await stage.pass_beats(4)
        return heard_before, len(ear.frames)

    heard_before, heard_after = asyncio.run(play())

    assert heard_before > 0
    assert heard_before == heard_after


def test_a_new_listener_takes_the_place_of_the_old_one(stage_kind):
    async def play():
        old, new = Ear(), Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            await binh.listen(old, ALWAYS)
            await binh.listen(new, ALWAYS)
            await anna.advertise(FRAME, address(1), ALWAYS)
            await stage.until_heard(new, frames=2)
        return old, new

    old, new = asyncio.run(play())

    assert [] == old.frames
    assert {FRAME} == {frame.data for frame in new.frames}


@pytest.mark.every_run
def test_data_and_address_rotate_together(stage_kind):
    """Never the old address with the new data, nor the other way round; under the address told, where that is told."""
    slots = [(frame_of(str(slot)), address(slot)) for slot in range(1, 6)]

    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            await binh.listen(ear, ALWAYS)
            for frame, own_address in slots:
                await anna.advertise(frame, own_address, ALWAYS)
                await stage.until_heard(ear, frames=2)
        return anna.address_with_id, ear

    address_with_id, ear = asyncio.run(play())

    assert len(slots) == len(ear.pairs) == len({heard_under for _, heard_under in ear.pairs})
    assert not address_with_id or set(slots) == ear.pairs


def test_a_nearer_phone_arrives_stronger(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1, 6) as (stage, (anna, near, far)):
            await anna.listen(ear, ALWAYS)
            await near.advertise(frame_of("near"), address(1), ALWAYS)
            await far.advertise(frame_of("far"), address(2), ALWAYS)
            await stage.until_heard(ear, frames=4)
        return {frame.data: frame.rssi_dbm for frame in ear.frames}

    rssi_dbm = asyncio.run(play())

    assert rssi_dbm[frame_of("near")] > rssi_dbm[frame_of("far")]


def test_out_of_range_there_is_silence(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, FAR_M) as (stage, (anna, binh)):
            await binh.listen(ear, ALWAYS)
            await anna.advertise(FRAME, address(1), ALWAYS)
            await stage.pass_beats(4)
        return ear

    ear = asyncio.run(play())

    assert [] == ear.frames


def test_a_listener_hears_only_while_its_duty_is_on(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            duty = _third(stage)
            await anna.advertise(FRAME, address(1), ALWAYS)
            await binh.listen(ear, duty)
            await stage.pass_beats(16)
        return duty, [frame.monotonic_ms for frame in ear.frames]

    duty, heard_ms = asyncio.run(play())

    assert heard_ms
    assert [] == [moment for moment in heard_ms if not duty.is_on(moment)]


def test_a_sender_is_heard_only_while_its_duty_is_on(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            duty = _third(stage)
            await binh.listen(ear, ALWAYS)
            await anna.advertise(FRAME, address(1), duty)
            await stage.pass_beats(16)
        return duty, stage.beat_ms, [frame.monotonic_ms for frame in ear.frames]

    duty, beat_ms, heard_ms = asyncio.run(play())

    assert len(heard_ms) >= 2
    # In real time a frame, or the order to stop, may be a little late; the silence lasts eight beats.
    assert [] == [moment for moment in heard_ms if not duty.is_on(moment) and not duty.is_on(moment - 3 * beat_ms)]


def test_each_reads_the_others_identity(stage_kind):
    async def play():
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            of_binh, of_anna = await _meet(stage, anna, binh)
            return await anna.read_identity(of_binh), await binh.read_identity(of_anna)

    assert (b"identity of binh", b"identity of anna") == asyncio.run(play())


@pytest.mark.every_run
def test_a_read_answers_the_identity_of_that_moment(stage_kind):
    async def play():
        answers = iter([b"first slot", b"second slot"])
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            return [await _read_of(stage, anna, binh, lambda: next(answers)) for _ in range(2)]

    assert [b"first slot", b"second slot"] == asyncio.run(play())


def test_a_peer_is_heard_again_after_it_was_read(stage_kind):
    async def play():
        ear = Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            of_binh, _ = await _meet(stage, anna, binh)
            await anna.read_identity(of_binh)
            await anna.listen(ear, ALWAYS)
            await stage.until_heard(ear, frames=2)
        return ear

    ear = asyncio.run(play())

    assert {BINH} == {frame.data for frame in ear.frames}


def test_two_reads_at_once_wait_for_each_other(stage_kind):
    async def play():
        async with on_stage(stage_kind, 0, 1, 1.5) as (stage, (anna, binh, chi)):
            of_binh, _ = await _meet(stage, anna, binh)
            ear = Ear()
            await anna.listen(ear, ALWAYS)
            await chi.serve_identity(lambda: b"identity of chi")
            await chi.advertise(CHI, address(3), ALWAYS)
            await stage.until_heard(ear, frames=4)
            return await asyncio.gather(anna.read_identity(of_binh), anna.read_identity(ear.address_of(CHI)))

    assert [b"identity of binh", b"identity of chi"] == asyncio.run(play())


def test_a_peer_that_has_gone_cannot_be_read(stage_kind):
    async def play():
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            of_binh, _ = await _meet(stage, anna, binh)
            await binh.close()
            with pytest.raises(ReadFailedError):
                await anna.read_identity(of_binh)

    asyncio.run(play())


@pytest.mark.every_run
def test_a_peer_cannot_be_read_at_its_old_address(stage_kind):
    async def play():
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            of_binh, _ = await _meet(stage, anna, binh)
            ear = Ear()
            await anna.listen(ear, ALWAYS)
            await binh.advertise(frame_of("binh again"), address(7), ALWAYS)
            await stage.until_heard(ear, frames=2)
            with pytest.raises(ReadFailedError):
                await anna.read_identity(of_binh)
            return await anna.read_identity(ear.address_of(frame_of("binh again")))

    assert asyncio.run(play()) == b"identity of binh"


def test_a_peer_without_the_service_cannot_be_read(stage_kind):
    async def play():
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            ear = Ear()
            await anna.listen(ear, ALWAYS)
            await binh.advertise(BINH, address(2), ALWAYS)
            await stage.until_heard(ear)
            with pytest.raises(ReadFailedError):
                await anna.read_identity(ear.address_of(BINH))

    asyncio.run(play())


def test_nobody_out_of_range_can_be_read(stage_kind):
    async def play():
        async with on_stage(stage_kind, 0, FAR_M) as (stage, (anna, binh)):
            await _on_air(anna, binh)
            await stage.pass_beats(2)
            with pytest.raises(ReadFailedError):
                await anna.read_identity(address(2))

    asyncio.run(play())


def test_a_failed_read_does_not_stand_in_the_way_of_the_next(stage_kind):
    async def play():
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            of_binh, _ = await _meet(stage, anna, binh)
            with pytest.raises(ReadFailedError):
                await anna.read_identity(address(99))
            return await anna.read_identity(of_binh)

    assert asyncio.run(play()) == b"identity of binh"


def test_closing_twice_is_harmless_and_a_closed_radio_is_silent_and_deaf(stage_kind):
    async def play():
        ear_of_anna, ear_of_binh = Ear(), Ear()
        async with on_stage(stage_kind, 0, 1) as (stage, (anna, binh)):
            of_binh, _ = await _meet(stage, anna, binh)
            await anna.close()
            await anna.close()
            await anna.listen(ear_of_anna, ALWAYS)
            await anna.advertise(FRAME, address(3), ALWAYS)
            await binh.listen(ear_of_binh, ALWAYS)
            await stage.pass_beats(3)
            with pytest.raises(ReadFailedError):
                await anna.read_identity(of_binh)
            await anna.stop_advertising()
            await anna.stop_listening()
        return ear_of_anna, ear_of_binh

    ear_of_anna, ear_of_binh = asyncio.run(play())

    assert [] == ear_of_anna.frames
    assert [] == ear_of_binh.frames


def test_stopping_what_never_began_is_harmless(stage_kind):
    async def play():
        async with on_stage(stage_kind, 0) as (_, (anna,)):
            await anna.stop_advertising()
            await anna.stop_listening()

    asyncio.run(play())


def test_a_replay_takes_the_same_calls_and_reads_nobody():
    async def play():
        radio: Radio = ReplayRadio((), clock=loop_clock())
        await radio.serve_identity(lambda: IDENTITY)
        await radio.advertise(FRAME, address(1), ALWAYS)
        with pytest.raises(ValueError, match="31"):
            await radio.advertise(bytes(32), address(1), ALWAYS)
        await radio.listen(Ear(), ALWAYS)
        with pytest.raises(ReadFailedError):
            await radio.read_identity(address(1))
        await radio.stop_advertising()
        await radio.stop_listening()
        await radio.close()
        await radio.close()

    asyncio.run(play())


def _third(stage):
    """Four beats on, eight off, beginning now."""
    period_ms = 12 * stage.beat_ms
    return Duty(on_ms=4 * stage.beat_ms, period_ms=period_ms, offset_ms=stage.now_ms() % period_ms)


async def _read_of(stage, anna, binh, current):
    """Whom a radio has read it may forget, until it hears them again: a phone reads whom it has just heard."""
    of_binh, _ = await _meet(stage, anna, binh)
    await binh.serve_identity(current)
    return await anna.read_identity(of_binh)


async def _meet(stage, anna, binh):
    """Both are on air, and have heard each other: under which address anna hears binh, and binh anna."""
    ears = await _on_air(anna, binh)
    await stage.until_heard(*ears)
    return ears[0].address_of(BINH), ears[1].address_of(ANNA)


async def _on_air(anna, binh):
    ears = Ear(), Ear()
    await anna.serve_identity(lambda: b"identity of anna")
    await binh.serve_identity(lambda: b"identity of binh")
    await anna.listen(ears[0], ALWAYS)
    await binh.listen(ears[1], ALWAYS)
    await anna.advertise(ANNA, address(1), ALWAYS)
    await binh.advertise(BINH, address(2), ALWAYS)
    return ears
