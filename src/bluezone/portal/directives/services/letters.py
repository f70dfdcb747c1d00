"""The letter as it was signed: kept beside its text, with what can be said about the signatures on it.

Nothing that an office legitimately has is refused: a scan bears no signature, a certificate may lead to a root that
nobody here has heard of, and a file may be one that our reader of signatures cannot follow. Each is kept, and told.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.documents.errors import DocumentError
from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import DirectiveRecord
from bluezone.portal.directives.selectors.letters import LetterCheck, LetterSignature
from bluezone.portal.directives.services.attachments import examined_scan, keep_attachment
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.papers.examination import Caller, verify_file
from bluezone.portal.papers.trust import trusted_roots

_SIGNED_BYTES = b"/ByteRange"
"""Stands in clear in every signed PDF: what is signed could not be found within compressed objects (ISO 32000)."""


def keep_signed_pdf(
    *, actor: Staff | None, record: DirectiveRecord, content: bytes, name: str, now: dt.datetime
) -> LetterCheck:
    """Keeps the letter as it was signed, or its scan. Raises RefusedError for no PDF and no photo, and once one is
    there.

    Signatures are looked into before the transaction begins: that is another process's work, and takes its time.
    """
    _require_none(record)
    letter, found = examined_scan(content), _looked_into(content, now)
    with transaction.atomic():
        held = DirectiveRecord.objects.select_for_update().get(pk=record.pk)
        _require_none(held)
        held.signed_pdf = keep_attachment(letter, name=name, now=now)
        held.letter_check = found.as_json()
        held.save(update_fields=["signed_pdf", "letter_check"])
        _note(actor, held, {"signed": held.signed_pdf.sha256, "signatures": len(found.signatures)}, now)
    record.signed_pdf, record.letter_check = held.signed_pdf, held.letter_check
    return found


def check_letter_again(*, actor: Staff, record: DirectiveRecord, now: dt.datetime) -> LetterCheck:
    """Checks the kept letter anew with the roots that are believed today. Raises RefusedError where none is kept."""
    if record.signed_pdf is None:
        raise RefusedError("the signed letter is not here yet")
    found = _looked_into(bytes(record.signed_pdf.content), now)
    with transaction.atomic():
        DirectiveRecord.objects.filter(pk=record.pk).update(letter_check=found.as_json())
        _note(actor, record, {"checked": record.signed_pdf.sha256, "signatures": len(found.signatures)}, now)
    record.letter_check = found.as_json()
    return found


def _require_none(record: DirectiveRecord) -> None:
    if record.signed_pdf_id is not None:
        raise RefusedError("the signed letter is kept already")


def _looked_into(content: bytes, now: dt.datetime) -> LetterCheck:
    """Checks the signatures on a file: a photo bears none, nor does a PDF that names no signed bytes."""
    if _SIGNED_BYTES not in content or b"%PDF-" not in content[:1024]:
        return LetterCheck(now)
    try:
        found = verify_file(content, trusted_roots(), now=now, caller=Caller.STAFF)
    except (RefusedError, DocumentError) as error:
        return LetterCheck(now, unreadable=str(error))
    return LetterCheck(now, tuple(map(LetterSignature.of, found.signatures)))


def _note(actor: Staff | None, record: DirectiveRecord, detail: dict[str, object], now: dt.datetime) -> None:
    subjects = [("directive", record.key[:40])]
    record_write(actor=actor, act="directives.load", now=now, subjects=subjects, path=record.path, detail=detail)
