"""What `bluezone portal carry-over` says of each table."""

from __future__ import annotations

from collections import Counter

from bluezone.cli.portal.carry_over import told_of_tables


def test_a_table_of_which_all_stays_is_told_too() -> None:
    rows, left = Counter({"cases.Case": 3, "places.Unit": 0}), Counter({"cases.DeskRule": 1, "cases.Person": 0})

    told = list(told_of_tables(rows, Counter({"cases.Case": 1}), left))

    assert [
        "        3  cases.Case, of these 1 of units that were split, 0 left",
        "        0  cases.DeskRule, of these 0 of units that were split, 1 left",
    ] == told
