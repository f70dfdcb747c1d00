"""Organisations: at a unit, in several trees, closed and succeeded, with people to call."""

from __future__ import annotations

import itertools

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Contact, Kind, Organisation, Tree
from bluezone.portal.organisations.selectors import above, below, branches, find_organisations, places_of
from bluezone.portal.organisations.services import (
    add_contact,
    close_organisation,
    create_organisation,
    end_contact,
    place_under,
)
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit

CONTACT = {"full_name": "Triệu Thị Nga", "position": "Trạm trưởng", "phone": "0912 345 201"}


@pytest.fixture
def manager(office):
    return office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)


def founded(name: str, kind: Kind = Kind.SCHOOL, unit: str = SON_DUONG) -> Organisation:
    return create_organisation(actor=None, name=name, kind=kind, unit=the_unit(unit), now=NOW)


def put(child: Organisation, parent: Organisation, tree: Tree = Tree.ADMINISTRATION) -> None:
    place_under(actor=None, child=child, parent=parent, tree=tree, now=NOW)


def test_one_organisation_stands_in_several_trees(db):
    school, committee, office = founded("Trường Một"), founded("UBND xã", Kind.COMMITTEE), founded("Phòng Giáo dục")
    province = founded("UBND tỉnh", Kind.COMMITTEE, TUYEN_QUANG)
    put(committee, province)
    put(school, committee)
    put(school, office, Tree.PROFESSION)

    assert [committee, province] == above(school, Tree.ADMINISTRATION)
    assert [[province, committee], [office]] == [chain for _, chain in places_of(school)]
    assert [committee] == [line.child for line in below(province)]


def test_a_second_place_in_a_tree_replaces_the_first(db):
    school, one, two = founded("Trường Một"), founded("Một"), founded("Hai")

    put(school, one)
    put(school, two)

    assert [two] == above(school, Tree.ADMINISTRATION)


def test_nothing_stands_under_itself_however_far_around(db):
    one, two, three = founded("Một"), founded("Hai"), founded("Ba")
    put(two, one)
    put(three, two)

    for child, parent in ((one, one), (one, two), (one, three)):
        with pytest.raises(RefusedError, match="under itself"):
            put(child, parent)
    put(one, three, Tree.UNION)  # another tree is another order


def test_a_closed_one_hands_over_what_stood_under_it(office, manager):
    district, province, school = founded("Phòng huyện"), founded("Sở"), founded("Trường")
    put(school, district)

    close_organisation(actor=manager, organisation=district, successor=province, now=NOW)

    district.refresh_from_db()
    assert [province] == above(school, Tree.ADMINISTRATION)
    assert (NOW.date(), province) == (district.closed_on, district.successor)
    assert district not in find_organisations()
    with pytest.raises(RefusedError, match="closed already"):
        close_organisation(actor=manager, organisation=district, successor=None, now=NOW)
    with pytest.raises(RefusedError, match="no place"):
        put(school, district)


def test_it_is_closed_on_its_page_and_says_who_took_over(office, manager):
    district, province = founded("Phòng huyện"), founded("Sở")
    client, address = office.client(manager), reverse("organisation_close", args=[district.pk])

    wrong = client.post(address, {"organisation": district.pk})
    client.post(address, {"typed": "sở", "organisation": province.pk})
    page = client.get(reverse("organisation", args=[district.pk])).content.decode()

    assert 400 == wrong.status_code
    assert "Closed on 24/11/2026" in page
    assert "Sở" in page


def test_a_closed_one_is_not_succeeded_by_a_closed_one(office, manager):
    one, two = founded("Một"), founded("Hai")
    close_organisation(actor=manager, organisation=two, successor=None, now=NOW)

    for successor in (one, two):
        with pytest.raises(RefusedError, match="only an open"):
            close_organisation(actor=manager, organisation=one, successor=successor, now=NOW)


@pytest.mark.parametrize(
    ("name", "unit", "reason"),
    [
        ("", SON_DUONG, "2 to 120"),
        ("x" * 121, SON_DUONG, "2 to 120"),
        ("truong MOT", SON_DUONG, "of this name"),
        ("Trường Hai", "02536-000000", "is no more"),
    ],
)
def test_a_wrong_one_is_refused(db, name, unit, reason):
    founded("Trường Một")

    with pytest.raises(RefusedError, match=reason):
        founded(name, unit=unit)


