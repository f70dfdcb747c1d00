"""A look at what is being typed, before it is kept: the same form, sent to the same address, with `look` in it.

The page answers with its preview (`frame/preview.html`); with a script that part alone takes the old one's place. The
view asks `is_look` before it calls a service.
"""

from __future__ import annotations

from django.http import HttpRequest

from bluezone.vietnam.numbers import whole_number

LOOK = "look"
_MOST_DIGITS = 3


def is_look(request: HttpRequest) -> bool:
    """Whether what was sent is only to be looked at."""
    return request.method == "POST" and LOOK in request.POST


def page_looked_at(request: HttpRequest) -> int:
    """The page that is to be looked at; the first one for nonsense."""
    return whole_number(request.POST.get(LOOK, ""), most_digits=_MOST_DIGITS) or 1
