"""A demonstration's business is one thing: in a register, with a place and a roster, and its commune's lists answer."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from bluezone.portal.demo.business import show_business
from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.models import Entry, Kind, SentList
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.premises.models import Premises
from tests.support.portal.offices import NOW, TUYEN_QUANG
from tests.support.portal.rolling import a_rollout

pytestmark = pytest.mark.django_db


def test_the_row_leads_to_the_place_of_the_business_and_the_communes_form_shows_what_its_lists_count(office):
    rollout = a_rollout(office)
    office.clock[0] = NOW
    supervisor = office.staff("Trần Hùng", Role.SUPERVISOR, TUYEN_QUANG)

    show_business(rollout.record, actor=supervisor, collector=rollout.consolidator(), now=NOW)

    place = Premises.objects.get()
    assert place == Entry.objects.get(kind=Kind.BUSINESS, name=place.name).premises
    assert Organisation.objects.get(name=place.name) == place.organisation
    assert {SentList.State.STORED} == set(SentList.objects.values_list("state", flat=True))
    client = office.client(rollout.person("ubnd-truong-sinh"))
    page = client.get(reverse("my_report", args=[rollout.record.key, "ubnd-truong-sinh"])).content.decode()
    said = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
    assert "List of 24/11/2026: 3 of 5 people" in said
    assert "List of 24/11/2026: 4 people" in said
    own = office.client(supervisor).get(reverse("organisation", args=[place.organisation_id])).content.decode()
    assert reverse("premises", args=[place.pk]) in own
    assert 'id="lists"' in own
