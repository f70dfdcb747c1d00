"""What systemd says of units, read as it prints it."""

from __future__ import annotations

from drills.machines.exposure import exposures

ALL = """UNIT                                 EXPOSURE PREDICATE HAPPY
bluezone-exchange.service                 1.1 OK        🙂
dbus.service                              9.5 UNSAFE    😨
"""
ONE = """  NAME                        DESCRIPTION                    EXPOSURE
✓ SystemCallFilter=~@swap     System call allow list defined
✗ RootDirectory=/RootImage=   Service runs within the host's      0.1

→ Overall exposure level for bluezone-portal.service: 0.9 SAFE 😀
"""


def test_the_table_of_all_has_a_figure_for_each() -> None:
    assert {"bluezone-exchange.service": 1.1, "dbus.service": 9.5} == exposures(ALL)


def test_of_one_the_last_line_counts_and_none_of_its_parts() -> None:
    assert {"bluezone-portal.service": 0.9} == exposures(ONE)
