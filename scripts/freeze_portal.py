"""What a release leaves behind: `python -m scripts.freeze_portal sqlite|postgresql FOLDER`, in its own tree.

Writes the store of an office in which something of everything has happened (`scripts/freezing`, a module a room), as
packed SQL, with its logins and what else was told to people. The next release migrates it forward
(tests/contract/test_portal_previous_release.py). All people are made up, and no key is written: `write_keys` draws them
again.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.freezing.day import work

PROVINCES = ("08",)
KEYS = ("secret.key", "report-wrapping.key", "identity-numbers.key", "venue.key")
"""In the order in which a portal draws them."""


def freeze(store: str, folder: Path) -> None:
    """Everything that a machine would hold, for one kind of database."""
    from tests.support.exchange.databases import store_address

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, store_address(store, Path(place)) as address:
        data = Path(place) / "data"
        _fill(data, address if store == "postgresql" else None, folder)
        text = _postgresql_text(address) if store == "postgresql" else _sqlite_text(data / "portal.db")
        (folder / f"{store}.sql.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def write_keys(data: Path) -> None:
    """The keys of every frozen portal."""
    chance = random.Random(1)
    for name in KEYS:
        (data / name).write_text(chance.randbytes(32).hex())
        (data / name).chmod(0o600)


def _fill(data: Path, database: str | None, folder: Path) -> None:
    from bluezone.portal.configuration import Configuration
    from bluezone.portal.operations.preparing import prepare_files, prepare_folder

    chosen = Configuration(data=data, database=database)
    prepare_folder(chosen, random.Random(1).randbytes)
    write_keys(data)
    os.environ.update(chosen.as_environment(), DJANGO_SETTINGS_MODULE="bluezone.portal.settings")

    import django

    django.setup()

    from django.core.management import call_command
    from django.db import connections

    from bluezone.portal.audit.selectors import verify_chain
    from bluezone.portal.demo.filling import fill, table_of
    from bluezone.portal.places.services import load_units
    from bluezone.portal.reports.wrapping import wrapping_key
    from tests.support.portal.offices import Office

    prepare_files()
    call_command("migrate", verbosity=0, interactive=False)
    load_units(provinces=PROVINCES)
    office = Office(chance=random.Random(2))
    logins = fill(office.world, wrapping_key=wrapping_key())
    (folder / "demo-logins.txt").write_text(table_of(logins), encoding="utf-8")
    told, chain = work(office), verify_chain()
    store = "postgresql" if database else "sqlite"
    (folder / f"{store}.audit").write_text(f"{chain.length}:{chain.head}\n")
    (folder / f"{store}.told.json").write_text(json.dumps(told, indent=1) + "\n")
    connections.close_all()


def _sqlite_text(path: Path) -> str:
    with contextlib.closing(sqlite3.connect(path)) as store:
        return "\n".join(store.iterdump()) + "\n"


def _postgresql_text(address: str) -> str:
    from bluezone.lab.throwaway_postgresql import postgresql_binaries

    command = [f"{postgresql_binaries()}/pg_dump", "--inserts", "--no-owner", "--no-privileges", address]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("\\"))


if __name__ == "__main__":
    freeze(sys.argv[1], Path(sys.argv[2]))
