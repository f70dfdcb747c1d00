"""Engines behind the application's own Java radio, compiled once in a run against imitated Android classes
(android/imitated).

One Java process serves all stages of a test run; it ends with the run.
"""

from __future__ import annotations

import asyncio
import atexit
import functools
import itertools
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bluezone.joining.ports import LOOPBACK
from bluezone.radio.android import AndroidRadio
from bluezone.radio.base import Radio
from bluezone.radio.pipe import MAX_LINE_BYTES, Pipe
from scripts.apk.compiling import QUICKLY, write_resources
from tests.support.made_once import made_once
from tests.support.radio.stages import READ_TIMEOUT_MS, REAL_BEAT_MS, RealTimeStage, loop_clock

APPLICATION = Path(__file__).parents[3] / "android"
NO_JAVA = "" if shutil.which("javac") else "no Java compiler is here, so the application's radio was not tried"

_ROOMS = itertools.count()


class AndroidStage(RealTimeStage):
    """An engine's radio and the application's for each phone, with a socket in the place of the pipe."""

    beat_ms = REAL_BEAT_MS

    def __init__(self) -> None:
        super().__init__()
        self.room = next(_ROOMS)
        self.pipes: list[Pipe] = []
        self.phones: list[asyncio.StreamWriter] = []

    async def open(self, *places_m: float) -> list[Radio]:
        for place_m in places_m:
            pipe, writer = await self.piped(f"phone {self.room} {place_m} {self.beat_ms}")
            self.phones.append(writer)
            self._radios.append(AndroidRadio(pipe, clock=loop_clock(), read_timeout_ms=READ_TIMEOUT_MS))
        return self._radios

    async def piped(self, first: str) -> tuple[Pipe, asyncio.StreamWriter]:
        """A pipe to an imitated phone's application, and that phone's owner's own line to it."""
        reader, writer = await asyncio.open_connection(LOOPBACK, crowd_port(), limit=MAX_LINE_BYTES)
        writer.write(f"{first}\n".encode())
        pipe = Pipe(reader, writer)
        self.pipes.append(pipe)
        return pipe, writer

    async def close(self) -> None:
        await super().close()
        for pipe in self.pipes:
            await pipe.close()


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice on an imitated phone's screen."""

    name: str
    channel: str
    title: str
    body: str
    opens: str
    """What a tap opens; empty for a notice that a tap leaves standing."""


def look_at_screen(room: int | str, place_m: float) -> tuple[int, list[Standing]]:
    """How often the screen of the phone at this place was spoken to, and what stands there."""
    with socket.create_connection((LOOPBACK, crowd_port()), timeout=60) as line, line.makefile("rw") as words:
        words.write(f"look {room} {place_m}\n")
        words.flush()
        said = words.read().splitlines()
    return int(said[0].split()[1]), [_standing(*line.split()[1:]) for line in said[1:]]


def unsealed(room: str, place_m: float, sealed: bytes) -> bytes:
    """What the key store of the phone at this place opens, whose application has ended."""
    with socket.create_connection((LOOPBACK, crowd_port()), timeout=60) as line, line.makefile("rw") as words:
        words.write(f"unseal {room} {place_m} {sealed.hex()}\n")
        words.flush()
        name, _, key = words.readline().split()
    assert name == "unsealed"
    return bytes.fromhex(key)


def _standing(name: str, channel: str, title: str, text: str, big_text: str, opens: str, goes: str) -> Standing:  # noqa: PLR0917 - the words of a line
    assert text == big_text, "what is cut off on one line stands whole where there is room"
    return Standing(name, channel, _text(title), _text(text), opens if goes == "true" else "")


def _text(digits: str) -> str:
    return "" if digits == "-" else bytes.fromhex(digits).decode()


@functools.cache
def crowd_port() -> int:
    """Starts the imitated phones, and tells the port on which engines reach them."""
    return begin_crowd()[1]


def begin_crowd(*options: str) -> tuple[subprocess.Popen[bytes], int]:
    """The same in a Java of its own, with options of its own; it ends with this process at the latest."""
    quickly = ["-Xshare:auto", "-XX:TieredStopAtLevel=1"]
    crowd = subprocess.Popen(
        ["java", *quickly, *options, "-cp", compiled(), "vn.bluezone.phone.Crowd"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(crowd.kill)
    assert crowd.stdout is not None
    return crowd, int(crowd.stdout.readline())


def compiled() -> str:
    """The folder with the application's radio, the imitated classes and what plays with both."""
    return str(made_once("compiled-java", _compile))


def _compile(folder: Path) -> None:
    played = [APPLICATION / "tests/vn/bluezone/phone" / name for name in ("Crowd.java", "Alone.java")]
    found_in = ":".join(str(APPLICATION / part) for part in ("src", "imitated", "tests"))
    quickly = [*(f"-J{option}" for option in QUICKLY), "-proc:none", "-nowarn"]
    sources = [*played, write_resources(APPLICATION, folder)]
    subprocess.run(
        ["javac", *quickly, "-sourcepath", found_in, "-d", folder, *sources], check=True, capture_output=True
    )
