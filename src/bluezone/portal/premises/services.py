"""Writes about premises: registered, approved by another person, given a new code, closed, registered once more.

A place that is opened again takes along the parts, and the other entries of it, that were closed with it, which two had
looked at before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from bluezone.documents.letters import can_be_set
from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError, refused_by_the_country
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.premises.codes import require_listed, signed_code, venue_key
from bluezone.portal.premises.models import DEEPEST, WHOLES, Kind, PlaceCode, Premises, as_lying, full_name
from bluezone.portal.premises.whole import covered, opening_along
from bluezone.portal.world import PublishedDesk
from bluezone.protocol.place_codes import TYPED_ENTROPY, typed_code
from bluezone.protocol.signature import SigningKey
from bluezone.protocol.venue import MAX_NAME_BYTES
from bluezone.vietnam.folding import fold, found_by
from bluezone.vietnam.names import normalised_name, sort_key
from bluezone.vietnam.telephone import normalised_phone

_LONGEST_ADDRESS = 80


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said about a place when it is registered."""

    name: str
    kind: Kind
    address: str = ""
    phone: str = ""
    organisation: Organisation | None = None
    within: Premises | None = None
    """Of a part of another place: which one."""
    hamlet: Unit | None = None
    """Of its commune's, in which it lies."""


@transaction.atomic
def register_premises(*, actor: Staff, facts: Facts, unit: Unit, now: dt.datetime) -> Premises:
    """Registers a place of a commune; it waits for approval. Raises RefusedError for what cannot be, or is there."""
    require_commune_of_today(unit, now)
    name, address, phone = checked_facts(facts)
    if facts.organisation is not None and facts.organisation.closed_on is not None:
        raise RefusedError("this organisation is closed")
    # two who register the same place act one after the other
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    within = _whole_of(facts.within, unit)
    require_hamlet_of(unit, facts.hamlet)
    require_fits(name, within)
    require_the_only(unit, name, address, within)
    premises = Premises.objects.create(
        name=name,
        within=within,
        kind=facts.kind,
        organisation=facts.organisation,
        unit=unit,
        path=unit.path,
        hamlet=facts.hamlet,
        address=address,
        phone=phone,
        registered_by=actor,
        registered_at=now,
        **as_found(name, address, unit, within, facts.hamlet),
    )
    note(actor, "premises.register", premises, now)
    return premises


def approve_premises(
    *,
    actor: Staff,
    premises: Premises,
    read: str,
    published: PublishedDesk | None,
    entropy: Callable[[int], bytes],
    now: dt.datetime,
) -> PlaceCode:
    """Approves a place and signs its first code. Raises RefusedError for one's own, or while phones know no key."""
    key = venue_key()
    require_listed(published, key, now)
    with transaction.atomic():
        row = _locked_with_all(premises)
        require_as_read(read, digest_of_premises(row))
        if row.state != Premises.State.REGISTERED:
            raise RefusedError("this place does not wait for approval")
        if _registered(row, actor):
            raise RefusedError("another person approves what you registered")
        if row.same_as_id is not None:
            raise RefusedError("this is another place's entry by now; it is approved with that one")
        require_commune_of_today(row.unit, now)
        if row.within is not None and not row.within.is_open:
            raise RefusedError("the place of which this is a part is approved first")
        _approved(row, actor, now)
        code = _signed(row, actor, key, entropy, now)
        for one in opened_with(row).select_for_update(of=("self",)):
            _approved(one, actor, now)
            if one.same_as_id is None:  # of one place one poster is hung up; those of before are read to their last day
                _signed(one, actor, key, entropy, now)
    return code


def renew_code(
    *,
    actor: Staff,
    premises: Premises,
    read: str,
    published: PublishedDesk | None,
    entropy: Callable[[int], bytes],
    now: dt.datetime,
) -> PlaceCode:
    """Signs another code, for a poster that was copied, lost or runs out. Raises RefusedError."""
    key = venue_key()
    require_listed(published, key, now)
    with transaction.atomic():
        row = locked_with_commune(premises)
        require_as_read(read, digest_of_premises(row))
        if not row.is_open:
            raise RefusedError("only an approved place has a code")
        if row.same_as_id is not None:
            raise RefusedError("this is another place's entry by now; sign a code for that one")
        code = sign_anew(row, actor=actor, key=key, entropy=entropy, now=now)
        note(actor, "premises.renew", row, now)
    return code


