"""Where the next page of a list begins: a key in the address, which anybody may have typed."""

from __future__ import annotations

from django.http import HttpRequest

_LONGEST = 18
"""Digits: below what a column of keys holds, and far below what Python converts."""


def key_before(request: HttpRequest) -> int | None:
    """`?before=12`; None where nothing is said, or nonsense."""
    said = request.GET.get("before", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST else None
