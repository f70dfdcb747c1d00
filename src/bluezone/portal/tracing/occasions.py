"""The occasion that a place's name tells of, to begin a form with: who meets at a market meets there. Pure."""

from __future__ import annotations

from bluezone.portal.tracing.models import Exposure
from bluezone.vietnam.folding import fold, without_marks
from bluezone.vietnam.names import spelt

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
    said = place.split()
    return next(
        (kind for kind, words in _BEGINS_WITH.items() if any(_begins(said, one.split()) for one in words)),
        _Kind.OTHER,
    )


def _begins(said: list[str], words: list[str]) -> bool:
    return len(said) >= len(words) and all(map(_is_the_word, said, words))


def _is_the_word(said: str, word: str) -> bool:
    """Whoever types marks means them: Quán is a shop, neither Quận nor Quân is; Quan may be."""
    return fold(said) == fold(word) and (without_marks(said) == said or spelt(said) == spelt(word))
