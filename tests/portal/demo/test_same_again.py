"""What a demonstration decides and asks is the same each time, but for keys."""

from __future__ import annotations

import pytest
from django.db import transaction

from bluezone.portal.followup.models import Visit
from bluezone.portal.households.models import Household
from bluezone.portal.isolation.models import Decision, Delivery, Need, Stay
from bluezone.portal.papers.models import OutgoingPaper
from tests.support.portal.demonstrated import an_outbreak

pytestmark = pytest.mark.django_db


def _told() -> list[list[tuple[object, ...]]]:
    """All that the demonstration decided and asked, without a key."""
    whose = "involvement__person__full_name"
    return [
        list(rows.order_by("pk").values_list(*columns))
        for rows, columns in (
            (Stay.objects.all(), (whose, "kind", "centre__name", "first_day", "last_day", "state", "ended_on")),
            (Decision.objects.all(), (f"stay__{whose}", "what", "standing", "ground", "proposed_at", "paper__number")),
            (Delivery.objects.all(), (f"decision__stay__{whose}", "outcome", "way", "at", "words")),
            (Need.objects.all(), (f"stay__{whose}", "what", "words", "outcome", "asked_at")),
            (OutgoingPaper.objects.all(), ("state", "number", "dated_on", "content")),
            (Visit.objects.all(), (f"watch__{whose}", "outcome", "channel", "symptoms", "temperature", "at")),
            (Household.objects.all(), ("address", "members__involvement__person__full_name")),
        )
    ]


def test_it_is_the_same_each_time(db):
    found = []
    for _ in range(2):
        with transaction.atomic():
            an_outbreak(40)
            found.append(_told())
            transaction.set_rollback(True)

    assert all(found[0])
    assert found[0] == found[1]
