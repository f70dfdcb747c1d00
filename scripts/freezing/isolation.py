"""The contact whom somebody asked how they are stays in a centre, by a decision that was issued and delivered."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.followup.models import Watch
from bluezone.portal.identity.models import Staff
from bluezone.portal.isolation import services
from bluezone.portal.isolation.centres import add_centre
from bluezone.portal.isolation.models import Delivery, Kind, Need
from bluezone.portal.isolation.needs import ask_for, digest_of_needs
from bluezone.portal.isolation.papers import Signing, draw_up
from bluezone.portal.organisations.models import Organisation
from tests.support.portal.isolation import sent_out
from tests.support.portal.offices import NOW, Office


def work(office: Office) -> dict[str, str]:
    """What an officer proposes and somebody who writes papers draws up."""
    lan, hung = (Staff.objects.get(username=name) for name in ("lan", "hung"))
    node = Watch.objects.exclude(first_day=None).latest("pk").involvement
    centre = add_centre(actor=lan, unit=node.unit, name="Trung đoàn 148", kind=Kind.CENTRE, beds=40, now=NOW)
    last = NOW.date() + dt.timedelta(days=13)
    asked = services.Asked(Kind.CENTRE, NOW.date(), last, "F1, tiếp xúc tại nơi làm việc", centre)
    read = services.digest_of_person(node)
    stay = services.propose_stay(actor=lan, involvement=node, asked=asked, read=read, now=NOW)
    organisation = Organisation.objects.get(name="UBND xã Sơn Dương")
    head = Signing(organisation, "UBND", "Sơn Dương", ("Chủ tịch",), "Nguyễn Văn Khánh", "YT")
    order = stay.decisions.get()
    entropy = office.chance.randbytes
    paper = draw_up(
        actor=hung, decisions=[order], signing=head, read=services.digests_of([stay]), now=NOW, entropy=entropy
    )
    sent_out(paper, Staff.objects.get(username="huyen"), NOW)
    order.refresh_from_db()
    stay.refresh_from_db()
    services.deliver(
        actor=lan,
        decision=order,
        outcome=Delivery.Outcome.ABSENT,
        way=Delivery.Way.PERSON,
        words="vắng nhà",
        read=services.digest_of_stay(stay),
        now=NOW,
    )
    read = digest_of_needs(stay.pk)
    ask_for(actor=lan, stay=stay, what=Need.What.FOOD, words="gạo, nước mắm", read=read, now=NOW)
    return {}
