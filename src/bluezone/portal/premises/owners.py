"""What owners tell of their places: by a link that the commune hands out, without an account.

What an owner tells is no registration. Somebody of the commune looks at it and registers the place in their own name;
then another person approves it, as with every place. So a link, whoever holds it, registers nothing by itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.premises.lying import became_of
from bluezone.portal.premises.models import OwnerLink, Premises, ToldPlace
from bluezone.portal.premises.services import (
    Facts,
    checked_facts,
    register_premises,
    require_commune_of_today,
    require_hamlet_of,
)
from bluezone.protocol.crockford import is_written, meant, written
from bluezone.vietnam.folding import fold
from bluezone.vietnam.names import hides_signs, normalised_name

ACT = "premises.owners"
LINK_LASTS = dt.timedelta(days=60)
CODE_SIGNS, RECEIPT_SIGNS = 20, 8
ASIDE_KEPT = dt.timedelta(days=30)
"""How long what was put aside stays, with its names; and what became a place, once that is closed."""
_MOST_LINKS, _MOST_TOLD, _MOST_TOLD_A_DAY = 20, 1_000, 200
"""Of a commune, at once; of a link, in all and in a day."""
_LONGEST_NAME, _MOST_SHOWN = 60, 50


@dataclass(frozen=True, slots=True)
class Told:
    """What an owner says of their place."""

    facts: Facts
    responsible: str
    """Who answers for it there."""


@dataclass(frozen=True, slots=True)
class OwnersPage:
    """What waits from owners, and the links that are out."""

    told: list[ToldPlace]
    """The oldest."""
    count: int
    """Of all that waits."""
    links: list[OwnerLink]


@transaction.atomic
def issue_link(*, actor: Staff, unit: Unit, entropy: Callable[[int], bytes], now: dt.datetime) -> tuple[OwnerLink, str]:
    """Makes a link for owners of a commune; its code is told once. Raises RefusedError."""
    require_commune_of_today(unit, now)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if OwnerLink.objects.filter(unit=unit, ended_at=None, expires_at__gt=now).count() >= _MOST_LINKS:
        raise RefusedError("a commune has 20 links for owners at most; end one first")
    code = written(int.from_bytes(entropy(CODE_SIGNS * 5 // 8 + 1), "big"), CODE_SIGNS)
    link = OwnerLink.objects.create(
        unit=unit, path=unit.path, digest=_digest_of_code(code), expires_at=now + LINK_LASTS, made_by=actor, made_at=now
    )
    _note(actor, "premises.owner_link", ("owner_link", link.pk), link.path, now)
    return link, code


@transaction.atomic
def end_link(*, actor: Staff, link: OwnerLink, read: str, now: dt.datetime) -> None:
    """Ends a link: it opens nothing any more. Raises RefusedError the second time."""
    row = OwnerLink.objects.select_for_update().get(pk=link.pk)
    require_as_read(read, digest_of_link(row))
    if row.ended_at is not None:
        raise RefusedError("this link has ended already")
    row.ended_by, row.ended_at = actor, now
    row.save(update_fields=["ended_by", "ended_at"])
    _note(actor, "premises.owner_link_end", ("owner_link", row.pk), row.path, now)


def link_behind(code: str, now: dt.datetime) -> OwnerLink | None:
    """The link that a code opens now; none for any other text, and for a commune that has become another one: nobody
    could register there what it is told."""
    signs = meant(code[: 4 * CODE_SIGNS])
    if not is_written(signs, CODE_SIGNS):
        return None
    rows = OwnerLink.objects.filter(digest=_digest_of_code(signs), ended_at=None, expires_at__gt=now)
    rows = rows.filter(Q(unit__valid_to=None) | Q(unit__valid_to__gt=now.date()))
    return rows.select_related("unit__parent").first()


@transaction.atomic
def tell_place(*, code: str, told: Told, entropy: Callable[[int], bytes], now: dt.datetime) -> ToldPlace:
    """Keeps what an owner tells; the same told again is kept once. Anything else is another thing told: a number that
    was mistyped is told anew, and whoever knows a neighbour's sign alone is not given their receipt. Raises
    RefusedError."""
    found = link_behind(code, now)
    if found is None:
        raise RefusedError("this link opens nothing any more; ask the commune for another")
    link = OwnerLink.objects.select_for_update().get(pk=found.pk)
    name, address, phone = checked_facts(told.facts)
    hamlet = told.facts.hamlet
    require_hamlet_of(link.unit, hamlet)
    responsible = _checked_name(told.responsible)
    if not address or not phone:
        raise RefusedError("a place has an address and a telephone number")
    waits = list(ToldPlace.objects.filter(link=link, settled_at=None))
    said = _folded(name, told.facts.kind, address, phone, responsible)
    for one in waits:
        is_there = one.hamlet_id == (hamlet.pk if hamlet is not None else None)
        if is_there and _folded(one.name, one.kind, one.address, one.phone, one.responsible) == said:
            return one
    lately = ToldPlace.objects.filter(link=link, told_at__gt=now - dt.timedelta(days=1)).count()
    if len(waits) >= _MOST_TOLD or lately >= _MOST_TOLD_A_DAY:
        raise RefusedError("too many places were told of by this link; ask the commune")
    return ToldPlace.objects.create(
        link=link,
        unit_id=link.unit_id,
        path=link.path,
        name=name,
        kind=told.facts.kind,
        hamlet=hamlet,
        address=address,
        phone=phone,
        responsible=responsible,
        receipt=written(int.from_bytes(entropy(RECEIPT_SIGNS * 5 // 8), "big"), RECEIPT_SIGNS),
        told_at=now,
    )


@transaction.atomic
def register_told(*, actor: Staff, told: ToldPlace, read: str, now: dt.datetime) -> Premises:
    """Registers a place that its owner told of, in one's own name; a colleague approves it. Raises RefusedError."""
    row = _waiting_row(told, read)
    hamlet = became_of(row.hamlet, now.date())
    facts = Facts(row.name, row.premises_kind, row.address, row.phone, hamlet=hamlet)
    made = register_premises(actor=actor, facts=facts, unit=row.unit, now=now)
    row.settled_by, row.settled_at, row.premises = actor, now, made
    row.save(update_fields=["settled_by", "settled_at", "premises"])
    return made


