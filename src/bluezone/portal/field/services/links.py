"""Links that open a team's page for a day: made, revoked, and the digests forgotten that no page can send any more."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import Participant
from bluezone.portal.errors import RefusedError
from bluezone.portal.field.models import Link, TakenEntry, TeamDay
from bluezone.portal.identity.models import Staff
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.tally.tokens import LONGEST_LIFE, FieldToken, TeamCode

FURTHEST_AHEAD = dt.timedelta(days=60)
_MOST_LINKS = 20
"""Of one team's day: phones get lost, but not so many."""


@transaction.atomic
def issue_link(
    *, actor: Staff, participant: Participant, team: str, day: dt.date, now: dt.datetime, is_doubted: bool
) -> Link:
    """Makes a fresh link. Raises RefusedError for a code that is none, that another office uses, a day too far away, or
    an office that is asked for nothing.
    """
    code = _team(team)
    if not participant.is_expected:
        raise RefusedError("this office has nothing to report; a team counts for one that has")
    if not now.date() - LONGEST_LIFE < day <= now.date() + FURTHEST_AHEAD:
        raise RefusedError("the day lies too far away")
    team_day, _ = TeamDay.objects.select_for_update().get_or_create(
        directive=participant.directive,
        team=code.text,
        day=day,
        defaults={"participant": participant, "path": participant.path},
    )
    if team_day.participant_id != participant.pk:
        raise RefusedError("another office uses this team code on that day")
    if team_day.evidence_id is not None:  # what came in now would stand behind nothing
        raise RefusedError("this day was taken over already")
    earlier = team_day.links.count()
    if earlier >= _MOST_LINKS:
        raise RefusedError("this team has had too many links for one day")
    begins = dt.datetime.combine(day, dt.time(), VIET_NAM)
    expires = begins + LONGEST_LIFE - dt.timedelta(seconds=earlier)  # so that a second link is another one
    link = Link(team_day=team_day, expires_at=expires, made_by=actor, made_at=now)
    link.digest = digest_of(token_of(link))
    link.save()
    if not is_doubted:  # what is sent again is known by these digests alone, and would count twice
        _forget_what_nobody_sends(now)
    _note(actor, "field.link", link, now)
    return link


@transaction.atomic
def revoke_link(*, actor: Staff, link: Link, now: dt.datetime) -> None:
    """Revokes a link: it opens nothing any more; what was counted stays. Raises RefusedError the second time."""
    link = Link.objects.select_for_update(of=("self",)).select_related("team_day").get(pk=link.pk)
    if link.revoked_at is not None:
        raise RefusedError("this link was revoked already")
    link.revoked_by, link.revoked_at = actor, now
    link.save(update_fields=["revoked_by", "revoked_at"])
    _note(actor, "field.revoke", link, now)


def token_of(link: Link) -> str:
    """The text behind the link: it follows from the row and the portal's secret, and is kept nowhere."""
    team_day = link.team_day
    code, expires = TeamCode(team_day.team), link.expires_at.astimezone(VIET_NAM)
    return FieldToken(team_day.directive.key, code, team_day.day, expires).signed(tally_secret())


def tally_secret() -> bytes:
    """The office's secret, under the label that the core puts before what it signs."""
    return settings.SECRET_KEY.encode()


def digest_of(token: str) -> str:
    """The digest of a token, which is all that is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _team(text: str) -> TeamCode:
    try:
        return TeamCode(text.strip().upper())
    except ValueError as error:
        raise RefusedError("a team code has up to three letters and up to three digits, such as D07") from error


def _forget_what_nobody_sends(now: dt.datetime) -> None:
    """Erases the digests of a day's entries once every link of the day has expired: they serve nobody."""
    over = now.date() - LONGEST_LIFE - dt.timedelta(days=1)
    TakenEntry.objects.filter(team_day__day__lt=over).delete()


def _note(actor: Staff, act: str, link: Link, now: dt.datetime) -> None:
    team_day = link.team_day
    record_write(
        actor=actor,
        act=act,
        now=now,
        subjects=[("team_day", team_day.pk)],
        path=team_day.path,
        detail={"team": team_day.team, "day": str(team_day.day)},
    )
