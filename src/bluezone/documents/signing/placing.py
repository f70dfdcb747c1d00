"""Puts one PAdES signature on a PDF, as an addition at its end: what was there before stays byte for byte.

A signature may be seen (in a box, with an image or words) or not. The moment is an argument: it stands in the signature
as the signer's word, and is no timestamp of a third party.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field, enumerate_sig_fields
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.stamp import StaticStampStyle

from bluezone.documents.errors import DocumentError, SigningError, UnreadableError
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.signing.credentials import Credential
from bluezone.documents.signing.images import SealImage, SignatureImage
from bluezone.documents.typesetting import set_stamp
from bluezone.documents.words import Reason

MAX_PDF_BYTES = 50 << 20
_POINTS_A_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Spot:
    """A box on a page, from its top left, and what is seen in it."""

    page: int
    """From 1."""
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    look: SignatureImage | SealImage | bytes
    """An image, or one page of PDF."""

    def __post_init__(self) -> None:
        if self.page < 1 or min(self.width_mm, self.height_mm) <= 0:
            raise SigningError(Reason.SPOT_NEEDED)


def sign_pdf(
    pdf: bytes,
    credential: Credential,
    *,
    field: str,
    now: dt.datetime,
    spot: Spot | None = None,
    look: SignatureImage | SealImage | None = None,
    reason: str = "",
) -> bytes:
    """Signs the PDF: what was there stays byte for byte, one signature more stands at its end. A field that the file
    has already has its place, too, and takes a look alone; beside a spot, which brings its own, it is not asked for.
    """
    credential.check(now)
    try:
        writer = open_for_signing(pdf)
        if not _has_field(writer, field):
            add_field(writer, field, spot)
        metadata = PdfSignatureMetadata(
            field_name=field,
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            reason=reason or None,
            name=credential.name,
        )
        seen = spot.look if spot else look or _words(credential, now)
        signer = _SignerAt(metadata, credential, now, _style(seen))
        room = 2 * credential.most_of_a_signature  # in hex
        signed = asyncio.run(signer.async_sign_pdf(writer, existing_fields_only=True, bytes_reserved=room))
        return bytes(signed.getbuffer())
    except (PdfError, PyhankoSigningError) as error:
        raise SigningError(Reason.PDF_CANNOT_BE_SIGNED, why=" ".join(str(error).split())) from error
    except DocumentError:
        raise
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # A scan is anybody's file: one without pages, or with pages that are none, opens and cannot be signed.
        raise UnreadableError(Reason.UNSIGNABLE_PDF) from error


def open_for_signing(pdf: bytes) -> IncrementalPdfFileWriter:
    """Opens a writer that only adds at the end."""
    if len(pdf) > MAX_PDF_BYTES:
        raise UnreadableError(Reason.TOO_BIG, most=MAX_PDF_BYTES >> 20)
    if not pdf.endswith((b"\n", b"\r")):
        pdf += b"\n"  # or what is added would stand on the line of a remark, and not be there for some readers
    try:
        writer = _Adding(io.BytesIO(pdf), strict=False)
        locked = writer.prev.encrypted
    except Exception as error:
        # pyHanko walks through what strangers wrote; whatever it stumbles over, the file is not one to sign.
        raise UnreadableError(Reason.UNSIGNABLE_PDF) from error
    if locked:
        raise UnreadableError(Reason.LOCKED_PDF)
    return writer


def add_field(writer: IncrementalPdfFileWriter, field: str, spot: Spot | None) -> None:
    """Adds an empty field for a signature to come."""
    if spot is None:
        append_signature_field(writer, SigFieldSpec(field))
        return
    append_signature_field(writer, SigFieldSpec(field, on_page=spot.page - 1, box=_points(writer, spot)))


def page_size_mm(pdf: bytes, page: int) -> tuple[float, float]:
    """The width and height of a page."""
    try:
        with one_at_a_time, pdfium.PdfDocument(pdf) as document:
            width, height = document.get_page_size(page - 1)
    except (pdfium.PdfiumError, IndexError) as error:
        raise UnreadableError(Reason.NO_SUCH_PAGE, page=page) from error
    return width / _POINTS_A_MM, height / _POINTS_A_MM


class _Adding(IncrementalPdfFileWriter):
    """Adds at the end of a file, and leaves what its metadata say of it, where pyHanko would write the clock's time."""

    def _update_meta(self) -> None:
        """Leaves the metadata alone: a signature carries its own moment."""


class _SignerAt(PdfSigner):
    """Signs at a moment that it is told, instead of asking a clock."""

    def __init__(
        self, metadata: PdfSignatureMetadata, credential: Credential, now: dt.datetime, style: StaticStampStyle
    ) -> None:
        super().__init__(metadata, signer=credential.signer, stamp_style=style)
        self._now = now

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._now
        return session


class _PageContent(PdfContent):
    """One page of another PDF as the look of a signature."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        writer = self.writer
        if writer is None:
            raise SigningError(Reason.LOOK_WITHOUT_FILE)
        page = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/Look"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Look Do"


def _words(credential: Credential, now: dt.datetime) -> bytes:
    """Words a field that can be seen, where no look was given: pyHanko's own typeface is not there."""
    lines = (f"Ký bởi: {credential.name}", f"Thời gian ký: {now.isoformat(timespec='seconds')}")
    return set_stamp({"lines": lines, "width_mm": 60, "height_mm": 18}, now=now)


def _style(look: SignatureImage | SealImage | bytes) -> StaticStampStyle:
    content = _PageContent(look) if isinstance(look, bytes) else PdfImage(look.picture())
    middle = AxisAlignment.ALIGN_MID
    layout = SimpleBoxLayoutRule(x_align=middle, y_align=middle, margins=Margins.uniform(0))
    return StaticStampStyle(border_width=0, background=content, background_layout=layout, background_opacity=1.0)


def _points(writer: IncrementalPdfFileWriter, spot: Spot) -> tuple[int, int, int, int]:
    """Turns a box into points from the bottom left, in the page's own units."""
    left, _, _, top = (float(value) for value in _media_box(writer, spot.page))
    x, y = left + spot.x_mm * _POINTS_A_MM, top - spot.y_mm * _POINTS_A_MM
    return (
        round(x),
        round(y - spot.height_mm * _POINTS_A_MM),
        round(x + spot.width_mm * _POINTS_A_MM),
        round(y),
    )


def _media_box(writer: IncrementalPdfFileWriter, page: int) -> Any:
    try:
        reference, _ = writer.find_page_for_modification(page - 1)
    except (PdfError, IndexError, ValueError) as error:
        raise SigningError(Reason.NO_SUCH_PAGE, page=page) from error
    node = reference.get_object()
    while node is not None:
        if "/MediaBox" in node:
            return node["/MediaBox"]
        parent = node.get("/Parent")  # pyHanko follows a pointer in [] alone
        node = None if parent is None else parent.get_object()
    raise SigningError(Reason.PAGE_WITHOUT_SIZE, page=page)


def _has_field(writer: IncrementalPdfFileWriter, field: str) -> bool:
    return any(name == field for name, _, _ in enumerate_sig_fields(writer))
