"""Moments as commands are given them: one way to write them down, and one sentence where there is none."""

from __future__ import annotations

import argparse
import datetime as dt


def moment(text: str) -> dt.datetime:
    """Reads a moment that a clock can show; of this machine's zone where none is said."""
    try:
        found = dt.datetime.fromisoformat(text)
        found.timestamp()
    except (ValueError, OverflowError, OSError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-11-30T07:00+07:00") from error
    return found
