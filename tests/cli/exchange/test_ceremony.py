"""The printed steps of the root key's ceremony, typed word by word: as a rehearsal, which nobody takes for real, and as
the real one that the page says to make of them."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
from pathlib import Path
from unittest.mock import Mock

import pytest

from bluezone.cli.exchange.keys.public_keys import public_line
from bluezone.joining.device.root_key import settle_root
from bluezone.joining.reading import read_root
from bluezone.joining.refusal import RefusedError
from bluezone.joining.rehearsal import ROOT
from bluezone.protocol.signature import Kind, SigningKey, VerifyingKey, read_key_list
from drills.machines.guide import blocks_of
from tests.support.commands import Finished, bluezone, refused
from tests.support.sources import PROJECT

PAGE = (PROJECT / "docs" / "operating" / "ceremony.md").read_text(encoding="utf-8")
LINES = [command for block in blocks_of(PAGE) for command in block.commands]
OF_THE_SERVICE = "runuser -u bluezone-exchange -- "
SERVICE, ROOT_USER = 4_242, 0


def typed(line: str, fingerprint: str) -> Finished:
    """One person types for all here; whose a line is stands in the page, and is held by a test of its own."""
    program, *words = shlex.split(line.removeprefix(OF_THE_SERVICE).replace("FINGERPRINT", fingerprint))
    assert "bluezone" == program
    return bluezone(*words)


def ceremony(*, rehearsal: bool, more: str = "") -> dict[str, Finished]:
    """Types the page, or the real one as the page says it differs, with `more` for the first list to name; what each
    command said, by its name."""
    said: dict[str, Finished] = {}
    for line in LINES:
        if line.startswith("head "):
            Path("report.pub").write_bytes(bytes(range(32)))
        if line.startswith(("cat ", "rm ", "head ")):
            continue
        text = line if rehearsal else line.replace(" --rehearsal", "").replace("--data rehearsal", "--data real")
        name = shlex.split(line.removeprefix(OF_THE_SERVICE))[3]
        text += more if name == "request" else ""
        said[name] = typed(text, said["request"].json["fingerprint"] if "request" in said else "")
    return said


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_printed_steps_lead_to_a_list_in_force_and_a_record(here):
    said = ceremony(rehearsal=True)

    assert {"draw": 0, "request": 0, "sign": 0, "install": 0, "show": 0, "rehearsed": 0} == {
        name: one.status for name, one in said.items()
    }
    assert said["draw"].json["public"] == (here / "root.key.pub").read_text().strip()
    assert re.search(
        r"^Rehearsed on \d{4}-\d\d-\d\d \d\d:\d\d UTC: Đỗ Quang Trị, Lý Thị Huyền; ",
        said["rehearsed"].out,
        re.MULTILINE,
    )
    kept = {"lan.key", "lan.key.pub", "minh.key", "minh.key.pub"}  # of the two persons, who take them home
    made = {"rehearsal", "root.key", "root.key.pub", "request", "list-1", "report.pub"}
    assert kept | made == {one.name for one in here.iterdir()}
    assert {"rm", "-r", *made} == set(next(shlex.split(one) for one in LINES if one[:2] == "rm"))


def test_the_list_takes_reports_and_names_the_two_who_may_take_warnings_back(here):
    said = ceremony(rehearsal=False)

    listed = read_key_list((here / "real" / "keys" / "key-list").read_bytes(), read_root("root.key.pub"))
    told = [key.public.hex() for key in listed.keys if key.kind is Kind.REVOCATION]
    assert {Path(f"{name}.key.pub").read_text().strip() for name in ("lan", "minh")} == {
        f"revocation:{public}" for public in told
    }
    assert bytes(range(32)) == listed.report_key
    ids = {VerifyingKey(bytes.fromhex(public)).key_id.hex() for public in told}
    assert all(one in said["sign"].out for one in ids)  # which both compare with the papers


def test_the_list_names_the_key_by_which_a_portal_signs_codes_of_places_where_the_page_has_it_added(here):
    more = "--add venue.pub"
    assert f"`{more}`" in PAGE
    key = SigningKey(Kind.VENUE, bytes(range(32))).verifying_key
    Path("venue.pub").write_text(public_line("venue", key) + "\n")

    ceremony(rehearsal=False, more=f" {more}")

    listed = read_key_list((here / "real" / "keys" / "key-list").read_bytes(), read_root("root.key.pub"))
    assert key.value in {one.public for one in listed.keys if one.kind is Kind.VENUE}


def test_whatever_opens_the_exchanges_folder_is_typed_as_its_account_and_nothing_else_is():
    of_the_service = [line for line in LINES if "--data" in line]

    assert 4 == len(of_the_service)
    assert of_the_service == [line for line in LINES if line.startswith("runuser")]
    assert all(line.startswith(OF_THE_SERVICE) for line in of_the_service)


@pytest.mark.skipif(os.geteuid() != ROOT_USER, reason="only root gives a folder away")
@pytest.mark.parametrize("step", ["request", "install"])
def test_root_in_the_services_folder_is_refused_and_leaves_no_file_there(here, step):
    """The service could not read root's keys, and would not start."""
    ceremony(rehearsal=False)
    data = here / "real"
    os.chown(data, SERVICE, SERVICE)
    before = sorted(path.name for path in data.rglob("*"))
    (line,) = (one for one in LINES if f"keys {step}" in one)

    told = typed(line.replace("--data rehearsal", "--data real"), "")

    assert "belongs to another account" in refused(told)
    assert before == sorted(path.name for path in data.rglob("*"))


def test_the_real_ceremony_is_the_same_words_but_for_two_and_is_no_rehearsal(here):
    said = ceremony(rehearsal=False)

    assert [0] * 5 == [one.status for name, one in said.items() if name != "rehearsed"]
    assert "this is no rehearsal" in refused(said["rehearsed"])


def test_under_the_root_of_rehearsals_nothing_real_stands(here):
    ceremony(rehearsal=True)

    assert "begun in a rehearsal" in refused(bluezone("exchange", "serve", "--data", "rehearsal", "--port", "0"))
    assert "everybody has" in refused(bluezone("exchange", "init", "--data", "new", "--root-key", "root.key"))
    with pytest.raises(RefusedError, match="everybody has"):
        read_root("root.key.pub")


def test_a_phone_pins_the_root_of_rehearsals_never():
    with pytest.raises(RefusedError, match="everybody has"):
        asyncio.run(settle_root(ROOT.verifying_key, Mock(**{"fact.return_value": None}), Mock(), "https://x.vn", print))


def test_another_request_than_the_one_that_was_read_aloud_is_not_signed(here):
    Path("report.pub").write_bytes(bytes(range(32)))
    words = [line for line in LINES if "keys draw" in line or "keys request" in line]
    for line in words:
        assert 0 == typed(line, "").status

    told = typed(next(line for line in LINES if "keys sign" in line), "0" * 16)

    assert "this is not what was asked for" in refused(told)
    assert not (here / "list-1").exists()


@pytest.mark.parametrize("names", [["Lan"], ["Lan", "lan "], ["Lan", "Hùng", "Mai"]])
def test_a_ceremony_is_recorded_of_two_persons_alone(here, names):
    told = bluezone(
        "exchange", "keys", "rehearsed", "--data", "x", *(word for name in names for word in ("--person", name))
    )

    assert "takes two persons" in refused(told)
