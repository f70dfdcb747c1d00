"""Turns a team's day into evidence of its office: by somebody who looked at it, once, with the team's code."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.directives.models import EvidenceRecord
from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.directives.services.evidence import Piece, add_evidence, kinds_for
from bluezone.portal.errors import RefusedError
from bluezone.portal.field.models import TeamDay
from bluezone.portal.identity.models import Staff
from bluezone.rollout.directive.counting import EvidenceKind, Form

_SHOWN_BY_A_TEAM = frozenset({Form.COUNT, Form.PHOTO, Form.DATE})


def kinds_of(team_day: TeamDay) -> list[EvidenceKind]:
    """The kinds of evidence that a count with its day, and a photo where there is one, may become."""
    context = context_of(team_day.participant.directive)
    has = _SHOWN_BY_A_TEAM if team_day.photos.exists() else _SHOWN_BY_A_TEAM - {Form.PHOTO}
    return [
        kind for kind in kinds_for(context, team_day.participant) if Form.COUNT in kind.forms and has >= set(kind.forms)
    ]


@transaction.atomic
def take_over(
    *, actor: Staff, team_day: TeamDay, kind: str, now: dt.datetime, households: int | None = None
) -> EvidenceRecord:
    """Makes evidence of a team's day. Raises RefusedError for one that was taken over, counted nobody, or may still
    grow.

    A team counts people. A kind that adds up to an indicator counts something else, and several of one household speak
    to a team: how many these were, the office says.
    """
    team_day = TeamDay.objects.select_for_update().get(pk=team_day.pk)
    if is_taken_over(team_day):
        raise RefusedError("this day was taken over already")
    if team_day.people == 0:
        raise RefusedError("this team has counted nobody yet")
    if team_day.links.filter(revoked_at=None, expires_at__gt=now).exists():
        raise RefusedError("its links still work; revoke them first, so that nothing comes in afterwards")
    if kind not in {one.id for one in kinds_of(team_day)}:
        raise RefusedError("a team cannot show this kind of evidence")
    count = _count(team_day, kind, households)
    photo = team_day.photos.order_by("pk").select_related("file").first()
    wants_photo = any(Form.PHOTO in one.forms for one in kinds_of(team_day) if one.id == kind)
    piece = Piece(
        kind=kind,
        day=team_day.day,
        count=count,
        kept=photo.file if photo is not None and wants_photo else None,
    )
    made = add_evidence(actor=actor, participant=team_day.participant, piece=piece, now=now, team=team_day.team)
    team_day.evidence = made
    team_day.save(update_fields=["evidence"])
    return made


def is_taken_over(team_day: TeamDay) -> bool:
    """Whether evidence that still counts was made of the day: once it is withdrawn, the day can be taken over again."""
    return team_day.evidence is not None and team_day.evidence.withdrawn_at is None


def _count(team_day: TeamDay, kind: str, households: int | None) -> int:
    (chosen,) = [one for one in kinds_of(team_day) if one.id == kind]
    if chosen.counts is None:
        return team_day.people
    if households is None or not 1 <= households <= team_day.people:
        raise RefusedError("a team counts people; say how many households these were, at most as many")
    return households
