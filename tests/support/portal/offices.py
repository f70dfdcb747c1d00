"""An authority for tests: communes of Tuyên Quang, staff in every role, a desk at an exchange that the test plays.

`an_office()` gives people who are signed in with a second factor; their clients carry the test's own world.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case, open_case
from bluezone.portal.errors import ExchangeError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.resting import SessionStore
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.portal.staff.services import give_role, make_staff
from bluezone.portal.world import ENVIRON_KEY, VIET_NAM, CodeStatus, IssuedCode, PublishedDesk, SealedReport, World
from bluezone.protocol.errors import PeerError
from bluezone.protocol.place_codes import Places
from bluezone.protocol.signature import decode_body, split_unverified

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=VIET_NAM)
PROVINCES = ("08", "02")
"""Old Tuyên Quang and Hà Giang, which became one province."""
SON_DUONG, TAN_TRAO, TUYEN_QUANG = "02536-202507", "02545-202507", "08-202507"
PASSWORD = "một câu chỉ mình tôi biết"


@dataclass
class PlayedExchange:
    """The exchange's desk in memory: says what a test wants to hear. The contract suite holds it to the real one."""

    codes: dict[str, CodeStatus] = field(default_factory=dict)
    reports: list[SealedReport] = field(default_factory=list)
    alerts: dict[dt.date, set[bytes]] = field(default_factory=dict)
    places: dict[str, bytes] = field(default_factory=dict)
    """The file of each commune, by its code."""
    is_away: bool = False
    loses_acknowledgements: bool = False
    now: dt.datetime = NOW

    def issue_code(self, *, level: str, onset: dt.date, first_exposure: dt.date | None, long: bool) -> IssuedCode:
        self._answer()
        if onset > self.now.date():
            raise ExchangeError("the onset lies in the future")
        if first_exposure is not None and first_exposure > self.now.date():
            raise ExchangeError("the first exposure lies in the future")
        if first_exposure is not None and level == "F0":
            raise ExchangeError("a first exposure belongs to an F1")
        handle = f"{len(self.codes) + 1:032x}"
        self.codes[handle] = CodeStatus("issued", self.now.date())
        spaced = "7K2M 9QRT 4XYZ 3ABC" if long else "1234 5678 9015"
        return IssuedCode(spaced, handle, self.now + dt.timedelta(hours=24 if long else 1))

    def code_status(self, handle: str) -> CodeStatus | None:
        self._answer()
        return self.codes.get(handle)

    def waiting_reports(self) -> Sequence[SealedReport]:
        self._answer()
        return list(self.reports)

    def acknowledge(self, ids: Sequence[str]) -> None:
        self._answer()
        if self.loses_acknowledgements:
            raise ExchangeError("the exchange does not answer")
        self.reports = [one for one in self.reports if one.id not in set(ids)]

    def alert_venues(self, day: dt.date, entries: Sequence[bytes]) -> int:
        self._answer()
        if day > self.now.date():
            raise ExchangeError("the day lies in the future")
        if not entries:
            raise ExchangeError("1 to 5000 entries are taken at once")
        known = self.alerts.setdefault(day, set())
        new = set(entries) - known
        known |= new
        return len(new)

    def publish_places(self, file: bytes) -> tuple[str, int]:
        self._answer()
        places = _places_in(file)
        present = self.places.get(places.unit)
        if present is not None and _places_in(present).issued_s > places.issued_s:
            raise ExchangeError("newer places of this commune are published")
        self.places[places.unit] = file
        return places.unit, places.epoch

    def _answer(self) -> None:
        if self.is_away:
            raise ExchangeError("the exchange does not answer")


def _places_in(file: bytes) -> Places:
    """The places that somebody signed; whether with a key that counts is the real exchange's to say."""
    try:
        return decode_body(next(iter(split_unverified(file)), b""), Places, "places")
    except PeerError as error:
        raise ExchangeError(str(error)) from error


@dataclass
class Office:
    """Staff, their clients, one clock and one exchange."""

    exchange: PlayedExchange = field(default_factory=PlayedExchange)
    clock: list[dt.datetime] = field(default_factory=lambda: [NOW])
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    published: PublishedDesk | None = None

    @property
    def world(self) -> World:
        return World(lambda: self.clock[0], self.chance.randbytes, self.exchange, self.published)

    def staff(self, name: str, role: Role | None = None, unit: str | None = SON_DUONG) -> Staff:
        """A person who has signed in before: password chosen, second factor set up."""
        username = "".join(sign for sign in name.lower() if sign.isascii() and sign.isalnum())
        person = make_staff(username=username, full_name=name, password=PASSWORD, must_change=False)
        TOTP.activate(person, generate_totp_secret())
        if role is not None:
            give_role(actor=None, staff=person, role=role, unit=unit and the_unit(unit), now=NOW)
        return person

    def client(self, person: Staff | None = None, *, language: str = "en") -> Client:
        """A browser in which this person is signed in."""
        environ: dict[str, Any] = {ENVIRON_KEY: self.world, "HTTP_HOST": "localhost"}
        client = Client(**environ)
        client.cookies["language"] = language
        if person is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = _a_session_of(person)
        return client

    def case(self, opener: Staff, *, confirmed_by: Staff | None = None, **changes: Any) -> Case:
        """A case of somebody in Sơn Dương."""
        facts: dict[str, Any] = {
            "full_name": "Nguyễn Thị Bình",
            "phone": "0912 345 678",
            "onset": dt.date(2026, 11, 21),
            "unit": the_unit(SON_DUONG),
            "now": self.clock[0],
            "entropy": self.chance.randbytes,
        }
        case = open_case(actor=opener, **{**facts, **changes})
        if confirmed_by is not None:
            confirm_case(actor=confirmed_by, case=case, read=digest_of_case(case), now=self.clock[0])
            case.refresh_from_db()
        return case


def _a_session_of(person: Staff) -> str:
    """Its key. In one row what a whole sign-in leaves in ten statements: nearly every test asks for it, and
    tests/portal/identity holds how people sign in."""
    at, store = timezone.now().timestamp(), SessionStore()
    shown = ["password", "mfa"] if is_mfa_enabled(person) else ["password"]
    kept = {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
        HASH_SESSION_KEY: person.get_session_auth_hash(),
        AUTHENTICATION_METHODS_SESSION_KEY: [{"method": method, "at": at} for method in shown],
        "account_authentication_methods_user": str(person.pk),
    }
    key = get_random_string(32)
    Session.objects.create(session_key=key, session_data=store.encode(kept), expire_date=store.get_expiry_date())
    return key


def settled(*people: Staff) -> Staff:
    """Whose roles are a month old now: who asks for what takes two has had the role for a week, and who answers. The
    first of them."""
    Grant.objects.filter(staff__in=people).update(given_at=NOW - dt.timedelta(days=30))
    return people[0]


def the_unit(key: str) -> Unit:
    return Unit.objects.get(key=key)
