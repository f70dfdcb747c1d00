"""Paths: where a row belongs, as one text that an index can search. "08-202507/02536-202507/" lies within "08-202507/".

A component is a unit's key: its code and the month from which that code meant this unit, because codes are reused.
The empty path is the whole country.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Concat

SEPARATOR = "/"
_AFTER_SEPARATOR = chr(ord(SEPARATOR) + 1)
M = TypeVar("M", bound=Model)


def is_within(path: str, outer: str) -> bool:
    """Whether `path` is `outer` or lies below it."""
    return path.startswith(outer)


def province_of(path: str) -> str:
    """The path's first component, or the whole country's path."""
    head, separator, _ = path.partition(SEPARATOR)
    return head + separator


def paths_above(path: str) -> list[str]:
    """Paths of every unit that this one lies in, from the whole country down; not its own."""
    steps = path.split(SEPARATOR)[:-1]
    return [SEPARATOR.join(steps[:count]) + SEPARATOR if count else "" for count in range(len(steps))]


def common_path(paths: Iterable[str]) -> str:
    """The path of the smallest unit in which all of them lie; the whole country's for none."""
    steps = [path.split(SEPARATOR)[:-1] for path in paths]
    shared = []
    for components in zip(*steps, strict=False):
        if len(set(components)) > 1:
            break
        shared.append(components[0])
    return "".join(step + SEPARATOR for step in shared)


def below(parent_path: str, key: str) -> str:
    """The path of a unit below this one."""
    return parent_path + key + SEPARATOR


def behind(path: str) -> str:
    """The first text behind every path that lies within this one, which is not the whole country's."""
    return path[: -len(SEPARATOR)] + _AFTER_SEPARATOR


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths without those that lie within another, each once."""
    found = sorted(set(paths), key=lambda path: (len(path), path))
    return tuple(one for at, one in enumerate(found) if not any(is_within(one, other) for other in found[:at]))


def rows_within(rows: QuerySet[M], paths: tuple[str, ...], *, by: str = "path") -> QuerySet[M]:
    """Rows that lie within one of the paths: a range of the index on `path` for each; `by` names another column with a
    path.

    Where rows know their province, a whole province is one value of it: a list of the newest then needs no sorting.
    """
    knows_province = by == "path" and any(field.name == "province" for field in rows.model._meta.get_fields())  # noqa: SLF001 - Django's public _meta
    return rows.filter(_reach(paths, by, knows_province=knows_province))


def few_within(rows: QuerySet[M], paths: tuple[str, ...], *, by: str = "path") -> QuerySet[M]:
    """Rows that lie within one of the paths, where another condition leaves few of them: an expression in the path's
    place keeps a store from going through all that lies there and asking that other condition of each."""
    known: QuerySet[M] = rows.alias(lies_at=Concat(by, Value("")))  # type: ignore[assignment] # the stubs lose the model
    return known.filter(_reach(paths, "lies_at", knows_province=False))


def lying_within(paths: tuple[str, ...], by: str = "path") -> Q:
    """The condition of lying within one of the paths, to go into another one."""
    return _reach(paths, by, knows_province=False)


def _reach(paths: tuple[str, ...], by: str, *, knows_province: bool) -> Q:
    """A path that is said twice is asked for once: of two conditions no database takes an index in its order."""
    asked = outermost(paths)
    if "" in asked:
        return Q()
    reach = Q() if asked else Q(pk__in=())
    for path in asked:
        whole = knows_province and path == province_of(path)
        reach |= Q(province=path) if whole else Q(**{f"{by}__gte": path, f"{by}__lt": behind(path)})
    return reach
