"""What an app of the portal brings along besides its models: its entry in the rail, what waits, its words in the audit.

An app says so in its `apps.py`; the frame and the audit ask Django's registry, so no central file lists them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.apps import AppConfig, apps


class Group(enum.Enum):
    """The part of the authority's work to which an entry belongs; the rail shows the groups in this order."""

    DAY = "day"
    """Without a heading: one's own day."""
    OUTBREAK = "outbreak"
    ROLLOUT = "rollout"
    OFFICE = "office"
    DIRECTORY = "directory"
    OPERATION = "operation"


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


class PortalApp(AppConfig):
    """An app of the portal, with its entry in the rail, what waits in it, and its words in the audit."""

    default = False
    """Not this class itself, when Django looks for the one in a file."""
    navigation: ClassVar[tuple[NavigationEntry, ...]] = ()
    waiting: ClassVar[str] = ""
    """The module whose function `waiting` says what waits here for somebody (`frame/waiting.py`)."""
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