@transaction.atomic
def close_premises(*, actor: Staff, premises: Premises, read: str, now: dt.datetime) -> None:
    """Closes a place with its parts, and what is the same place; or puts a registration aside. Raises RefusedError the
    second time."""
    _held_in_order(covered(premises))
    row = locked_premises(premises)
    require_as_read(read, digest_of_premises(row))
    if row.state == Premises.State.CLOSED:
        raise RefusedError("this place is closed already")
    closing = Premises.objects.filter(pk__in=covered(row)).exclude(state=Premises.State.CLOSED)
    for one in closing.select_for_update(of=("self",)).order_by("pk"):
        one.state, one.closed_by, one.closed_at, one.new_facts = Premises.State.CLOSED, actor, now, None
        one.save(update_fields=["state", "closed_by", "closed_at", "new_facts"])
        one.codes.filter(replaced_at=None).update(replaced_at=now)
        note(actor, "premises.close", one, now)


@transaction.atomic
def reopen_premises(*, actor: Staff, premises: Premises, read: str, now: dt.datetime) -> None:
    """Registers a closed place once more, with its doors and its history, and the parts and other entries of it that
    were closed with it: it waits until another person approves it, and gets a new code then. Raises RefusedError."""
    row = _locked_with_all(premises)
    require_as_read(read, digest_of_premises(row))
    if row.state != Premises.State.CLOSED:
        raise RefusedError("only a closed place is opened again")
    if row.same_as is not None:
        if row.same_as.state != Premises.State.CLOSED:
            raise RefusedError("this is another entry of a place that is open; say that they are two to open this one")
        raise RefusedError("this is another place's entry by now; open that one again")
    require_commune_of_today(row.unit, now)
    _whole_of(row.within, row.unit)
    require_the_only(row.unit, row.name, row.address, row.within)
    parts = list(closed_with(row).select_for_update(of=("self",)))
    for one in (row, *(one for one in parts if one.same_as_id is None)):
        require_fits(one.name, one.within)  # their place may be called otherwise by now
    _registered_again(row, actor, now)
    row.approved_by = row.approved_at = None
    row.save()
    note(actor, "premises.reopen", row, now)
    for one in parts:
        _registered_again(one, actor, now)  # that two had approved it stays written: nobody approves it by itself anew
        one.save()
        note(actor, "premises.reopen", one, now)


def note_alerted(codes: Iterable[int], now: dt.datetime) -> None:
    """Writes down that phones were alerted by these codes: their posters are printed anew."""
    PlaceCode.objects.filter(pk__in=codes).update(alerted_at=now)


def closed_with(premises: Premises) -> QuerySet[Premises]:
    """The approved parts of a closed place, and the other entries of these and of itself, that were closed by the same
    act, and are opened with it."""
    by_one_act = Q(closed_at=premises.closed_at, closed_by=premises.closed_by, state=Premises.State.CLOSED)
    return _going_along(premises, by_one_act).select_related("organisation", WHOLES)


def opened_with(premises: Premises) -> QuerySet[Premises]:
    """The parts and other entries of a place that waits which were opened by the same act, and are approved with it."""
    by_one_act = Q(registered_at=premises.registered_at, registered_by=premises.registered_by)
    return _going_along(premises, by_one_act & Q(state=Premises.State.REGISTERED)).select_related("unit", WHOLES)


def _going_along(premises: Premises, by_one_act: Q) -> QuerySet[Premises]:
    """What two had approved of a place: nothing opens within a hall that stays closed."""
    keys = opening_along(premises, by_one_act & Q(approved_at__isnull=False))
    return Premises.objects.filter(pk__in=keys).order_by("pk")


def _registered_again(row: Premises, actor: Staff, now: dt.datetime) -> None:
    if row.organisation is not None and row.organisation.closed_on is not None:
        row.organisation = None
    row.state, row.registered_by, row.registered_at = Premises.State.REGISTERED, actor, now
    row.closed_by = row.closed_at = None


