"""The rules that every report meets at entry, whichever way it came. Each is one function; `_RULES` is their order.

A rule never mends a figure. An error keeps the report from being sent; a question is answered by a person and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.reports.findings import Finding, Rule, error, question
from bluezone.rollout.reports.listed import Listed
from bluezone.rollout.reports.neighbours import is_unlike
from bluezone.rollout.reports.quotients import published_percent, quotient_of
from bluezone.vietnam.numbers import decimal_said, grouped

_VENDOR_TOLERANCE = Decimal("0.2")
"""Of the larger count. The maker counts devices by area, an office counts people: they never agree exactly."""


@dataclass(frozen=True, slots=True)
class Entered:
    """One organisation's counts, and what they are held against."""

    directive: Directive
    asked: tuple[str, ...]
    """Ids of the indicators that the organisation must answer."""
    values: Mapping[str, int]
    excused: frozenset[str] = frozenset()
    """Indicators of instructions answered with "nothing to report"."""
    previous: Mapping[str, int] = field(default_factory=dict)
    """The same organisation's last report."""
    vendor: Mapping[str, int] = field(default_factory=dict)
    """What the maker of the app counted, shown beside."""
    counted: Mapping[str, int] = field(default_factory=dict)
    """What the organisation's own evidence adds up to."""
    listed: Mapping[str, Listed] = field(default_factory=dict)
    """What the newest list of the organisation counts."""
    published: Mapping[str, str] = field(default_factory=dict)
    """Rates that somebody announced, by the rate's id, as they were printed."""
    neighbours: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)
    """Percentages of comparable organisations, by the rate's id."""


def validate(entered: Entered) -> tuple[Finding, ...]:
    """Validates the counts: everything that the rules have to say, in their order."""
    return tuple(finding for rule in _RULES for finding in rule(entered))


def _only_what_is_asked(entered: Entered) -> Iterator[Finding]:
    for unasked in sorted(set(entered.values) - set(entered.asked)):
        yield error(
            Rule.UNKNOWN, (unasked,),
            f"{unasked}: đơn vị không phải báo cáo chỉ tiêu này.", f"{unasked}: is not asked of this organisation.",
        )  # fmt: skip


def _nothing_is_left_open(entered: Entered) -> Iterator[Finding]:
    for wanted in entered.asked:
        if wanted not in entered.values and wanted not in entered.excused:
            indicator = entered.directive.indicator(wanted)
            yield error(
                Rule.MISSING, (wanted,),
                f"{indicator.code} {indicator.words.vi}: chưa có số liệu. Nếu không có gì, ghi 0.",
                f"{indicator.code} {indicator.words.en}: no figure yet. If there is nothing, enter 0.",
            )  # fmt: skip


def _no_part_exceeds_its_whole(entered: Entered) -> Iterator[Finding]:
    """Finds parts greater than their whole, so that no rate exceeds 100 %: numerators lie within denominators."""
    for wanted, value in entered.values.items():
        for whole in _wholes(entered, wanted):
            most = entered.values.get(whole)
            if most is not None and value > most:
                part, all_of_it = entered.directive.indicator(wanted), entered.directive.indicator(whole)
                yield error(
                    Rule.BEYOND_WHOLE, (wanted, whole),
                    f"{part.code} ({grouped(value, 'vi')}) lớn hơn {all_of_it.code} ({grouped(most, 'vi')}): "
                    "phần không thể vượt toàn bộ, tỷ lệ không thể quá 100 %.",
                    f"{part.code} ({grouped(value, 'en')}) exceeds {all_of_it.code} ({grouped(most, 'en')}): "
                    "a part cannot exceed the whole, nor a rate 100 %.",
                )  # fmt: skip
                break


def _no_numerator_stands_alone(entered: Entered) -> Iterator[Finding]:
    for rate in entered.directive.rates:
        if rate.numerator in entered.values and rate.denominator not in entered.values:
            above, below = entered.directive.indicator(rate.numerator), entered.directive.indicator(rate.denominator)
            yield error(
                Rule.NO_DENOMINATOR, (rate.numerator, rate.denominator),
                f"Có {above.code} nhưng thiếu {below.code} ({below.words.vi}): không tính được tỷ lệ.",
                f"{above.code} is there without {below.code} ({below.words.en}): no rate can be computed.",
            )  # fmt: skip


def _nothing_cumulative_falls(entered: Entered) -> Iterator[Finding]:
    for wanted, before in entered.previous.items():
        value = entered.values.get(wanted)
        if value is None or value >= before or not entered.directive.indicator(wanted).cumulative:
            continue
        code = entered.directive.indicator(wanted).code
        yield error(
            Rule.FALLING, (wanted,),
            f"{code} là số lũy kế nhưng giảm từ {grouped(before, 'vi')} xuống {grouped(value, 'vi')}.",
            f"{code} is counted from the beginning, yet falls from {grouped(before, 'en')} to {grouped(value, 'en')}.",
        )  # fmt: skip


