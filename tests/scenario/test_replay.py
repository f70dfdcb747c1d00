"""The main job from end to end: real devices, encrypted stores, an exchange in its own process, real HTTP."""

from __future__ import annotations

import contextlib
import io
import json

import pytest

from bluezone.cli.__main__ import main
from tests.support.simulation.traces import together, trace_of, write_csv

CASE, NEAR, BRIEF, FAR, OFF = 1, 2, 3, 4, 5
TRACE = trace_of(
    together(CASE, NEAR, 45),
    together(CASE, BRIEF, 2, start_s=11 * 3600),
    together(FAR, BRIEF, 45, start_s=13 * 3600),
    together(CASE, OFF, 45, start_s=15 * 3600),
)


OF_CASE = ("--first-case", str(CASE), "--app-off", str(OFF))


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_csv(tmp_path_factory.mktemp("trace") / "office.csv", TRACE))


@pytest.fixture(scope="module")
def of_case(trace: str) -> dict:
    """What came of the replay of CASE, with one person's app off."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        assert 0 == main(["simulate", "replay", trace, *OF_CASE, "--json"])
    return json.loads(told.getvalue())


def replayed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    status = main(["simulate", "replay", *arguments, "--json"])

    assert 0 == status
    return json.loads(capsys.readouterr().out)


def test_who_was_near_is_warned_and_nobody_else(of_case: dict) -> None:
    result = of_case

    assert [NEAR] == result["warned"]
    assert {"2": 45.0, "3": 2.0, "5": 45.0} == result["close_minutes_true"]
    assert ([], []) == (result["missed"], result["false"])
    assert (5, CASE, 1, 1) == (result["people"], result["first_case"], result["days"], result["seed"])
    assert result["seeds_uploaded"] >= 2
    assert result["batches_verified"] >= 4
    assert 0 < result["sightings_of_first_case"] < result["sightings"]


@pytest.mark.in_turn(of=3)
def test_the_same_seed_gives_the_same_result(trace: str, of_case: dict, capsys: pytest.CaptureFixture[str]) -> None:
    again = replayed(capsys, trace, *OF_CASE, "--seed", str(of_case["seed"]))

    assert of_case | {"wall_s": 0} == again | {"wall_s": 0}


@pytest.mark.in_turn(of=3)
def test_silent_air_warns_nobody_and_hides_no_truth(trace: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = replayed(capsys, trace, "--first-case", str(CASE), "--air", "silent")

    assert ([], 0) == (result["warned"], result["sightings"])
    assert [NEAR, OFF] == result["missed"]


@pytest.mark.breadth
def test_an_infection_of_somebody_else_warns_others(trace: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = replayed(capsys, trace, "--first-case", str(FAR))

    assert [BRIEF] == result["warned"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["nowhere.csv", "--first-case", "1"], 1),
        (["{trace}", "--first-case", "77"], 1),
        (["{trace}", "--first-case", "1", "--app-off", "1"], 1),
        (["{trace}", "--first-case", "1", "--app-off", "two"], 2),
        (["{trace}"], 2),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_one_line(
    trace: str, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int
) -> None:
    asked = ["simulate", "replay", *(argument.format(trace=trace) for argument in arguments)]
    try:
        ended = main(asked)
    except SystemExit as usage:
        ended = int(usage.code or 0)

    captured = capsys.readouterr()
    assert status == ended
    assert (1, "") == (captured.err.count("\n"), captured.out)


@pytest.mark.in_turn(of=3)
def test_a_sweep_pools_its_counts_beside_the_rule_that_any_packet_counts(
    trace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["simulate", "sweep", trace, "--first-cases", f"{CASE},{FAR}", "--seeds", "1", "--json"])

    result = json.loads(capsys.readouterr().out)
    assert 0 == status
    assert {"must": 3, "hits": 3, "recall": 1.0} == {key: result["ours"][key] for key in ("must", "hits", "recall")}
    assert 0 == result["ours"]["warned_under_5_minutes"]
    assert result["any_packet"]["warned"] >= result["ours"]["warned"]
    assert ("adaptive", True) == (result["listen"], 254 <= result["mah_a_day"] <= 367)


@pytest.mark.breadth
def test_a_sweep_can_have_all_phones_listen_as_the_original(trace: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--first-cases", str(CASE), "--seeds", "1", "--listen", "40/300", "--json"]

    assert 0 == main(["simulate", "sweep", trace, *arguments])

    result = json.loads(capsys.readouterr().out)
    assert ("40/300", 339) == (result["listen"], result["mah_a_day"])
