"""`bluezone portal …` as an operator types it: each command to its end, each refusal one line."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from bluezone.joining.portal.demo_logins import LOGINS_FILE
from bluezone.portal.operations.backups import last_restored
from bluezone.protocol.calendar import DAY_MS
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.forking import forked
from tests.support.portal.served_portal import BARE, demo_portal, empty_portal, portal_command, served_portal

pytestmark = pytest.mark.in_turn(of=3)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return demo_portal(tmp_path_factory.mktemp("portal") / "data")


@pytest.fixture(scope="module")
def copied(office, tmp_path_factory):
    """Another portal, from a backup of the office's; and the office's audit as it was just then, since a test may write
    another line."""
    folder = tmp_path_factory.mktemp("elsewhere")
    backup, key = folder / "backup", folder / "backup.key"
    written = portal_command("backup", office, "--out", str(backup), "--key", str(key))
    assert 0 == written.returncode, written.stderr
    assert 0o600 == key.stat().st_mode & 0o777
    finished = portal_command("restore", folder / "data", "--backup", str(backup), "--key", str(key))
    assert 0 == finished.returncode, finished.stderr
    return folder / "data", portal_command("verify-audit", office)


@pytest.fixture(scope="module")
def restored(copied):
    return copied[0]


@pytest.fixture(scope="module")
def verified(copied):
    return copied[1]


def test_demo_data_tell_how_to_sign_in_and_come_only_once(office):
    again = portal_command("demo-data", office)
    code = portal_command("demo-data", office, "--code", "lan")
    nobody = portal_command("demo-data", office, "--code", "nobody")

    assert (1, "bluezone: demo data go only into an empty portal\n") == (again.returncode, again.stderr)
    assert 6 == len(code.stdout.strip())
    assert (1, 1) == (nobody.returncode, nobody.stderr.count("\n"))
    assert 0o600 == (office / LOGINS_FILE).stat().st_mode & 0o777


def test_a_portal_that_may_not_read_the_exchanges_key_does_not_start(office, tmp_path):
    """It was ready, and each call to the exchange an error in the journal."""
    shut = tmp_path / "internal.key"
    shut.mkdir()  # nobody reads it, not even root

    refused = portal_command(
        "serve", office, "--port", "0", "--exchange", "http://127.0.0.1:9", "--exchange-key", str(shut)
    )

    assert (1, "") == (refused.returncode, refused.stdout)
    assert f"bluezone: the exchange's key {shut} cannot be read: Is a directory\n" == refused.stderr


def test_a_portal_that_waits_for_the_exchanges_key_starts_and_the_doctor_names_the_file(tmp_path):
    data, key = empty_portal(tmp_path / "portal"), tmp_path / "internal.key"
    with served_portal(data, "--exchange", "http://127.0.0.1:9", "--exchange-key", str(key)):
        pass

    ended = forked("doctor", "--data", data, "--language", "en", environment=BARE, timeout=120)

    assert 1 == ended.returncode
    assert f"the exchange's key {key} is not there." in ended.stdout
    assert f"internal.key {key}. On two: docs/operating/two-machines.md." in ended.stdout


def test_a_key_that_is_not_there_is_drawn_for_a_copy_and_never_for_a_restore(office, restored, tmp_path):
    """A mistyped word is enough, and the key in the safe opens nothing."""
    copy, mistyped, none = tmp_path / "newer", tmp_path / "bakcup.key", tmp_path / "none.key"
    assert 0 == portal_command("backup", office, "--out", str(copy), "--key", str(mistyped)).returncode

    refused = [
        portal_command("restore", tmp_path / "new", "--backup", str(copy), "--key", str(key))
        for key in (restored.parent / "backup.key", none)
    ]

    assert [(1, 1), (1, 1)] == [(one.returncode, one.stderr.count("\n")) for one in refused]
    assert (32, False, False) == (mistyped.stat().st_size, none.exists(), any((tmp_path / "new").rglob("*")))


def test_each_office_of_the_demonstration_that_seals_has_its_leader_and_its_seal_noted_by_two(office):
    """What the files sign with beside the logins; each office's own."""
    with contextlib.closing(sqlite3.connect(office / "portal.db")) as store:
        noted = store.execute(
            "SELECT o.name, c.capacity, c.name FROM papers_notedcertificate c"
            " JOIN organisations_organisation o ON o.id = c.organisation_id"
            " WHERE c.confirmed_by_id <> c.brought_by_id AND c.ended_at IS NULL"
        ).fetchall()

    commune, district, department = (
        "UBND xã Sơn Dương",
        "Ủy ban nhân dân huyện Sơn Dương",
        "Phòng Văn hóa và Thông tin huyện",
    )
    assert {
        (commune, "person", "Nguyễn Văn Khánh"),
        (commune, "organisation", "Ủy ban nhân dân xã Sơn Dương"),
        (district, "person", "Trịnh Quốc Bình"),
        (district, "organisation", district),
        (department, "person", "Trịnh Quốc Bình"),
        (department, "organisation", f"{department} Sơn Dương"),
    } == set(noted)


