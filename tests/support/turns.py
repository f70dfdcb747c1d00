"""Whose turn it is: of a long table every run asks a part, and another part at another commit.

What a run asks hangs on its commit alone, so that whoever runs it again asks the same; over some commits all is asked,
and a drill asks all at once (tests/support/amounts.py has both numbers of each table). A run says which turn it was.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from typing import TypeVar

from tests.support.sources import PROJECT

TURN = "BLUEZONE_TURN"
"""The turn of this run; set by whoever wants the one of another commit."""
LOOKS_A_TURN = 4
"""In one run screens of the portal are looked at, in the next those of phones, in others pages of the public site or
the portal's suite on PostgreSQL (mark `in_turn`, family "looks")."""
PHONE_SCREENS_A_TURN = 5
"""Of so many screens of phones a run that looks at them looks at one."""
ROLES_A_TURN = 5
"""Of so many roles of the portal one follows all that is shown to it, and of what they find every third screen is
looked at."""

Entry = TypeVar("Entry")


def drawn_turn() -> int:
    """From the commit's id; the first where sources stand in no history."""
    try:
        told = subprocess.run(
            ("git", "rev-parse", "HEAD"), cwd=PROJECT, capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(told.stdout[:8], 16)


def in_turn(table: Sequence[Entry], *, asked: int, of: int) -> list[Entry]:
    """The entries whose turn it is, as they stand in the table: of each `of` beside each other `asked`."""
    return [entry for at, entry in enumerate(table) if is_in_turn(at, asked=asked, of=of)]


def is_in_turn(at: int, *, asked: int, of: int) -> bool:
    """Whether it is the turn of the entry at this place."""
    return (at - turn()) % of < asked


def turn() -> int:
    """The turn of this run."""
    return int(os.environ.get(TURN, "0"))


def round_of(turns: int) -> int:
    """How often all of a table that takes so many turns was asked before this one. What is drawn among the entries of
    one turn is drawn by this: by the turn itself each entry would be drawn alike whenever it is its turn."""
    return turn() // turns
