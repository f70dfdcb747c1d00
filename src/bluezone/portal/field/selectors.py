"""Reads about field counts: team days of the participants for whom somebody works, and of those that report there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.policy import works_for_or_above
from bluezone.portal.field.models import FieldPhoto, Link, TeamDay
from bluezone.portal.field.services.overtaking import is_taken_over, kinds_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.rollout.tally.counting import Tally

PAGE = 50


@dataclass(frozen=True, slots=True)
class TeamDays:
    """Some team days, and the sum of all of them."""

    page: Page[TeamDay]
    total: Tally


def page_of_team_days(staff: Staff, page: str | None) -> TeamDays:
    """One page of team days; the first or the last one for what is no number of a page."""
    days = team_days_for(staff)
    return TeamDays(Paginator(days, PAGE).get_page(page), sum_of(days))


def team_days_for(staff: Staff) -> QuerySet[TeamDay]:
    """Team days of one's own participants and of those that report to them, the newest first."""
    own = list(_participants_of(staff).values_list("pk", flat=True))
    rows = TeamDay.objects.filter(Q(participant__in=own) | Q(participant__reports_to__in=own))
    counted = rows.annotate(photo_count=Count("photos", distinct=True)).select_related("participant", "directive")
    return counted.prefetch_related("links").order_by("-day", "participant__place", "team")


def counting_participants(staff: Staff) -> QuerySet[Participant]:
    """Participants for whom this person's teams may count: with something to report, of the newest directive first."""
    own = Participant.objects.filter(pk__in=_participants_of(staff).values("pk"), is_expected=True)
    return own.select_related("directive").order_by("-directive__date", "place")


def sum_of(days: Iterable[TeamDay]) -> Tally:
    """The sum of these team days."""
    total = Tally()
    for day in days:
        total = total.plus(day.tally)
    return total


def team_day_context(staff: Staff, day: TeamDay, now: dt.datetime) -> dict[str, Any]:
    """The page of one team's day, as this reader sees it."""
    may_link, has_become_evidence = is_allowed(staff, "field.link"), is_taken_over(day)
    return {
        "day": day,
        "links": list(day.links.order_by("pk").select_related("made_by", "revoked_by")),
        "photos": list(day.photos.order_by("pk").select_related("file").defer("file__content")),
        "kinds": kinds_of(day) if may_link and not has_become_evidence else [],
        "is_taken_over": has_become_evidence,
        "now": now,
        "may_link": may_link,
    }


def team_day_for(staff: Staff, action: str, key: int) -> TeamDay | None:
    """One team's day, if the table and a membership open it to this person."""
    found = TeamDay.objects.filter(pk=key).select_related("participant__directive", "directive").first()
    return found if found is not None and works_for_or_above(staff, action, found.participant) else None


def link_for(staff: Staff, action: str, key: int) -> Link | None:
    """One link, if the table and a membership open its day to this person."""
    rows = Link.objects.filter(pk=key).select_related("team_day__participant__directive", "team_day__directive")
    found = rows.first()
    return found if found is not None and works_for_or_above(staff, action, found.team_day.participant) else None


def photo_for(staff: Staff, action: str, key: int) -> FieldPhoto | None:
    """One photo, if the table and a membership open its day to this person."""
    found = FieldPhoto.objects.filter(pk=key).select_related("team_day__participant__directive", "file").first()
    return found if found is not None and works_for_or_above(staff, action, found.team_day.participant) else None


def _participants_of(staff: Staff) -> QuerySet[Participant]:
    return Participant.objects.filter(memberships__staff=staff, memberships__ended_at=None)
