"""Papers that come of a directive: the consolidated report, the letter that sends it, the letter to the late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

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
    directive_of,
    extensions_of,
    reports_of,
)
from bluezone.portal.directives.selectors.differing import SEEN, Today, seen_in, today
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.selectors.measuring import measured_at_the_top
from bluezone.portal.directives.services.composing import Head, compose
from bluezone.portal.directives.services.holding import held
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import Placed, is_allowed
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers.heads import head_lines
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.services import draft_paper, revise
from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.consolidation.consolidating import Consolidation
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
    only: tuple[str, ...] = ()
    """Of a letter to the late: to which of them; to all where nobody is named."""
    issuing: str = ""
    """The participant whose paper and number it is; whoever it is written for where nothing is said."""
    without: str = ""
    """Whom the writer knows that the sums of a report leave out (`Inclusion.digest`)."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What a paper says now, and the sums that stand in it."""

    kind: PaperKind
    narrative: Narrative
    head: Head
    figures: dict[str, int]
    beside: dict[str, Any]
    """What else it says of the reports: whoever signs is told where that is otherwise by then."""


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
    `address_of` makes of the paper's key. Its head is that of the organisation whose register numbers it. Raises
    RefusedError where there is nothing to write about, where the sums leave out reports of which the writer does not
    know, and for an organisation whose papers the actor does not write.
    """
    acting_for = held(acting_for)
    organisation = organisation_of(_issuing(acting_for, asked.issuing), actor=actor, now=now)
    asked = replace(asked, head=replace(asked.head, issuer=head_lines(organisation)))
    written, ending = _written(record, asked, now), _ENDINGS[asked.what]
    content = compose(written.narrative, written.kind, written.head, ending=(ending,))
    paper = draft_paper(organisation=organisation, paper=content, by=actor, now=now, entropy=entropy)
    endings = (_checked_at(address_of(paper.check_key)), ending)
    content = compose(written.narrative, written.kind, written.head, ending=endings)
    paper = revise(paper=paper, content=content, by=actor, now=now)
    made = RolloutPaper.objects.create(
        directive=record,
        what=asked.what,
        acting_for=acting_for,
        paper=paper,
        figures=written.figures,
        beside=written.beside,
        asked=msgspec.to_builtins(asked),
        as_of=now,
    )
    _note(actor, made, paper, now)
    return made


@transaction.atomic
def write_anew(
    *, actor: Staff, row: RolloutPaper, without: str, now: dt.datetime, address_of: Callable[[str], str]
) -> RolloutPaper:
    """Writes the same paper from the sums as they stand now; what somebody changed in its words by hand is gone. Raises
    RefusedError for one that is no draft any more, whose request was not kept, and as `draft_rollout_paper` does.
    """
    row = (
        RolloutPaper.objects.select_for_update(of=("self",))
        .select_related("directive", "acting_for", "paper")
        .get(pk=row.pk)
    )
    if not row.asked:
        raise RefusedError("how this paper was asked for is not kept; draft another one")
    _require_own(actor, row.paper)
    asked = replace(msgspec.convert(row.asked, PaperRequest), without=without)
    written = _written(row.directive, asked, now)
    endings = (_checked_at(address_of(row.paper.check_key)), _ENDINGS[asked.what])
    content = compose(written.narrative, written.kind, written.head, ending=endings)
    row.paper = revise(paper=row.paper, content=content, by=actor, now=now)
    row.figures, row.beside = written.figures, written.beside
    row.as_of, row.asked = now, msgspec.to_builtins(asked)
    row.save(update_fields=["figures", "beside", "as_of", "asked"])
    _note(actor, row, row.paper, now)
    return row


def organisation_of(acting_for: Participant, *, actor: Staff, now: dt.datetime) -> Organisation:
    """Finds the participant in the portal's list, or enters it there. Raises RefusedError without a unit, and for
    one in whose unit the actor writes no papers: a seat in a directive is no role there.
    """
    if acting_for.organisation is not None:
        _require_own(actor, acting_for.organisation)
        return acting_for.organisation
    if acting_for.unit is None:
        raise RefusedError("this office's unit is not in our tables, so that it has no register of papers")
    _require_own(actor, acting_for.unit)
    kind = Kind.COMMITTEE if "committee" in acting_for.kind else Kind.DEPARTMENT
    known = Organisation.objects.filter(name=acting_for.name[:120], path=acting_for.unit.path, closed_on=None).first()
    made = known or create_organisation(
        actor=actor, name=acting_for.name[:120], kind=kind, unit=acting_for.unit, now=now
    )
    Participant.objects.filter(pk=acting_for.pk).update(organisation=made)
    acting_for.organisation = made
    return made


def _require_own(actor: Staff, placed: Placed) -> None:
    if not is_allowed(actor, "papers.draft", placed):
        raise RefusedError("papers of this office are written by staff of its own unit")


def _issuing(acting_for: Participant, key: str) -> Participant:
    """Whose paper it is: the office's itself, or of those through and to which all reports go."""
    if key in {"", acting_for.key}:
        return acting_for
    reporting = directive_of(acting_for.directive.source).reporting
    if key not in {reporting.through, reporting.to}:
        raise RefusedError("this office writes no papers of this directive")
    rows = Participant.objects.select_related("organisation__unit", "unit", "directive")
    return rows.get(directive=acting_for.directive_id, key=key)


