"""Reading people's own files: those of one's units, those that wait for somebody, one with what its page shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from bluezone.documents.paper import Section, Table
from bluezone.portal.cases.models import Person
from bluezone.portal.dossiers.models import Dossier
from bluezone.portal.dossiers.services import APPROVE, DRAFT, content_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.second_person import asked_since
from bluezone.portal.places.paths import rows_within

LIST, SEE, HAND = "dossiers.list", "dossiers.see", "dossiers.hand"
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as somebody reads it before it is approved: all of its words."""

    subject: str
    words: list[tuple[str, str]]
    """Each with its title, where it has one."""
    tables: list[tuple[str, Table]]


def open_dossiers(staff: Staff, act: str = LIST) -> QuerySet[Dossier]:
    """Asks within one's units that are not settled, whoever has waited longest first."""
    rows = rows_within(Dossier.objects.filter(ended_at=None), paths_for(staff, act))
    return rows.select_related("person", "noted_by", "drafted_by", "approved_by").order_by("asked_at", "pk")


def to_put_together(staff: Staff, now: dt.datetime) -> QuerySet[Dossier]:
    """Asks of which nothing is put together, or of which that was too long ago to be approved."""
    waiting = open_dossiers(staff, DRAFT).filter(approved_at=None)
    return waiting.exclude(drafted_at__gt=asked_since(now))


def to_approve(staff: Staff, now: dt.datetime) -> QuerySet[Dossier]:
    """Files that somebody else put together within a day."""
    rows = open_dossiers(staff, APPROVE).filter(approved_at=None, drafted_at__gt=asked_since(now))
    return rows.exclude(drafted_by=staff)


def to_hand_over(staff: Staff) -> QuerySet[Dossier]:
    """Files that are approved and that nobody has yet."""
    return open_dossiers(staff, HAND).filter(approved_at__isnull=False)


def dossier_with_number(number: int) -> Dossier | None:
    """The ask of this number."""
    rows = Dossier.objects.select_related("person__unit", "noted_by", "drafted_by", "approved_by", "handed_by")
    return rows.filter(pk=number).first()


def reading_of(dossier: Dossier) -> Reading | None:
    """The file as its page shows it; None where there is none, or none any more."""
    if not dossier.content:
        return None
    paper = content_of(dossier)
    annex = paper.appendices[0].blocks
    words = [(getattr(one, "title", ""), getattr(one, "text", "")) for one in paper.blocks]
    pairs = zip(annex[::2], annex[1::2], strict=False)
    tables = [(above.title, table) for above, table in pairs if isinstance(above, Section) and isinstance(table, Table)]
    return Reading(paper.subject, words, tables)


def open_dossier_of(person: Person) -> Dossier | None:
    """What this person asked for and does not have."""
    return Dossier.objects.filter(person=person, ended_at=None).first()
