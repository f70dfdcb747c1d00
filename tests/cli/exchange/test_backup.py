"""Backups by command: of the store that is really used, or a refusal that leaves nothing behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest

from bluezone.exchange import ExchangeSettings
from bluezone.exchange.internal_keys import INTERNAL_KEY_FILE, NEXT_KEY_FILE
from bluezone.exchange.operations.noted_copies import NotedCopies, noted_copies
from bluezone.protocol.calendar import DAY_MS, HOUR_MS
from bluezone.protocol.signature import read_key_list
from tests.support.commands import Finished, bluezone, refused
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony
from tests.support.exchange.exchanges import NOON_MS

pytestmark = pytest.mark.in_turn(of=3)
CODE = ("--level", "F0", "--onset", "2026-11-23")


def back_up(folder: Path) -> Finished:
    to = ("--out", folder / "backup", "--key", folder / "backup.key")
    return bluezone("exchange", "backup", "--data", folder / "data", *to)


def restored(folder: Path) -> Path:
    """Elsewhere, from the backup and what phones can read."""
    backup = ("--backup", folder / "backup", "--key", folder / "backup.key")
    published = ("--published", folder / "data" / "public")
    done = bluezone("exchange", "restore", *backup, "--data", folder / "new", *published)
    assert 0 == done.status, done.err
    return folder / "new"


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    """An exchange that was served once with a store outside its data directory, and never told of it again."""
    address = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    with served.served(tmp_path, NOON_MS, "--store", address):
        pass
    return address


@pytest.fixture
def elsewhere_with_root(tmp_path: Path) -> tuple[Ceremony, str]:
    """Another one whose keys were signed on a machine of its own; and not served now."""
    address = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    served.set_clock(tmp_path, NOON_MS)
    ceremony = Ceremony(tmp_path)
    ceremony.begin()
    with served.served(tmp_path, NOON_MS, "--store", address) as running:
        running.stop()  # in peace, so that the file holds everything
    return ceremony, address


def test_a_key_that_is_not_there_is_drawn_for_a_copy_and_never_for_a_restore(tmp_path: Path) -> None:
    """A mistyped word is enough, and the key in the safe opens nothing."""
    with served.served(tmp_path, NOON_MS):
        assert 0 == back_up(tmp_path).status
    of_before, published = tmp_path / "backup.key", ("--published", tmp_path / "data" / "public")
    mistyped = ("--out", tmp_path / "newer", "--key", tmp_path / "bakcup.key")
    assert 0 == bluezone("exchange", "backup", "--data", tmp_path / "data", *mistyped).status

    for key in (of_before, tmp_path / "none.key"):
        words = ("--backup", tmp_path / "newer", "--key", key, "--data", tmp_path / "new", *published)
        refused(bluezone("exchange", "restore", *words))

    assert 32 == (tmp_path / "bakcup.key").stat().st_size
    assert [False, False] == [(tmp_path / name).exists() for name in ("none.key", "new")]


def test_commands_beside_an_exchange_use_the_store_that_it_was_served_with(tmp_path: Path, elsewhere: str) -> None:
    issued = bluezone("exchange", "code", "--data", tmp_path / "data", *CODE)
    with served.served(tmp_path, NOON_MS) as again:
        assert again.process.poll() is None
    published = bluezone("exchange", "publish", "--data", tmp_path / "data")

    assert (0, 0) == (issued.status, published.status)
    assert not (tmp_path / "data" / "exchange.db").exists()
    note = tmp_path / "data" / "store-address"
    assert (elsewhere, 0o600) == (note.read_text(), note.stat().st_mode & 0o777)


@pytest.mark.every_run
def test_a_store_outside_the_data_directory_is_not_said_to_be_backed_up(tmp_path: Path, elsewhere: str) -> None:
    assert "the database's own tools" in refused(back_up(tmp_path))
    assert [] == [path.name for path in tmp_path.rglob("*") if path.name.startswith(("backup", "exchange.db"))]


@pytest.mark.every_run
def test_a_database_that_was_put_back_adopts_what_was_published_since_and_does_not_start_before(
    tmp_path: Path, elsewhere: str
) -> None:
    def publish() -> Finished:
        return bluezone("exchange", "publish", "--data", tmp_path / "data")

    def adopt(mirror: Path) -> Finished:
        where = ("--data", tmp_path / "data", "--published", mirror)
        return bluezone("exchange", "restore", "--store", elsewhere, *where)

    assert 0 == publish().status
    shutil.copy(tmp_path / "elsewhere.db", tmp_path / "earlier.db")
    shutil.copytree(tmp_path / "data" / "public", tmp_path / "late-mirror")
    served.set_clock(tmp_path, NOON_MS + 3 * HOUR_MS)
    assert 3 == len(publish().json["published"])
    shutil.copytree(tmp_path / "data" / "public", tmp_path / "mirror")
    shutil.copy(tmp_path / "earlier.db", tmp_path / "elsewhere.db")

    with pytest.raises(AssertionError, match="more is published"):
        served.start(tmp_path)
    assert "newer than the mirror" in refused(adopt(tmp_path / "late-mirror"))
    adopted = adopt(tmp_path / "mirror")
    served.set_clock(tmp_path, NOON_MS + 5 * HOUR_MS)

    assert 0 == adopted.status
    assert "3 files were published since" in adopted.err
    assert [4, 5] == [file["sequence"] for file in publish().json["published"]]


def published_until_now(running: served.Served) -> None:
    """Waits for the publication that is under way: a list's file comes before the index that names it."""
    assert 200 == httpx.post(f"{running.internal}/internal/v1/publish", headers=running.bearer, timeout=60).status_code


