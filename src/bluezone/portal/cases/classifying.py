"""What is held of a case: suspected, probable, confirmed, or none. A dated history, of which no line is changed.

Cases do not know who stands on them. A room that does names, in the setting CASE_FOLLOWERS, a function that is given
the case whenever its truth has changed, inside the same transaction: what a follower refuses does not happen.

A correction leaves what is held as it stands, because no contact is let go for a digit of a telephone; only a case that
is given to somebody of another name begins anew, for nobody alone makes somebody a confirmed case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from rapidfuzz.distance import OSA

from bluezone.portal.cases.models import Case, Classification
from bluezone.portal.identity.models import Staff
from bluezone.vietnam.folding import fold
from bluezone.vietnam.nearness import together

Value, Basis = Classification.Value, Classification.Basis
Follower = Callable[[Case, dt.datetime], None]


def classify(
    *, case: Case, value: str, basis: str, by: Staff, now: dt.datetime, agreed_by: Staff | None = None
) -> Classification:
    """Writes what is held of a case from now on, and has those who follow the case know of it."""
    said = Classification.objects.create(case=case, value=value, basis=basis, by=by, at=now, agreed_by=agreed_by)
    tell_followers(case, now)
    return said


def tell_followers(case: Case, now: dt.datetime) -> None:
    """Has every room that follows cases bring what stands on this one up to date."""
    for name in settings.CASE_FOLLOWERS:
        follower: Follower = import_string(name)
        follower(case, now)


def held_of(case: Case) -> str:
    """What is held of a case now."""
    return Classification.objects.filter(case=case).order_by("-pk").values_list("value", flat=True)[0]


def history_of(case: Case) -> QuerySet[Classification]:
    """All that was ever held of a case, the newest first."""
    return case.classifications.select_related("by", "agreed_by").order_by("-pk")


def held_when_corrected(case: Case, before: str, after: str) -> tuple[str, str]:
    """What is held of a case once its person is called otherwise, and on what that rests. One letter is a slip; a
    second one may be somebody else. What is no case is none for anybody."""
    names = [together(fold(name)) for name in (before, after)]
    held, is_a_slip = held_of(case), OSA.distance(*names) <= 1
    return (held, Basis.CORRECTED) if is_a_slip or held == Value.NOT_A_CASE else (Value.SUSPECTED, Basis.RENAMED)


def held_when_reopened(case: Case) -> str:
    """What is held of a case that was closed too early: as before, but that what was no case may be one again."""
    held = held_of(case)
    return Value.SUSPECTED if held == Value.NOT_A_CASE else held
