"""Rooms as they live, for rules that hold for whatever stands in them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType


def modules_of(*rooms: str) -> Iterator[ModuleType]:
    """All modules of these packages but migrations, imported."""
    for room in rooms:
        package = importlib.import_module(room)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" not in found.name:
                yield importlib.import_module(found.name)


def classes_of(*rooms: str) -> Iterator[type]:
    """All classes that are written there."""
    return (one for one in _written_in(rooms, inspect.isclass) if isinstance(one, type))


def functions_of(*rooms: str) -> Iterator[FunctionType]:
    """All functions that are written there, as their decorators left them."""
    return (one for one in _written_in(rooms, inspect.isfunction) if isinstance(one, FunctionType))


def _written_in(rooms: tuple[str, ...], is_wanted: Callable[[object], bool]) -> Iterator[object]:
    for module in modules_of(*rooms):
        for thing in list(vars(module).values()):
            if is_wanted(thing) and getattr(thing, "__module__", "") == module.__name__:
                yield thing
