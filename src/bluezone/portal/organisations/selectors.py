"""Reads about organisations: by name and kind, and up and down a tree."""

from __future__ import annotations

from django.db.models import QuerySet

from bluezone.portal.organisations.models import Kind, Line, Organisation, Tree
from bluezone.portal.places.vietnamese import fold

PAGE = 50
_DEEPEST = 20


def find_organisations(text: str = "", *, kind: str = "") -> QuerySet[Organisation]:
    """Open ones in whose name or unit the words typed begin, in Vietnamese order."""
    found = Organisation.objects.filter(closed_on=None)
    if kind in Kind.values:
        found = found.filter(kind=kind)
    for word in fold(text[:80]).split():
        found = found.filter(search_text__contains=f" {word}")
    return found.select_related("unit").order_by("sort_key", "id")


def above(organisation: Organisation, tree: str) -> list[Organisation]:
    """Those over it, the nearest first."""
    found: list[Organisation] = []
    at: Organisation | None = organisation
    while at is not None and len(found) < _DEEPEST:
        line = Line.objects.filter(child=at, tree=tree).select_related("parent__unit").first()
        at = line.parent if line is not None else None
        if at is not None:
            found.append(at)
    return found


def places_of(organisation: Organisation) -> list[tuple[str, list[Organisation]]]:
    """In every tree in which it stands: the tree's name and those above, the highest first."""
    chains = ((str(tree.label), above(organisation, tree)[::-1]) for tree in Tree)
    return [(label, chain) for label, chain in chains if chain]


def below(organisation: Organisation) -> QuerySet[Line]:
    """What stands directly under it, in whichever tree."""
    lines = Line.objects.filter(parent=organisation).select_related("child__unit")
    return lines.order_by("child__sort_key", "child_id", "tree")
