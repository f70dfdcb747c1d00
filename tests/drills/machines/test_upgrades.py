"""When an upgrade is cut, at which step it stands still, what stores are called after it, what the drill counts, and
the release that it is upgraded to."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
import zipfile
from argparse import Namespace
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bluezone.joining.upgrading.bundles import laid_out, verified_version
from drills.machines import next_release, stands, upgrades
from drills.machines.debian import NotRunError
from drills.machines.office import Bundle
from drills.machines.upgrades import Found, cuts_to_come, outcome_of
from scripts.releasing.packing import pack
from tests.support.sources import PROJECT

ASKED = Namespace(machine="uml", seed=1)
WELL = Found(cuts=9, ended={"old": 5, "new": 4}, unflushed_lost=8)


def test_upgrades_and_ways_back_take_turns_and_each_is_cut_all_over_its_steps() -> None:
    told = cuts_to_come(20, 1)

    assert ["upgrade", "rollback"] * 10 == [cut.act for cut in told]
    for act in ("upgrade", "rollback"):
        assert list(range(10)) == sorted(int(cut.at_step * 10) for cut in told if cut.act == act)
    assert ["upgrade", "rollback"] * 2 == [cut.act for cut in told if cut.by_the_clock]


@pytest.mark.parametrize(
    "other",
    [
        replace(WELL, between=1),
        replace(WELL, not_mended=1),
        replace(WELL, lost=1),
        replace(WELL, bad=1),
        replace(WELL, ended={"old": 9, "new": 0}),
        replace(WELL, unflushed_lost=0),
    ],
)
def test_it_held_where_cuts_left_old_data_and_new_and_nothing_else(other: Found) -> None:
    assert (True, False) == (outcome_of(WELL, ASKED).held, outcome_of(other, ASKED).held)


def test_what_is_typed_stands_in_the_guide() -> None:
    typed = upgrades._typed("1.2.3", Bundle(Path("bluezone-1.2.3.1-offline.tar"), Path("release.pub")))

    assert typed.commands["upgrade"].startswith(
        "bluezone upgrade --data /var/lib/bluezone-portal --to /mnt/bluezone-1.2.3.1-offline.tar && "
    )
    assert typed.commands["rollback"].endswith("bluezone rollback --data /var/lib/bluezone-portal")
    assert typed.last.startswith("ln -sfn versions/1.2.3 /opt/bluezone/current")


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stood in both stores before, and the same in those that live."""
    monkeypatch.setattr(stands, "_LIVE", tmp_path / "live")
    monkeypatch.setattr(stands, "_COPIES", tmp_path / "copies")
    for place in ("before", "live"):
        for name, (file, _) in stands._STORES.items():
            folder = tmp_path / place / f"bluezone-{name}"
            folder.mkdir(parents=True)
            changed(folder / file, "CREATE TABLE django_migrations (id)", "CREATE TABLE alembic_version (version_num)")
            changed(folder / file, "CREATE TABLE code (word, gone)", "INSERT INTO code VALUES ('one', 1), ('one', 1)")
            changed(folder / file, "INSERT INTO alembic_version VALUES ('0001')")
    return tmp_path


