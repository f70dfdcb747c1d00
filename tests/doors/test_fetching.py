"""Answers count once for all who fetch them, and whoever has most for himself leaves first."""

from __future__ import annotations

from bluezone.doors.fetching import Fetching

SHARED, OWN = b"a" * 900, b"b" * 500


def test_what_several_fetch_counts_once_until_the_last_is_done():
    fetching: Fetching[str] = Fetching()
    for guest in "xyz":
        fetching.add(guest, SHARED)

    fetching.drop("x")
    fetching.drop("x")

    assert 900 == fetching.bytes
    fetching.drop("y")
    fetching.drop("z")
    assert (0, []) == (fetching.bytes, fetching.first_to_leave())


def test_whoever_has_bytes_for_himself_leaves_before_those_who_share_more():
    fetching: Fetching[str] = Fetching()
    fetching.add("x", SHARED)
    fetching.add("y", SHARED)
    fetching.add("z", OWN)

    assert ["z"] == fetching.first_to_leave()
    fetching.drop("z")
    assert ["x", "y"] == fetching.first_to_leave()
