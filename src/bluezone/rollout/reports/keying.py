"""A paper report is keyed by two people who do not see each other's screen; it is taken where both typed the same.

What differs is shown to both with the scan, and neither is right by being second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.findings import Finding, Rule, error
from bluezone.vietnam.numbers import grouped
from bluezone.vietnam.words import Language, Words


@dataclass(frozen=True, slots=True)
class Keying:
    """One person's keying of a scan."""

    by: str
    """The account, so that the second is not the first."""
    scan: str
    """SHA-256 of what was typed from."""
    values: Mapping[str, int]


def agreed(directive: Directive, first: Keying, second: Keying) -> tuple[dict[str, int], tuple[Finding, ...]]:
    """Compares two keyings: (counts that both typed, a finding for every one that differs). Raises ReportError
    for no second keying."""
    if first.by == second.by:
        raise ReportError(Words("Người nhập lần hai phải là người khác.", "The second keying must be somebody else's."))
    if first.scan != second.scan:
        raise ReportError(Words("Hai lần nhập từ hai bản chụp khác nhau.", "The two keyings are of different scans."))
    both = {name: value for name, value in first.values.items() if second.values.get(name) == value}
    every = [indicator.id for indicator in directive.indicators if indicator.id in {*first.values, *second.values}]
    return both, tuple(_differs(directive, name, first, second) for name in every if name not in both)


def _differs(directive: Directive, name: str, first: Keying, second: Keying) -> Finding:
    code = directive.indicator(name).code
    one, other = first.values.get(name), second.values.get(name)
    return error(
        Rule.KEYED_TWICE, (name,),
        f"{code}: hai người nhập khác nhau ({_shown(one, 'vi')} và {_shown(other, 'vi')}). Xem lại bản chụp.",
        f"{code}: two people typed differently ({_shown(one, 'en')} and {_shown(other, 'en')}). Look at the scan.",
    )  # fmt: skip


def _shown(value: int | None, language: Language) -> str:
    return "–" if value is None else grouped(value, language)
