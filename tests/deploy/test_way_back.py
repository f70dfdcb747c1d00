"""What docs/operating/upgrade.md has typed to go back is typed here, in folders of the test's own: it ends with the
version before, the units too, and beside an exchange nothing of the exchange changes."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from drills.machines.guide import Block, blocks_of, filled
from tests.support.sources import PROJECT

BEFORE, AFTER = "0.1.0", "0.2.0"
PROGRAMS = {"systemctl": "", "sync": "", "runuser": 'shift 3; exec "$@"'}
UNITS = PROJECT / "deploy" / "systemd"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """With both versions, the later one's units, and a portal's data; its programs note what they were told."""
    for name, text in PROGRAMS.items():
        program(tmp_path / "bin" / name, f'echo "{name} $*" >> {tmp_path}/typed\n{text}')
    for version in (BEFORE, AFTER):
        here = tmp_path / "opt" / "versions" / version
        program(here / "bin" / "bluezone", f'echo "{version} $*" >> {tmp_path}/typed')
        program(here / "bin" / "python", f'exec {sys.executable} "$@"')
        laid(here / "share" / "bluezone" / "systemd", version, tmp_path)
    laid(tmp_path / "units", AFTER, tmp_path)
    (tmp_path / "opt" / "current").symlink_to(f"versions/{AFTER}")
    (tmp_path / "data" / "upgrade").mkdir(parents=True)
    return tmp_path


def program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


def laid(folder: Path, version: str, machine: Path) -> None:
    """The units of a version, which say of which one they are."""
    folder.mkdir(parents=True)
    for unit in UNITS.iterdir():
        text = f"# {version}\n{unit.read_text('utf-8')}"
        (folder / unit.name).write_text(text.replace("/opt/bluezone", str(machine / "opt")), "utf-8")


def typed(machine: Path, *commands: str, **words: str) -> list[str]:
    """What the lines of the page say where this machine's folders are; what they print."""
    places = {"/opt/bluezone": "opt", "/etc/systemd/system": "units", "/var/lib/bluezone-portal": "data"}
    own = {place: str(machine / name) for place, name in places.items()} | {"X.Y.Z": BEFORE} | words
    ended = subprocess.run(
        ["bash", "-euc", "\n".join(filled(command, own) for command in commands)],
        env={**os.environ, "PATH": f"{machine / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ended.returncode, ended.stderr
    return ended.stdout.splitlines()


def back() -> tuple[Block, ...]:
    page = (PROJECT / "docs" / "operating" / "upgrade.md").read_text("utf-8")
    alone, since, beside_an_exchange = (block for block in blocks_of(page) if block.heading == "Back")
    return alone, since, beside_an_exchange


def versions_of(machine: Path, units: str) -> set[str]:
    return {unit.read_text("utf-8").splitlines()[0] for unit in (machine / "units").glob(units)}


def test_a_portal_alone_goes_back_with_its_program_and_its_units(machine: Path) -> None:
    typed(machine, *back()[0].commands)

    stopped, *rolled, _, _ = [line for line in (machine / "typed").read_text().splitlines() if "runuser" not in line]
    data = machine / "data"
    assert "systemctl stop bluezone-portal" == stopped
    assert [f"{AFTER} rollback --data {data} --check-only", f"{AFTER} rollback --data {data}"] == rolled
    assert Path("versions", BEFORE) == (machine / "opt" / "current").readlink()
    assert {f"# {BEFORE}"} == versions_of(machine, "bluezone-*")


def test_beside_an_exchange_the_portal_alone_goes_back(machine: Path) -> None:
    typed(machine, *back()[0].commands[:-2], *back()[2].commands)

    current, before = str(machine / "opt" / "current"), str(machine / "opt" / "versions" / BEFORE)
    units = machine / "units"
    assert Path("versions", AFTER) == (machine / "opt" / "current").readlink()
    assert ({f"# {BEFORE}"}, {f"# {AFTER}"}) == tuple(
        versions_of(machine, units) for units in ("bluezone-portal*", "bluezone-exchange*")
    )
    for unit in units.glob("bluezone-*.service"):
        begun = [line for line in unit.read_text("utf-8").splitlines() if line.startswith("Exec")]
        there, elsewhere = (before, current) if "portal" in unit.name else (current, before)
        assert any(there in line for line in begun), unit.name
        assert not any(elsewhere in line for line in begun), unit.name


def test_what_was_done_since_is_read_by_what_is_on_the_machine(machine: Path) -> None:
    with contextlib.closing(sqlite3.connect(machine / "data" / "upgrade" / "since-1.db")) as store, store:
        store.execute("CREATE TABLE audit_entry (at text, act text)")
        acts = [("2026-11-27 00:00:00", "done.before"), ("2026-11-29 00:00:00", "done.since")]
        store.executemany("INSERT INTO audit_entry VALUES (?, ?)", acts)

    said = typed(machine, *back()[1].commands, **{"since-….db": "since-1.db", "WHEN": "2026-11-28T00:00:00+00:00"})

    assert ["('2026-11-29 00:00:00', 'done.since')"] == said
