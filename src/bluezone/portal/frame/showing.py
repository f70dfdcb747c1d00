"""Putting a page before somebody. What puts a person on a page writes the audit's line first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bluezone.portal.audit.services import Subjects, record_read
from bluezone.portal.frame.request import PublicRequest, StaffRequest


def page(
    request: PublicRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Shows a page on which nobody is named."""
    return render(request, template, context, status=status)


def shown(
    request: StaffRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    about: Subjects,
    path: str | None = None,
    detail: Mapping[str, Any] | None = None,
    action: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Shows a page on which these subjects are named; the line is kept before the page leaves.

    `path` is where the subjects belong, the reader's own unit where nothing is said; `action` is the view's.
    """
    note_shown(request, about=about, path=path, detail=detail, action=action)
    return render(request, template, context, status=status)


def note_shown(
    request: StaffRequest,
    *,
    about: Subjects,
    path: str | None = None,
    detail: Mapping[str, Any] | None = None,
    action: str | None = None,
) -> None:
    """Writes the audit's line alone, for what leaves as a file or a picture."""
    record_read(
        actor=request.staff,
        act=action or request.action,
        now=request.now,
        subjects=about,
        path=request.staff.home if path is None else path,
        detail=detail or {},
    )
