"""The whole judgement of one exchange: every rule, tried in the order of the pages."""

from __future__ import annotations

from collections.abc import Sequence

from bluezone.conformance.exchange.rule import Judged, Rule
from bluezone.conformance.exchange.rules import RULES
from bluezone.conformance.exchange.visit import Visit
from bluezone.conformance.outcome import Outcome


def judge(visit: Visit, rules: Sequence[Rule] = RULES) -> tuple[Judged, ...]:
    """Tries every rule on one visit."""
    return tuple(rule.judge(visit) for rule in rules)


def conforms(judged: Sequence[Judged]) -> bool:
    """Whether no rule that was tried is broken, and at least one was met."""
    outcomes = {one.outcome for one in judged}
    return Outcome.NOT_MET not in outcomes and Outcome.MET in outcomes
