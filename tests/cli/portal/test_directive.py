"""`bluezone portal directive` and `remind`, as an operator and a timer run them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bluezone.portal.world import VIET_NAM
from tests.support.exchange.served import set_clock
from tests.support.portal.rolling import LIST
from tests.support.portal.served_portal import empty_portal, portal_command
from tests.support.rollout.directives import SHIPPED_TEXT

pytestmark = pytest.mark.in_turn(of=4, family="whole stories")


@pytest.fixture
def data(tmp_path) -> Path:
    (tmp_path / "a.toml").write_text(SHIPPED_TEXT, encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(LIST)
    return empty_portal(tmp_path / "data")


def clock(folder: Path, day: int, hour: int = 9) -> str:
    moment = dt.datetime(2020, 8, day, hour, tzinfo=VIET_NAM)
    return str(set_clock(folder, int(moment.timestamp() * 1000)))


def directive(what: str, data: Path, *more: str, day: int = 12):
    return portal_command(f"directive {what}", data, *more, "--clock", clock(data.parent, day))


def load(data: Path, *more: str):
    files = (str(data.parent / "a.toml"), "--organisations", str(data.parent / "b.csv"))
    return directive("load", data, *files, *more)


def test_a_directive_is_loaded_once_counts_come_beside_it_and_a_timer_reminds(data):
    done = load(data)
    assert (0, "son-duong-2020: 38 reports expected before 2020-08-26 00:00 +0700\n") == (done.returncode, done.stdout)

    again = load(data)
    assert 1 == again.returncode
    assert "registered already" in again.stderr

    counts = data.parent / "counts.csv"
    counts.write_text("organisation,indicator,count\nubnd-trung-yen,residents-installed,431\n", encoding="utf-8")
    told = directive("vendor-counts", data, "son-duong-2020", str(counts), "--as-of", "2020-08-20")
    assert (0, "1 counts\n") == (told.returncode, told.stderr)

    reminded = portal_command("remind", data, "--clock", clock(data.parent, 22))
    assert 38 == len(reminded.stdout.splitlines())
    assert "" == portal_command("remind", data, "--clock", clock(data.parent, 22, 10)).stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('to = "youth"', 'to = "nobody"'), "a.toml: clause"),
        (("format = 1", "format = 9"), "a.toml: format"),
        (("format = 1", "format = "), "not TOML"),
    ],
)
def test_a_mistake_is_one_line_with_its_place_and_nothing_is_kept(data, change, said):
    (data.parent / "a.toml").write_text(SHIPPED_TEXT.replace(*change, 1), encoding="utf-8")

    done = load(data)

    assert (1, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert 1 == len(done.stderr.splitlines())


def test_an_unknown_office_or_colleague_gets_no_seat(data):
    load(data)

    done = directive("seat", data, "son-duong-2020", "ubnd-trung-yen", "nobody")

    assert 1 == done.returncode
    assert "no such directive, office or colleague" in done.stderr


@pytest.mark.parametrize(
    "rows", ["", "a,b,c\n", "organisation,indicator,count\nx,y,-1\n", "organisation,indicator,count\nx\n"]
)
def test_counts_that_are_none_are_refused(data, rows):
    counts = data.parent / "counts.csv"
    counts.write_text(rows, encoding="utf-8")

    done = directive("vendor-counts", data, "son-duong-2020", str(counts), "--as-of", "2020-08-20")

    assert 1 == done.returncode
    assert "counts.csv" in done.stderr
