"""Reads of transfers: whom other communes offer, and whom they sent back. Nobody is named before they are taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.paths import province_of, rows_within
from bluezone.portal.tracing.models import Involvement, Transfer
from bluezone.portal.tracing.selectors import PersonView, seen_by
from bluezone.portal.tracing.transferring import digest_of_transfer

RISES_AFTER = dt.timedelta(hours=24)
"""Nobody answered for so long: whoever stands above the commune sees it among what waits."""
MOST = 100


@dataclass(frozen=True, slots=True)
class TransferView:
    """An offer as one reader sees it."""

    number: int
    person: PersonView
    is_open: bool
    """Whether the reader may open the person's page: never in another province."""
    origin: str
    unit: str
    offered_by: str
    offered_at: dt.datetime
    answered_by: str
    answered_at: dt.datetime | None
    reason: str
    """Empty for whoever does not see the name, because somebody typed it."""
    is_late: bool
    as_read: str


def offered_to(staff: Staff) -> QuerySet[Transfer]:
    """Offers that wait to be answered by this person's units, the oldest first."""
    rows = rows_within(Transfer.objects.filter(state=Transfer.State.OFFERED), paths_for(staff, "tracing.receive"))
    return _complete(rows).order_by("pk")


def offered_by(staff: Staff) -> QuerySet[Transfer]:
    """Offers of this person's units that nobody has answered, the oldest first."""
    return _of_ones_own(staff, Transfer.State.OFFERED)


def returned_to(staff: Staff) -> QuerySet[Transfer]:
    """Offers of this person's units that came back and of which nobody has settled what becomes of the person."""
    return _of_ones_own(staff, Transfer.State.RETURNED)


def offers_that_wait(staff: Staff, now: dt.datetime) -> QuerySet[Transfer]:
    """Offers that stand among what waits for this person: those to their own commune, and those to communes below
    theirs that nobody has answered for a day."""
    paths = paths_for(staff, "tracing.receive")
    near = tuple(path for path in paths if path != province_of(path))
    rows = offered_to(staff)
    return rows.filter(Q(pk__in=rows_within(rows.order_by(), near).values("pk")) | Q(offered_at__lte=now - RISES_AFTER))


def transfer_with_number(number: int) -> Transfer | None:
    """The offer of this number, answered or not."""
    return _complete(Transfer.objects.filter(pk=number)).first()


def open_transfer_of(involvement: Involvement) -> Transfer | None:
    """The offer of this person that is still to be answered or settled."""
    open_ones = involvement.transfers.filter(state__in=(Transfer.State.OFFERED, Transfer.State.RETURNED))
    return _complete(open_ones).order_by("-pk").first()


def transfers_seen(staff: Staff, rows: QuerySet[Transfer], now: dt.datetime) -> list[TransferView]:
    """Offers as this reader sees them."""
    return [transfer_seen(staff, one, now) for one in rows[:MOST]]


def transfer_seen(staff: Staff, transfer: Transfer, now: dt.datetime) -> TransferView:
    """An offer as this reader sees it."""
    person = seen_by(staff, transfer.involvement)
    return TransferView(
        number=transfer.pk,
        person=person,
        is_open=is_allowed(staff, "tracing.see", transfer.involvement),
        origin=transfer.origin.commune.name,
        unit=transfer.unit.commune.name,
        offered_by=transfer.offered_by.full_name,
        offered_at=transfer.offered_at,
        answered_by=transfer.answered_by.full_name if transfer.answered_by else "",
        answered_at=transfer.answered_at,
        reason=transfer.reason if person.is_named else "",
        is_late=transfer.state == Transfer.State.OFFERED and transfer.offered_at <= now - RISES_AFTER,
        as_read=digest_of_transfer(transfer),
    )


def _of_ones_own(staff: Staff, state: str) -> QuerySet[Transfer]:
    """Offers in this state of people who are still the work of this person's units."""
    own = rows_within(Involvement.objects.filter(pk=OuterRef("involvement")), paths_for(staff, "tracing.offer"))
    return _complete(Transfer.objects.filter(Exists(own), state=state)).order_by("pk")


def _complete(rows: QuerySet[Transfer]) -> QuerySet[Transfer]:
    ends = ("involvement__person", "involvement__unit__parent", "involvement__outbreak", "origin__parent")
    return rows.select_related(*ends, "unit__parent", "offered_by", "answered_by")
