"""Services that hang are killed and begun anew by systemd, and what the exchange had acknowledged is there. One that
was started is ready as soon as it is called started; one that an upgrade is due for is left alone.
"""

from __future__ import annotations

import json
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path

from drills.machines import office
from drills.machines.calling import SERVICE_NAMES
from drills.machines.machine import Machine

_CODES = 20
_INSIDE = Path(__file__).with_name("inside.py")
_UNITS = " ".join(f"bluezone-{name}.service" for name in SERVICE_NAMES)
_SHOWN = "systemctl show --property {} --value bluezone-{}.service"
_WRITES = "writes get through"


@dataclass
class Hung:
    """What became of both."""

    back_s: dict[str, float] = field(default_factory=dict)
    """After how many seconds each answered again, called from outside."""
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    """Codes that were given out and are not there."""


def hang_and_look(machine: Machine, trusted: ssl.SSLContext) -> Hung:
    """Stops the main process of each (SIGSTOP), and waits until somebody answers in their place."""
    found, asked = Hung(), f"python3 {_given(machine)}"
    found.wrong += _not_ready_once_started(machine, asked)
    found.wrong += [f"{name}: {said}" for name in SERVICE_NAMES if (said := _status_of(machine, name)) != _WRITES]
    machine.does(f"{asked} codes {_CODES}")
    before, falls = _codes(machine, asked), {name: _falls(machine, name) for name in SERVICE_NAMES}
    machine.does(f"kill -STOP $({_SHOWN.format('MainPID', 'exchange')}) $({_SHOWN.format('MainPID', 'portal')})")
    found.back_s = office.wait_until_ready(machine, trusted, time.monotonic())
    found.wrong += [f"{name}: begun anew by nobody" for name, count in falls.items() if _falls(machine, name) <= count]
    found.lost = before - _codes(machine, asked)
    found.wrong += _not_left_alone(machine, asked)
    return found


def _given(machine: Machine) -> str:
    path = "/run/inside.py"
    machine.is_given(_INSIDE.read_bytes(), path)
    return path


def _not_ready_once_started(machine: Machine, asked: str) -> list[str]:
    """Asks each once, right after systemd has said that it is started."""
    answers: dict[str, int] = json.loads(machine.does(f"systemctl restart {_UNITS} && {asked} ready"))
    return [f"{name}: started, and answers {status}" for name, status in answers.items() if status != 200]


def _not_left_alone(machine: Machine, asked: str) -> list[str]:
    """Makes the exchange's store an earlier version's, has it started, and waits longer than until the next try."""
    ours = json.loads(machine.does(f"systemctl stop bluezone-exchange && {asked} be_of_version 0001"))
    machine.types("systemctl start bluezone-exchange; sleep 5")
    found = [machine.does(_SHOWN.format(what, "exchange")).strip() for what in ("ActiveState", "ExecMainStatus")]
    machine.does(f"{asked} be_of_version {ours} && systemctl start bluezone-exchange")
    return [] if found == ["failed", "78"] else [f"exchange: an upgrade is due, and it is {' '.join(found)}"]


def _status_of(machine: Machine, name: str) -> str:
    return machine.does(
        f"for i in $(seq 60); do {_SHOWN.format('StatusText', name)} | grep . && break; sleep 1; done; true"
    ).strip()


def _falls(machine: Machine, name: str) -> int:
    return int(machine.does(_SHOWN.format("NRestarts", name)))


def _codes(machine: Machine, asked: str) -> int:
    return int(machine.does(f"{asked} issued"))
