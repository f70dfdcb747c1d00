"""A lodging is registered and approved, gets another code later on the same day, and the exchange has what is typed."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.identity.models import Staff
from bluezone.portal.premises.handing import hand_over_places
from bluezone.portal.premises.models import Kind
from bluezone.portal.premises.owners import (
    Told,
    digest_of_link,
    digest_of_told,
    end_link,
    issue_link,
    register_told,
    tell_place,
)
from bluezone.portal.premises.services import (
    Facts,
    approve_premises,
    digest_of_premises,
    register_premises,
    renew_code,
)
from bluezone.portal.premises.telephones import say_telephone
from tests.support.portal.announcing import PlayedPublished
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit


def work(office: Office) -> dict[str, str]:
    """Lets two colleagues put up a poster, and another one in its place."""
    lan, hung = (Staff.objects.get(username=name) for name in ("lan", "hung"))
    say_telephone(actor=hung, unit=the_unit(SON_DUONG), phone="0207 3 835 111", now=NOW)
    facts = Facts("Nhà nghỉ Hoa Mai", Kind.HOTEL, "Tổ dân phố Đăng Châu", "0207 3 835 000")
    premises = register_premises(actor=lan, facts=facts, unit=the_unit(SON_DUONG), now=NOW)
    for doing, now in ((approve_premises, NOW), (renew_code, NOW + dt.timedelta(hours=1))):
        premises.refresh_from_db()
        doing(
            actor=hung,
            premises=premises,
            read=digest_of_premises(premises),
            published=PlayedPublished(),
            entropy=office.chance.randbytes,
            now=now,
        )
    link, code = issue_link(actor=lan, unit=premises.unit, entropy=office.chance.randbytes, now=NOW)
    for name in ("Tạp hóa Bà Sáu", "Quán Hai"):
        told = Told(Facts(name, Kind.SHOP, "Tổ dân phố Đăng Châu", "0207 3 835 001"), "Ma Thị Sáu")
        made = tell_place(code=code, told=told, entropy=office.chance.randbytes, now=NOW)
    register_told(actor=hung, told=made, read=digest_of_told(made), now=NOW)
    end_link(actor=lan, link=link, read=digest_of_link(link), now=NOW)
    hand_over_places(exchange=office.exchange, entropy=office.chance.randbytes, now=NOW + dt.timedelta(hours=2))
    return {}
