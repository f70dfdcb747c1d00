"""The power fails while an upgrade, or its way back, is under way in a machine with data: a portal's and an exchange's
are those of before or those of after, every row of before is there, and the same line typed again ends it.

The machine is one in which an office works, with a program from a bundle; its stores are taken back to the tables of an
earlier release, and the bundle that comes is of the same commit under a later version. Upgrade and way back take turns.
Most cuts come at a step of the program that is drawn (`steps.py`), at which it stands still until they do; every fifth
comes after some seconds, and where it is of an upgrade, that has to install its program first.
"""

from __future__ import annotations

import functools
import json
import random
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from drills.drill import Outcome
from drills.machines import office
from drills.machines.debian import NotRunError, bare_debian, in_memory, stick
from drills.machines.guide import block_with, filled
from drills.machines.install import bundle_of
from drills.machines.machine import Machine, StuckError, switched_on
from drills.machines.next_release import following
from drills.machines.unflushed import lost_unflushed, write_unflushed
from drills.machines.working_office import office_at_work
from drills.surroundings import ROOT

Switch = Callable[[], AbstractContextManager[Machine]]
Act = Literal["upgrade", "rollback"]
_HERE, _BROUGHT = Path(__file__).parent, ("inside.py", "stands.py", "steps.py")
_GUIDE = ROOT / "docs" / "operating" / "upgrade.md"
_CODES = 40
_BEFORE = "/srv/before"
_NO_MORE = "no upgrade is kept here"
"""What a rollback says after one that came to its end."""
_LOOK = f"python3 /mnt/stands.py {_BEFORE}"
_LEADS_TO: dict[str, Act] = {"new": "upgrade", "old": "rollback"}
"""What ends in such data."""
_ASKED_VERSION = """from pathlib import Path
from bluezone.joining.upgrading.versions import version_of_data
print(version_of_data(Path("{}"), {}))"""
_STOP = "systemctl disable --now bluezone-portal bluezone-exchange $(cd /etc/systemd/system && ls bluezone-*.timer)"
_READY = """for i in $(seq 300); do python3 /mnt/inside.py ready | grep -q "200.*200" && break; sleep 1; done
python3 /mnt/inside.py ready | grep -q '200.*200'"""
_TAKE_PORTAL_BACK = """(cd / && runuser -u bluezone-portal -- /opt/bluezone/current/bin/python -c '
from pathlib import Path
from bluezone.joining.portal.opening import Place, look_into_portal
look_into_portal(Place(Path("/var/lib/bluezone-portal")))
from django.core.management import call_command
call_command("migrate", "posts", "0008", verbosity=0)
' && runuser -u bluezone-portal -- python3 -c '
import sqlite3
with sqlite3.connect("/var/lib/bluezone-portal/portal.db") as store:
    store.execute("UPDATE posts_post SET opens = \\"05:00:00\\", closes = \\"18:00:00\\"")
')"""
"""As tests/contract/test_upgrade.py has it: the ninth change of door posts makes rows of what each post says."""
_TAKE_EXCHANGE_BACK = "(cd / && runuser -u bluezone-exchange -- python3 - take_exchange_back < /mnt/inside.py)"
_OLD_EXCHANGE = (
    f"rm -rf /var/lib/bluezone-exchange && cp -a {_BEFORE}/bluezone-exchange /var/lib/bluezone-exchange && sync"
)
_BEGIN = """rm -rf /run/steps && mkdir /run/steps && cp /mnt/steps.py /run/steps/sitecustomize.py
echo {wanted} > /run/steps/wanted; : > /run/steps/log; chmod 0777 /run/steps; chmod 0666 /run/steps/log
(export PYTHONPATH=/run/steps; {command}) < /dev/null > /run/said-by-it 2>&1; echo $? > /run/ended"""


@dataclass(frozen=True, slots=True)
class Cut:
    """One that is to come."""

    number: int
    act: Act
    at_step: float
    """Which part of its steps are done, from 0 to 1; of its seconds, where it comes by the clock."""
    by_the_clock: bool
    """An upgrade has to install its program first, then."""


@dataclass
class Found:
    """What the cuts came to."""

    cuts: int = 0
    ended: dict[str, int] = field(default_factory=lambda: {"old": 0, "new": 0})
    """Of the portal, straight after the cut."""
    between: int = 0
    """Cuts after which a store was neither, `current` led to nothing that runs, or the portal's data would have been
    called another version's."""
    not_mended: int = 0
    """Cuts after which the same line did not end in the new data, or the old ones, and the program they belong to."""
    lost: int = 0
    bad: int = 0
    """Cuts after which the doctor called something bad that it had not called so before the first."""
    unflushed_lost: int = 0
    told: list[str] = field(default_factory=list)
    """What was said where something was not as it should be."""
    cut_at: list[str] = field(default_factory=list)


@dataclass
class Typed:
    """What is typed, and what is known of a machine on which nothing was cut."""

    commands: dict[Act, str]
    last: str
    """What the way back ends with: the link."""
    versions: dict[Act, str]
    new: dict[str, str] = field(default_factory=dict)
    """By which number each store is the new one."""
    steps: dict[Act, int] = field(default_factory=dict)
    seconds: dict[Act, float] = field(default_factory=dict)
    bad: dict[Act, set[str]] = field(default_factory=dict)
    """What the doctor calls bad where nothing was cut."""


