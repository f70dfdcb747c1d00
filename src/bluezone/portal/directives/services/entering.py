"""What is typed into a report's form: brought to plain lines, judged while it is typed, kept as a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction

from bluezone.portal.directives.models import Participant, ReportRecord
from bluezone.portal.directives.selectors.beside import beside
from bluezone.portal.directives.selectors.cores import DirectiveContext, context_of
from bluezone.portal.directives.selectors.listed import listed_for
from bluezone.portal.directives.services.holding import report_row
from bluezone.portal.identity.models import Staff
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.findings import Finding, Weight
from bluezone.rollout.reports.taking import Answers, Taken, take_answers
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.words import Words

LONGEST_TYPED, LONGEST_DAY, LONGEST_KEY = 500, 40, 200
_SENT = Words("Báo cáo đã gửi, không sửa được.", "The report was sent and cannot be changed.")
_UNLISTED = Words("Không có danh sách nào cho số này.", "No list gives this figure.")
_OVERTAKEN = Words(
    "Đồng nghiệp của ông/bà đã sửa phiếu này trong lúc ông/bà đang mở. Mở lại trang để thấy số của họ.",
    "A colleague has changed this form while you had it open. Load the page again to see their figures.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the form's fields."""

    figures: Mapping[str, str] = field(default_factory=dict)
    nothing: Mapping[str, str] = field(default_factory=dict)
    as_of: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What a person says to the questions of the rules, by `question_key`."""

    def answers_to_judge(self) -> Answers:
        """The fields as answers that the core judges."""
        nothing = {name: reason.strip() for name, reason in self.nothing.items() if reason.strip()}
        return Answers(dict(self.figures), nothing, self.as_of.strip() or None)


def question_key(finding: Finding) -> str:
    """Names the field under which an answer to this question is typed and kept."""
    return f"{finding.rule.name.lower()}.{'.'.join(finding.indicators)}"


def judge(context: DirectiveContext, participant: Participant, entry: Entry, now: dt.datetime) -> Taken:
    """Judges the form: the figures that it gives, and everything that the rules have to say."""
    expected = context.expected(participant.key)
    against = beside(context, participant, now)
    return take_answers(entry.answers_to_judge(), context.directive, expected, received=now, beside=against)


def unanswered(taken: Taken, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Finds the questions to which nobody has said anything yet."""
    questions = (finding for finding in taken.findings if finding.weight is Weight.QUESTION)
    return tuple(finding for finding in questions if not answers.get(question_key(finding), "").strip())


def known_entry(context: DirectiveContext, key: str, entry: Entry) -> Entry:
    """Drops the fields that the participant's form does not have, and puts each text on one plain line of a length
    that is kept. Anybody may have sent anything.
    """
    expected = context.expected(key)
    asked = {assignment.instruction.id for assignment in expected.assignments}
    return Entry(
        _plain(entry.figures, set(expected.indicators)),
        _plain(entry.nothing, asked),
        normalised_name(entry.as_of)[:LONGEST_DAY],
        {normalised_name(name)[:LONGEST_KEY]: text for name, text in _plain(entry.answers).items()},
    )


@transaction.atomic
def save_draft(
    *, participant: Participant, entry: Entry, now: dt.datetime, actor: Staff | None = None, seen: int | None = None
) -> ReportRecord:
    """Keeps what is typed so far, judged by nobody. Raises ReportError once the report was sent, or where a colleague
    saved another draft since the one that was `seen`: the whole form is saved at once, and would undo what they typed.
    """
    row, entry = report_row(participant), known_entry(context_of(participant.directive), participant.key, entry)
    if is_sent(row):
        raise ReportError(_SENT)
    if seen is not None and seen != row.revision and row.saved_by_id is not None and row.saved_by_id != _key(actor):
        raise ReportError(_OVERTAKEN)
    row.draft = {
        "figures": dict(entry.figures),
        "nothing": dict(entry.nothing),
        "as_of": entry.as_of,
        "answers": dict(entry.answers),
    }
    row.saved_at, row.saved_by, row.revision = now, actor, row.revision + 1
    row.save(update_fields=["draft", "saved_at", "saved_by", "revision"])
    return row


@transaction.atomic
def take_over(
    *,
    participant: Participant,
    entry: Entry,
    indicator: str,
    now: dt.datetime,
    actor: Staff | None = None,
    seen: int | None = None,
) -> ReportRecord:
    """Keeps the draft with what the participant's newest list counts in the place of one figure. Raises ReportError
    where no list answers it, and as `save_draft` does.
    """
    listed = listed_for(context_of(participant.directive), participant, now).get(indicator)
    if listed is None:
        raise ReportError(_UNLISTED)
    taken = replace(entry, figures={**entry.figures, indicator: str(listed.value)})
    return save_draft(participant=participant, entry=taken, now=now, actor=actor, seen=seen)


def is_sent(row: ReportRecord | None) -> bool:
    """Whether the report has left its participant."""
    return row is not None and row.state != ReportRecord.State.DRAFT


def drafted(row: ReportRecord | None) -> Entry:
    """Reads the form as it was left; figures of a returned report stand in it."""
    if row is None:
        return Entry()
    if row.draft:
        kept = row.draft
        return Entry(kept.get("figures", {}), kept.get("nothing", {}), kept.get("as_of", ""), kept.get("answers", {}))
    figures = {figure.indicator: str(figure.value) for figure in row.figures.all()}
    return Entry(figures, {one.instruction: one.reason for one in row.nothing.all()})


def _key(actor: Staff | None) -> int | None:
    return actor.pk if actor is not None else None


def _plain(texts: Mapping[str, str], known: Collection[str] | None = None) -> dict[str, str]:
    plain = {name: normalised_name(text[:LONGEST_TYPED]) for name, text in texts.items()}
    return {name: text for name, text in plain.items() if text and (known is None or name in known)}
