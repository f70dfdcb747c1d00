"""What PostgreSQL is told to count or to look through, noted on either database and not done."""

from __future__ import annotations

import pytest
from django.db.models import Model

from bluezone.portal import counted_tables


def noted_counting(patch: pytest.MonkeyPatch, many: int = 1) -> list[tuple[str, tuple[type[Model], ...]]]:
    """From here on so many rows are many; each time that tables are counted is added to the list, with the verb."""
    noted: list[tuple[str, tuple[type[Model], ...]]] = []
    patch.setattr(counted_tables, "MANY", many)
    patch.setattr(counted_tables, "_do_with", lambda verb, tables: noted.append((verb, tables)))
    return noted
