"""How guesses are counted, and what somebody sees who guessed too often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def counted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """The name under which a wrong password is counted: LAN signs in as lan, and guesses no more often."""
    said = (credentials or request.POST).get("username")
    return str(said).lower() if said is not None else None


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Shows whoever guessed too often one page, the same for every name, known or not."""
    return render(request, "staff/locked_out.html", status=429)
