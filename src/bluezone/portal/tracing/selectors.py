"""Reads of tracing: the list of everybody involved, and people as one reader sees them. What a reader may not see is
replaced here, before any template could show it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Person
from bluezone.portal.cases.persons import who_stands_for
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for, sees_name
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import lying_within, rows_within
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.vietnam.telephone import national_form, spaced_phone

SEE, LIST = "tracing.see", "tracing.list"
MINE, PROVINCE = "mine", "province"
_FAR, _NONE = "far", "none"
_FEWEST_DIGITS, _MOST_CHIPS = 4, 20
MOST_NAMED = 500
"""People whom a search names one by one; every database takes as many."""
PEOPLE = Listing(
    caption=_("People involved, whoever was entered last first"),
    columns=(
        Column("person", _("Full name")),  # nobody sorts by names that only some may see
        Column("level", _("Level")),
        Column("place", _("Commune")),
        Column("possible_from", _("Exposed since"), ("possible_from",)),
        Column("set_apart", _("Set apart since"), ("set_apart_on",)),
    ),
    filters=(
        Filter("reach", ((MINE, _("My units")), (PROVINCE, _("Whole province")))),
        Filter(
            "level",
            (
                ("", _("All")),
                ("0", _("F0: cases")),
                ("1", _("F1: met a case")),
                ("2", _("F2: met an F1")),
                (_FAR, _("F3 and F4")),
                (_NONE, _("Without a level")),
            ),
        ),
    ),
    search=_("Name, telephone or pseudonym"),
    names_people=True,
    hint=_("Try a part of the name, or the last digits of the telephone."),
    empty=Empty(
        "people", _("Nobody here"), _("Cases and whoever they met appear here as soon as somebody enters them.")
    ),
    by_key=True,
    older=_("Entered before"),
)


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody involved, as one reader sees them."""

    person: int
    key: str
    """The pseudonym, which stands in addresses and says nothing."""
    name: str
    """Of the person, or the pseudonym."""
    phone: str
    """Empty outside the reader's units."""
    place: str
    level: int | None
    possible_from: dt.date | None
    set_apart_on: dt.date | None
    is_named: bool

    @property
    def level_text(self) -> str:
        """F0 to F4; empty without a level."""
        return "" if self.level is None else f"F{self.level}"


def people_listing(outbreaks: Sequence[Outbreak]) -> Listing:
    """Describes the list for whoever reaches these outbreaks: of several one can be chosen, ended or not."""
    if len(outbreaks) < 2:
        return PEOPLE
    names = Counter(one.name for one in outbreaks)
    called = {one: one.name if names[one.name] == 1 else f"{one.name} ({one.begins:%d/%m/%Y})" for one in outbreaks}
    chips = (("", _("All outbreaks")), *((str(one.pk), name) for one, name in called.items()))
    return replace(PEOPLE, filters=(*PEOPLE.filters, Filter("outbreak", chips[:_MOST_CHIPS])))


def page_of_people(staff: Staff, part: Part) -> Listed[PersonView]:
    """A page of the people within reach, the newest first; names only inside the reader's own units."""
    return listed(people_in(staff, part), part).seen(lambda one: seen_by(staff, one))


def people_in(staff: Staff, part: Part) -> QuerySet[Involvement]:
    """People of this part of the list, in its order."""
    own = own_paths(staff)
    rows = rows_within(Involvement.objects.all(), own if part["reach"] == MINE else paths_for(staff, LIST))
    merged = Person.objects.filter(merged_into__isnull=False)
    rows = rows.filter(_of_level(part["level"])).exclude(person__in=merged.values("pk"))
    if part["outbreak"]:
        rows = rows.filter(outbreak=int(part["outbreak"]))
    if part.text:
        rows = rows.filter(called(part.text, own))
    return part.sorted(rows.select_related("person", "unit__parent").order_by("-pk"))


def involvement_of(pseudonym: str) -> Involvement | None:
    """The place in an outbreak of the person of this pseudonym, or of whoever stands for them; of several the
    newest."""
    person = Person.objects.filter(pseudonym=pseudonym).first()
    if person is None:
        return None
    found = Involvement.objects.filter(person=who_stands_for(person))
    return found.select_related("person", "unit__parent", "outbreak").order_by("-pk").first()


def seen_by(staff: Staff, involvement: Involvement) -> PersonView:
    """Somebody involved as this reader sees them."""
    person, is_named = involvement.person, sees_name(staff, SEE, involvement)
    return PersonView(
        person=person.pk,
        key=person.pseudonym,
        name=person.full_name if is_named else person.pseudonym,
        phone=spaced_phone(person.phone) if is_named and person.phone else "",
        place=place_seen(involvement.unit, is_named=is_named),
        level=involvement.level,
        possible_from=involvement.possible_from,
        set_apart_on=involvement.set_apart_on,
        is_named=is_named,
    )


def place_seen(unit: Unit, *, is_named: bool) -> str:
    """A place as a reader sees it: beyond one's units the commune, because a hamlet is as good as a name."""
    if is_named or unit.level != Level.HAMLET or unit.parent is None:
        return unit.name
    return unit.parent.name


def own_paths(staff: Staff) -> tuple[str, ...]:
    """Paths of the units in which this reader sees names."""
    return tuple(grant.path for grant in staff.current_grants if sees_name(staff, SEE, grant))


def called(text: str, own: tuple[str, ...]) -> Q:
    """Finds whoever has this pseudonym, and in one's own units whoever has this name or number.

    Few are named one by one, found among the names alone; where it is said of many, the list is read from its beginning
    until a page is full.
    """
    few = list(_persons(Person.objects.filter(_said(text, "")))[: MOST_NAMED + 1])
    meant = list(_persons(Person.objects.filter(pseudonym=text.upper())))
    if len(few) > MOST_NAMED:
        return lying_within(own) & _said(text, "person__") | Q(person__in=meant)
    places = list(Involvement.objects.filter(person__in=[*few, *meant]).values_list("pk", flat=True))
    return Q(pk__in=places) & (lying_within(own) | Q(person__in=meant))


def _said(text: str, person: str) -> Q:
    return saying(text, f"{person}search_text", also=partial(_by_phone, f"{person}phone"))


def _persons(found: QuerySet[Person]) -> QuerySet[Person, int]:
    return found.values_list("pk", flat=True)


def _of_level(chosen: str) -> Q:
    if chosen.isdigit():
        return Q(level=int(chosen))
    return {_FAR: Q(level__gte=3), _NONE: Q(level=None)}.get(chosen, Q())


def _by_phone(column: str, word: str) -> Q:
    is_number = word.isascii() and word.isdigit() and len(word) >= _FEWEST_DIGITS
    return Q(**{f"{column}__contains": national_form(word)}) if is_number else Q()
