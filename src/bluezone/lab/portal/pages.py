"""How long the pages of the code desk take with a nation's cases behind them (`bluezone bench portal`).

A whole page: sign-in, permissions, the query, the audit line, the template; without the network. The cases are invented
and spread over the communes of one province, in SQLite in a folder that is gone afterwards.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from bluezone.joining.clocks import system_clock
from bluezone.joining.portal.opening import Place, open_portal, world_from
from bluezone.joining.refusal import RefusedError
from bluezone.lab.machine import throwaway_folder

if TYPE_CHECKING:
    from django.test import Client

    from bluezone.portal.world import World

_CHUNK = 5_000
_PAGES = {
    "own_units": ("lan", "/cases"),
    "province_pseudonyms": ("lan", "/cases?reach=province"),
    "province_by_state": ("lan", "/cases?reach=province&state=confirmed"),
    "province_names": ("hung", "/cases"),
    "today": ("hung", "/"),
}


def measure(cases: int, rounds: int) -> dict[str, object]:
    """Times each page with so many cases behind it, in milliseconds."""
    with throwaway_folder() as folder:
        return _measure(Place(folder / "portal"), cases, rounds)


def _measure(place: Place, cases: int, rounds: int) -> dict[str, object]:
    world = world_from(open_portal(place))

    from bluezone.portal.demo.filling import fill
    from bluezone.portal.operations.preparing import prepare_files
    from bluezone.portal.reports.wrapping import wrapping_key

    prepare_files()
    fill(world, wrapping_key=wrapping_key())
    _invent(cases, world)
    clients = {name: signed_in(name, world) for name in {name for name, _ in _PAGES.values()}}
    figures = {what: _timed(clients[name], path, rounds) for what, (name, path) in _PAGES.items()}
    return {"cases": cases, "rounds": rounds, "milliseconds": figures}


def _invent(count: int, world: World) -> None:
    from bluezone.portal.cases.models import Case, Person
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.places.models import Level, Unit
    from bluezone.portal.places.paths import province_of

    opener, other = Staff.objects.get(username="mai"), Staff.objects.get(username="duc")
    chance = random.Random(1)  # noqa: S311 - invented communes, the same each time
    province = opener.current_grants[0].path.split("/")[0]
    communes = list(Unit.objects.filter(path__startswith=province, level=Level.COMMUNE, valid_to=None))
    for start in range(0, count, _CHUNK):
        units = [chance.choice(communes) for _ in range(min(_CHUNK, count - start))]
        people = Person.objects.bulk_create(
            Person(full_name=f"Người {n}", phone="0912345678", unit=u, path=u.path, pseudonym=f"{start + n}")
            for n, u in enumerate(units)
        )
        Case.objects.bulk_create(
            Case(
                number=f"{start + n}",
                person=person,
                unit=person.unit,
                path=person.path,
                province=province_of(person.path),
                onset=world.today(),
                state=Case.State.CONFIRMED,
                opened_by=opener,
                opened_at=world.now(),
                confirmed_by=other,
                confirmed_at=world.now(),
            )
            for n, person in enumerate(people)
        )


def signed_in(name: str, world: World) -> Client:
    """Signs a browser in as one of the demonstration's people, past both factors."""
    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
    from django.test import Client

    from bluezone.portal.identity.models import Staff
    from bluezone.portal.world import ENVIRON_KEY

    client, person = Client(headers={"host": "localhost"}), Staff.objects.get(username=name)
    client.defaults[ENVIRON_KEY] = world  # type: ignore[assignment] # what a WSGI server would put there
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    at = system_clock() / 1000
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": at} for method in ("password", "mfa")]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(person.pk)
    session.save()
    return client


def load_times(client: Client, path: str, rounds: int) -> list[float]:
    """Times so many loads of a page, in milliseconds, shortest first. Raises RefusedError if it does not come."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RefusedError(f"{path} answered {answer.status_code}")
    return sorted(taken)


def _timed(client: Client, path: str, rounds: int) -> dict[str, float]:
    taken = load_times(client, path, rounds)
    return {"p50": round(taken[len(taken) // 2], 1), "p95": round(taken[len(taken) * 95 // 100], 1)}
