"""From a checked upload to staged seeds: which days count, in which group and window each will appear.

Runs inside the writer's transaction. The hash of the certificate is stored with the seeds, so that a repetition is
recognised and stores nothing; nothing else ties the seeds to each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import sqlalchemy as sa

from bluezone.exchange.errors import ExchangeError, RefusedCallError
from bluezone.exchange.ports import HOUR_S
from bluezone.exchange.store import Done, Question, SharedWork, Told
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store.entries import StagedEntry
from bluezone.exchange.upload_rules import Upload
from bluezone.protocol.batch import GroupKey, Infectivity, grid
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.disclosure import Level
from bluezone.protocol.messages import Refusal


def window_for(day: Day, now_s: int) -> int:
    """The end of the first window that closes after now and after the day's embargo."""
    _, embargo_end_s = _day(day.number)
    return max(_next_end(now_s), embargo_end_s)


def places_of(upload: Upload, profile: PathogenProfile, closed_until_s: int) -> list[StagedEntry]:
    """The places where each seed of the upload will be published.

    Days that are not allowed, not infectious, or too old for the window to come are dropped.
    """
    certificate = upload.certificate
    next_end_s = _next_end(max(upload.now_ms // 1000, closed_until_s))
    places = _places(next_end_s, certificate.level, certificate.onset_day, profile)
    allowed = [(places[one.day], one.seed) for one in upload.seeds if certificate.allows(one.day)]
    return [StagedEntry(*place, seed) for place, seed in allowed if place is not None]


@dataclass(frozen=True, slots=True)
class Staging(SharedWork[bool]):
    """A checked upload on its way into the store. For cover everything is looked up and nothing is stored."""

    certificate: bytes
    """SHA-256 of it."""
    upload: Upload
    profile: PathogenProfile
    cover: bool = False

    @classmethod
    def asks(cls, dialect: sa.Dialect, works: Sequence[Self]) -> list[Question]:
        # In the writer's turn: between the check and the turn an hour may close, in this process or another.
        return stored_entries.asked_of_uploads(
            dialect,
            [work.certificate for work in works],
            [one.seed for work in works for one in work.upload.seeds],
        )

    @classmethod
    def together(cls, _connection: sa.Connection, works: Sequence[Self], answers: Sequence[Told]) -> Done[bool]:
        """True for each upload that was new; False for a repetition or cover, which stores nothing; a refusal for one
        of which nothing would come out."""
        known = stored_entries.known_of_uploads(answers)
        outcomes: list[bool | ExchangeError] = []
        fresh: list[StagedEntry] = []
        newly_used: list[tuple[bytes, int]] = []
        for work in works:
            is_new = not work.cover and work.certificate not in known.used
            places = places_of(work.upload, work.profile, known.closed_until_s) if is_new else []
            if is_new and not places:
                outcomes.append(RefusedCallError(Refusal.CONTENT, "nothing of this upload would be published"))
                continue
            outcomes.append(is_new)
            if is_new:
                known.used.add(work.certificate)
                newly_used.append((work.certificate, work.upload.certificate.expires_s))
                fresh += _news(places, known.levels)
        return Done(outcomes, stored_entries.as_uploaded(newly_used, Day.containing(works[0].upload.now_ms), fresh))


def _news(places: list[StagedEntry], known: dict[tuple[bytes, int], Level]) -> list[StagedEntry]:
    """Places whose seed is not staged or published at the same or a higher level; they are known from now on.

    Level F0 is nearer to the virus than F1, and the only reason to publish a seed again.
    """
    news = []
    for place in places:
        group = place.group
        seed, level = (place.entry, group.day.number), group.level
        if seed not in known or level < known[seed]:
            known[seed] = level
            news.append(place)
    return news


def _next_end(now_s: int) -> int:
    return (now_s // HOUR_S + 1) * HOUR_S


@lru_cache(maxsize=64)
def _oldest_day(window_end_s: int, tracing_days: int) -> int:
    return grid(window_end_s, tracing_days)[0].day.number


@lru_cache(maxsize=64)
def _day(number: int) -> tuple[Day, int]:
    """A day, and the end of the first window that closes after its embargo. Uploads name the same two weeks."""
    day = Day(number)
    return day, -(-day.embargo_end_ms // (HOUR_S * 1000)) * HOUR_S


class _Places(dict[int, tuple[int, GroupKey] | None]):
    """The window and group of each day's seeds, by the day's number; none of a day that is not infectious, or too old.
    Worked out once: uploads of an hour name the same few days and onsets."""

    def __init__(self, next_end_s: int, level: Level, onset: Day, profile: PathogenProfile) -> None:
        self._next_end_s, self._level, self._onset, self._profile = next_end_s, level, onset, profile

    def __missing__(self, number: int) -> tuple[int, GroupKey] | None:
        day, embargo_end_s = _day(number)
        end_s = max(self._next_end_s, embargo_end_s)
        infectivity = (
            Infectivity.STANDARD if self._level is Level.F1 else self._profile.infectivity_on(day, self._onset)
        )
        is_too_old = number < _oldest_day(end_s, self._profile.tracing_days)
        self[number] = None if infectivity is None or is_too_old else (end_s, GroupKey(day, self._level, infectivity))
        return self[number]


@lru_cache(maxsize=64)
def _places(next_end_s: int, level: Level, onset_day: int, profile: PathogenProfile) -> _Places:
    return _Places(next_end_s, level, Day(onset_day), profile)
