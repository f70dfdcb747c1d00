"""What a person's decisions amount to: whether they stay apart, where their days end, what may be done next. Pure.

Nobody types the state of a stay. It follows from its decisions, in the order in which they were proposed: one that
orders it, others that extend it, one that releases. A decision counts from the moment its paper is issued until that
paper is recalled, so a recall takes back what the decision did, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError

MOST_DAYS = 60
"""From the first day to the last, with all extensions; no regime asks for half of it."""


class What(models.TextChoices):
    """What a decision says."""

    ORDER = "order", _("Quarantine")
    EXTENSION = "extension", _("Extension")
    RELEASE = "release", _("Release")


class Standing(models.TextChoices):
    """How far a decision has come."""

    PROPOSED = "proposed", _("Proposed")
    DRAWN_UP = "drawn_up", _("In a paper that is not issued")
    IN_FORCE = "in_force", _("In force")
    PUT_ASIDE = "put_aside", _("Put aside")
    RECALLED = "recalled", _("Recalled")


class Act(enum.Enum):
    """What can happen to a decision."""

    DRAW_UP = "draw_up"
    ISSUE = "issue"
    PUT_ASIDE = "put_aside"
    RECALL = "recall"
    FREE = "free"


class State(models.TextChoices):
    """How a stay stands."""

    PROPOSED = "proposed", _("Proposed")
    APART = "apart", _("In quarantine")
    ENDED = "ended", _("Released")
    VOID = "void", _("Never began")


WAITING = (Standing.PROPOSED, Standing.DRAWN_UP)
"""Of a decision that somebody has still to write, sign or issue."""
OPEN = (State.PROPOSED, State.APART)
"""Of a stay that holds its bed."""
_MOVES: dict[tuple[Standing, Act], Standing] = {
    (Standing.PROPOSED, Act.DRAW_UP): Standing.DRAWN_UP,
    (Standing.PROPOSED, Act.PUT_ASIDE): Standing.PUT_ASIDE,
    (Standing.DRAWN_UP, Act.ISSUE): Standing.IN_FORCE,
    (Standing.DRAWN_UP, Act.PUT_ASIDE): Standing.PUT_ASIDE,
    (Standing.DRAWN_UP, Act.FREE): Standing.PROPOSED,
    (Standing.IN_FORCE, Act.RECALL): Standing.RECALLED,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One decision, as far as the course of a stay depends on it."""

    what: What
    standing: Standing
    first_day: dt.date
    last_day: dt.date

    def __post_init__(self) -> None:
        if not self.first_day <= self.last_day:
            raise RefusedError("the last day lies before the first one")
        if (self.last_day - self.first_day).days >= MOST_DAYS:
            raise RefusedError("a quarantine has 60 days at most")


@dataclass(frozen=True, slots=True)
class Course:
    """What the decisions of one stay amount to."""

    state: State
    last_day: dt.date
    ended_on: dt.date | None = None


def moved(standing: str, act: Act) -> Standing:
    """Names how far a decision is after this act. Raises RefusedError for an act that is not open to it."""
    after = _MOVES.get((Standing(standing), act))
    if after is None:
        raise RefusedError("this decision has gone on meanwhile; look at it again")
    return after


def course_of(decisions: Sequence[Told]) -> Course:
    """Computes the course of a stay from its decisions, the order first."""
    order, *later = decisions
    counting = [one for one in later if one.standing == Standing.IN_FORCE]
    last_day = max([order.last_day, *(one.last_day for one in counting if one.what == What.EXTENSION)])
    if order.standing != Standing.IN_FORCE:
        return Course(State.PROPOSED if order.standing in WAITING else State.VOID, order.last_day)
    released = [one.last_day for one in counting if one.what == What.RELEASE]
    return Course(State.ENDED, last_day, released[0]) if released else Course(State.APART, last_day)
