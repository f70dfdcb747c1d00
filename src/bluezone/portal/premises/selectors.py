"""Reads about premises: which there are, and what hangs there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bluezone.portal.frame.listing import Column, Empty, Filter, Listing
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.premises.models import WHOLES, PlaceCode, Premises
from bluezone.portal.premises.whole import covered, kept_entry
from bluezone.vietnam.folding import fold

RUNS_OUT = "runs_out"
SOON = dt.timedelta(days=14)
"""How long before its end a poster is to be printed anew."""
MOST_OFFERED, MOST_POSTERS = 12, 300
"""So many are offered while one types, and set at once."""
SAME, CHANGED = "same", "changed"
_STATES = (
    ("", _("Open")),
    *((value, capfirst(label)) for value, label in Premises.State.choices),
    (SAME, _("Entered twice")),
)
PREMISES = Listing(
    caption=_("Premises, by name"),
    columns=(
        Column("name", _("Name"), ("sort_key",)),
        Column("kind", _("Kind")),
        Column("hamlet", _("Hamlet"), ("hamlet__sort_key",)),
        Column("unit", _("Commune"), ("unit__sort_key",)),
        Column("state", _("State")),
    ),
    filters=(Filter("state", _STATES, frozenset({RUNS_OUT, CHANGED})),),
    kept=("hamlet",),
    search=_("Name, address, hamlet or commune"),
    hint=_("Marks may be left out; the beginning of each word is enough."),
    empty=Empty(
        "place",
        _("No place here"),
        _("Shops, markets, offices and lodgings stand here once they are registered."),
    ),
    size=50,
)


def premises_for(
    staff: Staff, text: str, *, state: str, now: dt.datetime, hamlet: Unit | None = None
) -> QuerySet[Premises]:
    """Premises of one's units, in Vietnamese order, under the filter of the list; `hamlet` narrows them down to one."""
    rows = rows_within(Premises.objects.all(), paths_for(staff, "premises.list"))
    rows = rows.select_related("unit", "hamlet", WHOLES)
    if hamlet is not None:
        rows = rows.filter(hamlet=hamlet)
    if state == RUNS_OUT:
        rows = running_out(rows, now)
    elif state == CHANGED:
        rows = rows.exclude(new_facts__isnull=True)
    elif state == SAME:
        rows = rows.exclude(same_as=None)
    elif state:
        rows = rows.filter(state=state)
    else:
        rows = rows.exclude(state=Premises.State.CLOSED).filter(same_as=None)
    return rows.filter(saying(text, "search_text")).order_by("sort_key", "pk")


def hamlet_with(key: int | None) -> Unit | None:
    """The hamlet of this key, with its commune."""
    if key is None:
        return None
    return Unit.objects.filter(pk=key, level=Level.HAMLET).select_related("parent").first()


def premises_with(key: int) -> Premises | None:
    """The premises of this key."""
    found = Premises.objects.filter(pk=key)
    persons = ("registered_by", "approved_by", "closed_by", "joined_by", "changed_by", "change_agreed_by")
    return found.select_related("unit", "hamlet", "organisation", WHOLES, f"same_as__{WHOLES}", *persons).first()


def parts_of(premises: Premises) -> list[Premises]:
    """The parts of a place that are not closed, by name, each with how many it has itself."""
    open_ones = premises.parts.exclude(state=Premises.State.CLOSED).filter(same_as=None)
    within = Count("parts", filter=~Q(parts__state=Premises.State.CLOSED) & Q(parts__same_as=None))
    return list(open_ones.annotate(part_count=within).order_by("sort_key", "pk"))


def doubles_of(premises: Premises) -> list[Premises]:
    """Entries that are the same place, as somebody said."""
    return list(premises.doubles.select_related("unit", "hamlet", WHOLES).order_by("joined_at", "pk"))


def code_in_force(premises: Premises) -> PlaceCode | None:
    """The code that hangs there now."""
    return premises.codes.filter(replaced_at=None).first()