@transaction.atomic
def name_keeper(*, actor: Staff, premises: Premises, organisation: Organisation, now: dt.datetime) -> None:
    """Says which organisation keeps a place of which nobody said so; of one that is approved only who may approve one,
    because it was approved without. Raises RefusedError."""
    row = locked_premises(premises)
    if row.is_open and not is_allowed(actor, "premises.approve", row):
        raise RefusedError("who keeps an approved place is said by whoever may approve one")
    if row.state == Premises.State.CLOSED or organisation.closed_on is not None:
        raise RefusedError("only what is open keeps a place, and is kept")
    if row.organisation_id is not None:
        raise RefusedError("another organisation keeps this place, or this one does already")
    row.organisation = organisation
    row.save(update_fields=["organisation"])
    note(actor, "premises.keep", row, now, [("organisation", organisation.pk)])


@transaction.atomic
def part_from_keeper(*, actor: Staff, premises: Premises, read: str, now: dt.datetime) -> None:
    """Says that the organisation does not keep this place after all. Raises RefusedError where none does."""
    row = locked_premises(premises)
    require_as_read(read, digest_of_premises(row))
    parted = row.organisation_id
    if parted is None:
        raise RefusedError("nobody is said to keep this place")
    row.organisation = None
    row.save(update_fields=["organisation"])
    note(actor, "premises.part", row, now, [("organisation", parted)])


def digest_of_premises(premises: Premises) -> str:
    """Names what a page shows of a place before somebody decides on it."""
    code = premises.codes.filter(replaced_at=None).values_list("pk", flat=True).first()
    about_others = (premises.within_id, premises.same_as_id, len(covered(premises)))
    lies = (premises.hamlet_id, premises.address)
    shown = (premises.full_name, premises.kind, *lies, premises.phone, premises.organisation_id)
    change = (premises.new_facts, premises.changed_by_id, premises.changed_at)
    return digest_of(premises.pk, premises.state, premises.path, code, *about_others, *shown, *change)


def require_commune_of_today(unit: Unit, now: dt.datetime) -> None:
    """Requires that a unit is a commune of today. Raises RefusedError."""
    if unit.level != Level.COMMUNE or (unit.valid_to is not None and unit.valid_to <= now.date()):
        raise RefusedError("a place lies in a commune of today")


def require_hamlet_of(unit: Unit, hamlet: Unit | None) -> None:
    """Requires that a hamlet is one of today's of a commune. Raises RefusedError."""
    if hamlet is not None and (
        hamlet.level != Level.HAMLET or hamlet.parent_id != unit.pk or hamlet.valid_to is not None
    ):
        raise RefusedError("this commune has no such hamlet by now")


def checked_facts(facts: Facts) -> tuple[str, str, str]:
    """Reads name, address and telephone as they are kept. Raises RefusedError."""
    name, address = normalised_name(facts.name), normalised_name(facts.address)
    if not len(name) >= 2 or len(name.encode()) > MAX_NAME_BYTES:
        raise RefusedError("a place's name has at least 2 letters and fits into a poster's code: about 40 letters")
    if len(address) > _LONGEST_ADDRESS:
        raise RefusedError("an address has at most 80 characters")
    if not can_be_set(name + address):
        raise RefusedError("a poster cannot carry one of these signs; please use letters, figures and usual marks")
    if not facts.phone.strip():
        return name, address, ""
    with refused_by_the_country():
        return name, address, normalised_phone(facts.phone)


def _whole_of(within: Premises | None, unit: Unit) -> Premises | None:
    """Takes the place of which something is a part. Raises RefusedError where that is closed, elsewhere, or deep within
    others."""
    if within is None:
        return None
    whole = Premises.objects.select_for_update(of=("self",)).select_related(WHOLES).get(pk=within.pk)
    if whole.state == Premises.State.CLOSED or whole.same_as_id is not None:
        raise RefusedError("the place of which this would be a part is closed, or another place's entry by now")
    if whole.path != unit.path:
        raise RefusedError("a part lies in its place's commune")
    if len(as_lying(whole)) >= DEEPEST:
        raise RefusedError("a stall in a row of a hall of a market has no parts of its own")
    return whole


