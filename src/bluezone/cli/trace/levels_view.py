"""What came of tracing two lists: as one JSON object, and as a page that a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bluezone.joining.outbreak_lists import TracedLists
from bluezone.trace.chains import NO_GENERATION
from bluezone.trace.explaining import WhyNone, why_no_level
from bluezone.trace.levels import NO_LEVEL
from bluezone.trace.regimes.regime import Regime
from bluezone.trace.windows import Rules

_SHOWN_CHAINS, _SHOWN_IDS = 5, 6


def as_json(traced: TracedLists, rules_name: str) -> dict[str, object]:
    """Everything about everybody."""
    ids, chains = traced.ids, traced.chains
    return {
        "people": len(ids),
        "edges": traced.tracing.exposures,
        "levels": {ids[one]: level for one, level in enumerate(traced.tracing.levels) if level != NO_LEVEL},
        "generations": {ids[one]: steps for one, steps in enumerate(chains.generations) if steps != NO_GENERATION},
        "roots": [ids[one] for one in chains.roots],
        "chains": [[ids[one] for one in chain] for chain in chains.chains],
        "largest_chain": chains.largest,
        "unreachable": [ids[one] for one in chains.unreachable],
        "cycles": len(chains.cycles),
        "without_level": {ids[one]: why.value for one, why in _without_level(traced).items()},
        "contacts_only": len(ids) - traced.listed,
        "columns": traced.columns,
        "cases_with_source": traced.linked,
        "undated": traced.undated,
        "without_onset": traced.without_onset,
        "regime": rules_name,
    }


def as_text(traced: TracedLists, name: str, rules: Rules | None) -> str:
    """The figures, the largest chains, and how deep they go."""
    return "\n".join([*_heading(traced, name, rules), "", *_levels(traced), "", *_graph(traced)])


def _heading(traced: TracedLists, name: str, rules: Rules | None) -> list[str]:
    met = len(traced.ids) - traced.listed
    return [
        f"{len(traced.ids)} people ({met} in the contacts alone), {traced.tracing.exposures} exposures",
        f"columns: {', '.join(f'{what} = {name}' for what, name in traced.columns.items())}",
        *_windows(traced, name, rules),
    ]


def _windows(traced: TracedLists, name: str, rules: Rules | None) -> list[str]:
    if rules is None:
        return ["no regime: every exposure counts, whatever its day"]
    return [
        f"regime {name}: a case infects from {_before(rules)} onset on",
        f"without a window: {traced.without_onset} cases of unknown onset, {traced.undated} exposures without a day",
    ]


def _before(rules: Rules) -> str:
    if isinstance(rules, Regime):
        return f"{rules.days_before_onset.value} days before"
    return "as many days as its day's rules say before"


def _levels(traced: TracedLists) -> list[str]:
    levels = Counter(level for level in traced.tracing.levels if level != NO_LEVEL)
    reasons = Counter(_without_level(traced).values())
    return [
        *(f"F{level}  {levels[level]}" for level in sorted(levels)),
        f"{traced.linked} of {levels[0]} cases have another case as a source",
        *(f"no level, {reason.value}  {reasons[reason]}" for reason in WhyNone if reasons[reason]),
    ]


def _graph(traced: TracedLists) -> list[str]:
    chains = traced.chains
    counts = f"{len(chains.roots)} roots, {len(chains.chains)} chains, {len(chains.cycles)} cycles"
    return [
        f"{counts}, {len(chains.unreachable)} people whom no root leads to",
        f"generations: {_counted(chains.generations)}",
        *(f"chain of {len(chain)}: {_some(traced, chain)}" for chain in _longer_than_one(chains.chains)),
    ]


def _without_level(traced: TracedLists) -> dict[int, WhyNone]:
    reasons = {one: why_no_level(traced.tracing, one) for one in range(traced.tracing.persons)}
    return {one: why for one, why in reasons.items() if why is not None}


def _counted(generations: Sequence[int]) -> str:
    counts = Counter(steps for steps in generations if steps != NO_GENERATION)
    return ", ".join(f"{steps}: {counts[steps]}" for steps in sorted(counts))


def _longer_than_one(chains: tuple[tuple[int, ...], ...]) -> list[tuple[int, ...]]:
    return [chain for chain in chains[:_SHOWN_CHAINS] if len(chain) > 1]


def _some(traced: TracedLists, chain: tuple[int, ...]) -> str:
    names = ", ".join(traced.ids[one] for one in chain[:_SHOWN_IDS])
    return names if len(chain) <= _SHOWN_IDS else f"{names}, … ({len(chain) - _SHOWN_IDS} more)"
