"""The whole of a place: itself, its parts, and what turned out to be the same place.

Whatever is said of a place is said of all of these, and of the parts of its parts: an alert reaches whoever scanned any
of their codes, a release opens rows of all of their doors. Of a part it is said of that part and what lies within it,
so that a market need not be alerted for a stall. All of them lie in one commune.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from bluezone.portal.premises.models import WHOLES, Premises


def covered(premises: Premises) -> list[int]:
    """The keys of all entries that what is said of this one covers; itself first. Closed ones as well: whoever was
    there before was there."""
    fresh = [premises.pk]
    found = dict.fromkeys(fresh)  # in order, each once: a double may lie within the same place
    while fresh:
        below = Premises.objects.filter(Q(within__in=fresh) | Q(same_as__in=fresh))
        fresh = [one for one in below.order_by("pk").values_list("pk", flat=True) if one not in found]
        found |= dict.fromkeys(fresh)
    return list(found)


def lying_within(premises: Premises) -> list[int]:
    """The keys of its parts, of their parts, and so on."""
    found: list[int] = []
    fresh = [premises.pk]
    while fresh:
        below = Premises.objects.filter(within__in=fresh).order_by("pk")
        fresh = list(below.values_list("pk", flat=True))
        found += fresh
    return found


def opening_along(premises: Premises, only: Q) -> list[int]:
    """The keys of what opens with it: its parts and other entries, theirs, and so on, as far as `only` says so. An
    entry that is not kept goes with the one that is, unless it lies within another place that is not open; or with
    the place within which it lies, where the one that is kept is open."""
    found = {premises.pk}
    fresh = set(found)
    while fresh:
        lies_open = Q(within=None) | Q(within__state=Premises.State.APPROVED) | Q(within__in=found)
        is_kept_open = Q(same_as=None) | Q(same_as__state=Premises.State.APPROVED)
        below = Q(within__in=fresh) & is_kept_open | Q(same_as__in=fresh) & lies_open
        fresh = set(Premises.objects.filter(only, below).order_by().values_list("pk", flat=True)) - found
        found |= fresh
    return sorted(found - {premises.pk})


def entries_of(premises: Premises) -> list[int]:
    """The keys of all entries of this one place, the one that is kept first."""
    kept = kept_entry(premises)
    found = dict.fromkeys(fresh := [kept.pk])
    while fresh:
        doubles = Premises.objects.filter(same_as__in=fresh).order_by("pk")
        fresh = [one for one in doubles.values_list("pk", flat=True) if one not in found]
        found |= dict.fromkeys(fresh)
    return list(found)


def covering(places: Iterable[int]) -> set[int]:
    """The keys of all entries of which something that is said covers one of these; these among them."""
    found = fresh = set(places)
    while fresh:
        above = Premises.objects.filter(Q(parts__in=fresh) | Q(doubles__in=fresh)).order_by()
        fresh = set(above.values_list("pk", flat=True)) - found
        found = found | fresh
    return found


def named_beside(premises: Premises) -> tuple[str, ...]:
    """What it covers besides itself, each as it is called there."""
    others = Premises.objects.filter(pk__in=covered(premises)[1:]).select_related(WHOLES).order_by("sort_key", "pk")
    return tuple(one.full_name.removesuffix(f", {premises.full_name}") for one in others)


def kept_entry(premises: Premises) -> Premises:
    """The entry that is kept of this place: what is said of the other one is said of it."""
    while premises.same_as is not None:
        premises = premises.same_as
    return premises
