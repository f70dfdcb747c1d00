"""The pages of sums: who approves a level and who opens it again, and how far up a figure's trail leads its reader."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.portal.directives.models import ApprovalRecord
from bluezone.portal.directives.selectors.reading import level_as_read
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import Office
from tests.support.portal.rolling import CLOSED, TRUNG_YEN, Rollout, a_rollout

KEY, LEVEL, ABOVE = "son-duong-2020", "culture-office", "district-committee"


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    made = a_rollout(Office())
    made.approved(TRUNG_YEN)
    made.office.clock[0] = CLOSED
    return made


def decided(rollout: Rollout, client, step: str) -> int:
    """What the form beside the sums is answered, as they stand now."""
    told = {"step": step, "note": "lũ quét", "read": level_as_read(rollout.participant(LEVEL))}
    return client.post(reverse("level_approve", args=(KEY, LEVEL)), told).status_code


def offered(client) -> list[str]:
    """Which steps the page of sums offers with this level."""
    page = client.get(reverse("sums", args=(KEY,))).content.decode()
    form = rf'action="{reverse("level_approve", args=(KEY, LEVEL))}".*?name="step" value="(\w+)"'
    return re.findall(form, page, re.DOTALL)


def test_a_level_is_approved_by_whoever_works_there_and_opened_again_by_whoever_works_above(rollout):
    here = rollout.office.client(rollout.consolidator())
    above = rollout.office.client(rollout.person(ABOVE, Role.LEADER))

    assert (404, 302) == (decided(rollout, above, "approve"), decided(rollout, here, "approve"))
    assert ApprovalRecord.objects.get().taken_back_at is None
    assert ([], ["take_back"]) == (offered(here), offered(above))

    assert (404, 302) == (decided(rollout, here, "take_back"), decided(rollout, above, "take_back"))
    assert CLOSED == ApprovalRecord.objects.get().taken_back_at


def test_the_trail_of_a_figure_leads_up_to_where_its_reader_works_and_no_further(rollout):
    address = reverse("figure", args=(KEY, "broadcasts"))
    client = rollout.office.client(rollout.consolidator())

    page = client.get(address, {"of": TRUNG_YEN}).content.decode()

    trails = re.findall(r'<p class="trail">.*?</p>', page, re.DOTALL)
    assert [LEVEL] == re.findall(r"\?of=([\w-]+)", " ".join(trails))


def test_from_a_figure_the_other_parts_of_the_directive_are_one_press_away(rollout):
    page = rollout.office.client(rollout.consolidator()).get(reverse("figure", args=(KEY, "broadcasts")))

    for part in ("directive_progress", "report_list", "directive_papers"):
        assert f'href="{reverse(part, args=(KEY,))}"' in page.content.decode()
