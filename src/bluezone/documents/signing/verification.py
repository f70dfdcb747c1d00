"""Whether the signatures on a PDF hold: who, when, over how much of the file, intact, trusted by which root.

A signature proves the bytes it covers. It must cover its whole revision; what was added later may be further signatures
and nothing else: no words in a field, nothing that one reader may show and another not (`revisions`), and nothing by
which the pages look otherwise than they did (`comparing`). Whether a later signature is drawn over something printed is
told besides (`overlaying`). Trust is the caller's list of roots.
Without a timestamp of a third party, when it was signed is the signer's word; a certificate is judged at that moment
and at `now`, and both answers are given.
"""

from __future__ import annotations

import datetime as dt
import enum
import io
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from asn1crypto import x509
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from bluezone.documents.errors import SignatureError, UnreadableError
from bluezone.documents.practice import demand_no_practice
from bluezone.documents.signing.comparing import first_that_shows_the_same
from bluezone.documents.signing.credentials import SIGNING_USES, common_name
from bluezone.documents.signing.facts import fingerprint_of
from bluezone.documents.signing.overlaying import lies_over_print
from bluezone.documents.signing.placing import MAX_PDF_BYTES
from bluezone.documents.signing.revisions import are_read_alike, ends_at
from bluezone.documents.words import Problem, Reason
from bluezone.vietnam.words import Words

MAX_SIGNATURES = 40
"""Looked at; a paper bears three."""

_UTC = re.compile(r"(D:\d{4,14}Z)(?:'|00'?(?:00'?)?)")


class Coverage(enum.Enum):
    """How much of the file a signature covers."""

    WHOLE = "whole file"
    REVISION = "everything up to itself"
    PART = "only a part"


class Changes(enum.Enum):
    """What was added after a signature."""

    NONE = "nothing"
    SIGNATURES = "further signatures only"
    OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Signature:
    """What can be said about one signature."""

    field: str
    signer: str
    organisation: str
    signed_at: dt.datetime | None
    """By the signer's own word."""
    intact: bool
    """The bytes it covers are those that were signed."""
    coverage: Coverage
    changes: Changes
    trusted: bool
    """Its certificate leads to one of the roots and is valid now."""
    trusted_when_signed: bool
    """As far as the signer's word for the moment goes."""
    root: str
    """The root it leads to; empty without trust."""
    problem: Words | None
    """In one line."""
    overlaid: bool = False
    """Something added after it is drawn over what was printed on a page then."""
    fingerprint: str = ""
    """SHA-256 of the signer's certificate, in hex."""

    @property
    def holds(self) -> bool:
        """Whether it is intact, over all that was there, changed by signatures at most, and was trusted when made."""
        return (
            self.intact
            and self.coverage is not Coverage.PART
            and self.changes is not Changes.OTHER
            and self.trusted_when_signed
        )


def verify_pdf(pdf: bytes, roots: Iterable[bytes], *, now: dt.datetime) -> tuple[Signature, ...]:
    """Verifies all signatures, oldest first; none for a PDF without. Roots are certificates in DER."""
    demand_no_practice(pdf)
    anchors = [read_certificate(root) for root in roots]
    reader = open_reader(pdf)
    try:
        embedded = list(itertools.islice(reader.embedded_regular_signatures, MAX_SIGNATURES))
        for signature in embedded:
            _read_utc(signature)
        plain = [_is_plain(signature, pdf) for signature in embedded]
        same_from = _same_from(pdf, list(itertools.compress(embedded, plain)))
        return tuple(
            _judge(each, pdf, anchors, now, is_plain and _signed_until(each) >= same_from)
            for each, is_plain in zip(embedded, plain, strict=True)
        )
    except UnreadableError:
        raise
    except Exception as error:
        # A signature is whatever strangers wrote into a file; what the library stumbles over cannot be believed.
        raise UnreadableError(Reason.SIGNATURES_UNREADABLE) from error


def demand_valid(pdf: bytes, roots: Iterable[bytes], *, now: dt.datetime, least: int = 1) -> tuple[Signature, ...]:
    """Demands that all signatures hold, and gives them; raises SignatureError otherwise."""
    signatures = verify_pdf(pdf, roots, now=now)
    if len(signatures) < least:
        raise SignatureError(Reason.TOO_FEW_SIGNATURES, number=len(signatures), least=least)
    for signature in signatures:
        if not signature.holds:
            raise SignatureError(Reason.SIGNATURE_DOES_NOT_HOLD, signer=signature.signer, problem=signature.problem)
    return signatures


def open_reader(pdf: bytes) -> PdfFileReader:
    """Opens a reader over bytes of anybody's."""
    if len(pdf) > MAX_PDF_BYTES:
        raise UnreadableError(Reason.TOO_BIG, most=MAX_PDF_BYTES >> 20)
    if b"%PDF-" not in pdf[:1024]:
        raise UnreadableError(Reason.NO_PDF)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        locked = reader.encrypted
    except Exception as error:
        # As above: the parser may stumble anywhere.
        raise UnreadableError(Reason.UNREADABLE_PDF) from error
    if locked:
        raise UnreadableError(Reason.LOCKED_PDF)
    return reader


def has_fields(pdf: bytes) -> bool:
    """Whether a PDF has fields for signatures, signed or empty."""
    return "/AcroForm" in open_reader(pdf).root


