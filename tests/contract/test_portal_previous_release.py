"""Stores of earlier releases, carried forward by this one's commands: on SQLite and on PostgreSQL.

tests/vectors/portal-… is what a release left behind after a day of work (scripts/freeze_portal.py).
Whatever stood there stands there still, the tables are those of a portal that begins today, and people go on working.
"""

from __future__ import annotations

import contextlib
import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bluezone.joining.portal.demo_logins import LOGINS_FILE
from scripts.freeze_portal import write_keys
from tests.support.exchange.databases import store_address
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.served_portal import empty_portal, portal_command, served_portal
from tests.support.portal.staff_pages import Visitor
from tests.support.sources import PROJECT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]
RELEASES = ("2026-11-24", "2026-11-26")
"""The second is from before the portal's rooms were named anew: its directives, lists and reports keep their tables."""
GROWS = {"django_migrations", "django_content_type", "auth_permission"}
"""Tables in which Django notes what the program itself consists of."""
SCOPES = {
    "cases_of_a_unit_newest_first",
    "cases_of_a_province",
    "cases_of_a_province_by_state",
    "reports_of_a_unit_newest_first",
    "entries_about_a_subject",
}
"""Indexes by which rows are cut to a reader's units: without them a nation's lists take minutes."""
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


@dataclass(frozen=True)
class Store:
    """A database of either kind, as its own tools see it."""

    address: str = ""
    file: Path = field(default_factory=Path)

    @contextlib.contextmanager
    def open(self) -> Iterator[Any]:
        opened = psycopg.connect(self.address) if self.address else sqlite3.connect(self.file)
        with contextlib.closing(opened) as connection:
            yield connection

    def load(self, text: str) -> None:
        with self.open() as connection:
            if self.address:
                connection.execute(text)
            else:
                connection.executescript(text)
            connection.commit()

    def asked(self, for_postgresql: str, for_sqlite: str) -> list[tuple[Any, ...]]:
        with self.open() as connection:
            return list(connection.execute(for_postgresql if self.address else for_sqlite).fetchall())

    def columns(self) -> dict[str, list[str]]:
        found = self.asked(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
        )
        tables: dict[str, list[str]] = {}
        for table, column in sorted(found):
            if not table.startswith("sqlite_"):
                tables.setdefault(table, []).append(column)
        return tables

    def named_things(self) -> set[str]:
        """Indexes, triggers and constraints that somebody gave a name."""
        found = self.asked(
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' UNION SELECT tgname FROM pg_trigger"
            " WHERE NOT tgisinternal UNION SELECT conname FROM pg_constraint WHERE contype IN ('c', 'u')",
            "SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
        )
        return {name for (name,) in found}

    def rows(self) -> Rows:
        with self.open() as connection:
            return {
                table: (names, sorted(connection.execute(_select(table, names)).fetchall(), key=repr))
                for table, names in self.columns().items()
            }


def _select(table: str, names: list[str]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f"SELECT {columns} FROM {table}"


@dataclass(frozen=True)
class Carried:
    """A portal before and after its migration, and one that begins today."""

    data: Path
    options: tuple[str, ...]
    noted: str
    before: Rows
    after: Rows
    store: Store
    fresh: Store


@pytest.fixture(scope="module", params=product(RELEASES, ("sqlite", "postgresql")), ids=" ".join)
def carried(request, tmp_path_factory) -> Iterator[Carried]:
    day, kind = request.param
    release, folder = PROJECT / "tests" / "vectors" / f"portal-{day}", tmp_path_factory.mktemp(kind)
    clock, data = set_clock(folder, NOON_MS), folder / "data"
    data.mkdir(mode=0o700)
    write_keys(data)
    shutil.copy(release / "demo-logins.txt", data / LOGINS_FILE)
    with store_address(kind, folder) as address:
        is_postgresql = kind == "postgresql"
        options = ("--database", address) if is_postgresql else ()
        store = Store(address) if is_postgresql else Store(file=data / "portal.db")
        store.load(_text_of(release / f"{kind}.sql"))
        before = store.rows()
        migrated = portal_command("migrate", data, *options)
        assert 0 == migrated.returncode, migrated.stderr
        after = store.rows()
        noted = (release / f"{kind}.audit").read_text().strip()
        with begun_today(kind, folder) as fresh:
            yield Carried(data, (*options, "--clock", str(clock)), noted, before, after, store, fresh)


def _text_of(path: Path) -> str:
    """A large one is kept compressed."""
    packed = path.with_name(f"{path.name}.gz")
    return gzip.decompress(packed.read_bytes()).decode() if packed.exists() else path.read_text(encoding="utf-8")


@contextlib.contextmanager
def begun_today(kind: str, folder: Path) -> Iterator[Store]:
    """A portal's empty store of the same kind."""
    if kind == "sqlite":
        yield Store(file=empty_portal(folder / "new") / "portal.db")
        return
    with store_address(kind, folder) as address:
        made = portal_command("migrate", folder / "new", "--database", address)
        assert 0 == made.returncode, made.stderr
        yield Store(address)


def test_every_row_stands_as_it_stood(carried):
    lost = []
    for table, (names, rows) in carried.before.items():
        found = cut_to(names, *carried.after.get(table, ([], [])))
        if table not in GROWS and rows != found:
            lost.append(f"{table}: {len(rows)} rows of {names}, now {len(found)}")

    assert [] == lost
    assert min(len(carried.before[table][1]) for table in ("cases_case", "inbox_report", "audit_entry")) > 2


def cut_to(wanted: list[str], names: list[str], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows, of these columns only; none where a column is gone."""
    if not set(wanted) <= set(names):
        return []
    return sorted((tuple(row[names.index(name)] for name in wanted) for row in rows), key=repr)


def test_the_tables_are_those_of_a_portal_that_begins_today(carried):
    assert carried.fresh.columns() == carried.store.columns()


def test_indexes_triggers_and_constraints_are_those_of_a_portal_that_begins_today(carried):
    named = carried.store.named_things()

    assert carried.fresh.named_things() == named
    assert set() == SCOPES - named
    assert {"audit_entry_refuses_update", "audit_subject_refuses_delete"} <= {name.lower() for name in named}


def test_the_audit_still_passes_through_what_was_noted(carried):
    options = carried.options[:2] if "--database" in carried.options else ()

    verified = portal_command("verify-audit", carried.data, "--expect", carried.noted, *options)

    assert 0 == verified.returncode, verified.stderr


def test_people_go_on_working_within_their_units(carried):
    with served_portal(carried.data, *carried.options) as portal:
        lan, mai, thao = (Visitor(portal) for _ in range(3))
        with contextlib.ExitStack() as leaving:
            for name, visitor in (("lan", lan), ("mai", mai), ("thao", thao)):
                leaving.callback(visitor.close)
                assert "Today" in visitor.signs_in(name)
            own, foreign = lan.sees("/cases/CA-2026-00001"), mai.sees("/cases/CA-2026-00001")
            notes = " ".join(answer.text for answer in lan.opens_reports())
            others = " ".join(answer.text for answer in mai.opens_reports())
            refused = thao.sees("/cases")

    assert "Vũ Thị Ánh" in own
    assert "Vũ Thị Ánh" not in foreign
    assert "BN-" in foreign
    assert ("gọi sau 17 giờ" in notes, "nhà có hai cháu nhỏ" in notes) == (True, False)
    assert ("gọi sau 17 giờ" in others, "nhà có hai cháu nhỏ" in others) == (False, True)
    assert "You may not see this" in refused
