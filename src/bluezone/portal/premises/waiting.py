"""What waits about premises: places to be approved by another person, changes of them, and posters to print anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.paths import rows_within
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.owners import ACT, told_that_wait
from bluezone.portal.premises.selectors import CHANGED, RUNS_OUT, running_out


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, "premises.approve") and not is_allowed(staff, ACT):
        return
    found = counted(_asked, staff, now)
    if (told := found["told"]).count:
        yield Waiting(
            ACT,
            _("Places that owners told of"),
            told.count,
            reverse("premises_owners"),
            "premises_list",
            "place",
            urgency=7,
            since=told.moment,
        )
    for name, what, address, urgency in (
        ("approve", _("Premises to approve"), "?state=registered", 7),
        ("changes", _("Changes of premises to agree to"), f"?state={CHANGED}", 7),
        ("ending", _("Posters at doors to print anew"), f"?state={RUNS_OUT}", 8),
    ):
        if (one := found[name]).count:
            listed = reverse("premises_list") + address
            yield Waiting(
                f"premises.{name}",
                what,
                one.count,
                one.address(lambda key: reverse("premises", args=[key]), listed),
                "premises_list",
                "place",
                urgency=urgency,
                since=one.moment if name != "ending" else None,
            )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    return {
        "told": Asked(told_that_wait(staff), "told_at"),
        "approve": Asked(to_approve(staff), "registered_at", "pk"),
        "changes": Asked(to_agree_to(staff), "changed_at", "pk"),
        "ending": Asked(running_out(_within_reach(staff), now), "registered_at", "pk"),
    }


def to_approve(staff: Staff) -> QuerySet[Premises]:
    """Registered places of one's units, but for what one registered oneself, parts that wait for their place, and
    entries of a place under another one."""
    waiting = _within_reach(staff).filter(state=Premises.State.REGISTERED).exclude(registered_by=staff)
    return waiting.filter(same_as=None).exclude(within__state=Premises.State.REGISTERED)


def to_agree_to(staff: Staff) -> QuerySet[Premises]:
    """Places of one's units of which somebody else says something anew."""
    return _within_reach(staff).exclude(new_facts__isnull=True).exclude(changed_by=staff)


def _within_reach(staff: Staff) -> QuerySet[Premises]:
    return rows_within(Premises.objects.all(), paths_for(staff, "premises.approve"))
