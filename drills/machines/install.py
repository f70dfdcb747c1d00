"""Installed by somebody who has the guide, a stick and no network: everything is typed as it stands there, the power is
switched off and on, and both services answer through the proxy without a hand being moved.
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
from drills.machines.calling import trusting
from drills.machines.debian import Disk, NotRunError, bare_debian, usual_cache
from drills.machines.exposure import MOST, exposures
from drills.machines.machine import Machine, StuckError, switched_on

_ONCE = ("portal-backup", "exchange-backup", "portal-restore-check", "portal-retention")
"""What timers begin at night, begun by hand once: each has to end well on this machine."""


def _run(arguments: Namespace) -> Outcome:
    try:
        disk = bare_debian(arguments.cache)
        with tempfile.TemporaryDirectory(prefix="bluezone-install-", dir="/var/tmp") as name:
            return _installed(disk, Path(name), bundle_of(arguments, Path(name)))
    except (NotRunError, StuckError) as error:
        return Outcome(held=False, counts={}, details={"stuck": [str(error)]})


def bundle_of(arguments: Namespace, folder: Path) -> office.Bundle:
    """The bundle that was named, or one of the newest commit."""
    return office.bundle_in(arguments.bundle) if arguments.bundle else office.build(folder)


def _installed(bare: Disk, folder: Path, bundle: office.Bundle) -> Outcome:
    disk, carried = bare.copied(folder / "disk.img"), office.sticks(bundle, folder)
    trusted = trusting(folder / "office.pem")
    began = time.monotonic()
    with switched_on(disk, folder, sticks=carried, ports=(office.TLS_PORT,)) as machine:
        found: dict[str, Any] = {"boot_s": round(time.monotonic() - began, 1)}
        office.carry_in(machine)
        began = time.monotonic()
        followed = office.follow(machine, bundle.version)
        found |= {"install_s": round(time.monotonic() - began), "took": followed.seconds, "stuck": followed.stuck}
        if followed.stuck:
            return Outcome(held=False, counts={"typed": followed.typed}, details=found)
        found["first_ready_s"] = office.wait_until_ready(machine, trusted, time.monotonic())
        found["exposed"] = _exposed(machine)
        found["ended"] = _ended_once(machine)
        machine.switch_off()
    return _after_the_night(disk, folder, followed.typed, found)


def _after_the_night(disk: Disk, folder: Path, typed: int, found: dict[str, Any]) -> Outcome:
    """The power comes back, and nobody sits there."""
    began = time.monotonic()
    with switched_on(disk, folder, ports=(office.TLS_PORT,)) as machine:
        found["ready_s"] = office.wait_until_ready(machine, trusting(folder / "office.pem"), began)
        found["failed units"] = office.failed_units(machine)
        found["doctor"] = {data: office.doctor(machine, data) for data in (office.PORTAL, office.EXCHANGE)}
    checks = [check for said in found["doctor"].values() for check in said]
    states = [check["state"] for check in checks]
    found["not green"] = [check for check in checks if check["state"] != "ok"]
    counts: dict[str, int | float] = {
        "typed": typed,
        "stuck": 0,
        "install_s": found["install_s"],
        "ready_s": max(found["ready_s"].values()),
        "units": len(found["exposed"]),
        "most exposed": max(found["exposed"].values()),
        **{f"doctor {state}": states.count(state) for state in ("ok", "warn", "bad")},
    }
    ended_badly = [name for name, said in found["ended"].items() if said]
    held = not (found["failed units"] or ended_badly or counts["doctor bad"]) and counts["most exposed"] <= MOST
    return Outcome(held=held, counts=counts, details=found)


def _exposed(machine: Machine) -> dict[str, float]:
    """The figure of each of our units, as the machine's own systemd calls it."""
    units = machine.does("cd /etc/systemd/system && ls bluezone-*.service && cd /root").split()
    found = exposures("".join(machine.does(f"systemd-analyze security --no-pager {unit}") for unit in units))
    if missing := set(units) - found.keys():
        raise StuckError(f"systemd-analyze security says nothing of {sorted(missing)}")
    return found


def _ended_once(machine: Machine) -> dict[str, str]:
    """What each said that did not end well."""
    ended = {}
    for name in _ONCE:
        said = machine.types(
            f"systemctl start bluezone-{name}.service || (journalctl --no-pager -n 8 -u bluezone-{name}; false)"
        )
        print(f"bluezone-{name}: {said.status}", file=sys.stderr)
        ended[name] = said.text.strip() if said.status else ""
    return ended


def add_arguments(parser: ArgumentParser) -> None:
    """What both drills of a machine are told."""
    parser.add_argument("--cache", type=Path, default=usual_cache(), metavar="DIR", help="where disks are kept")
    parser.add_argument(
        "--bundle", type=Path, metavar="DIR", help="a bundle that was built before, with release.pub beside it"
    )


DRILL = Drill(
    "install",
    "The guide for a machine of its own, typed word by word into an emulated one without a network; then off and on.",
    _run,
    add_arguments,
)
