"""Audio of scripts: made when somebody asks, kept within bounds, the oldest dropped first."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.announcements import speaking
from bluezone.portal.announcements.models import Announcement, Audio
from bluezone.portal.announcements.wording import approved_facts
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.leaving import Way, leave_by
from bluezone.rollout.announcing.outlets import loudspeaker
from bluezone.vietnam.words import Language

MOST_KEPT = 40
"""Together at most half a gigabyte; a dropped one is made again in seconds."""


def make_audio(*, actor: Staff, row: Announcement, language: Language, now: dt.datetime) -> Audio:
    """Reads the script into audio. Raises RefusedError for words that are not approved, and where there is no voice."""
    if row.state != Announcement.State.APPROVED:
        raise RefusedError("only an approved announcement is read aloud")
    leave_by(Way.PUBLICATION)  # a loudspeaker bears no mark
    content = speaking.spoken(loudspeaker(approved_facts(row), language), language)
    with transaction.atomic():
        facts = {"content": content, "seconds": speaking.seconds_of(content), "made_at": now}
        made, _ = Audio.objects.update_or_create(announcement=row, language=language, defaults=facts)
        kept = Audio.objects.order_by("-made_at", "-pk").values_list("pk", flat=True)
        Audio.objects.exclude(pk__in=list(kept[:MOST_KEPT])).delete()
        detail = {"code": row.fingerprint, "language": language}
        record_write(
            actor=actor,
            act="announcements.audio",
            now=now,
            subjects=[("announcement", row.pk)],
            path=row.path,
            detail=detail,
        )
    return made