def _written(record: DirectiveRecord, asked: PaperRequest, now: dt.datetime) -> _Written:
    """The paper's words as of now. Raises RefusedError where there is nothing to write about."""
    before = today(record) if asked.what is What.REPORT else None
    context = context_of(record)
    reports = reports_of(context)
    figures: dict[str, int] = {}
    beside: dict[str, Any] = {}
    if asked.what is What.CHASING:
        missing = _meant(late(context.expectation, reports, extensions_of(record), now), asked.only)
        narrative = _chasing(context, record, asked, now, missing)
        addressees = tuple(one.organisation.name for one in missing)[:MAX_LINES]
        asked = replace(asked, head=replace(asked.head, addressees=addressees))
        beside = {"named": [one.organisation.id for one in missing]}
    elif before is None:
        narrative = _cover(context)
    else:
        stand = standings(context.expectation, reports, extensions_of(record), now)
        consolidation = consolidation_of(context, reports.values())
        figures = _figures(context, consolidation, asked.without, before)
        measured = measured_at_the_top(record, now)
        beside = before.beside.as_json() | {SEEN: seen_in(measured)}
        funnel = inclusion_at_the_top(record).funnel
        situation = Situation(
            context.directive, context.organisations, context.expectation, consolidation, stand, funnel, now, measured
        )
        narrative = consolidated_report(situation, asked.proposals)
    kind = PaperKind.REPORT if asked.what is What.REPORT else PaperKind.LETTER
    return _Written(kind, narrative, _with_bases(asked.head, context, asked.what), figures, beside)


def _figures(context: DirectiveContext, consolidation: Consolidation, known: str, before: Today) -> dict[str, int]:
    """The sums of the report, which are those of the page. Raises RefusedError where they leave out reports of which
    the writer does not know, and where they changed while they were added up.
    """
    inclusion, top = inclusion_at_the_top(context.record), context.directive.reporting.to
    if inclusion.digest != known:
        raise RefusedError("the sums leave out reports that are not approved or not there; say that you know which")
    counted = {
        one.organisation.id for one in context.expectation.reports if consolidation.is_counted(one.organisation.id)
    }
    summed = {one.id: consolidation.total(top, one.id) for one in context.directive.indicators}
    figures = {name: value for name, value in summed.items() if value is not None}
    after = today(context.record)
    if before != after or figures != after.sums or counted != {one.key for one in inclusion.counted}:
        raise RefusedError("the figures have changed while the paper was written; write it once more")
    return figures


def _checked_at(address: str) -> str:
    return f"Văn bản này được kiểm tra tại địa chỉ {address}"


def _meant(missing: tuple[ExpectedReport, ...], only: tuple[str, ...]) -> tuple[ExpectedReport, ...]:
    """Finds the late to whom the letter goes. Raises RefusedError where one that was chosen is not late."""
    if set(only) - {one.organisation.id for one in missing}:
        raise RefusedError("one of those to whom the letter goes is not late; look at the list again")
    return tuple(one for one in missing if not only or one.organisation.id in only)


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
