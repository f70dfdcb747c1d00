"""People and cases for a demonstration: invented, and only ever put into an empty portal."""

from __future__ import annotations

import datetime as dt
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case, open_case
from bluezone.portal.demo.announcements import show_announcements
from bluezone.portal.demo.business import show_business
from bluezone.portal.demo.directives.answers import picture
from bluezone.portal.demo.directives.district import show_rollout
from bluezone.portal.demo.field import show_field_team
from bluezone.portal.demo.households import show_household
from bluezone.portal.demo.lists import bring_lists
from bluezone.portal.demo.meetings import tell_of_meetings
from bluezone.portal.demo.outbreak import show_outbreak
from bluezone.portal.demo.papers import write_papers
from bluezone.portal.demo.sampling import show_two_samples
from bluezone.portal.demo.tracing import trace_contacts
from bluezone.portal.errors import RefusedError
from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.organisations.models import Kind, Organisation, Tree
from bluezone.portal.organisations.services import add_contact, create_organisation, place_under
from bluezone.portal.places.models import Unit
from bluezone.portal.places.selectors import unit_with_code
from bluezone.portal.posts.hours import Span
from bluezone.portal.posts.services.keeping import Door, add_keeper, make_post
from bluezone.portal.premises.models import Kind as PlaceKind
from bluezone.portal.premises.services import Facts, register_premises
from bluezone.portal.reports.services import give_phrase, make_report_key
from bluezone.portal.staff.services import give_role, make_staff
from bluezone.portal.world import World

