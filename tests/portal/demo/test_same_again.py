"""What a demonstration decides and asks is the same each time, but for keys."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from bluezone.portal.followup.answers import Outcome
from bluezone.portal.followup.models import Visit
from bluezone.portal.households.models import Household
from bluezone.portal.isolation.course import Standing, State
from bluezone.portal.isolation.models import Decision, Delivery, Need, Stay
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.world import VIET_NAM
from tests.support.portal.demonstrated import an_outbreak

pytestmark = [pytest.mark.django_db, pytest.mark.in_turn(of=4)]


def _told() -> list[list[tuple[object, ...]]]:
    """All that the demonstration decided and asked, without a key."""
    whose = "involvement__person__full_name"
    return [
        sorted(rows.values_list(*columns), key=repr)
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
    assert 26 == len(found[0][0]), "of an outbreak of 400, too"


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2020, 9, 15, 0, 20, tzinfo=VIET_NAM),
        dt.datetime(2021, 8, 20, 23, 50, tzinfo=VIET_NAM),
        dt.datetime(2022, 1, 4, 9, tzinfo=VIET_NAM),
    ],
    ids=["of the first rules, after midnight", "of 14 days and 14 more, before midnight", "in a new year"],
)
def test_it_is_there_under_other_rules_and_at_other_hours(db, now):
    an_outbreak(40, now)

    assert set(State.values) == set(Stay.objects.values_list("state", flat=True))
    assert set(Standing.values) == set(Decision.objects.values_list("standing", flat=True))
    assert set(Outcome.values) == set(Visit.objects.values_list("outcome", flat=True))
    assert max(Visit.objects.values_list("at", flat=True)) <= now
