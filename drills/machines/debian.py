"""The disk of a machine on which Debian has just been installed, and nothing of ours: made once by debootstrap and
mke2fs, as root, without a mount of ours, and kept by the hash of what went into it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from drills.bare import mirror

SUITE = "trixie"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "udev", "kmod", "iproute2", "linux-image-cloud-amd64"),
    *("python3", "openssl", "nginx-light"),
)
"""What makes a machine of it, and what docs/operating/install.md asks for: Python, openssl, nginx."""
Box = Literal["uml", "qemu"]
"""What a machine is made of: a kernel that is a process here, or an emulated processor."""
NEEDED: dict[Box, tuple[str, ...]] = {
    "uml": ("debootstrap", "mke2fs", "linux.uml", "setpriv", "unshare", "ip"),
    "qemu": ("debootstrap", "mke2fs", "qemu-system-x86_64"),
}
DISK_SIZE = "16G"
_ROOM_BYTES = 6 << 30
_LABEL = "machine"
"""By which it is found: each machine calls its first disk by another name."""
_HANDS = r"""[Unit]
Description=Whoever sits before this machine, for the drill

[Service]
ExecStart=/bin/sh /etc/drill-hands
WorkingDirectory=/root
Environment=LANG=C.UTF-8
Restart=always
RestartSec=1

[Install]
WantedBy=multi-user.target
"""
_LINE_OF_HANDS = r"""line=$(sed -n 's/.* hands=\([^ ]*\).*/\1/p' /proc/cmdline)
stty -F "$line" raw -echo 2>/dev/null  # where it is a terminal's
exec 3<>"$line"
echo at-hand >&3
exec env HOME=/root bash <&3 >&3  # its other line is no terminal, so it asks nobody
"""
"""Which one it is, the kernel is told: each machine has another."""
_WIRED = "[Match]\nName=en* eth* vec*\n\n[Network]\nAddress=10.0.2.15/24\n"
_FILES = {
    "etc/fstab": f"LABEL={_LABEL} / ext4 defaults,errors=remount-ro 0 1\n",
    "etc/hostname": "office\n",
    "etc/hosts": "127.0.0.1 localhost office\n",
    "etc/systemd/network/10-wired.network": _WIRED,
    "etc/systemd/system/drill-hands.service": _HANDS,
    "etc/drill-hands": _LINE_OF_HANDS,
}
_UML_MODULES = Path("/usr/lib/uml/modules")
_ASKED_OF_THEM = tuple(
    f"kernel/{name}.ko" for name in ("net/ipv6/ipv6", "lib/crc-ccitt", "fs/autofs/autofs4", "fs/binfmt_misc")
)
"""What nginx listens by, and what systemd mounts; Debian's own kernel has its own."""
_BEGIN_BY_THEMSELVES = ("systemd-networkd.service", "drill-hands.service")


class NotRunError(Exception):
    """What is lacking here, in one line."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A raw image of a whole disk, with the kernel that boots it beside it."""

    image: Path
    kernel: Path
    initrd: Path
    box: Box = "uml"
    """Of which machine it is put into."""

    def at(self, image: Path) -> Disk:
        """Another that is put into the same."""
        return replace(self, image=image)

    def copied(self, target: Path) -> Disk:
        """The same disk once more, to be written to; holes stay holes."""
        subprocess.run(["cp", "--sparse=always", str(self.image), str(target)], check=True)
        return self.at(target)


def bare_debian(cache: Path, box: Box = "uml") -> Disk:
    """The disk; made where it is not there. Raises NotRunError."""
    lacking = [name for name in NEEDED[box] if shutil.which(name) is None]
    if lacking:
        raise NotRunError(f"not here: {', '.join(lacking)} (scripts/system-packages drills)")
    folder = cache / f"debian-{_digest()}"
    if not folder.exists():
        if os.geteuid() != 0:
            raise NotRunError("this drill makes a root folder: run it as root")
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="making-", dir=cache) as work:
            _make(Path(work))
            Path(work, "made").rename(folder)
    return Disk(folder / "disk.img", folder / "vmlinuz", folder / "initrd.img", box)


def usual_cache() -> Path:
    """Where disks are kept between drills."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bluezone" / "machines"


def in_memory() -> Path:
    """Where files lie that are many and gone at once, and the disk of a machine while it is on, if there is room: each
    of its writes is waited for, and a disk of this machine has others that wait."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is a temporary one with a name that nobody foresees
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM_BYTES else Path("/var/tmp")  # noqa: S108


def kept_as(made: Path, kept: Path) -> Path:
    """Moves a folder with disks to where it is kept, all of it or nothing; holes stay holes."""
    with tempfile.TemporaryDirectory(prefix="making-", dir=kept.parent) as work:
        subprocess.run(["cp", "-r", "--sparse=always", str(made), str(Path(work, "made"))], check=True)
        Path(work, "made").rename(kept)
    return kept


def stick(target: Path, label: str, *files: Path) -> Path:
    """What somebody carries in: an image that holds these files or folders, to be put in read-only."""
    with tempfile.TemporaryDirectory(prefix="stick-", dir=target.parent) as folder:
        for file in files:
            if file.is_dir():
                shutil.copytree(file, Path(folder, file.name))
            else:
                shutil.copy(file, folder)
        size_mib = 16 + 2 * sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file()) // (1 << 20)
        _make_ext4(Path(folder), target, f"{size_mib}M", label)
    return target


def make_disk(root: Path, image: Path, size: str = DISK_SIZE) -> None:
    """Makes the disk of a machine on which lies what lies in the folder, with its owners."""
    _make_ext4(root, image, size, _LABEL)


def _make_ext4(folder: Path, target: Path, size: str, label: str) -> None:
    target.unlink(missing_ok=True)
    options = ("-q", "-t", "ext4", "-E", "lazy_itable_init=0", "-L", label)  # holes here; no work left to its kernel
    subprocess.run(["mke2fs", *options, "-d", str(folder), str(target), size], check=True)


def _digest() -> str:
    modules = (*_ASKED_OF_THEM, *sorted(brought.name for brought in _UML_MODULES.glob("*")))
    files = (f"{name}\n{text}" for name, text in _FILES.items())
    told = "\0".join((SUITE, DISK_SIZE, _LABEL, *PACKAGES, *_BEGIN_BY_THEMSELVES, *modules, *files))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _make(work: Path) -> None:
    root, made = work / "root", work / "made"
    command = ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(root), mirror()]
    subprocess.run(command, check=True, stdout=sys.stderr)
    for name, text in _FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    (root / "var/log/journal").mkdir(exist_ok=True)  # what is said before the power fails stays
    (root / "etc/apt/sources.list").unlink(missing_ok=True)  # nobody there fetches anything
    shutil.rmtree(root / "var/cache/apt/archives", ignore_errors=True)
    subprocess.run(["chroot", str(root), "systemctl", "--quiet", "enable", *_BEGIN_BY_THEMSELVES], check=True)
    _bring_modules(root)
    made.mkdir()
    for name in ("vmlinuz", "initrd.img"):
        shutil.copyfile(next((root / "boot").glob(f"{name}-*")), made / name)
    make_disk(root, made / "disk.img")


def _bring_modules(root: Path) -> None:
    """Those of the kernel that is a process here, which come in a package of this machine."""
    for brought in _UML_MODULES.glob("*"):
        target = root / "usr/lib/modules" / brought.name
        for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo", *_ASKED_OF_THEM):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(brought / name, target / name)
        subprocess.run(["chroot", str(root), "depmod", brought.name], check=True)
