"""The power of an office's machine fails in the middle of its work, again and again: whatever it had acknowledged is
there once after the next start, and it starts by itself.

The machine is the one that the guide installed. It is killed, with a disk that is written through: what it had said to
be on its disk is there, and nothing else. When a cut falls is drawn from a seed. Before each a new file is written that
nobody flushes: where it is always there afterwards, nothing was cut. (An old one written anew would be: ext4 flushes a
file that takes the place of its own content.)
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
import shutil
import ssl
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bluezone.protocol.batch import read_batch
from bluezone.protocol.index import read_index
from bluezone.protocol.signature import Kind as FileKind
from bluezone.protocol.signature import VerifyingKey, read_key_list
from drills.drill import Drill, Outcome
from drills.machines import office
from drills.machines.calling import SERVICE_NAMES, many_through_the_proxy, trusting
from drills.machines.debian import Disk, NotRunError, bare_debian, in_memory
from drills.machines.install import add_arguments, bundle_of
from drills.machines.ledger import Acknowledged, Missing, compared, in_stores
from drills.machines.load import Work
from drills.machines.machine import Machine, StuckError, switched_on
from drills.machines.unflushed import lost_unflushed, write_unflushed
from drills.machines.working_office import RUN_AS, office_at_work
from tests.support.exchange.exchange_client import PhoneClient

CUTS, SEED = 50, 20_261_129
_LOAD_S = (2.0, 12.0)
"""Between the first call and the cut."""
_CODES = 40
_EMBARGO = dt.timedelta(hours=3)
"""What was disclosed is out by then."""
_VOUCH = (
    "runuser -u bluezone-exchange --"
    " /opt/bluezone/current/bin/bluezone clock-is-right --data /var/lib/bluezone-exchange"
)
"""A machine without a hardware clock has no second one that bears out three hours, so whoever sits before it does
(docs/operating/emergencies.md, "A clock that leapt is right")."""
_INSIDE = Path(__file__).with_name("inside.py")


@dataclass
class Found:
    """What the cuts came to."""

    cuts: int = 0
    ready_s: list[float] = field(default_factory=list)
    missing: Missing = field(default_factory=Missing)
    failed: set[str] = field(default_factory=set)
    """Units that did not start by themselves."""
    stuck: str = ""
    """What the machine did not do, after which nothing was asked of it."""
    unflushed_lost: int = 0
    """Cuts after which what was written before and not flushed was gone, as it should be."""
    broken: set[str] = field(default_factory=set)
    """What SQLite said of a store that is not whole."""


def _run(arguments: Namespace) -> Outcome:
    try:
        bare = bare_debian(arguments.cache, arguments.machine)
        with tempfile.TemporaryDirectory(prefix="bluezone-power-", dir=in_memory()) as name:
            folder = Path(name)
            kept = office_at_work(bare, bundle_of(arguments, folder), arguments.cache)
            shutil.copy(kept / "office.pem", folder)
            disk = bare.at(kept / "disk.img").copied(folder / "disk.img")
            return _cut_and_compare(disk, folder, kept, arguments)
    except (NotRunError, StuckError) as error:
        return Outcome(held=False, counts={}, details={"stuck": str(error)})


def _cut_and_compare(disk: Disk, folder: Path, kept: Path, arguments: Namespace) -> Outcome:
    device, team = json.loads((kept / "tokens.json").read_text("utf-8"))
    work, found = Work(random.Random(arguments.seed), Acknowledged(), device, team), Found()
    published: dict[str, int] = {}
    ends = time.monotonic() + 60 * (arguments.minutes or float("inf"))
    try:
        for moment in moments_of_cuts(arguments.cuts, arguments.seed):
            if time.monotonic() > ends:
                break
            _one_cut(disk, folder, work, found, moment)
        published = _at_the_end(disk, folder, work, found, arguments)
    except StuckError as error:
        found.stuck = str(error)
    return _outcome(work, found, published, arguments)


def moments_of_cuts(cuts: int, seed: int) -> list[float]:
    """After how many seconds of work each cut comes; those of fewer are the first of those of more."""
    chance = random.Random(seed)
    return [round(chance.uniform(*_LOAD_S), 2) for _ in range(cuts)]


def _one_cut(disk: Disk, folder: Path, work: Work, found: Found, moment: float) -> None:
    trusted, began = trusting(folder / "office.pem"), time.monotonic()
    with switched_on(disk, folder, ports=(office.TLS_PORT,)) as machine:
        ready = office.wait_until_ready(machine, trusted, began)
        found.ready_s.append(max(ready.values()))
        _look(machine, work, found)
        work.codes += _inside(machine, f"codes {_CODES}")
        write_unflushed(machine, found.cuts)
        asyncio.run(_works_until_cut(machine, work, found, trusted, moment))
    found.cuts += 1
    told = ", ".join(f"{kind} {count}" for kind, count in work.acknowledged.counted().items())
    missing = f"lost {sum(found.missing.lost.values())}, doubled {sum(found.missing.doubled.values())}"
    print(f"cut {found.cuts} after {moment} s, ready after {max(ready.values())} s: {told}, {missing}", file=sys.stderr)


async def _works_until_cut(machine: Machine, work: Work, found: Found, trusted: ssl.SSLContext, moment: float) -> None:
    port = machine.ports[office.TLS_PORT]
    await _sends_again(work, found, port, trusted)
    working = asyncio.create_task(work.goes_on(port, trusted, _now()))
    await asyncio.sleep(moment)
    machine.lose_power()
    await working


async def _sends_again(work: Work, found: Found, port: int, trusted: ssl.SSLContext) -> None:
    missing = Missing()
    try:
        missing.lost["entries"] = await work.sends_again(port, trusted, _now())
    except httpx.HTTPError as error:
        raise StuckError(f"what is sent again is not answered: {error!r}") from error
    found.missing.add(missing)


def _look(machine: Machine, work: Work, found: Found) -> None:
    """What lies in both stores, and whether everything began by itself."""
    machine.is_given(_INSIDE.read_bytes(), "/run/inside.py")
    stored = _inside(machine, "stored")
    found.missing.add(in_stores(work.acknowledged, stored))
    found.broken |= set(stored["whole"]) - {"ok"}
    found.failed |= set(office.failed_units(machine))
    found.unflushed_lost += bool(found.cuts) and lost_unflushed(machine, found.cuts - 1)


def _inside(machine: Machine, act: str) -> Any:
    return json.loads(machine.does(f"python3 /run/inside.py {act}"))


def _at_the_end(disk: Disk, folder: Path, work: Work, found: Found, arguments: Namespace) -> dict[str, int]:
    """Three hours later everything that was disclosed is published, once; the audit is read to its end."""
    trusted, began = trusting(folder / "office.pem"), time.monotonic()
    with switched_on(disk, folder, ports=(office.TLS_PORT,), now=_now() + _EMBARGO) as machine:
        if arguments.machine == "uml":
            machine.does(_VOUCH)
        office.wait_until_ready(machine, trusted, began)
        _look(machine, work, found)
        asyncio.run(_sends_again(work, found, machine.ports[office.TLS_PORT], trusted))
        _inside(machine, "publish")
        published = asyncio.run(_published(machine.ports[office.TLS_PORT], trusted))
        found.missing.add(compared("seeds", work.acknowledged, published))
        audited = machine.does(RUN_AS.format("portal", "verify-audit")).strip()
        machine.switch_off()
    return {"published": published.total(), "lines of the audit": int(audited.partition(":")[0])}


async def _published(port: int, trusted: ssl.SSLContext) -> Counter[bytes]:
    """Every 16 bytes that phones are given, after the chain of batches and the log were held to what they say."""
    there, name = many_through_the_proxy(port, trusted), SERVICE_NAMES["exchange"]
    async with httpx.AsyncClient(transport=there, base_url=f"https://{name}", timeout=60) as caller:
        phone, found = PhoneClient(caller, random.Random()), Counter[bytes]()
        root = VerifyingKey(await phone.file("/v1/root"))
        keys = read_key_list(await phone.file("/v1/newest-keys"), root)  # the first was followed before it was served
        index, previous = read_index(await phone.file("/v1/index"), keys), bytes(32)
        for file in index.index.of_kind(FileKind.BATCH):
            batch, opened = read_batch(await phone.file(file.path), FileKind.BATCH, keys)
            if batch.previous != previous or opened.identity != file.identity:
                raise StuckError(f"{file.path} does not follow the batch before it")
            previous = opened.identity
            for group in batch.groups:
                column = bytes(group.column)
                found.update(column[at : at + 16] for at in range(0, len(column), 16))
    return found


def _outcome(work: Work, found: Found, published: dict[str, int], arguments: Namespace) -> Outcome:
    acknowledged = work.acknowledged.counted()
    counts: dict[str, int | float] = {
        "cuts": found.cuts,
        **{str(kind): count for kind, count in acknowledged.items()},
        "lost": sum(found.missing.lost.values()),
        "doubled": sum(found.missing.doubled.values()),
        "unflushed lost": found.unflushed_lost,
        "median s to ready": statistics.median(found.ready_s or [0]),
        "most s to ready": max(found.ready_s, default=0),
    }
    details = {
        "missing": {"lost": found.missing.lost, "doubled": found.missing.doubled},
        "refused": work.refused[:20],
        "failed units": sorted(found.failed),
        "stuck": found.stuck,
        "stores": sorted(found.broken),
        "ready_s": found.ready_s,
        "codes left": len(work.codes),
        **published,
    }
    held = found.missing.is_nothing() and not (found.failed or found.broken or found.stuck or work.refused)
    held = held and all(acknowledged.values()) and found.cuts > 0 and found.unflushed_lost > 0
    part = f"by {arguments.machine}" + ("" if found.cuts == CUTS else f" of seed {arguments.seed}")
    return Outcome(held=held, counts=counts, details=details, part=part)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _arguments(parser: ArgumentParser) -> None:
    add_arguments(parser)
    parser.add_argument("--cuts", type=int, default=CUTS, metavar="N", help=f"default {CUTS}")
    parser.add_argument("--minutes", type=float, help="begin no cut after these")
    parser.add_argument("--seed", type=int, default=SEED, help="from which the moments of cuts are drawn")


DRILL = Drill(
    "power",
    "An installed machine at work loses its power again and again: what it acknowledged is there once, by itself.",
    _run,
    _arguments,
)
