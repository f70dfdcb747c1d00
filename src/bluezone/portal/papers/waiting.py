"""What waits on the paper desk: to be signed, to be sealed, a scan to be confirmed, to be issued, one's own drafts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting, Whose
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.identity.second_person import grants_reaching
from bluezone.portal.papers.models import NotedCertificate, OutgoingPaper, State
from bluezone.portal.papers.noted import certificates_to_confirm
from bluezone.portal.places.paths import rows_within

TO_SIGN, TO_SEAL, TO_CONFIRM, TO_ISSUE = "to_sign", "to_seal", "to_confirm", "to_issue"
_TO_VOUCH = "to_vouch"
SENT_BACK, MY_DRAFTS, LEFT_BEHIND, SUBMITTED_BY_ME = "sent_back", "my_drafts", "left_behind", "submitted_by_me"
_DRAFT = "papers.draft"
_ACTS = {TO_SIGN: "papers.sign", TO_SEAL: "papers.seal", TO_CONFIRM: "papers.confirm", TO_ISSUE: "papers.issue"}
_CONDITIONS = {
    TO_SIGN: Q(state=State.SUBMITTED, number=None),
    TO_SEAL: Q(state=State.SIGNED, is_copy=False),
    TO_CONFIRM: Q(state=State.SIGNED, is_copy=True, scan_confirmed_at=None),
    TO_ISSUE: Q(state=State.SEALED) | Q(state=State.SIGNED, is_copy=True, scan_confirmed_at__isnull=False),
    SENT_BACK: Q(state=State.DRAFT) & ~Q(remark=""),
    MY_DRAFTS: Q(state=State.DRAFT, remark=""),
    LEFT_BEHIND: Q(state=State.DRAFT),
    SUBMITTED_BY_ME: Q(state__in=(State.SUBMITTED, State.SIGNED, State.SEALED)),
}
WANTED = frozenset(_CONDITIONS)
"""Filters of the list of papers, beside the states of a paper."""


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, "papers.list"):
        return
    found, listed = counted(_asked, staff, now), reverse("paper_list")
    for name, (text, note, urgency, whose) in _words().items():
        one = found[name]
        if one.count:
            yield Waiting(
                f"papers.{name}",
                text,
                one.count,
                one.address(_page_of, f"{listed}?state={name}"),
                "paper_list",
                "paper",
                urgency=urgency,
                whose=whose,
                since=one.moment,
                note=note,
            )
    if (brought := found[_TO_VOUCH]).count:
        yield Waiting(
            "papers.vouch",
            _("Certificates to confirm"),
            brought.count,
            reverse("certificates", args=[brought.key]),
            "paper_list",
            "key",
            urgency=13,
            since=brought.moment,
            note=_("of the organisation that waits longest; they sign papers once you have compared them"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    asked = {name: Asked(papers_that_wait(staff, name), _moment(name)) for name in _CONDITIONS}
    brought = Asked(_certificates_of_one(staff, now), "brought_at", key="organisation", order="brought_at")
    return {**asked, _TO_VOUCH: brought}


def _certificates_of_one(staff: Staff, now: dt.datetime) -> QuerySet[NotedCertificate]:
    """Certificates that wait for this person's word, of the organisation whose have waited longest: the page that does
    it is an organisation's own.
    """
    rows = certificates_to_confirm(staff, now)
    return rows.filter(organisation=rows.order_by("brought_at", "pk").values("organisation")[:1])


def papers_that_wait(staff: Staff, filtered: str) -> QuerySet[OutgoingPaper]:
    """The papers under one of the filters above."""
    rows = OutgoingPaper.objects.filter(_CONDITIONS[filtered])
    if filtered == SENT_BACK:
        return _written_where_they_write(rows, staff)
    if filtered == MY_DRAFTS:
        return _offered_nowhere_else(_written_where_they_write(rows, staff), staff)
    if filtered == LEFT_BEHIND:
        return _offered_nowhere_else(_written_by_who_left(rows_within(rows, paths_for(staff, _DRAFT))), staff)
    if filtered == SUBMITTED_BY_ME:
        return _waiting_for_others(_written_where_they_write(rows, staff), staff)
    if not is_allowed(staff, _ACTS[filtered]):
        return rows.none()
    rows = rows_within(rows, paths_for(staff, _ACTS[filtered]))
    return rows.exclude(scan_by=staff) if filtered == TO_CONFIRM else rows


def _written_where_they_write(rows: QuerySet[OutgoingPaper], staff: Staff) -> QuerySet[OutgoingPaper]:
    """Leaves out what somebody wrote for a unit in which they have no such role any more: its page is shut to them."""
    return rows_within(rows.filter(drafted_by=staff), paths_for(staff, _DRAFT))


def _written_by_who_left(rows: QuerySet[OutgoingPaper]) -> QuerySet[OutgoingPaper]:
    """Leaves what nobody goes on with unless a colleague does: its writer works here no more, or writes elsewhere."""
    writes_here = grants_reaching(OuterRef("drafted_by"), _DRAFT).filter(staff__is_active=True)
    return rows.exclude(Exists(writes_here))


def _waiting_for_others(rows: QuerySet[OutgoingPaper], staff: Staff) -> QuerySet[OutgoingPaper]:
    """Leaves out what waits for this very person: whoever writes a paper may be the one who seals it."""
    for name in _ACTS:
        rows = rows.exclude(pk__in=papers_that_wait(staff, name).values("pk"))
    return rows


def _offered_nowhere_else(rows: QuerySet[OutgoingPaper], staff: Staff) -> QuerySet[OutgoingPaper]:
    """Leaves out what waits for this very person in the room that wrote it: nothing stands on Today twice."""
    for name in settings.PAPER_DRAFTS_OFFERED:
        rows = rows.exclude(pk__in=import_string(name)(staff).order_by().values("pk"))
    return rows


def _words() -> dict[str, tuple[str, str, int, Whose]]:
    return {
        TO_SIGN: (_("Papers to sign"), _("submitted, and without a signature"), 10, Whose.MINE),
        TO_CONFIRM: (
            _("Scans to confirm"),
            _("somebody else brought them; hold them to the original"),
            12,
            Whose.MINE,
        ),
        TO_SEAL: (_("Papers to seal"), _("signed by a person"), 14, Whose.MINE),
        TO_ISSUE: (_("Papers to issue"), _("signed, and sealed or confirmed"), 16, Whose.MINE),
        SENT_BACK: (_("Your drafts that were sent back"), _("the reason stands on the draft"), 18, Whose.MINE),
        MY_DRAFTS: (_("Your drafts to submit"), _("or throw away what is not needed any more"), 19, Whose.MINE),
        LEFT_BEHIND: (
            _("Drafts of somebody who left"),
            _("whoever wrote them writes no papers here any more: submit them, or throw them away"),
            20,
            Whose.MINE,
        ),
        SUBMITTED_BY_ME: (_("Your papers on their way"), _("submitted, and not issued yet"), 30, Whose.OTHERS),
    }


def _moment(filtered: str) -> str:
    return "submitted_at" if filtered in _ACTS else "drafted_at"


def _page_of(key: int) -> str:
    return reverse("paper", args=[key])
