"""What stands in a paper of a directive and is otherwise now: the answer to whoever submits, signs or issues it.

A consolidated report says more than its sums: how many have sent, in time, and are counted, who is left out, each
office's own figure in the appendices, what the maker counted. A letter to the late says who has not reported. All of it
is kept when the paper is written, and held against what the pages show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bluezone.portal.as_read import digest_to_keep
from bluezone.portal.directives.models import (
    CorrectionRecord,
    DirectiveRecord,
    ExtensionRecord,
    FigureRecord,
    NothingRecord,
    Participant,
    RolloutPaper,
)
from bluezone.portal.directives.selectors.beside import COUNTED_STATES
from bluezone.portal.directives.selectors.columns import SENT, below, rows_of
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.selectors.measuring import measured_at_the_top
from bluezone.portal.directives.selectors.totals import totals_of
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.objections import Difference
from bluezone.rollout.consolidation.measuring import Measured, Running
from bluezone.rollout.directive.letter import Directive
from bluezone.vietnam.words import Words

What = RolloutPaper.What
_SENT = Words("Số đơn vị đã gửi báo cáo", "Offices that have sent a report")
_COUNTED = Words("Số đơn vị có báo cáo được duyệt và cộng", "Offices whose report is approved and counted")
_LEFT_OUT = Words(
    "Số đơn vị không có trong số liệu (vẫn bấy nhiêu, nhưng không còn là các đơn vị đó)",
    "Offices that the sums leave out (as many as before, but not the same ones)",
)
_VISITORS = 3
"""So many counts of doors are of visitors; what is behind them, of radios."""
_RADIOS = {
    2: Words("điện thoại chạy ứng dụng, nhiều nhất, máy nghe đếm", "running phones at most, counted by radios"),
    1: Words("điện thoại chạy ứng dụng, ít nhất, máy nghe đếm", "running phones at least, counted by radios"),
    0: Words("cửa có máy nghe đếm", "doors with radios that count"),
}
"""What is told of radios, by its place behind the counts of visitors, what matters most first."""
_ON_TIME = Words("Số đơn vị gửi báo cáo đúng hạn", "Offices that have sent their report in time")
_WITHOUT_MORE_TIME = Words(
    "Số đơn vị được nêu tên là chậm mà chưa được gia hạn", "Offices named as late that were given no more time"
)
_NAMED = Words(
    "Số đơn vị được nêu tên là chưa báo cáo mà vẫn chưa báo cáo", "Offices named as not reporting that still have not"
)


SEEN = "seen"
"""Under which a report's row keeps what doors saw, by instruction: visitors, known, running."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a consolidated report says beside its sums."""

    sent: int
    counted: int
    left_out: int
    who: str
    """Names exactly whom the sums leave out (`Inclusion.digest`)."""
    vendor: dict[str, int]
    """The maker's counts, by indicator."""
    parts: dict[str, str]
    """By indicator, the digest of each office's own figure as the appendix lists them."""
    on_time: int | None = None
    """How many have sent in time; None for papers from before that was kept."""

    def as_json(self) -> dict[str, Any]:
        """What it says, as plain values for a row."""
        return dict(msgspec.to_builtins(self))

    @property
    def mark(self) -> str:
        """Names all of it."""
        return digest_to_keep(self.who, sorted(self.parts.items()))


@dataclass(frozen=True, slots=True)
class Today:
    """What a consolidated report would say if it were written now."""

    sums: dict[str, int]
    beside: Beside


def figures_that_differ(paper: OutgoingPaper) -> tuple[Difference, ...]:
    """Figures of the paper that differ from today's; none for a paper that did not come of a directive."""
    row = RolloutPaper.objects.filter(paper=paper).select_related("directive").first()
    return differences_in(row, lambda: today(row.directive)) if row is not None else ()


def differences_in(row: RolloutPaper, now: Callable[[], Today]) -> tuple[Difference, ...]:
    """Figures of this paper that differ from those of `now`, which is only asked for a report."""
    if row.what == What.REPORT:
        return tuple(_of_a_report(row, now()))
    return tuple(_of_a_letter(row)) if row.what == What.CHASING else ()


def today(record: DirectiveRecord) -> Today:
    """What the pages show now of all that a consolidated report says."""
    directive = directive_of(record.source)
    top = record.participants.get(key=directive.reporting.to)
    totals, inclusion = totals_of(top), inclusion_at_the_top(record)
    beside = Beside(
        len(inclusion.counted) + len(inclusion.waiting),
        len(inclusion.counted),
        len(inclusion.left_out),
        inclusion.digest,
        totals.vendor,
        _parts(directive, top),
        sum(row.submitted_at is not None and row.submitted_at < row.due for row in rows_of(top)),
    )
    return Today(totals.reported, beside)


def _of_a_report(row: RolloutPaper, now: Today) -> Iterator[Difference]:
    """Sums in the directive's order, then what stands beside them; of a paper from before, its sums alone."""
    indicators = directive_of(row.directive.source).indicators
    for one in indicators:
        written, value = row.figures.get(one.id), now.sums.get(one.id)
        if written != value:
            yield Difference(one.code, one.words, written, value, now.beside.parts.get(one.id, ""))
    if not row.beside:
        return
    then, beside = msgspec.convert(row.beside, Beside), now.beside
    yield from _of_offices(then, beside)
    yield from _of_doors(row)
    for one in indicators:
        if then.vendor.get(one.id) != beside.vendor.get(one.id):
            words = Words(f"{one.words.vi}: nhà phát triển đếm", f"{one.words.en}: counted by the maker")
            yield Difference(one.code, words, then.vendor.get(one.id), beside.vendor.get(one.id))
        same_sum = row.figures.get(one.id) == now.sums.get(one.id)
        if same_sum and then.counted == beside.counted and then.parts.get(one.id) != beside.parts.get(one.id):
            words = Words(
                f"{one.words.vi}: tổng không đổi, số của từng đơn vị đã đổi",
                f"{one.words.en}: the same sum of other figures",
            )
            mark = beside.parts.get(one.id, "")
            yield Difference(one.code, words, row.figures.get(one.id), now.sums.get(one.id), mark)


