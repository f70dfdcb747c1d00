"""Engines behind the application's own Java radio, compiled here against imitated Android classes (android/imitated).

One Java process serves all stages of a test run; it ends with the run.
"""

from __future__ import annotations

import asyncio
import atexit
import functools
import itertools
import shutil
import subprocess
import tempfile
from pathlib import Path

from bluezone.joining.ports import LOOPBACK
from bluezone.radio.android import AndroidRadio
from bluezone.radio.base import Radio
from bluezone.radio.pipe import MAX_LINE_BYTES, Pipe
from tests.support.radio.stages import READ_TIMEOUT_MS, REAL_BEAT_MS, RealTimeStage, loop_clock

APPLICATION = Path(__file__).parents[3] / "android"
NO_JAVA = "" if shutil.which("javac") else "no Java compiler is here, so the application's radio was not tried"

_ROOMS = itertools.count()


class AndroidStage(RealTimeStage):
    """An engine's radio and the application's for each phone, with a socket in the place of the pipe."""

    beat_ms = REAL_BEAT_MS

    def __init__(self) -> None:
        super().__init__()
        self.pipes: list[Pipe] = []
        self.phones: list[asyncio.StreamWriter] = []

    async def open(self, *places_m: float) -> list[Radio]:
        room = next(_ROOMS)
        for place_m in places_m:
            reader, writer = await asyncio.open_connection(LOOPBACK, crowd_port(), limit=MAX_LINE_BYTES)
            writer.write(f"phone {room} {place_m} {self.beat_ms}\n".encode())
            pipe = Pipe(reader, writer)
            self.pipes.append(pipe)
            self.phones.append(writer)
            self._radios.append(AndroidRadio(pipe, clock=loop_clock(), read_timeout_ms=READ_TIMEOUT_MS))
        return self._radios

    async def close(self) -> None:
        await super().close()
        for pipe in self.pipes:
            await pipe.close()


@functools.cache
def crowd_port() -> int:
    """Starts the imitated phones, and tells the port on which engines reach them."""
    crowd = subprocess.Popen(
        ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", compiled(), "vn.bluezone.phone.Crowd"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(crowd.kill)
    assert crowd.stdout is not None
    return int(crowd.stdout.readline())


@functools.cache
def compiled() -> str:
    """Compiles the application's radio, the imitated classes and what plays with both, into the folder returned."""
    folder = tempfile.mkdtemp(prefix="bz-java")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    crowd = APPLICATION / "tests/vn/bluezone/phone/Crowd.java"
    found_in = ":".join(str(APPLICATION / part) for part in ("src", "imitated", "tests"))
    quickly = ["-J-XX:TieredStopAtLevel=1", "-proc:none", "-nowarn"]
    subprocess.run(["javac", *quickly, "-sourcepath", found_in, "-d", folder, crowd], check=True, capture_output=True)
    return folder
