"""Composing an official paper from the core's narrative, block by block; the decree's form is `documents`' work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bluezone.documents import paper as official
from bluezone.rollout.narrative.blocks import Appendix, Block, Heading, Narrative, Table, Text
from bluezone.vietnam.names import normalised_name

_WIDE = 7
"""Columns from which a table lies across the page."""
_SHARES = {"TT": 0.45, "Mã": 0.5, "Đơn vị": 3.0, "Chỉ tiêu": 3.0, "Đơn vị tự báo cáo": 1.3}
"""Of the width; every other column has one."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a writer decides about a paper beside its text."""

    issuer: tuple[str, ...]
    """As the register names the organisation whose number the paper gets: set when it is drafted."""
    abbreviation: str
    place: str
    signer: str
    office: tuple[str, ...]
    drafting_unit: str
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    bases: tuple[str, ...] = ()


def compose(narrative: Narrative, kind: official.Kind, head: Head, *, ending: Sequence[str]) -> official.Paper:
    """Composes the paper. `ending` are its last sentences. Raises PaperError for what no paper may say."""
    subject = narrative.subject
    for opening in ("V/v ", "Về việc "):
        subject = subject.removeprefix(opening)
    return official.Paper(
        kind=kind,
        issuer=official.Issuer(name=head.issuer, abbreviation=head.abbreviation, place=head.place),
        subject=_plain(subject)[:500],
        blocks=(*_blocks(narrative.blocks), *(official.Paragraph(text=_plain(text)) for text in ending)),
        signatory=official.Signatory(name=head.signer, office=head.office),
        recipients=head.recipients,
        drafting_unit=head.drafting_unit,
        addressees=head.addressees,
        bases=head.bases,
        appendices=tuple(_appendix(one) for one in narrative.appendices),
    )


def _appendix(appendix: Appendix) -> official.Appendix:
    widest = max((len(block.head) for block in appendix.blocks if isinstance(block, Table)), default=0)
    return official.Appendix(
        title=_plain(appendix.title), blocks=tuple(_blocks(appendix.blocks)), landscape=widest >= _WIDE
    )


def _blocks(blocks: Iterable[Block]) -> Iterable[official.Section | official.Paragraph | official.Table]:
    for block in blocks:
        if isinstance(block, Heading):
            yield official.Section(title=_plain(block.text))
        elif isinstance(block, Text):
            yield official.Paragraph(text=_plain(block.text).removesuffix("./."))
        else:
            yield _table(block)


def _table(table: Table) -> official.Table:
    rows = [tuple(map(_plain, row)) for row in table.rows]
    is_summed = len(rows) > 1 and rows[-1][1] == "Tổng cộng"
    return official.Table(
        caption=_plain(table.caption),
        columns=tuple(
            official.Column(title=_plain(title), share=_SHARES.get(title, 1.0), numeric=index in table.numeric)
            for index, title in enumerate(table.head)
        ),
        rows=tuple(rows[:-1] if is_summed else rows),
        total=rows[-1] if is_summed else (),
    )


def _plain(text: str) -> str:
    """Puts one line into composed letters, as a paper takes it."""
    return normalised_name(text)
