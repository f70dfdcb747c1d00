"""Bars that a scanner reads: Code 128 (ISO/IEC 15417) of digits, as an SVG with the white that a scanner needs on both
sides."""

from __future__ import annotations

import zxingcpp

from bluezone.documents.errors import PaperError
from bluezone.documents.words import Reason

_LONGEST = 40


def bars_drawing(digits: str) -> str:
    """Draws digits as bars, an SVG that may be stretched. Raises PaperError for anything else."""
    if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= _LONGEST):
        raise PaperError(Reason.LINE_LENGTH, most=_LONGEST)
    bars = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.Code128)
    return str(zxingcpp.write_barcode_to_svg(bars))
