"""A colleague and the role that they have, for whoever walks every page."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from bluezone.portal.identity.roles import Role
from tests.portal.cases.things import its_opener
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Things

LINES = {
    "invitation_new": "staff.see",
    "staff": "staff.see",
    "staff_export": "staff.export",
    "staff_list": "staff.list",
}


def things(known: Things) -> dict[str, object]:
    colleague = its_opener(known)
    return {
        "username": colleague.username,
        "grant": colleague.current_grants[0].pk,
        "pk": Authenticator.objects.filter(user=colleague).get().pk,
    }


def foreign(_known: Things, there: Elsewhere) -> dict[str, Fields]:
    """A colleague in a unit of others."""
    person = {"full_name": "Mới Đến", "username": "moi.den", "role": Role.SUPERVISOR.value}
    return {"staff_new": {**person, "place": there.unit.name, "unit": there.unit.pk}}
