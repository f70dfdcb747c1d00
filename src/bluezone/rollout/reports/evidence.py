"""A piece of evidence: what was done, where and when, and the file or link that shows it. Never who.

Its kind says what it must be made of. The same photo twice is one piece, so that a hundred posters are not one picture
sent a hundred times.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bluezone.rollout.directive.counting import EvidenceKind, Form
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.figures import LARGEST, Figure, Source
from bluezone.vietnam.words import Words

LONGEST_PLACE = 120
LONGEST_LINK = 500
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_LINE_OF_A_LOG = re.compile(r"[a-z]{1,20}-[0-9]{1,18}\Z")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece."""

    kind: str
    organisation: str
    day: dt.date
    file: str | None = None
    """SHA-256 of a photo, scan or script, in hex."""
    place: str | None = None
    link: str | None = None
    count: int = 1
    """How many it shows: one poster, or the households of one round of visits."""
    log: str | None = None
    """The line of a log that it is: "broadcast-12". What was read stands there, and needs no file."""

    def __post_init__(self) -> None:
        fits = (
            (self.file is None or bool(_SHA256.match(self.file)))
            and (self.place is None or (0 < len(self.place) <= LONGEST_PLACE and self.place.isprintable()))
            and (self.link is None or _is_link(self.link))
            and (self.log is None or bool(_LINE_OF_A_LOG.match(self.log)))
            and 1 <= self.count <= LARGEST
        )
        if not fits:
            raise _refused("Minh chứng không hợp lệ.", "This is no evidence.")


def check_forms(evidence: Evidence, kind: EvidenceKind) -> None:
    """Requires what a piece's kind must have. Raises ReportError."""
    for form in kind.forms:
        if not _has(evidence, form):
            raise _refused(
                f"{kind.words.vi}: thiếu {_FORM_WORDS[form].vi}.",
                f"{kind.words.en}: {_FORM_WORDS[form].en} is missing.",
            )


def counted(directive: Directive, evidence: Iterable[Evidence], as_of: dt.datetime) -> dict[str, Figure]:
    """Adds up one organisation's pieces by indicator, as far as a figure goes. A file adds only once."""
    sums: dict[str, int] = {}
    files: dict[str, list[str]] = {}
    for piece in _once(evidence):
        indicator = directive.evidence_kind(piece.kind).counts
        if indicator is None or piece.day > as_of.date():
            continue
        sums[indicator] = sums.get(indicator, 0) + piece.count
        files.setdefault(indicator, []).extend([piece.file] if piece.file else [])
    return {
        indicator: Figure(
            indicator,
            min(total, LARGEST),
            directive.indicator(indicator).unit,
            as_of,
            Source.COUNTED_EVIDENCE,
            tuple(files[indicator]),
        )
        for indicator, total in sums.items()
    }


def _once(evidence: Iterable[Evidence]) -> Iterable[Evidence]:
    seen: set[str] = set()
    for piece in evidence:
        if piece.file is None or piece.file not in seen:
            yield piece
        if piece.file is not None:
            seen.add(piece.file)


def _has(evidence: Evidence, form: Form) -> bool:
    if form is Form.SCRIPT and evidence.log is not None:
        return True
    if form in {Form.PHOTO, Form.SCAN, Form.SCRIPT}:
        return evidence.file is not None
    if form is Form.PLACE:
        return evidence.place is not None
    return form is not Form.LINK or evidence.link is not None


def _is_link(link: str) -> bool:
    """Whether a browser may be sent to this address of the web."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return len(link) <= LONGEST_LINK and link.isprintable() and parts.scheme in {"http", "https"} and bool(parts.netloc)


def _refused(vi: str, en: str) -> ReportError:
    return ReportError(Words(vi, en))


_FORM_WORDS = {
    Form.COUNT: Words("số lượng", "the count"),
    Form.PHOTO: Words("ảnh", "the photo"),
    Form.PLACE: Words("địa điểm", "the place"),
    Form.SCAN: Words("bản chụp có ký", "the signed scan"),
    Form.LINK: Words("đường dẫn", "the link"),
    Form.DATE: Words("ngày", "the day"),
    Form.SCRIPT: Words("bài phát", "the script"),
}
