"""The telephone of a commune on the posters of its places: said by somebody of the commune, for all of them at once.

It is the number of an office, such as the health station's, and of no person. A poster says it from its next printing
on; what hangs already keeps the number of its day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import refused_by_the_country
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.premises.models import CommunePhone
from bluezone.portal.premises.services import require_commune_of_today
from bluezone.vietnam.telephone import normalised_phone

ACT = "premises.telephone"


@transaction.atomic
def say_telephone(*, actor: Staff, unit: Unit, phone: str, now: dt.datetime) -> CommunePhone:
    """Has posters of a commune say this number from now on. Raises RefusedError for what is none."""
    require_commune_of_today(unit, now)
    with refused_by_the_country():
        number = normalised_phone(phone)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    said = {"path": unit.path, "phone": number, "said_by": actor, "said_at": now}
    row, _ = CommunePhone.objects.update_or_create(unit=unit, defaults=said)
    record_write(actor=actor, act=ACT, now=now, subjects=[("unit", unit.key)], path=unit.path)
    return row


def telephones_for(staff: Staff) -> QuerySet[CommunePhone]:
    """The telephones of one's communes, by the commune's name."""
    rows = rows_within(CommunePhone.objects.all(), paths_for(staff, ACT))
    return rows.select_related("unit", "said_by").order_by("unit__sort_key", "pk")


def telephones_at(paths: Iterable[str]) -> dict[str, str]:
    """The number that posters say, by the commune's path; the newest where communes became one."""
    rows = CommunePhone.objects.filter(path__in=set(paths)).order_by("said_at", "pk")
    return dict(rows.values_list("path", "phone"))
