"""Ports for those who must be told one before they listen; who can be told none is told 0, and says which it took."""

from __future__ import annotations

import random
import socket
from pathlib import Path

_FIRST = 20_000
_OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""From which the system gives lines that lead out of a process, on any machine its own part."""
_CLAIMED = set[int]()


def free_port() -> int:
    """A port of this machine on which nobody listens, and that nobody else who asks here gets as long as this process
    lives: not even for a line that leads out of it, which takes a port for itself at any moment."""
    last = int(_OUTGOING.read_text().split()[0]) - 1 if _OUTGOING.exists() else 32_767
    ports = range(_FIRST, last + 1)
    for port in random.sample(ports, len(ports)):
        if port not in _CLAIMED and _is_claimed(port):
            return port
    raise AssertionError("every port of this machine is taken")


def _is_claimed(port: int) -> bool:
    """By a name that the system gives to one process, and takes back at its end and not before."""
    claim, probe = socket.socket(socket.AF_UNIX), socket.socket()
    try:
        claim.bind(f"\0bluezone-tests-port-{port}")
        probe.bind(("127.0.0.1", port))
    except OSError:
        claim.close()
        return False
    finally:
        probe.close()
    claim.detach()
    _CLAIMED.add(port)
    return True
