"""The measures of Nghị định 30/2020/NĐ-CP, Appendix I: what is allowed, and what we choose within it.

One table for the writers and the conformance checker. Lengths in millimetres or points as the names say.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """A measure from and to, both allowed."""

    least: float
    most: float

    def __post_init__(self) -> None:
        if self.least > self.most:
            raise ValueError("a range ends where it starts or later")

    def holds(self, value: float, slack: float = 0.0) -> bool:
        return self.least - slack <= value <= self.most + slack

    def __str__(self) -> str:
        return f"{self.least:g}" if self.least == self.most else f"{self.least:g}-{self.most:g}"


A4_MM = (210.0, 297.0)
TOP_MM = BOTTOM_MM = Range(20, 25)
LEFT_MM = Range(30, 35)
RIGHT_MM = Range(15, 20)

COUNTRY_PT = Range(12, 13)
MOTTO_PT = Range(13, 14)
BODY_NAME_PT = Range(12, 13)
NUMBER_PT = Range(13, 13)
PLACE_DATE_PT = Range(13, 14)
TITLE_PT = Range(13, 14)
ABOUT_PT = Range(12, 13)
TEXT_PT = Range(13, 14)
OFFICE_PT = Range(13, 14)
RECIPIENTS_HEAD_PT = Range(12, 12)
RECIPIENTS_PT = Range(11, 11)
MARK_PT = Range(11, 11)
ADDRESS_PT = Range(11, 12)
PAGE_NUMBER_PT = Range(13, 14)
APPENDIX_PT = Range(14, 14)

INDENTS_CM = (1.0, 1.27)
PARAGRAPH_GAP_PT = 6.0
"""At least, between paragraphs."""
LEADING = Range(1.0, 1.5)
"""Line spacing, in lines of Times New Roman."""
RULE_SHARE = Range(1 / 3, 1 / 2)
"""The line under a body's name or a subject, against its text. The line under the motto is as long as the text."""

ASCENT_EM, DESCENT_EM, LINE_EM = 0.891, 0.216, 1.149
"""Of Times New Roman and its twins: a line of single spacing is 1.149 em high."""


@dataclass(frozen=True, slots=True)
class House:
    """The measures that our own papers choose within the ranges."""

    top_mm: float = 20
    bottom_mm: float = 20
    left_mm: float = 30
    right_mm: float = 20
    country_pt: float = 12
    motto_pt: float = 13
    body_name_pt: float = 12
    number_pt: float = 13
    place_date_pt: float = 13
    about_pt: float = 12
    title_pt: float = 14
    text_pt: float = 14
    recipients_head_pt: float = 12
    recipients_pt: float = 11
    mark_pt: float = 11
    address_pt: float = 11
    page_number_pt: float = 13
    indent_cm: float = 1.27
    gap_pt: float = 6
    leading: float = 1.15
    rule_share: float = 0.4
    signature_mm: float = 25
    """Room for the image of a signature."""

    def __post_init__(self) -> None:
        allowed = (
            (TOP_MM, self.top_mm),
            (BOTTOM_MM, self.bottom_mm),
            (LEFT_MM, self.left_mm),
            (RIGHT_MM, self.right_mm),
            (COUNTRY_PT, self.country_pt),
            (MOTTO_PT, self.motto_pt),
            (BODY_NAME_PT, self.body_name_pt),
            (NUMBER_PT, self.number_pt),
            (PLACE_DATE_PT, self.place_date_pt),
            (ABOUT_PT, self.about_pt),
            (TITLE_PT, self.title_pt),
            (TEXT_PT, self.text_pt),
            (RECIPIENTS_HEAD_PT, self.recipients_head_pt),
            (RECIPIENTS_PT, self.recipients_pt),
            (MARK_PT, self.mark_pt),
            (ADDRESS_PT, self.address_pt),
            (PAGE_NUMBER_PT, self.page_number_pt),
            (LEADING, self.leading),
            (RULE_SHARE, self.rule_share),
        )
        outside = [str(allowance) for allowance, value in allowed if not allowance.holds(value)]
        if outside or self.indent_cm not in INDENTS_CM or self.gap_pt < PARAGRAPH_GAP_PT:
            raise ValueError(f"the house style leaves what the decree allows: {outside}")


HOUSE = House()
