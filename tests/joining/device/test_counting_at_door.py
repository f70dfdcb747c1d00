"""`bluezone device door`: a process that counts into one file, and writes nothing else anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import select
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from bluezone.joining.device.counting_at_door import keep_in
from bluezone.joining.refusal import RefusedError
from bluezone.protocol.advertisement import Advertisement
from bluezone.radio import ALWAYS, Address, open_radio
from bluezone.rollout.tally.heard import QUARTER, Heard, Quarter, read_heard, write_heard
from tests.support.device.phones import heard_id
from tests.support.forking import Forked, fork, forked

PATIENCE_S = 120
SEVEN = dt.datetime(2020, 8, 10, 7, tzinfo=dt.UTC)


@pytest.fixture
def room() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bz") as folder:  # a socket's path is short, pytest's is not
        yield Path(folder)


def command(room: Path, file: Path, post: str = "02536-7") -> list[str]:
    return ["device", "door", "--radio", f"virtual:{room}?air=normal", "--post", post, "--out", str(file)]


@contextlib.contextmanager
def listening(room: Path, file: Path) -> Iterator[tuple[Forked, BinaryIO]]:
    """A process that has said that it is ready, and its standard error."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as stderr:
        process = fork(*command(room, file), environment=os.environ, stderr=writing)
        os.close(writing)
        try:
            readable, _, _ = select.select([stderr], [], [], PATIENCE_S)
            line = stderr.readline().decode() if readable else ""
            assert line.startswith("door ready: post 02536-7 radio virtual:"), line
            yield process, stderr
        finally:
            process.kill()
            process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_listens_until_it_is_told_to_stop_and_leaves_one_file(
    tmp_path: Path, room: Path, number: signal.Signals
) -> None:
    file = tmp_path / "door" / "counts.json"
    file.parent.mkdir()
    with listening(room, file) as (process, stderr):
        asyncio.run(_a_phone_passes(room))
        process.send_signal(number)

        assert 0 == process.wait(PATIENCE_S)
        assert b"" == stderr.read()
    assert [file] == list(file.parent.iterdir())
    assert Heard("02536-7", ()) == read_heard(file.read_bytes())
    assert [] == list(room.iterdir())


async def _a_phone_passes(room: Path) -> None:
    radio = await open_radio(f"virtual:{room}?x=1&air=normal", clock=lambda: 0)
    try:
        await radio.advertise(Advertisement(heard_id(1)).pack(), Address(b"\x01\x02\x03\x04\x05\x06"), ALWAYS)
        await asyncio.sleep(1)
    finally:
        await radio.close()


def test_what_is_no_post_is_refused_before_anything_is_written(tmp_path: Path, room: Path) -> None:
    ended = forked(*command(room, tmp_path / "counts.json", "cổng"), environment=os.environ, timeout=PATIENCE_S)

    line = "bluezone: 'cổng' is no code of a door post: 1 to 20 capital letters, digits and dashes\n"
    assert (1, line) == (ended.returncode, ended.stderr)
    assert [] == [path for path in tmp_path.iterdir() if path.name.startswith("counts")]


def test_the_count_goes_on_where_the_file_ends(tmp_path: Path) -> None:
    file, told = tmp_path / "counts.json", []
    keep_in(file, "7", told.append)(Quarter(SEVEN, 5, 3))

    keep = keep_in(file, "7", told.append)
    keep(Quarter(SEVEN, 9, 9))
    keep(Quarter(SEVEN + QUARTER, 2, 1))

    assert Heard("7", (Quarter(SEVEN, 5, 3), Quarter(SEVEN + QUARTER, 2, 1))) == read_heard(file.read_bytes())
    assert "door: 2020-08-10T07:15Z: between 1 and 2 running phones" == told[-1]


@pytest.mark.parametrize(
    ("there", "line"),
    [
        (write_heard(Heard("8", ())), "holds the counts of post 8"),
        (b"a letter to somebody", "is there, and holds no counts of a radio at a door"),
        (b" " * 300_000, "exceeds 262144 bytes"),
    ],
)
def test_a_file_of_anything_else_stays_as_it_is(tmp_path: Path, there: bytes, line: str) -> None:
    file = tmp_path / "counts.json"
    file.write_bytes(there)

    with pytest.raises(RefusedError, match=line):
        keep_in(file, "7", print)

    assert there == file.read_bytes()


def test_what_the_disk_does_not_take_is_written_with_the_next(tmp_path: Path) -> None:
    file, told = tmp_path / "counts.json", []
    keep = keep_in(file, "7", told.append)
    hindrance = tmp_path / "counts.json.part"
    hindrance.mkdir()

    keep(Quarter(SEVEN, 5, 3))
    assert told[-1].startswith("door: the counts cannot be written, and are written with the next: ")
    assert () == read_heard(file.read_bytes()).quarters
    hindrance.rmdir()
    keep(Quarter(SEVEN + QUARTER, 2, 1))

    assert [5, 2] == [one.heard for one in read_heard(file.read_bytes()).quarters]
