"""`bluezone upgrade` of an exchange's store, on both databases: changed whole and found whole, or as it was; and no
other command changes an earlier version's store.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bluezone.cli import exchange as exchange_commands
from bluezone.cli.__main__ import NO_OTHER_TRY, main
from bluezone.exchange.errors import StoreError
from bluezone.exchange.keyring import load_keyring
from bluezone.exchange.publishing import open_files
from bluezone.exchange.service import lock_data
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store import holding, open_store, opening
from bluezone.exchange.store.log import Leaf, add_leaf, all_leaves
from bluezone.exchange.store.upgrading import change_tables
from bluezone.joining.chance import entropy
from bluezone.joining.doctor.check import State
from bluezone.joining.doctor.exchange import look_at_exchange
from bluezone.joining.exchange.initialising import initialise
from bluezone.joining.exchange.noted_store import chosen_store, note_store
from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading.exchange import upgrade_exchange
from bluezone.protocol.config import Configuration, open_configuration, write_configuration
from bluezone.protocol.index import Published
from bluezone.protocol.signature import Kind
from tests.contract.test_upgrade import commands_of, required, works_on_data
from tests.support.exchange.databases import store_address
from tests.support.exchange.exchanges import NOON_MS

NEWER = '''"""A change of a later version."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "0003", "0002", None, None

def upgrade():
    op.create_table("visits", sa.Column("day", sa.Integer, primary_key=True))
    op.execute({also!r})
