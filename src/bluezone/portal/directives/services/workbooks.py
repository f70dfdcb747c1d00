"""Pre-filled workbooks: one for each participant, and those that come back by e-mail, chat or USB."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from bluezone.lists.errors import ListError
from bluezone.portal.directives.models import DirectiveRecord, FigureRecord, Participant, ReportRecord
from bluezone.portal.directives.selectors.beside import beside, counts_of_evidence, previous_counts
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.cores import DirectiveContext, context_of
from bluezone.portal.directives.services.filing import Upload, keep_file
from bluezone.portal.directives.services.reporting import send_taken
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.exports import mark_above
from bluezone.portal.identity.models import Staff
from bluezone.rollout.errors import ReportError, ReturnedFileError
from bluezone.rollout.reports.findings import Weight
from bluezone.rollout.workbooks.key import FormKey
from bluezone.rollout.workbooks.reading import ReturnedForm, read_form
from bluezone.rollout.workbooks.taking import take_form
from bluezone.rollout.workbooks.writing import write_form
from bluezone.vietnam.words import Language, Words

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FILES = 200
"""At once. More come in several rounds."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a report, or the reasons why not."""

    name: str
    participant: Participant | None
    problems: tuple[Words, ...]

    @property
    def is_taken(self) -> bool:
        """Whether the file was taken as a report."""
        return not self.problems


def form_of(participant: Participant, *, now: dt.datetime, language: Language = "vi") -> bytes:
    """Writes the participant's form, filled in where the office knows."""
    return _form(context_of(participant.directive), participant, now, language)


def all_forms(record: DirectiveRecord, participants: Iterable[Participant], *, now: dt.datetime) -> bytes:
    """Packs a zip with one form for each participant, named by its key."""
    context, out = context_of(record), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for participant in participants:
            made = zipfile.ZipInfo(f"{record.key}_{participant.key}.xlsx", (now.year, now.month, now.day, 0, 0, 0))
            packed.writestr(made, _form(context, participant, now, "vi"), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def forms_below(top: Participant, *, now: dt.datetime) -> bytes:
    """Packs a zip with the forms of everybody below this participant who has to report."""
    rows = Participant.objects.filter(below(top), is_expected=True).select_related("directive").order_by("place")
    return all_forms(top.directive, rows, now=now)


def take_workbooks(
    *,
    actor: Staff,
    record: DirectiveRecord,
    uploads: Iterable[Upload],
    now: dt.datetime,
    sender: Participant | None = None,
    among: Participant | None = None,
) -> list[Outcome]:
    """Takes each file on its own: a refused one keeps no other from being taken. Raises RefusedError for too many.

    `sender` is whose form it has to be; below `among` are those whose forms may be taken at all.
    """
    given = list(uploads)
    if len(given) > MOST_FILES:
        raise RefusedError("at most 200 files are taken at once")
    intake = _Intake(actor, context_of(record), now, sender, among)
    return [intake.take(upload) for upload in given]


def form_secret() -> bytes:
    """Derives, from the portal's secret key, the secret with which the office's forms are marked as its own."""
    return salted_hmac("bluezone.portal.directives.forms", "key", algorithm="sha256").digest()


def _form(context: DirectiveContext, participant: Participant, now: dt.datetime, language: Language) -> bytes:
    key = FormKey(context.record.key, participant.key, context.record.period).signed(form_secret())
    known = {
        name: value
        for name, value in {
            **previous_counts(context, participant),
            **counts_of_evidence(context, participant, now),
        }.items()
        if name in context.expected(participant.key).indicators
    }
    out = io.BytesIO()
    write_form(
        out,
        context.directive,
        context.expected(participant.key),
        key,
        made=now.replace(tzinfo=None),
        known=known,
        language=language,
        above=mark_above(),
    )
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Intake:
    """The circumstances of an intake of files: who takes them in, when, and whose."""

    actor: Staff
    context: DirectiveContext
    now: dt.datetime
    sender: Participant | None
    among: Participant | None

    def take(self, upload: Upload) -> Outcome:
        """Takes one file, or says why not."""
        participant = None
        try:
            form = read_form(
                upload.content,
                upload.name[-120:],
                self.context.directive,
                form_secret(),
                period=self.context.record.period,
                sender=self.sender.key if self.sender else None,
                seen=_seen(self.context.record),
            )
            participant = self._participant(form.key.organisation)
            problems = self._send(participant, form, upload) if participant else (_NOT_YOURS,)
        except (ReturnedFileError, ReportError, ListError) as error:
            problems = (error.words,)
        return Outcome(upload.name, participant, problems)

    def _participant(self, key: str) -> Participant | None:
        rows = self.context.record.participants.filter(key=key, is_expected=True).select_related("directive")
        return (rows.filter(below(self.among)) if self.among is not None else rows).first()

    @transaction.atomic
    def _send(self, participant: Participant, form: ReturnedForm, upload: Upload) -> tuple[Words, ...]:
        """Keeps the file and sends the report, or says all that is wrong with it and keeps nothing.

        A question that a rule asks is kept open beside the report: whoever decides on it sees that nobody answered.
        """
        against = beside(self.context, participant, self.now)
        expected = self.context.expected(participant.key)
        taken = take_form(form, self.context.directive, expected, received=self.now, beside=against)
        wrong = tuple(finding.words for finding in taken.findings if finding.weight is Weight.ERROR)
        if not wrong:
            kept = keep_file(upload.content, name=upload.name, media_type=SPREADSHEET, now=self.now)
            way = ReportRecord.Way.FILE
            send_taken(actor=self.actor, participant=participant, taken=taken, way=way, now=self.now, file=kept)
        return wrong


def _seen(record: DirectiveRecord) -> set[str]:
    """Hashes of files that stand behind a report now; one that was returned may be sent again only when changed."""
    rows = FigureRecord.objects.filter(report__participant__directive=record, file__isnull=False)
    return set(rows.values_list("file_id", flat=True).distinct())


_NOT_YOURS = Words("Phiếu của đơn vị không thuộc phạm vi của ông/bà.", "The form of an office that is not yours.")
