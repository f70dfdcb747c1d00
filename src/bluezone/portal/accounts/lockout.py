"""What somebody sees who guessed too often."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """One page for every name, known or not."""
    return render(request, "accounts/locked_out.html", status=429)