def require_fits(name: str, within: Premises | None) -> None:
    """Requires that a name fits into a poster's code, with those of the places within which it lies. Raises
    RefusedError."""
    if len(full_name(name, within).encode()) > MAX_NAME_BYTES:
        raise RefusedError("the names of a part and of its place fit into a poster's code together; shorten this one")


def require_the_only(unit: Unit, name: str, address: str, within: Premises | None, but: Premises | None = None) -> None:
    """Requires that no open place of a commune, which is held, is called so there, or no other part of its place.
    Raises RefusedError."""
    standing = Premises.objects.filter(path=unit.path, within=within).exclude(state=Premises.State.CLOSED)
    standing = standing.exclude(pk=but.pk) if but is not None else standing
    if any((fold(other.name), fold(other.address)) == (fold(name), fold(address)) for other in standing):
        raise RefusedError("there is a place of this name and address")


def _held_in_order(keys: list[int]) -> None:
    """Takes the locks of all of these in the order in which whoever joins two of them takes theirs."""
    list(Premises.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))


def as_found(name: str, address: str, unit: Unit, within: Premises | None, hamlet: Unit | None) -> dict[str, str]:
    """Says how a place is put in order and searched for: a part after its place, and by its place's name, too."""
    lies_in = (hamlet.name,) if hamlet is not None else ()
    names = [*(one.name for one in reversed(as_lying(within))), name]
    return {
        "sort_key": sort_key(" ".join(names)),
        "search_text": found_by(full_name(name, within), address, *lies_in, unit.name),
    }


def locked_with_commune(premises: Premises) -> Premises:
    """The row of a place, held with its commune until the transaction ends: nobody calls a place there otherwise
    meanwhile, so that a part's code says what its place is called when it is signed."""
    Unit.objects.select_for_update(no_key=True).get(pk=premises.unit_id)
    return locked_premises(premises)


def _locked_with_all(premises: Premises) -> Premises:
    """The row of a place, held with its commune, all that may open with it, and the place within which it lies: in the
    order of whoever closes any of them."""
    Unit.objects.select_for_update(no_key=True).get(pk=premises.unit_id)
    whole = [premises.within_id] if premises.within_id is not None else []
    _held_in_order([*covered(premises), *whole])
    return locked_premises(premises)


def locked_premises(premises: Premises) -> Premises:
    """The row of a place, held until the transaction ends."""
    return Premises.objects.select_for_update(of=("self",)).select_related("unit", "hamlet", WHOLES).get(pk=premises.pk)


def _registered(premises: Premises, person: Staff) -> bool:
    return premises.registered_by_id == person.pk


def _approved(row: Premises, actor: Staff, now: dt.datetime) -> None:
    row.state, row.approved_by, row.approved_at = Premises.State.APPROVED, actor, now
    row.save(update_fields=["state", "approved_by", "approved_at"])
    note(actor, "premises.approve", row, now)


def sign_anew(
    premises: Premises, *, actor: Staff, key: SigningKey, entropy: Callable[[int], bytes], now: dt.datetime
) -> PlaceCode:
    """Signs a code that hangs in place of the one before. The place is held by whoever calls."""
    premises.codes.filter(replaced_at=None).update(replaced_at=now)
    return _signed(premises, actor, key, entropy, now)


def _signed(
    premises: Premises, actor: Staff, key: SigningKey, entropy: Callable[[int], bytes], now: dt.datetime
) -> PlaceCode:
    text, begins, ends = signed_code(
        name=premises.full_name, kind=premises.kind, unit=premises.unit.code, key=key, entropy=entropy, now=now
    )
    return PlaceCode.objects.create(
        premises=premises,
        text=text,
        typed=typed_code(entropy(TYPED_ENTROPY)),
        valid_from=begins,
        valid_until=ends,
        issued_by=actor,
        issued_at=now,
    )


def note(actor: Staff, act: str, premises: Premises, now: dt.datetime, beside: Sequence[tuple[str, int]] = ()) -> None:
    """Writes the audit's line; the place says no more which organisation it was parted from, so the line does."""
    subjects = [("premises", premises.pk), *beside]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=premises.path)
