"""`bluezone bench proximity`: one phone-day, from sightings to a decision."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from bluezone.cli.__main__ import main
from bluezone.lab.phone_day import PARAMETERS, PEOPLE, measure
from bluezone.lab.proximity.model_file import BUILT_IN


def test_a_day_is_measured_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["bench", "proximity", "--sightings", "400"])

    found = json.loads(capsys.readouterr().out)
    assert (400, PEOPLE) == (found["sightings"], found["people"])
    assert 0 < found["opening_powers_ms"] < found["best_ms"] <= found["worst_ms"]


def test_all_that_the_judgement_reads_fits_into_64_kilobytes() -> None:
    """The laboratory's model lies beside it and is read by no phone (tests/architecture/test_promises.py)."""
    carried = {one.name for one in files("bluezone.device.data").iterdir() if one.name.endswith(".json")}

    assert {*PARAMETERS, BUILT_IN} == carried
    assert 0 < measure(400)["parameters_bytes"] <= 64_000  # type: ignore[operator]


def test_a_day_of_fewer_sightings_than_people_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["bench", "proximity", "--sightings", "3"])

    assert "40 to 1000000 sightings" in capsys.readouterr().err
