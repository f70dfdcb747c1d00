"""One of each thing that an address of the portal can name, made by the apps themselves.

An app with things says so in tests/portal/<app>/things.py:

    def things(known: Things) -> dict[str, object]
        By the names of its converters ("number"); for one view alone by both names ("report_open.number").
    def enter(known: Things, person: Staff) -> None
        What a person needs, besides a role and a unit, to be at home where the things are: a seat.
    NAMES = {"a patient's name": Named("Trần Văn Kín", "cases.see", Reach.UNIT)}
        What may be read only by those to whom the table gives the action, and leaves a line in the audit about somebody
        or something.
        Whoever stands in a row by name need not stand here to be held to a line about themselves (`named.py`).
    LINES = {"case": "cases.see"}
        By the names of its views: what the audit calls the line that each page leaves which shows people or what is
        about them. A page that leaves one and is not named here, nor shows any of NAMES, fails the walk.
    OPEN_OUTSIDE = {"place": "why"}
        Views about something that open outside its unit, too.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from bluezone.portal.identity.models import Staff
from bluezone.portal.urls import APPS
from tests.support.portal.offices import NOW, Office
from tests.support.portal.views import View

_TESTS = Path(__file__).parents[2] / "portal"


@dataclass(frozen=True, slots=True)
class Named:
    """What a page may show to some and not to others."""

    value: str
    action: str
    """To whomever the table gives it."""
    inside_only: bool = True
    """Whether the reader's unit must hold it, too."""


@dataclass
class Things:
    """What every app made over one office."""

    office: Office
    _made: dict[str, dict[str, object]] = field(default_factory=dict)

    def of(self, app: str) -> dict[str, object]:
        """The app's things; made when they are first asked for."""
        if app not in self._made:
            module = module_of(app)
            self._made[app] = module.things(self) if module is not None and hasattr(module, "things") else {}
        return self._made[app]

    def address(self, view: View) -> str:
        """About the things of its app. An address that names what the app's things do not know fails."""
        known = self.of(view.app)
        return view.at({name: self._value(view, name, known) for name in view.converters})

    def enter(self, person: Staff) -> None:
        for app in APPS:
            if (enter := getattr(module_of(app), "enter", None)) is not None:
                enter(self, person)

    @staticmethod
    def _value(view: View, name: str, known: Mapping[str, object]) -> object:
        for key in (f"{view.name}.{name}", name):
            if key in known:
                return known[key]
        raise AssertionError(
            f"the address of {view.name} names a {name!r}, of which tests/portal/{view.app}/things.py knows none"
        )


def one_of_each(office: Office) -> Things:
    """Of every app, at the tests' noon."""
    known = Things(office)
    for app in APPS:
        known.of(app)
    office.clock[0] = NOW
    return known


@functools.cache
def module_of(app: str) -> ModuleType | None:
    has_things = (_TESTS / app / "things.py").exists()
    return importlib.import_module(f"tests.portal.{app}.things") if has_things else None


def every_name() -> dict[str, Named]:
    """What is shown to some only, of all apps."""
    return {what: one for app in APPS for what, one in getattr(module_of(app), "NAMES", {}).items()}


def line_left_by(view: View) -> str | None:
    """What the audit calls the line that this page leaves whenever it is shown at home, as its app says."""
    return getattr(module_of(view.app), "LINES", {}).get(view.name)


def open_outside() -> dict[str, str]:
    """Views that open outside the unit of what they are about, with the reason."""
    return {name: why for app in APPS for name, why in getattr(module_of(app), "OPEN_OUTSIDE", {}).items()}
