"""A case with a family, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.households.models import Household
from bluezone.portal.households.services import Typed, add_members, digest_of_household, make_household
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure
from tests.support.portal.offices import NOW
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Named, Things
from tests.support.portal.tracing import ago

ADDRESS, MEMBER = "Số 5, ngõ Hộ Khẩu", "Giàng Thị Cùng Nhà"
NAMES = {
    "somebody who lives with a case": Named(MEMBER, "households.see"),
    "address of a household": Named(ADDRESS, "households.see"),
}
LINES = {
    "household_add": "households.see",
    "household_expose": "households.see",
    "household_make": "households.see",
    "household_of": "households.see",
}


def things(known: Things) -> dict[str, object]:
    office = known.office
    officer, second = office.staff("Lê Hộ Khẩu", Role.HEALTH_OFFICER), office.staff("Hà Nhân Khẩu", Role.SUPERVISOR)
    case = office.case(officer, confirmed_by=second, full_name="Vàng A Chủ")
    node = involve(outbreak_at(case.path, case.onset), case.person)
    home = make_household(actor=officer, involvement=node, address=ADDRESS, now=NOW)
    people = [Typed(MEMBER, "0912000001", 1980), Typed("Vàng Thị Con")]
    read, entropy = digest_of_household(home), office.chance.randbytes
    made = add_members(actor=officer, household=home, people=people, read=read, now=NOW, entropy=entropy)
    met = Meeting(kind=Exposure.Kind.HOUSEHOLD, first_day=ago(1))
    contacts = [Contact("Vàng Thị Cháu", case.unit, met)]
    (child,) = record_contacts(actor=officer, source=node, contacts=contacts, now=NOW, entropy=entropy)
    return {
        "person": case.person.pseudonym,
        "home": home.pk,
        "known": child.target.person.pseudonym,
        "other": made[0].pk,
        "second": made[1].pk,
    }


def forms(known: Things) -> dict[str, Fields]:
    made = known.of("households")
    read = {"read": digest_of_household(Household.objects.get(pk=made["home"]))}
    days = {"first_day": ago(2).isoformat(), "last_day": ago(0).isoformat()}
    lines = {"member-TOTAL_FORMS": "1", "member-INITIAL_FORMS": "0", "member-0-full_name": "Vàng Thị Mới"}
    return {
        "household_make": {"address": "Số 7, thôn Tân Lập", **read},
        "household_add": {**lines, **read},
        "household_take_in": {"known": str(made["known"]), **read},
        "household_expose": {"other": str(made["other"]), **days, **read},
        "household_leave": {"member": str(made["second"]), **read},
    }


def foreign(known: Things, there: Elsewhere) -> dict[str, Fields]:
    officer, entropy = there.colleague, known.office.chance.randbytes
    node = involve(outbreak_at(there.case.path, there.case.onset), there.case.person)
    home = make_household(actor=officer, involvement=node, address="Nhà số 1", now=NOW)
    read = digest_of_household(home)
    (one,) = add_members(actor=officer, household=home, people=[Typed("Ma A")], read=read, now=NOW, entropy=entropy)
    mine = forms(known)
    return {
        "household_expose": {**mine["household_expose"], "other": str(one.pk)},
        "household_leave": {**mine["household_leave"], "member": str(one.pk)},
        "household_take_in": {**mine["household_take_in"], "known": there.case.person.pseudonym},
    }
