"""The occasion that a place's name tells of, to begin a form with: who meets at a market meets there. Pure."""

from __future__ import annotations

from bluezone.portal.tracing.models import Exposure
from bluezone.vietnam.folding import fold

_Kind = Exposure.Kind
_BEGINS_WITH = {
    _Kind.MARKET: ("chợ", "siêu thị", "cửa hàng", "tạp hóa", "quán", "nhà hàng"),
    _Kind.SCHOOL: ("trường", "lớp", "mầm non", "nhà trẻ"),
    _Kind.CARE: ("bệnh viện", "trạm y tế", "phòng khám", "trung tâm y tế"),
    _Kind.WORK: ("công ty", "nhà máy", "xưởng", "cơ quan", "ủy ban", "ubnd", "trụ sở"),
    _Kind.TRANSPORT: ("bến xe", "xe khách", "xe buýt", "tàu", "taxi"),
    _Kind.PARTY: ("đám cưới", "đám tang", "đám hiếu", "đám hỉ", "tiệc"),
    _Kind.WORSHIP: ("chùa", "nhà thờ", "đền", "đình", "thánh thất"),
}


def occasion_at(place: str) -> Exposure.Kind:
    """The kind of meeting that this place's name begins with; something else where it tells of none."""
    said = f"{fold(place)} "
    return next(
        (kind for kind, words in _BEGINS_WITH.items() if any(said.startswith(f"{fold(one)} ") for one in words)),
        _Kind.OTHER,
    )
