"""Reads of landmarks: where cases have been, for whoever works at the place or at the case, and who else was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.as_read import digest_of
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.persons import standing_for, who_stands_for
from bluezone.portal.frame.listing import MOST_TYPED, Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.frame.searching import first_words
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.involving import outbreak_at
from bluezone.portal.tracing.meetings_seen import End
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Landmark, Presence
from bluezone.portal.tracing.selectors import PersonView, called, involvement_of, own_paths, seen_by
from bluezone.portal.world import VIET_NAM

ACT = "tracing.places"
PUBLIC, WITHDRAWN = "public", "withdrawn"
PLACES = Listing(
    caption=_("Places where cases have been, those noted last first"),
    columns=(
        Column("place", _("Place")),
        Column("when", _("When")),
        Column("case", _("Case")),
        Column("there", _("Others there")),
    ),
    filters=(Filter("shown", (("", _("All")), (PUBLIC, _("Open to anybody")), (WITHDRAWN, _("Withdrawn")))),),
    empty=Empty("place", _("No place yet"), _("Places are noted on the page of a case's contacts and course.")),
    by_key=True,
    older=_("Noted before"),
)
MOST_THERE = 200
_MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Correction:
    """What stood in the place of what stands now, and why that was wrong."""

    place: str
    commune: str
    begins: dt.datetime
    ends: dt.datetime
    by: str
    at: dt.datetime
    reason: str

    @property
    def is_one_day(self) -> bool:
        """Whether it ended on the day on which it began."""
        return self.begins.date() == self.ends.date()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal of a place, by whoever said that the case was not there, and why."""

    by: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LandmarkView:
    """A place where a case has been, as one reader sees it."""

    number: int
    place: str
    commune: str
    begins: dt.datetime
    ends: dt.datetime
    what: str
    is_public: bool
    entered_by: str
    entered_at: dt.datetime
    case: str
    """Its number; empty for whoever does not see the case by name."""
    person: PersonView
    """The case's, by name or pseudonym."""
    there: int
    """How many others."""
    corrections: tuple[Correction, ...]
    """What stood here before, the newest first."""
    withdrawn: Withdrawal | None

    @property
    def is_one_day(self) -> bool:
        """Whether it ended on the day on which it began."""
        return self.begins.date() == self.ends.date()

    @property
    def named(self) -> list[tuple[str, object]]:
        """What a page about it names."""
        return [("landmark", self.number), *([("person", self.person.person)] if self.person.is_named else [])]


@dataclass(frozen=True, slots=True)
class ThereView:
    """Somebody else who was there, as one reader sees them."""

    key: int
    """Of their involvement."""
    person: PersonView
    origins: tuple[str, ...]
    """Whose account it is."""
    exposure: str
    """The number of the exposure from the case at this place; empty while there is none."""


def page_of_landmarks(staff: Staff, part: Part) -> Listed[LandmarkView]:
    """A page of the places within reach, those noted last first."""
    rows = landmarks_within(staff).filter(withdrawn_at__isnull=part["shown"] != WITHDRAWN)
    if part["shown"] == PUBLIC:
        rows = rows.filter(is_public=True)
    page = listed(rows, part)
    sources = _newest_places_of({one.case.person_id for one in page.rows})
    return page.seen(lambda one: _seen(staff, one, sources[one.case.person_id]))


def landmarks_within(staff: Staff) -> QuerySet[Landmark]:
    """Places in this person's units, and places of their units' cases anywhere."""
    paths = paths_for(staff, ACT)
    cases = rows_within(Case.objects.all(), paths)
    within = rows_within(Landmark.objects.all(), paths)
    return _complete(Landmark.objects.filter(Q(pk__in=within.values("pk")) | Q(case__in=cases.values("pk"))))


def landmarks_of_case(staff: Staff, case: Case) -> list[LandmarkView]:
    """Places where this case has been, the newest first."""
    rows = _complete(Landmark.objects.filter(case=case, withdrawn_at=None)).order_by("-begins", "-pk")
    sources = _newest_places_of({case.person_id})
    return [_seen(staff, one, sources[case.person_id]) for one in rows]


def landmark_with_number(number: int) -> Landmark | None:
    """The landmark of this number, whoever may see it."""
    return _complete(Landmark.objects.filter(pk=number)).first()


def may_at_landmark(staff: Staff, act: str, landmark: Landmark) -> bool:
    """Whether the table lets this person do this where the place is, or where the case is."""
    return any(is_allowed(staff, act, End(path)) for path in (landmark.path, landmark.case.path))


def source_of(landmark: Landmark) -> Involvement:
    """The case's own place in its outbreak."""
    own, places = outbreak_at(landmark.case.path, landmark.case.onset), list(_of_its_person(landmark).order_by("-pk"))
    return next((one for one in places if one.outbreak_id == own.pk), places[0])


def person_in_the_same(landmark: Landmark, pseudonym: str) -> Involvement | None:
    """The place of the person of this pseudonym in the outbreak of the case."""
    found = involvement_of(pseudonym)
    if found is None:
        return None
    outbreak = source_of(landmark).outbreak_id
    return Involvement.objects.filter(outbreak=outbreak, person=found.person_id).first()


