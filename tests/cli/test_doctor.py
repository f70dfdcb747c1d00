"""`bluezone doctor` on a portal and an exchange as they lie on a disk: it says how they stand, and changes nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing

import pytest

from tests.support.commands import Finished, bluezone, refused
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import served, set_clock
from tests.support.forking import forked
from tests.support.portal.served_portal import BARE, demo_portal, empty_portal, portal_command

pytestmark = [pytest.mark.slow, pytest.mark.in_turn(of=3)]
HOUR_MS = 3_600_000


def doctor(data, *more):
    """In a process of its own: a portal's store is opened by Django, which in this one serves the tests."""
    finished = forked("doctor", "--data", data, *more, environment=BARE, timeout=120)
    return Finished(finished.returncode, finished.stdout, finished.stderr)


def without_a_portals_store(data, *more):
    """What opens none can be looked at from here."""
    return bluezone("doctor", "--data", data, *more)


def told(data, by=doctor):
    finished = by(data, "--json", "--language", "en")
    assert (0 if finished.json["ok"] else 1) == finished.status
    return {check["name"]: check for check in finished.json["checks"]}


def files(data):
    """Every file with its mode and content; SQLite may leave an empty journal beside what it reads."""
    return {
        path.name: (path.stat().st_mode, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in data.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_a_new_portal_lacks_a_backup_until_one_is_written_and_a_technician_reads_it_in_vietnamese(tmp_path):
    data = empty_portal(tmp_path / "portal")
    before = files(data)

    said = doctor(data)

    assert 1 == said.status
    assert "✗ backup" in said.out
    assert "Chưa có bản sao lưu nào." in said.out
    assert "→ Gõ: systemctl start bluezone-portal-backup.service" in said.out
    assert before == files(data)

    written = portal_command("backup", data, "--out", str(tmp_path / "copy"), "--key", str(tmp_path / "key"))
    assert 0 == written.returncode
    assert "ok" == told(data)["backup"]["state"]


def test_a_store_of_another_version_is_told_and_left_as_it_is(tmp_path):
    data = empty_portal(tmp_path / "portal")
    with closing(sqlite3.connect(data / "portal.db")) as store, store:
        last = "SELECT max(id) FROM django_migrations WHERE app = 'cases'"
        store.execute(f"DELETE FROM django_migrations WHERE id = ({last})")
    before = files(data)

    checks = told(data)

    assert "bad" == checks["store"]["state"]
    assert "bluezone upgrade" in checks["store"]["do"]
    assert "backup" not in checks
    assert before == files(data)


@pytest.mark.every_run
def test_a_store_that_is_gone_is_told_and_no_empty_one_made_in_its_place(tmp_path):
    data = empty_portal(tmp_path / "portal")
    (data / "portal.db").unlink()
    before = files(data)

    checks = told(data, without_a_portals_store)

    assert "The store's file is missing." == checks["store"]["said"]
    assert before == files(data)


@pytest.mark.every_run
def test_a_secret_that_others_may_read_is_told_before_the_store_is_opened(tmp_path):
    data = empty_portal(tmp_path / "portal")
    (data / "secret.key").chmod(0o644)

    checks = told(data, without_a_portals_store)

    assert "bad" == checks["secrets"]["state"]
    assert "store" not in checks


def test_a_portal_of_before_lacks_a_key_file_and_is_told_what_makes_it(tmp_path):
    data = empty_portal(tmp_path / "portal")
    (data / "identity-numbers.key").unlink()

    checks = told(data, without_a_portals_store)

    assert "Key files are missing: identity-numbers.key." == checks["secrets"]["said"]
    assert "portal migrate makes them" in checks["secrets"]["do"]


def test_a_key_that_is_lost_for_good_is_no_fault_for_ever(tmp_path):
    data = demo_portal(tmp_path / "portal")
    with closing(sqlite3.connect(data / "portal.db")) as store, store:
        kept = "identity_hash = '12:of another key', identity_sealed = zeroblob(60)"
        store.execute(f"UPDATE cases_person SET {kept} WHERE id = (SELECT min(id) FROM cases_person)")
    assert "bad" == told(data)["identity-numbers"]["state"]
    (data / "identity-numbers.key").unlink()

    assert 0 == portal_command("migrate", data, "--new-key", "identity-numbers.key").returncode

    check = told(data)["identity-numbers"]
    assert ("warn", True) == (check["state"], "lost for good" in check["said"])


@pytest.mark.every_run
def test_without_the_secret_that_peoples_second_factors_need_nothing_is_opened(tmp_path):
    data = demo_portal(tmp_path / "portal")
    (data / "secret.key").unlink()

    ended = portal_command("migrate", data)

    assert "the key file secret.key is missing" in refused(Finished(ended.returncode, ended.stdout, ended.stderr))
    assert not (data / "secret.key").exists()
    assert 0 == portal_command("migrate", data, "--new-key", "secret.key").returncode


def test_an_exchange_that_stopped_publishing_is_told(tmp_path):
    with served(tmp_path, NOON_MS) as exchange:
        exchange.stop()
    data = tmp_path / "data"
    set_clock(tmp_path, NOON_MS + HOUR_MS)
    assert 0 == bluezone("exchange", "publish", "--data", data).status
    before = files(data)

    checks = told(data, without_a_portals_store)

    assert {"exchange-store": "ok", "hours": "ok", "keys": "ok", "root": "warn", "exchange-clock": "warn"} == {
        name: checks[name]["state"] for name in ("exchange-store", "hours", "keys", "root", "exchange-clock")
    }
    set_clock(tmp_path, NOON_MS + 9 * HOUR_MS)
    assert "bad" == told(data, without_a_portals_store)["hours"]["state"]
    assert before == files(data)


def test_a_folder_in_which_nothing_lives_is_refused_in_one_line(tmp_path):
    assert "neither a portal nor an exchange" in refused(without_a_portals_store(tmp_path))
