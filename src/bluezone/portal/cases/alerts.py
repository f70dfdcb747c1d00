"""Alerts about a place where somebody was who has the disease: from a place and a time to entries for the exchange.

docs/protocol/10-venues.md. The exchange learns entries and no place; phones that scanned the poster learn place and
day; of the person nobody learns anything. Sent again, an alert is the same one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Case, VenueAlert
from bluezone.portal.cases.services import require_second_look, subjects_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.selectors import codes_read_at
from bluezone.portal.world import ExchangeDesk
from bluezone.protocol.calendar import Day
from bluezone.protocol.errors import ProtocolError
from bluezone.protocol.venue import Venue, alert_entry, venue_on_poster

LONGEST = dt.timedelta(hours=24)
LONGEST_AGO = dt.timedelta(days=21)
_HALF_HOUR = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Presence:
    """A place, and from when until when somebody was there."""

    venue: Venue
    begins: dt.datetime
    ends: dt.datetime
    besides: tuple[Venue, ...] = ()
    """Other codes of the same place that phones took then."""

    @classmethod
    def at(cls, premises: Premises, begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> Self:
        """Takes all codes of a registered place that phones took then. Raises RefusedError where there was none."""
        _require_worth_telling(begins, ends, now)
        codes = codes_read_at(premises, begins, ends)
        if not codes:
            raise RefusedError("phones took no code of this place at that time")
        venue, *besides = (venue_on_poster(code.text) for code in reversed(codes))
        return cls(venue, begins, ends, tuple(besides))

    @classmethod
    def read(cls, poster: str, begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> Self:
        """Reads a poster's code and a time. Raises RefusedError for no such code, or no time worth telling anybody."""
        _require_worth_telling(begins, ends, now)
        try:
            return cls(venue_on_poster(poster), begins, ends)
        except ProtocolError as error:
            raise RefusedError("this is not the code of a place's poster") from error

    def entries(self) -> Iterator[tuple[dt.date, list[bytes]]]:
        """The entries to publish, by UTC day: one for every half hour that the presence touches."""
        for day, at in groupby(self._half_hours(), key=lambda moment: moment.date()):
            number = Day.of(day)
            halves = [moment.hour * 2 + moment.minute // 30 for moment in at]
            venues = (self.venue, *self.besides)
            yield day, [alert_entry(venue.venue_id, venue.salt, number, half) for venue in venues for half in halves]

    def _half_hours(self) -> Iterator[dt.datetime]:
        moment = self.begins.astimezone(dt.UTC)
        moment = moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
        while moment < self.ends:
            yield moment
            moment += _HALF_HOUR


def _require_worth_telling(begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> None:
    if not begins < ends <= now:
        raise RefusedError("the time at a place begins before it ends, and is over")
    if ends - begins > LONGEST or begins < now - LONGEST_AGO:
        raise RefusedError("the time at a place is at most a day, within three weeks")


def alert_place(
    *, actor: Staff, case: Case, presence: Presence, exchange: ExchangeDesk | None, now: dt.datetime
) -> VenueAlert:
    """Publishes the alert. Raises RefusedError or ExchangeError; what had arrived by then is safe to send again."""
    if exchange is None:
        raise RefusedError(
            "this portal is not connected to an exchange yet; nothing is lost, please ask whoever runs it"
        )
    require_second_look(case, now.date())
    for day, entries in presence.entries():
        exchange.alert_venues(day, entries)
    with transaction.atomic():
        alert = VenueAlert.objects.create(
            case=case,
            place=presence.venue.name,
            kind=presence.venue.kind.value,
            begins=presence.begins,
            ends=presence.ends,
            sent_by=actor,
            sent_at=now,
        )
        detail = {"kind": alert.kind, "hours": round((presence.ends - presence.begins).total_seconds() / 3600, 1)}
        record_write(actor=actor, act="cases.alert", now=now, subjects=subjects_of(case), path=case.path, detail=detail)
    return alert
