"""What is said of an approved place is said anew: by one, and it holds once another person has agreed.

Until then nothing of it is on a poster, in a code or in any list. A new code is signed in the same act, since its
poster is to be printed anew in any case. Its parts are called after it from then on; their own posters say the name of
before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.as_read import require_as_read
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.premises.codes import require_listed, venue_key
from bluezone.portal.premises.lying import became_of
from bluezone.portal.premises.models import WHOLES, Kind, PlaceCode, Premises
from bluezone.portal.premises.services import (
    Facts,
    as_found,
    checked_facts,
    digest_of_premises,
    locked_premises,
    locked_with_commune,
    note,
    require_commune_of_today,
    require_fits,
    require_hamlet_of,
    require_the_only,
    sign_anew,
)
from bluezone.portal.premises.whole import lying_within
from bluezone.portal.world import PublishedDesk
from bluezone.protocol.venue import MAX_NAME_BYTES

_SAID = ("name", "kind", "hamlet_id", "address", "phone")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What somebody says of a place that is approved under other words."""

    name: str
    kind: Kind
    hamlet: Unit | None
    address: str
    phone: str

    @classmethod
    def of(cls, premises: Premises, day: dt.date) -> Proposed | None:
        """Reads what waits at a place; None where nothing does. What was said before hamlets were says none: the one
        that stands there stays. A hamlet that is called otherwise by this day, or went into another one, is that
        one."""
        said = premises.new_facts
        if said is None:
            return None
        hamlet = Unit.objects.filter(pk=said.get("hamlet_id", premises.hamlet_id)).first()
        lies_in = became_of(hamlet, day) or hamlet
        return cls(said["name"], Kind(said["kind"]), lies_in, said["address"], said["phone"])


@transaction.atomic
def propose_change(*, actor: Staff, premises: Premises, facts: Facts, read: str, now: dt.datetime) -> None:
    """Says anew what a place is called, is, and where; it waits for another person. What waited before is gone. Raises
    RefusedError for what cannot be, or stands there already."""
    row = locked_with_commune(premises)
    require_as_read(read, digest_of_premises(row))
    _require_kept(row)
    require_commune_of_today(row.unit, now)
    name, address, phone = checked_facts(facts)
    hamlet = facts.hamlet.pk if facts.hamlet is not None else None
    said = {"name": name, "kind": str(facts.kind), "hamlet_id": hamlet, "address": address, "phone": phone}
    if said == {one: getattr(row, one) for one in _SAID}:
        raise RefusedError("this is what stands there already")
    _require_possible(row, name, address, facts.hamlet)
    row.new_facts, row.changed_by, row.changed_at, row.change_agreed_by = said, actor, now, None
    row.save(update_fields=["new_facts", "changed_by", "changed_at", "change_agreed_by"])
    note(actor, "premises.change", row, now)


def agree_to_change(
    *,
    actor: Staff,
    premises: Premises,
    read: str,
    published: PublishedDesk | None,
    entropy: Callable[[int], bytes],
    now: dt.datetime,
) -> PlaceCode:
    """Lets a place be what somebody else said of it, and signs its code for that. Raises RefusedError for one's own
    words, or while phones know no key."""
    key = venue_key()
    require_listed(published, key, now)
    with transaction.atomic():
        row = locked_with_commune(premises)
        require_as_read(read, digest_of_premises(row))
        new = _waiting(row, now.date())
        if row.changed_by_id == actor.pk:
            raise RefusedError("another person agrees to what you said of this place")
        _require_kept(row)
        require_commune_of_today(row.unit, now)
        _require_possible(row, new.name, new.address, new.hamlet)
        _take_over(row, new, actor)
        code = sign_anew(row, actor=actor, key=key, entropy=entropy, now=now)
        note(actor, "premises.agree_change", row, now)
    return code


@transaction.atomic
def leave_change(*, actor: Staff, premises: Premises, read: str, now: dt.datetime) -> None:
    """Leaves a place as it is. Raises RefusedError where nothing waits."""
    row = locked_premises(premises)
    require_as_read(read, digest_of_premises(row))
    _waiting(row, now.date())
    row.new_facts = row.changed_by = row.changed_at = None
    row.save(update_fields=["new_facts", "changed_by", "changed_at"])
    note(actor, "premises.leave_change", row, now)


def _take_over(row: Premises, new: Proposed, actor: Staff) -> None:
    is_called_otherwise = row.name != new.name
    row.name, row.kind, row.address, row.phone = new.name, new.kind, new.address, new.phone
    row.hamlet = new.hamlet
    row.new_facts, row.change_agreed_by = None, actor
    found_anew(row)
    row.save()
    if is_called_otherwise:
        _call_parts_anew(row)


def _call_parts_anew(row: Premises) -> None:
    parts = lying_within(row)
    for one in Premises.objects.filter(pk__in=parts).select_related("unit", "hamlet", WHOLES):
        found_anew(one)
        one.save(update_fields=["sort_key", "search_text"])
    PlaceCode.objects.filter(premises__in=parts, replaced_at=None).update(is_outdated=True)


def found_anew(one: Premises) -> None:
    """Says anew how a place is put in order and searched for."""
    for column, said in as_found(one.name, one.address, one.unit, one.within, one.hamlet).items():
        setattr(one, column, said)


def _waiting(row: Premises, day: dt.date) -> Proposed:
    said = Proposed.of(row, day)
    if said is None:
        raise RefusedError("nobody says anything else of this place; perhaps somebody settled it already")
    return said


def _require_kept(row: Premises) -> None:
    if not row.is_open or row.same_as_id is not None:
        raise RefusedError("only an approved place that is kept is changed; another one is registered anew")


def _require_possible(row: Premises, name: str, address: str, hamlet: Unit | None) -> None:
    require_hamlet_of(row.unit, hamlet)
    require_the_only(row.unit, name, address, row.within, but=row)
    require_fits(name, row.within)
    grows = len(name.encode()) - len(row.name.encode())
    parts = Premises.objects.filter(pk__in=lying_within(row)).exclude(state=Premises.State.CLOSED)
    if any(len(one.full_name.encode()) + grows > MAX_NAME_BYTES for one in parts.select_related(WHOLES)):
        raise RefusedError("the parts of this place are called after it, and would not fit into a poster's code")
