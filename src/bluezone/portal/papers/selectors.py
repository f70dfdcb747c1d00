"""Reads about papers: lists within one's units, a year's registers, what anybody may ask about an issued one."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.documents.paper import Kind as PaperKind
from bluezone.documents.registers import Outgoing, set_incoming, set_outgoing
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.papers.lines import as_incoming_entry, issuer_named
from bluezone.portal.papers.models import (
    Capacity,
    Direction,
    IncomingPaper,
    OutgoingPaper,
    PaperFile,
    PaperSignature,
    Register,
    State,
    Way,
)
from bluezone.portal.papers.standing import as_read, content_of
from bluezone.portal.papers.waiting import WANTED, papers_that_wait
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import is_within, rows_within
from bluezone.vietnam.numbers import whole_number

PAGE = 50
PAPERS = Listing(
    caption=_("Papers, the newest first"),
    columns=(
        Column("look", _("First page"), looks="look no-print", is_silent=True),
        Column("subject", _("Subject")),
        Column("symbol", _("Number and symbol"), ("year", "number")),
        Column("date", _("Date"), ("dated_on",)),
        Column("organisation", _("Organisation"), ("organisation__sort_key",)),
        Column("state", _("State")),
    ),
    filters=(Filter("state", (("", _("All")), *State.choices), from_today=WANTED),),
    search=_("Subject, number, organisation or who wrote it"),
    hint=_("Marks may be left out; the beginning of each word is enough."),
    kept=("organisation",),
    empty=Empty(
        "news",
        _("No paper here"),
        _("Letters, reports and plans of your organisations stand here, from draft to issue."),
    ),
    by_key=True,
    size=PAGE,
    older=_("Older papers"),
)
_FOUND_IN = ("search_text", "organisation__search_text", "drafted_by__search_text")
WENT_OUT = (State.ISSUED, State.RECALLED)
_MOST_DIGITS = 6
_BODIES = {
    Role.LEADER: Kind.COMMITTEE,
    Role.REGISTRY_CLERK: Kind.COMMITTEE,
    Role.CONSOLIDATOR: Kind.COMMITTEE,
    Role.SUPERVISOR: Kind.HEALTH,
}
MOST_SIGNERS = 20
MOST_CHOICES = 200
"""A list to choose from that is longer is no help; whoever has more comes from an organisation's page."""


def page_of_papers(staff: Staff, part: Part) -> Listed[OutgoingPaper]:
    """A page of the papers of this person's units, the newest first, without their texts."""
    rows, state = rows_within(OutgoingPaper.objects.all(), paths_for(staff, "papers.list")), part["state"]
    rows = rows.filter(saying(part.text, *_FOUND_IN, also=_numbered))
    if state in State.values:
        rows = rows.filter(state=state)
    if state in WANTED:
        rows = rows.filter(pk__in=papers_that_wait(staff, state).values("pk"))
    if organisation := whole_number(part["organisation"]):
        rows = rows.filter(organisation_id=organisation)
    return listed(rows.select_related("organisation", "drafted_by").defer("content").order_by("-pk"), part)


def _numbered(word: str) -> Q:
    """Papers of this number, if the word is one."""
    number = whole_number(word, most_digits=_MOST_DIGITS)
    return Q(number=number) if number is not None else Q()


def paper_with_key(key: int) -> OutgoingPaper | None:
    """The outgoing paper of this key, with everybody who did something with it."""
    people = ("drafted_by", "submitted_by", "scan_by", "scan_confirmed_by", "issued_by", "recalled_by", "discarded_by")
    return OutgoingPaper.objects.select_related("organisation__unit", *people).filter(pk=key).first()


def organisations_for(staff: Staff, action: str) -> QuerySet[Organisation]:
    """Open organisations within this person's units, in Vietnamese order."""
    rows = rows_within(Organisation.objects.filter(closed_on=None), paths_for(staff, action))
    return rows.select_related("unit").order_by("sort_key", "id")


def organisation_with_key(key: int) -> Organisation | None:
    """The organisation of this key, open or closed: its registers stay."""
    return Organisation.objects.select_related("unit").filter(pk=key).first()


def organisation_that_writes(staff: Staff, wanted: int | None) -> Organisation | None:
    """The organisation that is wanted; else the only one for which this person may write at all, the one of the last
    paper that they wrote, or the one body of their own unit that has such people.
    """
    here = organisations_for(staff, "papers.draft")
    if wanted is not None:
        return here.filter(pk=wanted).first()
    found = list(here[:2])
    if len(found) == 1:
        return found[0]
    last = OutgoingPaper.objects.filter(drafted_by=staff, organisation__in=here).order_by("-pk").first()
    return last.organisation if last is not None else _own_body(staff, here)


