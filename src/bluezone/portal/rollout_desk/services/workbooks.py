"""Pre-filled workbooks: one for each participant, and those that come back by e-mail, chat or USB."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from bluezone.portal.accounts.models import Staff
from bluezone.portal.errors import RefusedError
from bluezone.portal.lists.errors import ListError
from bluezone.portal.rollout.errors import ReportError, ReturnedFileError
from bluezone.portal.rollout.reports.findings import Weight
from bluezone.portal.rollout.workbooks.key import FormKey
from bluezone.portal.rollout.workbooks.reading import ReturnedForm, read_form
from bluezone.portal.rollout.workbooks.taking import take_form
from bluezone.portal.rollout.workbooks.writing import write_form
from bluezone.portal.rollout_desk.models import DirectiveRecord, FigureRecord, Participant, ReportRecord
from bluezone.portal.rollout_desk.selectors.beside import beside, counts_of_evidence, previous_counts
from bluezone.portal.rollout_desk.selectors.columns import below
from bluezone.portal.rollout_desk.selectors.cores import Office, office_of
from bluezone.portal.rollout_desk.services.filing import keep_file
from bluezone.portal.rollout_desk.services.reporting import send_taken
from bluezone.vietnam.words import Language, Words

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FILES = 200
"""At once. More come in several rounds."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a report, or the reasons why not."""

    name: str
    participant: Participant | None
    problems: tuple[Words, ...]

    @property
    def is_taken(self) -> bool:
        return not self.problems


def form_of(participant: Participant, *, now: dt.datetime, language: Language = "vi") -> bytes:
    """The participant's form, filled in where the office knows."""
    return _form(office_of(participant.directive), participant, now, language)


def all_forms(record: DirectiveRecord, participants: Iterable[Participant], *, now: dt.datetime) -> bytes:
    """A zip with one form for each, named by its key."""
    office, out = office_of(record), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for participant in participants:
            made = zipfile.ZipInfo(f"{record.key}_{participant.key}.xlsx", (now.year, now.month, now.day, 0, 0, 0))
            packed.writestr(made, _form(office, participant, now, "vi"), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def take_workbooks(
    *,
    actor: Staff,
    record: DirectiveRecord,
    uploads: Iterable[Upload],
    now: dt.datetime,
    sender: Participant | None = None,
    among: Participant | None = None,
) -> list[Outcome]:
    """Each file on its own: one that is refused keeps no other from being taken. Raises RefusedError for too many.

    `sender` is whose form it has to be; below `among` are those whose forms may be taken at all.
    """
    given = list(uploads)
    if len(given) > MOST_FILES:
        raise RefusedError("at most 200 files are taken at once")
    desk = _Desk(actor, office_of(record), now, sender, among)
    return [desk.take(upload) for upload in given]


def form_secret() -> bytes:
    """With which the office's forms are marked as its own; follows from the portal's secret key."""
    return salted_hmac("bluezone.portal.rollout_desk.forms", "key", algorithm="sha256").digest()


def _form(office: Office, participant: Participant, now: dt.datetime, language: Language) -> bytes:
    key = FormKey(office.record.key, participant.key, office.record.period).signed(form_secret())
    known = {
        name: value
        for name, value in {
            **previous_counts(office, participant),
            **counts_of_evidence(office, participant, now),
        }.items()
        if name in office.expected(participant.key).indicators
    }
    out = io.BytesIO()
    write_form(
        out,
        office.directive,
        office.expected(participant.key),
        key,
        made=now.replace(tzinfo=None),
        known=known,
        language=language,
    )
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who takes files in, when, and whose."""

    actor: Staff
    office: Office
    now: dt.datetime
    sender: Participant | None
    among: Participant | None

    def take(self, upload: Upload) -> Outcome:
        participant = None
        try:
            form = read_form(
                upload.content,
                upload.name[-120:],
                self.office.directive,
                form_secret(),
                period=self.office.record.period,
                sender=self.sender.key if self.sender else None,
                seen=_seen(self.office.record),
            )
            participant = self._participant(form.key.organisation)
            problems = self._send(participant, form, upload) if participant else (_NOT_YOURS,)
        except (ReturnedFileError, ReportError, ListError) as error:
            problems = (error.words,)
        return Outcome(upload.name, participant, problems)

    def _participant(self, key: str) -> Participant | None:
        rows = self.office.record.participants.filter(key=key, is_expected=True).select_related("directive")
        return (rows.filter(below(self.among)) if self.among is not None else rows).first()

    @transaction.atomic
    def _send(self, participant: Participant, form: ReturnedForm, upload: Upload) -> tuple[Words, ...]:
        """Keeps the file and sends the report, or says all that is wrong with it and keeps nothing.

        A question that a rule asks is kept open beside the report: whoever decides on it sees that nobody answered.
        """
        against = beside(self.office, participant, self.now)
        expected = self.office.expected(participant.key)
        taken = take_form(form, self.office.directive, expected, received=self.now, beside=against)
        wrong = tuple(finding.words for finding in taken.findings if finding.weight is Weight.ERROR)
        if not wrong:
            kept = keep_file(upload.content, name=upload.name, media_type=SPREADSHEET, now=self.now)
            way = ReportRecord.Way.FILE
            send_taken(actor=self.actor, participant=participant, taken=taken, way=way, now=self.now, file=kept)
        return wrong


def _seen(record: DirectiveRecord) -> set[str]:
    """Files that stand behind a report now. One that was returned may be sent again only when it has changed."""
    rows = FigureRecord.objects.filter(report__participant__directive=record, file__isnull=False)
    return set(rows.values_list("file_id", flat=True).distinct())


_NOT_YOURS = Words("Phiếu của đơn vị không thuộc phạm vi của ông/bà.", "The form of an office that is not yours.")
