"""A session lasts one shift, and not an hour more."""

from __future__ import annotations

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.utils import timezone

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