def test_the_same_name_elsewhere_is_another(db):
    assert founded("Trường Một") != founded("Trường Một", unit=TAN_TRAO)


def test_they_are_found_without_marks_by_name_place_and_kind(db):
    school, company = founded("Trường THPT Sơn Dương"), founded("Công ty Ánh Dương", Kind.COMPANY, TAN_TRAO)

    assert [school] == list(find_organisations("truong thpt"))
    assert [company] == list(find_organisations("tan trao"))
    assert [company, school] == list(find_organisations("duong"))
    assert [company] == list(find_organisations(kind="company"))


def test_an_organisation_is_added_and_placed_on_the_pages(office, manager):
    client, parent = office.client(manager), founded("UBND tỉnh", Kind.COMMITTEE, TUYEN_QUANG)

    made = client.post(reverse("organisation_new"), {"name": "Trạm Y tế", "kind": "health", "place": "sơn dương"})
    station = Organisation.objects.get(name="Trạm Y tế")
    client.post(
        reverse("organisation_place", args=[station.pk]),
        {"tree": "administration", "typed": "ubnd", "organisation": parent.pk},
    )
    around = client.post(
        reverse("organisation_place", args=[parent.pk]), {"tree": "administration", "typed": "trạm y tế"}
    )

    assert reverse("organisation", args=[station.pk]) == made.headers["location"]
    assert [parent] == above(station, Tree.ADMINISTRATION)
    assert 409 == around.status_code
    assert "cannot stand under itself" in around.content.decode()


def test_a_unit_outside_ones_own_cannot_be_managed(office):
    local = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)
    stranger = founded("Trường Xã Bên", unit=TAN_TRAO)
    client = office.client(local)

    added = client.post(reverse("contact_new", args=[stranger.pk]), CONTACT)
    made = client.post(
        reverse("organisation_new"), {"name": "X Y", "kind": "school", "place": "x", "unit": the_unit(TAN_TRAO).pk}
    )

    assert (403, 400) == (added.status_code, made.status_code)
    assert (0, 1) == (Contact.objects.count(), Organisation.objects.count())


def test_contacts_are_seen_by_whom_the_table_says_and_the_audit_knows(office, manager):
    station = founded("Trạm Y tế", Kind.HEALTH)
    office.client(manager).post(reverse("contact_new", args=[station.pk]), CONTACT)
    officer, reporter = office.staff("Lan", Role.HEALTH_OFFICER), office.staff("Thảo", Role.REPORTER)

    seen = office.client(officer).get(reverse("organisation", args=[station.pk])).content.decode()
    unseen = office.client(reporter).get(reverse("organisation", args=[station.pk])).content.decode()

    assert "Triệu Thị Nga" in seen
    assert "0912345201" in seen
    assert "Triệu" not in unseen
    assert "0912345201" not in unseen
    reads = Entry.objects.filter(act="organisations.contacts").values_list("actor_id", flat=True)
    assert [officer.pk] == list(reads)


def test_a_contact_is_there_once_and_may_come_back(office, manager):
    station = founded("Trạm Y tế", Kind.HEALTH)
    contact = add_contact(actor=manager, organisation=station, now=NOW, **CONTACT)

    with pytest.raises(RefusedError, match="a contact there already"):
        add_contact(actor=manager, organisation=station, now=NOW, **CONTACT)
    end_contact(actor=manager, contact=contact, now=NOW)
    add_contact(actor=manager, organisation=station, now=NOW, **CONTACT)

    assert 1 == Contact.objects.filter(ended_on=None).count()


def test_a_contact_ends_and_a_wrong_one_is_refused(office, manager):
    station = founded("Trạm Y tế", Kind.HEALTH)
    contact = add_contact(actor=manager, organisation=station, now=NOW, **CONTACT)
    client = office.client(manager)

    wrong = client.post(reverse("contact_new", args=[station.pk]), {**CONTACT, "phone": "12"})
    client.post(reverse("contact_end", args=[station.pk, contact.pk]))
    again = client.post(reverse("contact_end", args=[station.pk, contact.pk]))

    assert (409, 404) == (wrong.status_code, again.status_code)
    assert NOW.date() == Contact.objects.get().ended_on
    with pytest.raises(RefusedError, match="ended already"):
        end_contact(actor=manager, contact=contact, now=NOW)
    assert "Triệu" not in client.get(reverse("organisation", args=[station.pk])).content.decode()


