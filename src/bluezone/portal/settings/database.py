"""SQLite with a write-ahead log by default; PostgreSQL through an address."""

from typing import Any
from urllib.parse import unquote, urlsplit

from bluezone.portal.configuration import Configuration
from bluezone.portal.settings.chosen import CONFIGURATION

_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
"""FULL, because an acknowledged audit entry must survive a power cut; secure_delete, because erased means erased."""


def database_of(configuration: Configuration) -> dict[str, Any]:
    """The chosen database as Django's settings describe it."""
    if configuration.database:
        return _postgresql(configuration.database)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(configuration.data / "portal.db") if configuration.data else ":memory:",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_START},
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database_of(CONFIGURATION)}
