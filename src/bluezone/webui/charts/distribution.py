"""How long something took, each time: not a mean, but how often it took how many days, with the median marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median_low

from bluezone.webui.charts.columns import Column, Columns, Marker


def distribution(
    title: str,
    values: Sequence[int],
    *,
    named: Callable[[int], str],
    beyond: Callable[[int], str],
    median: Callable[[int], str],
    most: int = 14,
    said: Callable[[int], str] = str,
) -> Columns:
    """Columns of how often each whole number came, all above `most` in the last one. Raises ValueError for none, or for
    one below zero."""
    if not values or min(values) < 0:
        raise ValueError("a distribution is of at least one number, and of none below zero")
    counts = Counter(min(value, most + 1) for value in values)
    columns = [Column(named(at), str(at), counts[at]) for at in range(most + 1)]
    columns.append(Column(beyond(most), f"> {most}", counts[most + 1]))
    middle = median_low(values)
    return Columns(title, tuple(columns), said=said, marker=Marker(min(middle, most + 1), median(middle)))