def landmark_seen(staff: Staff, landmark: Landmark) -> LandmarkView:
    """A place where a case has been, as this reader sees it."""
    return _seen(staff, landmark, _of_its_person(landmark).order_by("-pk")[0])


def _seen(staff: Staff, landmark: Landmark, place: Involvement) -> LandmarkView:
    """The place with the case's own newest place in an outbreak."""
    source = seen_by(staff, place)
    return LandmarkView(
        number=landmark.pk,
        place=landmark.place,
        commune=landmark.unit.name,
        begins=landmark.begins.astimezone(VIET_NAM),
        ends=landmark.ends.astimezone(VIET_NAM),
        what=landmark.what,
        is_public=landmark.is_public,
        entered_by=landmark.entered_by.full_name,
        entered_at=landmark.entered_at,
        case=landmark.case.number if source.is_named else "",
        person=source,
        there=getattr(landmark, "there", 0),
        corrections=tuple(_correction(told) for told in reversed(landmark.corrections)),
        withdrawn=_withdrawal(landmark),
    )


def there_seen(staff: Staff, landmark: Landmark) -> list[ThereView]:
    """Everybody else who was there, in the order in which they were noted."""
    origins: dict[int, list[str]] = {}
    for one in presences_of(landmark):
        origins.setdefault(one.involvement_id, []).append(str(Evidence.Origin(one.origin).label))
    people = Involvement.objects.select_related("person", "unit__parent").in_bulk(list(origins)[:MOST_THERE])
    exposed = exposures_at(landmark)
    return [
        ThereView(key, seen_by(staff, people[key]), tuple(said), exposed.get(key, ""))
        for key, said in origins.items()
        if key in people
    ]


def presences_of(landmark: Landmark) -> QuerySet[Presence]:
    """All accounts of who else was there, in the order in which they came."""
    return landmark.presences.order_by("pk")


def exposures_at(landmark: Landmark) -> dict[int, str]:
    """Numbers of the exposures to the case at this place that nobody withdrew, by the involvement of their target."""
    rows = Exposure.objects.filter(landmark=landmark, source=source_of(landmark), withdrawn_at=None)
    return dict(rows.order_by("-pk").values_list("target", "number"))


def people_to_add(staff: Staff, landmark: Landmark, text: str) -> list[PersonView]:
    """People of one's own units in the same outbreak who are called so and are not noted here yet."""
    words = first_words(" ".join(text.split())[:MOST_TYPED])
    if not words:
        return []
    source = source_of(landmark)
    own = own_paths(staff)
    rows = rows_within(Involvement.objects.filter(outbreak=source.outbreak, person__merged_into=None), own)
    found = rows.filter(called(words, own))
    others = found.exclude(pk=source.pk).exclude(presences__landmark=landmark)
    return [
        seen_by(staff, one) for one in others.select_related("person", "unit__parent").order_by("-pk")[:_MOST_FOUND]
    ]


def digest_of_landmark(landmark: Landmark) -> str:
    """Names what a page shows of a landmark and of who was there, for the forms that decide on it."""
    one, said = landmark, [(account.involvement_id, account.origin) for account in presences_of(landmark)]
    stands = (one.place, one.unit_id, one.begins, one.ends, one.what, one.is_public, one.withdrawn_at)
    return digest_of(one.pk, *stands, said, exposures_at(one))


def _correction(told: dict[str, str]) -> Correction:
    begins, ends, at = (dt.datetime.fromisoformat(told[name]) for name in ("begins", "ends", "at"))
    local = (begins.astimezone(VIET_NAM), ends.astimezone(VIET_NAM))
    return Correction(told["place"], told["commune"], *local, told["by"], at, told["reason"])


def _withdrawal(landmark: Landmark) -> Withdrawal | None:
    if landmark.withdrawn_at is None or landmark.withdrawn_by is None:
        return None
    return Withdrawal(landmark.withdrawn_by.full_name, landmark.withdrawn_at, landmark.reason)


def _newest_places_of(persons: Collection[int]) -> dict[int, Involvement]:
    """The newest place in an outbreak of each of these persons, or of whoever stands for them: a page asks once."""
    standing = standing_for(persons)
    rows = Involvement.objects.filter(person__in=set(standing.values())).select_related("person", "unit__parent")
    newest = {one.person_id: one for one in rows.order_by("pk")}
    return {person: newest[now] for person, now in standing.items()}


def _of_its_person(landmark: Landmark) -> QuerySet[Involvement]:
    """The places of whoever the case is about, all of them where the person is now."""
    found = Involvement.objects.filter(person=who_stands_for(landmark.case.person))
    return found.select_related("person", "unit__parent", "outbreak")


def _complete(rows: QuerySet[Landmark]) -> QuerySet[Landmark]:
    told = rows.select_related("unit", "case__person", "entered_by", "withdrawn_by").order_by("-pk")
    return told.annotate(there=Count("presences__involvement", distinct=True))
