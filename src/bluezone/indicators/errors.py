"""What can go wrong with national figures: each is one plain line, and nothing was written."""

from __future__ import annotations


class IndicatorsError(Exception):
    """The root of everything this room raises."""


class ReleaseError(IndicatorsError):
    """Counts that may not be released so: days that are not settled, a threshold that protects nobody."""


class CollectionError(IndicatorsError):
    """Files of portals that cannot be read together; the line names the file."""
