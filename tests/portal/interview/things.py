"""A case of Sơn Dương that told a little, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.roles import Role
from bluezone.portal.interview.services import digest_of_asked, take_part
from bluezone.portal.interview.telling import Draft, Home
from tests.support.portal.offices import NOW
from tests.support.portal.posting import Fields
from tests.support.portal.things import Named, Things

NAMES = {
    "interviewed person": Named("Sùng Thị Kể", "cases.see"),
    "interviewed person's telephone": Named("0933 222 777", "cases.see"),
}
LINES = {
    "interview": "interview.see",
    "interview_paper": "interview.print",
}


def things(known: Things) -> dict[str, object]:
    office = known.office
    officer = office.staff("Lê Hỏi Chuyện", Role.HEALTH_OFFICER)
    name, phone = (one.value for one in NAMES.values())
    case = office.case(officer, full_name=name, phone=phone)
    draft, entropy = Draft("0" * 32, Home(household=3)), office.chance.randbytes
    take_part(actor=officer, case=case, draft=draft, read=digest_of_asked(case), now=NOW, entropy=entropy)
    return {"number": case.number, "step": "home"}


def the_case(known: Things) -> Case:
    return Case.objects.select_related("person").get(number=known.of("interview")["number"])


def forms(known: Things) -> dict[str, Fields]:
    read = {"read": digest_of_asked(the_case(known))}
    return {"interview_part": {"household": 4, "number": "1" * 32, **read}, "interview_key": {}}
