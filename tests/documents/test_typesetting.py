"""What sets type keeps nothing of long papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.documents.official import write_pdf
from bluezone.documents.paper import Paragraph
from tests.support.documents.papers import ISSUE, NOW, changed, letter

LONG, PARAGRAPHS = 4_000, 40
MEGABYTE = 1 << 20


@pytest.mark.slow
def test_one_long_paper_after_the_other_takes_no_more_room_than_two() -> None:
    """Each of them, 160,000 letters, had stayed in memory until ten others were set: 30 MB."""
    for number in range(2):
        set_long_paper(number)
    two = in_memory()
    for number in range(2, 6):
        set_long_paper(number)

    assert in_memory() - two < 60 * MEGABYTE


def set_long_paper(number: int) -> None:
    """No two have a paragraph in common."""
    words = (f"văn bản {number}, đoạn {place}, " for place in range(PARAGRAPHS))
    blocks = tuple(Paragraph(text=(text * LONG)[:LONG]) for text in words)
    write_pdf(changed(letter(), blocks=blocks), ISSUE, now=NOW)


def in_memory() -> int:
    """Bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096
