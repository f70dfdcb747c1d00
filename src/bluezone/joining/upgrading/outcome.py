"""What came of an upgrade or of a rollback."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did; or, where it was only tried, would do."""

    before: str
    """The version that the data were of; empty where nobody noted it."""
    after: str
    changes: int
    """Changes of the tables; none where the store was this version's already."""
    rows: int
    """How many rows stood there, and stand there still."""
    is_kept: bool
    """Whether the data of before lie in the folder, for a way back."""


@dataclass(frozen=True, slots=True)
class RolledBack:
    """Which data stand there now."""

    version: str
    """The version to start; empty where nobody noted it."""
    upgraded_at: str
    """When the upgrade was that is undone."""
    lines: int
    """Lines of the audit since the upgrade, which are undone."""
    first_at: str
    """When the first of them was written; empty where there is none."""
    last_at: str
    aside: str
    """The file in the folder of upgrades where what was written since lies; empty where nothing was put back."""
