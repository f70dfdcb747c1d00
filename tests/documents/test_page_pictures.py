"""A page as a picture: every dot in its colour, and light enough for a slow line."""

from __future__ import annotations

import datetime as dt
import io

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops

from bluezone.documents.official import write_pdf
from bluezone.documents.page_pictures import picture_of_page
from bluezone.documents.paper import Issue
from bluezone.documents.pdfium_turn import one_at_a_time
from tests.support.documents.papers import letter

NOW = dt.datetime(2020, 8, 11, 17, 46, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return write_pdf(letter(), Issue(number=5, date=NOW.date()), now=NOW).pdf


@pytest.mark.parametrize("dpi", [60, 80])
def test_nothing_of_a_page_is_lost_and_it_is_lighter_than_at_the_highest_compression(pdf: bytes, dpi: int) -> None:
    highest = io.BytesIO()
    with one_at_a_time, pdfium.PdfDocument(pdf) as document:
        drawn = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
        picture = picture_of_page(document[0], dpi / 72)
    drawn.save(highest, "PNG", optimize=True)

    shown = Image.open(io.BytesIO(picture))
    assert ("PNG", "RGB", drawn.size) == (shown.format, shown.mode, shown.size)
    assert ImageChops.difference(drawn, shown).getbbox() is None
    assert len(picture) < 0.9 * len(highest.getvalue())
