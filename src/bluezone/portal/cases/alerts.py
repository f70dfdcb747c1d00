"""Alerts about a place where somebody was who has the disease: from a place and a time to entries for the exchange.

docs/protocol/10-venues.md. The exchange learns entries and no place; phones that scanned the poster learn place and
day, those that showed their code at one of its doors the day; of the person nobody learns anything. Sent again, an
alert is the same one. Which codes were shown a room above says, by the function in the setting CODES_SHOWN.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, Self, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.module_loading import import_string

from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Case, VenueAlert
from bluezone.portal.cases.services import require_exchange, require_second_look, subjects_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.selectors import codes_read_at, newest_code
from bluezone.portal.premises.services import note_alerted
from bluezone.portal.premises.whole import kept_entry
from bluezone.portal.world import ExchangeDesk
from bluezone.protocol.calendar import Day
from bluezone.protocol.errors import ProtocolError
from bluezone.protocol.venue import Venue, alert_entry, venue_on_poster

LONGEST = dt.timedelta(hours=24)
LONGEST_AGO = dt.timedelta(days=21)
AT_ONCE = 5_000
"""Entries that the exchange takes in one call."""
MOST_A_DAY = 10
"""Places that are alerted for one case within a day, as there is a number of codes: nobody was anywhere at once."""
_HALF_HOUR = dt.timedelta(minutes=30)
_ON_THE_WAY: Counter[int] = Counter()
"""How many alerts of a case the exchange is being told of: one process serves a portal, and no row says so before the
exchange has answered."""
_TURN = threading.Lock()


class CodesShown(Protocol):
    """A room that keeps doors, as far as alerts ask it."""

    def __call__(
        self, *, premises: Premises, begins: dt.datetime, ends: dt.datetime
    ) -> Sequence[tuple[dt.date, bytes]]:
        """What is published of each code that was shown there, with its UTC day."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A place, and from when until when somebody was there."""

    venue: Venue
    begins: dt.datetime
    ends: dt.datetime
    besides: tuple[Venue, ...] = ()
    """Other codes of the same place that phones took then."""
    shown: tuple[tuple[dt.date, bytes], ...] = ()
    """What is published of codes that visitors showed at its doors, by UTC day."""
    codes: tuple[int, ...] = ()
    """Of a registered place: the numbers of the codes by which phones are alerted."""

    @classmethod
    def at(cls, premises: Premises, begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> Self:
        """Takes all codes of a registered place and its parts that phones took then, and all that were shown at its
        doors. Raises RefusedError where there was none."""
        _require_worth_telling(begins, ends, now)
        premises = kept_entry(premises)
        codes = codes_read_at(premises, begins, ends)
        shown = codes_shown(premises=premises, begins=begins, ends=ends)
        if not codes and not shown:
            raise RefusedError("phones took no code of this place at that time")
        venue, *besides = (venue_on_poster(code.text) for code in reversed(codes or [newest_code(premises)]))
        return cls(venue, begins, ends, tuple(besides), tuple(shown), tuple(code.pk for code in codes))

    @classmethod
    def read(cls, poster: str, begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> Self:
        """Reads a poster's code and a time. Raises RefusedError for no such code, or no time worth telling anybody."""
        _require_worth_telling(begins, ends, now)
        try:
            return cls(venue_on_poster(poster), begins, ends)
        except ProtocolError as error:
            raise RefusedError("this is not the code of a place's poster") from error

    def entries(self) -> Iterator[tuple[dt.date, list[bytes]]]:
        """The entries to publish, by UTC day, as many as the exchange takes at once: of every code one for each half
        hour that the presence touches."""
        for day, at in groupby(self._half_hours(), key=lambda moment: moment.date()):
            number = Day.of(day)
            halves = [moment.hour * 2 + moment.minute // 30 for moment in at]
            venues = (self.venue, *self.besides)
            yield from _in_calls(
                day, [alert_entry(venue.venue_id, venue.salt, number, half) for venue in venues for half in halves]
            )
        yield from by_day(self.shown)

    def _half_hours(self) -> Iterator[dt.datetime]:
        moment = self.begins.astimezone(dt.UTC)
        moment = moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
        while moment < self.ends:
            yield moment
            moment += _HALF_HOUR


def codes_shown(*, premises: Premises, begins: dt.datetime, ends: dt.datetime) -> Sequence[tuple[dt.date, bytes]]:
    """Asks the room that keeps doors."""
    ask = cast("CodesShown", import_string(settings.CODES_SHOWN))
    return ask(premises=premises, begins=begins, ends=ends)


def by_day(shown: Iterable[tuple[dt.date, bytes]]) -> Iterator[tuple[dt.date, list[bytes]]]:
    """Puts codes together by their day, as many as the exchange takes at once."""
    for day, of_day in groupby(sorted(set(shown)), key=lambda one: one[0]):
        yield from _in_calls(day, [entry for _, entry in of_day])


def _in_calls(day: dt.date, entries: list[bytes]) -> Iterator[tuple[dt.date, list[bytes]]]:
    for start in range(0, len(entries), AT_ONCE):
        yield day, entries[start : start + AT_ONCE]


def forget_alerted_places(before: dt.datetime) -> int:
    """Forgets at which places people were alerted for patients whose last case was opened long ago, as where else they
    have been; that they were, and when, stays. Of how many alerts."""
    opened = VenueAlert.objects.annotate(last=Max("case__person__cases__opened_at"))
    over = list(opened.filter(last__lt=before).exclude(place="").values_list("pk", flat=True))
    return VenueAlert.objects.filter(pk__in=over).update(place="")


def _require_worth_telling(begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> None:
    if not begins < ends <= now:
        raise RefusedError("the time at a place begins before it ends, and is over")
    if ends - begins > LONGEST or begins < now - LONGEST_AGO:
        raise RefusedError("the time at a place is at most a day, within three weeks")


def alert_place(
    *, actor: Staff, case: Case, presence: Presence, exchange: ExchangeDesk | None, now: dt.datetime
) -> VenueAlert:
    """Publishes the alert. Raises RefusedError or ExchangeError; what had arrived by then is safe to send again."""
    desk = require_exchange(exchange)
    with _one_of_ten(case, now):
        for day, entries in presence.entries():
            desk.alert_venues(day, entries)
        return _noted(actor, case, presence, now)


@transaction.atomic
def _noted(actor: Staff, case: Case, presence: Presence, now: dt.datetime) -> VenueAlert:
    alert = VenueAlert.objects.create(
        case=case,
        place=presence.venue.name,
        kind=presence.venue.kind.value,
        begins=presence.begins,
        ends=presence.ends,
        sent_by=actor,
        sent_at=now,
    )
    note_alerted(presence.codes, now)
    detail = {"kind": alert.kind, "hours": round((presence.ends - presence.begins).total_seconds() / 3600, 1)}
    record_write(actor=actor, act="cases.alert", now=now, subjects=subjects_of(case), path=case.path, detail=detail)
    return alert


@contextlib.contextmanager
def _one_of_ten(case: Case, now: dt.datetime) -> Iterator[None]:
    """Holds a place among the alerts of a day until this one is noted, or was not sent."""
    with _TURN:
        _require_alert_allowed(case, now)
        _ON_THE_WAY[case.pk] += 1
    try:
        yield
    finally:
        with _TURN:
            _ON_THE_WAY.subtract([case.pk])
            if not _ON_THE_WAY[case.pk]:
                del _ON_THE_WAY[case.pk]


def _require_alert_allowed(case: Case, now: dt.datetime) -> None:
    require_second_look(case, now.date())
    sent = case.venue_alerts.filter(sent_at__gt=now - dt.timedelta(days=1)).count()
    if sent + _ON_THE_WAY[case.pk] >= MOST_A_DAY:
        raise RefusedError("people at ten places were alerted for this case within a day")
