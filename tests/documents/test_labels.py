"""Labels for tubes: every one is read by a scanner as it was printed, and no sheet has two of a kind."""

from __future__ import annotations

import datetime as dt
import re

import pypdfium2 as pdfium
import pytest
import zxingcpp

from bluezone.documents import labels
from bluezone.documents.barcodes import bars_drawing
from bluezone.documents.errors import PaperError
from bluezone.documents.labels import ON_A_SHEET, set_labels
from bluezone.documents.words import Reason

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
DOTS = 300 / 72


def test_a_scanner_reads_every_label_of_a_sheet_and_eyes_the_same_digits():
    digits = [f"{at * 20_833_331 % 10**9:09}" for at in range(1, ON_A_SHEET + 1)]

    pdf = set_labels([(one, f"{one[:3]} {one[3:6]} {one[6:]}") for one in digits], place="Xã Sơn Dương", now=NOW)

    with pdfium.PdfDocument(pdf) as document:
        (page,) = document
        found = zxingcpp.read_barcodes(page.render(scale=DOTS).to_pil().convert("L"))
        words = page.get_textpage().get_text_range().split()
    assert sorted(digits) == sorted(one.text for one in found)
    assert {zxingcpp.BarcodeFormat.Code128} == {one.format for one in found}
    assert set(digits) <= {"".join(words[at : at + 3]) for at in range(len(words))}


def test_bars_stand_as_another_writer_of_the_standard_has_them():
    """Else one library would read what it wrote. As python-barcode 0.16.1 has them,
    with ten modules of white before."""
    modules = "11010011100110110011001101100110011011001100110011001101011110111010011100110111101010001100011101011"
    runs = re.finditer("1+", modules)

    drawn = re.findall(r"M(\d+) 0h(\d+)v", bars_drawing("000000021"))

    assert [(10 + run.start(), len(run[0])) for run in runs] == [(int(at), int(wide)) for at, wide in drawn]


@pytest.mark.parametrize("count", [0, 47, 49, 21 * ON_A_SHEET])
def test_labels_are_whole_sheets_and_not_too_many(count):
    with pytest.raises(PaperError):
        set_labels([("000000013", "000 000 013")] * count, place="Xã Sơn Dương", now=NOW)


@pytest.mark.parametrize("digits", ["", "1", "12a4", "١٢٣٤", "1" * 41])
def test_only_digits_are_drawn_as_bars(digits):
    with pytest.raises(PaperError):
        bars_drawing(digits)


def said(count, place="Xã Sơn Dương"):
    """What a sheet of so many labels is refused with, or how many sheets there are."""
    try:
        return set_labels([("000000013", "000 000 013")] * count, place=place, now=NOW)
    except PaperError as error:
        return error.reason, error.values


@pytest.mark.parametrize(
    ("count", "place", "found"),
    [
        (48, "a", 1),
        (20 * 48, "a" * 80, 20),
        (0, "a", (Reason.SLIPS, {"most": 20})),
        (47, "a", (Reason.SLIPS, {"most": 20})),
        (49, "a", (Reason.SLIPS, {"most": 20})),
        (21 * 48, "a", (Reason.SLIPS, {"most": 20})),
        (48, "a" * 81, (Reason.LINE_LENGTH, {"most": 80})),
        (48, " ", (Reason.LINE_LENGTH, {"most": 80})),
        (48, "a\u200bb", (Reason.LINE_LENGTH, {"most": 80})),
    ],
    ids=["one", "twenty", "none", "a label less", "a label more", "21", "long", "no place", "hidden"],
)
def test_one_to_twenty_sheets_of_four_by_twelve_name_their_place(count, place, found, monkeypatch):
    monkeypatch.setattr(labels, "set_sheets", lambda *asked, **_more: asked[2])
    monkeypatch.setattr(labels, "bars_drawing", lambda _digits: "")

    assert found == said(count, place)
    assert (4, 12) == (labels.COLUMNS, labels.ROWS)


def test_bars_are_of_two_to_forty_digits():
    assert [True, True] == ["<svg" in bars_drawing(digits) for digits in ("12", "1" * 40)]
    with pytest.raises(PaperError) as refused:
        bars_drawing("1" * 41)
    assert (Reason.LINE_LENGTH, {"most": 40}) == (refused.value.reason, refused.value.values)