@transaction.atomic
def put_told_aside(*, actor: Staff, told: ToldPlace, read: str, now: dt.datetime) -> None:
    """Puts aside what an owner told; it goes after thirty days. Raises RefusedError the second time."""
    row = _waiting_row(told, read)
    row.settled_by, row.settled_at = actor, now
    row.save(update_fields=["settled_by", "settled_at"])
    _note(actor, "premises.owner_aside", ("told_place", row.pk), row.path, now)


def forget_put_aside(*, now: dt.datetime) -> int:
    """Erases what was put aside thirty days ago, what nobody settled in twice a link's days, and what was told of a
    place that was put aside or closed thirty days ago; how many."""
    over = now - ASIDE_KEPT
    aside = Q(premises=None, settled_at__lt=over) | Q(settled_at=None, told_at__lt=now - 2 * LINK_LASTS)
    closed = Q(premises__state=Premises.State.CLOSED, premises__closed_at__lt=over)
    return ToldPlace.objects.filter(aside | closed).delete()[0]


def told_that_wait(staff: Staff) -> QuerySet[ToldPlace]:
    """What owners of one's communes told and nobody has settled, the oldest first."""
    rows = rows_within(ToldPlace.objects.filter(settled_at=None), paths_for(staff, ACT))
    return rows.select_related("unit", "hamlet").order_by("told_at", "pk")


def links_in_force(staff: Staff, now: dt.datetime) -> QuerySet[OwnerLink]:
    """Links of one's communes that open something, the newest first."""
    rows = OwnerLink.objects.filter(ended_at=None, expires_at__gt=now)
    return rows_within(rows, paths_for(staff, ACT)).select_related("unit", "made_by").order_by("-made_at", "-pk")


def page_of_owners(staff: Staff, now: dt.datetime) -> OwnersPage:
    """Gathers the page of what owners told."""
    told = told_that_wait(staff)
    return OwnersPage(list(told[:_MOST_SHOWN]), told.count(), list(links_in_force(staff, now)[:_MOST_SHOWN]))


def own_commune(staff: Staff) -> str:
    """The name of the commune of whoever works in one alone, so that nobody types it; else empty."""
    paths = set(paths_for(staff, ACT))
    if len(paths) != 1:
        return ""
    unit = Unit.objects.filter(path=paths.pop(), level=Level.COMMUNE, valid_to=None).first()
    return unit.name if unit is not None else ""


def told_with(key: int) -> ToldPlace | None:
    """What an owner told, of this key."""
    return ToldPlace.objects.filter(pk=key).select_related("unit", "hamlet").first()


def told_of(premises: Premises) -> ToldPlace | None:
    """What the owner of a place told; none where no owner did."""
    return ToldPlace.objects.filter(premises=premises).first()


def link_with(key: int) -> OwnerLink | None:
    """The link of this key."""
    return OwnerLink.objects.filter(pk=key).select_related("unit", "made_by").first()


def spaced_receipt(receipt: str) -> str:
    """Spaces a receipt's number as it is read out: 4-4."""
    return f"{receipt[:4]} {receipt[4:]}"


def digest_of_told(told: ToldPlace) -> str:
    """Names what a page shows of a told place before somebody decides on it."""
    said = (told.name, told.kind, told.hamlet_id, told.address, told.phone, told.responsible)
    return digest_of(told.pk, told.settled_at, told.path, *said)


def digest_of_link(link: OwnerLink) -> str:
    """Names what a page shows of a link before somebody ends it."""
    return digest_of(link.pk, link.path, link.ended_at)


def _waiting_row(told: ToldPlace, read: str) -> ToldPlace:
    row = ToldPlace.objects.select_for_update(of=("self",)).select_related("unit", "hamlet").get(pk=told.pk)
    require_as_read(read, digest_of_told(row))
    if row.settled_at is not None:
        raise RefusedError("somebody has settled this already")
    return row


def _checked_name(text: str) -> str:
    name = normalised_name(text)
    if not 2 <= len(name) <= _LONGEST_NAME or hides_signs(name):
        raise RefusedError("a person's name has 2 to 60 letters")
    return name


def _folded(*said: str) -> tuple[str, ...]:
    return tuple(fold(one) for one in said)


def _digest_of_code(code: str) -> str:
    return hashlib.sha256(b"owner link " + code.encode()).hexdigest()


def _note(actor: Staff, act: str, subject: tuple[str, int], path: str, now: dt.datetime) -> None:
    record_write(actor=actor, act=act, now=now, subjects=[subject], path=path)
