"""When a reminder may leave: by day, on the day on which it was written, and once. Pure.

Other messages are tried again until they have left. Of a reminder, to one person about themselves, nobody is told twice
in silence: where it may have left, it is not sent again, and its sender is told that nobody knows.
"""

from __future__ import annotations

import datetime as dt

from bluezone.portal.messages.models import Message, State
from bluezone.portal.world import VIET_NAM

FIRST_HOUR, LAST_HOUR = 7, 21
"""Nobody is sent a reminder before the one, nor from the other on, in Viet Nam (a rule of this house)."""


def is_by_day(now: dt.datetime) -> bool:
    """Whether people are sent reminders at this hour."""
    return FIRST_HOUR <= now.astimezone(VIET_NAM).hour < LAST_HOUR


def end_of(message: Message, now: dt.datetime) -> tuple[State, str] | None:
    """Says as what a reminder ends that waits and must not be sent, and why; None while it may be."""
    if message.attempts and not message.problem:
        return State.UNSURE, "the portal stopped while it was sent"
    if message.created_at.astimezone(VIET_NAM).date() != now.astimezone(VIET_NAM).date():
        return State.FAILED, "its day is over"
    return None
