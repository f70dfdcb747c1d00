"""A session lasts one shift, and not an hour more; a browser learns who signed in there."""

from __future__ import annotations

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from bluezone.portal.identity.known_devices import COOKIE
from bluezone.portal.identity.roles import Role

HOUR_S = 3600


@pytest.mark.parametrize(("hours", "status"), [(9.5, 200), (10.5, 302)])
def test_a_session_lasts_ten_hours(office, hours, status):
    client = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    session = client.session
    began = timezone.now().timestamp() - hours * HOUR_S
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": began} for method in ("password", "mfa")]
    session.save()

    assert status == client.get("/").status_code


def test_a_browser_notes_whom_it_knows_anew_when_something_is_sent_and_not_with_each_page(office):
    client, page = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER)), reverse("account_change_password")

    answers = (client.get(page), client.get(page), client.post(page, {}))

    assert [True, False, True] == [COOKIE in answer.cookies for answer in answers]
