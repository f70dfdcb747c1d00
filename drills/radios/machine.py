"""A machine that is emulated: Debian's kernel, a D-Bus daemon and bluetoothd, nothing else. No root is needed.

Everything in it stands in one archive in memory, made of Debian's packages and of what is installed here. Its adapter
is a controller of this process, reached over TCP; its bus is reached from here the same way.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import lzma
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from bluezone.joining.ports import LOOPBACK, chosen_port

NEEDED = ("qemu-system-x86_64", "busybox", "cc", "dbus-daemon", "dpkg-deb", "apt-get", "ldd")
BUS_PORT = 5_555
"""Within the machine."""
_HERE = Path(__file__).parent
_KERNEL_PACKAGE = re.compile(r"Depends: (linux-image-\d\S+-amd64)")
_MODULES = (
    "failover", "net_failover", "virtio_net", "af_alg", "algif_hash", "algif_skcipher", "cmac", "ccm", "ecdh_generic",
    "crc16", "rfkill", "bluetooth", "hci_vhci",
)  # fmt: skip
"""In the order in which each finds what it needs. Without cmac no connection is ever made, and
without algif bluetoothd says nothing and leaves Privacy off."""
_BLUETOOTHD = "/usr/libexec/bluetooth/bluetoothd"
_HOST = "10.0.2.2"  # what the machine calls this one
_BOOT_S = 240.0
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <listen>tcp:host=0.0.0.0,bind=0.0.0.0,port={port},family=ipv4</listen>
  <auth>EXTERNAL</auth> <auth>ANONYMOUS</auth> <allow_anonymous/>
  <policy context="default">
    <allow user="*"/> <deny own="*"/> <deny send_type="method_call"/>
    <allow send_type="signal"/> <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/> <allow receive_type="method_call"/>
    <allow receive_type="method_return"/> <allow receive_type="error"/> <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus"/>
  </policy>
  <includedir>/usr/share/dbus-1/system.d</includedir>
</busconfig>
"""
_INIT = """#!/bin/sh
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
for module in {modules}; do insmod /modules/$module.ko; done
ip link set lo up; ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0
dbus-daemon --config-file=/etc/bus.conf --fork --nopidfile
exec setsid sh -c 'exec < /dev/ttyS1 > /dev/ttyS1 2>&1; echo up; exec sh'
"""


class NotRunError(Exception):
    """What is lacking here, in one line."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One that runs: its bus, and its shell."""

    bus: str
    reader: asyncio.StreamReader
    shell: asyncio.StreamWriter

    async def tell(self, command: str) -> None:
        """Has the shell do something, and goes on once it is done."""
        self.shell.write(f"{command}\necho done-$((40+2))\n".encode())
        async with asyncio.timeout(_BOOT_S):
            while b"done-42" not in await self.reader.readline():
                continue

    async def plug(self, port: int) -> None:
        """Makes an adapter of the controller at this port of ours."""
        await self.tell(f"relay {_HOST} {port} > /run/relay.log 2>&1 &")

    async def unplug(self) -> None:
        await self.tell("killall relay")

    async def start_bluetoothd(self, *options: str) -> None:
        await self.tell(f"{_BLUETOOTHD} -n {' '.join(options)} > /run/bluetoothd.log 2>&1 &")

    async def kill_bluetoothd(self) -> None:
        await self.tell("killall -9 bluetoothd")


