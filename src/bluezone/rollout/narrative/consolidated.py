"""The consolidated báo cáo: clause by clause what was asked, what was counted, who is missing, every figure by unit.

In Vietnamese, as it is signed. Rates stand with both counts; what nobody reported is said to be missing, not zero; who
is left out of the sums is named, those whose report waits for approval apart from those who sent none; the maker's
counts stand in a column of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bluezone.rollout.addressees.expecting import Expectation
from bluezone.rollout.addressees.organisations import Organisations
from bluezone.rollout.consolidation.completeness import Completeness, overall
from bluezone.rollout.consolidation.consolidating import Consolidation
from bluezone.rollout.consolidation.coverage import Bought
from bluezone.rollout.consolidation.deadlines import Standing
from bluezone.rollout.consolidation.funnel import Funnel
from bluezone.rollout.consolidation.measuring import RUNNING, Line, Measured
from bluezone.rollout.directive.letter import Directive, Instruction
from bluezone.rollout.narrative.blocks import Appendix, Block, Heading, Narrative, Table, Text
from bluezone.vietnam.numbers import grouped
from bluezone.vietnam.words import Words

MISSING, WAITING = "chưa có số liệu", "chưa được duyệt"
NOTHING = "không có"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that the report is about, at one moment."""

    directive: Directive
    organisations: Organisations
    expectation: Expectation
    consolidation: Consolidation
    standings: Mapping[str, Standing]
    funnel: Funnel
    """The same that the pages show."""
    as_of: dt.datetime
    measured: Mapping[str, Measured] = field(default_factory=dict)
    """What doors saw of what an instruction asks, by instruction; the same that the pages show."""


def consolidated_report(situation: Situation, proposals: Sequence[str] = ()) -> Narrative:
    """Writes the report for the body that the results go to."""
    blocks: list[Block] = [Heading("1", "Tình hình báo cáo"), *_reporting(situation), Heading("2", "Kết quả thực hiện")]
    for clause in situation.directive.clauses:
        for place, paragraph in clause.places():
            blocks.append(Text(f"{_cited(place)}: “{paragraph.text}”", quoted=True))
            for instruction in paragraph.instructions:
                blocks += [
                    _results(situation, instruction),
                    *_nothing(situation, instruction),
                    *_seen(situation, instruction),
                ]
    blocks += _bought(situation)
    if proposals:
        blocks += [Heading("3", "Kiến nghị, đề xuất"), *(Text(proposal) for proposal in proposals)]
    return Narrative(f"Kết quả thực hiện {_of(situation.directive)}", tuple(blocks), tuple(_appendices(situation)))


def _reporting(situation: Situation) -> list[Block]:
    found = overall(situation.expectation, situation.standings)
    if found is None:
        return [Text("Không có đơn vị nào phải báo cáo.")]
    moment = f"{situation.as_of:%H:%M} ngày {situation.as_of:%d/%m/%Y}"
    funnel = situation.funnel
    blocks: list[Block] = [
        Text(
            f"Tính đến {moment}, {funnel.words.vi}, trong đó {grouped(found.on_time, 'vi')} đơn vị gửi đúng hạn. "
            f"Số liệu dưới đây gồm báo cáo đã được duyệt của {funnel.counted_words.vi}."
        )
    ]
    if waiting := "; ".join(situation.organisations[one].name for one in _waiting(situation)):
        blocks.append(
            Text(f"Đã gửi nhưng chưa được duyệt: {waiting}. Số liệu dưới đây không gồm báo cáo của các đơn vị này.")
        )
    if absent := _absent(situation, found):
        blocks.append(Text(f"Chưa báo cáo: {absent}. Số liệu dưới đây không gồm các đơn vị này."))
    return blocks


def _left_out(situation: Situation) -> list[str]:
    """Participants of whom no sum holds anything, sent or not."""
    expected = (one.organisation.id for one in situation.expectation.reports)
    return [one for one in expected if not situation.consolidation.is_counted(one)]


def _waiting(situation: Situation) -> list[str]:
    """Participants who have sent a report that is not in the sums, because nobody has approved it yet."""
    return [one for one in _left_out(situation) if situation.standings[one] in {Standing.ON_TIME, Standing.SENT_LATE}]


def _absent(situation: Situation, found: Completeness) -> str:
    return "; ".join(situation.organisations[wanted].name for wanted in (*found.late, *found.open))


def _results(situation: Situation, instruction: Instruction) -> Table:
    """A row for each count and each rate, with what the maker counted beside where there is such a count."""
    top, sums = situation.directive.reporting.to, situation.consolidation
    rows = []
    for wanted in instruction.indicators:
        indicator = situation.directive.indicator(wanted)
        vendor = _count(sums.vendor_total(top, wanted)) if indicator.vendor_feed else "-"
        rows.append((indicator.code, indicator.words.vi, indicator.unit.vi, _count(sums.total(top, wanted)), vendor))
    for rate in situation.directive.rates:
        if rate.numerator in instruction.indicators:
            quotient = sums.rate(top, rate)
            rows.append(("", rate.words.vi, "%", quotient.said("vi") if quotient else MISSING, "-"))
    head = ("Mã", "Chỉ tiêu", "Đơn vị tính", "Đơn vị tự báo cáo", "Nhà phát triển đếm (để đối chiếu, không cộng)")
    beside = any(situation.directive.indicator(wanted).vendor_feed for wanted in instruction.indicators)
    width = len(head) if beside else len(head) - 1
    return Table(instruction.words.vi, head[:width], tuple(row[:width] for row in rows), numeric=frozenset({3, 4}))


