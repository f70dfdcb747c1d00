"""What an app of the portal brings along besides its models: its entry in the rail, what waits in it, what it does by
itself, what it holds about a person, and its words in the audit.

An app says so in its `apps.py`; the frame and the audit ask Django's registry, so no central file lists them.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.apps import AppConfig, apps

from bluezone.portal.world import VIET_NAM

_SHORTEST = dt.timedelta(minutes=1)
"""Between two runs of a work; the clock is looked at more often (`joining/portal/application.py`)."""


class Group(enum.Enum):
    """The part of the authority's work to which an entry belongs; the rail shows the groups in this order."""

    DAY = "day"
    """Without a heading: one's own day."""
    OUTBREAK = "outbreak"
    ROLLOUT = "rollout"
    OFFICE = "office"
    DIRECTORY = "directory"
    OPERATION = "operation"
    HELP = "help"
    """Without a heading, too: how all of it is done."""


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the rail, shown to whoever the permission table gives the action."""

    view: str
    """Its name in the app's urls."""
    action: str
    text: Any
    """Lazily translated."""
    symbol: str
    group: Group


@dataclass(frozen=True, slots=True)
class Work:
    """Something that the portal does by itself, again and again (`operations/clock.py`)."""

    name: str
    """Among programs, and in the table of works: "messages.deliver"."""
    text: Any
    """Lazily translated."""
    run: str
    """The function: it is given the world and says how many things it did."""
    every: dt.timedelta
    at: dt.time | None = None
    """In Viet Nam; of a work that is done once a day."""
    counts_everybody: bool = False
    """It computes for seconds or minutes: where a portal is served, in a process of its own, behind whoever works with
    pages (docs/decisions/0039-works-apart.md)."""
    erases: bool = False
    """What it does cannot be taken back: it waits while the clock is in doubt, which a clock that is years ahead would
    not survive (docs/decisions/0055-a-clock-that-leapt.md)."""

    def __post_init__(self) -> None:
        if self.every < _SHORTEST or (self.at is not None and self.every != dt.timedelta(days=1)):
            raise ValueError(f"{self.name} is done every minute at most, and at a time only every day")

    def next_after(self, now: dt.datetime) -> dt.datetime:
        """When it is done next."""
        if self.at is None:
            return now + self.every
        local = now.astimezone(VIET_NAM)
        today = dt.datetime.combine(local.date(), self.at, VIET_NAM)
        return today if today > local else today + self.every


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """A kind of thing of this app that speaks for meetings (`frame/evidence.py`)."""

    origin: str
    """Among programs: "app"."""
    view: str = ""
    """The act that opens the thing, by its key: it is posted to. Empty where there is none."""


class PortalApp(AppConfig):
    """An app of the portal, with its entry in the rail, what waits in it, and its words in the audit."""

    default = False
    """Not this class itself, when Django looks for the one in a file."""
    navigation: ClassVar[tuple[NavigationEntry, ...]] = ()
    shown_under: ClassVar[str] = ""
    """Of an app without an entry of its own: the view of the entry to which its pages belong."""
    about_oneself: ClassVar[tuple[str, ...]] = ()
    """Views about one's own account: they belong to no entry, however their addresses begin."""
    waiting: ClassVar[str] = ""
    """The module whose function `waiting` says what waits here for somebody (`frame/waiting.py`)."""
    evidence: ClassVar[tuple[EvidenceSource, ...]] = ()
    """What speaks here for meetings, offered to whoever traces them (`frame/evidence.py`)."""
    held: ClassVar[str] = ""
    """The module that tells what is held here about one person (`frame/held.py`)."""
    works: ClassVar[tuple[Work, ...]] = ()
    audited_actions: ClassVar[Mapping[str, Any]] = {}
    """What the audit calls an action of this app, as it follows a person's name: "opened a case"."""
    audited_kinds: ClassVar[Mapping[str, Any]] = {}
    """What the audit calls a thing of this app; empty where its key says enough."""
    former_prefix: ClassVar[str] = ""
    """Of its actions in lines that were written under the app's former name."""

    def __init_subclass__(cls) -> None:
        cls.default = True


def portal_apps() -> Iterator[PortalApp]:
    """Every app of the portal, in the order of the rail."""
    return (one for one in apps.get_app_configs() if isinstance(one, PortalApp))