@pytest.mark.every_run
def test_the_audit_is_verified_and_a_bent_one_is_found(office, verified, restored, tmp_path):
    passing = portal_command("verify-audit", office, "--expect", verified.stdout.strip())
    other = portal_command("verify-audit", office, "--expect", "3:" + "0" * 64)
    copied = Path(shutil.copytree(restored, tmp_path / "copy"))
    store = sqlite3.connect(copied / "portal.db")
    store.executescript(
        "DROP TRIGGER audit_entry_refuses_UPDATE; UPDATE audit_entry SET actor_name = 'X' WHERE number = 4"
    )
    store.close()
    bent = portal_command("verify-audit", copied)

    assert (0, 0) == (verified.returncode, passing.returncode)
    assert (1, 1) == (other.returncode, bent.returncode)
    assert "bluezone: line 4 was changed\n" == bent.stderr


@pytest.mark.every_run
def test_a_command_leaves_the_whole_store_in_its_file(office, verified):
    """Whoever copies the folder afterwards has no log to take along."""
    assert 0 == verified.returncode
    assert [office / "portal.db"] == list(office.glob("portal.db*"))


@pytest.mark.every_run
def test_a_restored_portal_is_whole_but_for_the_key_that_opens_reports(office, verified, restored, tmp_path):
    assert verified.stdout == portal_command("verify-audit", restored, "--noted-in", tmp_path).stdout
    assert last_restored(tmp_path) is not None
    assert (office / "report-wrapping.key").read_text() != (restored / "report-wrapping.key").read_text()
    assert (office / "secret.key").read_text() == (restored / "secret.key").read_text()


@pytest.mark.every_run
def test_a_start_that_finds_no_store_leaves_no_new_secret_in_place_of_a_lost_one(office, tmp_path):
    """Else the next start, with the store back, would go on with it in silence."""
    copied = demo_portal(tmp_path / "copy")
    (copied / "secret.key").unlink()

    failed = portal_command("migrate", copied, "--database", "postgresql://nobody@127.0.0.1:1/none")
    later = portal_command("migrate", copied)

    assert (1, 1) == (failed.returncode, later.returncode)
    assert "secret.key is missing" in later.stderr
    assert not (copied / "secret.key").exists()


def test_the_first_administrator_gets_a_password_once(tmp_path):
    data = empty_portal(tmp_path / "data")

    made = portal_command("staff", data, "--username", "quan.tri", "--name", "Đỗ Quang Trị", "--unit", "08")
    again = portal_command("staff", data, "--username", "quan.tri", "--name", "Đỗ Quang Trị")
    nowhere = portal_command("staff", data, "--username", "a.b", "--name", "Đỗ Quang Trị", "--unit", "99999")

    assert 23 == len(made.stdout.strip())
    assert (1, "bluezone: this sign-in name is taken\n") == (again.returncode, again.stderr)
    assert (1, "bluezone: there is no unit with the code 99999\n") == (nowhere.returncode, nowhere.stderr)


@pytest.mark.every_run
def test_the_last_administrator_is_let_back_in_by_the_operator(office):
    """Nobody inside could help; the audit says that it was done from the command line."""
    told = portal_command("invite", office, "--username", "QuanTri", "--lost", "both")
    nobody = portal_command("invite", office, "--username", "nobody", "--lost", "password")
    nothing = portal_command("invite", office, "--username", "quantri", "--lost", "everything")

    assert (0, 24) == (told.returncode, len(told.stdout))
    assert "/account/invitation" in told.stderr
    assert (1, "bluezone: nobody signs in as nobody\n") == (nobody.returncode, nobody.stderr)
    assert 2 == nothing.returncode
    store = sqlite3.connect(office / "portal.db")
    newest = store.execute("SELECT act, actor_name, actor_id FROM audit_entry ORDER BY number DESC LIMIT 1").fetchone()
    assert ("staff.invite", "bluezone portal", None) == newest
    store.close()


