"""The first tables of a portal: all or none. That they are those to which every earlier release comes by its
migrations, on both databases: tests/contract/test_portal_previous_release.py."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import migrations

from bluezone.portal.operations import tables
from tests.support.portal.served_portal import portal_command
from tests.support.sources import PROJECT

_STOPPED_AT = """
import os, signal, sys
from pathlib import Path
from bluezone.joining.portal.opening import Place, open_portal
from bluezone.portal.operations import tables

def die(*_told, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

tables.{name} = die
open_portal(Place(Path(sys.argv[1])))
"""


def killed_at(name: str, data: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", _STOPPED_AT.format(name=name), data], cwd=PROJECT, check=False, timeout=120
    )
    assert -9 == finished.returncode


def rows(data: Path, question: str) -> list[tuple]:
    with closing(sqlite3.connect(data / "portal.db")) as connection:
        return connection.execute(question).fetchall()


def tables_of(data: Path) -> list[tuple]:
    return rows(data, "SELECT name FROM sqlite_master WHERE type = 'table'")


@pytest.mark.parametrize(
    "last", [pytest.param("_note_as_applied", marks=pytest.mark.breadth), "emit_post_migrate_signal"]
)
def test_whoever_is_killed_while_they_are_made_begins_anew(tmp_path, last):
    data = tmp_path / "data"
    killed_at(last, data)
    assert [] == tables_of(data)

    assert 0 == portal_command("migrate", data).returncode

    assert [(0,)] != rows(data, "SELECT count(*) FROM django_migrations")
    assert [(0,)] != rows(data, "SELECT count(*) FROM auth_permission")


_AS_ANOTHER = """
import sys
from pathlib import Path
from bluezone.joining.portal.opening import Place, open_portal
from bluezone.portal.operations import tables

make = tables._make_tables

def late(last, history):
    make(last, history)  # as another first start, which looked at the empty database, too
    make(last, history)

tables._make_tables = late
open_portal(Place(Path(sys.argv[1])))
"""


@pytest.mark.breadth
def test_a_first_start_that_another_was_quicker_than_makes_nothing(tmp_path):
    finished = subprocess.run([sys.executable, "-c", _AS_ANOTHER, tmp_path], cwd=PROJECT, check=False, timeout=120)

    assert 0 == finished.returncode
    assert [(1,)] == rows(tmp_path, "SELECT count(*) FROM django_migrations WHERE name LIKE '0001_entries%'")


def test_a_migration_beyond_models_that_does_more_than_run_code_is_refused():
    beyond = migrations.Migration("0001_some", "papers")
    beyond.is_beyond_models, beyond.operations = True, [migrations.RunSQL("SELECT 1")]

    with pytest.raises(TypeError, match="more than run code"):
        tables._run_what_is_beyond_models(beyond, None, None)