def _nothing(situation: Situation, instruction: Instruction) -> list[Block]:
    answers = situation.consolidation.nothing(instruction.id)
    if not answers:
        return []
    said = "; ".join(f"{situation.organisations[o].name} ({reason})" for o, reason in answers.items())
    return [Text(f"Không có gì để báo cáo: {said}.")]


def _seen(situation: Situation, instruction: Instruction) -> list[Block]:
    """Tells what doors saw, apart from what was reported."""
    found = situation.measured.get(instruction.id)
    if found is None:
        return []
    share = found.whole.share
    figure = f": {share.said('vi')}" if share is not None else ""
    return [Text(f"{RUNNING.vi}{figure} ({found.words.vi}). Số đo để đối chiếu, không cộng vào số báo cáo.")]


def _bought(situation: Situation) -> list[Block]:
    """Tells what coverage buys, for every rate of something that the maker counts too: those are shares of people."""
    found = []
    for rate in situation.directive.rates:
        quotient = situation.consolidation.rate(situation.directive.reporting.to, rate)
        if quotient is not None and situation.directive.indicator(rate.numerator).vendor_feed:
            found.append(Text(Bought(quotient).words.vi))
    return list(found)


def _appendices(situation: Situation) -> list[Appendix]:
    """Adds each instruction's figures by unit, so that the signed paper opens its sums as the screen does."""
    instructions = [one for _, one in situation.directive.instructions()]
    tables = [table for one in instructions if (table := _by_unit(situation, one))]
    tables += [table for one in instructions if (table := _by_commune(situation, one))]
    return [
        Appendix(_ROMAN[index] if index < len(_ROMAN) else str(index + 1), table.caption, (table,))
        for index, table in enumerate(tables)
    ]


def _by_unit(situation: Situation, instruction: Instruction) -> Table | None:
    directive = situation.directive
    reporters = [
        report.organisation
        for report in situation.expectation.reports
        if any(assignment.instruction.id == instruction.id for assignment in report.assignments)
    ]
    nothing, waiting = situation.consolidation.nothing(instruction.id), set(_waiting(situation))
    rows = [
        (
            str(number),
            organisation.name,
            *(
                NOTHING
                if organisation.id in nothing
                else _own(situation, organisation.id, indicator, WAITING if organisation.id in waiting else MISSING)
                for indicator in instruction.indicators
            ),
        )
        for number, organisation in enumerate(reporters, 1)
    ]
    if not rows:
        return None
    top = [_count(situation.consolidation.total(directive.reporting.to, i)) for i in instruction.indicators]
    head = ("TT", "Đơn vị", *(directive.indicator(i).code for i in instruction.indicators))
    body = (*rows, ("", "Tổng cộng", *top))
    return Table(instruction.words.vi, head, body, numeric=frozenset(range(2, len(head))))


def _by_commune(situation: Situation, instruction: Instruction) -> Table | None:
    """What doors saw, commune by commune; None where there is one alone."""
    found = situation.measured.get(instruction.id)
    if found is None or len(found.lines) < 2:
        return None
    rows = [_line_of_doors(str(number), line) for number, line in enumerate(found.lines, 1)]
    whole = _line_of_doors("", Line(Words("Tổng cộng", "All"), found.whole))
    head = ("TT", "Đơn vị", "Số cửa", "Lượt khách", "Biết tình trạng", "Ứng dụng đang chạy", "%")
    caption = f"{RUNNING.vi}: {instruction.words.vi}"
    return Table(caption, head, (*rows, whole), numeric=frozenset(range(2, len(head))))


def _line_of_doors(number: str, line: Line) -> tuple[str, ...]:
    seen = line.seen
    counts = (grouped(one, "vi") for one in (seen.doors, seen.visitors, seen.known, seen.live))
    share = seen.share
    return (number, line.name.vi, *counts, share.percent_said("vi").removesuffix(" %") if share is not None else "-")


def _own(situation: Situation, organisation: str, indicator: str, absent: str) -> str:
    """The organisation's own figure, or why it is not there; a corrected one is marked, and its note stands in the
    record.
    """
    parts = [p for p in situation.consolidation.parts(organisation, indicator) if p.organisation == organisation]
    if not parts:
        return absent
    return grouped(parts[0].value, "vi") + (" (đã sửa)" if parts[0].correction else "")


def _count(value: int | None) -> str:
    return MISSING if value is None else grouped(value, "vi")


def _cited(place: str) -> str:
    return "Kết luận" if place == "closing" else f"Mục {place}"


def _of(directive: Directive) -> str:
    letter = directive.letter
    number = f" số {letter.number}" if letter.number else ""
    return f"{letter.kind}{number} ngày {letter.date:%d/%m/%Y} của {letter.issuer}"
