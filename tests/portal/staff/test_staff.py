"""Staff and their roles: given within one's own units, never to oneself, ended for good."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.portal.staff.selectors import colleagues_of
from bluezone.portal.staff.services import end_role, first_password, give_role, make_staff
from tests.support.portal.offices import NOW, PASSWORD, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit


@pytest.fixture
def manager(office):
    return office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)


def form(**changes):
    facts = {"full_name": "Bùi Thị Mới", "username": "bui.moi", "role": "health_officer", "place": "sơn dương"}
    return {**facts, **changes}


def test_a_colleague_is_hired_and_the_password_is_shown_once(office, manager):
    page = office.client(manager).post(reverse("staff_new"), form()).content.decode()

    hired = Staff.objects.get(username="bui.moi")
    assert hired.must_change_password
    assert [(Role.HEALTH_OFFICER, SON_DUONG)] == [(grant.role, grant.unit.key) for grant in hired.grants.all()]
    shown = page.split("secret__code--long")[1].split(">")[1].split("<")[0].strip()
    assert hired.check_password(shown)


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"username": "có dấu"}, 409, "without marks"),
        ({"username": "doqutr"}, 409, "is taken"),
        ({"place": "nowhere"}, 400, "No unit of yours"),
        ({"role": "king"}, 400, "Please look at this again"),
    ],
)
def test_a_wrong_form_hires_nobody(office, manager, change, status, said):
    make_staff(username="doqutr", full_name="Người Cũ", password=PASSWORD)
    before = Staff.objects.count()

    answer = office.client(manager).post(reverse("staff_new"), form(**change))

    assert status == answer.status_code
    assert said in answer.content.decode()
    assert before == Staff.objects.count()


def test_nobody_rules_beyond_the_own_units(office):
    local = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)
    stranger = office.staff("Người Xã Bên", Role.HEALTH_OFFICER, TAN_TRAO)

    with pytest.raises(RefusedError, match="not one of yours"):
        give_role(actor=local, staff=stranger, role=Role.REPORTER, unit=the_unit(TUYEN_QUANG), now=NOW)
    with pytest.raises(RefusedError, match="not one of yours"):
        give_role(actor=local, staff=stranger, role=Role.REPORTER, unit=None, now=NOW)
    with pytest.raises(RefusedError, match="not one of yours"):
        end_role(actor=local, grant=stranger.grants.get(), now=NOW)
    assert 404 == office.client(local).get(reverse("staff", args=[stranger.username])).status_code


def test_nobody_raises_themselves(office, manager):
    with pytest.raises(RefusedError, match="to themselves"):
        give_role(actor=manager, staff=manager, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    with pytest.raises(RefusedError, match="of their own"):
        end_role(actor=manager, grant=manager.grants.get(), now=NOW)


def test_a_role_is_given_and_ended_on_the_page(office, manager):
    person = office.staff("Bùi Thị Mới", Role.REPORTER)
    client = office.client(manager)

    client.post(reverse("staff", args=[person.username]), {"role": "interviewer", "place": "tân trào"})
    again = client.post(reverse("staff", args=[person.username]), {"role": "interviewer", "place": "tân trào"})
    client.post(reverse("role_end", args=[person.username, person.grants.get(role=Role.REPORTER).pk]))

    assert "has this role there already" in again.content.decode()
    assert [Role.INTERVIEWER] == [grant.role for grant in person.grants.filter(ended_at=None)]
    assert 2 == Grant.objects.filter(staff=person).count()
    noted = Entry.objects.filter(act__in=("staff.give", "staff.end"), actor=manager).order_by("number")
    assert [("staff.give", "interviewer"), ("staff.end", "reporter")] == [
        (one.act, one.detail["role"]) for one in noted
    ]


def test_a_role_at_a_place_that_is_nowhere_is_not_given_and_the_page_says_so(office, manager):
    lan = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)

    answer = office.client(manager).post(reverse("staff", args=[lan.username]), {"role": "leader", "place": "xyz"})

    assert 400 == answer.status_code
    assert "No unit of yours is called so" in answer.content.decode()
    assert 1 == lan.grants.count()


def test_whoever_has_no_role_any_more_may_come_back_to_where_they_were(office, manager):
    """The last role was ended by mistake, or somebody returns after a year; their name for signing in is theirs."""
    person, moved = office.staff("Bùi Thị Mới", Role.REPORTER), office.staff("Vũ Đi Xa", Role.REPORTER)
    for one in (person, moved):
        end_role(actor=manager, grant=one.grants.get(), now=NOW)
    give_role(actor=None, staff=moved, role=Role.REPORTER, unit=Unit.objects.get(key="02-000000"), now=NOW)
    local = office.client(office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG))
    neighbour = office.client(office.staff("Quản Trị Xã Bên", Role.ADMINISTRATOR, TAN_TRAO))

    listed = local.get(reverse("staff_list")).content.decode()
    page = local.get(reverse("staff", args=[person.username])).content.decode()
    helped = local.post(reverse("invitation_new", args=[person.username]), {"renews": "password"})
    local.post(reverse("staff", args=[person.username]), {"role": "interviewer", "place": "sơn dương"})

    assert the_unit(SON_DUONG).path == Entry.objects.filter(act="staff.see").earliest("number").path
    assert "Bùi Thị Mới" in listed
    assert "Vũ Đi Xa" not in listed
    assert "has no role any more" in page
    assert "give one first" in helped.content.decode()
    assert [Role.INTERVIEWER] == [grant.role for grant in person.grants.filter(ended_at=None)]
    assert 404 == local.get(reverse("staff", args=[moved.username])).status_code
    assert 404 == neighbour.get(reverse("staff", args=[person.username])).status_code


def test_a_role_ends_once(office, manager):
    """Two administrators press the button at the same moment; the page of the second is older than the first's act."""
    person, other = office.staff("Người Một", Role.REPORTER), office.staff("Lý Quản Trị", Role.ADMINISTRATOR)
    seen_by_both = person.grants.get()
    end_role(actor=manager, grant=seen_by_both, now=NOW)

    with pytest.raises(RefusedError, match="ended already"):
        end_role(actor=other, grant=Grant(**{**vars_of(seen_by_both), "ended_at": None, "ended_by": None}), now=NOW)

    assert manager == Grant.objects.get(pk=seen_by_both.pk).ended_by


