"""A page of a PDF as a picture that shows every dot of it: as PNG, which loses nothing.

Whoever draws one holds PDFium's turn (`pdfium_turn.py`).
"""

from __future__ import annotations

import io
from typing import Any

_LEVEL = 3
"""Of compression. Text on white becomes a fifth smaller than at the highest level, in a sixth of its time."""


def picture_of_page(page: Any, dots_per_point: float) -> bytes:
    """Draws the page in its colours."""
    buffer = io.BytesIO()
    page.render(scale=dots_per_point).to_pil().convert("RGB").save(buffer, "PNG", compress_level=_LEVEL)
    return buffer.getvalue()
