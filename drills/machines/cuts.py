"""The power fails while install.sh installs, or soon after, again and again: what `current` leads to then is whole,
and installing once more ends what was begun.

The machine is a bare Debian with a disk that is written through, and the script is the one that is released. What it
installs here is small: a program of some hundred files that reads them all and says whether they are what they should
be, so that a cut takes seconds and not minutes. When one falls is drawn from a seed. Just before it a file is written
that nobody flushes: where it is always there afterwards, nothing was cut.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import zipfile
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

from drills.drill import Drill, Outcome
from drills.machines.debian import NotRunError, bare_debian, in_memory, stick
from drills.machines.install import add_arguments
from drills.machines.machine import Machine, StuckError, switched_on
from drills.machines.unflushed import lost_unflushed, write_unflushed
from drills.machines.upgrades import run_upgrades
from drills.surroundings import ROOT

CUTS, SEED = 20, 20_261_130
_MOMENT_S = (0.2, 20.0)
"""After the installation began, which takes seconds: what nobody flushed is empty for half a minute from then on."""
_PREFIX = "/opt/bluezone"
_PIP = '''"""Stands in for pip: writes a program that reads all of itself."""
import sys
from pathlib import Path

here = Path(sys.prefix)
for number in range(300):
    file = here / "lib" / "program" / str(number // 50) / str(number)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{number} " * 900)
(here / "lib" / "program" / "look.py").write_text("""
from pathlib import Path
here = Path(__file__).parent
for number in range(300):
    assert (here / str(number // 50) / str(number)).read_text() == f"{number} " * 900
print("whole", here.parents[1].name)
""")
program = here / "bin" / "bluezone"
program.write_text(f"#!/bin/sh\\nexec {here}/bin/python {here}/lib/program/look.py\\n")
program.chmod(0o755)
'''
_LAID = """rm -rf /run/bundle && mount -o ro -L BUNDLE /mnt && cp -r /mnt/bundle /run/bundle && umount /mnt
cd /run/bundle && echo bluezone=={version} > requirements.txt
find . -type f ! -name SHA256SUMS | cut -c3- | xargs sha256sum > SHA256SUMS; cd"""
_INSTALL = f"sh /run/bundle/install.sh --prefix {_PREFIX} --unsigned"
_LOOK = f"[ ! -L {_PREFIX}/current ] || {_PREFIX}/current/bin/bluezone"
_BEGIN = f"({_INSTALL} > /run/installed 2>&1; touch /run/ended) < /dev/null > /dev/null 2>&1 &"


@dataclass
class Found:
    """What the cuts came to."""

    cuts: int = 0
    after_the_end: int = 0
    """Cuts of an installation that had ended already."""
    broken: int = 0
    """Cuts after which `current` led to a program that was not whole."""
    not_mended: int = 0
    """Cuts after which installing once more did not end in the whole new version."""
    unflushed_lost: int = 0
    told: str = ""
    """What was said where something was broken."""


def _run(arguments: Namespace) -> Outcome:
    return run_upgrades(arguments) if arguments.upgrade else _run_installations(arguments)


def _run_installations(arguments: Namespace) -> Outcome:
    found = Found()
    try:
        bare = bare_debian(arguments.cache, arguments.machine)
        with tempfile.TemporaryDirectory(prefix="bluezone-cuts-", dir=in_memory()) as name:
            folder = Path(name)
            carried = stick(folder / "bundle.img", "BUNDLE", _small_bundle(folder))
            disk = bare.copied(folder / "disk.img")
            for moment in moments_of_cuts(arguments.cuts, arguments.seed):
                with switched_on(disk, folder, sticks=(carried,)) as machine:
                    _look(machine, found)
                    _begin_and_cut(machine, found, moment)
            with switched_on(disk, folder, sticks=(carried,)) as machine:
                _look(machine, found)
    except (NotRunError, StuckError) as error:
        return Outcome(held=False, counts={"cuts": found.cuts}, details={"stuck": str(error)})
    return outcome_of(found, arguments)


def moments_of_cuts(cuts: int, seed: int) -> list[float]:
    """After how many seconds each cut comes; those of fewer are the first of those of more."""
    chance = random.Random(seed)
    return [round(chance.uniform(*_MOMENT_S), 2) for _ in range(cuts)]


def _small_bundle(folder: Path) -> Path:
    """All that install.sh asks for, which is of this tree."""
    bundle = folder / "bundle"
    for name in ("wheels", "systemd", "proxy", "monitoring", "fonts", "guides"):
        (bundle / name).mkdir(parents=True)
        (bundle / name / "one").write_text("one", encoding="utf-8")
    (bundle / "install.sh").write_bytes((ROOT / "deploy" / "install.sh").read_bytes())
    (bundle / "sbom.cdx.json").write_text("{}", encoding="utf-8")
    with zipfile.ZipFile(bundle / "wheels" / "pip-0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("pip/__init__.py", "")
        wheel.writestr("pip/__main__.py", _PIP)
    return bundle


def _look(machine: Machine, found: Found) -> None:
    """What the last cut left, and whether installing once more ends it."""
    if not found.cuts:
        return
    version = _version(found.cuts)
    left = machine.types(_LOOK)
    linked = machine.types(f"[ -L {_PREFIX}/current ]").status == 0
    if linked and (left.status or not left.text.startswith("whole")):
        found.broken += 1
        found.told = left.text[-300:] or "nothing"
    found.unflushed_lost += lost_unflushed(machine, found.cuts)
    machine.does(_LAID.format(version=version))
    again, now = machine.types(_INSTALL), machine.types(_LOOK)
    if again.status or now.text != f"whole {version}\n":
        found.not_mended += 1
        found.told = f"{again.text[-300:]} / {now.text[-300:]}"


def _begin_and_cut(machine: Machine, found: Found, moment: float) -> None:
    found.cuts += 1
    machine.does(_LAID.format(version=_version(found.cuts)))
    machine.does(_BEGIN)
    time.sleep(moment)
    found.after_the_end += machine.types("[ -e /run/ended ]").status == 0
    write_unflushed(machine, found.cuts)
    machine.lose_power()
    print(f"cut {found.cuts} after {moment} s: broken {found.broken}, not mended {found.not_mended}", file=sys.stderr)


def _version(cut: int) -> str:
    return f"0.0.{cut}"


def outcome_of(found: Found, arguments: Namespace) -> Outcome:
    """Held where something was cut, within an installation and after one, and nothing was broken or stayed so."""
    counts: dict[str, int | float] = {
        "cuts": found.cuts,
        "after the end": found.after_the_end,
        "broken": found.broken,
        "not mended": found.not_mended,
        "unflushed lost": found.unflushed_lost,
    }
    was_cut = 0 < found.after_the_end < found.cuts and found.unflushed_lost > 0
    part = f"by {arguments.machine}" + ("" if found.cuts == CUTS else f" of seed {arguments.seed}")
    held = was_cut and not (found.broken or found.not_mended)
    return Outcome(held=held, counts=counts, details={"told": found.told}, part=part)


def _arguments(parser: ArgumentParser) -> None:
    add_arguments(parser)
    parser.add_argument("--upgrade", action="store_true", help="cut upgrades of a machine with data, and ways back")
    parser.add_argument("--minutes", type=float, help="with --upgrade: begin no cut after these")
    parser.add_argument("--cuts", type=int, default=CUTS, metavar="N", help=f"default {CUTS}")
    parser.add_argument("--seed", type=int, default=SEED, help="from which the moments of cuts are drawn")


DRILL = Drill(
    "cuts",
    "An installation (--upgrade: an upgrade of data, its way back) loses the machine's power: old or new, and ended.",
    _run,
    _arguments,
)
