"""Why a rule is not met, or was not tried."""

from __future__ import annotations


class NotMetError(Exception):
    """The exchange does otherwise; the words say what was seen."""


class NotTriedError(Exception):
    """The rule could not be tried, because of what the exchange serves; the words say why."""


class NothingToTryError(NotTriedError):
    """There is nothing to try the rule on, and nobody's fault in that."""