def public_mirror(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder / "data" / "public", folder / name))


@pytest.mark.every_run
def test_a_restore_takes_up_key_lists_that_came_and_were_replaced_since_the_backup(tmp_path: Path) -> None:
    """Lists 2 and 3 since then; only 3 stands in the index, and the log holds both."""
    served.set_clock(tmp_path, NOON_MS)
    ceremony = Ceremony(tmp_path)
    ceremony.begin()
    witness = ceremony.draw("witness", "eve.key").with_name("eve.key.pub")
    with served.served(tmp_path, NOON_MS) as running:
        asked = ceremony.request()
        assert 0 == back_up(tmp_path).status  # with the keys that were drawn for list 2
        assert 0 == ceremony.sign(asked.json["fingerprint"]).status
        assert 0 == ceremony.install().status
        ceremony.rotate("--keep-keys", "--add", witness)
        published_until_now(running)
        mirror = public_mirror(tmp_path, "mirror")

    new = restored(tmp_path)
    shutil.copy(tmp_path / "data" / "drill-clock", new)
    served.set_clock(tmp_path, NOON_MS + 4 * DAY_MS)  # the keys of list 2 sign by now
    published = bluezone("exchange", "publish", "--data", new)

    assert {"1", "2", "3"} == {path.name for path in (new / "public/v1/keys").iterdir() if path.suffix != ".new"}
    assert ceremony.keys == read_key_list((new / "keys/key-list").read_bytes(), ceremony.root)
    assert 0 == published.status, published.err
    assert 0 == bluezone("inspect", "log", new / "public").status
    before, after = ((folder / "v1/log/tile/0").read_bytes() for folder in (mirror, new / "public"))
    assert after.startswith(before)


@pytest.mark.every_run
def test_what_a_backup_holds_under_keys_that_were_stolen_since_is_restored_as_phones_read_it(tmp_path: Path) -> None:
    served.set_clock(tmp_path, NOON_MS)
    ceremony = Ceremony(tmp_path)
    ceremony.begin()
    with served.served(tmp_path, NOON_MS) as running:
        served.set_clock(tmp_path, NOON_MS + HOUR_MS)
        published_until_now(running)
        stolen = (tmp_path / "data/public/v1/batch/1").read_bytes()
        asked = ceremony.request("--stolen")
        assert 0 == back_up(tmp_path).status
        assert 0 == ceremony.sign(asked.json["fingerprint"]).status
        assert 0 == ceremony.install("--at-once").status
        published_until_now(running)

    new = restored(tmp_path)

    signed_anew = (tmp_path / "data/public/v1/batch/1").read_bytes()
    assert stolen != signed_anew
    assert signed_anew == (new / "public/v1/batch/1").read_bytes()


@pytest.mark.every_run
def test_a_restore_without_the_keys_of_the_list_in_force_leaves_nothing(tmp_path: Path) -> None:
    served.set_clock(tmp_path, NOON_MS)
    ceremony = Ceremony(tmp_path)
    ceremony.begin()
    with served.served(tmp_path, NOON_MS) as running:
        assert 0 == back_up(tmp_path).status
        ceremony.rotate("--stolen", install=("--at-once",))
        published_until_now(running)

    backup = ("--backup", tmp_path / "backup", "--key", tmp_path / "backup.key")
    published = ("--published", tmp_path / "data" / "public")
    told = refused(bluezone("exchange", "restore", *backup, "--data", tmp_path / "new", *published))

    assert "names no key for" in told
    assert not (tmp_path / "new").exists()


