"""A measuring command prints its figures as people read them, or as one JSON object."""

from __future__ import annotations

import argparse
import json

import pytest

from bluezone.cli.bench.measurement import Measurement

FIGURES: dict[str, object] = {"calls_per_s": 4.5, "store": "sqlite"}


def printed(capsys: pytest.CaptureFixture[str], *words: str, **form: object) -> str:
    def no_options(_: argparse.ArgumentParser) -> None: ...

    measurement = Measurement("thing", "Measure a thing or two.", no_options, lambda _: FIGURES, **form)
    parser = argparse.ArgumentParser()
    measurement.register(parser.add_subparsers())
    arguments = parser.parse_args(["thing", *words])
    assert 0 == arguments.run(arguments)
    return capsys.readouterr().out


def test_people_read_a_line_for_each_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert "calls_per_s: 4.5\nstore: sqlite\n" == printed(capsys)


def test_a_column_of_names_has_a_width(capsys: pytest.CaptureFixture[str]) -> None:
    assert "calls_per_s    4.5\nstore          sqlite\n" == printed(capsys, width=14)


def test_a_program_asks_for_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert FIGURES == json.loads(printed(capsys, "--json"))


def test_some_figures_are_json_in_any_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert FIGURES == json.loads(printed(capsys, always_json=True))
