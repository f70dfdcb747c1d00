"""Paper reports: the scan is kept, two people type from it, and it is taken where both typed the same."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import File, KeyingRecord, Participant, ReportRecord, TransitionRecord
from bluezone.portal.directives.selectors.beside import beside
from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.directives.services.attachments import examined_scan, keep_attachment
from bluezone.portal.directives.services.entering import Entry, known_entry
from bluezone.portal.directives.services.filing import Upload
from bluezone.portal.directives.services.holding import held
from bluezone.portal.directives.services.reporting import send_taken
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.entering import read_count
from bluezone.rollout.reports.findings import Finding, Weight
from bluezone.rollout.reports.keying import Keying, agreed
from bluezone.rollout.reports.report import Nothing, Step, excused_indicators
from bluezone.rollout.reports.taking import Answers, take_answers
from bluezone.vietnam.words import Words

_SENT = Words(
    "Báo cáo của đơn vị này đã có; phải trả lại trước khi nhập từ giấy.",
    "The report of this office is there already; it is sent back before a paper is keyed.",
)


def keep_scan(content: bytes, *, name: str, now: dt.datetime) -> File:
    """Keeps a PDF as it is, or a photo written anew. Raises RefusedError."""
    return keep_attachment(examined_scan(content), name=name, now=now)


def key_from(
    *, actor: Staff, participant: Participant, upload: Upload | None, again: str, entry: Entry, now: dt.datetime
) -> tuple[Finding, ...]:
    """Keeps one person's keying of the scan that comes with it, else of the one that waits, if the form names it
    (`again`). Raises RefusedError without a scan, and whatever `key_paper` does.
    """
    brought = examined_scan(upload.content) if upload is not None else None
    with transaction.atomic():
        waiting = first_keying(participant)
        if upload is not None and brought is not None:
            scan = keep_attachment(brought, name=upload.name, now=now)
        elif waiting is not None and again == waiting.scan_id:
            scan = waiting.scan
        else:
            raise RefusedError("the scan of the paper is missing")
        return key_paper(actor=actor, participant=participant, scan=scan, entry=entry, now=now)


@transaction.atomic
def key_paper(
    *, actor: Staff, participant: Participant, scan: File, entry: Entry, now: dt.datetime
) -> tuple[Finding, ...]:
    """Keeps one person's keying; the second that agrees with the first sends the report.

    Returns what differs, or what the rules find in what both typed: then nothing is sent and the scan is looked at
    again. Raises RefusedError for whoever keyed it first, and for what is no count.
    """
    participant = held(participant)
    context = context_of(participant.directive)
    if not _may_come(participant):
        raise ReportError(_SENT)
    entry = known_entry(context, participant.key, entry)
    values, nothing = _counts(entry, participant), dict(entry.nothing)
    KeyingRecord.objects.update_or_create(
        participant=participant,
        scan=scan,
        by=actor,
        defaults={"at": now, "as_of": _day(entry.as_of), "values": values, "nothing": nothing},
    )
    detail = {"directive": context.record.key, "scan": scan.sha256}
    record_write(
        actor=actor,
        act="directives.key",
        now=now,
        subjects=[("participant", participant.pk)],
        path=participant.path,
        detail=detail,
    )
    other = _standing(participant).filter(scan=scan).exclude(by=actor).first()
    if other is None:
        return ()
    both, differing = agreed(
        context.directive,
        Keying(str(other.by_id), scan.sha256, other.values),
        Keying(str(actor.pk), scan.sha256, values),
    )
    if differing:
        return differing
    if other.nothing.keys() != nothing.keys() or other.as_of != _day(entry.as_of):
        raise RefusedError("the two keyings differ in the day or in what there was nothing to report about")
    against = beside(context, participant, now)
    answers = Answers(dict(both), nothing, entry.as_of, (scan.sha256,))
    taken = take_answers(answers, context.directive, context.expected(participant.key), received=now, beside=against)
    wrong = tuple(finding for finding in taken.findings if finding.weight is Weight.ERROR)
    if not wrong:
        send_taken(actor=actor, participant=participant, taken=taken, way=ReportRecord.Way.PAPER, now=now, file=scan)
    return wrong


def first_keying(participant: Participant) -> KeyingRecord | None:
    """Finds the last keying of a paper that is not taken yet. A report that was sent back ends those of its paper."""
    if not _may_come(participant):
        return None
    return _standing(participant).first()


def _standing(participant: Participant) -> QuerySet[KeyingRecord]:
    """The keyings since a report was last sent back, the newest first: what was typed before is settled, and no second
    keying of what somebody types alone.
    """
    rows = KeyingRecord.objects.filter(participant=participant).select_related("scan", "by").order_by("-at", "-pk")
    steps = TransitionRecord.objects.filter(report__participant=participant)
    returned = steps.filter(step=Step.RETURN.value).order_by("-pk").first()
    return rows.filter(at__gt=returned.at) if returned is not None else rows


def _may_come(participant: Participant) -> bool:
    return not ReportRecord.objects.filter(participant=participant).exclude(state=ReportRecord.State.DRAFT).exists()


def _counts(entry: Entry, participant: Participant) -> dict[str, int]:
    """Reads the fields as counts. Raises RefusedError for the first one that holds none."""
    context = context_of(participant.directive)
    excused = excused_indicators(
        context.expected(participant.key), [Nothing(i, why) for i, why in entry.nothing.items() if why.strip()]
    )
    values: dict[str, int] = {}
    for wanted in context.expected(participant.key).indicators:
        answer = read_count(entry.figures.get(wanted, ""), context.directive.indicator(wanted))
        if isinstance(answer, Finding) or (answer is None and wanted not in excused):
            raise RefusedError("every field of a keyed paper holds a whole number, as on the paper")
        if answer is not None:
            values[wanted] = answer
    return values


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise RefusedError("the day of the figures is missing") from error
