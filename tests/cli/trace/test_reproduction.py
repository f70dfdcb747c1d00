"""`bluezone trace reproduction`: cohorts with their intervals, and what the list does not tell."""

from __future__ import annotations

from pathlib import Path

from tests.support.commands import bluezone
from tests.support.trace.lists import lists_in


def test_cohorts_come_with_the_number_behind_them(tmp_path: Path) -> None:
    cases, contacts = lists_in(
        tmp_path,
        "id,onset\nA,2014-05-01\nB,2014-05-04\nC,2014-05-06\nD,2014-05-20\nE,\n",
        "from,to\nA,B\nA,C\nB,E\nA,X\n",
    )

    said = bluezone("trace", "reproduction", cases, contacts, "--json").json

    assert [
        ("2014-05-01", "2014-05-07", 3, 3.0, 1.0, True),
        ("2014-05-15", "2014-05-21", 1, 0.0, 0.0, False),
    ] == [(one["from"], one["to"], one["cases"], one["infected"], one["r"], one["finished"]) for one in said["cohorts"]]
    assert {"pairs": 2, "median": 4.0, "p95": 4.9, "backward": 0} == said["serial_interval"]
    assert 1 == said["without_onset"]
    assert [
        "2014-05-01 to 2014-05-07  R 1.00 (0.34 to 2.94), 3 cases",
        "2014-05-15 to 2014-05-21  R 0.00 (0.00 to 3.84), 1 cases, unfinished",
        "serial intervals: 2 pairs, half within 4 days, 95 % within 4.9; 0 of them backward",
        "1 cases without a day of onset belong to no cohort",
    ] == bluezone("trace", "reproduction", cases, contacts).lines


def test_a_list_without_onsets_has_no_cohort(tmp_path: Path) -> None:
    cases, contacts = lists_in(tmp_path, "id\nA\nB\n", "from,to\nA,B\n")

    assert [
        "serial intervals: 0 pairs; 0 of them backward",
        "2 cases without a day of onset belong to no cohort",
    ] == bluezone("trace", "reproduction", cases, contacts, "--days", 3).lines
