"""Phones whose codes were shown at a door are told once two have agreed to open the rows of its hours.

Whoever gave a name is called by somebody; whoever showed a code instead has nobody to call them, so their phones are
told as by an alert about the place (`cases/alerts.py`), without any row of theirs being opened. The portal's clock does
it, until the exchange has taken what there is to publish.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.alerts import by_day
from bluezone.portal.cases.services import has_second_look
from bluezone.portal.posts.codes_shown import codes_shown_at
from bluezone.portal.posts.models import RowRelease
from bluezone.portal.world import ExchangeDesk

TRIED_FOR = dt.timedelta(days=3)
"""So long after the second one agreed: a case may have to be confirmed first, an exchange may be away."""


def tell_phones(*, exchange: ExchangeDesk, now: dt.datetime) -> int:
    """Has phones told for each release for which that is still to be done; of how many. Raises ExchangeError, and what
    had arrived by then is safe to send again."""
    waiting = RowRelease.objects.filter(phones_told_at=None, agreed_at__gt=now - TRIED_FOR)
    found = [one for one in waiting.select_related("landmark__case", "premises").order_by("pk") if _may(one, now)]
    for release in found:
        _tell(release, exchange, now)
    return len(found)


def _may(release: RowRelease, now: dt.datetime) -> bool:
    """Whether it is still said that somebody who has the disease was there."""
    landmark = release.landmark
    if landmark is None or landmark.withdrawn_at is not None:
        return False
    return has_second_look(landmark.case, now.date())


def _tell(release: RowRelease, exchange: ExchangeDesk, now: dt.datetime) -> None:
    landmark = release.landmark
    begins, ends = (release.begins, release.ends) if landmark is None else (landmark.begins, landmark.ends)
    shown = codes_shown_at(premises=release.premises, begins=begins, ends=ends)
    for day, entries in by_day(shown):
        exchange.alert_venues(day, entries)
    _note(release, len(set(shown)), now)


@transaction.atomic
def _note(release: RowRelease, phones: int, now: dt.datetime) -> None:
    release.phones, release.phones_told_at = phones, now
    release.save(update_fields=["phones", "phones_told_at"])
    subjects = [("row_release", release.pk), ("premises", release.premises_id)]
    detail = {"phones": phones}
    record_write(actor=None, act="posts.tell", now=now, subjects=subjects, path=release.path, detail=detail)
