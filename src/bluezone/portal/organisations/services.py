"""Writes about organisations: founded, placed in a tree, closed; contacts come and go."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError, refused_by_the_country
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Contact, Kind, Line, Organisation, Tree
from bluezone.portal.organisations.selectors import above
from bluezone.portal.places.models import Unit
from bluezone.vietnam.folding import fold, found_by
from bluezone.vietnam.names import normalised_name, sort_key
from bluezone.vietnam.telephone import normalised_phone


@transaction.atomic
def create_organisation(*, actor: Staff | None, name: str, kind: Kind, unit: Unit, now: dt.datetime) -> Organisation:
    """Creates an organisation at a unit of its day. Raises RefusedError for a name that is taken there."""
    name = normalised_name(name)
    if not 2 <= len(name) <= 120:
        raise RefusedError("an organisation's name has 2 to 120 characters")
    if unit.valid_to is not None and unit.valid_to <= now.date():
        raise RefusedError("this unit is no more")
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two who add the same name act one after the other
    here = Organisation.objects.filter(path=unit.path, closed_on=None)
    if any(fold(other.name) == fold(name) for other in here):
        raise RefusedError("there is an organisation of this name")
    organisation = Organisation.objects.create(
        name=name,
        kind=kind,
        unit=unit,
        path=unit.path,
        opened_on=now.date(),
        sort_key=sort_key(name),
        search_text=found_by(name, unit.name),
    )
    _note(actor, "organisations.found", organisation, now)
    return organisation


@transaction.atomic
def place_under(
    *, actor: Staff | None, child: Organisation, parent: Organisation, tree: Tree, now: dt.datetime
) -> None:
    """Puts an organisation under another in this tree, instead of where it stood. Raises RefusedError for a circle."""
    child, above_it = _locked(child, parent)
    parent = above_it or parent
    if child.pk == parent.pk or child.pk in {one.pk for one in above(parent, tree)}:
        raise RefusedError("an organisation cannot stand under itself")
    if parent.closed_on is not None or child.closed_on is not None:
        raise RefusedError("a closed organisation has no place in a tree")
    Line.objects.update_or_create(tree=tree, child=child, defaults={"parent": parent})
    _note(actor, "organisations.place", child, now)


@transaction.atomic
def close_organisation(
    *, actor: Staff, organisation: Organisation, successor: Organisation | None, now: dt.datetime
) -> None:
    """Closes one; those below it pass to the successor, or stand alone. Raises RefusedError for a second closing."""
    organisation, successor = _locked(organisation, successor)
    if organisation.closed_on is not None:
        raise RefusedError("it is closed already")
    if successor is not None and (successor.pk == organisation.pk or successor.closed_on is not None):
        raise RefusedError("only an open organisation takes over")
    organisation.closed_on, organisation.successor = now.date(), successor
    organisation.save(update_fields=["closed_on", "successor"])
    Line.objects.filter(child=organisation).delete()
    if successor is None:
        Line.objects.filter(parent=organisation).delete()
    else:
        Line.objects.filter(parent=organisation, child=successor).delete()
        Line.objects.filter(parent=organisation).update(parent=successor)
    _note(actor, "organisations.close", organisation, now)


@transaction.atomic
def add_contact(
    *, actor: Staff | None, organisation: Organisation, full_name: str, position: str, phone: str, now: dt.datetime
) -> Contact:
    """Adds a contact, whom to call there. Raises RefusedError."""
    name = normalised_name(full_name)
    if not 2 <= len(name) <= 80:
        raise RefusedError("a name has 2 to 80 characters")
    with refused_by_the_country():
        number = normalised_phone(phone)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two who add the same act one after the other
    if organisation.contacts.filter(full_name=name, phone=number, ended_on=None).exists():
        raise RefusedError("this person is a contact there already")
    contact = Contact.objects.create(
        organisation=organisation,
        full_name=name,
        position=normalised_name(position)[:80],
        phone=number,
    )
    _note(actor, "organisations.contact", organisation, now)
    return contact


@transaction.atomic
def end_contact(*, actor: Staff, contact: Contact, now: dt.datetime) -> None:
    """Ends a contact: somebody is no longer the one to call. Raises RefusedError the second time."""
    contact = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    if contact.ended_on is not None:
        raise RefusedError("this contact has ended already")
    contact.ended_on = now.date()
    contact.save(update_fields=["ended_on"])
    _note(actor, "organisations.contact", contact.organisation, now)


def _locked(one: Organisation, other: Organisation | None) -> tuple[Organisation, Organisation | None]:
    """Locks both as they are now until the end: of two who close or place them, the second sees what the first did."""
    wanted = {one.pk, *({other.pk} if other is not None else ())}
    rows = {row.pk: row for row in Organisation.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    return rows[one.pk], rows[other.pk] if other is not None else None


def _note(actor: Staff | None, act: str, organisation: Organisation, now: dt.datetime) -> None:
    subjects = [("organisation", organisation.pk)]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=organisation.path)
