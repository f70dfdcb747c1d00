"""What a session knows of its second factor, and of whose the password is."""

from __future__ import annotations

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import RequestFactory

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_factor import has_shown_it, note_that_it_was_shown, prove_password


@pytest.fixture
def lan(office) -> Staff:
    return office.staff("Lan Y Tá", Role.HEALTH_OFFICER)


def a_session(office, person: Staff, *shown: str):
    request = RequestFactory().get("/")
    request.session = office.client(person).session
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": 1} for method in shown]
    return request


@pytest.mark.parametrize(("kind", "shown"), [("webauthn", True), ("recovery_codes", False)])
def test_whoever_sets_a_second_factor_up_shows_it_and_whoever_reads_recovery_codes_shows_none(office, lan, kind, shown):
    request, made = a_session(office, lan, "password"), Authenticator.objects.create(user=lan, type=kind, data={})

    note_that_it_was_shown(request=request, user=lan, authenticator=made)

    assert shown == has_shown_it(request, lan)


def test_what_is_shown_with_the_second_factor_proves_no_password_that_came_by_a_code_this_moment(office, lan):
    Staff.objects.update(password_unproven=True)
    known = Staff.objects.get(pk=lan.pk)
    Staff.objects.update(password=make_password("một câu mới đặt bằng mã"))

    prove_password(request=a_session(office, lan, "password", "mfa"), user=known)

    assert Staff.objects.get(pk=lan.pk).password_unproven
