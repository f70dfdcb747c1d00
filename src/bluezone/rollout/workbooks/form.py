"""The words and places of the form, in one home for the writer and the reader."""

from __future__ import annotations

from bluezone.rollout.directive.letter import Directive, Instruction
from bluezone.vietnam.words import Words

CODE, WHAT, UNIT, VALUE, NOTE = range(5)
"""Columns as we write them. The reader goes by the head, because an office moves columns."""
HEAD = (
    Words("Mã", "Code"),
    Words("Chỉ tiêu", "Indicator"),
    Words("Đơn vị tính", "Unit"),
    Words("Số liệu", "Figure"),
    Words("Ghi chú; lý do nếu không có gì để báo cáo", "Note; reason if there is nothing to report"),
)
WIDTHS = (8, 62, 13, 14, 38)
AS_OF = Words("Số liệu tính đến ngày", "Figures as of")
NOTHING = Words("không có gì: ghi lý do →", "nothing: say why →")
RATES = Words("Tỷ lệ: máy tự tính từ số liệu ở trên", "Rates: computed from the figures above")
INSTRUCTIONS = Words(
    "Chỉ điền các ô màu vàng. Ghi số lượng, không ghi tỷ lệ: máy tự tính. Không có thì ghi 0. Không ghi tên người.",
    "Fill in yellow cells only. Enter counts, not rates: those are computed. If none, enter 0. Enter no names.",
)


def instruction_codes(directive: Directive) -> dict[str, Instruction]:
    """The codes V1, V2 …, by which a form names what is asked, in the letter's order."""
    return {f"V{number}": instruction for number, (_, instruction) in enumerate(directive.instructions(), 1)}
