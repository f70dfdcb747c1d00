"""Stores of earlier releases, carried forward by this one's commands: on SQLite and on PostgreSQL. The last one on
SQLite in every fourth run, on PostgreSQL its rows, its tables and its indexes each in every twelfth; the one before it,
and people at work on PostgreSQL, in `scripts/drill upgrade` and `breadth`.

tests/vectors/portal-… is what a release left behind after a day of work (scripts/freeze_portal.py).
Whatever stood there stands there still, the tables are those of a portal that begins today, and people go on working.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bluezone.joining.portal.demo_logins import LOGINS_FILE
from scripts.freeze_portal import write_keys
from tests.support.amounts import FULL
from tests.support.exchange.databases import store_address
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.begun_stores import begun_store_address
from tests.support.portal.served_portal import BARE, demo_portal, empty_portal, portal_command, served_portal
from tests.support.portal.staff_pages import Visitor
from tests.support.sources import PROJECT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280), pytest.mark.in_turn(of=4, family="authority")]
VECTORS = PROJECT / "tests" / "vectors"
KINDS = ("sqlite", "postgresql")
RELEASES = ("2026-11-24", "2026-11-26")
"""The second is from before the portal's rooms were named anew: its directives, lists and reports keep their tables."""
NEVER_FILLED = {
    "account_emailaddress": "staff sign in by name; no page asks for an e-mail address",
    "account_emailconfirmation": "the same",
    "auth_group": "what a role opens stands in the permission table; Django's groups are not used",
    "auth_group_permissions": "the same",
    "axes_accessattemptexpiration": "guesses are forgotten by AXES_COOLOFF_TIME alone",
    "axes_accessfailurelog": "of failures only the count is kept, not each of them",
}
"""Tables of the frameworks into which no act of anybody writes, and why."""
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

    def kinds_of_columns(self) -> set[tuple[Any, ...]]:
        """Of each column its type and whether it may be empty, and the tables that it points to."""
        return set(
            self.asked(
                "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, is_identity"
                " FROM information_schema.columns WHERE table_schema = 'public' UNION"
                " SELECT conrelid::regclass::text, pg_get_constraintdef(oid), contype::text, condeferrable::int,"
                " confdeltype::text, '' FROM pg_constraint WHERE contype IN ('f', 'p', 'u')",
                'SELECT m.name, c.name, c.type, c."notnull", c.pk, c.dflt_value FROM sqlite_master m'
                " JOIN pragma_table_info(m.name) c WHERE m.type = 'table' UNION ALL"
                ' SELECT m.name, f."from", f."table", f."to", f.on_delete, f.on_update FROM sqlite_master m'
                " JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
            )
        )

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
    """A portal before and after its migration."""

    day: str
    kind: str
    data: Path
    options: tuple[str, ...]
    before: Rows
    after: Rows
    store: Store
    asked: subprocess.CompletedProcess[str] | None
    """What today's program read in it before anybody signed in: whoever does lets old guesses be forgotten."""

    @property
    def release(self) -> Path:
        return VECTORS / f"portal-{self.day}"


@dataclass(frozen=True)
class Fresh:
    """What stands in a portal that begins today."""

    columns: dict[str, list[str]]
    kinds_of_columns: set[tuple[Any, ...]]
    named_things: set[str]


class Portals:
    """Each portal of this file, made when the first test asks, and kept until the last has."""

    def __init__(self, opened: contextlib.ExitStack, make_folder: Callable[[str], Path]) -> None:
        self._opened, self._make_folder = opened, make_folder

    @functools.cache  # noqa: B019 - as long-lived as what it keeps
    def carried(self, day: str, kind: str) -> Carried:
        folder = self._make_folder(f"{day}-{kind}")
        data, release = folder / "data", VECTORS / f"portal-{day}"
        data.mkdir(mode=0o700)
        write_keys(data)
        shutil.copy(release / "demo-logins.txt", data / LOGINS_FILE)
        store, options = self._empty_store(kind, folder, data)
        store.load(_text_of(release / f"{kind}.sql"))
        before = store.rows()
        upgraded = _run("bluezone.cli", "upgrade", "--data", data, *options)
        assert 0 == upgraded.returncode, upgraded.stderr
        after, told = store.rows(), release / f"{kind}.told.json"
        is_asked = told.exists() and (kind == "sqlite" or FULL)  # what it says is asked of the other in a drill
        asked = _run("tests.support.portal.readings", data, told, *options[1:]) if is_asked else None
        return Carried(day, kind, data, options, before, after, store, asked)

    @functools.cache  # noqa: B019 - the same
    def fresh(self, kind: str) -> Fresh:
        """Of the same kind. Its tables are made from the models, those of the other by one change after another."""
        folder = self._make_folder(f"fresh-{kind}")
        if kind == "sqlite":
            store = Store(file=empty_portal(folder / "data") / "portal.db")
        else:
            store = Store(self._opened.enter_context(begun_store_address(kind, folder)))
        return Fresh(store.columns(), store.kinds_of_columns(), store.named_things())

    def _empty_store(self, kind: str, folder: Path, data: Path) -> tuple[Store, tuple[str, ...]]:
        if kind == "sqlite":
            return Store(file=data / "portal.db"), ()
        address = self._opened.enter_context(store_address(kind, folder))
        return Store(address), ("--database", address)


