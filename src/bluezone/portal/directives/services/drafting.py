"""Papers that come of a directive: the consolidated report, the letter that sends it, the letter to the late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec
from django.db import transaction

from bluezone.documents.paper import MAX_LINES
from bluezone.documents.paper import Kind as PaperKind
from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import DirectiveRecord, Participant, RolloutPaper
from bluezone.portal.directives.selectors.cores import (
    DirectiveContext,
    consolidation_of,
    context_of,
    extensions_of,
    reports_of,
)
from bluezone.portal.directives.selectors.differing import sums_now
from bluezone.portal.directives.services.composing import Head, compose
from bluezone.portal.directives.services.holding import held
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.services import draft_paper, revise
from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.consolidation.deadlines import late, standings
from bluezone.rollout.narrative.blocks import Narrative, Text
from bluezone.rollout.narrative.chasing import chasing_letter
from bluezone.rollout.narrative.consolidated import Situation, consolidated_report

What = RolloutPaper.What
_ENDINGS = {
    What.REPORT: "Trên đây là báo cáo kết quả thực hiện, kính đề nghị xem xét, chỉ đạo",
    What.COVER: "Trân trọng",
    What.CHASING: "Đề nghị các đơn vị nghiêm túc thực hiện",
}
Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """What a writer asks for: which paper, its head, and what stands in it beside the figures."""

    what: RolloutPaper.What
    head: Head
    proposals: tuple[str, ...] = ()
    new_due: dt.datetime | None = None
    """Of a letter to the late."""


@transaction.atomic
def draft_rollout_paper(
    *,
    actor: Staff,
    record: DirectiveRecord,
    acting_for: Participant,
    asked: PaperRequest,
    now: dt.datetime,
    entropy: Entropy,
    address_of: Callable[[str], str],
) -> RolloutPaper:
    """Drafts a paper, with the sums as they stand now and the address under which anybody may check it, which
    `address_of` makes of the paper's key. Raises RefusedError where there is nothing to write about.
    """
    acting_for = held(acting_for)
    kind, narrative, head = _written(record, asked, now)
    ending = _ENDINGS[asked.what]
    organisation = organisation_of(acting_for, actor=actor, now=now)
    content = compose(narrative, kind, head, ending=(ending,))
    paper = draft_paper(organisation=organisation, paper=content, by=actor, now=now, entropy=entropy)
    content = compose(narrative, kind, head, ending=(_checked_at(address_of(paper.check_key)), ending))
    paper = revise(paper=paper, content=content, by=actor, now=now)
    made = RolloutPaper.objects.create(
        directive=record,
        what=asked.what,
        acting_for=acting_for,
        paper=paper,
        figures=sums_now(record) if asked.what is What.REPORT else {},
        asked=msgspec.to_builtins(asked),
        as_of=now,
    )
    _note(actor, made, paper, now)
    return made


@transaction.atomic
def write_anew(*, actor: Staff, row: RolloutPaper, now: dt.datetime, address_of: Callable[[str], str]) -> RolloutPaper:
    """Writes the same paper from the sums as they stand now; what somebody changed in its words by hand is gone. Raises
    RefusedError for one that is no draft any more, or whose request was not kept.
    """
    row = (
        RolloutPaper.objects.select_for_update(of=("self",))
        .select_related("directive", "acting_for", "paper")
        .get(pk=row.pk)
    )
    if not row.asked:
        raise RefusedError("how this paper was asked for is not kept; draft another one")
    asked = msgspec.convert(row.asked, PaperRequest)
    kind, narrative, head = _written(row.directive, asked, now)
    ending = (_checked_at(address_of(row.paper.check_key)), _ENDINGS[asked.what])
    row.paper = revise(paper=row.paper, content=compose(narrative, kind, head, ending=ending), by=actor, now=now)
    row.figures = sums_now(row.directive) if asked.what is What.REPORT else {}
    row.as_of = now
    row.save(update_fields=["figures", "as_of"])
    _note(actor, row, row.paper, now)
    return row


def organisation_of(acting_for: Participant, *, actor: Staff, now: dt.datetime) -> Organisation:
    """Finds the participant in the portal's list, or enters it there. Raises RefusedError without a unit."""
    if acting_for.organisation is not None:
        return acting_for.organisation
    if acting_for.unit is None:
        raise RefusedError("this office's unit is not in our tables, so that it has no register of papers")
    kind = Kind.COMMITTEE if "committee" in acting_for.kind else Kind.DEPARTMENT
    known = Organisation.objects.filter(name=acting_for.name[:120], path=acting_for.unit.path, closed_on=None).first()
    made = known or create_organisation(
        actor=actor, name=acting_for.name[:120], kind=kind, unit=acting_for.unit, now=now
    )
    Participant.objects.filter(pk=acting_for.pk).update(organisation=made)
    acting_for.organisation = made
    return made


