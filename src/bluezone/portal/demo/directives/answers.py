"""Invented answers: the same for the same office each time, possible by every rule, unlike from office to office."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping

import xlsxwriter
from PIL import Image, ImageDraw

from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Cell
from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.workbooks.form import CODE, UNIT, VALUE
from bluezone.rollout.workbooks.reading import BOUNDS

_LEAST, _MOST = 55, 96
"""Percent of its whole that a part has, unless a word below says otherwise."""
_WHOLES = {
    "residents": (2_400, 9_800),
    "households": (620, 2_300),
    "staff": (18, 46),
    "entrances": (1, 3),
    "businesses": (4, 38),
    "business-staff": (12, 160),
    "broadcasts": (10, 42),
    "posters": (4, 18),
    "members": (1_900, 2_600),
    "people-helped": (600, 1_400),
    "schools": (92, 92),
    "teachers": (1_700, 1_900),
    "pupils": (31_000, 33_000),
    "enterprises": (60, 90),
    "markets": (9, 12),
}
_SHARES = {"residents-installed": (6, 21), "pupils-installed": (9, 16), "entrances-attended": (100, 100)}


def invented(directive: Directive, expected: ExpectedReport) -> dict[str, int]:
    """Invents counts for everything that this office is asked."""
    chance = random.Random(f"rollout {expected.organisation.id}")  # noqa: S311 - invented figures, the same each time
    values: dict[str, int] = {}
    for name in expected.indicators:
        indicator = directive.indicator(name)
        if indicator.within in values:
            least, most = _SHARES.get(name, (_LEAST, _MOST))
            values[name] = values[indicator.within] * chance.randint(least, most) // 100
        else:
            values[name] = chance.randint(*_WHOLES.get(name, (2, 24)))
    for whole in expected.indicators:
        _split(values, whole, directive.indicator(whole).parts, chance)
    return values


def _split(values: dict[str, int], whole: str, parts: tuple[str, ...], chance: random.Random) -> None:
    """Splits a whole into parts that add up to it."""
    left = values.get(whole, 0)
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        values[part] = left if is_last else left * chance.randint(30, 60) // 100
        left -= values[part]


def filled_workbook(blank: bytes, directive: Directive, values: Mapping[str, int], day: str) -> bytes:
    """Fills in the form as an office sends it back: another program's file with the answers in it."""
    codes = {directive.indicator(name).code: value for name, value in values.items()}
    rows = [list(row.cells) for row in read_workbook(blank, "form.xlsx", BOUNDS).sheets[0].rows]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(_answered(row, codes, day)):
                if cell is not None:
                    sheet.write(number, column, cell)
    return out.getvalue()


def _answered(row: list[Cell], codes: Mapping[str, int], day: str) -> list[Cell]:
    row = row + [None] * (VALUE + 1 - len(row))
    if row[CODE] in codes:
        row[VALUE] = codes[str(row[CODE])]
    if row[1] == "Số liệu tính đến ngày":
        row[UNIT] = day
    return row


def picture(words: str, seed: int) -> bytes:
    """Draws a wall with a sheet on it: a poster, or a page of figures."""
    chance = random.Random(seed)  # noqa: S311 - a drawn wall
    wall = (180 + chance.randint(0, 40), 170 + chance.randint(0, 40), 150 + chance.randint(0, 40))
    image = Image.new("RGB", (960, 720), wall)
    draw = ImageDraw.Draw(image)
    for course in range(0, 720, 48):
        draw.line((0, course, 960, course), fill=tuple(shade - 18 for shade in wall), width=2)
    left, top = 300 + chance.randint(-80, 80), 90 + chance.randint(-30, 30)
    draw.rectangle((left, top, left + 360, top + 520), fill=(250, 250, 248), outline=(90, 90, 90), width=3)
    draw.rectangle((left + 24, top + 24, left + 336, top + 110), fill=(10, 79, 151))
    draw.text((left + 40, top + 50), "BLUEZONE", fill=(255, 255, 255), font_size=40)
    draw.text((left + 32, top + 140), words, fill=(20, 32, 45), font_size=24)
    for line in range(9):
        width = chance.randint(180, 290)
        draw.rectangle(
            (left + 32, top + 200 + 32 * line, left + 32 + width, top + 212 + 32 * line), fill=(160, 168, 178)
        )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
