"""A store of an earlier version changed to this one's tables, in one transaction with its check: all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from bluezone.exchange.errors import StoreError
from bluezone.exchange.store.at_once import DATABASE_ERRORS, kind_of
from bluezone.exchange.store.holding import Hold
from bluezone.exchange.store.opening import bring_up_to_date, changes_to_come, engine_of

_GROWING = frozenset({"alembic_version"})


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed, or would be."""

    changes: int
    rows: int
    """How many rows stood there, and stand there still."""


def change_tables(
    address: str,
    *,
    check_only: bool,
    require: Callable[[sa.Connection], None] = lambda _connection: None,
    tell: Callable[[str], None] = lambda _line: None,
) -> Changed:
    """Changes the tables; with `check_only` takes it back once all was found well. Raises StoreError, or what `require`
    raises of the changed store, with the store as it stood. Each step is told as it begins."""
    engine = engine_of(address)
    hold = Hold(engine)
    try:
        hold.keep(alone=True)
        with engine.connect() as connection, connection.begin() as transaction:
            changes, before = changes_to_come(connection), _rows(connection)
            if not before:
                raise StoreError("the store is empty: `bluezone exchange serve` makes its tables")
            tell(f"upgrade: changing the tables (changes: {changes})")
            bring_up_to_date(connection)
            tell("upgrade: counting the rows, and looking at the configuration in force")
            _require_all_rows(before, _rows(connection))
            require(connection)
            if check_only:
                transaction.rollback()
    except DATABASE_ERRORS as error:
        raise StoreError(f"the store could not be changed ({kind_of(error)}); it is as it was") from error
    finally:
        hold.release()
        engine.dispose()
    return Changed(changes, sum(before.values()))


def _rows(connection: sa.Connection) -> dict[str, int]:
    tables = sa.inspect(connection).get_table_names()
    asked = {table: sa.select(sa.func.count()).select_from(sa.table(table)) for table in tables}
    return {table: connection.execute(question).scalar_one() for table, question in asked.items()}


def _require_all_rows(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    for table, count in before.items():
        if after.get(table) != count and table not in _GROWING:
            raise StoreError(f"table {table} had {count} rows and would have {after.get(table, 0)}; it is as it was")