def test_an_organisation_is_picked_by_typing_with_a_script_or_without(office, manager):
    client, school = office.client(manager), founded("Trường Một")
    one, two = founded("Phòng Y tế"), founded("Phòng Văn hóa")
    address = reverse("organisation_place", args=[school.pk])

    offered = client.get(reverse("organisation_choices"), {"typed": "phong"}).content.decode()
    unsure = client.post(address, {"tree": "profession", "typed": "phòng"})
    client.post(address, {"tree": "profession", "typed": "phòng", "organisation": two.pk})
    sure = above(school, Tree.PROFESSION)
    client.post(address, {"tree": "profession", "typed": "phong y te", "organisation": two.pk})

    assert "Phòng Y tế" in offered
    assert "Phòng Văn hóa" in offered
    assert 400 == unsure.status_code
    assert "Please choose the organisation" in unsure.content.decode()
    assert [two] == sure
    assert [one] == above(school, Tree.PROFESSION)  # what was typed last counts, not an older choice


@pytest.mark.parametrize("typed", ["", "zzz", "%", "'; drop"])
def test_nothing_is_offered_for_nonsense(office, manager, typed):
    founded("Trường Một")

    assert "radio" not in office.client(manager).get(reverse("organisation_choices"), {"typed": typed}).content.decode()


def test_an_organisation_that_sends_a_list_must_lie_within_reach(office):
    founded("Trường Xã Bên", unit=TAN_TRAO)
    client = office.client(office.staff("Lan", Role.HEALTH_OFFICER))

    anywhere = client.get(reverse("organisation_choices"), {"typed": "truong"}).content.decode()
    mine = client.get(reverse("organisation_choices"), {"typed": "truong", "act": "lists.import"}).content.decode()

    assert "Trường Xã Bên" in anywhere
    assert "Trường Xã Bên" not in mine
    assert 404 == client.get(reverse("organisation_choices"), {"typed": "truong", "act": "x"}).status_code


def test_a_tree_is_read_from_its_top_down(office, manager):
    province, commune, school, lonely = founded("UBND tỉnh"), founded("UBND xã"), founded("Trường Một"), founded("Hội")
    put(commune, province)
    put(school, commune)

    (top,) = branches(Tree.ADMINISTRATION)
    page = office.client(manager).get(reverse("organisation_tree")).content.decode()

    assert (province, commune, school) == (
        top.organisation,
        top.under[0].organisation,
        top.under[0].under[0].organisation,
    )
    assert page.index("UBND tỉnh") < page.index("UBND xã") < page.index("Trường Một")
    assert lonely.name not in page


def test_a_deep_or_broad_tree_says_what_it_leaves_out(db, monkeypatch):
    monkeypatch.setattr("bluezone.portal.organisations.selectors.MOST_UNDER", 2)
    top = founded("Đỉnh")
    for number in range(5):
        put(founded(f"Nhánh {number}"), top)
    chain = [founded(f"Tầng {number}") for number in range(7)]
    for upper, lower in itertools.pairwise(chain):
        put(lower, upper, Tree.UNION)

    (broad,), (deep,) = branches(Tree.ADMINISTRATION), branches(Tree.UNION)

    assert (2, 3) == (len(broad.under), broad.hidden)
    for _ in range(4):
        (deep,) = deep.under
    assert ((), 1) == (deep.under, deep.hidden)


def test_a_tree_may_begin_at_any_organisation(office, manager):
    one, two = founded("UBND xã"), founded("Trường Một")
    put(two, one)
    client = office.client(manager)

    assert "Trường Một" in client.get(reverse("organisation_tree"), {"under": one.pk}).content.decode()
    assert 404 == client.get(reverse("organisation_tree"), {"under": 10**9}).status_code
    assert 200 == client.get(reverse("organisation_tree"), {"under": "x", "tree": "y"}).status_code
