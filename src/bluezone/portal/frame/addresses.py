"""Addresses that pages had once, which somebody may have kept: they lead to where the page stands now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from bluezone.portal.frame.gate import openly
from bluezone.portal.frame.request import PublicRequest


def former_address(name: str) -> Callable[..., Any]:
    """Makes a view that leads to the page of this name, with the same things and question in its address."""

    @require_GET
    @openly("an address says nothing; the page that it leads to asks who comes")
    def moved(request: PublicRequest, /, **kwargs: Any) -> HttpResponsePermanentRedirect:
        asked = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(reverse(name, kwargs=kwargs) + (f"?{asked}" if asked else ""))

    return moved


class NumberInAddress:
    """The key of a row: no longer than a database counts, so that whatever was typed can be asked for."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The number that stands in the address."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The number as it stands in an address."""
        return str(value)
