"""What the newest stored list of an office counts, for whoever holds figures against it: counts, and nobody.

Staff is an office's own. Households and businesses are of a ground too: where a commune's office has no list of its
own, the newest of the ground answers, but no company's or school's, which tells of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import QuerySet

from bluezone.portal.lists.models import Kind, SentList
from bluezone.portal.lists.preview import SUMMED
from bluezone.portal.organisations.models import Kind as OfficeKind
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.paths import lying_within
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.directive.counting import ListCount
from bluezone.rollout.reports.listed import Listed

_OF_A_GROUND = (Kind.HOUSEHOLD, Kind.BUSINESS)
_TELL_OF_THEMSELVES = (OfficeKind.COMPANY, OfficeKind.SCHOOL)
_Counted = tuple[int, int, bool]
"""How many, how many rows say so, and whether each says yes or no."""


def counted_in_lists(
    *, asked: Collection[ListCount], organisation: Organisation | None, ground: tuple[str, ...]
) -> dict[ListCount, Listed]:
    """Counts from the newest lists of this organisation, or of the ground that it answers for (none: no paths)."""
    found: dict[ListCount, Listed] = {}
    for kind in Kind:
        wanted = [one for one in asked if one.value.startswith(f"{kind.value}.")]
        newest = _newest(kind, organisation, ground) if wanted else None
        if newest is not None:
            whose = "" if newest.organisation == organisation else newest.organisation.name
            found |= {one: listed for one in wanted if (listed := _listed(newest, one, whose)) is not None}
    return found


def newest_lists(organisation: Organisation) -> list[SentList]:
    """The newest stored list of each kind of roster of this organisation."""
    kinds = (Kind.STAFF, Kind.HOUSEHOLD, Kind.BUSINESS)
    return [one for kind in kinds if (one := _stored(kind).filter(organisation=organisation).first()) is not None]


def _newest(kind: Kind, organisation: Organisation | None, ground: tuple[str, ...]) -> SentList | None:
    own = _stored(kind).filter(organisation=organisation).first() if organisation is not None else None
    if own is not None or kind not in _OF_A_GROUND or not ground:
        return own
    return _stored(kind).filter(lying_within(ground)).exclude(organisation__kind__in=_TELL_OF_THEMSELVES).first()


def _stored(kind: Kind) -> QuerySet[SentList]:
    rows = SentList.objects.filter(kind=kind, state=SentList.State.STORED, stored_at__isnull=False)
    return rows.select_related("organisation").order_by("-stored_at", "-pk")


def _listed(sent: SentList, wanted: ListCount, whose: str) -> Listed | None:
    counted = _READ[wanted](sent)
    if counted is None or sent.stored_at is None:
        return None
    value, told, is_of_people = counted
    return Listed(value, sent.rows, told, sent.stored_at.astimezone(VIET_NAM).date(), is_of_people, whose)


def _rows(sent: SentList) -> _Counted:
    return sent.rows, sent.rows, False


def _marked(name: str) -> Callable[[SentList], _Counted | None]:
    def read(sent: SentList) -> _Counted | None:
        told = sent.counts.get(f"{name}_told")
        return (sent.counts[name], told, True) if told is not None else None

    return read


def _added_up(name: str) -> Callable[[SentList], _Counted | None]:
    """Reads a sum; lists that were stored before the portal kept of how many rows it is have none to show."""

    def read(sent: SentList) -> _Counted | None:
        told = sent.counts.get(f"{name}_told")
        return (sent.counts[name], told, False) if told is not None else None

    return read


def _counts_households(sent: SentList) -> bool:
    """Whether a row is a household and says how many people it has, or of them have the app."""
    return any(name in sent.counts for name in SUMMED)


def _households(sent: SentList) -> _Counted | None:
    return _rows(sent) if _counts_households(sent) else None


def _either(summed: str, marked: str) -> Callable[[SentList], _Counted | None]:
    of_households, of_people = _added_up(summed), _marked(marked)
    return lambda sent: of_households(sent) if _counts_households(sent) else of_people(sent)


def _residents(sent: SentList) -> _Counted | None:
    """Reads people: the sum of the households, or the rows of a list that says of people who has the app."""
    if _counts_households(sent):
        return _added_up("members")(sent)
    return _rows(sent) if sent.counts else None


_READ: dict[ListCount, Callable[[SentList], _Counted | None]] = {
    ListCount.STAFF: _rows,
    ListCount.STAFF_WITH_SMARTPHONE: _marked("smartphone"),
    ListCount.STAFF_INSTALLED: _marked("installed"),
    ListCount.HOUSEHOLDS: _households,
    ListCount.RESIDENTS: _residents,
    ListCount.RESIDENTS_WITH_SMARTPHONE: _either("smartphones", "smartphone"),
    ListCount.RESIDENTS_INSTALLED: _either("installs", "installed"),
    ListCount.BUSINESSES: _rows,
    ListCount.BUSINESS_STAFF: _added_up("staff"),
    ListCount.BUSINESS_STAFF_INSTALLED: _added_up("staff_installed"),
    ListCount.CUSTOMERS_HELPED: _added_up("customers_helped"),
}
