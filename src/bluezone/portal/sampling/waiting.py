"""What waits about samples: people to sample, results that are late, and who is positive and was not told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.sampling.selectors import (
    LATE,
    RESULT,
    ROUND,
    TELL,
    UNTOLD,
    late_in,
    samples_in,
    untold_in,
    wanted_in,
)

_ENTRY, _SYMBOL = "sampling_round", "tube"


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    found = {name: one for name, one in counted(_asked, staff, now).items() if one.count}
    samples = reverse("sample_list")
    if UNTOLD in found:
        one = found[UNTOLD]
        address = one.address(lambda number: reverse("sample", args=[number]), f"{samples}?state={UNTOLD}")
        yield Waiting(
            f"sampling.{UNTOLD}",
            _("People who are positive and were not told"),
            one.count,
            address,
            _ENTRY,
            _SYMBOL,
            urgency=2,
            since=one.moment,
            note=_("tell them, and note it"),
        )
    if "take" in found:
        yield Waiting(
            "sampling.take",
            _("People to sample"),
            found["take"].count,
            reverse(_ENTRY),
            _ENTRY,
            _SYMBOL,
            urgency=6,
            note=_("by the days of the rules, or because somebody ordered it"),
        )
    if LATE in found:
        one = found[LATE]
        yield Waiting(
            f"sampling.{LATE}",
            _("Samples whose result is late"),
            one.count,
            one.address(lambda number: reverse("sample", args=[number]), f"{samples}?state={LATE}"),
            _ENTRY,
            _SYMBOL,
            urgency=7,
            since=one.moment,
            note=_("ask the laboratory, or enter what it said"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    asked: dict[str, Asked] = {}
    if is_allowed(staff, TELL):
        asked[UNTOLD] = Asked(untold_in(staff), "sample__found_at", key="sample")
    if is_allowed(staff, ROUND):
        asked["take"] = Asked(wanted_in(staff, now), "wanted_on", order=None)
    if is_allowed(staff, RESULT):
        asked[LATE] = Asked(late_in(samples_in(staff, RESULT), now), "noted_at")
    return asked