def _parts_add_up(entered: Entered) -> Iterator[Finding]:
    for indicator in entered.directive.indicators:
        whole = entered.values.get(indicator.id)
        parts = [entered.values[part] for part in indicator.parts if part in entered.values]
        if whole is None or not indicator.parts or len(parts) < len(indicator.parts) or sum(parts) == whole:
            continue
        codes = " + ".join(entered.directive.indicator(part).code for part in indicator.parts)
        yield error(
            Rule.SUM, (indicator.id, *indicator.parts),
            f"{codes} = {grouped(sum(parts), 'vi')}, khác {indicator.code} = {grouped(whole, 'vi')}.",
            f"{codes} = {grouped(sum(parts), 'en')}, but {indicator.code} = {grouped(whole, 'en')}.",
        )  # fmt: skip


def _published_rates_are_the_quotients(entered: Entered) -> Iterator[Finding]:
    for rate in entered.directive.rates:
        text = entered.published.get(rate.id)
        quotient = quotient_of(entered.values.get(rate.numerator), entered.values.get(rate.denominator))
        if text is None or quotient is None:
            continue
        said = published_percent(text)
        if said is not None and said == quotient.percent(max(0, -int(said.as_tuple().exponent))):
            continue
        yield error(
            Rule.PUBLISHED, (rate.numerator, rate.denominator),
            f"Tỷ lệ đã công bố “{text[:20]}” không khớp: {quotient.said('vi')}.",
            f"The published rate “{text[:20]}” is not the quotient: {quotient.said('en')}.",
        )  # fmt: skip


def _the_makers_count_is_near(entered: Entered) -> Iterator[Finding]:
    for wanted, counted in entered.vendor.items():
        value = entered.values.get(wanted)
        if value is None or abs(value - counted) <= _VENDOR_TOLERANCE * max(value, counted):
            continue
        code = entered.directive.indicator(wanted).code
        yield question(
            Rule.VENDOR, (wanted,),
            f"{code}: đơn vị báo {grouped(value, 'vi')}, nhà phát triển ứng dụng đếm {grouped(counted, 'vi')}. "
            "Hai nguồn để cạnh nhau, không cộng. Vì sao khác?",
            f"{code}: you report {grouped(value, 'en')}, the maker of the app counts {grouped(counted, 'en')}. "
            "The two stand side by side and are not added. Why do they differ?",
        )  # fmt: skip


def _evidence_stands_behind_it(entered: Entered) -> Iterator[Finding]:
    """A question: a photo may be missing for a poster that hangs, and a poster may have been forgotten."""
    for wanted, counted in entered.counted.items():
        value = entered.values.get(wanted)
        if value is None or value == counted:
            continue
        code = entered.directive.indicator(wanted).code
        yield question(
            Rule.EVIDENCE, (wanted,),
            f"{code}: báo {grouped(value, 'vi')}, minh chứng đếm được {grouped(counted, 'vi')}. Số nào đúng?",
            f"{code}: {grouped(value, 'en')} reported, {grouped(counted, 'en')} by the evidence. Which is right?",
        )  # fmt: skip


def _the_list_counts_the_same(entered: Entered) -> Iterator[Finding]:
    """A question: somebody may have come since the list. One of before the letter says nothing of what came of it."""
    for wanted, listed in entered.listed.items():
        value = entered.values.get(wanted)
        if value is None or value == listed.value or listed.day < entered.directive.letter.date:
            continue
        indicator = entered.directive.indicator(wanted)
        code, beside = indicator.code, listed.words(indicator.unit)
        yield question(
            Rule.LIST, (wanted,),
            f"{code}: báo {grouped(value, 'vi')}. {beside.vi}. Số nào đúng?",
            f"{code}: {grouped(value, 'en')} reported. {beside.en}. Which is right?",
        )  # fmt: skip


def _rates_are_like_the_neighbours(entered: Entered) -> Iterator[Finding]:
    for rate in entered.directive.rates:
        quotient = quotient_of(entered.values.get(rate.numerator), entered.values.get(rate.denominator))
        if quotient is None or not is_unlike(quotient.percent(), entered.neighbours.get(rate.id, ())):
            continue
        shown = quotient.percent()
        yield question(
            Rule.OUTLIER, (rate.numerator, rate.denominator),
            f"{rate.words.vi}: {decimal_said(shown, 'vi')} %, khác hẳn các đơn vị bên cạnh. Số liệu có đúng không?",
            f"{rate.words.en}: {decimal_said(shown, 'en')} %, quite unlike the neighbours. Is that right?",
        )  # fmt: skip


def _wholes(entered: Entered, wanted: str) -> Iterator[str]:
    """The wholes of a part, the nearest first: where one in between was not entered, the one above it still holds."""
    if wanted not in entered.asked:
        return
    within = entered.directive.indicator(wanted).within
    while within is not None:
        yield within
        within = entered.directive.indicator(within).within


_RULES: tuple[Callable[[Entered], Iterator[Finding]], ...] = (
    _only_what_is_asked,
    _nothing_is_left_open,
    _no_part_exceeds_its_whole,
    _no_numerator_stands_alone,
    _nothing_cumulative_falls,
    _parts_add_up,
    _published_rates_are_the_quotients,
    _the_makers_count_is_near,
    _evidence_stands_behind_it,
    _the_list_counts_the_same,
    _rates_are_like_the_neighbours,
)
