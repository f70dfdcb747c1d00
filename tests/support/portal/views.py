"""Every view of the portal, read off its url table: of which app, at which address, by which methods, for which action.

So a page need not be listed anywhere to be walked.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.urls import URLPattern, URLResolver, reverse

from bluezone.portal import urls


@dataclass(frozen=True, slots=True)
class View:
    """One line of the url table."""

    app: str
    """The portal's room whose urls hold it."""
    pattern: URLPattern
    converters: Mapping[str, Any]
    """What its address names, those of including tables first."""

    @property
    def name(self) -> str:
        return str(self.pattern.name or self.pattern.pattern)

    @property
    def is_ours(self) -> bool:
        """Not a page of allauth that we only dress."""
        return str(self.pattern.callback.__module__).startswith("bluezone.")

    @property
    def methods(self) -> frozenset[str]:
        """By which it may be asked: what `require_POST` and its kin say of it, else both."""
        return _methods(self.pattern.callback)

    @property
    def is_shown(self) -> bool:
        return "GET" in self.methods

    @property
    def takes_forms(self) -> bool:
        return "POST" in self.methods

    @property
    def action(self) -> str | None:
        """What it is entered for, as the gate says; None for a view that is open or not ours."""
        return next((act for view in _unwrapped(self.pattern.callback) if (act := getattr(view, "act", None))), None)

    @property
    def answer(self) -> Callable[..., Any] | None:
        """What shows the page on which it refuses, as the gate was told."""
        for view in _unwrapped(self.pattern.callback):
            if inspect.isfunction(view) and "answer" in (known := inspect.getclosurevars(view).nonlocals):
                return cast("Callable[..., Any] | None", known["answer"])
        return None

    @property
    def open_because(self) -> str:
        return str(getattr(self.pattern.callback, "open_because", ""))

    def at(self, values: Mapping[str, object]) -> str:
        """Its address about these things."""
        return reverse(self.pattern.name or self.pattern.callback, kwargs=dict(values))


def every_view() -> list[View]:
    """The whole table in its order, included tables too."""
    return [view for app in urls.APPS for view in _views_of(app)]


def our_views() -> list[View]:
    return [view for view in every_view() if view.is_ours]


def _views_of(app: str) -> Iterator[View]:
    table = next(one for one in urls.urlpatterns if one.urlconf_module.__name__ == f"bluezone.portal.{app}.urls")
    yield from _views_in(app, table, {})


def _views_in(app: str, table: URLResolver, outer: Mapping[str, Any]) -> Iterator[View]:
    converters = {**outer, **table.pattern.converters}
    for one in table.url_patterns:
        if isinstance(one, URLResolver):
            yield from _views_in(app, one, converters)
        else:
            yield View(app, one, {**converters, **one.pattern.converters})


@functools.cache
def _methods(callback: Callable[..., Any]) -> frozenset[str]:
    """Asked for each page and each of its readers, and told by no more than the url table."""
    for view in _unwrapped(callback):
        if inspect.isfunction(view):
            said = inspect.getclosurevars(view).nonlocals.get("request_method_list")
            if said is not None:
                return frozenset(said) & {"GET", "POST"}
    return frozenset({"GET", "POST"})


def _unwrapped(view: Callable[..., Any] | None) -> Iterator[Callable[..., Any]]:
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)
