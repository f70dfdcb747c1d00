"""One business for a demonstration, from a commune's register to its place, with rosters that answer figures.

Everybody is invented. The commune is the one that has sent nothing yet, so that its form shows what its lists count.
"""

from __future__ import annotations

import datetime as dt

from bluezone.portal.directives.models import DirectiveRecord, Participant
from bluezone.portal.directives.services.joining import join_organisation
from bluezone.portal.identity.models import Staff
from bluezone.portal.lists.at_places import register_business
from bluezone.portal.lists.models import Entry, Kind
from bluezone.portal.lists.services import confirm_list, receive_list
from bluezone.portal.lists.working import work_off
from bluezone.portal.organisations.models import Kind as OfficeKind
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.places.history import paths_on
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.premises.models import Kind as PlaceKind
from bluezone.portal.premises.services import Facts

_COMMUNE, _INN = "ubnd-truong-sinh", "Nhà nghỉ Sao Mai"
_OFFICE = """STT,Họ và tên,Năm sinh,Chức vụ,Có smartphone,Đã cài Bluezone
1,Lục Văn Thành,1971,Chủ tịch,x,x
2,Hoàng Thị Sen,1985,Văn phòng,x,x
3,Trương Văn Bảo,1979,Địa chính,x,không
4,La Thị Hồng,1990,Tư pháp,x,x
5,Đàm Văn Kiên,1968,Bảo vệ,không,không
"""
_BUSINESSES = """STT,Tên cơ sở,Chủ cơ sở,Ngành nghề,Điện thoại,Địa chỉ,Số nhân viên,Số nhân viên đã cài
1,Nhà nghỉ Sao Mai,Lâm Thị Cúc,Lưu trú,0912345401,Thôn Một,3,2
2,Quán phở Bình Minh,Ninh Văn Hải,Ăn uống,0912345402,Thôn Hai,2,2
3,Tạp hóa Thu Hường,Đàm Thị Hường,Bán lẻ,0912345403,Thôn Một,1,0
"""
_INN_STAFF = """STT,Họ và tên,Năm sinh,Chức vụ,Có smartphone,Đã cài Bluezone
1,Lâm Thị Cúc,1976,Chủ cơ sở,x,x
2,Vi Văn Lợi,1994,Lễ tân,x,x
3,Nông Thị Hiên,1988,Phục vụ,x,không
"""


def show_business(record: DirectiveRecord, *, actor: Staff, collector: Staff, now: dt.datetime) -> None:
    """Brings a commune's lists in, and one business of it from its row to its place."""
    participant = record.participants.get(key=_COMMUNE)
    unit = _unit_of(participant, now)
    committee, inn = (
        create_organisation(actor=actor, name=name, kind=kind, unit=unit, now=now)
        for name, kind in ((f"UBND {unit.name}", OfficeKind.COMMITTEE), (_INN, OfficeKind.COMPANY))
    )
    yesterday = now - dt.timedelta(days=1)  # what the collector's own day begins with is not done yet
    join_organisation(actor=collector, participant=participant, organisation=committee, now=yesterday)
    _brought_in(actor, committee, Kind.STAFF, _OFFICE, now)
    _brought_in(actor, committee, Kind.BUSINESS, _BUSINESSES, now)
    _brought_in(actor, inn, Kind.STAFF, _INN_STAFF, now)
    row = Entry.objects.get(kind=Kind.BUSINESS, organisation=committee, name=_INN)
    facts = Facts(row.name, PlaceKind.HOTEL, str(row.facts.get("address", "")), row.phones, inn)
    register_business(actor=actor, entry=row, facts=facts, unit=unit, now=now)


def _unit_of(participant: Participant, now: dt.datetime) -> Unit:
    """The commune of today on the participant's ground."""
    paths = paths_on(participant.path, now.date())
    return Unit.objects.filter(path__in=paths, level=Level.COMMUNE, valid_to=None).order_by("pk")[0]


def _brought_in(actor: Staff, organisation: Organisation, kind: Kind, text: str, now: dt.datetime) -> None:
    sent = receive_list(
        actor=actor, organisation=organisation, kind=kind, case=None, name=f"{kind}.csv", data=text.encode(), now=now
    )
    work_off(lambda: now)
    sent.refresh_from_db()
    confirm_list(actor=actor, sent=sent, digest=(sent.preview or {})["digest"], now=now)
    work_off(lambda: now)