def read_certificate(der: bytes) -> x509.Certificate:
    """Reads a root, from the operator's own hand."""
    try:
        certificate = x509.Certificate.load(der)
        certificate.subject.native  # noqa: B018 - asn1crypto parses late; better here than under a signature
    except (ValueError, TypeError) as error:
        raise UnreadableError(Reason.ROOT_FORM) from error
    return certificate


def _judge(
    signature: EmbeddedPdfSignature, pdf: bytes, anchors: list[x509.Certificate], now: dt.datetime, is_as_signed: bool
) -> Signature:
    claimed = signature.self_reported_timestamp
    current = _validate(signature, anchors, now)
    signed = _validate(signature, anchors, claimed) if claimed and claimed < now else current
    subject = signature.signer_cert.subject.native
    organisation = subject.get("organization_name", "")
    until = _signed_until(signature)
    changes = _changes(signature, current) if is_as_signed else Changes.OTHER
    return Signature(
        field=str(signature.field_name),
        signer=common_name(signature.signer_cert),
        organisation=organisation if isinstance(organisation, str) else "",
        signed_at=claimed,
        intact=bool(current.intact and current.valid),
        coverage=_coverage(current),
        changes=changes,
        trusted=bool(current.trusted),
        trusted_when_signed=bool(signed.trusted),
        root=_root(signed),
        problem=_problem(current, signed, changes),
        overlaid=changes is Changes.SIGNATURES and lies_over_print(pdf[:until], pdf),
        fingerprint=fingerprint_of(signature.signer_cert.dump()),
    )


def _read_utc(signature: EmbeddedPdfSignature) -> None:
    """Lets the reader take a time "…Z'" or "…Z00'00'" for UTC. LibreOffice writes the one, older tools the other; the
    library takes a bare Z alone. Only what was read is changed, never the file."""
    written = signature.sig_object.get("/M")
    if isinstance(written, str) and (utc := _UTC.fullmatch(written)):
        signature.sig_object["/M"] = TextStringObject(utc[1])


def _is_plain(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    until, revision = _signed_until(signature), signature.signed_revision
    return are_read_alike(signature.reader, pdf, signed_revision=revision, signed_until=until)


def _same_from(pdf: bytes, signatures: list[EmbeddedPdfSignature]) -> int:
    """Finds where the earliest state ends that was signed and still shows what the file shows."""
    ends = [_signed_until(signature) for signature in signatures]
    shown = first_that_shows_the_same(pdf, [end for end in ends if not ends_at(pdf, end)])
    return min(shown, *(end for end in ends if ends_at(pdf, end)), len(pdf))


def _signed_until(signature: EmbeddedPdfSignature) -> int:
    """The end of the signature's revision."""
    *_, start, length = signature.byte_range
    return int(start) + int(length)


def _validate(
    signature: EmbeddedPdfSignature, anchors: list[x509.Certificate], moment: dt.datetime
) -> PdfSignatureStatus:
    """Validates a certificate for signing or for signing beyond denial: authorities give out both."""
    uses = KeyUsageConstraints(key_usage=set(SIGNING_USES), match_all_key_usages=False)
    return validate_pdf_signature(signature, _context(anchors, moment), key_usage_settings=uses)


def _context(anchors: list[x509.Certificate], moment: dt.datetime) -> ValidationContext:
    """Builds the context, which fetches nothing: revocation is checked where lists are at hand, else passed over."""
    return ValidationContext(
        trust_roots=anchors,
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
        best_signature_time=moment,
    )


def _coverage(status: PdfSignatureStatus) -> Coverage:
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Coverage.WHOLE
    return Coverage.REVISION if status.coverage is SignatureCoverageLevel.ENTIRE_REVISION else Coverage.PART


def _changes(signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> Changes:
    level = status.modification_level
    if level is None or (level is not ModificationLevel.NONE and not status.docmdp_ok):
        return Changes.OTHER
    if level is ModificationLevel.NONE:
        return Changes.NONE
    only = level <= ModificationLevel.FORM_FILLING and _only_signatures(signature, status)
    return Changes.SIGNATURES if only else Changes.OTHER


def _only_signatures(signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """Whether only signatures were added: filling in a form is allowed by the standard, and is no signature."""
    told = status.diff_result
    changed = told.changed_form_fields if isinstance(told, DiffResult) else frozenset()
    return changed <= {name for name, _, _ in enumerate_sig_fields(signature.reader)}


def _root(status: PdfSignatureStatus) -> str:
    path = status.validation_path
    if not status.trusted or path is None:
        return ""
    first = path.first
    return common_name(first) if isinstance(first, x509.Certificate) else ""


def _problem(current: PdfSignatureStatus, signed: PdfSignatureStatus, changes: Changes) -> Words | None:
    found: Problem | None = None
    if not current.intact:
        found = Problem.CHANGED
    elif not current.valid:
        found = Problem.FOREIGN
    elif _coverage(current) is Coverage.PART:
        found = Problem.PARTIAL
    elif changes is Changes.OTHER:
        found = Problem.ADDED_TO
    elif not signed.trusted:
        found = Problem.UNTRUSTED
    elif not current.trusted:
        found = Problem.EXPIRED
    return found.value if found else None
