"""Reads about organisations: by name and kind, and up and down a tree."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.frame.listing import Column, Empty, Filter, Listing
from bluezone.portal.frame.searching import saying
from bluezone.portal.organisations.models import Contact, Kind, Line, Organisation, Tree

PAGE = 50
ORGANISATIONS = Listing(
    caption=_("Organisations, by name"),
    columns=(
        Column("name", _("Name"), ("sort_key",)),
        Column("kind", _("Kind")),
        Column("unit", _("Unit"), ("unit__sort_key",)),
    ),
    filters=(Filter("kind", (("", _("All")), *Kind.choices)),),
    search=_("Name or place"),
    hint=_("Marks may be left out; the beginning of each word is enough."),
    empty=Empty(
        "people",
        _("No organisation here"),
        _("Schools, offices, companies and checkpoints stand here once they are added."),
    ),
    size=PAGE,
)
MOST_TOPS, MOST_UNDER = 50, 60
_AT_ONCE = 500
_DEEPEST = 20


def find_organisations(text: str = "", *, kind: str = "") -> QuerySet[Organisation]:
    """Open organisations in whose name or unit the words typed begin, in Vietnamese order."""
    found = Organisation.objects.filter(closed_on=None)
    if kind in Kind.values:
        found = found.filter(kind=kind)
    return found.filter(saying(text[:80], "search_text")).select_related("unit").order_by("sort_key", "id")


def organisation_with(key: int) -> Organisation | None:
    """The organisation of this number, open or closed."""
    return Organisation.objects.filter(pk=key).select_related("unit", "successor").first()


def contacts_of(organisation: Organisation) -> list[Contact]:
    """Contacts whom one calls there now, in the order in which they were named."""
    return list(organisation.contacts.filter(ended_on=None).order_by("pk"))


def contact_of(organisation: Organisation, number: int) -> Contact | None:
    """The contact of this number, while it is one of this organisation."""
    return organisation.contacts.filter(pk=number, ended_on=None).first()


def above(organisation: Organisation, tree: str) -> list[Organisation]:
    """Organisations over this one, the nearest first."""
    found: list[Organisation] = []
    at: Organisation | None = organisation
    while at is not None and len(found) < _DEEPEST:
        line = Line.objects.filter(child=at, tree=tree).select_related("parent__unit").first()
        at = line.parent if line is not None else None
        if at is not None:
            found.append(at)
    return found


def places_of(organisation: Organisation) -> list[tuple[str, list[Organisation]]]:
    """Places in every tree in which it stands: the tree's name and those above, the highest first."""
    chains = ((str(tree.label), above(organisation, tree)[::-1]) for tree in Tree)
    return [(label, chain) for label, chain in chains if chain]


@dataclass(frozen=True, slots=True)
class Branch:
    """One organisation in a tree, and those under it, as far as the page goes."""

    organisation: Organisation
    under: tuple[Branch, ...]
    hidden: int
    """How many more stand directly under it."""


def branches(tree: str, root: Organisation | None = None, *, depth: int = 4) -> list[Branch]:
    """The branches of a tree from its tops down, or from one organisation; a level is asked for at once."""
    lines = Line.objects.filter(tree=tree)
    if root is None:
        tops = Organisation.objects.filter(closed_on=None, pk__in=lines.values("parent"))
        tops = tops.exclude(pk__in=lines.values("child")).select_related("unit").order_by("sort_key", "id")
        top = list(tops[:MOST_TOPS])
    else:
        top = [root]
    levels: list[dict[int, list[Organisation]]] = []
    at = [one.pk for one in top]
    while at and len(levels) < depth + 1:
        levels.append(_children(lines, at))
        at = [child.pk for children in levels[-1].values() for child in children[:MOST_UNDER]]
    return [_branch(one, levels) for one in top]


def _children(lines: QuerySet[Line], parents: list[int]) -> dict[int, list[Organisation]]:
    found: dict[int, list[Organisation]] = {}
    for at in range(0, len(parents), _AT_ONCE):
        rows = lines.filter(parent__in=parents[at : at + _AT_ONCE]).select_related("child__unit")
        for line in rows.order_by("child__sort_key", "child_id"):
            found.setdefault(line.parent_id, []).append(line.child)
    return found


def _branch(organisation: Organisation, levels: list[dict[int, list[Organisation]]]) -> Branch:
    children = levels[0].get(organisation.pk, []) if levels else []
    shown = children[:MOST_UNDER] if len(levels) > 1 else []
    return Branch(organisation, tuple(_branch(child, levels[1:]) for child in shown), len(children) - len(shown))


def below(organisation: Organisation) -> QuerySet[Line]:
    """Organisations directly under this one, in whichever tree."""
    lines = Line.objects.filter(parent=organisation).select_related("child__unit")
    return lines.order_by("child__sort_key", "child_id", "tree")
