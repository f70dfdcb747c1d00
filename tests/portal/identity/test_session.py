"""Who is signed in is a person of ours whose account is open, or nobody."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.session import signed_in, staff_of


def asked_by(user: object) -> HttpRequest:
    request = HttpRequest()
    request.user = user  # type: ignore[assignment]
    return request


def test_a_person_whose_account_is_open_is_signed_in():
    lan = Staff(username="lan", is_active=True)

    assert lan is signed_in(asked_by(lan)) is staff_of(asked_by(lan))


@pytest.mark.parametrize("user", [AnonymousUser(), Staff(username="lan", is_active=False), None])
def test_nobody_else_is_and_a_page_that_needs_somebody_refuses(user):
    assert staff_of(asked_by(user)) is None
    with pytest.raises(PermissionDenied, match="nobody is signed in"):
        signed_in(asked_by(user))
