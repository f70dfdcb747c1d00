"""`bluezone trace regimes`, `replay` and `what-if`: the rules, two of them side by side, and what would be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import bluezone, refused
from tests.support.trace.lists import lists_in

CASES = "id,onset,isolation_date\nA,2021-05-10,2021-05-14\nB,2021-05-13,\n"
CONTACTS = """from,to,date
A,B,2021-05-09
A,C,2021-05-07
A,D,2021-05-06
C,E,2021-05-08
C,F,2021-05-06
A,G,2021-05-15
B,H,
"""


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    return lists_in(tmp_path, CASES, CONTACTS)


def test_two_regimes_stand_side_by_side(lists) -> None:
    said = bluezone("trace", "replay", *lists, "--regime", "2021-05-hcmc", "--against", "2022-02", "--json").json

    one, other = said["sides"]
    assert ({"F0": 2, "F1": 2, "F2": 1, "none": 3}, [43, 43], [8, 8]) == (
        one["levels"],
        one["person_days"],
        one["tests"],
    )
    assert ({"F0": 2, "F1": 1, "none": 5}, [5, 7], [1, 1]) == (other["levels"], other["person_days"], other["tests"])
    assert (["2021-05-hcmc", "2022-02"], 1, 0) == (
        [one["regime"], other["regime"]],
        one["undated"],
        one["without_onset"],
    )
    assert (1, 1) == (one["cases_with_source"], other["cases_with_source"])
    assert ["f1.test_days", "f2.kind", "f2.until_test", "visits.apart", "visits.watch"] == other["not_stated"]
    assert [("C", "F1", "none"), ("E", "F2", "none")] == [
        (moved["id"], moved["regime"], moved["against"]) for moved in said["moved"]
    ]


def test_people_read_both_and_what_neither_states(lists) -> None:
    assert [
        "2021-05-hcmc: 2 F1, 1 F2, 43 person-days of quarantine, 8 tests of F1",
        "  not stated by its sources: f1.watch_days, f1_vaccinated.watch_days, visits.apart, visits.watch",
        "2022-02: 1 F1, 0 F2, 5 to 7 person-days of quarantine, 1 tests of F1",
        "  not stated by its sources: f1.test_days, f2.kind, f2.until_test, visits.apart, visits.watch",
        "2 people are at another level",
        "  C: F1, against none",
        "  E: F2, against none",
    ] == bluezone("trace", "replay", *lists, "--regime", "2021-05-hcmc", "--against", "2022-02").lines


def test_what_would_be_is_told_with_what_it_takes(lists) -> None:
    options = ("--positive", "C", "--withdraw", "B", "H", "--regime", "2021-12")

    said = bluezone("trace", "what-if", *lists, *options, "--json").json

    assert [("C", "F1", "F0"), ("E", "F2", "F1"), ("H", "F1", "none")] == [
        (moved["id"], moved["before"], moved["after"]) for moved in said["moved"]
    ]
    assert {"f1": 2, "f2": 1, "person_days": [15, 29], "tests": [4, 4]} == said["before"]
    assert {"f1": 1, "f2": 0, "person_days": [7, 14], "tests": [2, 2]} == said["after"]
    assert "2021-12" == said["regime"]


def test_people_read_what_would_be_in_lines(lists) -> None:
    assert [
        "2 people would be at another level",
        "  B: F0 to F1",
        "  H: F1 to F2",
        "now:  2 F1, 1 F2, 29 person-days of quarantine, 4 tests of F1",
        "then: 2 F1, 2 F2, 30 person-days of quarantine, 4 tests of F1",
    ] == bluezone("trace", "what-if", *lists, "--negative", "B").lines


def test_who_is_in_neither_list_cannot_be_supposed(lists) -> None:
    assert "Z is in neither list" in refused(bluezone("trace", "what-if", *lists, "--positive", "Z"))


def test_every_figure_of_a_regime_is_listed_with_its_source() -> None:
    lines = bluezone("trace", "regimes").lines
    said = {one["id"]: one for one in bluezone("trace", "regimes", "--language", "vi", "--json").json["regimes"]}

    assert "template: Template (never in force, VN)" == lines[0]
    assert "2021-05-hcmc: Ho Chi Minh City, May 2021 (from 2021-05-13, 79)" in lines
    assert "  f1.test_days = 1, 7, 14, 20 [hcdc]" in lines
    assert {"value": 21, "source": "hcdc"} == said["2021-05-hcmc"]["figures"]["f1.days"]
    assert {"value": "home", "source": "cv-762"} == said["2022-02"]["figures"]["f1.kind"]
    assert "Công văn 762/BYT-DP, 21/2/2022" == said["2022-02"]["name"]
    assert said["template"]["begins"] is None


def test_of_many_who_moved_the_first_are_named(tmp_path: Path) -> None:
    cases, contacts = lists_in(
        tmp_path, "id,onset\nA,2021-05-10\n", "from,to,date\n" + "".join(f"A,{one},2021-05-07\n" for one in range(12))
    )

    lines = bluezone("trace", "replay", cases, contacts, "--regime", "2021-12", "--against", "2022-02").lines

    assert "  9: F1, against none" == lines[-2]
    assert "  … (2 more)" == lines[-1]
