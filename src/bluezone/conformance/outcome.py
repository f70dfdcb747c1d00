"""What is said of one demand on what somebody built."""

from __future__ import annotations

import enum


class Outcome(enum.Enum):
    """Three answers, since what was not tried is neither."""

    MET = "met"
    NOT_MET = "not met"
    NOT_TRIED = "not tried"
