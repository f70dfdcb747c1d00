"""Numbers in an address: where the next page of a list begins, of which thing it is. Anybody may have typed them."""

from __future__ import annotations

from django.http import HttpRequest

from bluezone.vietnam.numbers import whole_number


def key_before(request: HttpRequest) -> int | None:
    """`?before=12`; None where nothing is said, or nonsense."""
    return number_in(request, "before")


def number_in(request: HttpRequest, name: str) -> int | None:
    """`?name=12`; None where nothing is said, or nonsense."""
    return whole_number(request.GET.get(name, ""))