def codes_read_at(premises: Premises, begins: dt.datetime, ends: dt.datetime) -> list[PlaceCode]:
    """Codes of the whole place that phones took at some moment of this time, whether or not another hung there by then;
    those that hang at the place itself last."""
    codes = PlaceCode.objects.filter(premises__in=covered(premises), valid_from__lt=ends, valid_until__gt=begins)
    return sorted(codes.order_by("pk"), key=lambda code: code.premises_id == premises.pk)


def newest_code(premises: Premises) -> PlaceCode:
    """The newest code of a place that has had one, whether or not phones still take it."""
    return premises.codes.order_by("-pk")[0]


def with_a_code() -> QuerySet[Premises]:
    """Premises of the whole country that have had a code; no person is in it."""
    return Premises.objects.filter(Exists(PlaceCode.objects.filter(premises=OuterRef("pk"))))


def premises_to_pick(text: str) -> list[Premises]:
    """Premises with a code that fit what was typed, a few at most."""
    if not text.strip():
        return []
    found = with_a_code().filter(saying(text[:80], "search_text")).select_related("unit__parent", "hamlet", WHOLES)
    return list(found.order_by("sort_key", "pk")[:MOST_OFFERED])


def the_place_meant(found: list[Premises], typed: str, chosen: Premises | None) -> Premises | None:
    """The place chosen among those that fit, the only one that does, or the only one called just so. Where more may fit
    than are offered, another of that name may stand among them."""
    if chosen in found:
        return chosen
    exact = [one for one in found if fold(one.name) == fold(typed)]
    certain = found if len(found) == 1 else exact
    return certain[0] if len(certain) == 1 and len(found) < MOST_OFFERED else None


def running_out(rows: QuerySet[Premises], now: dt.datetime) -> QuerySet[Premises]:
    """Narrows premises down to those whose poster is to be printed anew: it soon says nothing to a phone any more, or
    has stopped to; phones were alerted by it; the place is called otherwise by now; or no code is in force, as of an
    entry that was opened again with another one and is a place of its own since."""
    good = Q(valid_until__gte=now + SOON, alerted_at=None, is_outdated=False)
    hanging = PlaceCode.objects.filter(good, premises=OuterRef("pk"), replaced_at=None)
    return rows.filter(~Exists(hanging), state=Premises.State.APPROVED, same_as=None)


def codes_hanging_in(unit: Unit, now: dt.datetime) -> list[PlaceCode]:
    """Codes that hang in a unit and the units below, commune by commune and there by hamlet and name, as somebody goes
    who hangs them up; none of an entry that is another place's by now."""
    codes = PlaceCode.objects.filter(replaced_at=None, valid_until__gt=now, premises__state=Premises.State.APPROVED)
    here = rows_within(Premises.objects.filter(same_as=None), (unit.path,))
    within = codes.filter(premises__in=here)
    along = ("premises__unit__sort_key", F("premises__hamlet__sort_key").asc(nulls_last=True), "premises__sort_key")
    return list(
        within.select_related("premises__unit", "premises__hamlet", f"premises__{WHOLES}").order_by(
            *along, "premises_id"
        )
    )


def codes_hanging_at(places: Iterable[Premises]) -> dict[int, PlaceCode]:
    """The code that hangs at each of these places, by the place's number."""
    return {one.premises_id: one for one in PlaceCode.objects.filter(premises__in=list(places), replaced_at=None)}


def premises_of(staff: Staff, organisation: Organisation) -> list[Premises]:
    """The premises of an organisation that are not closed, as far as this person sees them, by name; of what was
    entered twice the entry that is kept."""
    if not is_allowed(staff, "premises.list"):
        return []
    rows = rows_within(Premises.objects.filter(organisation=organisation), paths_for(staff, "premises.list"))
    found = (
        rows.exclude(state=Premises.State.CLOSED)
        .select_related(WHOLES, f"same_as__{WHOLES}")
        .order_by("sort_key", "pk")
    )
    return list({one.pk: one for one in map(kept_entry, found)}.values())
