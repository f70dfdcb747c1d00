"""Two persons become one: by two people, whole, and as if nothing had been once it is undone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.audit.selectors import entries_about_for
from bluezone.portal.audit.services import record_read
from bluezone.portal.cases.changing import correct_case
from bluezone.portal.cases.merging import (
    agree_to_merge,
    ask_to_merge,
    digest_of_merge,
    leave_two,
    merges_to_agree,
    standing_merges,
    undo_merge,
)
from bluezone.portal.cases.models import Case, Double, Merge, Person
from bluezone.portal.cases.persons import digest_of_double, doubles_to, note_person, tell_apart
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.models import Grant
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.staff.services import end_role
from tests.support.portal import followers
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit

LATER, A_DAY = NOW + dt.timedelta(hours=2), dt.timedelta(days=1)
CARD = "008085001234"


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.fixture
def hung(office, lan):
    """Has had the role for a week, as everybody here."""
    person = office.staff("Trần Văn Hùng", Role.SUPERVISOR)
    Grant.objects.update(given_at=NOW - 8 * A_DAY)
    return person


@pytest.fixture
def double(office, lan, hung) -> Double:
    """One person, who has a case under each of two names."""
    office.case(lan, confirmed_by=hung)
    office.case(lan, full_name="Nguyễn Thị Bính", identity=CARD)
    return Double.objects.get()


def asked(actor, double, keep=None, now=NOW) -> Merge:
    double.refresh_from_db()
    keep = keep or double.one
    return ask_to_merge(actor=actor, double=double, keep=keep.pk, read=digest_of_double(double), now=now)


def fresh(merge) -> Merge:
    return Merge.objects.select_related("kept", "merged").get(pk=merge.pk)


def agreed(actor, merge, now=NOW) -> None:
    agree_to_merge(actor=actor, merge=merge, read=digest_of_merge(fresh(merge)), now=now)


def undone(actor, merge, now=LATER) -> None:
    undo_merge(actor=actor, merge=merge, read=digest_of_merge(fresh(merge)), now=now)


def said() -> list[tuple[object, ...]]:
    """All that is known of persons, and whose each case is."""
    people = [
        (one.pk, one.full_name, one.phone, one.birth_year, one.identity_hash, bytes(one.identity_sealed), one.path)
        for one in Person.objects.order_by("pk")
    ]
    return [*people, *Case.objects.order_by("pk").values_list("number", "person")]


def test_two_people_make_two_persons_one_and_their_cases_stand_together(office, lan, hung, double):
    one, other = double.one, double.other
    client, second = office.client(lan), office.client(hung)

    client.post(reverse("person_merge", args=[double.pk]), {"keep": one.pk, "read": digest_of_double(double)})
    merge = Merge.objects.get()
    waits = second.get(reverse("today")).content.decode()
    page = second.get(reverse("person_doubles")).content.decode()
    second.post(reverse("merge_agree", args=[merge.pk]), {"read": digest_of_merge(fresh(merge))})

    assert "Persons to be merged" in waits
    assert "Persons who may be the same" not in waits
    assert 1 == page.count("<h2>")
    assert "Nguyễn Thị Lan asks that these two become one person" in page
    assert [one.pk, one.pk] == list(Case.objects.order_by("pk").values_list("person", flat=True))
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one, 1985, "Nguyễn Thị Bính") == (other.merged_into, one.birth_year, other.full_name)
    assert other.identity_hash == one.identity_hash != ""
    assert [] == list(doubles_to(hung))
    assert "Nguyễn Thị Bính" in second.get(reverse("person_doubles") + "?show=merged").content.decode()
    assert {"cases": 1} == Entry.objects.get(act="cases.merge").detail


def test_whoever_asks_says_whose_record_stays(lan, hung, double):
    agreed(hung, asked(lan, double, keep=double.other))

    assert {double.other_id} == set(Case.objects.values_list("person", flat=True))


def test_undone_all_stands_as_it_stood(lan, hung, double):
    before = said()
    merge = asked(lan, double)
    agreed(hung, merge)
    assert before != said()

    undone(lan, merge)

    assert before == said()
    assert [] == [*doubles_to(lan), *standing_merges(lan)]
    assert not Person.objects.exclude(merged_into=None).exists()
    with pytest.raises(RefusedError, match="are not one"):
        undone(lan, merge)
    with pytest.raises(RefusedError, match="said already that they are two"):
        asked(lan, double)


def test_what_came_after_the_merge_stays_where_it_came_to(office, lan, hung, double):
    """A correction and a case of the time between belong to whoever was kept."""
    merge = asked(lan, double)
    agreed(hung, merge)
    Person.objects.filter(pk=double.one_id).update(birth_year=1990)
    since = office.case(lan, full_name="Nguyễn Thị Bình")
    Case.objects.filter(pk=since.pk).update(person=double.one)

    undone(lan, merge)

    since.refresh_from_db()
    double.one.refresh_from_db()
    assert (double.one, 1990, "") == (since.person, double.one.birth_year, double.one.identity_hash)


def test_what_was_confirmed_while_two_were_one_waits_anew_once_they_are_two(office, lan, hung, double):
    """Hùng read the name that was kept; Lan, who wrote the other one, confirms it neither before nor after."""
    merge = asked(lan, double)
    agreed(hung, merge)
    moved = Case.objects.get(pk=fresh(merge).moved["cases"][0])
    facts = {"full_name": "Nguyễn Thị Bình", "phone": "0912 345 679", "onset": moved.onset}
    correct_case(actor=hung, case=moved, read=digest_of_case(moved), now=LATER, **facts)
    stood = confirmed(lan, moved)
    assert (Case.State.CONFIRMED, hung) == (stood.state, stood.corrected_by)

    undone(lan, merge)

    parted = Case.objects.get(pk=moved.pk)
    assert (Case.State.OPENED, None, None) == (parted.state, parted.confirmed_by, parted.corrected_by)
    with pytest.raises(RefusedError, match="whoever opened a case cannot confirm it"):
        confirmed(lan, parted)
    assert Case.State.CONFIRMED == confirmed(hung, parted).state


def test_what_was_confirmed_before_two_were_one_is_confirmed_once_they_are_two(lan, hung, double):
    moved = confirmed(hung, Case.objects.get(person=double.other))
    later = LATER + A_DAY
    merge = asked(lan, double, now=later)
    agreed(hung, merge, now=later)

    undone(lan, merge)

    stood = Case.objects.get(pk=moved.pk)
    assert (Case.State.CONFIRMED, hung) == (stood.state, stood.confirmed_by)


def test_an_ask_is_about_the_names_that_the_asker_read(office, lan, hung, double):
    """Lan asks; Hùng writes another name into the record that would be kept. If he alone agreed to that, the other's
    case, which Lan confirmed, would be his word."""
    own = office.case(hung, full_name="Lê Văn Xa", phone="0987 654 321")
    beside = Double.objects.create(one=double.one, other=own.person, score=90, reasons=[], found_at=NOW)
    merge = asked(lan, beside, keep=beside.other)

    facts = {"full_name": "Người Khác Hẳn", "phone": "0987 654 321", "onset": own.onset}
    correct_case(actor=hung, case=own, read=digest_of_case(own), now=NOW, **facts)

    with pytest.raises(RefusedError, match="settled already"):
        agreed(hung, merge)
    assert [] == list(merges_to_agree(hung, NOW))
    assert asked(lan, beside, keep=beside.other)


def test_another_onset_changes_nothing_that_an_asker_read(lan, hung, double):
    merge, case = asked(lan, double), Case.objects.get(person=double.one)
    facts = {"full_name": "Nguyễn Thị Bình", "phone": double.one.phone, "onset": case.onset - A_DAY}
    correct_case(actor=hung, case=case, read=digest_of_case(case), now=NOW, **facts)

    agreed(hung, merge)


def test_an_onset_that_was_written_while_two_were_one_is_confirmed_by_nobody_alone(lan, hung, double):
    moved = confirmed(hung, Case.objects.get(person=double.other))
    stood = moved.onset
    merge = asked(lan, double, now=LATER + A_DAY)
    agreed(hung, merge, now=LATER + A_DAY)
    moved.refresh_from_db()
    facts = {"full_name": "Nguyễn Thị Bình", "phone": moved.person.phone, "onset": stood - A_DAY}
    correct_case(actor=hung, case=moved, read=digest_of_case(moved), now=LATER + A_DAY, **facts)

    undone(hung, merge, now=LATER + A_DAY)

    parted = confirmed(hung, moved)
    assert (Case.State.CONFIRMED, stood) == (parted.state, parted.onset)


def test_nobody_confirms_their_own_words_because_somebody_corrected_them_in_a_merge_that_is_over(
    office, lan, hung, double
):
    """Hùng corrected Lan's case while it was another's; what she wrote stands again, and once more after the next."""
    moved, third = Case.objects.get(person=double.other), office.case(hung, full_name="Nguyễn Thị Bỉnh")
    merge = asked(lan, double)
    agreed(hung, merge)
    moved.refresh_from_db()
    facts = {"full_name": "Hoàng Văn Khác", "phone": "0912 345 679", "onset": moved.onset}
    correct_case(actor=hung, case=moved, read=digest_of_case(moved), now=NOW, **facts)
    undone(lan, merge, now=NOW)
    beside = Double.objects.get(one=double.other, other=third.person)
    later = asked(lan, beside, keep=third.person, now=LATER)
    agreed(hung, later, now=LATER)

    undone(lan, later)

    with pytest.raises(RefusedError, match="whoever opened a case cannot confirm it"):
        confirmed(lan, moved)


def confirmed(actor, case) -> Case:
    case = Case.objects.get(pk=case.pk)
    confirm_case(actor=actor, case=case, read=digest_of_case(case), now=LATER)
    return Case.objects.get(pk=case.pk)


def test_nobody_makes_two_persons_one_alone_nor_with_somebody_new(office, lan, hung, double):
    newcomer = office.staff("Vi Thị Mới", Role.HEALTH_OFFICER)
    with pytest.raises(RefusedError, match="for a week"):
        asked(newcomer, double)
    merge = asked(lan, double)

    for who, why in ((lan, "does not agree to it"), (newcomer, "for a week")):
        assert merge not in merges_to_agree(who, NOW)
        with pytest.raises(RefusedError, match=why):
            agreed(who, merge)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.update(agreed_by=lan, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.update(at=NOW)
    assert 2 == Person.objects.filter(merged_into=None).count()


def test_an_ask_is_good_for_a_day_and_as_long_as_its_asker_may_ask(office, lan, hung, double):
    merge = asked(lan, double)
    with pytest.raises(RefusedError, match="asked for already"):
        asked(hung, double)
    with pytest.raises(RefusedError, match="more than a day ago"):
        agreed(hung, merge, NOW + A_DAY)

    again = asked(hung, double, now=NOW + A_DAY)
    end_role(actor=office.staff("Lý Quản Trị", Role.ADMINISTRATOR), grant=hung.grants.get(), now=NOW + A_DAY)

    with pytest.raises(RefusedError, match="settled already"):
        agreed(hung, merge, NOW + A_DAY)
    with pytest.raises(RefusedError, match="may not ask for it any more"):
        agreed(lan, again, NOW + A_DAY)


def test_whoever_asked_and_got_the_role_anew_meanwhile_is_new_in_it(lan, hung, double):
    """Else somebody new in it would be half of two."""
    merge = asked(lan, double)
    lan.grants.update(given_at=NOW)

    with pytest.raises(RefusedError, match="may not ask for it any more"):
        agreed(hung, merge)


def test_asked_for_and_left_two_they_are_asked_about_again(lan, hung, double):
    merge = asked(lan, double)

    leave_two(actor=hung, merge=merge, read=digest_of_merge(fresh(merge)), now=NOW)

    with pytest.raises(RefusedError, match="settled already"):
        agreed(hung, merge)
    assert [double] == list(doubles_to(lan))
    assert asked(lan, double)


def test_whoever_a_colleague_says_are_two_stay_two(lan, hung, double):
    merge = asked(lan, double)
    double.refresh_from_db()
    tell_apart(actor=hung, double=double, read=digest_of_double(double), now=LATER)

    assert not merges_to_agree(hung, LATER).exists()
    with pytest.raises(RefusedError, match="said already that they are two"):
        agreed(hung, merge, LATER)


def test_nobody_decides_on_what_they_have_not_read(lan, hung, double):
    with pytest.raises(ChangedError):
        ask_to_merge(actor=lan, double=double, keep=double.one_id, read="", now=NOW)
    merge = asked(lan, double)
    read = digest_of_merge(fresh(merge))
    Person.objects.filter(pk=double.one_id).update(phone="0987000111")

    for act in (agree_to_merge, leave_two):
        with pytest.raises(ChangedError):
            act(actor=hung, merge=merge, read=read, now=NOW)
    with pytest.raises(RefusedError, match="whose record is kept"):
        asked(lan, double, keep=Person(pk=987_654))


def test_merged_crosswise_the_second_is_told_and_nothing_is_lost(lan, hung, double):
    """Each asked the other way round, one of them after the first ask was over."""
    first = asked(lan, double)
    Merge.objects.filter(pk=first.pk).update(ended_at=None)
    second = Merge.objects.create(double=double, kept=double.other, merged=double.one, asked_by=hung, asked_at=NOW)
    agreed(hung, first)

    with pytest.raises(RefusedError, match="was merged meanwhile"):
        agreed(lan, second)

    assert {double.one_id} == set(Case.objects.values_list("person", flat=True))


def test_a_chain_is_undone_from_its_end_and_whoever_is_entered_is_compared_with_its_head(office, lan, hung, double):
    third = note_person(
        full_name="Nguyễn Thị Bình",
        phone="0912345678",
        unit=the_unit(SON_DUONG),
        now=NOW,
        entropy=office.chance.randbytes,
    )
    first = asked(lan, double)
    agreed(hung, first)
    then = asked(lan, Double.objects.get(one=double.one, other=third), keep=third)
    agreed(hung, then)

    fourth = note_person(
        full_name="Nguyễn Thị Bính",
        phone="",
        birth_year=1985,
        unit=the_unit(SON_DUONG),
        now=NOW,
        entropy=office.chance.randbytes,
    )

    assert [third] == [pair.one for pair in doubles_to(lan) if pair.other == fourth]
    assert {third.pk} == set(Case.objects.values_list("person", flat=True))
    with pytest.raises(RefusedError, match="undo that first"):
        undone(lan, first)
    undone(lan, then)
    undone(lan, first)
    assert [double.one_id, double.other_id] == list(Case.objects.order_by("pk").values_list("person", flat=True))


def test_rooms_that_hang_something_on_a_person_move_it_and_move_it_back(settings, lan, hung, double):
    settings.PERSON_FOLLOWERS, settings.CASE_FOLLOWERS = (followers.PERSONS,), (followers.NOTING,)
    followers.carried.clear()
    followers.told.clear()
    merge, names = asked(lan, double), (double.other.pseudonym, double.one.pseudonym)

    agreed(hung, merge)
    undone(lan, merge)

    moved = {"rows": [double.one_id, double.other_id], "on": "2026-11-24"}
    assert [("join", *names), ("part", names[0], moved)] == followers.carried
    assert ["CA-2026-00002", "CA-2026-00002"] == [number for number, *_ in followers.told]


def test_who_read_the_record_of_either_is_told_of_both(office, hung, lan, double):
    def looked(who, person, now):
        record_read(actor=who, act="cases.see", now=now, subjects=[("person", person.pk)], path=person.path)

    def readers(person) -> list[str]:
        found = entries_about_for(hung, "person", str(person.pk)).filter(act="cases.see")
        return [entry.actor_name for entry in found]

    lines = [office.staff(name, Role.HEALTH_OFFICER) for name in ("Ma A", "Ma B", "Ma C", "Ma D")]
    one, other = double.one, double.other
    looked(lines[0], one, NOW - A_DAY)
    looked(lines[1], other, NOW - A_DAY)
    merge = asked(lan, double)
    agreed(hung, merge)
    looked(lines[2], one, NOW + dt.timedelta(minutes=1))

    assert ["Ma C", "Ma B", "Ma A"] == readers(one) == readers(other)
    undone(lan, merge)
    looked(lines[3], one, LATER + dt.timedelta(minutes=1))
    assert ["Ma D", "Ma C", "Ma A"] == readers(one)
    assert ["Ma C", "Ma B"] == readers(other)
    page = office.client(hung).get(reverse("audit_log") + f"?about=person:{other.pk}").content.decode()
    assert "Ma C" in page
    assert "Ma D" not in page


def test_a_merge_beyond_ones_units_does_not_exist(office, lan, hung, double):
    merge = asked(lan, double)
    mai = office.client(office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    for act, number in (
        ("person_merge", double.pk),
        ("merge_agree", merge.pk),
        ("merge_leave", merge.pk),
        ("merge_undo", merge.pk),
    ):
        assert 404 == mai.post(reverse(act, args=[number])).status_code


def test_whoever_is_forgotten_is_not_remembered_under_another_number(lan, hung, double):
    agreed(hung, asked(lan, double))
    terms = Terms()
    gone = erase_what_is_over(terms=terms, now=NOW + (terms.contacts + 1) * A_DAY)
    assert "names_of_others" not in {name for name, count in gone.items() if count}

    erase_what_is_over(terms=terms, now=NOW + (terms.names + 1) * A_DAY)

    assert [("", None), ("", None)] == list(Person.objects.values_list("phone", "birth_year"))
