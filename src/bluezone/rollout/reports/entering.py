"""From what somebody typed, or a spreadsheet's cell holds, to a count, or to one sentence that says why not.

The web form, a workbook and a paper report keyed by a clerk come through here alike.
"""

from __future__ import annotations

import unicodedata

from bluezone.lists.reading.sheet import Cell
from bluezone.rollout.directive.counting import Indicator
from bluezone.rollout.reports.figures import LARGEST
from bluezone.rollout.reports.findings import Finding, Rule, error
from bluezone.vietnam.numbers import decimal_typed, whole_of

_LONGEST = 64


def read_count(raw: Cell, indicator: Indicator) -> int | Finding | None:
    """Reads a count, or the finding why it is none; None where nothing was entered. "0" is an answer; an empty cell is
    none."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    count = whole_of(raw)
    if count is not None:
        return _bounded(count, indicator)
    if isinstance(raw, float):
        return _fraction(indicator, str(raw))
    return _from_text(raw, indicator) if isinstance(raw, str) else _not_a_count(indicator, str(raw))


def _from_text(raw: str, indicator: Indicator) -> Finding:
    """Says why this text is no count."""
    text = " ".join(unicodedata.normalize("NFKC", raw).split())
    shown = text[:_LONGEST]
    if "%" in text:
        return error(
            Rule.TYPED_PERCENTAGE, (indicator.id,),
            f"{indicator.code}: ghi số lượng ({indicator.unit.vi}), không ghi tỷ lệ “{shown}”; máy sẽ tính tỷ lệ.",
            f"{indicator.code}: enter how many ({indicator.unit.en}), not the rate “{shown}”; rates are computed.",
        )  # fmt: skip
    return _not_a_count(indicator, shown) if decimal_typed(raw) is None else _fraction(indicator, shown)


def _bounded(value: int, indicator: Indicator) -> int | Finding:
    if 0 <= value <= LARGEST:
        return value
    return error(
        Rule.NOT_A_COUNT, (indicator.id,),
        f"{indicator.code}: số phải từ 0 đến {LARGEST}.", f"{indicator.code}: must lie between 0 and {LARGEST}.",
    )  # fmt: skip


def _fraction(indicator: Indicator, shown: str) -> Finding:
    """Words the remark about a fraction, most often a percentage without its sign."""
    return error(
        Rule.TYPED_PERCENTAGE, (indicator.id,),
        f"{indicator.code}: “{shown}” có phần lẻ. Ghi số nguyên ({indicator.unit.vi}), không ghi tỷ lệ.",
        f"{indicator.code}: “{shown}” has a fraction. Enter a whole number ({indicator.unit.en}), not a rate.",
    )  # fmt: skip


def _not_a_count(indicator: Indicator, shown: str) -> Finding:
    shown = "".join(letter if letter.isprintable() else " " for letter in shown)[:_LONGEST]
    return error(
        Rule.NOT_A_COUNT, (indicator.id,),
        f"{indicator.code}: “{shown}” không phải là số.", f"{indicator.code}: “{shown}” is not a number.",
    )  # fmt: skip