def _own_body(staff: Staff, organisations: QuerySet[Organisation]) -> Organisation | None:
    """The committee of somebody's own unit, or its health facility for who leads health officers; none of several."""
    own = Q(pk__in=())
    for grant in staff.current_grants:
        if (kind := _BODIES.get(Role(grant.role))) is not None:
            own |= Q(path=grant.path, kind=kind)
    found = list(organisations.filter(own)[:2])
    return found[0] if len(found) == 1 else None


def last_paper(organisation: Organisation) -> OutgoingPaper | None:
    """The organisation's newest paper: who issues and who signs is mostly the same the next time."""
    return OutgoingPaper.objects.filter(organisation=organisation).order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Turning:
    """How far somebody has turned the pages of a paper as it stands."""

    pages: int
    turned: frozenset[int]

    @property
    def left(self) -> int:
        """How many pages are still to be turned."""
        return self.pages - len(self.turned)

    @property
    def first_unturned(self) -> int:
        """The page to go on with; the last one once all are turned."""
        return next((page for page in range(1, self.pages + 1) if page not in self.turned), self.pages)


def turning_of(paper: OutgoingPaper, staff: Staff, pages: int) -> Turning:
    """The pages of the paper as it stands that this person has turned."""
    turned = paper.turns.filter(by=staff, digest=as_read(paper), page__lte=pages)
    return Turning(pages, frozenset(turned.values_list("page", flat=True)))


def signers_for(path: str) -> list[str]:
    """Names of leaders in whose units this path lies, the nearest first: those who may sign there."""
    grants = Grant.objects.filter(role=Role.LEADER, ended_at=None, staff__is_active=True).select_related("staff")
    near = [grant for grant in grants.order_by("staff__sort_key") if is_within(path, grant.path)]
    near.sort(key=lambda grant: -len(grant.path))
    return list(dict.fromkeys(grant.staff.full_name for grant in near))[:MOST_SIGNERS]


def signatures_of(paper: OutgoingPaper) -> list[PaperSignature]:
    """Signatures on the paper, in the order in which they came."""
    people = ("by", "certificate__brought_by", "certificate__confirmed_by")
    return list(paper.signatures.select_related(*people).order_by("pk"))


def has_signed(paper: OutgoingPaper, staff: Staff) -> bool:
    """Whether this person's own signature stands on the paper as it is."""
    mine = paper.signatures.filter(by=staff, capacity=Capacity.PERSON, way__in=(Way.CERTIFICATE, Way.TOKEN))
    return mine.exists()


def waits_for_another(paper: OutgoingPaper) -> bool:
    """Whether it is a scan that only the person who brought it has looked at."""
    return paper.state == State.SIGNED and paper.is_copy and paper.scan_confirmed_at is None


def years_of(organisation: Organisation, direction: str) -> list[int]:
    """Years in which the organisation's register has a line, the newest first."""
    registers = Register.objects.filter(organisation=organisation, direction=direction)
    return list(registers.order_by("-year").values_list("year", flat=True))


def outgoing_of(organisation: Organisation, year: int) -> QuerySet[OutgoingPaper]:
    """Papers that have a number of that year, in the order of the numbers."""
    rows = OutgoingPaper.objects.filter(organisation=organisation, year=year, number__isnull=False)
    return rows.order_by("number")


def incoming_of(organisation: Organisation, year: int) -> QuerySet[IncomingPaper]:
    """Arrivals of that year, in the order of their numbers."""
    return IncomingPaper.objects.filter(organisation=organisation, year=year).order_by("number")


def page_of_register(organisation: Organisation, direction: Direction, year: int, number: str | None) -> Page[Any]:
    """One page of a register; the first where the number is nonsense."""
    rows: QuerySet[Any] = (incoming_of if direction == Direction.IN else outgoing_of)(organisation, year)
    return Paginator(rows, PAGE).get_page(number)


def book_of(organisation: Organisation, direction: Direction, year: int, now: dt.datetime) -> bytes:
    """Sets the whole year as the book that lies on the clerk's desk, as PDF."""
    last = last_paper(organisation)
    issuer = content_of(last).issuer if last is not None else issuer_named(organisation)
    if direction == Direction.IN:
        arrived = [as_incoming_entry(one) for one in incoming_of(organisation, year)]
        return set_incoming(issuer, year, arrived, now=now)
    return set_outgoing(issuer, year, [as_outgoing_entry(one) for one in outgoing_of(organisation, year)], now=now)


