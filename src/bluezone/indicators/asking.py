"""What is asked of national figures, as expressions that are no engine's: DuckDB, Spark and Trino are told each in its
own SQL, and answer alike (`scripts/drill national`).

What is withheld is never dropped. Each answer lies between `low` and `high`; a province's withheld counts come in as
its rest, which often has its number, so that a province is known better than its communes.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import Table

from bluezone.indicators.catalogue import RATES, Rate
from bluezone.indicators.questions import ENGINES, QUESTIONS, Question
from bluezone.indicators.reading import TABLE
from bluezone.indicators.schema import COLUMNS

_TYPES = {"DATE": "date", "VARCHAR": "string", "INTEGER": "int32", "BOOLEAN": "boolean"}


def sql_of(name: str, engine: str) -> str:
    """A question's SQL for an engine, over a table `indicators`."""
    return str(ibis.to_sql(expression_of(QUESTIONS[name]), dialect=ENGINES[engine]))


def expression_of(question: Question) -> Table:
    """A question as an expression, with its answer in order."""
    figures = ibis.table({one.name: _TYPES[one.type] for one in COLUMNS}, name=TABLE)
    rows = figures.filter(figures.unit.notnull()) if "unit" in question.by else _of_provinces(figures)
    sums = _sums(rows, question)
    answer = _shares(sums, question.by) if question.is_of_shares else sums
    return answer.select(*question.columns).order_by([one for one in question.columns if one in _KEYS])


_KEYS = ("day", "province", "unit", "indicator", "rate")


def _of_provinces(figures: Table) -> Table:
    """What adds up to a province: its released communes, and its rest in the place of the withheld ones."""
    return figures.filter(~figures.suppressed | figures.unit.isnull())


def _sums(rows: Table, question: Question) -> Table:
    told = {"low": rows.low.sum(), "high": rows.high.sum(), "provinces": rows.province.nunique()}
    return rows.group_by([*question.by, "indicator"]).agg(**told)


def _shares(sums: Table, by: tuple[str, ...]) -> Table:
    """Every share, one below the other: the lowest and the highest that it can be. None where there is nothing of which
    it is one."""
    parts = [_parts(sums, rate, by) for rate in RATES]
    everything = ibis.union(parts[0], *parts[1:], distinct=False)
    low = _share(everything.these_low, everything.others_high)
    high = _share(everything.these_high, everything.others_low)
    return everything.select(*by, "rate", low=low, high=high)


def _parts(sums: Table, rate: Rate, by: tuple[str, ...]) -> Table:
    """Adds up what a share counts, and all others: as few and as many as they can be."""
    asked = sums.filter(sums.indicator.isin(rate.of))
    is_these = asked.indicator.isin(rate.these)
    summed = {
        f"{whose}_{bound}": asked[bound].sum(where=where).fill_null(0)
        for whose, where in (("these", is_these), ("others", ~is_these))
        for bound in ("low", "high")
    }
    found = asked.group_by(list(by)).agg(**summed) if by else asked.agg(**summed)
    return found.select(*by, *summed, rate=ibis.literal(rate.name))


def _share(part: Any, others: Any) -> Any:
    """The share of the first in both; none of nothing."""
    return part.cast("float64") / (part + others).nullif(0).cast("float64")
