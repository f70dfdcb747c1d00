"""What a paper says beside its sums, and what of it is another number now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.portal.directives.selectors.differing import Beside, _of_offices, _of_radios

THEN = Beside(sent=9, counted=7, left_out=3, who="three", vendor={}, parts={}, on_time=8)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({}, []),
        ({"on_time": 6}, [(8, 6)]),
        ({"sent": 8, "on_time": 7}, [(9, 8), (8, 7)]),
        ({"counted": 6}, [(7, 6)]),
        ({"who": "three others"}, [(3, 3)]),
        ({"who": "three others", "counted": 6}, [(7, 6)]),
    ],
    ids=["nothing", "anew and late", "taken back", "not counted", "others", "others, and fewer"],
)
def test_what_became_another_number_is_told_with_both(now, told):
    assert told == [(one.written, one.now) for one in _of_offices(THEN, replace(THEN, **now))]


def test_a_paper_from_before_nobody_counted_who_was_in_time_is_asked_nothing_of_it():
    assert [] == list(_of_offices(replace(THEN, on_time=None), THEN))


@pytest.mark.parametrize(
    ("value", "words", "was", "now"),
    [
        ([2, 10, 14], "running phones at most, counted by radios", 12, 14),
        ([2, 11, 12], "running phones at least, counted by radios", 10, 11),
        ([2, 0, 12], "running phones at least, counted by radios", 10, None),
        ([3, 10, 12], "doors with radios that count", 2, 3),
        ([], "running phones at most, counted by radios", 12, None),
    ],
)
def test_of_what_radios_counted_the_first_number_that_changed_is_told(value, words, was, now):
    found = _of_radios("2.1", [2, 10, 12], value)

    assert (f"Clause 2.1: {words}", was, now) == (found.words.en, found.written, found.now)