def as_outgoing_entry(paper: OutgoingPaper) -> Outgoing:
    """A paper as a line of the printed register; a note says its state where it did not simply go out."""
    content = content_of(paper)
    assert paper.number is not None
    assert paper.dated_on is not None
    return Outgoing(
        number=paper.number,
        symbol=paper.symbol,
        date=paper.dated_on,
        type_name=PaperKind(paper.kind).title or "Công văn",
        subject=paper.subject,
        signer=content.signatory.name,
        recipients="; ".join((*content.addressees, *content.recipients))[:500],
        unit=content.drafting_unit,
        pages=paper.pages,
        copies=content.copies,
        urgency=content.urgency.value if content.urgency else "",
        note="" if paper.state == State.ISSUED else str(State(paper.state).label),
    )


def twins_of(paper: OutgoingPaper) -> QuerySet[OutgoingPaper]:
    """Other papers of the same number, symbol and issuing body: the register makes none, an older book may have."""
    same = OutgoingPaper.objects.filter(number=paper.number, symbol=paper.symbol, year=paper.year)
    return same.filter(organisation__name=paper.organisation.name).exclude(pk=paper.pk)


@dataclass(frozen=True, slots=True)
class StatedHand:
    """A signature by hand, which is somebody's statement and nothing else."""

    signer: str
    stated_by: str
    confirmed_by: str
    """Empty on scans from before a second person was asked for."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An issued paper, as far as a stranger may know of it."""

    paper: OutgoingPaper
    issuer: str
    """As the register names it; what the head says is the writer's."""
    register: str
    """The unit in which that register is kept: whoever names organisations there names them as they like."""
    kind: str
    signers: tuple[str, ...]
    """By certificate."""
    by_hand: StatedHand | None
    is_own: bool
    """Every certificate was noted by two persons for this organisation; on older papers none was."""
    ended_on: dt.datetime | None
    """Since when the first of these certificates signs for the organisation no more; None while all of them do."""
    is_verified: bool
    """Every signature's certificate led to a root that was trusted then, as far as that was kept."""


def registered(paper: OutgoingPaper | None) -> Registered | None:
    """An issued paper, with no more than anybody may know of it."""
    if paper is None:
        return None
    signatures = signatures_of(paper)
    by_certificate = [one for one in signatures if one.way != Way.BY_HAND]
    return Registered(
        paper,
        issuer=paper.organisation.name,
        register=place_of(paper.organisation),
        kind=PaperKind(paper.kind).title or "Công văn",
        signers=tuple(one.signer for one in by_certificate),
        by_hand=stated_hand(paper),
        is_own=all(one.certificate_id is not None for one in by_certificate),
        ended_on=_first_end(by_certificate),
        is_verified=all(one.is_verified is not False for one in by_certificate),
    )


def _first_end(signatures: list[PaperSignature]) -> dt.datetime | None:
    ends = (one.certificate.ended_at for one in signatures if one.certificate is not None)
    return min((end for end in ends if end is not None), default=None)


def place_of(organisation: Organisation) -> str:
    """Names the unit in which the organisation keeps its register, and the units above it."""
    unit: Unit | None = organisation.unit
    names = []
    while unit is not None:
        names.append(unit.name)
        unit = unit.parent
    return ", ".join(names)


def stated_hand(paper: OutgoingPaper) -> StatedHand | None:
    """The persons: who states whose hand is on the original, and who confirmed the scan of it."""
    found = paper.signatures.filter(way=Way.BY_HAND).select_related("by").first()
    if found is None:
        return None
    confirmed = paper.scan_confirmed_by
    return StatedHand(found.signer, found.by.full_name, confirmed.full_name if confirmed is not None else "")


def gone_out(check_key: str) -> OutgoingPaper | None:
    """The issued or recalled paper under this address."""
    rows = OutgoingPaper.objects.filter(check_key=check_key[:32], state__in=WENT_OUT)
    return rows.select_related("organisation").first()


def paper_of_file(file: bytes) -> OutgoingPaper | None:
    """The paper that went out as exactly these bytes."""
    digest = hashlib.sha256(file).hexdigest()
    files = PaperFile.objects.filter(digest=digest, paper__state__in=WENT_OUT).select_related("paper__organisation")
    found = files.order_by("pk").first()
    return found.paper if found is not None and found.pk == _last_file(found.paper) else None


def register_year(text: str, today: dt.date) -> int:
    """The year that an address asks for, or this one."""
    return whole_number(text, most_digits=4) or today.year


def direction_of(text: str) -> Direction:
    """The register that a text names; what went out, for any other text."""
    return Direction.IN if text == Direction.IN else Direction.OUT


def _last_file(paper: OutgoingPaper) -> int | None:
    return paper.files.order_by("-pk").values_list("pk", flat=True).first()
