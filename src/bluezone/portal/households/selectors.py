"""Reads of households: who lives with somebody, as one reader sees them, and who of a round lives together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from bluezone.portal.cases.persons import doubles_to
from bluezone.portal.households.models import Member
from bluezone.portal.households.services import digest_of_household, exposed_at_home, members_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.places.paths import few_within
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.portal.tracing.selectors import PersonView, own_paths, place_seen, seen_by

SEE, NOTE = "households.see", "households.note"
_MOST_SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody of a household, as one reader sees them."""

    number: int
    person: PersonView
    is_self: bool
    """Whether the page is about them."""
    is_exposed: bool
    """By whoever the page is about, at home, as it is entered."""
    may_be: tuple[PersonView, ...]
    """Persons who may be the same, as far as the reader sees both."""
    may_leave: bool
    """Whether the reader may take them out: they keep the household, or whoever lives in it."""


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household, as one reader sees it from one of its members."""

    number: int
    address: str
    """Empty for whoever does not work where it is: an address is as good as a name."""
    place: str
    members: tuple[MemberView, ...]
    as_read: str

    @property
    def waiting(self) -> tuple[MemberView, ...]:
        """Members who are not entered as exposed by the one whom the page is about."""
        return tuple(one for one in self.members if not one.is_self and not one.is_exposed)


def member_of(involvement: Involvement) -> Member | None:
    """Finds how this person lives in a household; None where none is entered."""
    return (
        Member.objects.filter(involvement=involvement)
        .select_related("involvement", "household__outbreak", "household__unit__parent")
        .first()
    )


def household_seen(staff: Staff, member: Member) -> HouseholdView:
    """The household of this member, as the reader sees it."""
    household, done = member.household, exposed_at_home(member.involvement_id)
    members, keeps_it = members_of(household), is_allowed(staff, NOTE, household)
    alike = _alike(staff, members, household.outbreak_id)
    is_inside = is_allowed(staff, SEE, household)
    return HouseholdView(
        number=household.pk,
        address=household.address if is_inside else "",
        place=place_seen(household.unit, is_named=is_inside),
        members=tuple(
            MemberView(
                number=one.pk,
                person=seen_by(staff, one.involvement),
                is_self=one.pk == member.pk,
                is_exposed=one.involvement_id in done,
                may_be=tuple(seen_by(staff, other) for other in alike[one.involvement.person_id]),
                may_leave=keeps_it or is_allowed(staff, NOTE, one.involvement),
            )
            for one in members
        ),
        as_read=digest_of_household(household),
    )


def suggested_for(staff: Staff, involvement: Involvement) -> list[PersonView]:
    """Finds whom this person met at home, as it is entered, and who lives in no household yet, as far as the reader
    sees their names."""
    return [seen_by(staff, one) for one in suggested(staff, involvement)]


def suggested(staff: Staff, involvement: Involvement) -> list[Involvement]:
    """Finds the same people as they stand in the outbreak."""
    met = Exposure.objects.filter(kind=Exposure.Kind.HOUSEHOLD, is_alive=True)
    pairs = met.filter(Q(source=involvement) | Q(target=involvement)).values_list("source", "target")
    keys = {key for pair in pairs for key in pair} - {involvement.pk}
    rows = Involvement.objects.filter(pk__in=keys, lives=None, person__merged_into=None)
    rows = few_within(rows, own_paths(staff)).select_related("person", "unit__parent", "outbreak")
    return list(rows.order_by("pk")[:_MOST_SUGGESTED])


def household_size(involvement: Involvement) -> int:
    """How many live in this person's household, themselves among them; 0 where none is entered."""
    rows = Member.objects.filter(household__members__involvement=involvement)
    return rows.filter(involvement__person__merged_into=None).count()


def households_of(involvements: Collection[int]) -> dict[int, int]:
    """The household of each of these who lives in one, by the numbers of both."""
    rows = Member.objects.filter(involvement__in=involvements)
    return dict(rows.values_list("involvement", "household"))


def addresses_of(staff: Staff, involvements: Collection[int]) -> dict[int, str]:
    """The addresses at which these people live, as far as the reader may read them; by the numbers of their places."""
    rows = Member.objects.filter(involvement__in=involvements).select_related("household")
    return {one.involvement_id: one.household.address for one in rows if is_allowed(staff, SEE, one.household)}


def housemates_of(persons: Collection[int]) -> set[int]:
    """Finds who lives with any of these, themselves among them; all by the numbers of persons."""
    homes = Member.objects.filter(involvement__person__in=persons).values("household")
    return set(Member.objects.filter(household__in=homes).values_list("involvement__person", flat=True))


def _alike(staff: Staff, members: Sequence[Member], outbreak: int) -> dict[int, list[Involvement]]:
    """Finds who of the outbreak each of these may be, by the person's number; asked of all of them at once."""
    persons = {one.involvement.person_id for one in members}
    pairs = list(doubles_to(staff).filter(Q(one__in=persons) | Q(other__in=persons)))
    ends = {end for pair in pairs for end in (pair.one_id, pair.other_id)}
    rows = Involvement.objects.filter(person__in=ends, outbreak=outbreak)
    places = {one.person_id: one for one in rows.select_related("person", "unit__parent")}
    found = defaultdict[int, list[Involvement]](list)
    for pair in pairs:
        for one, other in ((pair.one_id, pair.other_id), (pair.other_id, pair.one_id)):
            if one in persons and other in places:
                found[one].append(places[other])
    return found
