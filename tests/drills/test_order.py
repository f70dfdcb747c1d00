"""Which tests meet a fault, in which order, and whose verdict is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drills.mutants import drill
from drills.mutants.drill import is_doubtful
from drills.mutants.planting import Mutant
from drills.mutants.rooms import OF_EVERY_APP
from drills.mutants.running import cheapest_first
from drills.mutants.warm import Known, Warm, within

INSIDE = Mutant("room.py", 10, 11, "(8)", "7", "number", inside=True, lines=(3, 4), line=4)


def test_the_cheapest_file_comes_first_and_in_it_the_fastest_test() -> None:
    seconds = {"a.py::slow": 3.0, "a.py::fast": 0.1, "b.py::slow": 2.0, "b.py::fast": 0.2}

    ordered = cheapest_first(seconds, seconds, {})

    assert ["b.py::fast", "b.py::slow", "a.py::fast", "a.py::slow"] == ordered


def test_before_all_others_comes_the_file_that_mirrors_the_source() -> None:
    seconds = {"tests/test_a.py::one": 0.1, "tests/test_batch.py::one": 3.0, "tests/test_b.py::one": 0.2}

    ordered = cheapest_first(seconds, seconds, {}, "src/room/batch.py")

    assert ["tests/test_batch.py::one", "tests/test_a.py::one", "tests/test_b.py::one"] == ordered


def test_a_table_is_asked_first_of_the_file_that_mirrors_it_though_that_comes_by_none_of_its_lines() -> None:
    every = "tests/architecture/test_whole_acts.py::one"
    mirror, by, far = (f"tests/test_{name}.py::one" for name in ("batch", "near", "far"))
    seconds = {by: 0.1, every: 2.0, mirror: 3.0, far: 0.2}
    opening = dict.fromkeys(("tests/test_batch.py", "tests/test_near.py", "tests/test_far.py", OF_EVERY_APP[1]), 0.0)
    known = Known(seconds, opening, list(seconds), {"src/room/batch.py": {"9": [0]}})
    table = Mutant("src/room/batch.py", 10, 11, "(8)", "7", "number", inside=False, lines=(3, 4), line=4)

    gone = replace(table, fault="decorator", before="transaction.atomic")

    assert [mirror, every, by, far] == list(drill.tests_for(table, known))
    assert [every, mirror, by, far] == list(drill.tests_for(gone, known))


def test_what_a_file_makes_for_all_its_tests_counts_once() -> None:
    seconds = {"a.py::one": 0.1, "b.py::one": 1.0, "b.py::two": 1.0}

    ordered = cheapest_first(seconds, seconds, {"a.py": 5.0, "b.py": 2.0})

    assert ["b.py::one", "b.py::two", "a.py::one"] == ordered


def test_lines_that_are_run_for_a_whole_file_are_run_for_each_of_its_tests() -> None:
    known = Known(tests=["a.py::one", "b.py::one", "a.py::two"])

    by_test = known.by_test({"room.py": {"3": ["file of 0"], "4": ["1"], "5": ["2", "file of 1"]}})

    assert {"room.py": {"3": [0, 2], "4": [1], "5": [1, 2]}} == by_test


def test_what_was_told_of_files_that_are_as_they_were_is_taken_over() -> None:
    """Their tests come behind the new ones, and each line is met by the same tests as before."""
    before = Known(
        {"a.py::one": 1.0, "b.py::one": 2.0, "b.py::two": 3.0},
        {"a.py": 0.1, "b.py": 0.2},
        ["a.py::one", "b.py::one", "b.py::two"],
        {"room.py": {"3": [0, 2], "4": [0]}},
        skipped=["b.py::one", "a.py::one"],
    )
    known = Known({"a.py::new": 4.0}, {"a.py": 0.3}, ["a.py::new"], {"room.py": {"3": [0]}})

    known.add(before.of_files({"b.py"}))

    assert ["a.py::new", "b.py::one", "b.py::two"] == known.tests
    assert {"room.py": {"3": [0, 2], "4": []}} == known.lines
    assert {"a.py::new": 4.0, "b.py::one": 2.0, "b.py::two": 3.0} == known.seconds
    assert ({"a.py": 0.3, "b.py": 0.2}, ["b.py::one"]) == (known.opening, known.skipped)


def test_what_a_test_worked_counts_and_not_how_long_it_had_to_wait() -> None:
    """A busy machine makes every test ten times as long as it is."""
    known = Known()

    for name in ("a.py::one", "a.py::two"):
        known.tell_time(name, [report(30.0), report(10.0)], 0.4)

    assert {"a.py": pytest.approx(0.3)} == known.opening
    assert {"a.py::one": pytest.approx(0.1), "a.py::two": pytest.approx(0.4)} == known.seconds


def report(duration: float) -> pytest.TestReport:
    return pytest.TestReport("a.py::one", ("a.py", 1, ""), {}, "passed", None, "call", duration=duration)


@pytest.mark.parametrize(
    ("verdict", "imported", "doubtful"),
    [
        ("killed", {("room.py", 3)}, False),
        ("survived", set(), False),
        ("survived", {("other.py", 3), ("room.py", 5)}, False),
        ("survived", {("room.py", 4)}, True),
        ("cold", set(), True),
    ],
)
def test_a_survivor_is_imported_anew_where_its_line_runs_during_import(verdict: str, imported, doubtful: bool) -> None:
    assert doubtful == is_doubtful(INSIDE, {"verdict": verdict}, imported)


@pytest.mark.parametrize(("seconds", "asked"), [(0.5, ["a"]), (3.0, ["a", "b"]), (9.0, ["a", "b", "c"])])
def test_a_fault_is_asked_of_the_first_tests_that_fit_into_the_time(seconds: float, asked: list[str]) -> None:
    assert asked == list(within(seconds, {"a": 1.0, "b": 2.0, "c": 4.0}))


def test_the_drill_runs_the_tests_in_its_own_order_before_anybody_else_would(pytestconfig: pytest.Config) -> None:
    """Else all of them would run without a fault, and no process would begin to plant any."""
    loops = pytestconfig.hook.pytest_runtestloop.get_hookimpls()
    ours = Warm.pytest_runtestloop.pytest_impl  # type: ignore[attr-defined]

    assert ours["tryfirst"]
    assert [] == [one.plugin_name for one in loops if one.tryfirst and not (one.wrapper or one.hookwrapper)]
