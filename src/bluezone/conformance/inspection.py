"""From a file's bytes to the verdict: which reader, which rules, and what happens to what cannot be read."""

from __future__ import annotations

from bluezone.conformance.anatomy import dissect
from bluezone.conformance.docx_reading import read_docx
from bluezone.conformance.findings import Finding, Unjudged, Verdict
from bluezone.conformance.pdf_reading import read_pdf
from bluezone.conformance.rules import RULES, CannotJudgeError
from bluezone.conformance.sheet import Sheet
from bluezone.documents.errors import UnreadableError
from bluezone.documents.practice import is_practice_sheet
from bluezone.documents.words import Reason

MAX_FILE_BYTES = 50 << 20
_SCAN = "the pages are pictures: a scan carries no measures of its text"
_NO_PAPER = "this does not look like an official paper: neither country nor number and recipients were found"


def inspect_paper(data: bytes) -> Verdict:
    """Inspects a PDF or DOCX; raises UnreadableError for anything else."""
    sheet = _read(data)
    if sheet.scanned:
        return _unjudged(sheet, _SCAN)
    anatomy = dissect(sheet)
    if not anatomy.is_paper:
        return _unjudged(sheet, _NO_PAPER)
    findings: list[Finding] = []
    unjudged: list[Unjudged] = []
    judged: list[str] = []
    for rule in RULES:
        try:
            findings += rule.findings(anatomy)
        except CannotJudgeError as reason:
            unjudged.append(Unjudged(rule.name, str(reason)))
        else:
            judged.append(rule.name)
    return Verdict(sheet.source, True, tuple(findings), tuple(unjudged), tuple(judged))


def _read(data: bytes) -> Sheet:
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableError(Reason.TOO_BIG, most=MAX_FILE_BYTES >> 20)
    if b"%PDF-" in data[:1024]:
        if is_practice_sheet(data):  # its marks lie over the lines that the rules judge
            raise UnreadableError(Reason.PRACTICE)
        return read_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return read_docx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(Reason.OLD_DOC)
    raise UnreadableError(Reason.NEITHER_PDF_NOR_DOCX)


def _unjudged(sheet: Sheet, why: str) -> Verdict:
    return Verdict(sheet.source, False, (), tuple(Unjudged(rule.name, why) for rule in RULES), ())
