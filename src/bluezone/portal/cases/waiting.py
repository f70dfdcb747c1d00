"""What waits at the code desk: cases and rules that a second person looks at, and codes that nobody has used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.cases.merging import doubles_to_judge, merges_to_agree
from bluezone.portal.cases.models import AskedRule, Case, GivenCode, Handover
from bluezone.portal.frame.counting import Asked, Counted, counted
from bluezone.portal.frame.waiting import Waiting, Whose
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.identity.second_person import asked_since, grants_reaching, settled_paths
from bluezone.portal.places.paths import rows_within

TO_CONFIRM, OPENED_BY_ME, UNUSED = "to_confirm", "opened_by_me", "unused"
WANTED = frozenset({TO_CONFIRM, OPENED_BY_ME, UNUSED})
"""Filters of the list of cases, beside the states of a case."""
_RULE = "cases.rule"


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if is_allowed(staff, "cases.confirm") or is_allowed(staff, _RULE):
        yield from _lines(counted(_asked, staff, now))


def cases_that_wait(staff: Staff, filtered: str, now: dt.datetime) -> QuerySet[Case]:
    """The cases under one of the filters above."""
    if filtered == UNUSED:
        return Case.objects.filter(pk__in=_unused(staff, now).values("case"))
    waits, own = Case.objects.filter(state=Case.State.OPENED), _said_by(staff)
    if filtered == OPENED_BY_ME:
        return waits.filter(own)
    return rows_within(waits, paths_for(staff, "cases.confirm")).exclude(own)


def offers_to(staff: Staff) -> QuerySet[Handover]:
    """Cases that wait to be taken by this person's units, the oldest first; none that was closed meanwhile."""
    waits = Handover.objects.filter(accepted=None).exclude(case__state=Case.State.CLOSED)
    rows = rows_within(waits, paths_for(staff, "cases.receive"))
    return rows.select_related("case__person", "origin__parent", "unit", "offered_by").order_by("pk")


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    return {
        "confirm": Asked(cases_that_wait(staff, TO_CONFIRM, now), "opened_at", "number"),
        "opened": Asked(cases_that_wait(staff, OPENED_BY_ME, now), "opened_at", "number"),
        "codes": Asked(_unused(staff, now), "expires_at", "case__number", "expires_at"),
        "offers": Asked(offers_to(staff), "offered_at"),
        "doubles": Asked(doubles_to_judge(staff, now), "found_at"),
        "merges": Asked(merges_to_agree(staff, now), "asked_at"),
        "rules": Asked(_rules_to_agree(staff, now), "asked_at"),
    }


def _said_by(staff: Staff) -> Q:
    """What stands there is this person's word, as `Case.said_by_id` has it."""
    return Q(corrected_by=staff) | Q(corrected_by=None, opened_by=staff)


def _lines(found: dict[str, Counted]) -> Iterator[Waiting]:
    listed = reverse("case_list")
    if (rules := found["rules"]).count:
        yield Waiting(
            "cases.rule",
            _("Rules of the code desk to agree to"),
            rules.count,
            reverse("desk_rules"),
            "case_list",
            "people",
            urgency=15,
            since=rules.moment,
            note=_("A colleague asks that one person be enough before a code is given out."),
        )
    if (confirm := found["confirm"]).count:
        yield Waiting(
            "cases.confirm",
            _("Cases to confirm"),
            confirm.count,
            confirm.address(_page_of, f"{listed}?state={TO_CONFIRM}"),
            "case_list",
            "health",
            urgency=10,
            since=confirm.moment,
            note=_("opened by a colleague, to be confirmed by a second person"),
        )
    if (offers := found["offers"]).count:
        yield Waiting(
            "cases.receive",
            _("Cases offered to your units"),
            offers.count,
            listed,
            "case_list",
            "share",
            urgency=12,
            since=offers.moment,
            note=_("another unit asks you to care for the person"),
        )
    if (merges := found["merges"]).count:
        yield Waiting(
            "cases.merge",
            _("Persons to be merged"),
            merges.count,
            reverse("person_doubles"),
            "case_list",
            "people",
            urgency=14,
            since=merges.moment,
            note=_("A colleague asks that two persons become one."),
        )
    if (doubles := found["doubles"]).count:
        yield Waiting(
            "cases.doubles",
            _("Persons who may be the same"),
            doubles.count,
            reverse("person_doubles"),
            "case_list",
            "people",
            urgency=30,
            since=doubles.moment,
            note=_("somebody was entered who looks like one that is known"),
        )
    if (opened := found["opened"]).count:
        yield Waiting(
            "cases.opened",
            _("Your cases wait for a second person"),
            opened.count,
            opened.address(_page_of, f"{listed}?state={OPENED_BY_ME}"),
            "case_list",
            "health",
            urgency=20,
            whose=Whose.OTHERS,
            since=opened.moment,
            note=_("a colleague confirms them"),
        )
    if (codes := found["codes"]).count:
        yield Waiting(
            "cases.codes",
            _("Codes not used yet"),
            codes.count,
            codes.address(_page_of, f"{listed}?state={UNUSED}"),
            "case_list",
            "key",
            urgency=10,
            whose=Whose.OTHERS,
            due=codes.moment,
            note=_("given out by you, and still good"),
        )


def _page_of(number: str) -> str:
    return reverse("case", args=[number])


def _unused(staff: Staff, now: dt.datetime) -> QuerySet[GivenCode]:
    return GivenCode.objects.filter(issued_by=staff, state=GivenCode.State.ISSUED, expires_at__gt=now)


def _rules_to_agree(staff: Staff, now: dt.datetime) -> QuerySet[AskedRule]:
    """Asks of others that still may ask, where this person has had the role for a week."""
    asked = AskedRule.objects.filter(ended_at=None, asked_at__gt=asked_since(now), asked_by__is_active=True)
    theirs = rows_within(asked.exclude(asked_by=staff), settled_paths(staff, _RULE, now))
    return theirs.filter(Exists(grants_reaching(OuterRef("asked_by"), _RULE)))
