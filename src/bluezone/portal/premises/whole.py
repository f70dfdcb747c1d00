"""The whole of a place: itself, its parts, and what turned out to be the same place.

Whatever is said of a place is said of all of these: an alert reaches whoever scanned any of their codes, a release
opens rows of all of their doors. Of a part it is said of the part alone, so that a market need not be alerted for a
stall. All of them lie in one commune.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from bluezone.portal.premises.models import Premises


def covered(premises: Premises) -> list[int]:
    """The keys of all entries that what is said of this one covers; itself first. Closed ones as well: whoever was
    there before was there."""
    found = fresh = [premises.pk]
    while fresh:
        below = Premises.objects.filter(Q(within__in=fresh) | Q(same_as__in=fresh))
        fresh = list(below.order_by("pk").values_list("pk", flat=True))
        found = [*found, *fresh]
    return found


def covering(places: Iterable[int]) -> set[int]:
    """The keys of all entries of which something that is said covers one of these; these among them."""
    found = fresh = set(places)
    while fresh:
        above = Premises.objects.filter(Q(parts__in=fresh) | Q(doubles__in=fresh)).order_by()
        fresh = set(above.values_list("pk", flat=True)) - found
        found = found | fresh
    return found


def named_beside(premises: Premises) -> tuple[str, ...]:
    """The names of what it covers besides itself."""
    others = Premises.objects.filter(pk__in=covered(premises)[1:]).order_by("sort_key", "pk")
    return tuple(others.values_list("name", flat=True))


def kept_entry(premises: Premises) -> Premises:
    """The entry that is kept of this place: what is said of the other one is said of it."""
    while premises.same_as is not None:
        premises = premises.same_as
    return premises
