"""What is typed about a colleague, and what somebody types who lost a password, is bounded and compared."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from bluezone.portal.identity.models import Invitation, Renewal
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.forms import CodeForm, HireForm, LostForm, RenewalForm
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit

BINH_CA = "02548-202507"
NEW = "một câu mới mà không ai biết"


@pytest.fixture
def manager(office):
    return office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)


def hiring(manager, **changes) -> HireForm:
    facts = {"full_name": "Bùi Thị Mới", "username": "bui.moi", "role": "health_officer", "place": "sơn dương"}
    return HireForm({**facts, **changes}, manager=manager, today=NOW.date())


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


def renewing(lan, **typed) -> RenewalForm:
    return RenewalForm({"code": "x", **typed}, invitation=Invitation(staff=lan, renews=Renewal.PASSWORD))


@pytest.mark.parametrize(("name", "most"), [("full_name", 80), ("username", 40), ("place", 80)])
def test_what_is_longer_than_a_line_is_refused_at_its_field(manager, name, most):
    longest, longer = hiring(manager, **{name: "a" * most}), hiring(manager, **{name: "a" * (most + 1)})

    assert (False, True) == (longest.has_error(name, "max_length"), longer.has_error(name, "max_length"))


def test_the_unit_that_was_chosen_among_several_of_the_name_is_taken(manager):
    asked = hiring(manager, place="tân")
    chosen = hiring(manager, place="tân", unit=the_unit(TAN_TRAO).pk)

    assert not asked.is_valid()
    assert len(asked.found) > 1
    assert chosen.is_valid(), chosen.errors
    assert TAN_TRAO == chosen.cleaned_data["unit"].key


def test_a_unit_that_is_not_ones_own_is_refused_though_it_was_chosen(office):
    local = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)

    form = hiring(local, place="tân trào", unit=the_unit(TAN_TRAO).pk)

    assert ["Đơn vị này không thuộc phạm vi của ông/bà."] == form.errors["place"]


@pytest.mark.parametrize("is_chosen", [False, True])
@pytest.mark.parametrize(
    ("own", "typed"),
    [
        (SON_DUONG, "Tuyên Quang"),
        (SON_DUONG, "tỉnh tuyên quang"),
        (SON_DUONG, "T. Tuyên Quang"),
        (SON_DUONG, "Tân Trào"),
        (BINH_CA, "Bình Xa"),
    ],
)
def test_a_unit_of_others_that_was_typed_is_never_one_of_ones_own(office, own, typed, is_chosen):
    """The province in which one's commune lies, a neighbour, and one that is called nearly as one's own; with a choice
    of before on the page as without."""
    local = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, own)

    form = hiring(local, place=typed, unit=the_unit(own).pk if is_chosen else "")

    assert ["Không có đơn vị nào của ông/bà mang tên này."] == form.errors["place"]
    assert [] == form.found


@pytest.mark.parametrize("typed", ["sơn dương", "Xã Sơn Dương, Tuyên Quang", "sơn dương tuyên quang", "thị trấn sơn d"])
def test_a_unit_of_ones_own_is_found_by_what_it_is_called_or_was(office, typed):
    local = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)

    form = hiring(local, place=typed)

    assert form.is_valid(), form.errors
    assert SON_DUONG == form.cleaned_data["unit"].key


def test_both_new_passwords_are_the_same_to_the_last_blank(lan):
    same = renewing(lan, password1=f" {NEW} ", password2=f" {NEW} ")
    other = renewing(lan, password1=f" {NEW} ", password2=NEW)

    assert same.is_valid(), same.errors
    assert f" {NEW} " == same.cleaned_data["password1"] == same.cleaned_data["password2"]
    assert {"password2"} == other.errors.keys()


def test_of_the_password_until_now_each_blank_counts(lan):
    lost = Invitation(staff=lan, renews=Renewal.SECOND_FACTOR)
    form = RenewalForm({"code": "x", "password": " cũ ", "password1": NEW, "password2": NEW}, invitation=lost)

    assert form.is_valid(), form.errors
    assert " cũ " == form.cleaned_data["password"]


def test_a_password_that_was_typed_once_is_asked_for_again(lan):
    assert {"password2"} == renewing(lan, password1=NEW).errors.keys()
    assert {"password1"} == renewing(lan, password2=NEW).errors.keys()


def test_browsers_keep_the_old_password_apart_from_the_new_one_and_show_neither(lan):
    lost = Invitation(staff=lan, renews=Renewal.SECOND_FACTOR)
    form = RenewalForm({"code": "x", "password": "secret"}, invitation=lost)

    kinds = {name: (form[name].field.widget.attrs["autocomplete"], form[name].widget_type) for name in _SECRETS}

    assert {name: (kind, "password") for name, kind in _SECRETS.items()} == kinds
    assert "secret" not in form.as_p()


_SECRETS = {"password": "current-password", "password1": "new-password", "password2": "new-password"}


def test_a_code_has_up_to_sixty_signs_however_it_is_grouped():
    assert CodeForm({"code": "a" * 60}).is_valid()
    assert CodeForm({"code": "a" * 61}).has_error("code", "max_length")


def test_the_unit_is_chosen_by_what_is_typed_and_never_from_a_list_of_all(manager):
    assert hiring(manager).fields["unit"].widget.is_hidden
    assert not hiring(manager).fields["unit"].required


def test_whoever_has_no_second_factor_cannot_have_lost_one(lan):
    guarded = [choice for choice, _ in LostForm(person=lan).fields["renews"].choices]
    Authenticator.objects.filter(user=lan).delete()

    assert ["password", "second_factor", "both"] == guarded
    assert ["password"] == [choice for choice, _ in LostForm(person=lan).fields["renews"].choices]
