"""Installed by somebody who has the guide, a stick and no network: everything is typed as it stands there, the power is
switched off and on, and both services answer through the proxy without a hand being moved; then both are made to hang.
"""

from __future__ import annotations

import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from drills.drill import Drill, Outcome
from drills.machines import office
from drills.machines.calling import SERVICE_NAMES, trusting
from drills.machines.debian import NEEDED, NotRunError, bare_debian, in_memory, usual_cache
from drills.machines.exposure import MOST, exposures
from drills.machines.hanging import hang_and_look
from drills.machines.machine import Machine, StuckError, switched_on

_TIMERS = "(cd /etc/systemd/system && ls bluezone-*.timer)"


def _run(arguments: Namespace) -> Outcome:
    try:
        bare = bare_debian(arguments.cache, arguments.machine)
        with tempfile.TemporaryDirectory(prefix="bluezone-install-", dir=in_memory()) as name:
            bundle = bundle_of(arguments, Path(name))
            way: office.Way = "quick" if arguments.quick else "typed"
            installed = office.installed(bare, bundle, arguments.cache, way, anew=not arguments.kept)
            part = f"by {arguments.machine}" + (" --quick" if arguments.quick else "")
            return _the_next_morning(installed, bundle.version, Path(name), part)
    except (NotRunError, StuckError) as error:
        return Outcome(held=False, counts={}, details={"stuck": str(error)})


def bundle_of(arguments: Namespace, folder: Path) -> office.Bundle:
    """The bundle that was named, or one of the newest commit."""
    return office.bundle_in(arguments.bundle) if arguments.bundle else office.build(folder)


def _the_next_morning(installed: office.Installed, version: str, folder: Path, part: str) -> Outcome:
    """The power comes back, and nobody moves a hand; then the guide's last block is typed, what the night would do, if
    the guide had its timers switched on, is done, and the doctor asked once more."""
    disk, trusted, began = installed.disk.copied(folder / "disk.img"), trusting(installed.authority), time.monotonic()
    with switched_on(disk, folder, ports=(office.TLS_PORT,)) as machine:
        found: dict[str, Any] = {"ready_s": office.wait_until_ready(machine, trusted, began)}
        last = office.follow(machine, version, office.guide()[-1:])
        asleep = _asleep(machine)
        found |= {"exposed": _exposed(machine), "asleep": asleep, "ended": _ended_once(machine, asleep)}
        hung = hang_and_look(machine, trusted)
        found |= {"back_s": hung.back_s, "hung": hung.wrong, "lost": hung.lost}
        found["doctor"] = {data: office.doctor(machine, data) for data in (office.PORTAL, office.EXCHANGE)}
        found |= {"failed units": office.failed_units(machine), "unfiltered": _unfiltered(machine)}
        machine.switch_off()
    followed = office.Followed(installed.followed.took_s | last.took_s, last.stuck)
    return outcome_of(followed, found, part)


def outcome_of(followed: office.Followed, found: dict[str, Any], part: str = "") -> Outcome:
    """Held where nobody got stuck, every timer waits, every unit is shut in and ended well, what hung was
    begun anew and lost nothing, and the doctor calls nothing bad."""
    checks = [check for said in found["doctor"].values() for check in said]
    states = [check["state"] for check in checks]
    counts: dict[str, int | float] = {
        "commands typed": len(followed.took_s),
        "seconds of them": round(sum(followed.took_s.values())),
        "seconds to ready": max(found["ready_s"].values()),
        "seconds of a hang": max(found["back_s"].values()),
        "lost": found["lost"],
        "units": len(found["exposed"]),
        "most exposed": max(found["exposed"].values()),
        **{f"doctor {state}": states.count(state) for state in ("ok", "warn", "bad")},
    }
    ill = [followed.stuck, *found["failed units"], *found["unfiltered"], *found["ended"].values(), "bad" in states]
    ill += [*found["hung"], *found["asleep"], found["lost"]]
    found |= {"took_s": followed.took_s, "stuck": followed.stuck}
    found["not green"] = [check for check in checks if check["state"] != "ok"]
    return Outcome(held=not any(ill) and counts["most exposed"] <= MOST, counts=counts, details=found, part=part)


def _exposed(machine: Machine) -> dict[str, float]:
    """The figure of each of our units, as the machine's own systemd calls it."""
    units = machine.does("(cd /etc/systemd/system && ls bluezone-*.service)").split()
    found = exposures("".join(machine.does(f"systemd-analyze security --no-pager {unit}") for unit in units))
    if missing := set(units) - found.keys():
        raise StuckError(f"systemd-analyze security says nothing of {sorted(missing)}")
    return found


def _unfiltered(machine: Machine) -> list[str]:
    """Services whom the kernel does not hold to the calls that their units allow (2: a filter; proc_pid_status(5))."""
    status = "/proc/$(systemctl show --property MainPID --value bluezone-{0}.service)/status"
    said = {name: machine.does(f"grep ^Seccomp: {status.format(name)}").split()[-1] for name in SERVICE_NAMES}
    return [name for name, mode in said.items() if mode != "2"]


def _asleep(machine: Machine) -> list[str]:
    """Timers that were brought along and wait for nothing, since the guide switched them on nowhere."""
    states = {name: machine.types(f"systemctl is-active {name}").text for name in machine.does(_TIMERS).split()}
    return sorted(name for name, state in states.items() if state.strip() != "active")


def _ended_once(machine: Machine, asleep: list[str]) -> dict[str, str]:
    """What each said that did not end well, of what timers begin by themselves; nothing else is begun here."""
    ended = {}
    for timer in sorted({*machine.does(_TIMERS).split()} - {*asleep}):
        unit = timer.replace(".timer", ".service")
        said = machine.types(f"systemctl start {unit} || (journalctl --no-pager -n 8 -u {unit}; false)")
        print(f"{unit}: {said.status}", file=sys.stderr)
        ended[unit] = said.text.strip() if said.status else ""
    return ended


def add_arguments(parser: ArgumentParser) -> None:
    """What both drills of a machine are told."""
    parser.add_argument("--cache", type=Path, default=usual_cache(), metavar="DIR", help="where disks are kept")
    parser.add_argument(
        "--machine",
        choices=sorted(NEEDED),
        default="uml",
        help="a kernel that is a process here (uml, the usual one), or an emulated processor (qemu)",
    )
    parser.add_argument(
        "--bundle", type=Path, metavar="DIR", help="a bundle that was built before, with release.pub beside it"
    )


def _arguments(parser: ArgumentParser) -> None:
    add_arguments(parser)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="all but the guide's last block is typed in a folder of this machine, and not in the other",
    )
    parser.add_argument("--kept", action="store_true", help="go on from a machine that was installed before")


DRILL = Drill(
    "install",
    "The guide for a machine of its own, typed word by word into one without a network; then off and on.",
    _run,
    _arguments,
)
