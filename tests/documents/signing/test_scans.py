"""A paper signed by hand is kept as a scan in colour, in full size and sharp enough."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw

from bluezone.documents.errors import UnreadableError
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.signing import Scan, check_scan, verify_pdf
from bluezone.documents.signing.placing import open_for_signing
from bluezone.documents.words import Reason
from tests.support.documents.issued import NOW, ROOTS, UNSIGNED


def scan(*, dpi: int = 200, mode: str = "RGB", pages: int = 2, inches: tuple[float, float] = (8.27, 11.69)) -> bytes:
    sheets = []
    for _ in range(pages):
        sheet = Image.new(mode, (round(inches[0] * dpi), round(inches[1] * dpi)), "white")
        ImageDraw.Draw(sheet).ellipse((300, 300, 500, 500), outline="red" if mode == "RGB" else 0, width=9)
        sheets.append(sheet)
    buffer = io.BytesIO()
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:], resolution=dpi)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "take",
    [check_scan, open_for_signing, lambda pdf: verify_pdf(pdf, ROOTS, now=NOW)],
    ids=["as a scan", "to be signed", "to be looked at"],
)
def test_a_file_has_up_to_fifty_megabytes(take: Callable[[bytes], object]) -> None:
    """One of as many is refused for something else: it is empty."""
    found = []
    for size in (50 << 20, (50 << 20) + 1):
        with pytest.raises(UnreadableError) as refused:
            take(bytes(size))
        found.append((refused.value.reason is Reason.TOO_BIG, refused.value.values.get("most")))

    assert [(False, None), (True, 50)] == found


def test_a_good_scan_is_told_with_its_pages() -> None:
    assert Scan(pages=2) == check_scan(scan())


def test_a_scanner_that_misses_the_edges_by_some_millimetres_is_good_enough() -> None:
    assert 1 == check_scan(scan(pages=1, inches=(8.27 - 5.5 / 25.4, 11.69 + 5.5 / 25.4))).pages


def test_a_scanner_that_misses_two_hundred_dots_by_two_is_sharp_enough() -> None:
    assert 1 == check_scan(scan(dpi=198, pages=1)).pages
    with pytest.raises(UnreadableError, match="197 dots"):
        check_scan(scan(dpi=197, pages=1))


def test_a_scan_has_up_to_three_hundred_pages() -> None:
    def sheets(pages: int) -> bytes:
        document, buffer = pdfium.PdfDocument.new(), io.BytesIO()
        for _ in range(pages):
            document.new_page(595, 842)
        document.save(buffer, version=17)
        return buffer.getvalue()

    with pytest.raises(UnreadableError, match="no scan"):
        check_scan(sheets(300))
    with pytest.raises(UnreadableError, match="1 to 300 pages"):
        check_scan(sheets(301))


@pytest.mark.parametrize("bad", [1, 2])
def test_the_page_that_will_not_do_is_named(bad: int) -> None:
    with one_at_a_time, pdfium.PdfDocument(scan()) as document:
        document[bad - 1].set_mediabox(0, 0, 300, 300)
        document.save(out := io.BytesIO(), version=17)

    with pytest.raises(UnreadableError, match=f"page {bad} of the scan is not A4"):
        check_scan(out.getvalue())


def with_mark(pdf: bytes) -> bytes:
    """The same with a narrow grey picture over the first page, of more dots from top to bottom."""
    with one_at_a_time, pdfium.PdfDocument(pdf) as document:
        page, mark = document[0], pdfium.PdfImage.new(document)
        mark.set_bitmap(pdfium.PdfBitmap.from_pil(Image.new("L", (40, 9_000), "white")))
        mark.set_matrix(pdfium.PdfMatrix().scale(400, 400))
        page.insert_obj(mark)
        page.gen_content()
        out = io.BytesIO()
        document.save(out, version=17)
    return out.getvalue()


def test_of_several_pictures_on_a_page_the_one_with_most_dots_is_the_scan() -> None:
    """A coarse and grey one beside it says nothing about the page."""
    assert Scan(pages=1) == check_scan(with_mark(scan(pages=1)))
    with pytest.raises(UnreadableError, match="not in colour"):
        check_scan(with_mark(scan(pages=1, mode="L")))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: scan(dpi=150), "150 dots"),
        (lambda: scan(mode="L"), "not in colour"),
        (lambda: scan(inches=(5.83, 8.27)), "not A4"),
        (lambda: scan(inches=(8.27, 14)), "not A4"),
        (lambda: scan(inches=(7, 11.69)), "not A4"),
        (lambda: scan(inches=(8.27 + 6.5 / 25.4, 11.69)), "not A4"),
        (lambda: UNSIGNED, "no scan"),
        (lambda: b"%PDF-1.3" + scan()[8:], r"1\.4"),
        (lambda: b"%PDF-1.4", "the scan does not open"),
        (lambda: b" " * 1_017 + scan(pages=1), r"1\.4"),
        (lambda: b"hello", r"1\.4"),
    ],
)
def test_anything_else_is_refused(wrong: Callable[[], bytes], said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        check_scan(wrong())
