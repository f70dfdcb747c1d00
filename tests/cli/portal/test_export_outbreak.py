"""`bluezone portal export-outbreak`: an outbreak as a file, for nobody's eyes without names."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.support.portal.served_portal import empty_portal, portal_command
from tests.support.trace.lists import lists_in

pytestmark = pytest.mark.in_turn(of=3, family="commands")

CASES = "id,onset,name,phone\na,2020-08-10,Lê Thị Hoa,0912345678\n"
CONTACTS = "from,to,date\na,b,2020-08-09\nb,c,2020-08-12\n"
_AS_LINES = ("--format", "jsonl", "--json")


@pytest.fixture
def data(tmp_path) -> Path:
    lists = lists_in(tmp_path, CASES, CONTACTS)
    data = empty_portal(tmp_path / "data")
    assert 0 == portal_command("import-outbreak", data, *map(str, lists)).returncode
    return data


def test_what_was_brought_in_leaves_again_without_a_name_and_what_cannot_be_is_one_line(data):
    file = data.parent / "people.jsonl"

    told = json.loads(portal_command("export-outbreak", data, str(file), "--what", "people", *_AS_LINES).stdout)

    people = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {"F0", "F1", "F2"} == {one["level"] for one in people}
    assert {None} == {one["name"] for one in people}
    assert (0, file.stat().st_size) == (told["names"], told["bytes"])
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    before = file.read_bytes()
    for options, why in (
        (("--format", "fhir"), "people leave as xlsx, csv, jsonl"),
        (("--as", "nobody"), "nobody signs in as nobody"),
        (("--as", "danh.sach"), "nobody signs in as danh.sach"),
    ):
        refused = portal_command("export-outbreak", data, str(file), "--what", "people", *options)
        assert (1, 1, True) == (refused.returncode, refused.stderr.count("\n"), why in refused.stderr)
    assert before == file.read_bytes()
    assert [] == list(data.parent.glob("*.part"))
