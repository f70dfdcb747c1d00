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
    """All in one statement, behind what is set for it."""
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS asked)" for sql, _ in asked)  # noqa: S608 - values are bound
    settings = _SETTINGS if cursor.db.vendor == "postgresql" else ()
    cursor.execute("; ".join([*settings, f"SELECT {counts}"]), [value for _, values in asked for value in values])
    for _ in settings:
        cursor.nextset()
    return list(cursor.fetchone())


_SETTINGS = ("SET LOCAL max_parallel_workers_per_gather = 0", "SET LOCAL random_page_cost = 1.1")
"""PostgreSQL gets no help: three processes that count take the cores from whoever computes meanwhile, and on two of
them they come to the end later than one would. And it reads indexes in their order, which are in memory, and puts no
table of a whole outbreak beside another. Until the transaction ends: the caller's, or that of these statements, which
are sent as one."""
