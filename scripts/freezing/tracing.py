"""Two cases met, by two pieces of evidence, at a place where one has been; another authority sends its lists."""

from __future__ import annotations

import datetime as dt

from bluezone.lists.outbreak.named_headers import shipped_mapping
from bluezone.lists.outbreak.two_lists import read_two_lists
from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.bringing import bring_outbreak, places_at
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.landmarks import note_presence, record_landmark
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Outbreak, Release
from bluezone.portal.tracing.services import add_evidence, digest_of_exposure, record_exposure
from bluezone.portal.tracing.standing_in import lists_themselves
from bluezone.portal.tracing.transferring import enter_person
from scripts.freezing.cases import CASE, CORRECTED
from tests.support.portal.offices import NOW, TAN_TRAO, Office
from tests.support.trace.lists import rows_of

_CASES = ("id,onset,name", "BN1,2020-08-10,Lê Thị Mận")
_CONTACTS = ("from,to,date,name", "BN1,BN2,2020-08-12,Trần Văn Ổi")


def work(office: Office) -> dict[str, str]:
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
    _take_lists(office, outbreak, first.unit)
    other = Unit.objects.get(key=TAN_TRAO)
    enter_person(
        actor=lan,
        outbreak=outbreak,
        home=first.unit,
        unit=other,
        now=NOW,
        entropy=office.chance.randbytes,
        full_name="Ma Văn Sang",
        phone="0912 345 409",
        birth_year=None,
    )
    Release.objects.create(
        outbreak=outbreak,
        what="people",
        path=first.unit.path,
        names=1_204,
        reason="báo cáo cho tỉnh",
        asked_by=lan,
        asked_at=NOW,
    )
    return {}


def _take_lists(office: Office, outbreak: Outbreak, home: Unit) -> None:
    """Brings in another authority's line list and contacts."""
    lists = read_two_lists(rows_of(*_CASES), rows_of(*_CONTACTS), shipped_mapping("general"), NOW.date())
    bring_outbreak(
        actor=lists_themselves(),
        outbreak=outbreak,
        lists=lists,
        places=places_at(home, NOW.date()),
        now=NOW,
        entropy=office.chance.randbytes,
    )
