"""`bluezone inspect match` answers the recorded checks as the original did, and says so in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bluezone import kernel
from tests.support.commands import Finished, bluezone, refused
from tests.support.protocol import vectors

OWN = "286BCE589AB994EFA5F73CAD"
KNOWN_DIFFERENCE = "entry without max before the matching one: the original stops reading and answers no contact"
LISTS = vectors.checks("check_contact_list")


def match(folder: Path, document: Any, rows: list[dict[str, Any]], *options: object) -> Finished:
    exposures, sightings = folder / "list.json", folder / "log.tsv"
    exposures.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    lines = [f"{OWN}\t{row['id']}\t-74\t{row['time_ms']}\n" for row in rows]
    sightings.write_text("".join(lines), encoding="utf-8")
    return bluezone("inspect", "match", "--exposures", exposures, "--sightings", sightings, *options)


@pytest.mark.parametrize("check", vectors.checks("check_contact"))
def test_tolerance_0_gives_the_originals_answer(check: dict[str, Any], tmp_path: Path) -> None:
    entry = {name: check[name] for name in ("daily_key", "time_start", "max", "time_end")}

    finished = match(tmp_path, {"data": [entry]}, check["rows"], "--tolerance-slots", 0)

    assert check["contact"] == bool(finished.json["matches"])
    assert 0 == finished.status


@pytest.mark.parametrize("check", [check for check in LISTS if KNOWN_DIFFERENCE not in check.id])
def test_tolerance_0_gives_the_originals_answer_to_a_list(check: dict[str, Any], tmp_path: Path) -> None:
    finished = match(tmp_path, {"data": check["data"]}, check["rows"], "--tolerance-slots", 0)

    assert set(check["matched_daily_keys"]) == {found["daily_key"] for found in finished.json["matches"]}


@pytest.mark.parametrize("check", [check for check in LISTS if KNOWN_DIFFERENCE in check.id])
def test_entry_without_max_before_the_matching_one(check: dict[str, Any], tmp_path: Path) -> None:
    """The one known difference: the original answered no contact, we skip and count the entry and answer contact."""
    finished = match(tmp_path, {"data": check["data"]}, check["rows"], "--tolerance-slots", 0)

    assert {
        "matches": [
            {
                "daily_key": check["data"][1]["daily_key"],
                "heard_id": check["rows"][0]["id"],
                "time_ms": check["rows"][0]["time_ms"],
            }
        ],
        "skipped_entries": 1,
        "kernel": kernel.IMPLEMENTATION,
    } == finished.json


def test_one_slot_of_tolerance_is_the_default_and_finds_the_late_advertiser(tmp_path: Path) -> None:
    late = next(c.values[0] for c in vectors.checks("check_contact") if "5 minutes after" in str(c.id))
    assert isinstance(late, dict)
    document = {"data": [{name: late[name] for name in ("daily_key", "time_start", "max", "time_end")}]}

    counts = [len(match(tmp_path, document, late["rows"], *options).json["matches"]) for options in ([], STRICT, ONE)]

    assert [1, 0, 1] == counts


STRICT = ("--tolerance-slots", "0")
ONE = ("--tolerance-slots", "1")


def test_the_kernel_can_be_named(tmp_path: Path) -> None:
    finished = match(tmp_path, {"data": []}, [], "--kernel", "pure")

    assert {"matches": [], "skipped_entries": 0, "kernel": "pure"} == finished.json


def test_a_native_kernel_is_used_or_refused_but_never_replaced(tmp_path: Path) -> None:
    finished = match(tmp_path, {"data": []}, [], "--kernel", "native")

    if finished.status == 0:
        assert "native" == finished.json["kernel"]
    else:
        assert "C extension" in refused(finished)


@pytest.mark.parametrize("document", ["", "{", "[]", '{"data": 7}', "[" * 50_000, "é"])
def test_what_is_no_list_is_refused(document: str, tmp_path: Path) -> None:
    assert "exposure list" in refused(match(tmp_path, document, []))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00junk", b"one column\n", bytes(range(256)), b"\t\t\t7\n"])
def test_what_is_no_log_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text('{"data": []}', encoding="utf-8")
    (tmp_path / "log.tsv").write_bytes(content)

    finished = bluezone("inspect", "match", "--exposures", tmp_path / "list.json", "--sightings", tmp_path / "log.tsv")

    assert "log" in refused(finished)


def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    check = next(c.values[0] for c in vectors.checks("check_contact") if "in the middle of its own slot" in str(c.id))
    assert isinstance(check, dict)
    entry = {name: check[name] for name in ("daily_key", "time_start", "max", "time_end")}
    rows = "".join(f"{OWN}\t{row['id']}\t-74\t{row['time_ms']}\r\n" for row in check["rows"])
    (tmp_path / "list.json").write_bytes(b"\xef\xbb\xbf" + json.dumps({"data": [entry]}).encode())
    (tmp_path / "log.tsv").write_bytes(b"\xef\xbb\xbf" + rows.encode())

    finished = bluezone("inspect", "match", "--exposures", tmp_path / "list.json", "--sightings", tmp_path / "log.tsv")

    assert [check["rows"][0]["time_ms"]] == [found["time_ms"] for found in finished.json["matches"]]


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for wrong in (tmp_path / "none", tmp_path):
        refused(bluezone("inspect", "match", "--exposures", wrong, "--sightings", wrong))


@pytest.mark.parametrize("options", [("--tolerance-slots", "3"), ("--tolerance-slots", "x"), ("--kernel", "fast")])
def test_impossible_options_are_wrong_use(options: tuple[str, str], tmp_path: Path) -> None:
    refused(match(tmp_path, {"data": []}, [], *options), status=2)
