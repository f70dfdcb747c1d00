"""`bluezone trace levels`: two files in, everybody's level out, bad rows told and skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import bluezone, refused
from tests.support.trace.lists import lists_in

CASES = """case_id,date_of_onset,outcome
A,2014-05-01,Death
B,2014-05-09,Recover
C,NA,Recover
D,soon,Death
,2014-05-01,Death
A,2014-05-02,Death
"""
CONTACTS = """infector,case_id,source
A,B,other
B,C,hospital
B,X,hospital
X,Y,other
Y,
Y,Y,other
P,Q,other
"""


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    return lists_in(tmp_path, CASES, CONTACTS)


def test_everybody_gets_a_level_a_generation_and_a_chain(lists) -> None:
    said = bluezone("trace", "levels", *lists, "--json").json

    assert 8 == said["people"]
    assert 5 == said["edges"]
    assert {"A": 0, "B": 0, "C": 0, "D": 0, "X": 1, "Y": 2} == said["levels"]
    assert {"A": 0, "B": 1, "C": 2, "D": 0, "X": 2, "Y": 3, "P": 0, "Q": 1} == said["generations"]
    assert ["A", "D", "P"] == said["roots"]
    assert [["A", "B", "C", "X", "Y"], ["P", "Q"], ["D"]] == said["chains"]
    assert (5, [], 0, "none") == (said["largest_chain"], said["unreachable"], said["cycles"], said["regime"])
    assert {"P": "not named", "Q": "no case behind"} == said["without_level"]
    assert (4, 2) == (said["contacts_only"], said["cases_with_source"])
    assert {"id": "case_id", "onset": "date_of_onset", "from": "infector", "to": "case_id"} == said["columns"]
    assert 0 <= said["wall_s"]


def test_bad_rows_are_told_with_their_lines_and_skipped(lists) -> None:
    finished = bluezone("trace", "levels", *lists, "--json")

    assert 0 == finished.status
    assert [
        "cases.csv: line 5: “soon” is no whole day; it was taken as not known.",
        "cases.csv: line 6: There is no id; the row was left out.",
        "cases.csv: line 7: The id “A” stands on line 2 already; that one counts, this row was left out.",
        "contacts.csv: line 6: There is no id; the row was left out.",
        "contacts.csv: line 7: Nobody exposes themselves; the row was left out.",
    ] == [line.rpartition("/")[2] for line in finished.err.splitlines()]


def test_an_id_that_differs_by_a_hair_from_a_case_is_told(lists) -> None:
    lists[1].write_text("from,to\nA,B\nb,X\n", encoding="utf-8")

    finished = bluezone("trace", "levels", *lists, "--json")

    assert (
        "contacts.csv: line 3: “b” is not in the line list, but “B” is; they were taken for two people." in finished.err
    )
    assert 6 == finished.json["people"]


def test_lists_that_are_joined_by_another_column_are_told_so(lists) -> None:
    lists[0].write_text("id,case_name\n1,Lan\n2,Minh\n", encoding="utf-8")
    lists[1].write_text("from,to\nLan,Hoa\n", encoding="utf-8")

    told = bluezone("trace", "levels", *lists).err
    named = bluezone("trace", "levels", *lists, "--id", "case_name")

    assert "cases.csv: no id of the contacts stands in the column of ids; “case_name” has some (--id).\n" in told
    assert "" == named.err
    assert "F1  1" in named.lines


def test_they_are_told_in_vietnamese_to_whoever_asks(lists) -> None:
    finished = bluezone("trace", "levels", *lists, "--language", "vi")

    assert "contacts.csv: dòng 7: Không ai lây cho chính mình; bỏ qua dòng này." in finished.err


def test_a_column_may_say_who_is_confirmed(lists) -> None:
    said = bluezone("trace", "levels", *lists, "--class", "outcome=death", "--json").json

    assert {"A": 0, "B": 1, "C": 2, "D": 0, "X": 2, "Y": 3} == said["levels"]
    assert "outcome" == said["columns"]["class"]


def test_a_class_that_nobody_has_is_told(lists) -> None:
    finished = bluezone("trace", "levels", *lists, "--class", "outcome=alive", "--json")

    assert {} == finished.json["levels"]
    assert "cases.csv: nobody is a confirmed case." in finished.err


def test_people_read_the_figures_in_lines(lists) -> None:
    finished = bluezone("trace", "levels", *lists, "--id", "case_id", "--from", "infector", "--to", "case_id")

    assert [
        "8 people (4 in the contacts alone), 5 exposures",
        "columns: id = case_id, onset = date_of_onset, from = infector, to = case_id",
        "no regime: every exposure counts, whatever its day",
        "",
        "F0  4",
        "F1  1",
        "F2  1",
        "2 of 4 cases have another case as a source",
        "no level, not named  1",
        "no level, no case behind  1",
        "",
        "3 roots, 3 chains, 0 cycles, 0 people whom no root leads to",
        "generations: 0: 3, 1: 2, 2: 2, 3: 1",
        "chain of 5: A, B, C, X, Y",
        "chain of 2: P, Q",
    ] == finished.lines


def test_under_a_regime_it_says_what_has_no_window(lists, tmp_path: Path) -> None:
    said = bluezone("trace", "levels", *lists, "--regime", "2022-02", "--json").json
    lines = bluezone("trace", "levels", *lists, "--regime", "2022-02").lines

    assert ("2022-02", 5, 2) == (said["regime"], said["undated"], said["without_onset"])
    assert "regime 2022-02: a case infects from 2 days before onset on" == lines[2]
    assert "without a window: 2 cases of unknown onset, 5 exposures without a day" == lines[3]


def test_each_case_may_have_the_window_of_its_own_day(tmp_path: Path) -> None:
    cases, contacts = lists_in(
        tmp_path, "id,onset\nA,2022-02-20\nB,2022-02-21\n", "from,to,date\nA,X,2022-02-17\nB,Y,2022-02-18\n"
    )

    said = bluezone("trace", "levels", cases, contacts, "--regime", "in-force", "--place", "79", "--json").json
    lines = bluezone("trace", "levels", cases, contacts, "--regime", "in-force").lines

    assert ({"A": 0, "B": 0, "X": 1}, "in-force 79") == (said["levels"], said["regime"])
    assert "regime in-force VN: a case infects from as many days as its day's rules say before onset on" == lines[2]


def test_a_place_that_is_none_is_refused(lists) -> None:
    said = refused(bluezone("trace", "levels", *lists, "--regime", "in-force", "--place", "HCMC"))

    assert "a place is VN, or a province by its two digits" in said


def test_a_regime_that_there_is_not_is_refused_with_those_that_there_are(lists) -> None:
    said = refused(bluezone("trace", "levels", *lists, "--regime", "2019"))

    assert "there is no regime 2019; there are template, 2020-08, 2021-05-hcmc" in said


def test_of_a_long_chain_only_the_beginning_is_named(tmp_path: Path) -> None:
    cases, contacts = lists_in(
        tmp_path,
        "id\n" + "".join(f"{one}\n" for one in range(9)),
        "from,to\n" + "".join(f"{one},{one + 1}\n" for one in range(8)),
    )

    assert "chain of 9: 0, 1, 2, 3, 4, 5, … (3 more)" == bluezone("trace", "levels", cases, contacts).lines[-1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--id", "uid"], "cases.csv: There is no column “uid”; there are: case_id, date_of_onset, outcome."),
        (["--to", "uid"], "contacts.csv: There is no column “uid”"),
        (["--class", "x=1"], "cases.csv: There is no column “x”"),
    ],
)
def test_a_column_that_is_not_there_is_refused(lists, options: list[str], said: str) -> None:
    assert said in refused(bluezone("trace", "levels", *lists, *options))


def test_a_class_without_a_value_is_wrong_use(lists) -> None:
    assert "COL=VALUE" in refused(bluezone("trace", "levels", *lists, "--class", "outcome"), status=2)


def test_a_file_that_is_no_list_is_refused(lists, tmp_path: Path) -> None:
    picture = tmp_path / "scan.pdf"
    picture.write_bytes(b"%PDF-1.7\n")

    assert "scan.pdf: This is a PDF, not a spreadsheet." in refused(bluezone("trace", "levels", picture, lists[1]))
    assert "nowhere.csv" in refused(bluezone("trace", "levels", tmp_path / "nowhere.csv", lists[1]))
