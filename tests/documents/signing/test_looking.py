"""How a page is drawn before it is compared."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.signing.looking import LONGEST_SIDE, scale_of


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