def _run(module: str, *told: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A module as a program, to its end, outside the tests' own settings."""
    command, around = [sys.executable, "-m", module, *told], BARE | (env or {})
    return subprocess.run(command, env=around, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=250)


@pytest.fixture(scope="module")
def portals(tmp_path_factory) -> Iterator[Portals]:
    with contextlib.ExitStack() as opened:
        yield Portals(opened, tmp_path_factory.mktemp)


def _releases(on_postgresql: pytest.MarkDecorator = pytest.mark.breadth) -> Iterator[Any]:
    """The last on SQLite, the earlier in the drill, the last on the other database as is said."""
    others = {(RELEASES[-1], "sqlite"): [], (RELEASES[-1], "postgresql"): [on_postgresql]}
    for release in product(RELEASES, KINDS):
        yield pytest.param(release, id=" ".join(release), marks=others.get(release, [pytest.mark.breadth]))


@pytest.fixture(params=_releases(on_postgresql=pytest.mark.in_turn(of=12)))
def carried(request, portals) -> Carried:
    return portals.carried(*request.param)


@pytest.fixture(params=_releases())
def lived_in(request, portals) -> Carried:
    """In which today's program works on: what it does with rows that stand hangs little on the database."""
    return portals.carried(*request.param)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.breadth)])
def last(request, portals) -> Carried:
    """Of the release before this one, in which something of everything has happened."""
    return portals.carried(RELEASES[-1], request.param)


def _text_of(path: Path) -> str:
    """A large one is kept compressed."""
    packed = path.with_name(f"{path.name}.gz")
    return gzip.decompress(packed.read_bytes()).decode() if packed.exists() else path.read_text(encoding="utf-8")


def test_every_row_stands_as_it_stood(carried):
    lost = []
    for table, (names, rows) in carried.before.items():
        found = cut_to(names, *carried.after.get(table, ([], [])))
        if table not in GROWS and rows != found:
            lost.append(f"{table}: {len(rows)} rows of {names}, now {len(found)}")

    assert [] == lost
    assert min(len(carried.before[table][1]) for table in ("cases_case", "inbox_report", "audit_entry")) > 2


def test_the_release_before_this_one_has_rows_in_every_table(last):
    empty = {table for table, (_, rows) in last.before.items() if not rows}

    assert NEVER_FILLED.keys() == empty


def test_what_happened_there_is_read_today(last):
    """Row by row it stands (above); here today's program is asked what the rows mean, one table after the other."""
    assert last.asked is not None

    assert 0 == last.asked.returncode, last.asked.stderr
    assert json.loads((last.release / "meant.json").read_text("utf-8")) == json.loads(last.asked.stdout)


@pytest.mark.breadth
def test_a_day_of_work_leaves_rows_in_every_table_of_today(tmp_path):
    """The next release is measured by what this one leaves behind. A table that is new here gets its row in
    `scripts/freezing`, in the module of its room."""
    data = demo_portal(tmp_path / "data")

    worked = _run("scripts.freezing.day", data)

    assert 0 == worked.returncode, worked.stderr
    rows = Store(file=data / "portal.db").rows()
    assert NEVER_FILLED.keys() == {table for table, (_, found) in rows.items() if not found}


def cut_to(wanted: list[str], names: list[str], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows, of these columns only; none where a column is gone."""
    if not set(wanted) <= set(names):
        return []
    return sorted((tuple(row[names.index(name)] for name in wanted) for row in rows), key=repr)


def test_the_tables_are_those_of_a_portal_that_begins_today(carried, portals):
    assert portals.fresh(carried.kind).columns == carried.store.columns()
    assert portals.fresh(carried.kind).kinds_of_columns == carried.store.kinds_of_columns()


def test_indexes_triggers_and_constraints_are_those_of_a_portal_that_begins_today(carried, portals):
    named = carried.store.named_things()

    assert portals.fresh(carried.kind).named_things == named
    assert set() == SCOPES - named
    assert {"audit_entry_refuses_update", "audit_subject_refuses_delete"} <= {name.lower() for name in named}


def test_the_audit_still_passes_through_what_was_noted(lived_in):
    noted = (lived_in.release / f"{lived_in.kind}.audit").read_text().strip()

    verified = portal_command("verify-audit", lived_in.data, "--expect", noted, *lived_in.options)

    assert 0 == verified.returncode, verified.stderr


def test_people_go_on_working_within_their_units(lived_in):
    clock = set_clock(lived_in.data.parent, NOON_MS)

    with served_portal(lived_in.data, *lived_in.options, "--clock", str(clock), has_counted=False) as portal:
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
