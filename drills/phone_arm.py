"""The engine taken out of a package for Android, on an emulated ARM processor: does it hash as Python does, by the
processor's SHA instructions and without them, does it start, what does it ask of the system's kernel, do two of
them hear each other through the application's own Java radio on imitated classes, and is an owner warned of somebody
whom the phone heard two days before?

What is emulated is the processor, not Android: its kernel is this machine's. So what the engine asks of the kernel is
written down by the emulator and held against what Android lets an application ask (android/system-calls.txt).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from bluezone import kernel
from bluezone.citizen.noticing import NEWS
from bluezone.device.store import open_store
from bluezone.joining.clocks import system_clock
from bluezone.joining.drill import DrillAuthority, open_drill
from bluezone.joining.ports import LOOPBACK
from drills import phone_keys, phone_warned
from drills.drill import Drill, Outcome
from drills.surroundings import ROOT
from tests.support.device.published import OpenExchange
from tests.support.device.world_over_http import served
from tests.support.kernel.apart import Processor
from tests.support.radio.android import crowd_port, look_at_screen, unsealed

OLDEST_ANDROID = 11
_BEAT_MS = 250
_MET = ("anna", "binh")
_ALONE_M = 900
_WARNED = "warned"
_WARNED_M = 1_800
_LOOK_S = 2.0
_PAGES = re.compile(rb"pages: (\S+)")
_PIECE = re.compile(r'href="[^"]+/licences/[^"/]+"')
_CALL = re.compile(r"^\d+ (?:(\w+)\(|Unknown syscall (\d+))", re.MULTILINE)
_UNNAMED = {"283": "membarrier", "293": "rseq", "435": "clone3", "436": "close_range", "439": "faccessat2"}
"""Numbers of 64-bit ARM that the emulator has no names for."""
_START_S = 300.0
_HASHING_S = 900.0
_WAYS = ("armv8 x2", "portable")
"""How the package's kernel hashes where the system tells of SHA instructions, and where it does not."""


def _run(arguments: Namespace) -> Outcome:
    """Takes the package apart as Android's installer does, and plays with what was in it."""
    emulator = shutil.which(arguments.emulator)
    if emulator is None or arguments.apk is None or not arguments.apk.exists():
        lacking = (
            "no package: --apk, from scripts/android --out" if emulator else "no qemu-aarch64: apt install qemu-user"
        )
        return Outcome(held=False, counts={}, details={"not run": lacking})
    with tempfile.TemporaryDirectory(prefix="bz-arm") as name:
        folder = Path(name)
        _install(arguments.apk, folder)
        hashed = [_hashed(folder, emulator, arguments.keys, tells_of_sha=tells) for tells in (True, False)]
        told = hashes(hashed, phone_keys.hashed(kernel.implementation("pure"), arguments.keys))
        return asyncio.run(_play(folder, emulator, arguments.seconds, {"keys": arguments.keys}, told))


def hashes(hashed: list[list[str]], right: str) -> list[str]:
    """What is wrong with the ways and the hashes that a processor with SHA instructions and one without came to."""
    ways = [way for way, _ in hashed]
    wrong = [] if ways == list(_WAYS) else [f"it hashed by {' and '.join(ways)}, not by {' and '.join(_WAYS)}"]
    return wrong + [f"{way}: another hash than Python's" for way, answer in hashed if answer != right]


def _hashed(folder: Path, emulator: str, keys: int, *, tells_of_sha: bool) -> list[str]:
    """By which way the package's engine hashes, and what came of it."""
    processor = Processor((emulator, "-cpu", "max", *_surroundings(folder)), tells_of_sha=tells_of_sha)
    program, *arguments = _python(folder)
    with processor.running(program, *arguments, phone_keys.__file__, str(keys)) as process:
        answer: list[str] = json.loads(process.communicate(timeout=_HASHING_S)[0])
    return answer


def _install(apk: Path, to: Path) -> None:
    """Lays native files and the engine's archive out in two folders, as installer and application do."""
    (to / "native").mkdir()
    with zipfile.ZipFile(apk) as package:
        for name in package.namelist():
            if name.startswith("lib/"):
                path = to / "native" / Path(name).name
                path.write_bytes(package.read(name))
                path.chmod(0o755)
        with package.open("assets/engine.zip") as packed, zipfile.ZipFile(packed) as engine:
            engine.extractall(to / "python")


async def _play(
    folder: Path, emulator: str, seconds: float, hashed: dict[str, int | float], wrong: list[str]
) -> Outcome:
    async with open_drill(folder / "exchange", system_clock()) as authority:
        page_s, rss_mb, licences = await _first_pages(folder, emulator, authority)
        await _meet(folder, emulator, authority, seconds)
    warned_s = await _warned_after_s(folder, emulator)
    sightings = [_sightings(folder / name, metres) for metres, name in enumerate(_MET)]
    calls = _calls(folder)
    outside = sorted(calls - _allowed())
    held = not outside and all(sightings) and licences > 0 and not wrong and warned_s > 0
    counts = hashed | {
        "first_page_s": page_s,
        "rss_mb": rss_mb,
        "licences": licences,
        "syscalls": len(calls),
        "sightings_of_one": sightings[0],
        "sightings_of_the_other": sightings[1],
        "warned_s": warned_s,
    }
    details = {"hashing": wrong, "outside_policy": outside, "sightings_each": sightings, "warned": warned_s > 0}
    return Outcome(held=held, counts=counts, details=details)


