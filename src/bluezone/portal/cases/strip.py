"""The days of one case as a picture: what happened when, from the first symptoms to today. It names nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext, ngettext

from bluezone.portal.cases.models import Case, GivenCode
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.days import full_date
from bluezone.webui.charts import MOST_DAYS, Happening, Span, Strip


def strip_of(case: Case, *, reported_on: Iterable[dt.date], today: dt.date) -> Strip | None:
    """The days of this case; people who were near have reported on those days. None where they are more than a picture
    has room for, as of a case that nobody closed."""
    until = max(_day(case.closed_at) if case.closed_at else today, case.onset)
    days = (until - case.onset).days
    ill = ngettext("%(num)s day since first symptoms", "%(num)s days since first symptoms", days) % {"num": days}
    told = [*_happened(case), *(Happening(day, gettext("somebody who was near reports")) for day in reported_on)]
    told.sort(key=lambda one: one.day)
    if (max(until, told[-1].day) - min(case.onset, told[0].day)).days >= MOST_DAYS:
        return None
    return Strip(gettext("The days of the case"), (Span(case.onset, until, ill),), tuple(told), day_said=full_date)


def _happened(case: Case) -> Iterator[Happening]:
    yield Happening(_day(case.opened_at), gettext("opened"))
    if case.confirmed_at:
        yield Happening(_day(case.confirmed_at), gettext("confirmed"))
    for correction in case.corrections.all():
        yield Happening(_day(correction.at), gettext("corrected"))
    for code in case.codes.all():
        state = GivenCode.State(code.state).label
        yield Happening(_day(code.issued_at), gettext("code given out: %(state)s") % {"state": str(state).lower()})
    for alert in case.venue_alerts.all():
        yield Happening(_day(alert.sent_at), gettext("people at a place alerted"))
    if case.closed_at:
        yield Happening(_day(case.closed_at), gettext("closed"))


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(VIET_NAM).date()
