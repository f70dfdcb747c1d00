"""The machine under a data directory: who may read the folder, the disk it lies on, whether that keeps what was
flushed, and whether the clock is set by others.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bluezone.joining.clocks import hardware_clock, steady_clock, system_clock
from bluezone.joining.doctor.check import Check, doubtful, well, wrong
from bluezone.vietnam.words import Words

LITTLE_BYTES, TOO_LITTLE_BYTES = 10 << 30, 1 << 30
"""A district's portal grows by less than 1 GB a year with its papers; a backup needs as much again."""
SUSPICIOUS_FLUSH_MS = 0.02
"""No disk writes 4 kB in less: the quickest with a cache that survives a power cut take some hundredths."""
IN_MEMORY = frozenset({"tmpfs", "ramfs"})
CLOCKS_DIFFER_S = 30
_FLUSHES = 9
_TIME_ERROR = 5
"""What adjtimex(2) answers while nobody keeps the clock right."""
_MOUNTS = Path("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True)
class Machine:
    """What was read of the machine and the folder."""

    mode: int
    """The folder's permission bits."""
    is_ours: bool
    """Whether the folder belongs to whoever runs this."""
    filesystem: str
    """As the kernel names it; "" where that is not known."""
    free_bytes: int
    flush_ms: float | None
    """Half of the flushes of 4 kB took less; None where nothing may be written."""
    is_synchronised: bool | None
    """Whether the kernel says that somebody keeps its clock right; None where it does not tell."""
    behind_hardware_s: float | None
    """How far the clock lies from the hardware's; None where there is none."""


def read_machine(data: Path) -> Machine:
    """Reads all of it; of the folder nothing is changed: the flushed file never has a name that lasts."""
    found = data.stat()
    disk = os.statvfs(data)
    hardware_ms = hardware_clock()
    return Machine(
        mode=stat.S_IMODE(found.st_mode),
        is_ours=found.st_uid == os.geteuid(),
        filesystem=_filesystem_of(data),
        free_bytes=disk.f_bavail * disk.f_frsize,
        flush_ms=_flush_ms(data),
        is_synchronised=_is_synchronised(),
        behind_hardware_s=None if hardware_ms is None else (system_clock() - hardware_ms) / 1000,
    )


def _flush_ms(data: Path) -> float | None:
    took = []
    with contextlib.suppress(OSError), tempfile.TemporaryFile(dir=data) as file:
        for _ in range(_FLUSHES):
            file.write(bytes(4_096))
            file.flush()
            began = steady_clock()
            os.fsync(file.fileno())
            took.append((steady_clock() - began) * 1000)
    return sorted(took)[_FLUSHES // 2] if len(took) == _FLUSHES else None


def _filesystem_of(data: Path) -> str:
    """The file system of the mount that reaches furthest down to the folder; proc(5)."""
    folder, best = data.resolve(), (-1, "")
    with contextlib.suppress(OSError):
        for line in _MOUNTS.read_text().splitlines():
            fields, _, more = line.partition(" - ")
            point = Path(fields.split()[4].replace("\\040", " "))
            if folder == point or point in folder.parents:
                best = max(best, (len(point.parts), more.split()[0]))
    return best[1]


def _is_synchronised() -> bool | None:
    """Asks adjtimex(2) with all modes zero, which changes nothing."""
    asked = ctypes.create_string_buffer(512)  # larger than struct timex on every machine
    try:
        answer = ctypes.CDLL(None, use_errno=True).adjtimex(asked)
    except (AttributeError, OSError):
        return None
    return None if answer < 0 else answer != _TIME_ERROR


def folder_is_private(machine: Machine) -> Check:
    """Names of patients and keys lie in it."""
    if machine.mode & 0o077 or not machine.is_ours:
        return wrong(
            "folder",
            Words(
                "Thư mục dữ liệu mở cho người khác trên máy này, hoặc thuộc tài khoản khác.",
                "The data directory is open to others on this machine, or belongs to another account.",
            ),
            Words(
                "Giao cho tài khoản chạy dịch vụ rồi đặt quyền: chmod 700 THƯ_MỤC.",
                "Give it to the account that runs the service, and close it: chmod 700 DIRECTORY.",
            ),
        )
    return well(
        "folder", "Chỉ tài khoản này đọc được thư mục dữ liệu.", "Only this account can read the data directory."
    )


def disk_has_room(machine: Machine) -> Check:
    """A full disk stops every write."""
    free = machine.free_bytes / (1 << 30)
    said = Words(f"Ổ đĩa còn trống {free:.1f} GB.".replace(".", ",", 1), f"{free:.1f} GB of the disk are free.")
    do = Words(
        "Dọn ổ đĩa hoặc chuyển dữ liệu sang ổ lớn hơn; bản sao lưu cũ để ở máy khác.",
        "Make room, or move to a larger disk; keep old backups on another machine.",
    )
    if machine.free_bytes < TOO_LITTLE_BYTES:
        return wrong("disk", said, do)
    return doubtful("disk", said, do) if machine.free_bytes < LITTLE_BYTES else well("disk", said.vi, said.en)


def disk_keeps_what_it_was_given(machine: Machine) -> Check:
    """What was acknowledged is on the disk only if the disk does not lie."""
    elsewhere = Words(
        "Chuyển thư mục dữ liệu sang ổ đĩa thật, ghi bền khi mất điện.",
        "Move the data directory to a real disk that keeps what it wrote when the power fails.",
    )
    if machine.filesystem in IN_MEMORY:
        said = Words("Dữ liệu nằm trong bộ nhớ: tắt máy là mất.", "The data lie in memory: they go with the power.")
        return wrong("flush", said, elsewhere)
    if machine.flush_ms is None:
        said = Words("Không ghi được vào thư mục dữ liệu.", "Nothing can be written into the data directory.")
        return wrong("flush", said, Words("Xem quyền ghi và ổ đĩa.", "Look at its permissions and at the disk."))
    took = f"{machine.flush_ms:.2f}"
    if machine.flush_ms < SUSPICIOUS_FLUSH_MS:
        said = Words(
            f"Ổ đĩa báo ghi xong sau {took.replace('.', ',')} ms: nhanh hơn mọi ổ thật, có lẽ chưa ghi xuống.",
            f"The disk says after {took} ms that it has written: no real one is so quick, so perhaps it has not.",
        )
        return doubtful("flush", said, elsewhere)
    return well(
        "flush",
        f"Ổ đĩa ghi bền sau {took.replace('.', ',')} ms.",
        f"The disk has written what it was given after {took} ms.",
    )


def clock_is_kept(machine: Machine) -> Check:
    """Papers, batches and codes carry the time; phones refuse what is signed in the future."""
    if machine.behind_hardware_s is not None and abs(machine.behind_hardware_s) > CLOCKS_DIFFER_S:
        apart = abs(machine.behind_hardware_s)
        return wrong(
            "clock",
            Words(
                f"Đồng hồ hệ thống lệch đồng hồ của máy {apart:.0f} giây.",
                f"The system's clock is {apart:.0f} seconds from the machine's own.",
            ),
            Words("Đặt lại giờ cho đúng, rồi hwclock --systohc.", "Set the right time, then hwclock --systohc."),
        )
    if not machine.is_synchronised:
        return doubtful(
            "clock",
            Words("Không có gì giữ đồng hồ cho đúng.", "Nothing keeps the clock right.")
            if machine.is_synchronised is False
            else Words("Máy không cho biết có gì giữ đồng hồ.", "The machine does not tell what keeps its clock."),
            Words(
                "Cài chrony hoặc systemd-timesyncd với máy chủ giờ của cơ quan; không có: docs/operating/cai-dat.md.",
                "Install chrony or systemd-timesyncd, with the office's own time server; without one: "
                "docs/operating/install.md.",
            ),
        )
    return well("clock", "Đồng hồ được giữ đúng.", "The clock is kept right.")


MACHINE_RULES: tuple[Callable[[Machine], Check], ...] = (
    folder_is_private,
    disk_has_room,
    disk_keeps_what_it_was_given,
    clock_is_kept,
)
