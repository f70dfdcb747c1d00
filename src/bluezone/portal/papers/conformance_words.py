"""The checker's rules in the reader's language: what is demanded of each box. What was found there brings its words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_  # noqa: N812 - the catalogue's own mark

BOXES = (
    ("page", N_("Page")),
    ("head", N_("Head: country, motto, issuing body, number, place and date")),
    ("title", N_("Type and subject")),
    ("addressees", N_("Addressees")),
    ("urgency", N_("Urgency")),
    ("bases", N_("Legal bases")),
    ("text", N_("Text")),
    ("sign", N_("Signature")),
    ("recipients", N_("Recipients")),
    ("appendix", N_("Appendices")),
)
"""The first word of a rule's name, and the box it is about."""
DEMANDS = {
    "page.size": N_("A4, 210 × 297 mm"),
    "page.orientation": N_("Upright"),
    "page.margin-top": N_("Top margin 20-25 mm"),
    "page.margin-bottom": N_("Bottom margin 20-25 mm"),
    "page.margin-left": N_("Left margin 30-35 mm"),
    "page.margin-right": N_("Right margin 15-20 mm"),
    "page.typeface": N_("Times New Roman"),
    "page.colour": N_("Black letters"),
    "page.number": N_("Page number centred in the top margin, from the second page on"),
    "page.number-type": N_("Page number 13-14 pt, upright"),
    "head.country": N_("The country's name, in capitals"),
    "head.country-type": N_("The country's name 12-13 pt, bold upright"),
    "head.motto": N_("Độc lập - Tự do - Hạnh phúc, with spaced hyphens"),
    "head.motto-type": N_("The motto 13-14 pt, bold upright"),
    "head.motto-rule": N_("A line under the motto, exactly as long as it"),
    "head.superior-type": N_("The superior body 12-13 pt, upright, capitals"),
    "head.body-type": N_("The issuing body 12-13 pt, bold upright, capitals"),
    "head.body-rule": N_("A line under the issuing body, 1/3 to 1/2 of its name"),
    "head.number": N_("Số: 05/BC-UBND: colon, zero below ten, slash, hyphens, no spaces"),
    "head.number-type": N_("Number 13 pt, upright"),
    "head.date": N_("A zero before days below ten, and before months 1 and 2 only"),
    "head.place": N_("Place, ngày … tháng … năm …"),
    "head.date-type": N_("Place and date 13-14 pt, italic"),
    "head.date-line": N_("Place and date on the line of the number"),
    "title.kind": N_("The name of a type, or V/v for a letter"),
    "title.type": N_("The type's name 13-14 pt, bold upright, capitals"),
    "title.subject": N_("The subject 13-14 pt, bold upright"),
    "title.subject-rule": N_("A line under the subject, 1/3 to 1/2 of it"),
    "title.about": N_("V/v and a space"),
    "title.about-type": N_("The subject of a letter 12-13 pt, upright"),
    "addressees.form": N_("Kính gửi: and dashes that end in ; and the last in ."),
    "addressees.type": N_("Addressees 13-14 pt, upright"),
    "urgency.form": N_("Capitals, bold, red, in a red frame"),
    "bases.type": N_("Legal bases 13-14 pt, italic"),
    "bases.end": N_("Each basis ends in ; and the last in ."),
    "text.size": N_("Text 13-14 pt"),
    "text.justified": N_("Text even on both sides"),
    "text.indent": N_("The first line of a paragraph 1 or 1.27 cm further in"),
    "text.gap": N_("At least 6 pt between paragraphs"),
    "text.leading": N_("Line spacing 1 to 1.5"),
    "text.points": N_("Points a) b) c) d) đ) e) in order, from a on under each clause"),
    "text.heads": N_("Phần and Chương in Roman numbers, Mục and Điều in Arabic ones"),
    "text.end": N_("./. at the end of the text"),
    "sign.office": N_("TM., KT., TL., TUQ. with a full stop and a space"),
    "sign.office-type": N_("The signer's office 13-14 pt, bold upright, capitals"),
    "sign.name": N_("The signer's name without a title"),
    "sign.name-type": N_("The signer's name 13-14 pt, bold upright"),
    "recipients.head": N_("The words Nơi nhận:"),
    "recipients.head-type": N_("Nơi nhận: 12 pt, bold italic"),
    "recipients.form": N_("Recipients with dashes that end in ; and the last in ."),
    "recipients.type": N_("Recipients 11 pt, upright"),
    "recipients.archive": N_("Last - Lưu: VT and the unit"),
    "recipients.first": N_("Như trên first, in a letter"),
    "appendix.head": N_("Phụ lục with a Roman number, 14 pt, bold upright"),
}


def box_of(rule: str) -> str:
    """Names the box that a rule is about."""
    return gettext(dict(BOXES)[rule.partition(".")[0]])


def demand(rule: str) -> str:
    """Words what a rule demands."""
    return gettext(DEMANDS[rule])
