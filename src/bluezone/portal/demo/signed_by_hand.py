"""The way of an official paper for a demonstration, from its draft until it is issued: printed, signed with a pen and
brought back as a scan, for nobody's certificate is old enough to have signed days ago.

The pen is a blue stroke at the foot of the page, and nobody's.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.portal.identity.models import Staff
from bluezone.portal.papers import services
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.standing import as_read, current_file

_DPI, _POINTS = 200, 72
_BLUE, _PEN = (20, 40, 160), 5
_STROKE = ((0.62, 0.82), (0.66, 0.78), (0.68, 0.83), (0.72, 0.79), (0.75, 0.82), (0.82, 0.80))
"""Of a signature, as parts of the page's width and height."""


@dataclass(frozen=True, slots=True)
class Office:
    """Whoever writes papers, whoever keeps the register, and whoever signs."""

    writer: Staff
    clerk: Staff
    leader: Staff


def submit(paper: OutgoingPaper, office: Office, now: dt.datetime) -> OutgoingPaper:
    """Submits a draft for its signature."""
    return services.submit(paper=paper, read=as_read(paper), by=office.writer, now=now)


def bring_scan(paper: OutgoingPaper, office: Office, now: dt.datetime) -> OutgoingPaper:
    """Submits a draft, gives it its number, and brings it back signed: somebody else has still to confirm the scan."""
    submitted = submit(paper, office, now)
    printed = services.reserve_number(paper=submitted, read=as_read(submitted), by=office.clerk, now=now)
    scan = _scanned(current_file(printed))
    return services.keep_scan(paper=printed, read=as_read(printed), scan=scan, by=office.clerk, now=now)


def send_out(paper: OutgoingPaper, office: Office, now: dt.datetime) -> OutgoingPaper:
    """Brings a draft back signed, has the leader confirm the scan, and issues it."""
    brought = bring_scan(paper, office, now)
    confirmed = services.confirm_scan(paper=brought, read=as_read(brought), by=office.leader, now=now)
    return services.issue(paper=confirmed, read=as_read(confirmed), by=office.clerk, now=now)


def recall(paper: OutgoingPaper, office: Office, reason: str, now: dt.datetime) -> OutgoingPaper:
    """Recalls an issued paper."""
    return services.recall(paper=paper, read=as_read(paper), reason=reason, by=office.leader, now=now)


def discard(paper: OutgoingPaper, office: Office, now: dt.datetime) -> OutgoingPaper:
    """Throws a draft away."""
    return services.discard(paper=paper, read=as_read(paper), by=office.writer, now=now)


def _scanned(printed: bytes) -> bytes:
    """Puts each page under a scanner, the first with the stroke of a pen."""
    out = io.BytesIO()
    with one_at_a_time, pdfium.PdfDocument(printed) as document, pdfium.PdfDocument.new() as scan:
        for number, page in enumerate(document):
            picture = page.render(scale=_DPI / _POINTS).to_pil().convert("RGB")
            if number == 0:
                _sign(picture)
            _add_page(scan, picture, page.get_size())
        scan.save(out, version=17)
    return out.getvalue()


def _sign(picture: Image.Image) -> None:
    width, height = picture.size
    stroke = [(round(across * width), round(down * height)) for across, down in _STROKE]
    ImageDraw.Draw(picture).line(stroke, fill=_BLUE, width=_PEN, joint="curve")


def _add_page(scan: pdfium.PdfDocument, picture: Image.Image, size: tuple[float, float]) -> None:
    photo = io.BytesIO()
    picture.save(photo, "JPEG", quality=60)
    photo.seek(0)
    image = pdfium.PdfImage.new(scan)
    image.load_jpeg(photo, inline=True)
    image.set_matrix(pdfium.PdfMatrix().scale(*size))
    page = scan.new_page(*size)
    page.insert_obj(image)
    page.gen_content()
