"""What PostgreSQL refuses to lock, refused on SQLite, too, which locks no rows and would take it in silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import NotSupportedError
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import LOUTER


@contextmanager
def locks_as_on_postgresql() -> Iterator[None]:
    """For the length of a block: a page that locks in such a way would answer 500 there, and nothing here tells."""
    joined = SQLCompiler.get_from_clause

    def get_from_clause(compiler: SQLCompiler) -> Any:
        if compiler.query.select_for_update:
            _require_lockable(compiler)
        return joined(compiler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "get_from_clause", get_from_clause)
        yield


def _require_lockable(compiler: SQLCompiler) -> None:
    query = compiler.query
    if query.distinct or query.group_by is not None:
        raise NotSupportedError("FOR UPDATE is not allowed with DISTINCT or GROUP BY")
    joins = {name: join for name, join in query.alias_map.items() if query.alias_refcount[name]}
    outer = {compiler.quote_name_unless_alias(name) for name, join in joins.items() if join.join_type == LOUTER}
    locked = set(compiler.get_select_for_update_of_arguments()) if query.select_for_update_of else outer
    if outer & locked:
        raise NotSupportedError("FOR UPDATE cannot be applied to the nullable side of an outer join")
