"""What was not foreseen: a number for the person, and a line in the log under which the operator finds it.

The line says where the program was and what kind of error it met. It carries no message, no address, no value and no
name: an error's own text may quote the row that it stumbled over.
"""

from __future__ import annotations

import traceback
from pathlib import PurePath

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from bluezone.portal.audit.services import record_read
from bluezone.portal.frame.waiting import leave_out_figures
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.session import staff_of
from bluezone.portal.world import World, world_of

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8
_log = structlog.get_logger("bluezone.portal")


def note_trouble(request: HttpRequest, error: BaseException | None) -> str:
    """Writes the line into the log; its number, to be shown."""
    number = _number(world_of(request))
    match = request.resolver_match
    _log.error(
        "broken",
        number=number,
        view=match.view_name if match else "",
        method=request.method,
        error=type(error).__name__ if error else "",
        where=where_of(error),
    )
    return number


def trouble_page(request: HttpRequest, number: str) -> HttpResponse:
    """The page with the number. Where its frame cannot be drawn, because the store that knows who is signed in is what
    broke, the same words alone."""
    leave_out_figures(request)
    try:
        return render(request, "errors/500.html", {"number": number}, status=500)
    except Exception:  # noqa: BLE001 - there is nothing left to ask, and the number has to reach the person
        words = gettext(
            "Nothing was changed by halves. Try again; if it stays, tell the operator this number: %(number)s"
        )
        return HttpResponse(words % {"number": number}, status=500, content_type="text/plain; charset=utf-8")


def note_refusal(request: HttpRequest, action: str) -> None:
    """Writes a line into the audit about who asked for what is not theirs."""
    staff = staff_of(request)
    if staff is None or action not in BY_ACT:
        return
    now, detail = world_of(request).now(), {"act": action}
    record_read(actor=staff, act="frame.refused", now=now, subjects=[], path=staff.home, detail=detail)


def where_of(error: BaseException | None) -> list[str]:
    """The frames of the error, the innermost last: file, line and function, and nothing that they held."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return [f"{'/'.join(PurePath(one.filename).parts[-3:])}:{one.lineno} {one.name}" for one in frames[-12:]]


def _number(world: World) -> str:
    drawn, signs = int.from_bytes(world.entropy(16), "big"), ""
    for _ in range(_LENGTH):
        drawn, at = divmod(drawn, len(_SIGNS))
        signs += _SIGNS[at]
    return f"{signs[:4]}-{signs[4:]}"