def cuts_to_come(cuts: int, seed: int) -> list[Cut]:
    """Which act each cuts, and when: those of one act are spread over its steps, in an order that is drawn."""
    chance = random.Random(seed)
    places = {act: _spread((cuts + 1) // 2, chance) for act in ("upgrade", "rollback")}
    told = []
    for number in range(cuts):
        act: Act = "rollback" if number % 2 else "upgrade"
        told.append(Cut(number + 1, act, next(places[act]), number % 5 == 4))
    return told


def _spread(count: int, chance: random.Random) -> Iterator[float]:
    places = [(one + chance.random()) / count for one in range(count)]
    chance.shuffle(places)
    return iter(places)


def run_upgrades(arguments: Namespace) -> Outcome:
    """All cuts, and what they came to."""
    found = Found()
    try:
        bare = bare_debian(arguments.cache, arguments.machine)
        with tempfile.TemporaryDirectory(prefix="bluezone-cuts-", dir=in_memory()) as name:
            folder = Path(name)
            now = bundle_of(arguments, folder)
            then = following(now, folder)  # what it lacks is said before anybody works for hours
            kept = office_at_work(bare, now, arguments.cache)
            carried = stick(folder / "bundle.img", "BUNDLE", then.archive, *(_HERE / name for name in _BROUGHT))
            disk = bare.at(kept / "disk.img").copied(folder / "disk.img")
            turned_on = functools.partial(switched_on, disk, folder, sticks=(carried,))
            _cut_them_all(turned_on, _typed(now.version, then), found, arguments)
    except (NotRunError, StuckError) as error:
        return Outcome(held=False, counts={"cuts": found.cuts}, details={"stuck": str(error), "told": found.told})
    return outcome_of(found, arguments)


def _cut_them_all(on: Switch, typed: Typed, found: Found, arguments: Namespace) -> None:
    last: Cut | None = None
    ends = time.monotonic() + 60 * (arguments.minutes or float("inf"))
    for cut in cuts_to_come(arguments.cuts, arguments.seed):
        if time.monotonic() > ends:
            break
        with on() as machine:
            _sits_down(machine)
            if last is None:
                _furnish(machine, typed)
            else:
                _look_and_end(machine, typed, found, last)
            _begin_and_cut(machine, typed, found, cut)
        last = cut
    if last is not None:
        with on() as machine:
            _sits_down(machine)
            _look_and_end(machine, typed, found, last)


def _typed(now: str, then: office.Bundle) -> Typed:
    """What the page says, in the drill's words for what is one's own; an exchange's line stands under its heading."""
    page = _GUIDE.read_text("utf-8")
    words = {"bluezone-X.Y.Z-offline.tar": f"/mnt/{then.archive.name}", "X.Y.Z": now}
    does, back = block_with(page, "# does it"), block_with(page, "bluezone rollback")
    (upgrade,) = (one for one in does.commands if one.endswith("# does it"))
    (rollback,) = (one for one in back.commands if "rollback" in one and "--check-only" not in one)
    (link,) = (one for one in back.commands if one.startswith("ln -sfn"))
    exchange = "runuser -u bluezone-exchange -- bluezone upgrade --data /var/lib/bluezone-exchange"
    upgrade, rollback = (filled(one, words).partition(" #")[0].strip() for one in (upgrade, rollback))
    return Typed(
        {"upgrade": f"{upgrade} && {exchange}", "rollback": rollback},
        filled(link, words),
        {"upgrade": then.version, "rollback": now},
    )


def _sits_down(machine: Machine) -> None:
    machine.does("mount -o ro -L BUNDLE /mnt")


def _furnish(machine: Machine, typed: Typed) -> None:
    """Has the exchange give out codes, ends both services, takes their stores back, and does all of it once uncut."""
    machine.does(_READY)
    print("both services are ready", file=sys.stderr)
    machine.does(f"python3 /mnt/inside.py codes {_CODES}")
    machine.does(_STOP)
    machine.does(_TAKE_PORTAL_BACK)
    machine.does(_TAKE_EXCHANGE_BACK)
    machine.does(f"mkdir -p {_BEFORE} && cp -a /var/lib/bluezone-portal /var/lib/bluezone-exchange {_BEFORE}/ && sync")
    for act in ("upgrade", "rollback"):
        _do_uncut(machine, typed, act)


def _do_uncut(machine: Machine, typed: Typed, act: Act) -> None:
    """How long it takes, the program's installation with it, how many steps, and what stands there then."""
    began = time.monotonic()
    machine.does(_BEGIN.format(wanted=0, command=typed.commands[act]))
    machine.does('cat /run/said-by-it; [ "$(cat /run/ended)" = 0 ]')
    typed.seconds[act] = time.monotonic() - began
    typed.steps[act] = int(machine.does("wc -l < /run/steps/log"))
    if act == "rollback":
        machine.does(typed.last)
    else:
        typed.new = {name: one["number"] for name, one in _stand(machine, typed).items()}
    stands, typed.bad[act] = _stand(machine, typed), _bad(machine)
    told = f"{typed.seconds[act]:.1f} s, {typed.steps[act]} steps"
    print(f"{act} uncut: {told}, {stands}, bad {sorted(typed.bad[act])}", file=sys.stderr)


def _begin_and_cut(machine: Machine, typed: Typed, found: Found, cut: Cut) -> None:
    found.cuts += 1
    if cut.act == "upgrade":
        machine.does(_OLD_EXCHANGE)
    if cut.by_the_clock and cut.act == "upgrade":
        machine.does(f"rm -rf /opt/bluezone/versions/{typed.versions['upgrade']} && sync")
    step = 0 if cut.by_the_clock else 1 + int(cut.at_step * typed.steps[cut.act])
    machine.does("rm -f /run/ended /run/steps/reached")
    machine.does(f"({_BEGIN.format(wanted=step, command=typed.commands[cut.act])}) > /dev/null 2>&1 &")
    if cut.by_the_clock:
        time.sleep(cut.at_step * typed.seconds[cut.act])
    else:
        machine.does("until [ -e /run/steps/reached ] || [ -e /run/ended ]; do sleep 0.02; done")
    at = machine.does("tail -n 1 /run/steps/log; cat /run/ended 2>/dev/null || true").strip()
    write_unflushed(machine, cut.number)
    machine.lose_power()
    found.cut_at.append(f"{cut.number} {cut.act} step {step} of {typed.steps[cut.act]}: {at}")
    print(f"cut {found.cut_at[-1]}; {found.ended}, between {found.between}", file=sys.stderr)


def _look_and_end(machine: Machine, typed: Typed, found: Found, cut: Cut) -> None:
    """What the cut left; then the same line again, and what stands there after it."""
    found.unflushed_lost += lost_unflushed(machine, cut.number)
    left = _stand(machine, typed)
    runs = machine.types("/opt/bluezone/current/bin/bluezone --help").status == 0
    found.lost += sum(one["lost"] for one in left.values())
    is_known = runs and _said_version(machine, left) == typed.versions[_LEADS_TO.get(left["portal"]["state"], cut.act)]
    if is_known and all(one["state"] in found.ended for one in left.values()):
        found.ended[left["portal"]["state"]] += 1
    else:
        found.between += 1
        found.told.append(f"{cut}: {left}, current runs: {runs}, their version is known: {is_known}")
    again = machine.types(typed.commands[cut.act])
    is_over = cut.act == "rollback" and left["portal"]["state"] == "old" and _NO_MORE in again.text
    if cut.act == "rollback":
        machine.does(typed.last)
    now, wanted = _stand(machine, typed), {"upgrade": "new", "rollback": "old"}[cut.act]
    led_to = machine.does("readlink /opt/bluezone/current; cat /var/lib/bluezone-portal/version").split()
    version = typed.versions[cut.act]
    is_well = now["portal"]["state"] == wanted and now["exchange"]["state"] == "new"
    if (again.status and not is_over) or not is_well or led_to != [f"versions/{version}", version]:
        found.not_mended += 1
        found.told.append(f"{cut}: {again.status} {again.text[-300:]} / {now} / {led_to}")
    if worse := _bad(machine) - typed.bad[cut.act]:
        found.bad += 1
        found.told.append(f"{cut}: bad {sorted(worse)}")


def _stand(machine: Machine, typed: Typed) -> dict[str, Any]:
    words = " ".join(f"{name}={number}" for name, number in typed.new.items())
    stands: dict[str, Any] = json.loads(machine.does(f"{_LOOK} {words}"))
    return stands


def _said_version(machine: Machine, stands: dict[str, Any]) -> str:
    """Of which version an upgrade that was typed now would call the portal's data."""
    asked = _ASKED_VERSION.format(office.PORTAL, stands["portal"]["number"])
    return machine.does(f"/opt/bluezone/current/bin/python -B -c '{asked}'").strip()


def _bad(machine: Machine) -> set[str]:
    return {
        f"{data}: {check['name']}"
        for data in (office.PORTAL, office.EXCHANGE)
        for check in office.doctor(machine, data)
        if check["state"] == "bad"
    }


def outcome_of(found: Found, arguments: Namespace) -> Outcome:
    """Held where something was cut, data of both kinds were left by it, and nothing was between, lost or stayed so."""
    counts: dict[str, int | float] = {
        "cuts": found.cuts,
        "ended old": found.ended["old"],
        "ended new": found.ended["new"],
        "between": found.between,
        "not mended": found.not_mended,
        "lost": found.lost,
        "bad": found.bad,
        "unflushed lost": found.unflushed_lost,
    }
    ill = found.between or found.not_mended or found.lost or found.bad
    was_cut = all(found.ended.values()) and found.unflushed_lost > 0
    part = f"--upgrade by {arguments.machine} of seed {arguments.seed}"
    return Outcome(
        held=bool(was_cut and not ill), counts=counts, part=part, details={"told": found.told, "cut at": found.cut_at}
    )
