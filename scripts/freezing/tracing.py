"""One case met another, by two pieces of evidence, at a place where the first has been."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.landmarks import note_presence, record_landmark
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure
from bluezone.portal.tracing.services import add_evidence, digest_of_exposure, record_exposure
from scripts.freezing.cases import CASE, CORRECTED
from tests.support.portal.offices import NOW, Office


def work(_office: Office) -> dict[str, str]:
    """What an officer notes of a wedding."""
    lan = Staff.objects.get(username="lan")
    first, second = (Case.objects.get(number=number) for number in (CASE, CORRECTED))
    outbreak, day = outbreak_at(first.path, NOW.date()), NOW.date() - dt.timedelta(days=3)
    source, target = involve(outbreak, first.person), involve(outbreak, second.person)
    begins = NOW - dt.timedelta(days=3)
    landmark = record_landmark(
        actor=lan,
        case=first,
        place="Đám cưới nhà ông Tư, thôn Cây Xoan",
        unit=first.unit,
        begins=begins,
        ends=begins + dt.timedelta(hours=3),
        now=NOW,
    )
    note_presence(actor=lan, landmark=landmark, involvement=target, origin=Evidence.Origin.INTERVIEW, now=NOW)
    exposure = record_exposure(
        actor=lan,
        source=source,
        target=target,
        meeting=Meeting(kind=Exposure.Kind.PARTY, first_day=day, last_day=day, landmark=landmark),
        evidence=[Piece(origin=Evidence.Origin.INTERVIEW)],
        now=NOW,
    )
    listed = Piece(origin=Evidence.Origin.LIST, origin_key="danh sách khách mời 3")
    add_evidence(actor=lan, exposure=exposure, evidence=listed, read=digest_of_exposure(exposure), now=NOW)
    return {}
