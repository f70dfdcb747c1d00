"""Reading the audit: page by page, about one subject, and the proof that nothing was changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from bluezone.portal.audit.aliases import Alias, aliases_of
from bluezone.portal.audit.chain import START, Line
from bluezone.portal.audit.models import Act, Entry, Head, Subject
from bluezone.portal.audit.words import action_in_words
from bluezone.portal.errors import BrokenChainError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.paths import is_within, lying_within, paths_above, rows_within
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.numbers import whole_number

PAGE = 50
_AT_ONCE = 1_000
_COMING_IN = ("staff.sign_in", "staff.wrong_code")
"""What somebody does before they do anything."""


@dataclass(frozen=True, slots=True)
class Chain:
    """How far the audit goes, and its last hash: noted elsewhere, it also proves that nothing was cut off."""

    length: int
    head: str


def entries_for(staff: Staff) -> QuerySet[Entry]:
    """Lines within this person's units, the newest first."""
    return rows_within(Entry.objects.all(), paths_for(staff, "audit.read")).order_by("-number")


def with_subjects(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Lines with what they are about, asked for at once."""
    return entries.prefetch_related("subjects")


def entries_until_now(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Lines that are written by now, without those that come while these are being read."""
    last = entries.values_list("number", flat=True).first() or 0
    return entries.filter(number__lte=last).prefetch_related("subjects")


def done_on(staff: Staff, day: dt.date) -> list[tuple[str, int]]:
    """What this person changed on that day, as the audit calls it, and how often; what they did most first."""
    begins = dt.datetime.combine(day, dt.time(), VIET_NAM)
    lines = Entry.objects.filter(actor=staff, kind=Act.WRITE, at__gte=begins, at__lt=begins + dt.timedelta(days=1))
    acts = (
        lines.exclude(act__in=_COMING_IN)
        .order_by()
        .values_list("act")
        .annotate(count=Count("pk"))
        .order_by("-count", "act")
    )
    return [(action_in_words(act), count) for act, count in acts.order_by("-count", "act")]


def entries_about_for(staff: Staff, kind: str, key: str) -> QuerySet[Entry]:
    """Lines about a record of one's units: who read and changed it, with the looks of those who sit above, at a list
    or an export of the province, and of one's own colleagues wherever they looked: who works in two communes opens a
    list of both, and a page about a place or a meeting elsewhere names people of one's own. A record is of one's units
    where it was written there; to have asked about it makes it none."""
    paths = paths_for(staff, "audit.read")
    about, own = entries_about(Entry.objects.all(), kind, key), rows_within(Entry.objects.all(), paths)
    of_it = _about(own, kind, key, [one for one in aliases_of(kind, key) if not one.kind])
    if not of_it.filter(kind=Act.WRITE).exists():
        return entries_about(entries_for(staff), kind, key)
    above = {outer for path in paths for outer in paths_above(path)}
    see_it = Grant.objects.filter(lying_within(paths) | Q(path__in=above)).values("staff")
    looks = about.filter(Q(path__in=above) | Q(actor__in=see_it), kind=Act.READ).values("number")
    within = entries_about(own, kind, key).values("number")
    return Entry.objects.filter(Q(number__in=within) | Q(number__in=looks)).order_by("-number")


def keys_asked_for(about: str) -> frozenset[tuple[str, str]]:
    """Every (kind, key) under which what was asked for stands; none where nothing was."""
    kind, _, key = about.partition(":")
    return (
        frozenset({(kind, key), *((alias.kind or kind, alias.key) for alias in aliases_of(kind, key))})
        if about
        else frozenset()
    )


def subjects_told(staff: Staff, entry: Entry, asked: frozenset[tuple[str, str]]) -> list[Subject]:
    """The subjects of a line that a reader is told; of a line from above only what was asked for, no others."""
    told = list(entry.subjects.all())
    if any(is_within(entry.path, path) for path in paths_for(staff, "audit.read")):
        return told
    return [subject for subject in told if (subject.kind, subject.key) in asked]


def entries_about(entries: QuerySet[Entry], kind: str, key: str) -> QuerySet[Entry]:
    """Lines about one subject, under all its keys: who read this person's record, and who changed it."""
    return _about(entries, kind, key, aliases_of(kind, key))


def _about(entries: QuerySet[Entry], kind: str, key: str, aliases: Sequence[Alias]) -> QuerySet[Entry]:
    if not aliases:
        return entries.filter(subjects__kind=kind, subjects__key=key)
    about = [Subject.objects.filter(kind=kind, key=key), *(_under(kind, alias) for alias in aliases)]
    lines = Q()
    for subjects in about:
        lines |= Q(number__in=subjects.values("entry"))
    return entries.filter(lines)


def _under(kind: str, alias: Alias) -> QuerySet[Subject]:
    """The lines under another key, as long as it stood for the same thing."""
    subjects = Subject.objects.filter(kind=alias.kind or kind, key=alias.key)
    if alias.since is not None:
        subjects = subjects.filter(entry__at__gte=alias.since)
    return subjects if alias.until is None else subjects.filter(entry__at__lt=alias.until)


def verify_chain() -> Chain:
    """Walks every line from the first, while others go on writing. Raises BrokenChainError with the number of the first
    that does not fit."""
    chain = Chain(0, START)
    while True:
        walked = _walk_from(chain)
        head = Head.objects.filter(pk=1).first()
        end = Chain(head.number, head.hash) if head is not None else Chain(0, START)
        if end == walked:
            return walked
        if end.length <= walked.length or walked == chain:
            raise BrokenChainError(f"lines after {walked.length} are missing")
        chain = walked  # somebody wrote meanwhile; a head is never there before its line


def _walk_from(chain: Chain) -> Chain:
    number, last = chain.length, chain.head
    entries = Entry.objects.filter(number__gt=number).order_by("number").prefetch_related("subjects")
    for entry in entries.iterator(chunk_size=_AT_ONCE):
        if entry.number != number + 1:
            raise BrokenChainError(f"line {number + 1} is missing")
        if entry.previous_hash != last or entry.hash != _line_of(entry).hash():
            raise BrokenChainError(f"line {entry.number} was changed")
        number, last = entry.number, entry.hash
    return Chain(number, last)


def require_on_the_way(noted: str) -> None:
    """Raises BrokenChainError unless the chain still passes through "number:hash", noted earlier and elsewhere."""
    text, _, last = noted.partition(":")
    number = whole_number(text)
    if number is None or not Entry.objects.filter(number=number, hash=last).exists():
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
