"""Reads about rows of doors that two may open: which doors were near a case, how many people that would name and what
speaks for fewer hours, and what was asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.portal.cases.services import has_second_look
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.second_person import is_settled
from bluezone.portal.places.paths import rows_within
from bluezone.portal.posts.bounds import Warned, warned_of
from bluezone.portal.posts.models import Post, ReleasedRow, RowRelease
from bluezone.portal.posts.services.releasing import (
    ACT,
    MANY,
    digest_of_release,
    hours_of,
    is_good,
    open_releases,
    people_in,
    people_named_by,
    people_together,
    warning_of,
)
from bluezone.portal.premises.models import WHOLES, Premises
from bluezone.portal.premises.whole import covering, named_beside
from bluezone.portal.tracing.models import Landmark
from bluezone.vietnam.folding import fold

_MOST_NEAR = 40


@dataclass(frozen=True, slots=True)
class Doors:
    """A place near a landmark, and how many people came in by its doors in the hours that would be opened."""

    premises: Premises
    people: int
    besides: tuple[str, ...]
    """Parts and other entries of the place, whose doors are among them."""
    together: int
    """How many with those of whom rows were asked for before, of the same case, here on that day."""
    warned: Warned

    @property
    def is_many(self) -> bool:
        """Whether a second reason is asked for."""
        return self.together >= MANY


@dataclass(frozen=True, slots=True)
class CaseState:
    """What became of a case for whose place rows are asked for. Its number is not told: it may be another commune's."""

    state: str
    text: str
    opens: bool
    """Whether rows are opened for it: it is open, and nobody has still to look at it."""


@dataclass(frozen=True, slots=True)
class AskView:
    """An ask for rows as one reader sees it: how many it would name by now, and whether they may agree."""

    release: RowRelease
    people: int
    together: int
    """How many with those of whom rows were asked for before it, of the same case, here on that day."""
    digest: str
    may_agree: bool
    case: CaseState | None
    """None once the case's places are forgotten."""
    besides: tuple[str, ...]
    """Parts and other entries of the place, whose rows are opened with its own."""
    warned: Warned

    @property
    def is_many(self) -> bool:
        """Whether it names as many as a market holds, alone or with what was asked for before."""
        return self.together >= MANY


def doors_near(landmark: Landmark, before: int, now: dt.datetime) -> list[Doors]:
    """The places of a landmark's commune at whose doors somebody stood, those of its own name first."""
    begins, ends = hours_of(landmark, before)
    behind = covering(Post.objects.filter(path=landmark.path).order_by().values_list("premises", flat=True))
    here = Premises.objects.filter(pk__in=behind, path=landmark.path, same_as=None)
    kept = here.select_related(WHOLES).order_by("sort_key", "pk")
    near = sorted(kept, key=lambda one: fold(one.name) not in fold(landmark.place))[:_MOST_NEAR]
    return [_doors(one, landmark, begins, ends, now) for one in near]


def _doors(premises: Premises, landmark: Landmark, begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> Doors:
    people = people_in(premises, begins, ends)
    return Doors(
        premises,
        people,
        named_beside(premises),
        people_together(landmark, premises, begins, ends, now),
        warned_of(premises, hours_of(landmark, 0)[0] - begins, people),
    )


def case_at(landmark: Landmark, now: dt.datetime) -> CaseState:
    """Says what became of the case that was there."""
    case = landmark.case
    return CaseState(case.state, case.get_state_display(), has_second_look(case, now.date()))


def asks_seen(staff: Staff, now: dt.datetime) -> list[AskView]:
    """Asks for rows at places of one's units that are not settled, the oldest first."""
    found = [one for one in rows_within(open_releases(now), paths_for(staff, ACT)) if is_good(one, now)]
    return [_ask(one, staff, now) for one in found]


def _ask(release: RowRelease, staff: Staff, now: dt.datetime) -> AskView:
    people = people_in(release.premises, release.begins, release.ends)
    case = case_at(release.landmark, now) if release.landmark is not None else None
    is_another = release.asked_by_id != staff.pk and is_settled(staff, ACT, [release.path], now)
    return AskView(
        release,
        people,
        people_named_by(release),
        digest_of_release(release),
        is_another,
        case,
        named_beside(release.premises),
        warning_of(release, people),
    )


def release_with(key: int) -> RowRelease | None:
    """The ask of this key."""
    return RowRelease.objects.filter(pk=key).select_related("premises__unit", "asked_by").first()


def released_with(key: int) -> ReleasedRow | None:
    """The opened row of this key."""
    rows = ReleasedRow.objects.filter(pk=key)
    return rows.select_related("row__post__premises__unit", "row__keeper", "release").first()