async def _first_pages(folder: Path, emulator: str, authority: DrillAuthority) -> tuple[float, int, int]:
    """Seconds from the start of a new phone to its owner's first page, the memory of engine and emulator then, and how
    many pieces the page of licences lists: what the package says of itself it has to read there."""
    begun = time.monotonic()
    async with _engine(folder, emulator, authority.public_url, "owner", "--port", "0", at=_ALONE_M) as process:
        assert process.stderr is not None
        async with asyncio.timeout(_START_S):
            while not (said := _PAGES.search(await process.stderr.readline())):
                continue
        async with httpx.AsyncClient(follow_redirects=True, timeout=_START_S) as owner:
            answer = await owner.get(said[1].decode())
            answer.raise_for_status()
            page_s, rss_mb = round(time.monotonic() - begun, 1), _memory_mb(process.pid)
            listed = await owner.get(answer.url.join("licences"))
        return page_s, rss_mb, len(_PIECE.findall(listed.raise_for_status().text))


async def _meet(folder: Path, emulator: str, authority: DrillAuthority, seconds: float) -> None:
    """Two phones, a metre apart, for as long as a whole period of listening and a little more."""
    async with contextlib.AsyncExitStack() as stage:
        for metres, name in enumerate(_MET):
            await stage.enter_async_context(_engine(folder, emulator, authority.public_url, name, at=metres))
        await asyncio.sleep(seconds)


async def _warned_after_s(folder: Path, emulator: str) -> float:
    """How long after its start a phone tells its owner, by a notice on the imitated screen, of somebody whom it heard
    two days before and who has published since; 0 if it does not, or has left the plain key beside its store."""
    begun, world = time.monotonic(), phone_warned.lay(folder / _WARNED, system_clock())
    with served(OpenExchange(world)) as exchange, contextlib.suppress(TimeoutError):
        async with _engine(folder, emulator, exchange, _WARNED, "--port", "0", at=_WARNED_M):
            async with asyncio.timeout(2 * _START_S):
                await _until_stands(folder.name, NEWS)
            return 0 if phone_warned.has_plain_key(folder / _WARNED) else round(time.monotonic() - begun, 1)
    return 0


async def _until_stands(room: str, notice: str) -> None:
    """Waits until a notice stands on the phone's screen."""
    while True:
        await asyncio.sleep(_LOOK_S)
        _, standing = await asyncio.to_thread(look_at_screen, room, _WARNED_M)
        if any(one.name == notice for one in standing):
            return


@contextlib.asynccontextmanager
async def _engine(
    folder: Path, emulator: str, exchange: str, name: str, *options: str, at: int = 0
) -> AsyncIterator[asyncio.subprocess.Process]:
    """An engine as the application starts it, an imitated phone at the other end of its pipe; stopped afterwards."""
    watched = ["-strace", "-D", str(folder / f"{name}.calls")] if not options else []
    emulated = [emulator, *watched, *_surroundings(folder)]
    python = [*_python(folder), "-m", "bluezone.cli"]
    phone = ["--data", folder / name, "--radio", "android:pipe", "--exchange", exchange]
    hears, says = await asyncio.open_connection(LOOPBACK, crowd_port())
    says.write(f"phone {folder.name} {at} {_BEAT_MS}\n".encode())
    process = await asyncio.create_subprocess_exec(
        *map(str, [*emulated, *python, "device", "run", *phone, *options]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if options else sys.stderr,
        cwd=folder,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    carried = [asyncio.create_task(_carry(process.stdout, says)), asyncio.create_task(_carry(hears, process.stdin))]
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), _START_S)
        says.close()
        for task in carried:
            task.cancel()
        await asyncio.gather(*carried, return_exceptions=True)


def _surroundings(folder: Path) -> list[str]:
    """The emulator's options for what the application sets before it starts an engine."""
    native = folder / "native"
    surroundings = {"PYTHONHOME": folder / "python", "BLUEZONE_NATIVE": native, "PYTHONDONTWRITEBYTECODE": "1"}
    return [word for key, value in surroundings.items() for word in ("-E", f"{key}={value}")]


def _python(folder: Path) -> tuple[Path, str, str, str]:
    native = folder / "native"
    return native / "libmusl.so", "--library-path", str(native), str(native / "libpython_exe.so")


async def _carry(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    """Hands on what one end of a pipe says, until it says no more."""
    while some := await source.read(4_096):
        to.write(some)
        await to.drain()


def _memory_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) // 1_024


def _sightings(phone: Path, metres: int) -> int:
    """How often this phone has heard the other, by its own store. Its key store, which it left behind, opens that."""
    key = unsealed(phone.parent.name, metres, (phone / "store.key.sealed").read_bytes())
    with contextlib.closing(open_store(phone / "phone.store", key)) as store:
        return store.count_sightings()


def _calls(folder: Path) -> set[str]:
    """What was asked of the kernel."""
    text = "\n".join(path.read_text(errors="replace") for path in folder.glob("*.calls*"))
    return {name or _UNNAMED.get(number, f"number {number}") for name, number in _CALL.findall(text)}


def _allowed() -> set[str]:
    """What the oldest Android that we install on lets an application ask."""
    lines = [line.split() for line in (ROOT / "android/system-calls.txt").read_text().splitlines() if line[0] != "#"]
    return {words[0] for words in lines if len(words) == 1 or int(words[1]) <= OLDEST_ANDROID}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--apk", type=Path, metavar="FILE", help="the package, from scripts/android --out")
    parser.add_argument("--keys", type=int, default=10_000, help="how many keys it hashes; default: 10,000")
    parser.add_argument("--emulator", default="qemu-aarch64", help="default: qemu-aarch64, of Debian's qemu-user")
    parser.add_argument("--seconds", type=float, default=330, help="how long the two phones meet; default: 330")


DRILL = Drill(
    "phone-arm",
    "The engine out of a package for Android, on an emulated ARM processor: ten thousand keys with and without SHA"
    " instructions, first page, system calls, two that meet, one that warns its owner.",
    _run,
    _arguments,
)
