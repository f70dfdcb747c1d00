"""When an installation held: nobody stuck, every unit shut in and well, nothing bad; and where somebody got stuck."""

from __future__ import annotations

from typing import Any

import pytest

from drills.machines import install, office
from drills.machines.guide import Block
from drills.machines.machine import Said
from drills.machines.office import Followed

WELL = {"name": "flush", "state": "ok", "said": "written", "do": ""}
UNKEPT = {"name": "clock", "state": "warn", "said": "nothing keeps it", "do": "install chrony"}
ILL = {"name": "backup", "state": "bad", "said": "none", "do": "write one"}


def found(**more: Any) -> dict[str, Any]:
    usual = {
        "ready_s": {"exchange": 31.0, "portal": 40.5},
        "exposed": {"bluezone-portal.service": 1.1, "bluezone-exchange.service": 0.9},
        "asleep": [],
        "ended": {"portal-backup": ""},
        "doctor": {"/var/lib/bluezone-portal": [WELL, UNKEPT], "/var/lib/bluezone-exchange": [WELL]},
        "failed units": [],
        "unfiltered": [],
        "back_s": {"exchange": 64.0, "portal": 71.5},
        "hung": [],
        "lost": 0,
    }
    return usual | more


def test_an_installation_that_held_says_how_long_and_how_exposed() -> None:
    outcome = install.outcome_of(Followed({"one": 2.4, "two": 8.0}), found())

    assert outcome.held
    assert {
        "commands typed": 2,
        "seconds of them": 10,
        "seconds to ready": 40.5,
        "seconds of a hang": 71.5,
        "lost": 0,
        "units": 2,
        "most exposed": 1.1,
        "doctor ok": 2,
        "doctor warn": 1,
        "doctor bad": 0,
    } == outcome.counts
    assert [UNKEPT] == outcome.details["not green"]


@pytest.mark.parametrize(
    "harm",
    [
        {"stuck": "cd it: no such folder"},
        {"failed units": ["bluezone-portal.service"]},
        {"unfiltered": ["portal"]},
        {"hung": ["portal: begun anew by nobody"]},
        {"lost": 1},
        {"asleep": ["bluezone-portal-retention.timer"]},
        {"ended": {"portal-backup": "no key"}},
        {"exposed": {"bluezone-portal.service": 3.1}},
        {"doctor": {"/var/lib/bluezone-portal": [ILL]}},
    ],
    ids=lambda harm: next(iter(harm)),
)
def test_one_unit_or_check_that_is_ill_breaks_it(harm: dict[str, Any]) -> None:
    followed = Followed({}, harm.pop("stuck", ""))

    assert not install.outcome_of(followed, found(**harm)).held


class Keyboard:
    """A machine that does what it is told, but for one command."""

    def __init__(self, stuck_at: str) -> None:
        self.typed: list[str] = []
        self._stuck_at = stuck_at

    def types(self, command: str, _patience_s: float) -> Said:
        self.typed.append(command)
        return Said(1, "no such file") if command == self._stuck_at else Said(0, "")


def test_every_command_is_typed_in_order_until_somebody_is_stuck() -> None:
    blocks = (Block("Install", ("tar xf it-X.Y.Z.tar", "cd it    # in it")), Block("Units", ("copy",)))
    keyboard = Keyboard(stuck_at="cd it    # in it")

    followed = office.follow(keyboard, "1.2.3", blocks)  # type: ignore[arg-type] # types as a machine does

    assert ["tar xf it-1.2.3.tar", "cd it    # in it"] == keyboard.typed
    assert "Install: cd it    # in it: 1: no such file" == followed.stuck
    assert ["tar xf it-X.Y.Z.tar", "cd it"] == list(followed.took_s)


class Nights:
    """A machine with two timers, of which the guide switched one on."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def does(self, _command: str) -> str:
        return "bluezone-a.timer\nbluezone-b.timer\n"

    def types(self, command: str) -> Said:
        if "is-active" in command:
            return Said(0, "active\n") if "bluezone-a" in command else Said(3, "inactive\n")
        self.begun.append(command.split()[2])
        return Said(0, "")


def test_what_the_guide_did_not_switch_on_is_named_and_not_begun_by_the_drill() -> None:
    machine: Any = Nights()

    asleep = install._asleep(machine)
    ended = install._ended_once(machine, asleep)

    assert ["bluezone-b.timer"] == asleep
    assert ["bluezone-a.service"] == machine.begun
    assert {"bluezone-a.service": ""} == ended


class Kernel:
    """Tells the mode of each service's filter."""

    def does(self, command: str) -> str:
        return f"Seccomp:\t{0 if 'bluezone-portal' in command else 2}\n"


def test_a_service_whom_the_kernel_holds_to_nothing_is_named() -> None:
    assert ["portal"] == install._unfiltered(Kernel())  # type: ignore[arg-type] # answers as a machine does