def _of_offices(then: Beside, now: Beside) -> Iterator[Difference]:
    """How many have sent, in time, are counted, and are left out, wherever that is another number, or are others."""
    if then.sent != now.sent:
        yield Difference("", _SENT, then.sent, now.sent, now.mark)
    if then.counted != now.counted:
        yield Difference("", _COUNTED, then.counted, now.counted, now.mark)
    if then.on_time is not None and then.on_time != now.on_time:
        yield Difference("", _ON_TIME, then.on_time, now.on_time, now.mark)
    if (then.sent, then.counted) == (now.sent, now.counted) and then.who != now.who:
        yield Difference("", _LEFT_OUT, then.left_out, now.left_out, now.mark)


def seen_in(measured: Mapping[str, Measured]) -> dict[str, list[int]]:
    """The counts of what doors saw, as plain values for a row; of too few visitors a paper tells no number, so none is
    kept, and none told by a difference. Behind them stands what radios counted, where that is told."""
    return {
        name: [one.whole.visitors, one.whole.known, one.whole.live, *_heard(one.whole.running)]
        for name, one in measured.items()
        if one.whole.share is not None
    }


def _heard(running: Running | None) -> list[int]:
    return [running.doors, running.least, running.most] if running is not None and running.is_told else []


def _of_doors(row: RolloutPaper) -> Iterator[Difference]:
    """Tells where the same doors are known to have counted otherwise in the same days: some device sent late."""
    then: dict[str, list[int]] = row.beside.get(SEEN, {})
    now = seen_in(measured_at_the_top(row.directive, row.as_of))
    for place, one in directive_of(row.directive.source).instructions():
        written, value = then.get(one.id), now.get(one.id)
        if (written or [])[:_VISITORS] != (value or [])[:_VISITORS]:
            words = Words(f"Mục {place}: lượt khách đếm tại cửa", f"Clause {place}: visitors counted at doors")
            yield Difference("", words, _at(0, written), _at(0, value), digest_to_keep(value))
        elif written != value:
            before, after = ((counts or [])[_VISITORS:] for counts in (written, value))
            yield _of_radios(place, before, after)


def _of_radios(place: str, written: list[int], value: list[int]) -> Difference:
    """Tells the first of three numbers that is another one; of fewer than ten phones the paper tells none, so None."""
    at = next(at for at in _RADIOS if _at(at, written) != _at(at, value))
    words = Words(f"Mục {place}: {_RADIOS[at].vi}", f"Clause {place}: {_RADIOS[at].en}")
    return Difference("", words, _at(at, written) or None, _at(at, value) or None, digest_to_keep(value))


def _at(place: int, counts: list[int] | None) -> int | None:
    return counts[place] if counts else None


def _of_a_letter(row: RolloutPaper) -> Iterator[Difference]:
    """Counts those whom the letter names as late, where one of them has reported since, or was given more time."""
    named = row.beside.get("named", [])
    longer = ExtensionRecord.objects.filter(
        participant__directive=row.directive, participant__key__in=named, to__gt=row.as_of
    )
    if extended := sorted(set(longer.values_list("participant__key", flat=True))):
        yield Difference("", _WITHOUT_MORE_TIME, len(named), len(named) - len(extended), digest_to_keep(extended))
    sent = Participant.objects.filter(directive=row.directive, key__in=named, report__state__in=SENT)
    reported = sorted(sent.values_list("key", flat=True))
    if reported:
        yield Difference("", _NAMED, len(named), len(named) - len(reported), digest_to_keep(reported))


def _parts(directive: Directive, top: Participant) -> dict[str, str]:
    """Digests of what each office's own line in the appendices says, by indicator; where results go nobody reports."""
    figures = FigureRecord.objects.filter(below(top, "report__participant__"), report__state__in=COUNTED_STATES)
    rows = figures.values_list("indicator", "report__participant__key", "value")
    said: dict[tuple[str, str], object] = {(indicator, key): value for indicator, key, value in rows}
    corrections = CorrectionRecord.objects.filter(
        below(top, "participant__"),
        withdrawn_at=None,
        confirmed_at__isnull=False,
        participant__report__state__in=COUNTED_STATES,
    )
    for indicator, key, becomes in corrections.values_list("indicator", "participant__key", "becomes"):
        said[indicator, key] = [becomes]
    nothing = NothingRecord.objects.filter(below(top, "report__participant__"), report__state__in=COUNTED_STATES)
    indicators = {one.id: one.indicators for _, one in directive.instructions()}
    for instruction, key, reason in nothing.values_list("instruction", "report__participant__key", "reason"):
        said |= {(indicator, key): reason for indicator in indicators.get(instruction, ())}
    lines: dict[str, list[tuple[str, object]]] = {}
    for (indicator, key), value in said.items():
        lines.setdefault(indicator, []).append((key, value))
    return {indicator: digest_to_keep(sorted(found, key=lambda line: line[0])) for indicator, found in lines.items()}
