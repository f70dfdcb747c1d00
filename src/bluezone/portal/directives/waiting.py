"""What waits in a rollout: one's own form, reports to decide on, offices that are late, corrections to answer.

All of it hangs on where somebody works. So the one query asks for those places, each with its form and the figures of
those below it; how far a form is and what contradicts itself in it, the directive's own rules say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, Func, Max, Min, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.directives.models import (
    Assigned,
    CorrectionRecord,
    ExtensionRecord,
    Membership,
    Participant,
    ReportRecord,
    SentReminder,
)
from bluezone.portal.directives.policy import sent_alone
from bluezone.portal.directives.selectors.chasing import REMINDED, TO_REMIND, day_of
from bluezone.portal.directives.selectors.columns import SENT
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.directives.services.entering import Entry, drafted
from bluezone.portal.frame.waiting import Waiting, Whose
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.addressees.expecting import Assignment, ExpectedReport
from bluezone.rollout.addressees.organisations import Organisation
from bluezone.rollout.reports.findings import Rule, Weight
from bluezone.rollout.reports.taking import take_answers

_ACTS = ("directives.report", "directives.decide", "directives.watch")
_BETWEEN = ","


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    opened = {act for act in _ACTS if is_allowed(staff, act)}
    if not opened:
        return
    desks = list(_desks(staff, now))
    if "directives.report" in opened:
        for desk in desks:
            yield from _form(desk, now)
            yield from _corrections(desk)
    if "directives.decide" in opened:
        for desk in desks:
            yield from _to_decide(desk)
    if "directives.watch" in opened:
        for desk in _highest(desks):
            yield from _late(desk)
            yield from _open(desk, now)


def _desks(staff: Staff, now: dt.datetime) -> QuerySet[Membership]:
    """Finds where this person works, with what waits there and below."""
    sent_here = ReportRecord.objects.filter(participant__reports_to=OuterRef("participant"), state="submitted")
    own = sent_alone(staff)
    below = (
        Participant.objects.filter(directive=OuterRef("participant__directive"), is_expected=True)
        .filter(line__startswith=OuterRef("participant__line"))
        .exclude(report__state__in=SENT)
        .annotate(until=_until("pk", "due"))
    )
    proposed = CorrectionRecord.objects.filter(
        participant=OuterRef("participant"), withdrawn_at=None, confirmed_at=None
    )
    asked = Assigned.objects.filter(participant=OuterRef("participant"))
    rows = Membership.objects.filter(staff=staff, ended_at=None)
    reminded = Exists(SentReminder.objects.filter(participant=OuterRef("pk"), by__isnull=False, at__gte=day_of(now)))
    return (
        rows.select_related("participant__directive", "participant__report")
        .annotate(
            until=_until("participant", "participant__due"),
            asked=Subquery(asked.annotate(all=_Joined(F("instruction"), Value(_BETWEEN))).values("all")),
            proposed=_of(proposed, Count("pk")),
            to_decide=_of(sent_here.exclude(own), Count("pk")),
            sent_first=_of(sent_here.exclude(own), Min("submitted_at")),
            for_others=_of(sent_here.filter(own), Count("pk")),
            for_others_since=_of(sent_here.filter(own), Min("submitted_at")),
            late=_of(below.filter(until__lte=now).exclude(reminded), Count("pk")),
            late_since=_of(below.filter(until__lte=now).exclude(reminded), Min("until")),
            reminded=_of(below.filter(until__lte=now).filter(reminded), Count("pk")),
            open=_of(below.filter(until__gt=now), Count("pk")),
            open_until=_of(below.filter(until__gt=now), Min("until")),
        )
        .order_by("participant__due", "participant__place")
    )


def _form(desk: Any, now: dt.datetime) -> Iterator[Waiting]:
    participant = desk.participant
    report = getattr(participant, "report", None)
    if not participant.is_expected:
        return
    address = reverse("my_report", args=[participant.directive.key, participant.key])
    if report is not None and report.state != ReportRecord.State.DRAFT:
        if report.state == ReportRecord.State.SUBMITTED:
            yield Waiting(
                "directives.sent",
                _("%(office)s: the report waits for a decision") % {"office": participant.name},
                1,
                address,
                "directive_list",
                "clipboard",
                urgency=10,
                whose=Whose.OTHERS,
                since=report.submitted_at,
                note=participant.directive.subject,
            )
        return
    yield Waiting(
        "directives.form",
        _("%(office)s: the report to hand in") % {"office": participant.name},
        1,
        address,
        "directive_list",
        "clipboard",
        urgency=2,
        due=desk.until,
        note=" · ".join((_how_far(desk, report, now), participant.directive.subject)),
    )


def _how_far(desk: Any, report: ReportRecord | None, now: dt.datetime) -> str:
    """How many cells are filled in, and how many rules are broken by what stands in them."""
    if report is not None and not report.draft and report.submitted_at is not None:
        return _("sent back to be mended")
    directive, expected = directive_of(desk.participant.directive.source), _expected(desk)
    answers = (drafted(report) if report is not None and report.draft else Entry()).answers_to_judge()
    excused = {
        name
        for one in expected.assignments
        if one.instruction.id in answers.nothing
        for name in one.instruction.indicators
    }
    cells = len(expected.indicators)
    filled = sum(1 for name in expected.indicators if str(answers.counts.get(name) or "").strip() or name in excused)
    if not filled:
        return _("not begun, %(cells)s cells") % {"cells": cells}
    found = take_answers(answers, directive, expected, received=now.astimezone(VIET_NAM)).findings
    wrong = sum(1 for one in found if one.weight is Weight.ERROR and one.rule is not Rule.MISSING)
    said = _("%(filled)s of %(cells)s cells") % {"filled": filled, "cells": cells}
    contradict = _("figures that contradict: %(count)s") % {"count": wrong}
    return f"{said} · {contradict}" if wrong else said


def _expected(desk: Any) -> ExpectedReport:
    """What was put to the office, by the ids that came with the one query."""
    row, told = desk.participant, set((desk.asked or "").split(_BETWEEN))
    office = Organisation(row.key, row.name, row.kind, row.unit_code)
    instructions = directive_of(row.directive.source).instructions()
    return ExpectedReport(
        office, tuple(Assignment(office, place, one) for place, one in instructions if one.id in told)
    )


def _corrections(desk: Any) -> Iterator[Waiting]:
    if desk.proposed:
        yield Waiting(
            "directives.corrections",
            _("Corrections to answer"),
            desk.proposed,
            reverse("my_report", args=[desk.participant.directive.key, desk.participant.key]),
            "directive_list",
            "clipboard",
            urgency=6,
            note=f"{desk.participant.name} · {desk.participant.directive.subject}",
        )


def _to_decide(desk: Any) -> Iterator[Waiting]:
    if desk.to_decide:
        yield Waiting(
            "directives.decide",
            _("Reports to decide on"),
            desk.to_decide,
            f"{reverse('report_list', args=[desk.participant.directive.key])}?show=waiting",
            "directive_list",
            "clipboard",
            urgency=4,
            since=desk.sent_first,
            note=desk.participant.directive.subject,
        )
    if desk.for_others:
        yield Waiting(
            "directives.own",
            _("Reports that you sent or took in: somebody else approves them"),
            desk.for_others,
            f"{reverse('report_list', args=[desk.participant.directive.key])}?show=waiting",
            "directive_list",
            "clipboard",
            urgency=10,
            whose=Whose.OTHERS,
            since=desk.for_others_since,
            note=desk.participant.directive.subject,
        )


def _late(desk: Any) -> Iterator[Waiting]:
    if desk.late:
        yield Waiting(
            "directives.late",
            _("Offices that are late"),
            desk.late,
            f"{reverse('late_reports', args=[desk.participant.directive.key])}?show={TO_REMIND}",
            "directive_list",
            "clock",
            urgency=6,
            due=desk.late_since,
            note=desk.participant.directive.subject,
        )
    if desk.reminded:
        yield Waiting(
            "directives.reminded",
            _("Late offices that were reminded today"),
            desk.reminded,
            f"{reverse('late_reports', args=[desk.participant.directive.key])}?show={REMINDED}",
            "directive_list",
            "clock",
            urgency=7,
            whose=Whose.OTHERS,
            note=_("tomorrow they wait for you again, if nothing came"),
        )


def _open(desk: Any, now: dt.datetime) -> Iterator[Waiting]:
    del now
    if desk.open:
        yield Waiting(
            "directives.open",
            _("Offices whose report is still to come"),
            desk.open,
            f"{reverse('report_list', args=[desk.participant.directive.key])}?show=open",
            "directive_list",
            "clock",
            urgency=6,
            whose=Whose.COMING,
            due=desk.open_until,
            note=desk.participant.directive.subject,
        )


def _highest(desks: list[Any]) -> list[Any]:
    """Leaves of each directive the desk from which most is seen: who works at two of a line watches from the upper."""
    found: dict[int, Any] = {}
    for desk in desks:
        directive = desk.participant.directive_id
        if directive not in found or len(desk.participant.line) < len(found[directive].participant.line):
            found[directive] = desk
    return list(found.values())


def _until(participant: str, due: str) -> Greatest:
    """When a report is late: its day, or the last one that was given instead."""
    given = ExtensionRecord.objects.filter(participant=OuterRef(participant)).order_by()
    last = Subquery(given.values("participant").annotate(last=Max("to")).values("last"))
    return Greatest(F(due), Coalesce(last, F(due)))


def _of(rows: QuerySet[Any], aggregate: Count | Min) -> Subquery:
    one = Value(1)
    return Subquery(rows.order_by().annotate(one=one).values("one").annotate(found=aggregate).values("found"))


class _Joined(Func):
    """All values in one text, without grouping anything else."""

    function = "STRING_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Says the same to SQLite."""
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **more)
