"""What waits for an administrator: colleagues without a second factor, codes and asks that are open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting, Whose
from bluezone.portal.identity.models import Grant, Invitation, Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.identity.roles import NEEDS_SECOND_FACTOR
from bluezone.portal.identity.second_person import asked_since, grants_reaching, settled_paths
from bluezone.portal.places.paths import rows_within

WITHOUT_FACTOR, INVITED = "without_factor", "invited"
"""Filters of the list of colleagues."""
_ACT = "staff.reset"


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, "staff.list"):
        return
    found = counted(_asked, staff, now)
    listed = reverse("staff_list")
    if (asked := found["asked"]).count:
        yield Waiting(
            "staff.asked",
            _("Waits for a second administrator"),
            asked.count,
            asked.address(_page_of, listed),
            "staff_list",
            "people",
            urgency=8,
            since=asked.moment,
            note=_("a colleague lost password and second factor"),
        )
    if (bare := found["bare"]).count:
        yield Waiting(
            "staff.without_factor",
            _("Colleagues without a second factor"),
            bare.count,
            bare.address(_page_of, f"{listed}?show={WITHOUT_FACTOR}"),
            "staff_list",
            "shield-off",
            urgency=30,
            since=bare.moment,
            note=_("their role asks for one; until then no page opens to them"),
        )
    if (invited := found["invited"]).count:
        yield Waiting(
            "staff.invited",
            _("Codes handed over and not used yet"),
            invited.count,
            invited.address(_page_of, f"{listed}?show={INVITED}"),
            "staff_list",
            "key",
            urgency=10,
            whose=Whose.OTHERS,
            due=invited.moment,
            note=_("a colleague sets anew what was lost"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    return {
        "asked": Asked(_to_give_out(staff, now), "asked_at", "staff__username"),
        "bare": Asked(without_second_factor(staff), "first_given", "username"),
        "invited": Asked(_given_out(staff, now), "expires_at", "staff__username", "expires_at"),
    }


def without_second_factor(staff: Staff) -> QuerySet[Staff]:
    """Colleagues within this person's units whose role asks for a second factor, and who have set up none."""
    inside = rows_within(Grant.objects.filter(ended_at=None), paths_for(staff, "staff.list"))
    needing = inside.filter(role__in=NEEDS_SECOND_FACTOR)
    since = needing.filter(staff=OuterRef("pk")).order_by("given_at").values("given_at")[:1]
    bare = Staff.objects.filter(is_active=True, pk__in=needing.values("staff"))
    return bare.exclude(Exists(Authenticator.objects.filter(user=OuterRef("pk")))).annotate(first_given=since)


def invited_by(staff: Staff, now: dt.datetime) -> QuerySet[Staff]:
    """Colleagues within this person's units who hold a code that they have not used."""
    return Staff.objects.filter(pk__in=_given_out(staff, now).values("staff"))


def _given_out(staff: Staff, now: dt.datetime) -> QuerySet[Invitation]:
    inside = rows_within(Grant.objects.filter(ended_at=None), paths_for(staff, "staff.list"))
    return Invitation.objects.filter(ended_at=None, expires_at__gt=now, staff__in=inside.values("staff"))


def _to_give_out(staff: Staff, now: dt.datetime) -> QuerySet[Invitation]:
    """Asks of other administrators about people of whom both are one, this one for a week: whom `invitations.py` lets
    give the code out."""
    inside = rows_within(Grant.objects.filter(ended_at=None), settled_paths(staff, _ACT, now))
    of_person = Grant.objects.filter(staff=OuterRef("staff"), ended_at=None)
    reached = grants_reaching(OuterRef(OuterRef("asked_by")), _ACT)
    asked = Invitation.objects.filter(ended_at=None, code_hash=None, asked_at__gt=asked_since(now))
    asked = asked.filter(asked_by__is_active=True).exclude(asked_by=staff).exclude(staff=staff)
    return (
        asked.filter(staff__in=inside.values("staff"))
        .exclude(Exists(of_person.exclude(pk__in=inside.values("pk"))))
        .exclude(Exists(of_person.exclude(Exists(reached))))
    )


def _page_of(username: str) -> str:
    return reverse("staff", args=[username])