def changed(store: Path, *statements: str) -> None:
    with closing(sqlite3.connect(store)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


CARRIED = ("ALTER TABLE code DROP gone", "CREATE TABLE more (day)", "INSERT INTO django_migrations VALUES (1)")


@pytest.mark.parametrize(
    ("statements", "state", "lost"),
    [
        ((), "old", 0),
        (CARRIED, "new", 0),
        (CARRIED[:2], "between", 0),
        (("INSERT INTO code VALUES ('two', 2)",), "between", 0),
        ((*CARRIED, "DELETE FROM code WHERE rowid = 1"), "between", 1),
        ((*CARRIED, "UPDATE code SET word = 'two'"), "between", 2),
    ],
)
def test_a_store_is_the_old_one_or_the_new_one_with_every_row_of_before_or_something_between(
    stores: Path, capsys: pytest.CaptureFixture[str], statements: tuple[str, ...], state: str, lost: int
) -> None:
    changed(stores / "live/bluezone-portal/portal.db", *statements)

    stands.main(str(stores / "before"), "portal=1", "exchange=0002")
    told = json.loads(capsys.readouterr().out)

    assert (state, lost) == (told["portal"]["state"], told["portal"]["lost"])
    assert "old" == told["exchange"]["state"]


def test_a_program_stands_still_before_the_step_that_was_named(tmp_path: Path) -> None:
    data, program = tmp_path / "data", "import os, sys; [os.mkdir(f'{sys.argv[1]}/{one}') for one in range(9)]"
    data.mkdir()
    (tmp_path / "wanted").write_text("3")
    text = (PROJECT / "drills/machines/steps.py").read_text("utf-8").replace("/run/steps", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text(text.replace("/var/lib/bluezone-", str(data)))

    with subprocess.Popen([sys.executable, "-c", program, data], env={"PYTHONPATH": str(tmp_path)}) as running:
        while not (tmp_path / "reached").exists() and running.poll() is None:
            time.sleep(0.01)
        running.kill()

    assert {"0", "1"} == {one.name for one in data.iterdir()}
    assert 3 == (tmp_path / "log").read_text().count("os.mkdir")


METADATA, RECORD = (f"bluezone-1.2.3.dist-info/{name}" for name in ("METADATA", "RECORD"))
WHEEL = {"bluezone/one.py": "1", METADATA: "Name: bluezone\nVersion: 1.2.3\nLicense: none\n", RECORD: ""}


def a_wheel(folder: Path, files: dict[str, str]) -> Path:
    wheel = folder / "bluezone-1.2.3-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return wheel


def test_the_release_that_follows_is_the_same_wheel_under_a_later_version(tmp_path: Path) -> None:
    wheel = a_wheel(tmp_path, WHEEL)

    with zipfile.ZipFile(next_release._raised(wheel, "1.2.3", "1.2.3.1")) as raised:
        files = {name: raised.read(name).decode() for name in raised.namelist()}

    assert "1" == files["bluezone/one.py"]
    assert "\nVersion: 1.2.3.1\n" in files["bluezone-1.2.3.1.dist-info/METADATA"]
    assert 3 == len(files["bluezone-1.2.3.1.dist-info/RECORD"].splitlines())


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    """One of three files, with both halves of the key that signs it beside it."""
    laid = tmp_path / "laid" / "bluezone-1.2.3-offline"
    (laid / "wheels").mkdir(parents=True)
    a_wheel(laid / "wheels", WHEEL)
    (laid / "requirements.txt").write_text(f"bluezone==1.2.3 \\\n    --hash=sha256:{'0' * 64}\n")
    (laid / "install.sh").write_text("")
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    (tmp_path / "release.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "release.pub").write_bytes(public)
    pack(laid, tmp_path / "bluezone-1.2.3-offline.tar", 0)
    (tmp_path / "next").mkdir()
    return Bundle(tmp_path / "bluezone-1.2.3-offline.tar", tmp_path / "release.pub")


def test_the_release_that_follows_is_one_that_the_program_before_it_takes(bundle: Bundle, tmp_path: Path) -> None:
    then = next_release.following(bundle, tmp_path / "next")

    with laid_out(then.archive) as folder:
        assert "1.2.3.1" == verified_version(folder, then.release_key) == then.version


def test_a_bundle_without_the_key_that_signs_is_said_in_one_line(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "release.pem").unlink()

    with pytest.raises(NotRunError, match=r"release\.pem is missing"):
        next_release.following(bundle, tmp_path / "next")


def test_a_key_of_somebody_else_signs_nothing_that_would_be_taken(bundle: Bundle, tmp_path: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"1").public_key()
    (tmp_path / "release.pub").write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    with pytest.raises(NotRunError, match="would be refused: the signature is not of this key"):
        next_release.following(bundle, tmp_path / "next")


def test_a_pin_in_other_words_is_noticed(bundle: Bundle, tmp_path: Path) -> None:
    with laid_out(bundle.archive) as folder:
        (folder / "requirements.txt").write_text(f"bluezone==1.2.3 --hash=sha256:{'0' * 64}\n")
        pack(folder, bundle.archive, 0)

    with pytest.raises(NotRunError, match=r"pins bluezone 1\.2\.3 in other words"):
        next_release.following(bundle, tmp_path / "next")


@pytest.mark.parametrize("left_out", [RECORD, METADATA])
def test_a_wheel_without_what_is_raised_is_noticed(tmp_path: Path, left_out: str) -> None:
    wheel = a_wheel(tmp_path, {name: text for name, text in WHEEL.items() if name != left_out})

    with pytest.raises(NotRunError, match="has no RECORD, or no METADATA"):
        next_release._raised(wheel, "1.2.3", "1.2.3.1")
