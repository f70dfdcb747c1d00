"""`bluezone inspect batch` prints what a file says, or in one line why it is not to be believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bluezone.protocol.batch import write_batch
from bluezone.protocol.signature import Kind, identity_of, sign_file, write_key_list
from tests.support.commands import bluezone, refused
from tests.support.exchange.mirrors import mirror
from tests.support.protocol.batches import WINDOW_END_S, batch, batch_file
from tests.support.protocol.signing import ROOT, key_list, listed, signing_key

ROOT_HEX = ROOT.verifying_key.value.hex()


def written(folder: Path, data: bytes, name: str = "7") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_the_whole_header_is_printed(tmp_path: Path) -> None:
    finished = bluezone("inspect", "batch", written(tmp_path, batch_file()))

    made = batch()
    assert {
        "kind": "batch",
        "sequence": 7,
        "window_start": "2020-08-09T01:00:00Z",
        "window_start_s": WINDOW_END_S - 3_600,
        "window_end": "2020-08-09T02:00:00Z",
        "window_end_s": WINDOW_END_S,
        "config_sequence": 3,
        "previous": made.previous.hex(),
        "groups": [
            {"day": day, "level": level, "class": infectivity, "format": entries, "count": 16}
            for day in ("2020-08-07", "2020-08-08")
            for level, infectivity, entries in (
                ("F0", 1, "seed16"),
                ("F0", 1, "venue16"),
                ("F0", 2, "seed16"),
                ("F1", 1, "seed16"),
            )
        ],
        "entries": 128,
        "identity": identity_of(write_batch(made)).hex(),
        "bytes": len(batch_file()),
        "signature": "not checked",
    } == finished.json
    assert 0 == finished.status


@pytest.mark.parametrize("as_file", [False, True])
def test_the_signature_is_checked_with_the_keys_that_are_named(tmp_path: Path, *, as_file: bool) -> None:
    keys = written(tmp_path, write_key_list(key_list(), ROOT), "keys.bzk")
    root = written(tmp_path, ROOT.verifying_key.value, "root.pub") if as_file else ROOT_HEX

    finished = bluezone("inspect", "batch", written(tmp_path, batch_file()), "--keys", keys, "--root", root)

    assert "valid" == finished.json["signature"]


def test_a_root_may_be_written_in_hex_in_a_file(tmp_path: Path) -> None:
    keys = written(tmp_path, write_key_list(key_list(), ROOT), "keys.bzk")
    root = written(tmp_path, ROOT_HEX.encode() + b"\n", "root.txt")

    finished = bluezone("inspect", "batch", written(tmp_path, batch_file()), "--keys", keys, "--root", root)

    assert "valid" == finished.json["signature"]


def test_the_newest_key_list_beside_the_file_is_found(tmp_path: Path) -> None:
    made = mirror(tmp_path)
    newer = key_list(listed(signing_key(Kind.BATCH, 1)), without=Kind.BATCH, sequence=10)

    assert "valid" == bluezone("inspect", "batch", tmp_path / "batch" / "2").json["signature"]

    made.write("keys/10", write_key_list(newer, ROOT))
    assert "names no such key" in refused(bluezone("inspect", "batch", tmp_path / "batch" / "2"))


def test_a_roll_up_with_two_signatures_is_printed_as_well(tmp_path: Path) -> None:
    signers = [signing_key(Kind.ROLLUP), signing_key(Kind.ROLLUP, 1)]
    keys = key_list(listed(signers[1]), required_signatures={Kind.ROLLUP: 2})
    key_file = written(tmp_path, write_key_list(keys, ROOT), "keys.bzk")
    path = written(tmp_path, sign_file(write_batch(batch(kind=Kind.ROLLUP)), signers))

    finished = bluezone("inspect", "batch", path, "--keys", key_file, "--root", ROOT_HEX)

    assert ("rollup", "valid") == (finished.json["kind"], finished.json["signature"])


def test_a_forged_batch_is_refused_where_keys_are_at_hand(tmp_path: Path) -> None:
    mirror(tmp_path)
    forged = bytearray((tmp_path / "batch" / "1").read_bytes())
    forged[-1] ^= 1
    path = written(tmp_path / "batch", bytes(forged), "1")

    assert "does not hold" in refused(bluezone("inspect", "batch", path))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no signature block"),
        (b"junk", "no signature block"),
        (bytes(range(256)) * 40, "no signature block"),
        (b"\x01" * 500, "BZB1"),
        (batch_file()[:-1], ""),
        (batch_file() + b"\0", ""),
        (write_batch(batch()), ""),
        (sign_file(b"BZB1\0\0\0\1\xc0", [signing_key(Kind.BATCH)]), "header is malformed"),
    ],
)
def test_a_file_of_wrong_form_is_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    assert reason in refused(bluezone("inspect", "batch", written(tmp_path, data)))


def test_an_early_batch_is_refused(tmp_path: Path) -> None:
    header, rest = write_batch(batch()).split(WINDOW_END_S.to_bytes(4, "big"), 1)
    early = header + (WINDOW_END_S - 1).to_bytes(4, "big") + rest

    line = refused(bluezone("inspect", "batch", written(tmp_path, sign_file(early, [signing_key(Kind.BATCH)]))))

    assert "before its embargo ended" in line


@pytest.mark.parametrize("missing", ["none", "."])
def test_a_missing_file_or_a_folder_is_refused(missing: str, tmp_path: Path) -> None:
    refused(bluezone("inspect", "batch", tmp_path / missing))


@pytest.mark.parametrize(
    "options",
    [["--root", ROOT_HEX], ["--root", "00"], ["--keys", "no-such-file", "--root", ROOT_HEX], ["--root", ""]],
    ids=str,
)
def test_half_of_what_a_check_needs_is_refused(options: list[Any], tmp_path: Path) -> None:
    refused(bluezone("inspect", "batch", written(tmp_path, batch_file()), *options))


def test_a_key_list_without_a_root_proves_nothing(tmp_path: Path) -> None:
    keys = written(tmp_path, write_key_list(key_list(), ROOT), "keys.bzk")

    line = refused(bluezone("inspect", "batch", written(tmp_path, batch_file()), "--keys", keys))

    assert "proves nothing without --root" in line


def test_a_key_list_under_another_root_is_refused(tmp_path: Path) -> None:
    keys = written(tmp_path, write_key_list(key_list(), signing_key(Kind.KEYS, 1)), "keys.bzk")

    line = refused(bluezone("inspect", "batch", written(tmp_path, batch_file()), "--keys", keys, "--root", ROOT_HEX))

    assert "pinned root" in line
