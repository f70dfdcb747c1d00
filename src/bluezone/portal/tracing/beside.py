"""A question that the store answers while we compute.

It is put on the same line to the store, so it sees what the caller's transaction has written. Whoever asks puts no
other question until the answer is there: the line takes one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


@contextmanager
def counted_beside(*questions: QuerySet[M]) -> Iterator[Callable[[], list[int]]]:
    """Has the rows of each question counted meanwhile; what is handed over waits for the counts."""
    asked = [rows.order_by().values("pk").query.sql_with_params() for rows in questions]
    with connection.cursor() as cursor, ThreadPoolExecutor(1) as beside:
        yield beside.submit(_counts, cursor, asked).result


def _counts(cursor: Any, asked: list[tuple[str, tuple[Any, ...]]]) -> list[int]:
    """All in one statement. PostgreSQL gets no help with it: three processes that count take the cores from whoever
    computes meanwhile, and on two of them each comes to its end later than one would."""
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS asked)" for sql, _ in asked)  # noqa: S608 - values are bound
    alone = _ALONE if cursor.db.vendor == "postgresql" else ""
    cursor.execute(f"{alone}SELECT {counts}", [value for _, values in asked for value in values])
    if alone:
        cursor.nextset()
    return list(cursor.fetchone())


_ALONE = "SET LOCAL max_parallel_workers_per_gather = 0; "
"""Until the transaction ends: that of the caller, or that of these two statements, which are sent as one."""
