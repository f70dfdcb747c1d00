"""Reads about field counts: the team days at whose office somebody sits, or above it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.policy import sits_at_or_above
from bluezone.portal.field.models import FieldPhoto, Link, TeamDay
from bluezone.portal.identity.models import Staff
from bluezone.rollout.tally.counting import Tally

PAGE = 50


def offices_of(staff: Staff) -> list[Participant]:
    """Where this person sits, in every directive, the newest first."""
    rows = Participant.objects.filter(seats__staff=staff, seats__ended_at=None)
    return list(rows.select_related("directive").order_by("-directive__date", "place"))


def team_days_for(staff: Staff) -> QuerySet[TeamDay]:
    """Those of one's own offices and of those that report to them, the newest first."""
    own = [office.pk for office in offices_of(staff)]
    rows = TeamDay.objects.filter(Q(participant__in=own) | Q(participant__reports_to__in=own))
    counted = rows.annotate(photo_count=Count("photos", distinct=True)).select_related("participant", "directive")
    return counted.prefetch_related("links").order_by("-day", "participant__place", "team")


def sum_of(days: Iterable[TeamDay]) -> Tally:
    total = Tally()
    for day in days:
        total = total.plus(day.tally)
    return total


def team_day_for(staff: Staff, act: str, key: int) -> TeamDay | None:
    """One team's day, if the table and the seat open it to this person."""
    found = TeamDay.objects.filter(pk=key).select_related("participant__directive", "directive").first()
    return found if found is not None and sits_at_or_above(staff, act, found.participant) else None


def link_for(staff: Staff, act: str, key: int) -> Link | None:
    found = (
        Link.objects.filter(pk=key).select_related("team_day__participant__directive", "team_day__directive").first()
    )
    return found if found is not None and sits_at_or_above(staff, act, found.team_day.participant) else None


def photo_for(staff: Staff, act: str, key: int) -> FieldPhoto | None:
    found = FieldPhoto.objects.filter(pk=key).select_related("team_day__participant__directive", "file").first()
    return found if found is not None and sits_at_or_above(staff, act, found.team_day.participant) else None
