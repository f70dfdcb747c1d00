"""Issuing a paper: number and date, then the person, then the body, in one pass.

The number is allocated by the register of whoever calls, just before; here it is set into the paper and never touched
again. Both signature fields are made before the first signature, so that the second changes nothing that the first has
covered except what a signature may.
"""

from __future__ import annotations

import datetime as dt
import io

from pyhanko.pdf_utils import generic

from bluezone.documents.errors import SigningError
from bluezone.documents.official import SignaturePlace, write_pdf
from bluezone.documents.paper import Issue, Paper
from bluezone.documents.signing.credentials import Credential
from bluezone.documents.signing.images import SealImage, SignatureImage
from bluezone.documents.signing.placing import Spot, add_field, open_for_signing, sign_pdf
from bluezone.documents.words import Reason

_SIGNED_AND_ADDED_TO_ONLY = 3
"""As it will be after the first signature, so that the first signature need not change it."""
PERSON, BODY, DRAFTER = "NguoiKy", "CoQuan", "SoanThao"
"""Names of the fields, as offices call them."""


def issue_paper(
    paper: Paper,
    issue: Issue,
    *,
    person: Credential,
    body: Credential,
    now: dt.datetime,
    signature: SignatureImage | None = None,
    seal: SealImage | None = None,
    drafter: Credential | None = None,
) -> bytes:
    """Issues the signed PDF. `drafter` is the office's own mark before its chief signs; it is not seen."""
    if issue.date != now.date():
        raise SigningError(Reason.ANOTHER_DAY, today=now, dated=issue.date)
    for credential in filter(None, (drafter, person, body)):
        credential.check(now)
    done = write_pdf(paper, issue, now=now)
    spots: dict[str, Spot | None] = {DRAFTER: None} if drafter else {}
    spots |= {
        PERSON: signature_spot(done.signature, signature) if signature else None,
        BODY: seal_spot(done.signature, seal, signature) if seal else None,
    }
    pdf = _with_fields(done.pdf, spots)
    if drafter:
        pdf = sign_pdf(pdf, drafter, field=DRAFTER, now=now)
    pdf = sign_pdf(pdf, person, field=PERSON, now=now, spot=spots[PERSON])
    return sign_pdf(pdf, body, field=BODY, now=now, spot=spots[BODY])


def prepare_paper(paper: Paper, issue: Issue, *, now: dt.datetime) -> bytes:
    """Sets the paper with empty fields for person and body, for an office that signs with a tool of its own."""
    if issue.date != now.date():
        raise SigningError(Reason.ANOTHER_DAY, today=now, dated=issue.date)
    done = write_pdf(paper, issue, now=now)
    place = done.signature
    half = place.width_mm / 2
    boxes: dict[str, Spot | None] = {
        PERSON: Spot(place.page, place.x_mm + half / 2, place.y_mm, half, place.height_mm, b""),
        BODY: Spot(place.page, place.x_mm, place.y_mm, half, place.height_mm, b""),
    }
    return _with_fields(done.pdf, boxes)


def signature_spot(place: SignaturePlace, image: SignatureImage) -> Spot:
    """The signature's place: centred between the signer's post and name, as large as on paper where that fits."""
    width, height = _fit(image, place)
    return Spot(
        place.page,
        place.x_mm + (place.width_mm - width) / 2,
        place.y_mm + (place.height_mm - height) / 2,
        width,
        height,
        image,
    )


def seal_spot(place: SignaturePlace, seal: SealImage, image: SignatureImage | None) -> Spot:
    """The seal's place: over about a third of the signature's image, to its left, in real size."""
    width = _fit(image, place)[0] if image else place.width_mm / 3
    left = place.x_mm + (place.width_mm - width) / 2
    middle = place.y_mm + place.height_mm / 2
    return Spot(
        place.page,
        left + width / 3 - seal.width_mm,
        middle - seal.height_mm / 2,
        seal.width_mm,
        seal.height_mm,
        seal,
    )


def _fit(image: SignatureImage, place: SignaturePlace) -> tuple[float, float]:
    scale = min(1.0, place.width_mm / image.width_mm, place.height_mm / image.height_mm)
    return image.width_mm * scale, image.height_mm * scale


def _with_fields(pdf: bytes, spots: dict[str, Spot | None]) -> bytes:
    writer = open_for_signing(pdf)
    for name, spot in spots.items():
        add_field(writer, name, spot)
    form = writer.root["/AcroForm"]
    form["/SigFlags"] = generic.NumberObject(_SIGNED_AND_ADDED_TO_ONLY)
    writer.update_container(form)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
