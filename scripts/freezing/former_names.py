"""What the release of 26/11/2026 called what has another name today, so that today's day of work freezes it, too.

Copy `scripts/freeze_portal.py` and `scripts/freezing` into a tree of that release and run them there. In a tree that
knows today's names nothing here has an effect.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Mapping
from typing import Any

TOOLS = {
    "bluezone.lab.throwaway_postgresql": "bluezone.cli.bench.throwaway_postgresql",
    "bluezone.portal.operations.preparing": "bluezone.portal.preparing",
    "tests.support.exchange.databases": "tests.support.databases",
}
"""What may be loaded before Django is."""
ROOMS = {
    "bluezone.portal.demo.filling": "bluezone.portal.demonstration",
    "bluezone.portal.directives.models": "bluezone.portal.rollout_desk.models",
    "bluezone.portal.directives.services.composing": "bluezone.portal.rollout_desk.services.composing",
    "bluezone.portal.directives.services.deciding": "bluezone.portal.rollout_desk.services.reporting",
    "bluezone.portal.directives.services.drafting": "bluezone.portal.rollout_desk.services.drafting",
    "bluezone.portal.directives.services.levels": "bluezone.portal.rollout_desk.services.levels",
    "bluezone.portal.directives.services.reminding": "bluezone.portal.rollout_desk.services.reminding",
    "bluezone.portal.identity.models": "bluezone.portal.accounts.models",
    "bluezone.portal.lists.models": "bluezone.portal.registers.models",
    "bluezone.portal.lists.services": "bluezone.portal.registers.services",
    "bluezone.portal.reports.linking": "bluezone.portal.inbox.linking",
    "bluezone.portal.reports.models": "bluezone.portal.inbox.models",
    "bluezone.portal.reports.selectors": "bluezone.portal.inbox.selectors",
    "bluezone.portal.reports.services": "bluezone.portal.inbox.services",
    "bluezone.portal.reports.wrapping": "bluezone.portal.inbox.wrapping",
    "bluezone.portal.staff.invitations": "bluezone.portal.accounts.invitations",
    "bluezone.portal.staff.services": "bluezone.portal.accounts.services",
    "bluezone.rollout.announcing.facts": "bluezone.portal.rollout.announcing.facts",
    "bluezone.rollout.reports.report": "bluezone.portal.rollout.reports.report",
    "bluezone.vietnam.words": "bluezone.portal.lists.words",
    "tests.support.documents.certificates": "tests.support.certificates",
    "tests.support.portal.offices": "tests.support.offices",
}
_LEVELS = "bluezone.portal.directives.services.levels"
_DECIDING = "bluezone.portal.directives.services.deciding"
_DRAFTING = "bluezone.portal.directives.services.drafting"


def answer_to_todays(names: Mapping[str, str]) -> None:
    """Lets today's names of these modules lead to what the tree has in their place."""
    missing = {today: before for today, before in names.items() if not _is_known(today)}
    for today, before in missing.items():
        sys.modules[today] = importlib.import_module(before)
    for room, verb in ((_LEVELS, "extend"), (_DECIDING, "decide"), (_DRAFTING, "draft_rollout_paper")):
        if room in missing:
            setattr(sys.modules[room], verb, _for_a_post(getattr(sys.modules[room], verb)))
    if _DRAFTING in missing:
        drafting: Any = sys.modules[_DRAFTING]
        drafting.PaperRequest = drafting.Request


def _is_known(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _for_a_post(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Whoever acts for an office sat at a post then."""
    return lambda *, acting_for, **rest: verb(post=acting_for, **rest)
