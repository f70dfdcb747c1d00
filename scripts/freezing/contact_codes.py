"""A contact agrees to warn those they met."""

from __future__ import annotations

from bluezone.portal.contact_codes.exposed import digest_of_contact, exposed
from bluezone.portal.contact_codes.models import Consent
from bluezone.portal.contact_codes.services import note_consent
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.models import Involvement
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit


def work(office: Office) -> dict[str, str]:  # noqa: ARG001 - as every room
    """Lets an officer note it."""
    lan, here = Staff.objects.get(username="lan"), the_unit(SON_DUONG)
    rows = Involvement.objects.filter(level=1, path__startswith=here.path).select_related("person").order_by("-pk")
    node = next(one for one in rows if (days := exposed(one)) and not days.is_too_long_ago(NOW.date()))
    note_consent(actor=lan, involvement=node, consent=Consent.CALL, read=digest_of_contact(node, None), now=NOW)
    return {}
