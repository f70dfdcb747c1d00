"""The door of a room: which folder may be one, where in it a phone stands, and the socket it gets there.

room.py is the radio itself; this module ends when its socket is bound.
"""

from __future__ import annotations

import os
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

from bluezone.radio.errors import RadioUnavailableError, UnavailableReason

SOCKET_SUFFIX = ".sock"

_MAX_PHONES_PER_PROCESS = 256


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a phone, and how much stronger than usual it sends."""

    x_cm: int = 0
    y_cm: int = 0
    tx_db: int = 0

    def __post_init__(self) -> None:
        limit_cm = 10_000_000
        if abs(self.x_cm) > limit_cm or abs(self.y_cm) > limit_cm or abs(self.tx_db) > 60:
            raise ValueError("a place lies within 100 km, and a sender within 60 dB of the usual")


def enter(folder: Path, name: str | None) -> tuple[socket.socket, Path]:
    """A socket bound in the folder, under this name or a free one. Raises RadioUnavailableError."""
    endpoint = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        endpoint.setblocking(False)
        _check(folder)
        # By the absolute path: peers reply to the path they see, from wherever they run.
        return endpoint, _bound(endpoint, folder.absolute(), name)
    except OSError as error:
        endpoint.close()
        reason = error.strerror or str(error)
        raise RadioUnavailableError(UnavailableReason.NO_ADAPTER, f"no virtual radio in {folder}: {reason}") from error
    except RadioUnavailableError:
        endpoint.close()
        raise


def _check(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.stat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise RadioUnavailableError(
            UnavailableReason.NOT_PERMITTED, f"{folder} must be a folder that only you can enter (chmod 700)"
        )


def _bound(endpoint: socket.socket, folder: Path, name: str | None) -> Path:
    for candidate in [name] if name else [f"{os.getpid()}-{n}" for n in range(1, _MAX_PHONES_PER_PROCESS + 1)]:
        path = folder / f"{candidate}{SOCKET_SUFFIX}"
        _sweep(path)
        if not path.exists():
            endpoint.bind(str(path))
            return path
    raise RadioUnavailableError(UnavailableReason.NO_ADAPTER, f"the name is taken in {folder}")


def _sweep(path: Path) -> None:
    """Remove the socket of a process that died."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
        except OSError:
            return
