"""How many rows answer each of a few questions of a whole outbreak, told in one statement."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def counts_of(*questions: QuerySet[M]) -> list[int]:
    """Counts the rows of each question; what is set for that stands in the same statement before it."""
    asked = [rows.order_by().values("pk").query.sql_with_params() for rows in questions]
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS asked)" for sql, _ in asked)  # noqa: S608 - values are bound
    settings = _SETTINGS if connection.vendor == "postgresql" else ()
    with connection.cursor() as cursor:
        cursor.execute("; ".join([*settings, f"SELECT {counts}"]), [value for _, values in asked for value in values])
        for _ in settings:
            cursor.nextset()
        return list(cursor.fetchone())


_SETTINGS = ("SET LOCAL max_parallel_workers_per_gather = 0", "SET LOCAL random_page_cost = 1.1")
"""PostgreSQL gets no help: three processes that count take the cores from whoever computes meanwhile, and on two of
them they come to the end later than one would. And it reads indexes in their order, which are in memory, and puts no
table of a whole outbreak beside another. Until the transaction ends: the caller's, or that of these statements, which
are sent as one."""
