"""How alike two entries are, as a sum of named reasons. A family shares a phone; a name alone is shared by hundreds."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from bluezone.lists.duplicates.entries import Entry
from bluezone.vietnam.words import Words

LEAST_SCORE = 0.6
_UNLIKE_NAME = 0.7
"""Below this likeness a name speaks for nobody."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for two entries being the same, or against it."""

    weight: float
    words: Words


def reasons_for(one: Entry, other: Entry) -> tuple[Reason, ...]:
    """Finds all that speaks for and against, the weightiest first."""
    found = [
        reason
        for reason in (_name(one, other), _identity(one, other), _birth(one, other), *_rest(one, other))
        if reason is not None
    ]
    return tuple(sorted(found, key=lambda reason: -abs(reason.weight)))


def score_of(reasons: tuple[Reason, ...]) -> float:
    """Adds the reasons up to a score, 0..1."""
    return round(min(1.0, max(0.0, sum(reason.weight for reason in reasons))), 2)


def _name(one: Entry, other: Entry) -> Reason | None:
    if one.name == other.name:
        return Reason(0.45, _SAME_NAME)
    likeness = fuzz.ratio(one.name, other.name) / 100
    if likeness < _UNLIKE_NAME:
        return Reason(-0.2, _OTHER_NAME)
    percent = round(100 * likeness)
    return Reason(0.45 * (likeness - 0.5) / 0.5, Words(f"tên giống {percent}%", f"names alike by {percent}%"))


def _identity(one: Entry, other: Entry) -> Reason | None:
    if not one.identity or not other.identity:
        return None
    if one.identity == other.identity:
        return Reason(0.5, _SAME_IDENTITY)
    return Reason(-0.3, _OTHER_IDENTITY) if len(one.identity) == len(other.identity) else None


def _birth(one: Entry, other: Entry) -> Reason | None:
    if one.birth is None or other.birth is None:
        return None
    if one.birth == other.birth:
        return Reason(0.3, _SAME_BIRTH) if one.birth.day is not None else Reason(0.15, _SAME_YEAR)
    if one.birth.year != other.birth.year or (one.birth.day is not None and other.birth.day is not None):
        return Reason(-0.15, _OTHER_BIRTH)
    return Reason(0.15, _SAME_YEAR)


def _rest(one: Entry, other: Entry) -> tuple[Reason | None, ...]:
    phone = Reason(0.3, _SAME_PHONE) if one.phones & other.phones else None
    sex = Reason(-0.25, _OTHER_SEX) if one.sex and other.sex and one.sex is not other.sex else None
    if not one.commune or not other.commune:
        same_hamlet = one.hamlet is not None and one.hamlet == other.hamlet
        return phone, sex, Reason(0.15, _SAME_HAMLET) if same_hamlet else None
    return phone, sex, Reason(0.08, _SAME_COMMUNE) if one.commune == other.commune else Reason(-0.1, _OTHER_COMMUNE)


_SAME_NAME = Words("cùng họ tên (không kể dấu)", "same name but for marks")
_OTHER_NAME = Words("khác họ tên", "other name")
_SAME_IDENTITY = Words("cùng số CCCD/CMND", "same identity number")
_OTHER_IDENTITY = Words("khác số CCCD/CMND", "other identity number")
_SAME_BIRTH = Words("cùng ngày sinh", "same date of birth")
_SAME_YEAR = Words("cùng năm sinh", "same year of birth")
_OTHER_BIRTH = Words("khác ngày sinh", "other date of birth")
_SAME_PHONE = Words("cùng số điện thoại", "same phone")
_OTHER_SEX = Words("khác giới tính", "other sex")
_SAME_HAMLET = Words("cùng thôn, tổ", "same hamlet")
_SAME_COMMUNE = Words("cùng xã", "same commune")
_OTHER_COMMUNE = Words("khác xã", "other commune")
