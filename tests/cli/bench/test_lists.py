"""`bluezone bench lists` measures the whole way in and the whole way out."""

from __future__ import annotations

from tests.support.commands import bluezone, refused


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