PROVINCE, SON_DUONG, TAN_TRAO = "08", "02536", "02545"
_PEOPLE = (
    ("lan", "Nguyễn Thị Lan", Role.HEALTH_OFFICER, SON_DUONG),
    ("hung", "Trần Văn Hùng", Role.SUPERVISOR, PROVINCE),
    ("mai", "Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO),
    ("duc", "Phạm Minh Đức", Role.EPIDEMIOLOGIST, PROVINCE),
    ("thao", "Lê Phương Thảo", Role.REPORTER, SON_DUONG),
    ("huyen", "Lý Thị Huyền", Role.REGISTRY_CLERK, SON_DUONG),
    ("khanh", "Nguyễn Văn Khánh", Role.LEADER, SON_DUONG),
    ("quantri", "Đỗ Quang Trị", Role.ADMINISTRATOR, PROVINCE),
    ("tu", "Lý Thị Tú", Role.REPORTER, SON_DUONG),
)
_DISTRICT, _DISTRICT_DAY = "076", dt.date(2020, 8, 12)
_DISTRICT_PEOPLE = (
    ("nga", "Bùi Thị Nga", Role.CONSOLIDATOR),
    ("son", "Ma Thế Sơn", Role.CONSOLIDATOR),
    ("binh", "Trịnh Quốc Bình", Role.LEADER),
    ("van", "Hà Thị Vân", Role.REGISTRY_CLERK),
)
"""Of the district as it was when the directive was written; there has been none since July 2025."""
_NEWCOMER = ("hien", "Vũ Thị Hiền", Role.HEALTH_OFFICER)
"""Was hired and has set up no second factor yet: the administrator sees who that is."""
_GUARDS = ("lan", "hung", "duc")
_ORGANISATIONS = (
    ("UBND tỉnh Tuyên Quang", Kind.COMMITTEE, PROVINCE, ""),
    ("Trung tâm Kiểm soát bệnh tật tỉnh", Kind.HEALTH, PROVINCE, ""),
    ("UBND xã Sơn Dương", Kind.COMMITTEE, SON_DUONG, "UBND tỉnh Tuyên Quang"),
    ("Trạm Y tế xã Sơn Dương", Kind.HEALTH, SON_DUONG, "Trung tâm Kiểm soát bệnh tật tỉnh"),
    ("Trường THPT Sơn Dương", Kind.SCHOOL, SON_DUONG, "UBND tỉnh Tuyên Quang"),
)
_PIN = "2580"
"""Of the shift at the market's door; it stands in the shift's name, since nobody prints it."""
_HAMLETS = ("Thôn Đồng Quan", "Tổ dân phố Đăng Châu")
_CASES = (
    ("Vũ Thị Ánh", "0912 345 101", 3, SON_DUONG, "lan", "hung"),
    ("Bùi Đình Ân", "0912 345 102", 2, SON_DUONG, "lan", ""),
    ("Đặng Thu Hà", "0912 345 103", 4, TAN_TRAO, "mai", ""),
    ("Ma Văn Sửu", "0912 345 104", 1, SON_DUONG, "hung", ""),
)
"""Name, telephone, days since onset, commune, who opened it, who confirmed it."""


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """How one of the invented people signs in."""

    username: str
    full_name: str
    role: str
    password: str
    app_secret: str
    """Of the authenticator app, in base 32."""
    phrase: str
    """The recovery phrase of an officer; empty for others."""


@transaction.atomic
def fill(world: World, *, wrapping_key: bytes, with_rollout: bool = True, people: int = 0) -> list[Login]:
    """Makes everything a demonstration needs; the rollout is left out where one is to be done by hand. An outbreak of
    so many people comes with it.

    Raises RefusedError where anybody works already.
    """
    if Staff.objects.exists():
        raise RefusedError("demo data go only into an empty portal")
    now = world.now()
    units = {code: _unit(code, now.date()) for code in (PROVINCE, SON_DUONG, TAN_TRAO)}
    logins = [_login(world, units[code], now, (name, full_name, role)) for name, full_name, role, code in _PEOPLE]
    guards = [Staff.objects.get(username=name) for name in _GUARDS]
    administrator = Staff.objects.get(username="quantri")
    make_report_key(
        actor=administrator,
        officers=guards,
        path=units[PROVINCE].path,
        wrapping_key=wrapping_key,
        now=now,
        entropy=world.entropy,
    )
    _create_organisations(units, administrator, now)
    _open_cases(world, units, now)
    _register_a_market(world, units[TAN_TRAO], now)
    _trace(world, units)
    lan, hung = (Staff.objects.get(username=name) for name in ("lan", "hung"))
    tell_of_meetings(lan, hung, Case.objects.order_by("pk")[0], now)
    write_papers(world)
    for name in _HAMLETS:
        create_hamlet(actor=administrator, commune=units[SON_DUONG], name=name, now=now)
    school = Organisation.objects.get(name="Trường THPT Sơn Dương")
    bring_lists(actor=hung, school=school, now=now)
    _hire(units[SON_DUONG], now, _NEWCOMER, f"bluezone-{world.entropy(4).hex()}")
    district = _unit(_DISTRICT, _DISTRICT_DAY)
    logins += [_login(world, district, now, person) for person in _DISTRICT_PEOPLE]
    staff = {one.username: one for one in Staff.objects.all()}
    if people:
        committee = Organisation.objects.get(name="UBND xã Sơn Dương")
        show_outbreak(people, world, staff, units[SON_DUONG], committee)
    if with_rollout:
        record = show_rollout(staff, now)
        show_announcements(staff, units[SON_DUONG], now)
        commune = record.participants.select_related("directive").get(key="ubnd-son-duong")
        show_business(record, actor=hung, collector=staff["nga"], now=now)
        show_field_team(staff["thao"], commune, picture("Cổng chợ", 7), now)
    return logins


def _login(world: World, unit: Unit, now: dt.datetime, person: tuple[str, str, Role]) -> Login:
    username, full_name, role = person
    password = f"bluezone-{username}-{world.entropy(4).hex()}"
    secret = b32encode(world.entropy(20)).decode()
    staff = _hire(unit, now, person, password)
    TOTP.activate(staff, secret)
    RecoveryCodes.activate(staff)
    phrase = give_phrase(actor=staff, now=now, entropy=world.entropy) if username in _GUARDS else ""
    return Login(username, full_name, role.value, password, secret, phrase)


def _hire(unit: Unit, now: dt.datetime, person: tuple[str, str, Role], password: str) -> Staff:
    username, full_name, role = person
    staff = make_staff(username=username, full_name=full_name, password=password, must_change=False)
    give_role(actor=None, staff=staff, role=role, unit=unit, now=now - 2 * SETTLED)
    return staff


def _create_organisations(units: dict[str, Unit], administrator: Staff, now: dt.datetime) -> None:
    made: dict[str, Organisation] = {}
    for name, kind, code, parent in _ORGANISATIONS:
        made[name] = create_organisation(actor=administrator, name=name, kind=kind, unit=units[code], now=now)
        if parent:
            tree = Tree.PROFESSION if kind is Kind.HEALTH else Tree.ADMINISTRATION
            place_under(actor=administrator, child=made[name], parent=made[parent], tree=tree, now=now)
    add_contact(
        actor=administrator,
        organisation=made["Trạm Y tế xã Sơn Dương"],
        full_name="Triệu Thị Nga",
        position="Trạm trưởng",
        phone="0912 345 201",
        now=now,
    )


def _register_a_market(world: World, commune: Unit, now: dt.datetime) -> None:
    """Lets a commune's officer register a place and its door, for a colleague of the province to approve."""
    facts = Facts("Chợ Tân Trào", PlaceKind.MARKET, "Thôn Tân Lập")
    mai = Staff.objects.get(username="mai")
    market = register_premises(actor=mai, facts=facts, unit=commune, now=now)
    gate = make_post(actor=mai, premises=market, door=Door("Cổng chính", (Span(dt.time(5), dt.time(18)),)), now=now)
    add_keeper(actor=mai, post=gate, label=f"Ca sáng (mã số {_PIN})", pin=_PIN, entropy=world.entropy, now=now)


def _open_cases(world: World, units: dict[str, Unit], now: dt.datetime) -> None:
    staff: dict[str, Staff] = {one.username: one for one in Staff.objects.all()}
    for name, phone, days, code, opener, confirmer in _CASES:
        case = open_case(
            actor=staff[opener],
            full_name=name,
            phone=phone,
            onset=now.date() - dt.timedelta(days=days),
            unit=units[code],
            now=now,
            entropy=world.entropy,
        )
        if confirmer:
            confirm_case(actor=staff[confirmer], case=case, read=digest_of_case(case), now=now)


def _trace(world: World, units: dict[str, Unit]) -> None:
    case = Case.objects.get(state=Case.State.CONFIRMED)
    lan = Staff.objects.get(username="lan")
    trace_contacts(world=world, case=case, actor=lan, here=units[SON_DUONG], there=units[TAN_TRAO])
    show_household(actor=lan, case=case, now=world.now())
    show_two_samples(actor=lan, here=units[SON_DUONG], now=world.now())


def _unit(code: str, day: dt.date) -> Unit:
    """The unit of this code, whatever the drill's date: before 2025 the one of then."""
    unit = unit_with_code(code, day=day)
    if unit is None:
        raise RefusedError(f"the unit {code} is not loaded")
    return unit


def table_of(logins: Sequence[Login]) -> str:
    """Writes the logins as lines for whoever demonstrates."""
    lines = [f"{'name':<9} {'role':<16} {'password':<28} {'authenticator secret':<34} recovery phrase"]
    lines += [f"{o.username:<9} {o.role:<16} {o.password:<28} {o.app_secret:<34} {o.phrase}".rstrip() for o in logins]
    return "\n".join(lines) + "\n"
