"""Contacts who agree to be reminded, a commune that says its telephone, and an outlet that keeps what it gets: what
tests of reminders begin with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bluezone.portal.cases.models import Person
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.base import Letter, OutletError, Taken
from bluezone.portal.messages.services import Run, deliver_due
from bluezone.portal.premises.telephones import say_telephone
from bluezone.portal.reminders import services
from bluezone.portal.reminders.candidates import candidates_among
from bluezone.portal.reminders.models import Consent, How, Kind, Reminder, Whose
from bluezone.portal.reminders.selectors import preview_of
from bluezone.portal.reminders.services import Sent, Way
from bluezone.portal.sampling.models import Due
from bluezone.portal.tracing.models import Involvement
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit
from tests.support.portal.sampling import SamplingOffice

PAGE = "https://c.vn/reminders/own"
WAY = Way((Outlet.GATEWAY, Outlet.MAIL), PAGE, is_plain=True)
PHONES = {1: "0912000001", 2: "0912000002", 3: "0912000003"}
STATION = "02073835111"


@dataclass
class PlayedCarrier:
    """Keeps what it is handed, and refuses when asked to."""

    letters: list[Letter] = field(default_factory=list)
    refusal: OutletError | None = None

    def send(self, letter: Letter) -> Taken:
        if self.refusal is not None:
            raise self.refusal
        self.letters.append(letter)
        return Taken("")


class ReminderOffice(SamplingOffice):
    """An F1 of Tân Trào, an F1 and an F2 of the two communes, each with a telephone of their own."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        for at, phone in PHONES.items():
            Person.objects.filter(pk=self.cases[at].person_id).update(phone=phone)
            self.cases[at].person.phone = phone
        self.sender = office.staff("Bàn Thị Nhắc", Role.SUPERVISOR, "08-202507")
        for unit in (SON_DUONG, TAN_TRAO):
            say_telephone(actor=self.sender, unit=the_unit(unit), phone="0207 3 835 111", now=NOW)
        self.carrier = PlayedCarrier()

    def place(self, at: int) -> Involvement:
        return Involvement.objects.select_related("person", "unit__parent").get(pk=self.node(at).pk)

    def agrees(self, at: int, whose: Whose = Whose.OWN, address: str = "", now: dt.datetime = NOW) -> Consent:
        node = self.place(at)
        said = {"address": address or node.person.phone, "whose": whose, "how": How.CALL, "now": now}
        read = services.digest_of_person(node, services.consent_of(node.person))
        return services.note_consent(actor=self.sender, involvement=node, **said, read=read)

    def withdraws(self, at: int, now: dt.datetime = NOW) -> None:
        node = self.place(at)
        read = services.digest_of_person(node, services.consent_of(node.person))
        services.withdraw_consent(actor=self.sender, involvement=node, read=read, now=now)

    def wants_a_sample(self, *people: int) -> None:
        """As of today, whatever the rules of sampling say of them."""
        for at in people:
            node = self.node(at)
            Due.objects.update_or_create(involvement=node, defaults={"path": node.path, "wanted_on": NOW.date()})

    def read(self, *people: int, kind: Kind = Kind.ANSWER, now: dt.datetime = NOW) -> dict[int, str]:
        nodes = [self.place(at) for at in people]
        return {one.involvement.pk: one.as_read for one in candidates_among(nodes, kind, WAY.outlets, now)}

    def remind(
        self,
        *people: int,
        kind: Kind = Kind.ANSWER,
        now: dt.datetime = NOW,
        read: dict[int, str] | None = None,
        by: Staff | None = None,
        way: Way = WAY,
    ) -> Sent:
        told = read or self.read(*people, kind=kind, now=now)
        return services.send_reminders(
            actor=by or self.sender,
            kind=kind,
            involvements=[self.place(at) for at in people],
            read=told,
            way=way,
            now=now,
            entropy=self.office.chance.randbytes,
        )

    def why_not(self, at: int, kind: Kind = Kind.ANSWER, now: dt.datetime = NOW) -> str | None:
        (one,) = candidates_among([self.place(at)], kind, WAY.outlets, now)
        return one.left_out

    def reached(self, kind: Kind = Kind.ANSWER, staff: Staff | None = None, now: dt.datetime = NOW) -> set[str]:
        found = preview_of(staff or self.sender, kind, WAY.outlets, now).reached
        return {person.name for _, person in found}

    def deliver(self, now: dt.datetime = NOW) -> Run:
        ways = dict.fromkeys((Outlet.GATEWAY, Outlet.MAIL), self.carrier)
        return deliver_due(outlets=ways, clock=lambda: now, most=100)

    def code(self) -> str:
        """Behind the # of the last message that left."""
        return self.carrier.letters[-1].body.split("#")[1].split(" ")[0]

    @staticmethod
    def last() -> Reminder:
        return Reminder.objects.select_related("message", "consent").latest("pk")
