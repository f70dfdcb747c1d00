"""The kernel's C as a program apart (apart.c), asked through a pipe: a core like the others, on whatever processor an
emulator makes up.

A processor whose system does not tell of SHA instructions is made by changing that one bit of what the program is told
at its start, through the emulator's own door for debuggers: the program itself is the same, byte for byte.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bluezone.kernel import _pure
from bluezone.kernel.checks import TOO_MANY_MATCHES, Times
from scripts.apk.inputs import digest_of_inputs, open_cache

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
EMULATOR = "qemu-aarch64"
CROSS_COMPILER = "aarch64-linux-gnu-gcc"
FOR_ARM = (CROSS_COMPILER, "-static", "-O2")
IMITATED = ("gcc", "-O0", "-DARMV8_STAND_IN", f"-I{HERE / 'imitated'}")
"""For this machine, with ARM's instructions imitated in plain C."""
ARM_PATH = ROOT / "native" / "sha256_armv8.c"
_START_S = 60.0
_HWCAP, _SHA2, _LAST = 16, 1 << 6, 0
"""Of what a program is told at its start (AT_HWCAP), and of that the bit of SHA-256 (HWCAP_SHA2)."""
_STACK_POINTER = 31
_TOO_MANY = 2
_DOORS = itertools.count()


def lacking() -> str:
    """Why no ARM processor can be emulated here, in a plain line; nothing where one can."""
    wanted = {CROSS_COMPILER: "gcc-aarch64-linux-gnu and libc6-dev-arm64-cross", EMULATOR: "qemu-user"}
    missing = [package for command, package in wanted.items() if shutil.which(command) is None]
    return f"no ARM processor is emulated here: apt install {' '.join(missing)}" if missing else ""


def zig() -> Path | None:
    """The compiler that a package for Android is built with, where one was: it knows big-endian ARM, too."""
    found = open_cache().folder / f"tools-{digest_of_inputs()[:16]}" / "wheels/ziglang/zig"
    return found if found.exists() else None


@dataclass(frozen=True, slots=True)
class Compiler:
    """How the program is made: a compiler, and a folder for what is made once."""

    command: tuple[str, ...]
    folder: Path

    def build(self, name: str, fault: tuple[str, str] | None = None) -> Path:
        """The program, made of the kernel's own sources; with a fault, one place of the ARM path is another. An
        undefined step ends it."""
        program = self.folder / name
        path = program.with_suffix(".c")
        path.write_text(_spoilt(ARM_PATH.read_text("utf-8"), fault), "utf-8")
        self._run(*self._others(), path, "-o", program)
        return program

    def _others(self) -> list[Path]:
        """What no fault is planted in, compiled once."""
        made = self.folder / "others"
        if not made.exists():
            made.mkdir()
            sources = [path for path in (ROOT / "native").glob("*.c") if path.name != "module.c" and path != ARM_PATH]
            for path in (*sources, HERE / "apart.c"):
                self._run("-c", path, "-o", made / f"{path.stem}.o")
        return sorted(made.glob("*.o"))

    def _run(self, *arguments: str | Path) -> None:
        trapped = ("-fsanitize=undefined", "-fsanitize-undefined-trap-on-error")
        command = [*self.command, "-std=c11", *trapped, f"-I{ROOT / 'native'}", *arguments]
        subprocess.run(command, check=True, capture_output=True, text=True)


def _spoilt(text: str, fault: tuple[str, str] | None) -> str:
    if fault is None:
        return text
    assert text.count(fault[0]) == 1, "what is to be another stands there once"
    return text.replace(*fault)


