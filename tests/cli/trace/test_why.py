"""`bluezone trace why`: each meeting on the way, with its line, its days, and those on which the other could infect."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import bluezone, refused


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    cases, contacts = tmp_path / "cases.csv", tmp_path / "contacts.csv"
    cases.write_text("id,onset\nA,2021-05-10\nB,\n", encoding="utf-8")
    contacts.write_text(
        "from,to,exposure_start,exposure_end\nA,C,2021-05-06,2021-05-08\nC,D,,2021-05-09\nB,E,,\nA,F,2021-05-01,\nX,F,,\n",
        encoding="utf-8",
    )
    return cases, contacts


def test_the_way_is_told_meeting_by_meeting(lists) -> None:
    said = bluezone("trace", "why", *lists, "D", "--regime", "2021-12", "--json").json

    assert ("D", "F2", None) == (said["id"], said["level"], said["why_none"])
    assert [
        ("A", "F0", "C", 2, "2021-05-06", "2021-05-08", "2021-05-07", None),
        ("C", "F1", "D", 3, None, "2021-05-09", "2021-05-07", None),
    ] == [tuple(meeting.values()) for meeting in said["meetings"]]


@pytest.mark.parametrize(
    ("who", "lines"),
    [
        ("A", ["A is F0"]),
        ("X", ["X has no level: not named"]),
        (
            "D",
            [
                "D is F2",
                "  A (F0) met C, line 2, from 2021-05-06 until 2021-05-08; could infect from 2021-05-07",
                "  C (F1) met D, line 3, until 2021-05-09; could infect from 2021-05-07",
            ],
        ),
        ("E", ["E is F1", "  B (F0) met E, line 4, on a day that is not known; could infect at any time"]),
        ("F", ["F is F1", "  A (F0) met F, line 5, from 2021-05-01; could infect from 2021-05-07"]),
    ],
)
def test_people_read_it_in_lines(lists, who: str, lines: list[str]) -> None:
    assert lines == bluezone("trace", "why", *lists, who, "--regime", "2021-12").lines


def test_without_a_regime_days_are_told_and_cut_nothing(lists) -> None:
    assert [
        "C is F1",
        "  A (F0) met C, line 2, from 2021-05-06 until 2021-05-08; could infect at any time",
    ] == bluezone("trace", "why", *lists, "C").lines


def test_whom_only_people_without_a_level_met_has_no_level(lists, tmp_path: Path) -> None:
    contacts = tmp_path / "others.csv"
    contacts.write_text("from,to\nX,Y\n", encoding="utf-8")

    assert [
        "Y has no level: no case behind",
        "  X (none) met Y, line 2, on a day that is not known; could infect never, as far as is known",
    ] == bluezone("trace", "why", lists[0], contacts, "Y").lines


def test_who_is_in_neither_list_is_told_so(lists) -> None:
    assert "Z is in neither list" in refused(bluezone("trace", "why", *lists, "Z"))
