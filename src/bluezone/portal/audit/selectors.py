"""Reading the audit: page by page, about one subject, and the proof that nothing was changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from bluezone.portal.accounts.models import Staff
from bluezone.portal.accounts.policy import paths_for
from bluezone.portal.audit.chain import START, Line
from bluezone.portal.audit.models import Entry, Head
from bluezone.portal.errors import BrokenChainError
from bluezone.portal.places.paths import rows_within

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Chain:
    """How far the audit goes, and its last hash: noted elsewhere, it also proves that nothing was cut off."""

    length: int
    head: str


def entries_for(staff: Staff) -> QuerySet[Entry]:
    """The lines that lie within this person's units, the newest first."""
    return rows_within(Entry.objects.all(), paths_for(staff, "audit.read")).order_by("-number")


def entries_about(entries: QuerySet[Entry], kind: str, key: str) -> QuerySet[Entry]:
    """Those about one subject: who read this person's record, and who changed it."""
    return entries.filter(subjects__kind=kind, subjects__key=key)


def verify_chain() -> Chain:
    """Walks every line from the first. Raises BrokenChainError with the number of the first that does not fit."""
    number, last = 0, START
    entries = Entry.objects.order_by("number").prefetch_related("subjects")
    for entry in entries.iterator(chunk_size=_AT_ONCE):
        if entry.number != number + 1:
            raise BrokenChainError(f"line {number + 1} is missing")
        if entry.previous_hash != last or entry.hash != _line_of(entry).hash():
            raise BrokenChainError(f"line {entry.number} was changed")
        number, last = entry.number, entry.hash
    head = Head.objects.filter(pk=1).first()
    if (head.number, head.hash) != (number, last) if head is not None else number != 0:
        raise BrokenChainError(f"lines after {number} are missing")
    return Chain(number, last)


def require_on_the_way(noted: str) -> None:
    """Raises BrokenChainError unless the chain still passes through "number:hash", noted earlier and elsewhere."""
    number, _, last = noted.partition(":")
    if not (number.isascii() and number.isdigit() and Entry.objects.filter(number=int(number), hash=last).exists()):
        raise BrokenChainError(f"the chain no longer passes through {noted[:90]}")


def _line_of(entry: Entry) -> Line:
    return Line(
        entry.number,
        entry.at,
        entry.actor_id,
        entry.actor_name,
        entry.act,
        entry.kind,
        entry.path,
        entry.detail,
        [(subject.kind, subject.key) for subject in entry.subjects.all()],
        entry.previous_hash,
    )