@dataclass(frozen=True, slots=True)
class Processor:
    """What runs the program: an emulator with its options, or none for this machine's own."""

    emulator: tuple[str, ...] = ()
    tells_of_sha: bool = True

    @contextlib.contextmanager
    def running(self, program: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        door = program.with_name(f"{program.name}-{next(_DOORS)}.door")  # of another start's nobody would open
        watched = [] if self.tells_of_sha else ["-g", str(door)]
        emulator = [*self.emulator[:1], *watched, *self.emulator[1:]]
        with subprocess.Popen(
            [*emulator, str(program), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            try:
                if watched:
                    _keep_sha_from(door)
                yield process
            finally:
                process.kill()

    @contextlib.contextmanager
    def core(self, program: Path, path: str) -> Iterator[Apart]:
        """A core that goes one path there."""
        with self.running(program, path) as process:
            yield Apart(process)

    def paths(self, program: Path) -> list[str]:
        """The ways to hash that the program finds there, best first."""
        with self.running(program) as process:
            return process.communicate(timeout=_START_S)[0].decode().splitlines()


def _keep_sha_from(door: Path) -> None:
    """Has the program that waits behind this door start without that bit.

    The emulator lets it go when the line is shut; at a word of farewell it breaks down (version 10.0).
    """
    with contextlib.closing(_opened(door)) as line:
        registers = bytes.fromhex(_asked(line, "g"))
        at = int.from_bytes(registers[8 * _STACK_POINTER : 8 * _STACK_POINTER + 8], "little")
        zeros = 0
        while zeros < 2:  # behind the arguments and behind the environment
            at += 8
            zeros += _word(line, at) == 0
        at += 8
        while (kind := _word(line, at)) not in (_HWCAP, _LAST):
            at += 16
        assert kind == _HWCAP, "the program is told what its processor has"
        told = (_word(line, at + 8) & ~_SHA2).to_bytes(8, "little").hex()
        assert _asked(line, f"M{at + 8:x},8:{told}") == "OK"


def _opened(door: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_START_S)
    until = time.monotonic() + _START_S
    while True:
        try:
            line.connect(str(door))
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return line


def _word(line: socket.socket, at: int) -> int:
    return int.from_bytes(bytes.fromhex(_asked(line, f"m{at:x},8")), "little")


def _asked(line: socket.socket, question: str) -> str:
    line.sendall(f"+${question}#{sum(question.encode()) % 256:02x}".encode())
    answer = b""
    while b"#" not in answer[-3:-2]:
        answer += line.recv(4_096)
    return answer[answer.index(b"$") + 1 : -3].decode()


BIG_ENDIAN = Processor((f"{EMULATOR}_be", "-cpu", "max"))
WITH_SHA = Processor((EMULATOR, "-cpu", "max"))
WITHOUT_SHA = Processor((EMULATOR, "-cpu", "max"), tells_of_sha=False)
THIS_ONE = Processor()


@dataclass(frozen=True, slots=True)
class Log:
    """A log that a program apart is to match."""

    core: Apart
    tolerance: int
    rows: bytes
    days: tuple[int, ...] = ()

    def match(self, day: int, material: memoryview, *, seeds: bool) -> list[tuple[int, int]]:
        return self.core.match(self, day, material, seeds=seeds)


class Apart:
    """A core (bluezone/kernel/choosing.py) whose answers a running program gives, one at a time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._to, self._from = process.stdin, process.stdout
        self._lock = threading.Lock()
        self._there: bytes | None = None

    ascending = staticmethod(_pure.ascending)  # hashes nothing, and lives in module.c, which is not in the program

    def rolling_ids(self, day_key: bytes, slots: int) -> tuple[bytes, ...]:
        with self._lock:
            self._ask(b"i", slots, day_key)
            return tuple(self._read(_pure.ID_BYTES) for _ in range(slots))

    def day_keys(self, seeds: memoryview, day: int) -> bytes:
        count = len(seeds) // _pure.SEED_BYTES
        with self._lock:
            self._ask(b"k", day, count, bytes(seeds))
            return self._read(count * _pure.KEY_BYTES)

    def index(self, ids: memoryview, times_ms: Times, tolerance_slots: int) -> Log:
        rows = struct.pack("<Q", len(times_ms)) + bytes(ids) + times_ms.tobytes()
        with self._lock:
            slots = self._lay_there(rows, tolerance_slots)
        return Log(self, tolerance_slots, rows, tuple(sorted({slot // _pure.SLOTS_PER_DAY for slot in slots})))

    def match(self, log: Log, day: int, material: memoryview, *, seeds: bool) -> list[tuple[int, int]]:
        count = len(material) // (_pure.SEED_BYTES if seeds else _pure.KEY_BYTES)
        with self._lock:
            if self._there is not log.rows:
                self._lay_there(log.rows, log.tolerance)
            self._ask(b"m", day, int(seeds), count, bytes(material))
            outcome, found = self._numbers(2)
            numbers = self._numbers(2 * found)
        if outcome == _TOO_MANY:
            raise ValueError(TOO_MANY_MATCHES)
        assert outcome == 0, "the program had the memory"
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    def _lay_there(self, rows: bytes, tolerance: int) -> tuple[int, ...]:
        self._ask(b"l", tolerance, rows)
        outcome, slots = self._numbers(2)
        assert outcome == 0, "the program took the log"
        self._there = rows
        return self._numbers(slots)

    def _ask(self, question: bytes, *what: int | bytes) -> None:
        said = [one if isinstance(one, bytes) else struct.pack("<Q", one) for one in what]
        self._to.write(question + b"".join(said))
        self._to.flush()

    def _read(self, length: int) -> bytes:
        read = self._from.read(length)
        assert len(read) == length, "the program ended"
        return read

    def _numbers(self, count: int) -> tuple[int, ...]:
        return struct.unpack(f"<{count}Q", self._read(8 * count))
