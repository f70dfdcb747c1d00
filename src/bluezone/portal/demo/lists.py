"""Lists for a demonstration: invented people of one school, one list stored and one that waits for a word."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.identity.models import Staff
from bluezone.portal.lists.models import Kind, SentList
from bluezone.portal.lists.services import confirm_list, receive_list
from bluezone.portal.lists.working import work_off
from bluezone.portal.organisations.models import Organisation

_STORED = """DANH SÁCH CÁN BỘ, GIÁO VIÊN
STT,Họ và tên,Ngày sinh,Giới tính,Số điện thoại,Chức vụ,Xã,Đã cài Bluezone
1,Hà Thị Dung,12/05/1980,Nữ,0912345301,Hiệu trưởng,Xã Sơn Dương,x
2,Quan Văn Việt,1966,Nam,0912345302,Giáo viên,Xã Sơn Dương,x
3,Lương Thị Mai,03/1995,Nữ,0912345303,Giáo viên,Xã Tân Trào,
4,Triệu Đức Thắng,30/11/2001,Nam,0912345304,Nhân viên,Xã Sơn Dương,x
5,QUAN VĂN VIỆT,1966,Nam,0912345302,GV Toán,Xã Sơn Dương,x
Tổng cộng: 5 người
"""
_WAITING = """STT;Họ tên;Ngày sinh;SĐT;Chức vụ
1;Bàn Thị Thủy;31/02/1992;912345305;Giáo viên
2;Nông Văn Đạt;5/12/79;01681234567;Bảo vệ
3;Ma Đình Tùng;1990;0912345306;Giáo viên
"""


def bring_lists(*, actor: Staff, school: Organisation, now: dt.datetime) -> None:
    """Brings two lists: one is stored, two of its rows alike; another has a wrong cell."""
    first = _sent(actor, school, "giao vien.csv", _STORED, now)
    confirm_list(actor=actor, sent=first, digest=(first.preview or {})["digest"], now=now)
    work_off(lambda: now)
    _sent(actor, school, "giao vien moi.csv", _WAITING, now)


def _sent(actor: Staff, school: Organisation, name: str, text: str, now: dt.datetime) -> SentList:
    sent = receive_list(
        actor=actor, organisation=school, kind=Kind.STAFF, case=None, name=name, data=text.encode(), now=now
    )
    work_off(lambda: now)
    sent.refresh_from_db()
    return sent