'''
NEEDS_NO_STORE = {
    "init": "makes keys",
    "keys": "works on keys, and looks at what is published",
    "backup": "copies a store as it is",
    "restore": "makes a store",
    "canary": "asks a service",
    "places": "asks a service",
    "configuration": "asks a service",
    "revocation": "asks a service",
    "export-original": "reads what is published",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def data(request, tmp_path) -> Iterator[Path]:
    """An exchange with a store of this version, in which something stands."""
    folder = tmp_path / "data"
    initialise(folder, lambda: NOON_MS)
    with store_address(request.param, folder) as address:
        note_store(folder, None if request.param == "sqlite" else address)
        store = open_store(address)
        with store.transaction() as connection:
            connection.execute(sa.text("INSERT INTO code_keys (day, key) VALUES (1, :key)"), {"key": entropy(32)})
        store.close()
        yield folder


@pytest.fixture
def come_to_a_later_version(tmp_path, monkeypatch):
    """What comes with the next version: a change of the tables, and what else it does."""

    def come(also: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(opening._MIGRATIONS, folder)
        (folder / "versions" / "0003_visits.py").write_text(NEWER.format(also=also))
        monkeypatch.setattr(opening, "_MIGRATIONS", folder)

    return come


def tables_and_keys(data: Path) -> tuple[bool, int]:
    address = opening_address(data)
    engine = opening.engine_of(address)
    with engine.connect() as connection:
        found = (
            sa.inspect(connection).has_table("visits"),
            connection.execute(sa.text("SELECT count(*) FROM code_keys")),
        )
        answer = (found[0], found[1].scalar_one())
    engine.dispose()
    return answer


def opening_address(data: Path) -> str:
    return ExchangeSettings(data=data, store_url=chosen_store(data, None)).store_address


def test_an_upgrade_changes_all_of_it_and_a_try_nothing(data, come_to_a_later_version):
    come_to_a_later_version("SELECT 1")

    tried = upgrade_exchange(data, None, check_only=True)
    untouched = tables_and_keys(data)
    told: list[str] = []
    done = upgrade_exchange(data, None, check_only=False, tell=told.append)
    again = upgrade_exchange(data, None, check_only=False)

    assert [
        "upgrade: changing the tables (changes: 1)",
        "upgrade: counting the rows, and looking at the configuration in force",
    ] == told
    assert (False, 1) == untouched
    assert (1, 1, 0) == (tried.changes, done.changes, again.changes)
    assert (True, 1) == tables_and_keys(data)
    open_store(opening_address(data)).close()


@pytest.mark.in_turn(of=3)
def test_a_store_of_before_several_processes_is_carried_to_this_version_and_not_before_it_is_asked_for(data):
    engine = opening.engine_of(opening_address(data))
    with engine.begin() as connection:
        for table in ("leader", "cosignatures"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine.dispose()
    with pytest.raises(StoreError, match="run `bluezone upgrade --data DIR` first"):
        open_store(opening_address(data))

    done = upgrade_exchange(data, None, check_only=False)

    store = open_store(opening_address(data))
    with store.turn() as connection:
        tables = set(sa.inspect(connection).get_table_names())
    store.close()
    assert 1 == done.changes
    assert {"leader", "cosignatures"} <= tables


def test_beside_a_process_that_serves_on_the_same_database_nothing_is_changed(
    data, come_to_a_later_version, monkeypatch
):
    """On another machine, perhaps: no lock of a folder tells of it."""
    store = open_store(opening_address(data))
    if not store.is_shared:
        store.close()
        pytest.skip("a folder's lock keeps the one process of SQLite off")
    monkeypatch.setattr(holding, "PATIENCE_MS", 200)
    store.hold()
    come_to_a_later_version("SELECT 1")

    with pytest.raises(StoreError, match="another exchange uses this database"):
        upgrade_exchange(data, None, check_only=False)

    store.close()
    assert (False, 1) == tables_and_keys(data)


def test_a_change_that_loses_a_row_is_not_made(data, come_to_a_later_version):
    come_to_a_later_version("DELETE FROM code_keys")

    with pytest.raises(StoreError, match="table code_keys had 1 rows and would have 0"):
        upgrade_exchange(data, None, check_only=False)

    assert (False, 1) == tables_and_keys(data)


def test_a_change_that_fails_in_the_middle_is_not_made(data, come_to_a_later_version):
    come_to_a_later_version("INSERT INTO code_keys (day, key) VALUES (1, '00')")

    with pytest.raises(StoreError, match="could not be changed"):
        upgrade_exchange(data, None, check_only=False)

    assert (False, 1) == tables_and_keys(data)


def test_a_change_behind_which_the_log_cannot_be_read_is_not_made(data, come_to_a_later_version):
    come_to_a_later_version("ALTER TABLE leaves RENAME COLUMN identity TO name")

    with pytest.raises(StoreError, match="could not be changed"):
        upgrade_exchange(data, None, check_only=False)

    assert (False, 1) == tables_and_keys(data)


@pytest.mark.parametrize("check_only", [True, False])
def test_a_configuration_that_one_signed_and_two_must_is_told_before_anything_is_changed(
    data, come_to_a_later_version, check_only
):
    one_publishes(data, Configuration(sequence=1, issued_s=NOON_MS // 1000))
    assert 0 == upgrade_exchange(data, None, check_only=True).changes
    one_publishes(data, Configuration(sequence=2, issued_s=NOON_MS // 1000, retention_days=3))
    come_to_a_later_version("SELECT 1")

    with pytest.raises(RefusedError, match=r"takes two signatures\. Start the earlier version, publish the same"):
        upgrade_exchange(data, None, check_only=check_only)

    assert (False, 1) == tables_and_keys(data)


@pytest.mark.in_turn(of=3)
def test_the_doctor_tells_of_it_as_well(data):
    one_publishes(data, Configuration(sequence=1, issued_s=NOON_MS // 1000, retention_days=3))

    found = {check.name: check for check in look_at_exchange(data, None)}

    assert State.BAD == found["configuration"].state
    assert "takes two signatures" in found["configuration"].said.en


@pytest.mark.every_run
def test_the_doctor_tells_of_a_store_that_cannot_be_read(data):
    engine = opening.engine_of(opening_address(data))
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE leaves RENAME TO gone"))
    engine.dispose()

    (found,) = look_at_exchange(data, None)

    assert State.BAD == found.state
    assert "the store cannot be read" in found.said.en


def one_publishes(data: Path, configuration: Configuration) -> None:
    """What an exchange published under one signature, of an earlier version perhaps."""
    settings = ExchangeSettings(data=data, store_url=chosen_store(data, None))
    keyring = load_keyring(settings.key_directory)
    file = write_configuration(configuration, keyring.signer(Kind.CONFIG, configuration.issued_s))
    identity = open_configuration(file, keyring.key_list).identity
    published = Published(Kind.CONFIG, configuration.sequence, identity, len(file), 0)
    open_files(settings).create(published.path[1:], file)
    store = open_store(settings.store_address)
    with store.transaction() as connection:
        add_leaf(connection, Leaf(len(all_leaves(connection)), published))
    store.close()


@pytest.mark.in_turn(of=3)
def test_beside_a_service_nothing_is_changed(data, come_to_a_later_version):
    come_to_a_later_version("SELECT 1")

    with lock_data(data), pytest.raises(StoreError, match="another exchange runs"):
        upgrade_exchange(data, None, check_only=False)

    assert (False, 1) == tables_and_keys(data)


def test_a_store_without_tables_is_no_earlier_version(tmp_path):
    with pytest.raises(StoreError, match="the store is empty"):
        change_tables(f"sqlite:///{tmp_path / 'new.db'}", check_only=False)


def test_no_command_changes_an_earlier_versions_store(data, come_to_a_later_version, capsys, tmp_path):
    come_to_a_later_version("SELECT 1")
    names = {name: one for name, one in commands_of(exchange_commands).items() if works_on_data(one)}

    told = {}
    for name in names.keys() - NEEDS_NO_STORE.keys():
        words = required(names[name], tmp_path)
        if name == "serve":
            words = ["--port", "0"]
        told[name] = (main(["exchange", name, *words, "--data", str(data)]), capsys.readouterr().err)

    assert {"serve", "code", "publish"} == told.keys()
    asked = "bluezone: the store is an earlier version's: run `bluezone upgrade --data DIR` first\n"
    assert {name: (NO_OTHER_TRY if name == "serve" else 1, asked) for name in told} == told
    assert (False, 1) == tables_and_keys(data)


def test_an_exchange_does_not_go_back(data, capsys):
    status = main(["rollback", "--data", str(data)])

    assert 1 == status
    assert "its log would fork" in capsys.readouterr().err
