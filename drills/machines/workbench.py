"""The quick way to an installed disk: what is on the bare one is laid out in a folder, and the guide's commands are
typed there, by a shell for which that folder is the whole machine. Nothing runs in it but that shell: what the guide
has systemd start begins when the disk is first booted. For whoever has no half hour for a machine that installs.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from drills.machines.debian import DISK_SIZE, Disk, in_memory, make_disk
from drills.machines.machine import Machine, StuckError

_DEVICES = {"null": (1, 3), "zero": (1, 5), "random": (1, 8), "urandom": (1, 9)}
"""What commands of the guide and of a package read; Linux, Documentation/admin-guide/devices.txt."""
_NOT_NOW = (
    'systemctl() { local words=(); for one in "$@"; do [ "$one" = --now ] || words+=("$one"); done;'
    ' command systemctl "${words[@]}"; }'
)
"""Where no systemd runs, `enable --now` is refused, and what it would start now starts at the first boot."""
_SURROUNDINGS = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}
"""What whoever sits before the laid out machine, and a service of it, are told."""


@contextlib.contextmanager
def laid_out(disk: Disk) -> Iterator[tuple[Path, Machine]]:
    """The folder, and whoever types in it as root. Needs root."""
    with tempfile.TemporaryDirectory(prefix="bluezone-laid-out-", dir=in_memory()) as name:
        root = Path(name, "root")
        root.mkdir()
        unpack(disk, root)
        _bring_devices(root)
        with _typing_in(root) as somebody:
            yield root, somebody


def _bring_devices(root: Path) -> None:
    for name, (major, minor) in _DEVICES.items():
        (root / "dev" / name).unlink(missing_ok=True)
        os.mknod(root / "dev" / name, stat.S_IFCHR | 0o666, os.makedev(major, minor))
        (root / "dev" / name).chmod(0o666)


@contextlib.contextmanager
def _typing_in(root: Path) -> Iterator[Machine]:
    ours, its = socket.socketpair()
    with (
        its,
        subprocess.Popen(
            ["chroot", str(root), "bash"], stdin=its.fileno(), stdout=its.fileno(), env=_SURROUNDINGS
        ) as shell,
    ):
        its.close()
        try:
            somebody = Machine(shell, {}, root / "console", ours)
            somebody.does(_NOT_NOW)
            yield somebody
        finally:
            shell.kill()
            ours.close()


@contextlib.contextmanager
def serving(root: Path, command: str, ready: str) -> Iterator[None]:
    """A service of the folder for the length of a block, in its own words on standard error; begins once it is ready.
    Raises StuckError where it ends before."""
    words = ["chroot", str(root), *command.split()]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=_SURROUNDINGS) as service:
        assert service.stderr is not None
        said = ""
        while ready not in said:
            line = service.stderr.readline()
            if not line:
                raise StuckError(f"{command}: {said[-600:]}")
            said += line
        try:
            yield
        finally:
            service.terminate()
            service.stderr.read()


def unpack(disk: Disk, root: Path) -> None:
    """Lays out everything that is on a disk, with its owners; no mount is made."""
    subprocess.run(["debugfs", "-R", f"rdump / {root}", str(disk.image)], check=True, capture_output=True)


def packed(root: Path, disk: Disk, size: str = DISK_SIZE) -> None:
    """Makes the disk of what lies in the folder now."""
    for name in _DEVICES:
        (root / "dev" / name).unlink(missing_ok=True)
    for name in ("run", "tmp"):
        for left in (root / name).iterdir():
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
    make_disk(root, disk.image, size)
