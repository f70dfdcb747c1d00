"""The printed steps of the root key's ceremony, typed word by word: as a rehearsal, which nobody takes for real, and as
the real one that the page says to make of them."""

from __future__ import annotations

import asyncio
import re
import shlex
from pathlib import Path
from unittest.mock import Mock

import pytest

from bluezone.joining.device.root_key import settle_root
from bluezone.joining.reading import read_root
from bluezone.joining.refusal import RefusedError
from bluezone.joining.rehearsal import ROOT
from tests.support.commands import Finished, bluezone, refused
from tests.support.sources import PROJECT

PAGE = (PROJECT / "docs" / "operating" / "ceremony.md").read_text(encoding="utf-8")
LINES = [
    line for block in re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines()
]


def typed(line: str, fingerprint: str) -> Finished:
    program, *words = shlex.split(line.replace("FINGERPRINT", fingerprint))
    assert "bluezone" == program
    return bluezone(*words)


def ceremony(*, rehearsal: bool) -> dict[str, Finished]:
    """Types the page, or the real one as the page says it differs; what each command said, by its name."""
    said: dict[str, Finished] = {}
    for line in LINES:
        if line.startswith(("cat ", "rm ")):
            continue
        text = line if rehearsal else line.replace(" --rehearsal", "").replace("--data rehearsal", "--data real")
        name = shlex.split(line)[3]
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
    assert {"rehearsal", "root.key", "root.key.pub", "request", "list-1"} == {one.name for one in here.iterdir()}
    assert {"rm", "-r", *(one.name for one in here.iterdir())} == set(
        next(shlex.split(one) for one in LINES if one[:2] == "rm")
    )


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
