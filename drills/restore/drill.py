"""A portal and an exchange of a stated size, destroyed and brought back by the guide's own commands, on both databases;
and a harmful delete taken back to the moment before it.

The portal's store holds as many gigabytes as were asked for, the exchange's a tenth of that. Both are made by their own
commands and filled with rows in their tables' own form; copies, restores and what is looked at afterwards are the
guide's (docs/operating/restore.md), typed as they stand there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bluezone.lab.throwaway_postgresql import postgresql_binaries
from drills.drill import Drill, Outcome
from drills.restore.cluster import Cluster, running_cluster
from drills.restore.exchange import Service
from drills.restore.rows import FILES, REPORTS, Store, compared
from drills.restore.technician import StuckError, Technician
from drills.surroundings import ROOT

GIGABYTES = 5.0
SHARE_OF_AN_EXCHANGE = 0.1
LATER = 0.01
"""Of what was filled, as much is written after the copy, and again before and after the moment."""
START_EXCHANGE = "systemctl start bluezone-exchange"
_APART_S = 1.5
"""Between the noted moment and whatever comes after it."""
_MOMENT = "2026-11-29 21:00:00+07"


@dataclass
class Figures:
    """What the drill counts."""

    counts: dict[str, int | float] = field(default_factory=lambda: {"rows": 0, "lost": 0, "doubled": 0})

    def compare(self, acknowledged: list[str], store: Store) -> None:
        """Adds what is missing in a store of what it acknowledged."""
        lost, doubled = compared(acknowledged, store.found())
        self.counts["rows"] += len(acknowledged)
        self.counts["lost"] += lost
        self.counts["doubled"] += doubled


def _arguments(parser: ArgumentParser) -> None:
    said = "of a portal's store on the disk; an exchange's has a tenth of it (default: %(default)s)"
    parser.add_argument("--gigabytes", type=float, default=GIGABYTES, metavar="N", help=said)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), help="one of the two databases alone")


def _run(arguments: Namespace) -> Outcome:
    wanted = {"pgbackrest": shutil.which("pgbackrest"), "PostgreSQL": postgresql_binaries()}
    lacking = [name for name, found in wanted.items() if not found]
    if lacking and arguments.on != "sqlite":
        return Outcome(held=False, counts={}, details={"not run": f"no {lacking[0]}: scripts/system-packages drills"})
    figures, stuck = Figures(), ""
    with tempfile.TemporaryDirectory(prefix="bz-restore-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the database's own user passes through
        try:
            if arguments.on != "postgresql":
                restore_on_sqlite(folder, arguments.gigabytes, figures)
            if arguments.on != "sqlite":
                restore_on_postgresql(folder, arguments.gigabytes, figures)
        except StuckError as error:
            stuck = str(error)
    return outcome_of(figures, stuck, arguments)


def outcome_of(figures: Figures, stuck: str, asked: Namespace) -> Outcome:
    """Held where the guide led to its end, and nothing was lost, doubled, or left of after the moment."""
    named = ("lost", "doubled", *(() if asked.on == "sqlite" else ("lost of before the moment", "left of after it")))
    held = not stuck and not any(figures.counts.get(name, 1) for name in named)
    part = [] if asked.gigabytes >= GIGABYTES else [f"--gigabytes {asked.gigabytes:g}"]
    part += [f"--on {asked.on}"] if asked.on else []
    return Outcome(held, figures.counts, {"stuck": stuck} if stuck else {}, " ".join(part))


def restore_on_sqlite(folder: Path, gigabytes: float, figures: Figures) -> None:
    """Both stores in their folders."""
    work = folder / "sqlite"
    work.mkdir()
    service = Service(work / "exchange", None, _environment())
    technician = Technician(work, words_of(work), _environment(), {START_EXCHANGE: service.start})
    portal, exchange = Store(work / "portal" / "portal.db", FILES), Store(work / "exchange" / "exchange.db", REPORTS)
    _begin(technician)
    told = [portal.fill(gigabytes), exchange.fill(gigabytes * SHARE_OF_AN_EXCHANGE)]
    _note_sizes(figures, "SQLite", portal, exchange)
    taken = technician.follows("--out /srv/bluezone-portal/portal.backup")
    figures.counts["s of copies on SQLite"] = round(taken)
    for name in ("portal", "exchange"):
        shutil.rmtree(work / name)
    try:
        figures.counts["s of restores on SQLite"] = round(technician.follows("portal restore --backup"))
    finally:
        service.stop()
    for acknowledged, store in zip(told, (portal, exchange), strict=True):
        figures.compare(acknowledged, store)
    shutil.rmtree(work)


def restore_on_postgresql(folder: Path, gigabytes: float, figures: Figures) -> None:
    """Both databases in one cluster: all of it lost, and then a harmful delete."""
    work = folder / "files"
    work.mkdir()
    with running_cluster(folder / "postgresql") as cluster:
        service = Service(work / "exchange", cluster.address("exchange"), _environment(cluster))
        technician = Technician(work, words_of(work, cluster), _environment(cluster), _services(cluster, service))
        stores = (Store(cluster.address("portal"), FILES), Store(cluster.address("exchange"), REPORTS))
        _begin(technician, cluster)
        sizes = (gigabytes, gigabytes * SHARE_OF_AN_EXCHANGE)
        told = [store.fill(size) for store, size in zip(stores, sizes, strict=True)]
        _note_sizes(figures, "PostgreSQL", *stores)
        cluster.stop()
        cluster.begin_archiving()
        cluster.start()
        taken = technician.follows("stanza-create") + technician.follows("--create --file portal-keys.tar")
        figures.counts["s of copies on PostgreSQL"] = round(taken)
        told = _later(told, stores, sizes)
        cluster.archive()
        _lose(cluster, work)
        taken = technician.follows("--delta restore") + _looked_after(technician, service)
        figures.counts["s of restores on PostgreSQL"] = round(taken)
        for acknowledged, store in zip(told, stores, strict=True):
            figures.compare(acknowledged, store)
        told = _later(told, stores, sizes)
        moment = cluster.moment()
        after = _harm(stores, sizes)
        cluster.archive()
        taken = technician.follows("--type=time", {_MOMENT: moment}) + _looked_after(technician, service)
        figures.counts["s back to a moment"] = round(taken)
        _compare_sides(figures, stores, told, after)


def _looked_after(technician: Technician, service: Service) -> float:
    """What the guide asks after either way back; how many seconds."""
    try:
        return technician.follows("verify-audit --data PORTAL --database")
    finally:
        service.stop()


def _harm(stores: tuple[Store, ...], sizes: tuple[float, ...]) -> list[list[str]]:
    """A delete of everything, and rows that come after it."""
    time.sleep(_APART_S)
    for store in stores:
        store.erase_all()
    return [store.fill(size * LATER) for store, size in zip(stores, sizes, strict=True)]


def _compare_sides(
    figures: Figures, stores: tuple[Store, ...], before: list[list[str]], after: list[list[str]]
) -> None:
    """What of before the moment is not there, and what of after it is."""
    lost = left = 0
    for store, its_before, its_after in zip(stores, before, after, strict=True):
        found = store.found()
        lost += sum(compared(its_before, found))
        left += sum(1 for one in its_after if found[one])
    figures.counts |= {"lost of before the moment": lost, "left of after it": left}


def _begin(technician: Technician, cluster: Cluster | None = None) -> None:
    """A portal with an administrator, an exchange that has published, and what phones read, elsewhere."""
    portal = f"--database {cluster.address('portal')}" if cluster else ""
    exchange = f"--store {cluster.address('exchange')}" if cluster else ""
    person = '--username quan.tri --name "Đỗ Quang Trị" --unit 08'
    technician.types(f"bluezone portal staff --data PORTAL {portal} {person}")
    technician.types("bluezone exchange init --data EXCHANGE")
    technician.types(f"bluezone exchange publish --data EXCHANGE {exchange}")
    shutil.copytree(technician.folder / "exchange" / "public", technician.folder / "mirror")


def _later(told: list[list[str]], stores: tuple[Store, ...], sizes: tuple[float, ...]) -> list[list[str]]:
    """What was acknowledged so far, and some rows more."""
    return [
        [*acknowledged, *store.fill(size * LATER)]
        for acknowledged, store, size in zip(told, stores, sizes, strict=True)
    ]


def _lose(cluster: Cluster, work: Path) -> None:
    cluster.destroy()
    for name in ("portal", "exchange"):
        shutil.rmtree(work / name)


def _note_sizes(figures: Figures, database: str, portal: Store, exchange: Store) -> None:
    figures.counts[f"GB of a portal on {database}"] = round(portal.size() / 1e9, 3)
    figures.counts[f"GB of an exchange on {database}"] = round(exchange.size() / 1e9, 3)


def words_of(work: Path, cluster: Cluster | None = None) -> dict[str, str]:
    """What this drill has in the place of the guide's folders and addresses."""
    words = {"https://exchange.example.vn": str(work / "mirror")}
    for account in ("bluezone-portal", "bluezone-exchange"):
        words |= {f"/srv/{account}/": f"{work}/", f"chown -R {account}:": f"chown -R {os.geteuid()}:{os.getegid()}"}
    if cluster is not None:
        address = "postgresql://bluezone@localhost/"
        words |= {f"{address}{name}": cluster.address(name) for name in ("portal", "exchange")}
    return words | {"PORTAL": str(work / "portal"), "EXCHANGE": str(work / "exchange")}


def _environment(cluster: Cluster | None = None) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
    return {"PATH": path, **(cluster.environment if cluster else {})}


def _services(cluster: Cluster, service: Service) -> dict[str, Callable[[], None]]:
    return {
        "systemctl stop postgresql@17-main": lambda: _stop_if_it_runs(cluster),
        "systemctl start postgresql@17-main": cluster.start,
        START_EXCHANGE: service.start,
    }


def _stop_if_it_runs(cluster: Cluster) -> None:
    if (cluster.data / "postmaster.pid").exists():
        cluster.stop()


DRILL = Drill(
    "restore",
    "A portal of 5 GB and an exchange, lost and brought back by the guide's words on both databases; a delete undone.",
    _run,
    _arguments,
)