def _written(record: DirectiveRecord, asked: PaperRequest, now: dt.datetime) -> tuple[PaperKind, Narrative, Head]:
    """The paper's words as of now. Raises RefusedError where there is nothing to write about."""
    context = context_of(record)
    reports = reports_of(context)
    if asked.what is What.CHASING:
        missing = late(context.expectation, reports, extensions_of(record), now)
        narrative = _chasing(context, record, asked, now, missing)
        addressees = tuple(one.organisation.name for one in missing)[:MAX_LINES]
        asked = replace(asked, head=replace(asked.head, addressees=addressees))
    elif asked.what is What.COVER:
        narrative = _cover(context)
    else:
        stand = standings(context.expectation, reports, extensions_of(record), now)
        consolidation = consolidation_of(context, reports.values())
        situation = Situation(context.directive, context.organisations, context.expectation, consolidation, stand, now)
        narrative = consolidated_report(situation, asked.proposals)
    kind = PaperKind.REPORT if asked.what is What.REPORT else PaperKind.LETTER
    return kind, narrative, _with_bases(asked.head, context, asked.what)


def _checked_at(address: str) -> str:
    return f"Văn bản này được kiểm tra tại địa chỉ {address}"


def _chasing(
    context: DirectiveContext,
    record: DirectiveRecord,
    asked: PaperRequest,
    now: dt.datetime,
    missing: tuple[ExpectedReport, ...],
) -> Narrative:
    if asked.new_due is None or asked.new_due <= now:
        raise RefusedError("a letter to the late names a new deadline that lies ahead")
    narrative = chasing_letter(context.directive, missing, extensions_of(record), now=now, new_due=asked.new_due)
    if narrative is None:
        raise RefusedError("nobody is late; there is nobody to write to")
    return narrative


def _cover(context: DirectiveContext) -> Narrative:
    letter = context.directive.letter
    number = f" số {letter.number}" if letter.number else ""
    return Narrative(
        f"gửi báo cáo kết quả: {letter.subject}",
        (
            Text(f"Thực hiện {letter.kind}{number} ngày {letter.date:%d/%m/%Y} của {letter.issuer}: {letter.subject}."),
            Text("Xin gửi kèm báo cáo tổng hợp kết quả thực hiện của các cơ quan, đơn vị, xã, thị trấn."),
        ),
    )


def _with_bases(head: Head, context: DirectiveContext, what: RolloutPaper.What) -> Head:
    """Adds to a report's bases the letter that asked for it."""
    if what is not What.REPORT or head.bases:
        return head
    letter = context.directive.letter
    number = f" số {letter.number}" if letter.number else ""
    return replace(
        head,
        bases=(f"Thực hiện {letter.kind}{number} ngày {letter.date:%d/%m/%Y} của {letter.issuer}: {letter.subject}",),
    )


def _note(actor: Staff, row: RolloutPaper, paper: OutgoingPaper, now: dt.datetime) -> None:
    record_write(
        actor=actor,
        act="directives.draft",
        now=now,
        subjects=[("paper", paper.pk)],
        path=row.acting_for.path,
        detail={"directive": row.directive.key, "what": row.what},
    )
