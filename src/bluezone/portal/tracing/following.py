"""What a case means for those whom its person met: tracing follows the truth of cases (`cases/classifying.py`)."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.models import Case
from bluezone.portal.tracing.involving import involve, outbreak_at, settle
from bluezone.portal.tracing.levels import hold, relevel
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.transferring import settle_transfers


def follow_case(case: Case, now: dt.datetime) -> None:
    """Gives the person of a case their place in its outbreak, where they are now, and everybody behind them their
    level; in the transaction of the act that changed the case. The person is offered with the case from then on."""
    involve(outbreak_at(case.path, case.onset), case.person)
    for involvement in Involvement.objects.filter(person=case.person_id).select_related("outbreak").order_by("pk"):
        hold(involvement.outbreak)
        settle_transfers(involvement, now)
        settle(involvement, case.person.unit)
        relevel(involvement.outbreak, [involvement.pk])
