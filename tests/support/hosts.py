"""Machines of a test: network namespaces on one bridge, each with an address of its own, between any two of which
packets are lost in silence.

Nothing is closed then and nobody is told, as when a switch has failed or a machine has lost its power. A machine that
is cut off from another sends to an Ethernet address that nobody has: so each direction is cut by itself, and a kernel
needs no more for it than bridges. Where the present process is, its sockets and whatever it begins are (`at`).
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self, cast

import pytest

from tests.support.forking import Forked

_NAMED = Path("/run/netns")
_OURS = re.compile(r"bluezone-(\d+)-.+")
"""By its owner's number: what is left of one that was killed is taken away by whoever comes next."""
_SUBNET, _FIRST = "10.77.0", 11
_NOBODY = "02:00:00:00:ff:ff"
_BURST, _WAITS = "8kb", "400ms"
_GONE_S = 20


class Network:
    """Machines by name. Use as a context: all is gone at its end, with whatever still runs on them."""

    def __init__(self, *hosts: str) -> None:
        self._numbers = {host: number for number, host in enumerate(hosts, _FIRST)}
        self.prefix = f"bluezone-{os.getpid()}"

    def __enter__(self) -> Self:
        require_namespaces()
        sweep()
        try:
            _ip(*self._made())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_raised: object) -> None:
        self._end()

    def _made(self) -> Iterator[str]:
        wire = self._named("wire")
        yield f"netns add {wire}"
        yield f"-n {wire} link add wire type bridge"
        yield f"-n {wire} link set wire up"
        for host, number in self._numbers.items():
            name = self._named(host)
            yield f"netns add {name}"
            yield f"-n {wire} link add to{number} type veth peer name eth0 address {_hardware(number)} netns {name}"
            yield f"-n {wire} link set to{number} master wire up"
            yield f"-n {name} link set lo up"
            yield f"-n {name} link set eth0 up"
            yield f"-n {name} addr add {self.address(host)}/24 dev eth0"
        for one, other in itertools.permutations(self._numbers, 2):
            yield self._way(one, other, _hardware(self._numbers[other]))

    def _end(self) -> None:
        for host in ("wire", *self._numbers):
            _remove(self._named(host))

    def _named(self, host: str) -> str:
        return f"{self.prefix}-{host}"

    def address(self, host: str) -> str:
        return f"{_SUBNET}.{self._numbers[host]}"

    @contextlib.contextmanager
    def at(self, host: str) -> Iterator[None]:
        """Has the present thread be on a machine: what it opens and begins meanwhile is there."""
        with Path("/proc/thread-self/ns/net").open("rb") as before, (_NAMED / self._named(host)).open("rb") as there:
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(before.fileno())

    def beginning_at(self, host: str) -> Any:
        """Begins `bluezone …` on a machine, as `fork` (forking.py) does where the present process is."""

        def begin(*words: str, environment: Mapping[str, str], **streams: int) -> Forked:
            command = [sys.executable, "-m", "bluezone.cli", *words]
            with self.at(host):
                process = subprocess.Popen(command, env=dict(environment), text=True, **streams)  # type: ignore[call-overload]
            return cast(Forked, process)  # which asks of it what tests ask of either

        return begin

    # What is done to them.

    def cut(self, one: str, other: str, *, way_back: bool = True) -> None:
        """From now on nothing that one sends comes to the other; nor the other way round, unless that is left."""
        _ip(self._way(one, other, _NOBODY), *([self._way(other, one, _NOBODY)] if way_back else []))

    def mend(self, one: str, other: str) -> None:
        """Lets packets through again, in both directions."""
        _ip(*(self._way(*way, _hardware(self._numbers[way[1]])) for way in ((one, other), (other, one))))

    def cut_from_all(self, host: str) -> None:
        for other in self._numbers.keys() - {host}:
            self.cut(host, other)

    def mend_to_all(self, host: str) -> None:
        for other in self._numbers.keys() - {host}:
            self.mend(host, other)

    def slow_down(self, host: str, kilobits: int) -> None:
        """From now on no more than so much comes from a machine in a second, or to it; what waits too long is lost."""
        rate = f"root tbf rate {kilobits}kbit burst {_BURST} latency {_WAITS}"
        for place, device in self._ends(host):
            _run("tc", "-n", place, "qdisc", "replace", "dev", device, *rate.split())

    def speed_up(self, host: str) -> None:
        for place, device in self._ends(host):
            _run("tc", "-n", place, "qdisc", "del", "dev", device, "root")

    def kill(self, host: str) -> None:
        """kill -9 of all that runs on it."""
        _kill_all(self._named(host))

    def _ends(self, host: str) -> tuple[tuple[str, str], tuple[str, str]]:
        """Of its line: where and by which device something enters it."""
        return (self._named(host), "eth0"), (self._named("wire"), f"to{self._numbers[host]}")

    def _way(self, one: str, other: str, hardware: str) -> str:
        return f"-n {self._named(one)} neigh replace {self.address(other)} lladdr {hardware} dev eth0 nud permanent"


def require_namespaces() -> None:
    """Skips, with the reason, where this process may not make any."""
    for program in ("ip", "tc"):
        if shutil.which(program) is None:
            pytest.skip(f"`{program}` (iproute2) is not installed on this machine")
    name = f"bluezone-{os.getpid()}-asked"
    try:
        _ip(f"netns add {name}", f"-n {name} link add wire type bridge")
    except AssertionError as refused:
        pytest.skip(f"this process may make no network namespaces with a bridge, as root may ({refused})")
    finally:
        _remove(name)


def sweep() -> None:
    """Takes away machines whose owner is gone."""
    names = [path.name for path in _NAMED.iterdir()] if _NAMED.exists() else []
    for name in names:
        owned = _OURS.fullmatch(name)
        if owned and not Path(f"/proc/{owned[1]}").exists():
            with contextlib.suppress(AssertionError):  # another one sweeps, too
                _remove(name)


def _remove(name: str) -> None:
    if (_NAMED / name).exists():
        _kill_all(name)
        _run("ip", "netns", "delete", name)


def _kill_all(name: str) -> None:
    """Ends what runs in a namespace but for ourselves, and waits until it has ended."""
    ends = time.monotonic() + _GONE_S
    while running := _running(name):
        for pid in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > ends:
            raise AssertionError(f"processes of {name} do not end: {running}")
        time.sleep(0.02)


def _running(name: str) -> list[int]:
    found = (int(pid) for pid in _run("ip", "netns", "pids", name).split())
    return [pid for pid in found if pid != os.getpid() and not _has_ended(pid)]


def _has_ended(pid: int) -> bool:
    """Whether nobody but whoever began it has still to hear of its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _hardware(number: int) -> str:
    return f"02:00:00:00:00:{number:02x}"


def _ip(*lines: str) -> None:
    for line in lines:
        _run("ip", *line.split())


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _enter(descriptor: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, 0):
        raise OSError(ctypes.get_errno(), "no way into a network namespace")
