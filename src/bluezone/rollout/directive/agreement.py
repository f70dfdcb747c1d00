"""Whether the parts of a directive agree: every id that is named exists once, and no cell of the clause table is empty.

Each rule is one function; their order is the order in which a person would mend the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import pairwise

from bluezone.rollout.directive.fields import refuse
from bluezone.rollout.directive.letter import Directive

_MOST_DEEP = 10


def check_agreement(directive: Directive, name: str) -> None:
    """Requires that all parts agree. Raises DirectiveError with the first place that does not."""
    for rule in _RULES:
        rule(directive, name)


def _ids_stand_once(directive: Directive, name: str) -> None:
    _once(name, "kind", (kind.id for kind in directive.kinds))
    _once(name, "addressee", (selector.id for selector in directive.selectors))
    _once(name, "evidence", (kind.id for kind in directive.evidence_kinds))
    _once(name, "indicator", (indicator.id for indicator in directive.indicators))
    _once(name, "indicator", (indicator.code for indicator in directive.indicators))
    _once(name, "rate", (rate.id for rate in directive.rates))
    _once(name, "clause", (clause.number for clause in directive.clauses))
    _once(name, "instruction", (instruction.id for _, instruction in directive.instructions()))


def _selectors_name_known_kinds(directive: Directive, name: str) -> None:
    kinds = {kind.id for kind in directive.kinds}
    for index, selector in enumerate(directive.selectors, 1):
        _exist(name, f"addressee[{index}].kinds", sorted(selector.kinds), kinds)


def _indicators_name_known_indicators(directive: Directive, name: str) -> None:
    known = {indicator.id for indicator in directive.indicators}
    for index, indicator in enumerate(directive.indicators, 1):
        place = f"indicator[{index}]"
        _exist(name, f"{place}.within", [indicator.within] if indicator.within else [], known)
        _exist(name, f"{place}.parts", indicator.parts, known)
        if indicator.id in {indicator.within, *indicator.parts}:
            refuse(name, place, "không thể nằm trong chính nó", "cannot lie within itself")
    for index, rate in enumerate(directive.rates, 1):
        _exist(name, f"rate[{index}].numerator", [rate.numerator], known)
        _exist(name, f"rate[{index}].denominator", [rate.denominator], known)


def _evidence_counts_known_indicators(directive: Directive, name: str) -> None:
    known = {indicator.id for indicator in directive.indicators}
    for index, kind in enumerate(directive.evidence_kinds, 1):
        _exist(name, f"evidence[{index}].counts", [kind.counts] if kind.counts else [], known)


def _no_indicator_lies_in_a_circle(directive: Directive, name: str) -> None:
    for index, indicator in enumerate(directive.indicators, 1):
        current, steps = indicator, 0
        while current.within is not None:
            current, steps = directive.indicator(current.within), steps + 1
            if steps > _MOST_DEEP:
                refuse(name, f"indicator[{index}].within", "nằm vòng tròn hoặc quá sâu", "runs in a circle or too deep")


def _numerators_lie_within_their_denominators(directive: Directive, name: str) -> None:
    """Requires numerators in their denominators: else a rate above 100 % could be entered and nobody asks why."""
    for index, rate in enumerate(directive.rates, 1):
        current = directive.indicator(rate.numerator)
        while current.within is not None and current.id != rate.denominator:
            current = directive.indicator(current.within)
        if current.id != rate.denominator or rate.numerator == rate.denominator:
            refuse(
                name, f"rate[{index}]", "tử số phải nằm trong mẫu số (trường within)",
                "the numerator must lie within the denominator (field within)",
            )  # fmt: skip


def _instructions_name_what_exists(directive: Directive, name: str) -> None:
    selectors = {selector.id for selector in directive.selectors}
    indicators = {indicator.id for indicator in directive.indicators}
    evidence = {kind.id for kind in directive.evidence_kinds}
    for place, instruction in directive.instructions():
        at = f"clause {place}, instruction {instruction.id}"
        _exist(name, f"{at}, to", [instruction.to], selectors)
        _exist(name, f"{at}, instead", [instruction.instead] if instruction.instead else [], selectors)
        _exist(name, f"{at}, indicators", instruction.indicators, indicators)
        _exist(name, f"{at}, evidence", instruction.evidence, evidence)
        _once(name, f"{at}, indicators", instruction.indicators)


def _every_indicator_is_asked_of_somebody(directive: Directive, name: str) -> None:
    asked = [indicator for _, instruction in directive.instructions() for indicator in instruction.indicators]
    for index, indicator in enumerate(directive.indicators, 1):
        if indicator.id not in asked:
            refuse(name, f"indicator[{index}]", "không điều khoản nào yêu cầu", "is asked for by no clause")
    for first, second in pairwise(sorted(asked)):
        if first == second:
            refuse(name, f"indicator {first}", "bị hỏi ở hai điều khoản", "is asked for by two clauses")


def _once(name: str, place: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, value in enumerate(values, 1):
        if value in seen:
            refuse(name, f"{place}[{index}]", f"{value} xuất hiện hai lần", f"{value} stands there twice")
        seen.add(value)


def _exist(name: str, place: str, values: Iterable[str], known: Collection[str]) -> None:
    for value in values:
        if value not in known:
            refuse(name, place, f"không có {value}", f"there is no {value}")


_RULES = (
    _ids_stand_once,
    _selectors_name_known_kinds,
    _indicators_name_known_indicators,
    _evidence_counts_known_indicators,
    _no_indicator_lies_in_a_circle,
    _numerators_lie_within_their_denominators,
    _instructions_name_what_exists,
    _every_indicator_is_asked_of_somebody,
)
