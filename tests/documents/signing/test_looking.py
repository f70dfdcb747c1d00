"""How a page is drawn before it is compared."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from PIL import Image

from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.signing.looking import LONGEST_SIDE, mask, scale_of


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [(595, 842, 2.0), (14_400, 595, LONGEST_SIDE / 14_400), (595, 14_400, LONGEST_SIDE / 14_400)],
    ids=["A4", "too wide", "too high"],
)
def test_a_page_out_of_all_measure_is_drawn_smaller(width: float, height: float, scale: float) -> None:
    with one_at_a_time:
        document = pdfium.PdfDocument.new()

        assert scale == pytest.approx(scale_of(document.new_page(width, height), 2.0))

        document.close()


def test_a_box_is_masked_as_wide_as_it_is_unless_more_is_asked_for() -> None:
    with one_at_a_time:
        document = pdfium.PdfDocument.new()
        page, picture = document.new_page(100, 100), Image.new("RGB", (100, 100))

        boxes = [mask(page, picture, [(20, 20, 30, 40)], **more).getbbox() for more in ({}, {"wider_by": 2})]

        document.close()
    (left, upper, right, lower), wider = boxes
    assert (left - 2, upper - 2, right + 2, lower + 2) == wider
    assert right - left < 13
