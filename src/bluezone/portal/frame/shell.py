"""The frame of every page: who is signed in, and the ways of the left rail that are open to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy

from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import staff_of


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the rail."""

    view: str
    act: str
    text: Any
    symbol: str


WAYS = (
    Way("today", "home.today", gettext_lazy("Today"), "home"),
    Way("case_list", "cases.list", gettext_lazy("Cases"), "health"),
    Way("inbox", "reports.list", gettext_lazy("Reports"), "bell"),
    Way("announcements", "announcements.list", gettext_lazy("Announcements"), "news"),
    Way("directive_list", "directives.see", gettext_lazy("Directives"), "send"),
    Way("field_teams", "field.teams", gettext_lazy("Field teams"), "people"),
    Way("lists", "lists.any", gettext_lazy("Lists"), "news"),
    Way("places", "places.search", gettext_lazy("Places"), "place"),
    Way("organisations", "organisations.list", gettext_lazy("Organisations"), "ledger"),
    Way("paper_list", "papers.list", gettext_lazy("Papers"), "news"),
    Way("message_list", "messages.list", gettext_lazy("Messages"), "send"),
    Way("staff_list", "staff.list", gettext_lazy("Staff"), "people"),
    Way("report_key", "reports.key", gettext_lazy("Report key"), "key"),
    Way("audit_log", "audit.read", gettext_lazy("Audit"), "history"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` needs."""
    staff = staff_of(request)
    return {
        "lang": get_language() or "vi",
        "staff": staff,
        "ways": [way for way in WAYS if staff is not None and is_allowed(staff, way.act)],
        "here": request.path,
    }
