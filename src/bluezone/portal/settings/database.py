"""SQLite with a write-ahead log by default; PostgreSQL through an address, with a standby for lists beside it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from bluezone.portal.configuration import LISTS, Configuration
from bluezone.portal.settings.chosen import CONFIGURATION

_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
"""FULL, because an acknowledged audit entry must survive a power cut; secure_delete, because erased means erased."""
_KEPT_FOR_S = 60
"""How long a thread keeps its connection. To open SQLite's file for each page, read what tables there are and put its
journal away afterwards took ten times as long as to ask who is signed in."""
_PREPARES = {
    "prepare_threshold": 5,
    "options": "-c plan_cache_mode=force_generic_plan -c jit=off -c random_page_cost=1.1"
    " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4 -c tcp_user_timeout=30000",
}
"""What is prepared keeps one plan (`frame/planned_once.py`); Django prepares nothing by itself. No question is
compiled: that took 150 ms for what is answered in 20. A page is as near as the next one, as in memory and on a solid
state disk: planned for a disk that turns, half of the lists' work was to read all rows. And the server lets go of a
line within half a minute of its being cut, as of an exchange's; by itself it keeps each for two hours. What an address
says otherwise stands."""


NOTICES_A_CUT = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
}
"""As an exchange's lines: a quarter of a minute without a sign of the database's machine, and a line counts as cut. By
itself one that is cut while an answer is awaited holds up a page for two hours (libpq, "Parameter Key Words")."""
_OF_A_STANDBY = {"connect_timeout": 2, "tcp_user_timeout": 5_000}
"""It is given up soon, for the database itself answers as well."""
_READS_ONLY = "-c default_transaction_read_only=on"
"""Nothing is written at a standby, whatever it became and whatever its address says: the last such word counts."""


def database_of(configuration: Configuration) -> dict[str, Any]:
    """The chosen database as Django's settings describe it."""
    if configuration.database:
        return _postgresql(configuration.database)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(configuration.data / "portal.db") if configuration.data else ":memory:",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_START},
        "CONN_MAX_AGE": _KEPT_FOR_S,
    }


def _postgresql(address: str, otherwise: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {**_PREPARES, **NOTICES_A_CUT, **otherwise, **dict(parse_qsl(parts.query))},
        "CONN_MAX_AGE": _KEPT_FOR_S,
        "CONN_HEALTH_CHECKS": True,
    }


def databases_of(configuration: Configuration) -> dict[str, dict[str, Any]]:
    """The chosen database, and the standby from which lists are read where one was named."""
    found = {"default": database_of(configuration)}
    if configuration.lists_from:
        found[LISTS] = _postgresql(configuration.lists_from, _OF_A_STANDBY)
        options = found[LISTS]["OPTIONS"]
        options["options"] = f"{options['options']} {_READS_ONLY}"
    return found


DATABASES = databases_of(CONFIGURATION)
DATABASE_ROUTERS = ["bluezone.portal.frame.standby.Reads"]