def test_a_database_that_was_put_back_to_before_a_key_list_takes_up_the_ones_that_followed(
    tmp_path: Path, elsewhere_with_root: tuple[Ceremony, str]
) -> None:
    ceremony, address = elsewhere_with_root
    shutil.copy(tmp_path / "elsewhere.db", tmp_path / "earlier.db")
    with served.served(tmp_path, NOON_MS) as running:
        ceremony.rotate()
        witness = ceremony.draw("witness", "eve.key").with_name("eve.key.pub")
        ceremony.rotate("--keep-keys", "--add", witness)
        published_until_now(running)
    mirror = public_mirror(tmp_path, "mirror")
    shutil.copy(tmp_path / "earlier.db", tmp_path / "elsewhere.db")

    adopted = bluezone("exchange", "restore", "--store", address, "--data", tmp_path / "data", "--published", mirror)
    served.set_clock(tmp_path, NOON_MS + HOUR_MS)
    published = bluezone("exchange", "publish", "--data", tmp_path / "data")

    assert "2 files were published since" in adopted.err
    assert [("batch", 1)] == [(file["kind"], file["sequence"]) for file in published.json["published"]]
    assert 0 == bluezone("inspect", "log", tmp_path / "data" / "public").status


def test_where_there_is_no_exchange_nothing_is_drawn_or_created(tmp_path: Path) -> None:
    assert "no exchange in this directory" in refused(back_up(tmp_path))
    assert [] == list(tmp_path.iterdir())


def test_keys_that_were_drawn_before_the_first_start_are_backed_up_and_go_on_from_what_is_published(
    tmp_path: Path,
) -> None:
    served.set_clock(tmp_path, NOON_MS)
    assert 0 == bluezone("exchange", "init", "--data", tmp_path / "data", "--root-key", tmp_path / "root.key").status
    assert 0 == back_up(tmp_path).status
    with served.served(tmp_path, NOON_MS):
        pass

    assert (restored(tmp_path) / "exchange.db").exists()


def test_published_files_whose_store_is_not_here_are_not_said_to_be_backed_up(tmp_path: Path, elsewhere: str) -> None:
    (tmp_path / "data" / "store-address").unlink()

    assert "its store is not here" in refused(back_up(tmp_path))
    assert not (tmp_path / "data" / "exchange.db").exists()


def test_a_backup_holds_both_internal_keys_while_they_change_and_none_where_none_is(tmp_path: Path) -> None:
    with served.served(tmp_path, NOON_MS):
        pass
    (tmp_path / "data" / INTERNAL_KEY_FILE).rename(tmp_path / "kept")
    without = back_up(tmp_path)
    (tmp_path / "kept").rename(tmp_path / "data" / INTERNAL_KEY_FILE)
    assert 0 == bluezone("exchange", "keys", "internal", "--data", tmp_path / "data").status

    assert (0, 0) == (without.status, back_up(tmp_path).status)
    new = restored(tmp_path)
    for name in (INTERNAL_KEY_FILE, NEXT_KEY_FILE):
        assert (tmp_path / "data" / name).read_bytes() == (new / name).read_bytes()
        assert 0o600 == (new / name).stat().st_mode & 0o777


def test_a_copy_and_its_trial_are_noted_for_the_doctor_where_the_exchange_serves(tmp_path: Path) -> None:
    """The trial is the timer's: restored aside from the newest copy, carried on to what the live one publishes."""
    with served.served(tmp_path, NOON_MS) as running:
        running.stop()
    settings = ExchangeSettings(data=tmp_path / "data")
    assert NotedCopies(None, None) == noted_copies(settings)
    assert 0 == back_up(tmp_path).status
    assert NotedCopies(NOON_MS // 1000, None) == noted_copies(settings)
    served.set_clock(tmp_path, NOON_MS + HOUR_MS)
    assert 1 == len(bluezone("exchange", "publish", "--data", tmp_path / "data").json["published"])
    before = sorted(path.name for path in (tmp_path / "data" / "public").rglob("*"))

    def tried(backup: Path) -> Finished:
        copy = ("--backup", backup, "--key", tmp_path / "backup.key", "--published", tmp_path / "data" / "public")
        return bluezone("exchange", "restore", *copy, "--data", tmp_path / "aside", "--noted-in", tmp_path / "data")

    (tmp_path / "spoilt").write_bytes((tmp_path / "backup").read_bytes()[:-1])
    assert refused(tried(tmp_path / "spoilt"))
    assert NotedCopies(NOON_MS // 1000, None) == noted_copies(settings)

    assert 0 == tried(tmp_path / "backup").status
    assert NotedCopies(NOON_MS // 1000, (NOON_MS + HOUR_MS) // 1000) == noted_copies(settings)
    assert before == sorted(path.name for path in (tmp_path / "data" / "public").rglob("*"))
