"""PostgreSQL's rows that were erased or written anew, which it keeps until it is told, and for whoever may still look.

VACUUM says nothing of rows that it left because somebody's view of the tables is older than their erasure: a copy that
is being drawn (pg_dump), a session that stands in a transaction. So it is asked for first whether there is anybody.
"""

from __future__ import annotations

import time

import sqlalchemy as sa

_ERASED_FROM = "entries, codes, certificates, code_keys, reports"
"""PostgreSQL clears a table by itself once dozens of its rows were erased: of day keys that would be two months."""
_LOOKS, _PAUSE_S = 25, 0.01
_NOW = sa.text("SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text)")
"""No transaction from this one on has seen what was erased before."""
_LOOKS_BACK = sa.text(
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
    " AND greatest(age(backend_xmin), age(backend_xid)) > age(CAST(CAST(CAST(:now AS text) AS xid8) AS xid)))"
)


def clear_erased(engine: sa.Engine) -> bool:
    """Clears what was erased up to now; whether all of it is gone. What somebody can still see stays until the next
    time: nobody waits for them longer than a quarter of a second. Sessions of other roles are seen where the exchange's
    role may read them (pg_read_all_stats)."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        now = connection.execute(_NOW).scalar_one()
        is_alone = any(_nobody_looks_back(connection, now) for _ in range(_LOOKS))
        connection.exec_driver_sql(f"VACUUM {_ERASED_FROM}")
    return is_alone


def _nobody_looks_back(connection: sa.Connection, now: str) -> bool:
    if connection.execute(_LOOKS_BACK, {"now": now}).scalar_one():
        time.sleep(_PAUSE_S)
        return False
    return True
