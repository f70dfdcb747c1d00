"""Rooms of processes: the dead, the mute, and what is no frame. The contract suite says the rest."""

from __future__ import annotations

import asyncio
import os
import socket
import sys

import pytest

from bluezone.radio.air import Air
from bluezone.radio.base import ALWAYS
from bluezone.radio.datagrams import Advert, Answer, Read
from bluezone.radio.door import Place
from bluezone.radio.errors import ReadFailedError
from bluezone.radio.room import open_room_radio
from tests.support.radio.stages import CALM, Ear, address, loop_clock, until

BEAT_MS = 50


async def enter(folder, **options):
    place = options.pop("place", Place())
    settings = {"air": Air(CALM), "clock": loop_clock(), "send_interval_ms": BEAT_MS, "read_timeout_ms": 200}
    return await open_room_radio(folder, place, **settings, **options)


def test_the_sockets_of_dead_processes_are_swept_away(folder):
    dead = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    dead.bind(str(folder / "dead.sock"))
    dead.close()

    async def play():
        anna = await enter(folder)
        await anna.advertise(b"frame", address(1), ALWAYS)
        await until(lambda: not (folder / "dead.sock").exists())
        await anna.close()

    asyncio.run(play())


def test_a_stronger_sender_arrives_stronger(folder):
    async def play():
        ear = Ear()
        anna, binh = await enter(folder, place=Place(tx_db=12)), await enter(folder, place=Place(x_cm=60, y_cm=80))
        await binh.listen(ear, ALWAYS)
        await anna.advertise(b"frame", address(1), ALWAYS)
        await until(lambda: ear.frames)
        await anna.close()
        await binh.close()
        return {frame.rssi_dbm for frame in ear.frames}

    assert asyncio.run(play()) == {-62}  # -74 at one metre, and 12 more


def test_bytes_that_are_no_datagram_do_no_harm(folder):
    async def play():
        ear = Ear()
        anna, binh = await enter(folder, name="anna"), await enter(folder)
        await binh.listen(ear, ALWAYS)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
            stranger.bind(str(folder / "stranger.sock"))
            for garbage in (b"", b"\xff" * 600, b"BZA1\x07", Answer(1, b"unasked").pack()):
                stranger.sendto(garbage, str(folder / f"{os.getpid()}-1.sock"))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as nameless:
            advert = Advert(0, 0, 0, address(9), b"from nowhere")
            nameless.sendto(advert.pack(), str(folder / f"{os.getpid()}-1.sock"))
        await anna.advertise(b"frame", address(1), ALWAYS)
        await until(lambda: ear.frames)
        await anna.close()
        await binh.close()
        return ear.pairs

    assert asyncio.run(play()) == {(b"frame", address(1))}


def test_a_peer_that_never_answers_is_given_up(folder):
    async def play():
        ear = Ear()
        anna = await enter(folder, name="anna")
        await anna.listen(ear, ALWAYS)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mute:
            mute.bind(str(folder / "mute.sock"))
            mute.sendto(Advert(0, 0, 0, address(5), b"here").pack(), str(folder / "anna.sock"))
            await until(lambda: ear.frames)
            with pytest.raises(ReadFailedError, match="silent for 200 ms"):
                await anna.read_identity(address(5))
            question = mute.recv(100)
        await anna.close()
        return question

    assert Read(1, address(5)).pack() == asyncio.run(play())


def test_nobody_else_can_answer_for_a_peer(folder):
    async def play():
        ear = Ear()
        anna = await enter(folder, name="anna")
        await anna.listen(ear, ALWAYS)
        peer, liar = (socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2))
        with peer, liar:
            peer.bind(str(folder / "peer.sock"))
            liar.bind(str(folder / "liar.sock"))
            peer.sendto(Advert(0, 0, 0, address(5), b"here").pack(), str(folder / "anna.sock"))
            await until(lambda: ear.frames)
            reading = asyncio.create_task(anna.read_identity(address(5)))
            await asyncio.sleep(0)
            liar.sendto(Answer(1, b"a lie").pack(), str(folder / "anna.sock"))
            peer.sendto(Answer(1, b"the truth").pack(), str(folder / "anna.sock"))
            identity = await reading
        await anna.close()
        return identity

    assert asyncio.run(play()) == b"the truth"


def test_closing_ends_a_read_that_is_under_way(folder):
    async def play():
        ear = Ear()
        anna = await enter(folder, name="anna")
        await anna.listen(ear, ALWAYS)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mute:
            mute.bind(str(folder / "mute.sock"))
            mute.sendto(Advert(0, 0, 0, address(5), b"here").pack(), str(folder / "anna.sock"))
            await until(lambda: ear.frames)
            reading = asyncio.create_task(anna.read_identity(address(5)))
            await asyncio.sleep(0)
            await anna.close()
            with pytest.raises(ReadFailedError):
                await reading

    asyncio.run(play())


PEER = """
import asyncio, sys
from bluezone.radio import ALWAYS, Address, open_radio

async def main():
    clock = lambda: int(asyncio.get_running_loop().time() * 1000)
    radio = await open_radio(sys.argv[1], clock=clock)
    await radio.serve_identity(lambda: b"the other one")
    await radio.advertise(b"from afar", Address(b"remote"), ALWAYS)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until the test lets go
    await radio.close()

asyncio.run(main())
"""


def test_phones_in_two_processes_hear_and_read_each_other(folder):
    async def play():
        ear = Ear()
        anna = await enter(folder)
        await anna.listen(ear, ALWAYS)
        spec = f"virtual:{folder}?x=0&y=1.5&name=peer&air=normal&seed=3"
        peer = await asyncio.create_subprocess_exec(sys.executable, "-c", PEER, spec, stdin=asyncio.subprocess.PIPE)
        try:
            await until(lambda: ear.frames)
            identity = await anna.read_identity(ear.frames[0].address)
        finally:
            await peer.communicate(b"")  # lets go
            await anna.close()
        return peer.returncode, identity, ear.frames[0]

    returncode, identity, frame = asyncio.run(play())

    assert (0, b"the other one") == (returncode, identity)
    assert (b"from afar", b"remote", -76) == (frame.data, frame.address.value, frame.rssi_dbm)