@contextlib.asynccontextmanager
async def started(cache: Path) -> AsyncIterator[Machine]:
    """A machine that is up, which ends with the drill. Raises NotRunError where something is lacking here."""
    lacking = [name for name in NEEDED if shutil.which(name) is None]
    if lacking:
        raise NotRunError(f"not here: {', '.join(lacking)} (scripts/system-packages drills)")
    kernel, archive = prepared(cache)
    with tempfile.TemporaryDirectory(prefix="bz-vm") as folder:
        bus_port, shell, log = chosen_port(0), Path(folder, "shell"), Path(folder, "console")
        process = await asyncio.create_subprocess_exec(
            "qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "1",
            "-m", "256", "-nographic", "-monitor", "none", "-no-reboot", "-kernel", kernel, "-initrd", archive,
            "-append", "console=ttyS0 no_timer_check quiet loglevel=4 panic=-1 mitigations=off rdinit=/init",
            "-netdev", f"user,id=n,hostfwd=tcp:{LOOPBACK}:{bus_port}-:{BUS_PORT}",
            "-device", "virtio-net-pci,netdev=n,romfile=",
            "-serial", f"file:{log}", "-serial", f"unix:{shell},server=on,wait=on",
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            reader, writer = await _shell(shell)
            async with _bus(Path(folder, "bus"), bus_port) as bus:
                yield Machine(bus, reader, writer)
            writer.close()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def prepared(cache: Path) -> tuple[Path, Path]:
    """The kernel and the archive, made of packages that are fetched once. Raises NotRunError."""
    cache.mkdir(parents=True, exist_ok=True)
    kernel_root, bluez_root = _unpacked(cache, _kernel_package()), _unpacked(cache, "bluez")
    kernel = next(kernel_root.glob("boot/vmlinuz-*"))
    archive = cache / "machine.cpio.gz"
    archive.write_bytes(gzip.compress(b"".join(_archive(_files(kernel_root, bluez_root, cache))), 1))
    return kernel, archive


def _kernel_package() -> str:
    said = subprocess.run(["apt-cache", "depends", "linux-image-amd64"], capture_output=True, text=True, check=False)
    found = _KERNEL_PACKAGE.search(said.stdout)
    if found is None:
        raise NotRunError("apt knows no linux-image-amd64")
    return found[1]


def _unpacked(cache: Path, package: str) -> Path:
    root = cache / package
    if not root.exists():
        if subprocess.run(["apt-get", "download", package], cwd=cache, capture_output=True, check=False).returncode:
            raise NotRunError(f"{package} could not be fetched")
        part = cache / f"{package}.part"
        shutil.rmtree(part, ignore_errors=True)
        subprocess.run(["dpkg-deb", "-x", next(cache.glob(f"{package}_*.deb")), part], check=True)
        part.rename(root)
    return root


def _files(kernel: Path, bluez: Path, cache: Path) -> Iterator[tuple[str, bytes, int]]:
    """Path, content and mode of all that the machine has."""
    yield "init", _INIT.format(modules=" ".join(_MODULES)).encode(), 0o755
    yield "etc/bus.conf", _BUS.format(port=BUS_PORT).encode(), 0o644
    yield "etc/passwd", b"root:x:0:0::/:/bin/sh\n", 0o644
    yield "etc/group", b"root:x:0:\n", 0o644
    for folder in (
        "modules",
        "proc",
        "sys",
        "dev",
        "run/dbus",
        "tmp",
        "var/lib/bluetooth",
        "usr/share/dbus-1/system.d",
    ):
        yield f"{folder}/", b"", 0o755
    for module in _MODULES:
        packed = next(kernel.glob(f"usr/lib/modules/*/kernel/**/{module}.ko.xz"))
        yield f"modules/{module}.ko", lzma.decompress(packed.read_bytes()), 0o644
    policy = bluez / "usr/share/dbus-1/system.d/bluetooth.conf"
    yield "usr/share/dbus-1/system.d/bluetooth.conf", policy.read_bytes(), 0o644
    relay = cache / "relay"
    subprocess.run(["cc", "-O1", "-static", "-o", relay, _HERE / "relay.c"], check=True)
    yield "bin/relay", relay.read_bytes(), 0o755
    programs = {
        "bin/busybox": Path(str(shutil.which("busybox"))),
        "bin/dbus-daemon": Path(str(shutil.which("dbus-daemon"))),
        _BLUETOOTHD.removeprefix("/"): bluez / _BLUETOOTHD.removeprefix("/"),
    }
    yield "bin/sh", programs["bin/busybox"].read_bytes(), 0o755
    for name, path in programs.items():
        yield name, path.read_bytes(), 0o755
    for library in sorted({library for path in programs.values() for library in _libraries(path)}):
        yield library.removeprefix("/"), Path(library).read_bytes(), 0o755


def _libraries(program: Path) -> list[str]:
    said = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout
    return re.findall(r"(/\S+) \(0x", said)


def _archive(files: Iterator[tuple[str, bytes, int]]) -> Iterator[bytes]:
    """The archive that the kernel unpacks into memory ("newc": Linux, Documentation/driver-api/early-userspace)."""
    made: set[str] = set()
    for path, content, mode in files:
        for parent in reversed(Path(path).parents):
            if str(parent) not in {".", *made}:
                made.add(str(parent))
                yield _entry(str(parent), b"", 0o040755)
        if path.endswith("/"):
            if path.rstrip("/") not in made:
                made.add(path.rstrip("/"))
                yield _entry(path.rstrip("/"), b"", 0o040000 | mode)
        else:
            yield _entry(path, content, 0o100000 | mode)
    yield _entry("TRAILER!!!", b"", 0)


def _entry(path: str, content: bytes, mode: int) -> bytes:
    name = path.encode() + b"\0"
    numbers = (0, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name), 0)
    head = b"070701" + b"".join(b"%08X" % number for number in numbers) + name
    return head + bytes(-len(head) % 4) + content + bytes(-len(content) % 4)


async def _shell(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The machine's shell, once it is up."""
    async with asyncio.timeout(_BOOT_S):
        while True:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_unix_connection(path)
                break
            await asyncio.sleep(0.2)
        while b"up" not in await reader.readline():
            continue
    return reader, writer


@contextlib.asynccontextmanager
async def _bus(path: Path, port: int) -> AsyncIterator[str]:
    """The machine's bus as a socket of this one. Over TCP nobody is known, so the daemon takes whoever asks for what
    anybody may do: an ordinary user's rights, by bluetoothd's own policy."""

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            from_bus, to_bus = await asyncio.open_connection(LOOPBACK, port)
            await reader.readline()
            to_bus.write(b"\0AUTH ANONYMOUS\r\n")
            await asyncio.gather(_carry(reader, to_bus), _carry(from_bus, writer))

    server = await asyncio.start_unix_server(join, path)
    async with server:
        yield f"unix:path={path}"


async def _carry(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while some := await source.read(65_536):
            to.write(some)
            await to.drain()
    to.close()


def usual_cache() -> Path:
    """Where what was fetched is kept between drills."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bluezone" / "radios"
