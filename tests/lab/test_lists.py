"""`bluezone bench lists` measures the whole way in and the whole way out."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.commands import bluezone, refused
from tests.support.portal.served_portal import BARE


def test_an_import_finds_what_was_planted() -> None:
    figures = bluezone("bench", "lists", "--rows", "1000", "--json").json

    assert (1_000, 20) == (figures["rows"], figures["planted_twice"])
    assert 20 <= figures["candidates"] <= 22
    assert {"read", "recognise", "map", "clean", "compare"} == set(figures["seconds_by_step"])
    assert figures["rows_per_minute"] > 0


def test_an_export_writes_every_row() -> None:
    figures = bluezone("bench", "lists", "--export", "500", "--json").json

    assert 500 == figures["exported"]
    assert figures["export_peak_mb"] >= figures["before_mb"] > 0
    assert "rows" not in figures


def test_rows_are_a_count() -> None:
    assert "give a whole number from 1 to 5000000" in refused(bluezone("bench", "lists", "--rows", "0"), status=2)


@pytest.mark.breadth
def test_a_whole_portal_takes_a_list_in_and_gives_a_register_out() -> None:
    command = [sys.executable, "-m", "bluezone.cli", "bench", "lists", "--pages", "300", "--stored", "1200", "--json"]
    finished = subprocess.run(command, env=BARE, capture_output=True, text=True, check=True, timeout=200)

    figures = json.loads(finished.stdout)
    assert (300, 1_200) == (figures["brought_in"], figures["taken_out"])
    assert figures["candidates"] >= 6
    assert {"read", "read_again", "store"} == set(figures["seconds_by_step"])
    assert figures["peak_mb"] >= figures["before_mb"] > 0
    assert figures["csv_mb"] > 0.05
