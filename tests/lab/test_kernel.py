"""The kernel's benchmark measures a kernel that finds what it should; how fast is for docs/performance.md."""

from __future__ import annotations

import json

import pytest

from bluezone import kernel
from bluezone.cli.__main__ import main
from bluezone.joining.refusal import RefusedError
from bluezone.lab import kernel as bench
from tests.support.kernel.kernels import native_paths


def run(*words: str) -> int:
    return main(["bench", "kernel", *words])


def test_the_figures_of_a_small_run_are_complete(capsys: pytest.CaptureFixture):
    status = run("--keys", "1400", "--sightings", "2000", "--json")

    figures = json.loads(capsys.readouterr().out)
    promised = {"native_keys_per_s", "pure_keys_per_s", "native_2_threads_keys_per_s", "index_ms", "cycles_per_hash"}
    assert 0 == status
    assert promised | {"peak_mb", "path"} <= figures.keys()
    assert (1400, 2000) == (figures["keys"], figures["sightings"])
    assert figures["pure_keys_per_s"] > 0
    assert all(figures[name] for name in promised) is bool(native_paths())


def test_people_read_a_line_for_each_figure(capsys: pytest.CaptureFixture):
    run("--keys", "1400", "--sightings", "2000")

    assert any(line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("pure_keys_per_s "))


def test_the_work_is_the_same_in_every_run():
    assert bench.workload(1400, 100) == bench.workload(1400, 100)


def test_what_was_planted_is_there_to_be_found():
    load = bench.workload(4200, 100)

    index = kernel.SightingIndex(load.ids, load.times_ms, 0)
    found = [pair for day, keys in enumerate(load.columns) for pair in index.match_keys(bench.FIRST_DAY + day, keys)]

    assert load.planted == len(found) == 4


@pytest.mark.parametrize(("keys", "sightings"), [(13, 10), (10**9, 10**6), (14_000, 13), (14, -1)])
def test_work_that_makes_no_sense_is_refused(keys: int, sightings: int):
    with pytest.raises(RefusedError, match="between 14 and 10,000,000 keys"):
        bench.workload(keys, sightings)


def test_an_evening_says_seconds_and_memory():
    figures = bench.measure_evening(phones=3)

    assert 3 == figures["phones"]
    assert {"each_for_itself_s", "all_logs_as_one_s", "each_for_itself_peak_mb", "path"} <= figures.keys()
