"""What can go wrong here: an outbreak that cannot be, or an edit that does not fit it. Nothing has changed then."""

from __future__ import annotations


class TraceError(Exception):
    """The root of everything this room raises."""


class OutbreakError(TraceError):
    """Arrays that do not describe an outbreak."""


class EditError(TraceError):
    """A change of something that is not there, or that would make the outbreak impossible."""


class RegimeError(TraceError):
    """A file that is no regime; the line says where."""
