"""Phones whose codes were shown at a door are told once two have agreed to open the rows of its hours.

Whoever gave a name is called by somebody; whoever showed a code instead has nobody to call them, so their phones are
told as by an alert about the place (`cases/alerts.py`), without any row of theirs being opened. The portal's clock does
it, until the exchange has taken what there is to publish, and again where a device of the door that had no network
brings more codes of these hours.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.as_read import digest_to_keep
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.alerts import by_day
from bluezone.portal.cases.services import has_second_look
from bluezone.portal.errors import ExchangeError
from bluezone.portal.posts.codes_shown import codes_released
from bluezone.portal.posts.models import RowRelease
from bluezone.portal.posts.services.releasing import still_holds
from bluezone.portal.world import ExchangeDesk

TRIED_FOR = dt.timedelta(days=14)
"""So long after the second one agreed, and of days no longer ago: a case may have to be confirmed first, an exchange or
a device of the door may be away; and of a day before that an exchange publishes nothing."""


def tell_phones(*, exchange: ExchangeDesk, now: dt.datetime) -> int:
    """Has phones told for each release of which there are codes that nobody was told of yet; of how many.

    One that the exchange does not take keeps back no other. Raises ExchangeError, and what had arrived by then is safe
    to send again.
    """
    waiting = RowRelease.objects.filter(agreed_at__gt=now - TRIED_FOR, landmark__isnull=False)
    told = 0
    untold: ExchangeError | None = None
    for release in waiting.select_related("landmark__case", "premises").order_by("pk"):
        try:
            told += _told(release, exchange, now)
        except ExchangeError as error:
            untold = error
    if untold is not None:
        raise untold
    return told


def _told(release: RowRelease, exchange: ExchangeDesk, now: dt.datetime) -> bool:
    """Tells the phones of a release, unless what two agreed to is not said any more, or the case is not confirmed."""
    landmark = release.landmark
    if landmark is None or not still_holds(landmark, release) or not has_second_look(landmark.case, now.date()):
        return False
    shown, oldest = codes_released(release, landmark), _oldest(now)
    young = {one for one in shown if one[0] > oldest}
    told_of, is_first = digest_to_keep(sorted(young)), release.phones_told_at is None
    if not is_first and told_of == release.told_of:
        return False
    new = sum(exchange.alert_venues(day, entries) for day, entries in by_day(young))
    phones = len(young) if is_first else max(release.phones + new, len(young))  # some were told by another alert
    if not is_first and phones == release.phones:
        RowRelease.objects.filter(pk=release.pk).update(told_of=told_of)
        return False
    release.told_of = told_of
    _note(release, phones, now)
    return True


def _oldest(now: dt.datetime) -> dt.date:
    """The day of which, as of those before it, an exchange publishes nothing any more: whose codes are of then is told
    by nobody, and not counted as told."""
    return (now - TRIED_FOR).date()


@transaction.atomic
def _note(release: RowRelease, phones: int, now: dt.datetime) -> None:
    release.phones, release.phones_told_at = phones, now
    release.save(update_fields=["phones", "phones_told_at", "told_of"])
    subjects = [("row_release", release.pk), ("premises", release.premises_id)]
    detail = {"phones": phones}
    record_write(actor=None, act="posts.tell", now=now, subjects=subjects, path=release.path, detail=detail)
