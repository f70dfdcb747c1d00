"""QR codes: what a scanner reads is what was written, tone marks and all."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import zxingcpp

from bluezone.webui import qr_svg


def pixels(svg: str, scale: int = 4) -> np.ndarray:
    """The drawing as a grey picture: horizontal strokes on white."""
    drawing = ET.fromstring(svg)
    size = int(drawing.get("viewBox").split()[2])
    picture = np.full((size, size), 255, dtype=np.uint8)
    path = next(element.get("d") for element in drawing.iter("path"))
    x = y = 0.0
    for command, values in re.findall(r"([MmhH])([-\d. ]*)", path):
        numbers = [float(value) for value in values.split()]
        match command:
            case "M":
                x, y = numbers
            case "m":
                x, y = x + numbers[0], y + numbers[1]
            case _:
                end = numbers[0] if command == "H" else x + numbers[0]
                picture[int(y), int(x) : int(end)] = 0
                x = end
    return np.kron(picture, np.ones((scale, scale), dtype=np.uint8))


@pytest.mark.parametrize("text", ["BZM1:26628905:on", "https://bluezone.example.gov.vn", "Trường THPT Sơn Dương"])
def test_a_scanner_reads_what_was_written(text):
    found = zxingcpp.read_barcodes(pixels(qr_svg(text, "x")))

    assert [text] == [code.text for code in found]


def test_the_code_has_a_name_and_a_quiet_zone():
    drawing = ET.fromstring(qr_svg("BZM1:1:on", 'a "name" & more'))

    assert 'a "name" & more' == drawing.get("aria-label")
    assert "img" == drawing.get("role")
    quiet = pixels(qr_svg("BZM1:1:on", "x"), scale=1)
    assert (255 == quiet[:4]).all()
    assert (255 == quiet[:, :4]).all()


def test_the_drawing_carries_no_style_of_its_own():
    assert not re.search(r"\bstyle=|<script|href", qr_svg("BZM1:1:on", "x"))
