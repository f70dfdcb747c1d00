"""Where cases have been: noted, read by both ends, who else was there, and whom the case may have infected there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Double
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.tracing.changing import correct_landmark, withdraw_landmark
from bluezone.portal.tracing.forgetting import forget_landmarks
from bluezone.portal.tracing.involving import involve
from bluezone.portal.tracing.landmarks import (
    Somebody,
    expose_those_there,
    note_presence,
    note_those_named,
    record_landmark,
)
from bluezone.portal.tracing.landmarks_seen import PLACES, digest_of_landmark, page_of_landmarks
from bluezone.portal.tracing.levels import check
from bluezone.portal.tracing.models import Evidence, Exposure, Landmark, Outbreak, Presence
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, Office, the_unit
from tests.support.portal.tracing import TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_tracing")
BEGINS = NOW - dt.timedelta(days=2)


@pytest.fixture(scope="module")
def kept_tracing(kept) -> TracingOffice:
    """The first of Sơn Dương is a case and was at a market of Tân Trào, as were the second and the third."""
    tracing = TracingOffice(Office(), people=4)
    tracing.confirm(0)
    at(tracing, "Chợ Tân Trào", is_public=True)
    there(tracing, 1, "interview")
    there(tracing, 1, "call")
    there(tracing, 2, "door")
    return tracing


@pytest.fixture
def tracing(kept_tracing, db) -> TracingOffice:
    return kept_tracing


def at(tracing: TracingOffice, place: str, *, is_public: bool = False) -> Landmark:
    case, unit, ends = tracing.cases[0], the_unit(TAN_TRAO), BEGINS + dt.timedelta(hours=3)
    said = {"place": place, "unit": unit, "begins": BEGINS, "ends": ends, "is_public": is_public}
    return record_landmark(actor=tracing.officer, case=case, now=NOW, **said)


def there(tracing: TracingOffice, who: int, origin: str) -> None:
    node = tracing.node(who)
    note_presence(actor=tracing.officer, landmark=the_landmark(), involvement=node, origin=origin, now=NOW)


def the_landmark() -> Landmark:
    return Landmark.objects.select_related("case").get(place="Chợ Tân Trào")


def expose(tracing: TracingOffice, *chosen: int, read: str | None = None) -> list[Exposure]:
    read = read or digest_of_landmark(the_landmark())
    numbers = [tracing.node(one).pk for one in chosen]
    said = {"kind": "market", "certainty": 3, "read": read, "now": NOW}
    return expose_those_there(actor=tracing.officer, landmark=the_landmark(), chosen=numbers, **said)


def named(tracing: TracingOffice, *people: Somebody) -> list[Presence]:
    said = {"origin": "call", "now": NOW, "entropy": tracing.office.chance.randbytes}
    return note_those_named(actor=tracing.officer, landmark=the_landmark(), people=people, **said)


def seen(tracing: TracingOffice, address: str, person=None, status: int = 200, **said) -> str:
    answer = tracing.office.client(person or tracing.officer).get(address, said)
    assert status == answer.status_code
    return " ".join(answer.content.decode().split())


def sent(tracing: TracingOffice, name: str, argument: object, **said):
    return tracing.office.client(tracing.officer).post(reverse(name, args=[argument]), said)


def test_a_place_that_is_noted_again_word_by_word_stands_once(tracing):
    stands = the_landmark()

    again, other = at(tracing, "Chợ Tân Trào", is_public=True), at(tracing, "Chợ Tân Trào")

    assert stands == again != other
    assert 2 == Landmark.objects.filter(place="Chợ Tân Trào").count()


def test_those_chosen_are_exposed_at_the_place_and_each_account_is_a_piece_of_evidence(tracing):
    exposures = expose(tracing, 1, 2)

    assert [1, 1] == [tracing.level(1), tracing.level(2)]
    assert [ago(2), ago(2)] == [exposures[0].first_day, exposures[0].last_day]
    assert {the_landmark()} == {one.landmark for one in exposures}
    pieces = Evidence.objects.filter(exposure__in=exposures).order_by("pk")
    assert ["interview", "call", "door"] == [one.origin for one in pieces]
    assert {("Chợ Tân Trào", 3)} == {(one.says["place"], one.confidence) for one in pieces}


def test_nobody_is_exposed_at_one_place_twice_and_nobody_who_was_not_there(tracing):
    expose(tracing, 1)

    for chosen in [(1,), (3,), (2, 3), ()]:
        with pytest.raises(RefusedError):
            expose(tracing, *chosen)

    assert 1 == Exposure.objects.count()
    tracing.withdraw(Exposure.objects.get())
    assert 1 == len(expose(tracing, 1))


def test_whoever_read_a_place_before_a_colleague_added_somebody_is_told(tracing):
    read = digest_of_landmark(the_landmark())
    there(tracing, 3, "call")

    with pytest.raises(ChangedError):
        expose(tracing, 1, read=read)

    assert 0 == Exposure.objects.count()


def test_people_who_are_named_are_entered_once_and_together(tracing):
    unit = the_unit(SON_DUONG)
    found = named(tracing, Somebody("Lý Văn Tư", unit, "0911222333", 1980), Somebody("Ma Thị Sen", unit))

    assert ["Lý Văn Tư", "Ma Thị Sen"] == [one.involvement.person.full_name for one in found]
    assert 1980 == found[0].involvement.person.birth_year
    for again in [Somebody("Vũ Thị Mới", unit), Somebody("lý văn tư", unit, "0911 222 333")], []:
        with pytest.raises(RefusedError):
            named(tracing, *again)
    assert 5 == Presence.objects.count()


def test_whoever_belongs_to_two_outbreaks_was_there_in_that_of_the_case(tracing):
    tomorrow = NOW.date() + dt.timedelta(days=1)
    other = Outbreak.objects.create(name="Cúm A", pathogen="H5N1", path="", place="VN", begins=tomorrow)
    for at in (0, 3):
        involve(other, tracing.cases[at].person)

    with pytest.raises(RefusedError, match="the same outbreak"):
        note_presence(
            actor=tracing.officer,
            landmark=the_landmark(),
            involvement=tracing.cases[3].person.involvements.get(outbreak=other),
            origin="call",
            now=NOW,
        )
    above = tracing.office.client(tracing.office.staff("Lương Thị Trên", Role.HEALTH_OFFICER, TUYEN_QUANG))
    known = {"person": tracing.cases[3].person.pseudonym, "origin": "call"}
    assert 302 == above.post(reverse("landmark_known", args=[the_landmark().pk]), known).status_code

    (exposure,) = expose(tracing, 3)
    assert tracing.outbreak == exposure.outbreak


def test_whoever_tries_names_out_at_a_place_learns_nothing_of_people_elsewhere(tracing):
    """The second lives in Tân Trào: whoever sees both names is asked whether they are one."""
    far, near = (tracing.node(at).person for at in (1, 2))

    with pytest.raises(RefusedError, match="noted here already"):
        named(tracing, Somebody(near.full_name, the_unit(SON_DUONG), near.phone))
    (made,) = named(tracing, Somebody(far.full_name, the_unit(SON_DUONG), far.phone))

    assert Double.objects.filter(one=far, other=made.involvement.person_id).exists()


def test_both_ends_see_a_place_and_each_its_own_names(tracing):
    far = tracing.office.staff("Ma Đầu Kia", Role.HEALTH_OFFICER, TAN_TRAO)
    address = reverse("landmark", args=[the_landmark().pk])

    here, there = seen(tracing, address), seen(tracing, address, far)

    assert ("Người Thứ A" in here, "Người Thứ B" in here) == (True, False)
    assert ("Người Thứ A" in there, "Người Thứ B" in there) == (False, True)
    assert "Interview, Answer to a call over loudspeakers" in here
    named = Entry.objects.filter(act="tracing.places", actor=far).get()
    assert {("landmark", str(the_landmark().pk)), ("person", str(tracing.node(1).person_id))} == set(
        named.subjects.values_list("kind", "key")
    )


def test_a_place_is_nothing_to_whoever_works_at_neither_end(tracing):
    communes = Unit.objects.filter(level=Level.COMMUNE, path__startswith=f"{TUYEN_QUANG}/", valid_to=None)
    elsewhere = communes.exclude(key__in=(SON_DUONG, TAN_TRAO)).order_by("key")[0]
    other = tracing.office.staff("Ma Xã Khác", Role.HEALTH_OFFICER, elsewhere.key)

    seen(tracing, reverse("landmark", args=[the_landmark().pk]), other, 404)

    assert "Chợ Tân Trào" not in seen(tracing, reverse("landmarks"), other)
    assert "Chợ Tân Trào" in seen(tracing, reverse("landmarks"))


def test_a_notice_says_place_and_time_and_nobodys_name_and_only_of_what_is_open_to_anybody(tracing):
    private = at(tracing, "Nhà bà Hai")

    page = seen(tracing, reverse("landmark_notice", args=[the_landmark().pk]))

    assert "Chợ Tân Trào" in page
    assert "22/11/2026, 09:30–12:30" in page
    main = page.split("<main")[1]
    assert [] == [case for case in tracing.cases if case.person.full_name in main or case.person.pseudonym in main]
    seen(tracing, reverse("landmark_notice", args=[private.pk]), status=404)
    assert "Nhà bà Hai" not in seen(tracing, reverse("landmarks"), shown="public")
    assert "Nhà bà Hai" in seen(tracing, reverse("landmarks"))


def test_a_place_is_noted_from_the_page_of_a_case(tracing):
    number = tracing.cases[0].number
    said = {"where": "Xe Hà Giang", "place": "Tân Trào", "first_day": "2026-11-22", "begins": "22:00", "ends": "05:00"}

    same_day = sent(tracing, "case_places", number, **said)
    assert 409 == same_day.status_code
    over_night = sent(tracing, "case_places", number, **said, last_day="2026-11-23", is_public="on")

    assert 302 == over_night.status_code
    made = Landmark.objects.get(place="Xe Hà Giang")
    assert (7 * 3600, True) == ((made.ends - made.begins).total_seconds(), made.is_public)
    assert "22/11/2026 22:00 – 23/11/2026 05:00" in seen(tracing, reverse("case_places", args=[number]))


def test_who_was_there_is_found_or_pasted_and_a_wrong_line_is_named(tracing):
    number = the_landmark().pk
    page = seen(tracing, reverse("landmark", args=[number]), q="nguoi")
    assert "Nobody else of your units is called so." in page  # the only other one of Sơn Dương stands there already
    own, other = (tracing.node(at).person.pseudonym for at in (2, 3))
    assert 302 == sent(tracing, "landmark_known", number, person=own, origin="call").status_code
    assert 409 == sent(tracing, "landmark_known", number, person=other, origin="call").status_code

    wrong = sent(tracing, "landmark_named", number, people="Lý Văn Tư\t12\nMa Thị Sen", origin="call")

    assert 400 == wrong.status_code
    assert "Lý Văn Tư: " in wrong.content.decode()
    assert {1, 2} == {at for at in range(4) if tracing.node(at).presences.exists()}
    sent(tracing, "landmark_named", number, people="Họ tên\nLý Văn Tư\t0911 222 333\nMa Thị Sen", origin="call")
    assert {"Lý Văn Tư", "Ma Thị Sen"} <= set(Presence.objects.values_list("involvement__person__full_name", flat=True))


def correct(
    tracing: TracingOffice, *, day: dt.datetime = BEGINS, read: str | None = None, place: str = "Chợ Tân Trào"
) -> None:
    found = the_landmark()
    said = {"place": place, "unit": the_unit(TAN_TRAO), "begins": day, "ends": day + dt.timedelta(hours=1)}
    told = {"reason": "nhầm ngày", "read": read or digest_of_landmark(found), "now": NOW}
    correct_landmark(actor=tracing.officer, landmark=found, **said, **told)


def withdraw(tracing: TracingOffice) -> None:
    found = the_landmark()
    read = digest_of_landmark(found)
    withdraw_landmark(actor=tracing.officer, landmark=found, reason="nhầm người", read=read, now=NOW)


def test_whoever_was_exposed_at_a_place_was_so_on_the_days_that_are_said_now(tracing):
    expose(tracing, 1)
    tracing.apart(0, ago(1))

    correct(tracing, day=NOW, place="Chợ Tân Trào")

    exposure = Exposure.objects.get()
    assert [(NOW.date(), NOW.date())] * 3 == [
        (exposure.first_day, exposure.last_day),
        *Evidence.objects.order_by("pk").values_list("day_from", "day_to"),
    ]
    assert [0, None, None, None] == tracing.levels()
    assert 0 == check(tracing.outbreak).count
    line = Entry.objects.filter(act="tracing.correct_landmark").get()
    assert {"landmark", "case", "person"} == set(line.subjects.values_list("kind", flat=True))
    page = seen(tracing, f"/tracing/places/{the_landmark().pk}")
    assert ("nhầm ngày" in page, "Stood here before" in page) == (True, True)


def test_another_name_of_a_place_moves_into_what_was_told_of_it_and_into_nothing_else(tracing):
    (exposure,) = expose(tracing, 1)
    tracing.add_piece(exposure)
    before = list(exposure.evidence.exclude(says__place="Chợ Tân Trào").values_list("says", "day_from"))

    correct(tracing, place="Chợ Sơn Dương")

    assert 2 == exposure.evidence.filter(says={"place": "Chợ Sơn Dương"}).count()
    assert before == list(exposure.evidence.exclude(says__place="Chợ Sơn Dương").values_list("says", "day_from"))


def test_where_a_case_was_not_nobody_was_exposed_but_by_what_others_tell(tracing):
    alone, both = expose(tracing, 1, 2)
    tracing.add_piece(both)

    withdraw(tracing)

    assert [0, None, 1, None] == tracing.levels()
    assert 0 == check(tracing.outbreak).count
    alone.refresh_from_db()
    assert (False, None) == (alone.is_alive, alone.withdrawn_at)
    reasons = Evidence.objects.exclude(withdrawn_at=None).values_list("reason", flat=True)
    assert ["nhầm người"] * 3 == list(reasons)


def test_a_place_that_was_withdrawn_says_so_and_takes_nothing_more(tracing):
    stands = the_landmark()
    withdraw(tracing)

    for act in (lambda: there(tracing, 3, "call"), lambda: expose(tracing, 1), lambda: correct(tracing)):
        with pytest.raises(RefusedError, match="the case was not here"):
            act()

    page = seen(tracing, f"/tracing/places/{stands.pk}")
    assert ("The case was not here" in page, "nhầm người" in page, "Add who was there" in page) == (True, True, False)
    assert 404 == tracing.office.client(tracing.officer).get(f"/tracing/places/{stands.pk}/notice").status_code
    shown = [[one.number for one in page_of_landmarks(tracing.officer, PLACES.part_of(said)).rows] for said in _SHOWN]
    assert [[], [stands.pk]] == shown


_SHOWN = ({}, {"shown": "withdrawn"})


def test_nobody_corrects_what_changed_since_they_read_it(tracing):
    read = digest_of_landmark(the_landmark())
    there(tracing, 3, "call")

    with pytest.raises(ChangedError):
        correct(tracing, read=read)

    assert [] == the_landmark().corrections


def test_the_page_corrects_and_withdraws(tracing):
    found = the_landmark()
    said = {"where": "Chợ Mới", "place": "Tân Trào", "first_day": f"{BEGINS:%Y-%m-%d}", "begins": "07:00"}
    said |= {"ends": "08:00", "read": digest_of_landmark(found)}
    page = seen(tracing, f"/tracing/places/{found.pk}/correct")
    assert 'value="Chợ Tân Trào"' in page

    assert 400 == sent(tracing, "landmark_correct", found.pk, **said).status_code
    assert 302 == sent(tracing, "landmark_correct", found.pk, **said, reason="nhầm chợ").status_code
    found.refresh_from_db()
    assert ("Chợ Mới", "Chợ Tân Trào") == (found.place, found.corrections[0]["place"])
    read = digest_of_landmark(found)
    assert 400 == sent(tracing, "landmark_withdraw", found.pk, read=read, reason="").status_code
    assert 302 == sent(tracing, "landmark_withdraw", found.pk, read=read, reason="nhầm người").status_code
    assert Landmark.objects.get(pk=found.pk).withdrawn_at


def test_what_stood_before_and_why_is_forgotten_with_the_place(tracing):
    correct(tracing)
    withdraw(tracing)

    forget_landmarks(NOW + dt.timedelta(days=1))

    found = Landmark.objects.get()
    assert ([], "") == (found.corrections, found.what)
    assert found.place == found.reason != "nhầm người"


def test_a_page_of_places_asks_as_much_for_many_as_for_one(tracing, django_assert_max_num_queries):
    part = PLACES.part_of({})
    for number in range(20):
        at(tracing, f"Quán {number}")

    with django_assert_max_num_queries(5):
        found = page_of_landmarks(tracing.officer, part)

    assert {"Người Thứ A"} == {one.person.name for one in found.rows}
