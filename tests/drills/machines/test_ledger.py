"""What was acknowledged against what lies there: lost, doubled, and what nobody can say."""

from __future__ import annotations

from collections import Counter

import pytest

from drills.machines.ledger import Acknowledged, Missing, compared, in_stores

ONE, TWO, THREE = (bytes([number]) * 16 for number in (1, 2, 3))


def acknowledged(**of_kind: set[bytes]) -> Acknowledged:
    made = Acknowledged()
    for kind, numbers in of_kind.items():
        made.note(kind, numbers)  # type: ignore[arg-type] # a test names what there is
    return made


def stored(**more: object) -> dict[str, object]:
    return {"seeds": {}, "rows": {}, "counted": [0.0, 0.0, 0], **more}


def test_what_was_acknowledged_and_is_not_there_is_lost() -> None:
    missing = compared("seeds", acknowledged(seeds={ONE, TWO}), Counter({ONE: 1}))

    assert (1, 0) == (missing.lost["seeds"], missing.doubled["seeds"])


def test_what_is_there_twice_is_doubled_though_nobody_acknowledged_it() -> None:
    missing = compared("rows", acknowledged(rows={ONE}), Counter({ONE: 1, THREE: 2}))

    assert (0, 1) == (missing.lost["rows"], missing.doubled["rows"])


def test_what_was_not_acknowledged_may_be_there_or_not() -> None:
    assert compared("seeds", acknowledged(seeds={ONE}), Counter({ONE: 1, TWO: 1})).is_nothing()


def test_both_stores_are_read_by_what_stands_in_them() -> None:
    both = acknowledged(seeds={ONE}, rows={TWO, THREE})

    missing = in_stores(both, stored(seeds={ONE.hex(): 1}, rows={TWO.hex(): 2}))

    assert {"seeds": 0, "rows": 1, "entries": 0} == missing.lost
    assert {"seeds": 0, "rows": 1, "entries": 0} == missing.doubled


@pytest.mark.parametrize(("counted", "doubled"), [([7.0, 7.0, 7], 0), ([8.0, 7.0, 7], 1), ([7.0, 9.0, 7], 2)])
def test_sums_that_say_more_than_there_are_entries_counted_one_twice(counted: list[float], doubled: int) -> None:
    assert doubled == in_stores(acknowledged(), stored(counted=counted)).doubled["entries"]


def test_what_is_missing_after_one_cut_and_after_the_next_counts_once() -> None:
    found, again = Missing(), Missing()
    again.lost["rows"] = 2

    found.add(again)
    found.add(again)

    assert (2, False) == (found.lost["rows"], found.is_nothing())
