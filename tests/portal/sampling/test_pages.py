"""Pages of samples lead whoever reads them to nothing that is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.identity.roles import Role


@pytest.mark.parametrize(("role", "takes"), [(Role.HEALTH_OFFICER, True), (Role.EPIDEMIOLOGIST, False)])
def test_the_list_leads_to_people_to_be_sampled_for_whoever_may_see_them(office, role, takes):
    reader = office.client(office.staff("Lý Thị Đọc", role))

    page = reader.get(reverse("sample_list")).content.decode()

    assert takes == (f'class="trail"><a href="{reverse("sampling_round")}"' in page)
    assert (200 if takes else 403) == reader.get(reverse("sampling_round")).status_code
