"""The lines of the audit in words: what an action is called, and what a line is about. Each app brings its own."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from bluezone.portal.app import portal_apps
from bluezone.portal.audit.models import Act
from bluezone.portal.identity.models import Renewal
from bluezone.portal.identity.roles import Role


@functools.cache
def known_actions() -> dict[str, Any]:
    """Every action that a line may name, also under the names that apps had when older lines were written."""
    known: dict[str, Any] = {}
    for app in portal_apps():
        known |= app.audited_actions
        if app.former_prefix:
            known |= {
                f"{app.former_prefix}.{action.partition('.')[2]}": said for action, said in app.audited_actions.items()
            }
    return known


@functools.cache
def known_kinds() -> dict[str, Any]:
    """Every kind of thing that a line may be about."""
    return {kind: said for app in portal_apps() for kind, said in app.audited_kinds.items()}


def action_in_words(action: str) -> str:
    """What an action is called, in the reader's language."""
    return str(known_actions()[action])


def manner_in_words(kind: str) -> str:
    """Whether a line tells of an act or of a look; it stands before what the action is called."""
    return gettext("act") if kind == Act.WRITE else gettext("access")


def detail_in_words(detail: Mapping[str, Any]) -> str:
    """What a line says beside its action: the role given, the thing renewed or refused; empty for other actions."""
    if (role := detail.get("role")) in Role.values:
        return str(Role(role).label)
    if (renews := detail.get("renews")) in Renewal.values:
        return str(Renewal(renews).label)
    return str(known_actions().get(detail.get("act", ""), ""))


def subject_in_words(kind: str, key: str) -> str:
    """What a line is about: of which kind it is, and its whole number, by which no two are the same."""
    return f"{known_kinds()[kind]} {key}"