def test_the_public_key_is_32_bytes_or_is_not_there_yet(office, tmp_path):
    told = portal_command("report-key", office, "--out", str(tmp_path / "key"))
    empty = empty_portal(tmp_path / "empty")
    none = portal_command("report-key", empty, "--out", str(tmp_path / "none"))

    assert 0 == told.returncode
    assert 32 == len((tmp_path / "key").read_bytes())
    name = f"report key {(tmp_path / 'key').read_bytes().hex()[:16]} of Tỉnh Tuyên Quang, made "
    assert told.stderr.startswith(name)
    assert told.stderr.endswith("administrator of Tỉnh Tuyên Quang\n")
    assert (1, "bluezone: there is no report key yet\n") == (none.returncode, none.stderr)
    assert not (tmp_path / "none").exists()


@pytest.mark.every_run
def test_retention_counts_erases_and_says_so_in_the_audit(tmp_path):
    data = demo_portal(tmp_path / "data")
    late = set_clock(tmp_path, NOON_MS + 731 * DAY_MS)

    counted = portal_command("retention", data, "--clock", str(late), "--only-count")
    erased = portal_command("retention", data, "--clock", str(late))
    again = portal_command("retention", data, "--clock", str(late))
    refused = portal_command("retention", data, "--names", "0")

    assert (0, 0, 0, 2) == (counted.returncode, erased.returncode, again.returncode, refused.returncode)
    assert "4  names of patients" in counted.stdout
    assert counted.stdout == erased.stdout
    assert "0  names of patients" in again.stdout
    store = sqlite3.connect(data / "portal.db")
    assert (0,) == store.execute("SELECT count(*) FROM cases_person WHERE phone <> ''").fetchone()
    assert ("retention.erase",) == store.execute("SELECT act FROM audit_entry ORDER BY number DESC LIMIT 1").fetchone()
    store.close()


@pytest.mark.parametrize(
    ("what", "options", "said"),
    [
        ("serve", ("--origin", "http://portal.example.vn", "--port", "0"), "only over https"),
        ("serve", ("--exchange", "http://127.0.0.1:1", "--port", "0"), "both"),
        ("migrate", ("--database", "mysql://x"), "postgresql://"),
        ("restore", ("--backup", "/nowhere", "--key", "/nowhere"), "No such file"),
    ],
)
def test_a_wrong_use_is_one_line_and_changes_nothing(tmp_path, what, options, said):
    refused = portal_command(what, tmp_path / "data", *options)

    assert 1 == refused.returncode
    assert said in refused.stderr
    assert 1 == refused.stderr.count("\n")
    assert not (tmp_path / "data" / "portal.db").exists()


@pytest.mark.parametrize(
    ("what", "options"),
    [
        ("posters", ("--unit", "19", "--out", "posters")),
        ("trace", ()),
        ("replay", ("--regime", "2020-08")),
        ("export-outbreak", ("people.csv", "--what", "people")),
        ("verify-audit", ()),
        ("retention", ()),
        ("remind", ()),
        ("deliver", ("--outlets", "outlets.toml")),
        ("carry-over", ("--preview",)),
    ],
)
def test_a_folder_that_was_misspelt_becomes_no_portal(tmp_path, what, options):
    refused = portal_command(what, tmp_path / "dtaa", *options)

    assert (1, f"bluezone: there is no portal in {tmp_path / 'dtaa'}\n") == (refused.returncode, refused.stderr)
    assert not (tmp_path / "dtaa").exists()


def test_what_stands_at_units_that_ended_is_looked_at_first_and_nothing_is_undone_that_was_not_done(office):
    looked = portal_command("carry-over", office, "--preview", "--json")
    undone = portal_command("carry-over", office, "--undo")

    told = json.loads(looked.stdout)
    assert {"accounts.Grant"} == set(told["rows"])  # of the demonstration's district of 2020
    assert told["before"]["cases.Case"] == told["after"]["cases.Case"] > 2
    assert {} == told["cases_in_former_units"]
    assert (1, "bluezone: nothing was carried over\n") == (undone.returncode, undone.stderr)
