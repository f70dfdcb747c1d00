"""A look at what is being typed, before it is kept: the same form, sent to the same address, with `look` in it.

The page answers with its preview (`frame/preview.html`); with a script that part alone takes the old one's place. The
view asks `is_look` before it calls a service.
"""

from __future__ import annotations

from django.http import HttpRequest

LOOK = "look"


def is_look(request: HttpRequest) -> bool:
    """Whether what was sent is only to be looked at."""
    return request.method == "POST" and LOOK in request.POST
