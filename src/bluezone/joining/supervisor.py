"""Tells whoever started a service, and starts it anew, how it stands: systemd's protocol, sd_notify(3).

One datagram a message, to the socket that the environment names. Where it names none nothing is said, and nobody
watches. What cannot be delivered is let go of: a supervisor that is away takes no harm from it.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Self

from bluezone.joining.refusal import RefusedError

SHORTEST_S, LONGEST_S = 1.0, 86_400.0
"""No service writes to its disk several times a second only to say that it lives; nor does a day's silence tell."""
_MOST_BYTES = 107
"""Of a socket's name, unix(7): what the kernel takes, with a byte before an abstract name or one behind a path."""
_MOST_DIGITS = 19
_MOST_SIGNS = 200
"""Of a line about how it stands."""
_WAITS_S = 1.0


@dataclass(frozen=True, slots=True)
class Supervisor:
    """A listener, and how often it wants to hear that the service lives."""

    address: str = ""
    """Of its socket; an abstract one begins with a zero byte. Empty where nobody listens."""
    period_s: float | None = None
    """After a longer silence the service is killed; None where nobody watches."""

    @classmethod
    def named_in(cls, environment: MutableMapping[str, str], process: int) -> Self:
        """Takes what is meant for this process out of the environment: what it begins is not asked. Raises RefusedError
        where that makes no sense: a service of which nothing is heard would be killed without a reason."""
        address = environment.pop("NOTIFY_SOCKET", "")
        period, watched = environment.pop("WATCHDOG_USEC", ""), environment.pop("WATCHDOG_PID", "")
        if not address:
            return cls()
        is_ours = watched in {"", str(process)}
        return cls(_address(address), _period_s(period) if period and is_ours else None)

    def is_told_ready(self) -> None:
        """Tells that calls are taken from now on."""
        self._tell("READY=1")

    def is_told_alive(self) -> None:
        """Tells that what it wanted to hear of within its period has happened."""
        self._tell("WATCHDOG=1")

    def is_told_stopping(self) -> None:
        """Tells that the end has begun."""
        self._tell("STOPPING=1")

    def is_told(self, how: str) -> None:
        """Tells people in one line how the service stands; a line more would be another message."""
        self._tell("STATUS=" + " ".join(how.split())[:_MOST_SIGNS])

    def _tell(self, message: str) -> None:
        if not self.address:
            return
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.settimeout(_WAITS_S)
            line.sendto(message.encode(), self.address)


def _address(text: str) -> str:
    address = "\0" + text[1:] if text.startswith("@") else text
    if len(text) < len("@a") or text[0] not in "@/" or len(os.fsencode(address)) > _MOST_BYTES:
        raise RefusedError("NOTIFY_SOCKET names no socket: a path from the root, or @ and a name")
    return address


def _period_s(text: str) -> float:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    if not is_number or not SHORTEST_S <= int(text) / 1e6 <= LONGEST_S:
        raise RefusedError(f"WATCHDOG_USEC is no period between {SHORTEST_S:.0f} and {LONGEST_S:.0f} seconds")
    return int(text) / 1e6
