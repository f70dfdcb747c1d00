"""What is approved is what was read: a report that was mended since, and sums that are others now, are refused."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.portal.directives.models import ApprovalRecord, ReportRecord
from bluezone.portal.directives.selectors.reading import level_as_read
from bluezone.portal.directives.services.levels import approve
from bluezone.portal.errors import ChangedError
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import Office
from tests.support.portal.rolling import CLOSED, SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_rollout

AT = ("son-duong-2020",)


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    made = a_rollout(Office())
    made.office.clock[0] = SENT
    return made


def mended(rollout: Rollout, **changes: int) -> None:
    """Somebody else sends the report back, and the commune sends other counts."""
    other = rollout.office.client(rollout.person("culture-office", Role.LEADER))
    at = reverse("report_decide", args=(*AT, TRUNG_YEN))
    assert 302 == other.post(at, {"step": "return", "note": "đếm lại", "read": rollout.read(TRUNG_YEN)}).status_code
    rollout.send(TRUNG_YEN, **changes)


def states() -> set[str]:
    return set(ReportRecord.objects.values_list("state", flat=True))


def test_a_report_is_approved_with_the_counts_that_were_read(rollout):
    rollout.send(TRUNG_YEN, broadcasts=40)
    client = rollout.office.client(rollout.consolidator())
    page = client.get(reverse("report_page", args=(*AT, TRUNG_YEN))).content.decode()
    read = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert read is not None
    mended(rollout, broadcasts=99)

    answer = client.post(reverse("report_decide", args=(*AT, TRUNG_YEN)), {"step": "approve", "read": read[1]})

    assert 409 == answer.status_code
    assert "This has changed since you read it" in answer.content.decode()
    assert {"submitted"} == states()


def test_of_a_list_nothing_is_approved_where_one_report_is_another_now(rollout):
    for key in (TRUNG_YEN, TAN_TRAO_COMMITTEE):
        rollout.send(key)
    client = rollout.office.client(rollout.consolidator())
    page = client.get(reverse("report_list", args=AT)).content.decode()
    ticked = re.findall(r'name="unit"\s+value="([^"]+)"', page)
    assert set(rollout.ticked(TRUNG_YEN, TAN_TRAO_COMMITTEE)) == set(ticked)
    mended(rollout, broadcasts=99)

    stale = client.post(reverse("reports_decide", args=AT), {"step": "approve", "unit": ticked})
    bare = client.post(reverse("reports_decide", args=AT), {"step": "approve", "unit": [TRUNG_YEN]})

    assert [409, 409] == [stale.status_code, bare.status_code]
    assert {"submitted"} == states()


def test_a_level_approves_the_sums_that_were_read(rollout):
    rollout.approved(TRUNG_YEN)
    level = rollout.participant("culture-office")
    read = level_as_read(level)
    rollout.approved(TAN_TRAO_COMMITTEE)

    with pytest.raises(ChangedError):
        approve(actor=rollout.consolidator(), level=level, read=read, note="lũ quét", now=CLOSED)

    assert not ApprovalRecord.objects.exists()
