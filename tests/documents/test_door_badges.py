"""Badges of those who work at a place: a code each, read back off the print, and room for a name."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
import zxingcpp

from bluezone.documents import door_badges
from bluezone.documents.door_badges import MOST_BADGES, ON_A_SHEET, set_badges
from bluezone.documents.errors import PaperError
from bluezone.documents.words import Reason
from tests.support.documents.papers import NOW

TEXT = "BZN1:K7Q2M9XA:0123456789012345678901"


def test_each_badge_is_read_back_off_the_print_ten_on_a_sheet() -> None:
    badges = [(f"K7Q2 M9X{at:X}", TEXT.replace("M9XA", f"M9X{at:X}")) for at in range(ON_A_SHEET + 1)]

    first, second = pdfium.PdfDocument(set_badges(badges, place="Sạp 12, Chợ Tân Trào", now=NOW))

    seen = [{one.text for one in zxingcpp.read_barcodes(page.render(scale=3).to_pil())} for page in (first, second)]
    assert [{text for _, text in badges[:ON_A_SHEET]}, {badges[-1][1]}] == seen
    words = second.get_textpage().get_text_range()
    assert all(said in words for said in ("NHÂN VIÊN", "Sạp 12, Chợ Tân Trào", badges[-1][0]))


@pytest.mark.parametrize(("count", "place"), [(0, "Chợ"), (MOST_BADGES + 1, "Chợ"), (1, " "), (1, "Q" * 161)])
def test_too_many_or_of_no_place_are_refused(count: int, place: str) -> None:
    with pytest.raises(PaperError):
        set_badges([("K7Q2 M9XA", TEXT)] * count, place=place, now=NOW)


@pytest.mark.parametrize(
    ("count", "place", "found"),
    [
        (1, "a", 1),
        (10, "a", 1),
        (11, "a", 2),
        (200, "a" * 160, 20),
        (0, "a", (Reason.SLIPS, {"most": 200})),
        (201, "a", (Reason.SLIPS, {"most": 200})),
        (1, "a" * 161, (Reason.LINE_LENGTH, {"most": 160})),
        (1, " ", (Reason.LINE_LENGTH, {"most": 160})),
        (1, "a\u200bb", (Reason.LINE_LENGTH, {"most": 160})),
    ],
)
def test_one_to_two_hundred_badges_take_as_many_sheets_as_they_fill(
    count: int, place: str, found: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_badges, "set_sheets", lambda *asked, **_more: asked[2])
    monkeypatch.setattr(door_badges, "qr_drawing", lambda *_: "")

    def said() -> object:
        try:
            return set_badges([("K7Q2 M9XA", TEXT)] * count, place=place, now=NOW)
        except PaperError as error:
            return error.reason, error.values

    assert found == said()
