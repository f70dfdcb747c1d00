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
    """Whether every rule is met for which there was anything to try, and there was. One that could not be tried because
    of what the exchange serves is not: a file that nobody can read would else hide all that is in it."""
    asked = [one.outcome for one in judged if not one.is_excused]
    return {Outcome.MET} == set(asked)
