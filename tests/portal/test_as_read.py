"""What a page showed is named by a digest that nobody makes without the portal's key, nor keeps over its change."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.urls import reverse

from bluezone.portal.as_read import digest_of, digest_to_keep
from bluezone.portal.contact_codes.exposed import digest_of_meetings
from bluezone.portal.households.models import Household
from bluezone.portal.households.services import digest_of_household
from tests.portal.households.test_households import ADDRESS, MOTHER, Family

SHOWN = (7, "Số 5, thôn Tân Lập", [(1, "Giàng Thị Mẹ", 1)], None)


@pytest.fixture
def family(db) -> Family:
    return Family()


def test_a_digest_is_no_digest_of_what_the_page_shows_alone():
    """Else whoever knows an address tries names on it, as many as they like, and nobody hears of it."""
    said = json.dumps(SHOWN, ensure_ascii=False).encode()

    found = digest_of(*SHOWN)

    assert 64 == len(found)
    assert found not in {hashlib.new(way, said).hexdigest() for way in ("sha256", "sha3_256", "blake2s")}
    assert digest_to_keep(*SHOWN) == hashlib.sha256(said).hexdigest() != found


def test_a_digest_names_one_thing_and_hangs_on_the_portals_key(settings):
    found = digest_of(*SHOWN)
    assert (found, False) == (digest_of(*SHOWN), digest_of(*SHOWN, None) == found)

    settings.SECRET_KEY = "another portal's"

    assert digest_of(*SHOWN) != found


def test_a_row_is_compared_with_what_it_keeps_under_whichever_key(family, settings):
    """A contact's consent outlives a change of the key: they agreed to meetings, and not to a key."""
    agreed_to, read = digest_of_meetings(family.case), family_home(family)

    settings.SECRET_KEY = "drawn anew"

    assert digest_of_meetings(family.case) == agreed_to
    assert digest_of_household(family.home) != read


def test_a_page_from_before_an_upgrade_is_read_again_and_nothing_is_changed(family):
    """Its forms carry the bare SHA-256 of what it showed."""
    family_home(family)
    client, person = family.office.client(family.officer), family.case.person.pseudonym
    members = [(one.pk, one.involvement.person.full_name, one.involvement.level) for one in family.home.members.all()]
    before = digest_to_keep(family.home.pk, family.home.address, members, [])
    address = reverse("household_make", args=[person])

    answer = client.post(address, {"address": "Số 6, thôn Tân Lập", "read": before})

    assert 409 == answer.status_code
    assert "This has changed since you read it; read it again." in answer.content.decode()
    assert ADDRESS == Household.objects.get().address
    assert 302 == client.post(address, {"address": "Số 6, thôn Tân Lập", "read": family.read()}).status_code


def family_home(family: Family) -> str:
    """Enters the household and the mother; what its page names."""
    family.moves_in(MOTHER)
    return family.read()
