"""Which pieces of evidence probably tell of the same meeting, and how soon somebody should look. Pure; it decides
nothing.

Two pieces may tell of one meeting where the same person was exposed, by telephone or by name, on days that touch. Each
reason has a weight; some things speak so clearly against it (another case is named, days far apart) that no weight
counts. Names and numbers are compared as marks, keyed hashes that say nothing: what a sealed report holds is compared
without being written down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

LEAST_SCORE = 50
"""In per cent: a number alone is shared by a family, a name alone by hundreds."""
_CLOSE = dt.timedelta(days=1)
_APART = dt.timedelta(days=2)
"""More than so many days between two pieces are two meetings."""
_MOST_PAIRS_OF_A_MARK = 60
"""Pieces under one mark that are compared with each other; a number that more of them share belongs to nobody."""


class Why(TextChoices):
    """What speaks for two pieces telling of one meeting, or against it."""

    SAME_PHONE = "same_phone", gettext_lazy("the same telephone")
    OTHER_PHONE = "other_phone", gettext_lazy("another telephone")
    SAME_NAME = "same_name", gettext_lazy("the same name")
    OTHER_NAME = "other_name", gettext_lazy("another name")
    SAME_BIRTH = "same_birth", gettext_lazy("the same year of birth")
    OTHER_BIRTH = "other_birth", gettext_lazy("another year of birth")
    SAME_DAYS = "same_days", gettext_lazy("on the same days")
    NEAR_DAYS = "near_days", gettext_lazy("a day apart")
    SAME_CASE = "same_case", gettext_lazy("the same case is named")
    SAME_PLACE = "same_place", gettext_lazy("at the same place")
    SAME_COMMUNE = "same_commune", gettext_lazy("in the same commune")
    OTHER_COMMUNE = "other_commune", gettext_lazy("in another commune")


_WEIGHTS = {
    Why.SAME_PHONE: 45,
    Why.OTHER_PHONE: -15,
    Why.SAME_NAME: 30,
    Why.OTHER_NAME: -45,
    Why.SAME_BIRTH: 15,
    Why.OTHER_BIRTH: -30,
    Why.SAME_DAYS: 15,
    Why.NEAR_DAYS: 8,
    Why.SAME_CASE: 15,
    Why.SAME_PLACE: 10,
    Why.SAME_COMMUNE: 5,
    Why.OTHER_COMMUNE: -10,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of evidence, as far as it is compared. What is empty was not told."""

    id: int
    """Pieces stand in this order: the first of a meeting gives it its name."""
    origin: str
    phone: str = ""
    """A mark, as the name."""
    name: str = ""
    birth_year: int | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    case: str = ""
    """The number of the case that was met."""
    place: str = ""
    """Folded."""
    commune: str = ""
    """Its path."""

    def __post_init__(self) -> None:
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            raise ValueError("a meeting ends after it begins")

    @property
    def marks(self) -> frozenset[str]:
        """What it is found by: only pieces that share a mark are compared at all."""
        return frozenset(mark for mark in (self.phone, self.name) if mark)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How probably two pieces tell of one meeting, and why."""

    score: int
    """In per cent."""
    reasons: tuple[Why, ...]
    """The weightiest first."""

    @property
    def is_probable(self) -> bool:
        """Whether it is enough to show both together."""
        return self.score >= LEAST_SCORE


@dataclass(frozen=True, slots=True)
class Meeting:
    """Pieces that probably tell of one meeting, each piece in one of them."""

    pieces: tuple[Told, ...]
    reasons: tuple[Why, ...]
    """Why they stand together; none where there is only one."""

    @property
    def id(self) -> int:
        """The id of its first piece."""
        return self.pieces[0].id


def likeness_of(one: Told, other: Told) -> Likeness:
    """Compares two pieces; the same either way round."""
    if not one.marks & other.marks or are_two_meetings(one, other):
        return Likeness(0, ())
    reasons = tuple(sorted(_reasons(one, other), key=lambda why: (-abs(_WEIGHTS[why]), why)))
    return Likeness(min(100, max(0, sum(_WEIGHTS[why] for why in reasons))), reasons)


def are_two_meetings(one: Told, other: Told) -> bool:
    """Whether two pieces cannot tell of one meeting: other cases are named, or their days lie too far apart."""
    gap = _gap(one, other)
    return bool(one.case and other.case and one.case != other.case) or (gap is not None and gap > _APART)


def meetings_among(pieces: Iterable[Told]) -> tuple[Meeting, ...]:
    """Puts together what probably tells of one meeting, the likeliest pairs first, whatever order they come in.

    Two that cannot be one meeting never stand together, whatever joins each of them with a third.
    """
    known = {piece.id: piece for piece in sorted(pieces, key=lambda piece: piece.id)}
    group_of = {number: frozenset({number}) for number in known}
    found = {pair: likeness_of(known[pair[0]], known[pair[1]]) for pair in _pairs(list(known.values()))}
    for (one, other), likeness in sorted(found.items(), key=lambda item: (-item[1].score, item[0])):
        left, right = group_of[one], group_of[other]
        if likeness.is_probable and left != right and not _are_apart(left, right, known):
            group_of |= dict.fromkeys(left | right, left | right)
    groups = sorted({tuple(sorted(group)) for group in group_of.values()})
    return tuple(Meeting(tuple(known[number] for number in group), _why(group, found)) for group in groups)


def _reasons(one: Told, other: Told) -> Iterable[Why]:
    if one.phone and other.phone:
        yield Why.SAME_PHONE if one.phone == other.phone else Why.OTHER_PHONE
    if one.name and other.name:
        yield Why.SAME_NAME if one.name == other.name else Why.OTHER_NAME
    if one.birth_year and other.birth_year:
        yield Why.SAME_BIRTH if one.birth_year == other.birth_year else Why.OTHER_BIRTH
    if (gap := _gap(one, other)) is not None:
        yield from (Why.SAME_DAYS,) if not gap else (Why.NEAR_DAYS,) if gap <= _CLOSE else ()
    if one.case and one.case == other.case:
        yield Why.SAME_CASE
    if one.place and one.place == other.place:
        yield Why.SAME_PLACE
    if one.commune and other.commune:
        yield Why.SAME_COMMUNE if one.commune == other.commune else Why.OTHER_COMMUNE


def _gap(one: Told, other: Told) -> dt.timedelta | None:
    """How long after the end of the earlier the later begins; nothing where they overlap, None where a day is not
    told."""
    first, last = _days(one), _days(other)
    if first is None or last is None:
        return None
    return max(dt.timedelta(0), last[0] - first[1], first[0] - last[1])


def _days(piece: Told) -> tuple[dt.date, dt.date] | None:
    first, last = piece.first_day or piece.last_day, piece.last_day or piece.first_day
    return None if first is None or last is None else (first, last)


def _pairs(pieces: Sequence[Told]) -> set[tuple[int, int]]:
    by_mark: dict[str, list[int]] = {}
    for piece in pieces:
        for mark in piece.marks:
            by_mark.setdefault(mark, []).append(piece.id)
    return {pair for ids in by_mark.values() for pair in combinations(ids[-_MOST_PAIRS_OF_A_MARK:], 2)}


def _are_apart(left: Collection[int], right: Collection[int], known: dict[int, Told]) -> bool:
    return any(are_two_meetings(known[one], known[other]) for one in left for other in right)


def _why(group: Sequence[int], found: dict[tuple[int, int], Likeness]) -> tuple[Why, ...]:
    """What speaks for it in any pair, the weightiest first."""
    within = {why for pair in combinations(group, 2) if pair in found for why in found[pair].reasons}
    return tuple(sorted((why for why in within if _WEIGHTS[why] > 0), key=lambda why: (-_WEIGHTS[why], why)))
