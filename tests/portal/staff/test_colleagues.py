"""The page of a colleague: read, and shown again with what was wrong."""

from __future__ import annotations

from django.urls import reverse

from bluezone.portal.identity.roles import Role


def test_the_page_of_a_colleague_is_there_and_shown_again_where_a_role_is_refused(office):
    client = office.client(office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR))
    page = reverse("staff", args=[office.staff("Lê Mới", Role.REPORTER).username])

    assert [200, 400] == [answer.status_code for answer in (client.get(page), client.post(page, {"role": "none"}))]
