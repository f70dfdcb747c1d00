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
from dataclasses import dataclass
from pathlib import Path

from drills.bare import mirror

SUITE = "trixie"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "udev", "iproute2", "linux-image-cloud-amd64"),
    *("python3", "openssl", "nginx-light"),
)
"""What makes a machine of it, and what docs/operating/install.md asks for: Python, openssl, nginx."""
NEEDED = ("debootstrap", "mke2fs", "qemu-system-x86_64")
DISK_SIZE = "8G"
_HANDS = """[Unit]
Description=Whoever sits before this machine, for the drill

[Service]
ExecStart=/bin/sh -c 'exec 3<>/dev/virtio-ports/hands; echo at-hand >&3; exec env HOME=/root bash <&3 >&3 2>&3'
WorkingDirectory=/root
Environment=LANG=C.UTF-8
Restart=always
RestartSec=1

[Install]
WantedBy=multi-user.target
"""
_WIRED = "[Match]\nName=en* eth*\n\n[Network]\nAddress=10.0.2.15/24\n"
_FILES = {
    "etc/fstab": "/dev/vda / ext4 defaults,errors=remount-ro 0 1\n",
    "etc/hostname": "office\n",
    "etc/hosts": "127.0.0.1 localhost office\n",
    "etc/systemd/network/10-wired.network": _WIRED,
    "etc/systemd/system/drill-hands.service": _HANDS,
}
_BEGIN_BY_THEMSELVES = ("systemd-networkd.service", "drill-hands.service")


class NotRunError(Exception):
    """What is lacking here, in one line."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A raw image of a whole disk, with the kernel that boots it beside it."""

    image: Path
    kernel: Path
    initrd: Path

    def copied(self, target: Path) -> Disk:
        """The same disk once more, to be written to; holes stay holes."""
        subprocess.run(["cp", "--sparse=always", str(self.image), str(target)], check=True)
        return Disk(target, self.kernel, self.initrd)


def bare_debian(cache: Path) -> Disk:
    """The disk; made where it is not there. Raises NotRunError."""
    lacking = [name for name in NEEDED if shutil.which(name) is None]
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
    return Disk(folder / "disk.img", folder / "vmlinuz", folder / "initrd.img")


def usual_cache() -> Path:
    """Where disks are kept between drills."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bluezone" / "machines"


def stick(target: Path, label: str, *files: Path) -> Path:
    """What somebody carries in: an image that holds these files or folders, to be put in read-only."""
    with tempfile.TemporaryDirectory(prefix="stick-", dir=target.parent) as folder:
        for file in files:
            if file.is_dir():
                shutil.copytree(file, Path(folder, file.name))
            else:
                shutil.copy(file, folder)
        size_mib = 16 + 2 * sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file()) // (1 << 20)
        make_ext4(Path(folder), target, f"{size_mib}M", "-L", label)
    return target


def make_ext4(folder: Path, target: Path, size: str, *more: str) -> None:
    """Makes an image of a whole file system with what lies in the folder, and its owners."""
    target.unlink(missing_ok=True)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", *more, "-d", str(folder), str(target), size], check=True)


def _digest() -> str:
    told = "\0".join((SUITE, DISK_SIZE, *PACKAGES, *_BEGIN_BY_THEMSELVES, *(f"{k}\n{v}" for k, v in _FILES.items())))
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
    made.mkdir()
    for name in ("vmlinuz", "initrd.img"):
        shutil.copyfile(next((root / "boot").glob(f"{name}-*")), made / name)
    make_ext4(root, made / "disk.img", DISK_SIZE)