def test_a_role_that_ended_may_be_given_again(office, manager):
    person = office.staff("Người Một", Role.REPORTER)
    end_role(actor=manager, grant=person.grants.get(), now=NOW)

    again = give_role(actor=manager, staff=person, role=Role.REPORTER, unit=the_unit(SON_DUONG), now=NOW)

    assert [again] == list(person.grants.filter(ended_at=None))


def vars_of(grant: Grant) -> dict[str, object]:
    return {field.attname: getattr(grant, field.attname) for field in grant._meta.fields if field.name != "ended_by"}


def test_a_name_that_is_taken_meanwhile_is_taken(office, monkeypatch):
    monkeypatch.setattr(Staff.objects, "filter", lambda **_asked: Staff.objects.none())
    make_staff(username="bui.moi", full_name="Người Trước", password=PASSWORD)

    with pytest.raises(RefusedError, match="is taken"):
        make_staff(username="bui.moi", full_name="Người Sau", password=PASSWORD)


def test_a_grant_of_somebody_else_cannot_be_ended_through_ones_own_page(office, manager):
    one, other = office.staff("Người Một", Role.REPORTER), office.staff("Người Hai", Role.REPORTER)

    answer = office.client(manager).post(reverse("role_end", args=[one.username, other.grants.get().pk]))

    assert 404 == answer.status_code
    assert other.grants.get().ended_at is None


def test_colleagues_stand_by_given_name(office, manager):
    for name in ("Trần Thị Ánh", "Lê Văn An", "Phạm Ân", "Vũ Bình"):
        office.staff(name, Role.REPORTER)

    names = [one.full_name for one in colleagues_of(manager)]

    assert ["Lê Văn An", "Trần Thị Ánh", "Phạm Ân", "Vũ Bình", "Đỗ Quản Trị"] == names


def test_the_table_reaches_as_far_as_it_says(office):
    officer = office.staff("Lan", Role.HEALTH_OFFICER)
    give_role(actor=None, staff=officer, role=Role.HEALTH_OFFICER, unit=the_unit(TAN_TRAO), now=NOW)
    officer = Staff.objects.get(pk=officer.pk)

    assert {the_unit(SON_DUONG).path, the_unit(TAN_TRAO).path} == set(paths_for(officer, "cases.open"))
    assert (the_unit(TUYEN_QUANG).path,) == paths_for(officer, "cases.list")
    assert not is_allowed(officer, "audit.read")
    assert not is_allowed(officer, "no.such.act")


def test_a_role_for_the_whole_country_reaches_everywhere(office):
    officer = office.staff("Bộ Y Tế", Role.EPIDEMIOLOGIST, None)

    assert ("",) == paths_for(officer, "cases.list")
    assert is_allowed(officer, "cases.see", the_unit(SON_DUONG))


def test_first_passwords_differ_and_are_read_aloud(office):
    passwords = {first_password(office.chance.randbytes) for _ in range(50)}

    assert 50 == len(passwords)
    assert all(len(one) == 23 and not set(one) & set("01ilo") for one in passwords)


@pytest.mark.parametrize(("username", "taken"), [("ab", True), ("a" * 40, True), ("a", False), ("a" * 41, False)])
def test_a_sign_in_name_has_two_to_forty_signs(db, username, taken):
    assert taken == is_made(username=username)


@pytest.mark.parametrize(("name", "taken"), [("An", True), ("a" * 80, True), ("A", False), ("a" * 81, False)])
def test_a_name_has_two_to_eighty_characters(db, name, taken):
    assert taken == is_made(full_name=name)


def is_made(**changes):
    try:
        return (
            make_staff(**{"username": "bui.moi", "full_name": "Bùi Thị Mới", "password": PASSWORD, **changes})
            is not None
        )
    except RefusedError:
        return False
