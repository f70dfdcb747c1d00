"""A person is one person however often they are entered: found again, proposed, and never merged by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases import likeness
from bluezone.portal.cases.changing import Card, correct_case
from bluezone.portal.cases.identity_numbers import PERSONS_FILE, hash_of, opened, told
from bluezone.portal.cases.models import Double, Person
from bluezone.portal.cases.persons import (
    digest_of_double,
    doubles_of,
    doubles_to,
    note_person,
    propose_doubles,
    tell_apart,
)
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role
from tests.support.portal.counting import noted_counting
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit

CARD = "008085001234"
WOMAN = {"full_name": "Nguyễn Thị Bình", "phone": "0912 345 678"}


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


def noted(office, unit=SON_DUONG, **facts) -> Person:
    said = {**WOMAN, **facts}
    return note_person(**said, unit=the_unit(unit), now=NOW, entropy=office.chance.randbytes)


def pairs() -> list[tuple[int, int]]:
    return list(Double.objects.order_by("pk").values_list("one_id", "other_id"))


@pytest.mark.each_example
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({}, {"full_name": "NGUYEN THI BINH"}),
        ({}, {"full_name": "Nguyễn Thị Bìnhh"}),
        ({"phone": "", "birth_year": 1985}, {"birth_year": 1985}),
        ({"phone": "", "identity": CARD}, {"phone": "", "full_name": "Lò Thị Khác", "identity": "008 085 001 234"}),
        ({"identity": CARD}, {"identity": "070123456"}),
    ],
    ids=["telephone", "without marks", "a slip", "name, year, commune", "card", "old card and new card"],
)
def test_whoever_is_entered_again_is_proposed(office, first, second):
    known, again = noted(office, **first), noted(office, **second)

    assert [(known.pk, again.pk)] == pairs()
    assert Double.objects.get().reasons


@pytest.mark.each_example
@pytest.mark.parametrize(
    "other",
    [
        {"full_name": "Trần Văn Hoàn"},
        {"phone": "0987 654 321"},
        {"phone": "", "birth_year": 1986},
        {"phone": "", "birth_year": 1985, "unit": TAN_TRAO, "full_name": "Nguyễn Thị Bích"},
    ],
    ids=["a family's telephone", "a namesake", "another year", "a neighbour of about that name"],
)
def test_whoever_shares_one_thing_alone_is_not(office, other):
    noted(office, birth_year=1985)

    noted(office, **other)

    assert [] == pairs()


def test_a_telephone_that_too_many_share_speaks_for_nobody(office, monkeypatch):
    monkeypatch.setattr(likeness, "MAX_BLOCK", 2)
    for _ in range(3):
        noted(office)
    before = len(pairs())

    noted(office)

    assert before == len(pairs())


def test_many_are_compared_at_once_and_proposed_once(office):
    people = [noted(office, phone=f"09123456{n:02}", birth_year=1950 + n) for n in range(10)]
    Double.objects.all().delete()
    Person.objects.filter(pk__in=[one.pk for one in people[1:3]]).update(phone=people[0].phone)
    people = list(Person.objects.order_by("pk"))

    assert (3, 0) == (propose_doubles(people, NOW), propose_doubles(people, NOW))


def test_many_proposals_are_counted_and_what_was_proposed_before_is_not(office, monkeypatch):
    people = [noted(office, birth_year=1950 + n) for n in range(3)]
    Double.objects.all().delete()
    Person.objects.update(phone=people[0].phone)
    counted, people = noted_counting(monkeypatch, many=3), list(Person.objects.order_by("pk"))

    assert (3, 0) == (propose_doubles(people, NOW), propose_doubles(people, NOW))
    assert [("ANALYZE", (Double,))] == counted


def test_a_year_of_birth_is_read_off_the_card_and_another_one_is_refused(office):
    assert 1985 == noted(office, identity=CARD).birth_year

    for wrong in (
        {"identity": CARD, "birth_year": 1986},
        {"birth_year": 1890},
        {"birth_year": 2027},
        {"identity": "1"},
    ):
        with pytest.raises(RefusedError):
            noted(office, **wrong)
    assert 1 == Person.objects.count()


def test_no_card_stands_in_the_store_and_only_the_portals_key_opens_one(office):
    person = noted(office, identity=CARD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_person")
        row = repr(cursor.fetchone())
    key = Path(settings.DATA_FOLDER) / PERSONS_FILE
    before = hash_of(CARD), key.read_text()

    assert CARD not in row
    assert CARD == opened(person.identity_sealed)
    key.write_text("00" * 32)
    try:
        assert ("", True) == (opened(person.identity_sealed), before[0] != hash_of(CARD))
        assert "không đọc được: khóa đã mất" == told(person.identity_sealed)
    finally:
        key.write_text(before[1])


def test_a_pair_is_shown_to_whoever_may_see_both_names_and_to_nobody_else(office, lan):
    mai = office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    above = office.staff("Vũ Văn Tỉnh", Role.SUPERVISOR, TUYEN_QUANG)
    here, there = noted(office), noted(office, unit=TAN_TRAO)

    assert [[], [], [there]] == [doubles_of(who, here) for who in (lan, mai, above)]
    page = office.client(above).get(reverse("person_doubles")).content.decode()
    assert "same phone" in page
    named = set(Entry.objects.get(act="cases.doubles").subjects.values_list("kind", "key"))
    assert {("person", str(here.pk)), ("person", str(there.pk))} == named
    apart = office.client(lan).post(reverse("person_apart", args=[Double.objects.get().pk]))
    assert 404 == apart.status_code


def test_a_province_and_the_country_see_the_pairs_that_communes_see_and_those_between_them(office, lan):
    """They are looked for in another way: pair by pair."""
    here = {noted(office).pk, noted(office).pk}
    there = {noted(office, TAN_TRAO, phone="0912 000 111").pk, noted(office, TAN_TRAO, phone="0912 000 111").pk}
    apart = {noted(office, phone="0912 000 222").pk, noted(office, TAN_TRAO, phone="0912 000 222").pk}
    gone = {noted(office, phone="0912 000 333").pk, noted(office, phone="0912 000 333").pk}
    Person.objects.filter(pk=max(gone)).update(merged_into=min(gone))
    mai = office.staff("Trần Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    hung = office.staff("Trần Hùng", Role.SUPERVISOR, TUYEN_QUANG)
    both = office.staff("Lý Cả Hai", Role.HEALTH_OFFICER, SON_DUONG)
    give_role(actor=None, staff=both, role=Role.HEALTH_OFFICER, unit=the_unit(TAN_TRAO), now=NOW)
    country = office.staff("Đỗ Quốc", Role.SUPERVISOR, None)

    seen = {one: {frozenset((double.one_id, double.other_id)) for double in doubles_to(one)} for one in (lan, mai)}
    wider = [
        {frozenset((double.one_id, double.other_id)) for double in doubles_to(one)} for one in (hung, both, country)
    ]

    assert {lan: {frozenset(here)}, mai: {frozenset(there)}} == seen
    assert 3 * [{frozenset(here), frozenset(there), frozenset(apart)}] == wider


def test_two_who_are_two_are_told_apart_once(office, lan):
    first = office.case(lan)
    second = office.case(lan, full_name="Nguyễn Thị Bính")
    double, client = Double.objects.get(), office.client(lan)
    assert "This may be the same person" in client.get(reverse("case", args=[second.number])).content.decode()
    assert "Persons who may be the same" in client.get(reverse("today")).content.decode()

    client.post(reverse("person_apart", args=[double.pk]), {"read": digest_of_double(double)})
    propose_doubles([first.person, second.person], NOW)

    double.refresh_from_db()
    assert ((lan, NOW), []) == ((double.apart_by, double.apart_at), list(doubles_to(lan)))
    assert "This may be the same" not in client.get(reverse("case", args=[second.number])).content.decode()
    with pytest.raises(RefusedError, match="said already"):
        tell_apart(actor=lan, double=double, read=digest_of_double(double), now=NOW)


def test_nobody_judges_a_pair_that_has_changed_since(office, lan):
    first = office.case(lan)
    office.case(lan)
    double = Double.objects.get()
    read = digest_of_double(double)
    said = {"full_name": "Lò Văn Khác", "phone": "0987 000 111", "onset": first.onset}
    correct_case(actor=lan, case=first, **said, read=digest_of_case(first), now=NOW)

    with pytest.raises(ChangedError):
        tell_apart(actor=lan, double=double, read=read, now=NOW)


def test_the_desk_takes_year_and_card_and_corrects_them(office, lan):
    client = office.client(lan)
    said = {**WOMAN, "onset": f"{NOW:%Y-%m-%d}", "place": "sơn dương", "unit": the_unit(SON_DUONG).pk}

    refused = client.post(reverse("case_new"), {**said, "identity": CARD, "birth_year": "1986"})
    opened_at = client.post(reverse("case_new"), {**said, "identity": CARD}).headers["location"]
    case = Person.objects.get().cases.get()
    correct_case(
        actor=lan,
        case=case,
        **WOMAN,
        onset=case.onset,
        card=Card(1986, "", office.chance.randbytes),
        read=digest_of_case(case),
        now=NOW,
    )
    page = client.get(opened_at).content.decode()

    assert "born in another year" in refused.content.decode()
    for words in ("1986", "1985", "008 085 001 234", "1 correction"):
        assert words in page
    assert {"changed": ["birth_year", "identity_hash"]} == Entry.objects.get(act="cases.correct").detail


def test_a_card_that_nobody_can_read_any_more_is_not_lost_by_a_correction(office):
    """The key was lost: the form shows no number, and whoever corrects the telephone says nothing about the card."""
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    case = office.case(lan, identity=CARD)
    before = case.person.identity_hash, bytes(case.person.identity_sealed)
    key = Path(settings.DATA_FOLDER) / PERSONS_FILE
    kept = key.read_text()
    key.write_text("00" * 32)
    try:
        correct_case(
            actor=lan,
            case=case,
            full_name=case.person.full_name,
            phone="0912345999",
            onset=case.onset,
            card=Card(1985, "", office.chance.randbytes),
            read=digest_of_case(case),
            now=NOW,
        )
    finally:
        key.write_text(kept)

    person = Person.objects.get(pk=case.person_id)
    assert before == (person.identity_hash, bytes(person.identity_sealed))
    assert CARD == opened(person.identity_sealed)


@pytest.mark.parametrize(
    ("typed", "said"), [({"birth_year": "1850"}, "somebody who lives"), ({"identity": "12"}, "12 digits")]
)
def test_what_no_card_says_is_told_at_its_field(office, lan, typed, said):
    form = {**WOMAN, "onset": f"{NOW:%Y-%m-%d}", "place": "sơn dương", "unit": the_unit(SON_DUONG).pk, **typed}

    answer = office.client(lan).post(reverse("case_new"), form)

    assert (400, 0) == (answer.status_code, Person.objects.count())
    assert said in answer.content.decode()
