"""`bluezone portal indicators` and `national`: a file for whoever reads many portals, and questions to many files."""

from __future__ import annotations

import json
import stat
import sys

import pytest

from bluezone.cli.__main__ import main
from bluezone.cli.portal.national import ASKED, TOLD_TO
from bluezone.indicators.catalogue import INDICATORS
from bluezone.indicators.questions import ENGINES, QUESTIONS
from tests.support.national import write_nation
from tests.support.portal.served_portal import empty_portal, portal_command

DAYS = ("--from", "2020-08-01", "--to", "2020-08-10")


def test_a_portal_writes_its_file_and_what_cannot_be_is_one_line(tmp_path):
    data, file = empty_portal(tmp_path / "data"), tmp_path / "08.parquet"
    out = ("--out", str(file), "--json")

    told = json.loads(portal_command("indicators", data, "--province", "08", *DAYS, *out).stdout)

    assert (10 * len(INDICATORS), 0, 0, 5) == tuple(told[key] for key in ("rows", "withheld", "elsewhere", "threshold"))
    assert (told["bytes"], 0o600) == (file.stat().st_size, stat.S_IMODE(file.stat().st_mode))
    before = file.read_bytes()
    refused = portal_command("indicators", data, "--province", "08", *DAYS[:3], "2999-01-01", *out)
    assert (1, 1) == (refused.returncode, refused.stderr.count("\n"))
    assert "2999-01-01 may still change" in refused.stderr
    assert before == file.read_bytes()


def test_what_is_no_day_is_one_line(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["portal", "indicators", "--data", ".", "--out", "x", "--province", "08", *DAYS[:3], "yesterday"])

    assert "'yesterday' is no day such as 2026-11-01" in capsys.readouterr().err


@pytest.fixture
def folder(tmp_path):
    list(write_nation(tmp_path, provinces=2, communes=3, days=2))
    return tmp_path


def test_many_files_are_asked_together_as_lines_or_as_one_object(folder, capsys):
    assert 0 == main(["portal", "national", "rates-by-province", "--from", str(folder)])
    lines = capsys.readouterr().out.splitlines()
    assert 0 == main(["portal", "national", "rates-by-province", "--from", str(folder), "--json"])
    told = json.loads(capsys.readouterr().out)

    assert "province,rate,low,high" == lines[0]
    assert (2, len(lines) - 1) == (told["files"], len(told["answer"]))
    assert lines[1].split(",")[:2] == [told["answer"][0]["province"], told["answer"][0]["rate"]]
    assert {"province", "rate", "low", "high"} == set(told["answer"][0])


def test_a_spoilt_folder_and_a_missing_library_are_one_line(folder, capsys, monkeypatch):
    (folder / "01.parquet").write_bytes(b"PAR1")
    assert 1 == main(["portal", "national", "whole", "--from", str(folder)])
    assert "01.parquet" in capsys.readouterr().err

    monkeypatch.delitem(sys.modules, "bluezone.indicators.asking", raising=False)
    monkeypatch.setitem(sys.modules, "ibis", None)
    assert 1 == main(["portal", "national", "whole", "--sql", "trino"])
    assert capsys.readouterr().err.startswith("bluezone: this needs ibis: pip install 'bluezone[national]'")


def test_the_command_offers_every_question_and_every_engine():
    assert (tuple(QUESTIONS), tuple(ENGINES)) == (ASKED, TOLD_TO)
