"""What two persons have to do with an outbreak, once they are one, and once they were not."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.http import QueryDict

from bluezone.portal.cases.merging import agree_to_merge, ask_to_merge, digest_of_merge, undo_merge
from bluezone.portal.cases.models import Double, Merge, Person
from bluezone.portal.cases.persons import digest_of_double, note_person
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.exporting.fhir import PEOPLE as PEOPLE_OF
from bluezone.portal.tracing.exporting.fhir import resources_of
from bluezone.portal.tracing.exporting.files import What, export_of
from bluezone.portal.tracing.exporting.rows import MeetingRow, PersonRow
from bluezone.portal.tracing.inbox import people_like
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.landmarks import note_presence, record_landmark
from bluezone.portal.tracing.levels import check, recompute
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Landmark, ListedPerson, Presence
from bluezone.portal.tracing.selectors import PEOPLE, involvement_of, people_in
from bluezone.portal.tracing.services import record_exposure
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, Office, the_unit

pytestmark = [pytest.mark.usefixtures("kept_outbreak"), pytest.mark.every_run]
DAY = NOW.date() - dt.timedelta(days=1)


class Met:
    """A confirmed case, who was entered twice; under either name they met somebody, and once each other."""

    def __init__(self) -> None:
        self.office = Office()
        self.lan, self.hung = (self.office.staff(name, Role.HEALTH_OFFICER) for name in ("Lê Thị Lan", "Trần Hùng"))
        Grant.objects.update(given_at=NOW - dt.timedelta(days=8))
        self.case = self.office.case(self.lan, confirmed_by=self.hung, onset=DAY)
        self.outbreak = outbreak_at(self.case.path, DAY)
        self.known, self.again = self.case.person, self.person("Nguyễn Thị Bính", "0912 345 678")
        self.near, self.far = self.person("Lò Văn Gần", "0987 000 001"), self.person("Ma Văn Xa", "0987 000 002")

    def person(self, name: str, phone: str) -> Person:
        return note_person(
            full_name=name, phone=phone, unit=the_unit(SON_DUONG), now=NOW, entropy=self.office.chance.randbytes
        )

    def at(self, person: Person) -> Involvement:
        return involve(self.outbreak, person)

    def meets(self, source: Person, target: Person) -> Exposure:
        return record_exposure(
            actor=self.lan,
            source=self.at(source),
            target=self.at(target),
            meeting=Meeting(kind=Exposure.Kind.WORK, first_day=DAY, last_day=DAY),
            evidence=[Piece(origin=Evidence.Origin.INTERVIEW, says={})],
            now=NOW,
        )

    def merge(self, keep: Person) -> Merge:
        double = Double.objects.get(one=self.known, other=self.again)
        merge = ask_to_merge(actor=self.lan, double=double, keep=keep.pk, read=digest_of_double(double), now=NOW)
        agree_to_merge(actor=self.hung, merge=merge, read=digest_of_merge(merge), now=NOW)
        return merge

    def part(self, merge: Merge) -> None:
        merge = Merge.objects.select_related("kept", "merged").get(pk=merge.pk)
        undo_merge(actor=self.lan, merge=merge, read=digest_of_merge(merge), now=NOW)

    def levels(self) -> dict[str, int | None]:
        rows = Involvement.objects.order_by("pk").values_list("person__full_name", "level")
        return {name: level for name, level in rows if level is not None}

    def stands(self) -> list[object]:
        edges = Exposure.objects.order_by("pk").values_list(
            "pk", "source", "target", "source_path", "is_alive", "withdrawn_at", "reason"
        )
        nodes = Involvement.objects.order_by("pk").values_list("pk", "person", "level", "through", "set_apart_on")
        there = Presence.objects.order_by("landmark", "origin").values_list("landmark", "involvement", "origin")
        listed = ListedPerson.objects.order_by("pk").values_list("key", "involvement")
        return [*edges, *nodes, *there, *listed]


@pytest.fixture(scope="module")
def kept_outbreak(kept) -> Met:
    return Met()


@pytest.fixture
def met(kept_outbreak, db) -> Met:
    return kept_outbreak


@pytest.mark.parametrize("keeps_the_older", [True, False])
def test_whoever_was_met_under_the_other_name_was_met_by_the_case(met, keeps_the_older):
    met.meets(met.known, met.near)
    met.meets(met.again, met.far)
    before = met.stands()
    assert {"Nguyễn Thị Bình": 0, "Lò Văn Gần": 1} == met.levels()

    merge = met.merge(met.known if keeps_the_older else met.again)

    name = "Nguyễn Thị Bình" if keeps_the_older else "Nguyễn Thị Bính"
    assert {name: 0, "Lò Văn Gần": 1, "Ma Văn Xa": 1} == met.levels()
    assert 0 == check(met.outbreak).count
    met.part(merge)
    assert before == met.stands()
    assert 0 == check(met.outbreak).count


def test_nobody_met_themselves(met):
    between = met.meets(met.known, met.again)
    onward = met.meets(met.again, met.far)
    before = met.stands()

    merge = met.merge(met.known)

    between.refresh_from_db()
    onward.refresh_from_db()
    assert (False, None) == (between.is_alive, between.withdrawn_by)
    assert met.at(met.known).pk == onward.source_id
    assert {"Nguyễn Thị Bình": 0, "Ma Văn Xa": 1} == met.levels()
    met.part(merge)
    assert before == met.stands()


def test_a_bundle_refers_to_nobody_who_was_merged_and_is_not_in_it(met):
    met.meets(met.known, met.again)
    met.merge(met.known)
    export = export_of(What.OUTBREAK, met.outbreak, met.lan, NOW)

    rows = [row for chunk in export.chunks for row in chunk]

    listed = {row.key for row in rows if isinstance(row, PersonRow)}
    (meeting,) = (row for row in rows if isinstance(row, MeetingRow))
    assert (met.known.pseudonym in listed, met.again.pseudonym in listed) == (True, False)
    (told,) = resources_of(meeting, "SARS-CoV-2")
    assert {"type": "Patient", "identifier": {"system": PEOPLE_OF, "value": met.again.pseudonym}} == told["subject"]
    assert ["reference"] == list(told["focus"][0])


def test_somebody_without_a_place_takes_the_others(met):
    met.meets(met.near, met.again)
    Involvement.objects.filter(person=met.known).delete()

    merge = met.merge(met.known)

    assert [met.known.pk] == list(Involvement.objects.filter(arriving__isnull=False).values_list("person", flat=True))
    assert 0 == Involvement.objects.filter(person=met.again).count()
    met.part(merge)
    recompute(met.outbreak)
    assert [met.again.pk] == list(Involvement.objects.filter(arriving__isnull=False).values_list("person", flat=True))


def test_who_was_somewhere_under_both_names_was_there_once(met):
    when = {"begins": NOW - dt.timedelta(hours=9), "ends": NOW - dt.timedelta(hours=8)}
    other = met.office.case(met.lan, full_name="Hoàng Văn Chợ", phone="0987 000 003")
    landmark = record_landmark(actor=met.lan, case=other, place="Chợ huyện", unit=the_unit(SON_DUONG), now=NOW, **when)
    for person, origin in ((met.known, "interview"), (met.again, "interview"), (met.again, "door")):
        note_presence(actor=met.lan, landmark=landmark, involvement=met.at(person), origin=origin, now=NOW)
    Involvement.objects.filter(person=met.again).update(set_apart_on=DAY)
    ListedPerson.objects.create(outbreak=met.outbreak, key="id of a list", involvement=met.at(met.again))
    before = met.stands()

    merge = met.merge(met.known)

    own = met.at(met.known)
    assert [(own.pk, "door"), (own.pk, "interview")] == list(
        landmark.presences.order_by("origin").values_list("involvement", "origin")
    )
    assert (DAY, ["id of a list"]) == (own.set_apart_on, list(own.listed_as.values_list("key", flat=True)))
    met.part(merge)
    assert before == met.stands()


def test_whoever_was_merged_stands_in_no_list_and_their_pseudonym_leads_to_whoever_is_kept(met):
    met.meets(met.again, met.far)
    merge = met.merge(met.known)
    everybody, officer = PEOPLE.part_of(QueryDict()), Staff.objects.get(pk=met.lan.pk)
    told = [Evidence(says={"phone": met.again.phone})]

    assert met.again.pk not in {one.person_id for one in people_in(officer, everybody)}
    assert involvement_of(met.again.pseudonym) == involvement_of(met.known.pseudonym) == met.at(met.known)
    assert [met.known] == people_like(officer, told)
    assert met.known.pk == met.at(Person.objects.get(pk=met.again.pk)).person_id
    met.part(merge)
    assert met.again.pk in {one.person_id for one in people_in(officer, everybody)}
    assert met.at(met.again) == involvement_of(met.again.pseudonym)
    assert [met.known, met.again] == people_like(officer, told)


def test_a_place_that_is_taken_over_stands_where_whoever_is_kept_is(met):
    """Else the unit of the one reads the name and the number of the other."""
    elsewhere = the_unit(TAN_TRAO)
    Person.objects.filter(pk=met.again.pk).update(unit=elsewhere, path=elsewhere.path)
    Involvement.objects.filter(person__in=(met.known, met.again)).delete()
    arrived = met.meets(met.near, Person.objects.get(pk=met.again.pk))
    Grant.objects.update(path=TUYEN_QUANG, unit=the_unit(TUYEN_QUANG))

    merge = met.merge(met.known)

    arrived.refresh_from_db()
    assert (met.known.path, met.known.path) == (arrived.target.path, arrived.target_path)
    met.part(merge)
    arrived.refresh_from_db()
    assert (elsewhere.path, elsewhere.path) == (arrived.target.path, arrived.target_path)


def test_of_several_merges_into_one_the_last_is_undone_first(met):
    """The place that the first brought may carry what the second did."""
    third = met.person("Nguyễn Thị Bình", "0912 345 678")
    Involvement.objects.filter(person=met.known).delete()
    met.meets(met.near, met.again)
    theirs = met.meets(met.near, third)
    first = met.merge(met.known)
    double = Double.objects.get(one=met.known, other=third)
    second = ask_to_merge(actor=met.lan, double=double, keep=met.known.pk, read=digest_of_double(double), now=NOW)
    agree_to_merge(actor=met.hung, merge=second, read=digest_of_merge(second), now=NOW)

    with pytest.raises(RefusedError, match="merged later"):
        met.part(first)

    met.part(second)
    met.part(first)
    theirs.refresh_from_db()
    assert third.pk == theirs.target.person_id


def at_the_market(met: Met) -> Landmark:
    when = {"begins": NOW - dt.timedelta(hours=9), "ends": NOW - dt.timedelta(hours=8)}
    other = met.office.case(met.lan, full_name="Hoàng Văn Chợ", phone="0987 000 003")
    return record_landmark(actor=met.lan, case=other, place="Chợ huyện", unit=the_unit(SON_DUONG), now=NOW, **when)


def test_what_a_page_that_lagged_behind_noted_under_the_merged_name_is_there_once_when_they_are_two_again(met):
    landmark, gone = at_the_market(met), met.at(met.again)
    for place in (met.at(met.known), gone):
        note_presence(actor=met.lan, landmark=landmark, involvement=place, origin="interview", now=NOW)
    merge = met.merge(met.known)
    note_presence(actor=met.lan, landmark=landmark, involvement=gone, origin="interview", now=NOW)

    met.part(merge)

    assert {met.at(met.known).pk: 1, gone.pk: 1} == Counter(landmark.presences.values_list("involvement", flat=True))


def test_two_who_cannot_be_taken_apart_any_more_stay_one_and_one_sentence_says_so(met):
    landmark, gone = at_the_market(met), met.at(met.again)
    note_presence(actor=met.lan, landmark=landmark, involvement=gone, origin="interview", now=NOW)
    merge = met.merge(met.known)
    note_presence(actor=met.lan, landmark=landmark, involvement=gone, origin="interview", now=NOW)

    with pytest.raises(RefusedError, match="cannot be taken apart"):
        met.part(merge)

    assert met.known.pk == Person.objects.get(pk=met.again.pk).merged_into_id
    assert Merge.objects.get(pk=merge.pk).undone_at is None
