"""People who work at once on the portal as it is served: each goes from page to page and reads a while between them.

The portal runs in a process of its own, with the door and the threads of `bluezone portal serve`; the users are threads
of this one, each with a session and a connection of their own. The first has five roles over the province, every fifth
supervises it, and all others are officers of one commune.
"""

from __future__ import annotations

import http.client
import multiprocessing
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.joining.portal.opening import Place, open_portal
from bluezone.joining.portal.serving import serve
from bluezone.joining.ports import LOOPBACK, chosen_port
from bluezone.joining.refusal import RefusedError
from bluezone.lab.portal.pages import signed_in

if TYPE_CHECKING:
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.places.models import Unit
    from bluezone.portal.world import World

THREADS = 4
"""As `bluezone portal serve` has them unless it is told otherwise."""
_SUPERVISES = 5
_STARTS_WITHIN_S, _ANSWERS_WITHIN_S = 60.0, 30.0
_SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - of accounts that are gone with the measurement


@dataclass(frozen=True, slots=True)
class Visits:
    """How the users go about."""

    pages: Mapping[str, str]
    """Addresses by name."""
    each: int
    """How often everybody looks at each page."""
    rest_s: float
    """How long everybody reads before the next one."""


def hire_users(count: int, province: Unit, communes: Sequence[Unit], world: World) -> list[Staff]:
    """Gives so many of the staff, who have no role yet, theirs."""
    from allauth.mfa.totp.internal.auth import TOTP

    from bluezone.portal.identity.models import Staff
    from bluezone.portal.identity.roles import Role
    from bluezone.portal.staff.services import give_role

    over_all = (Role.HEALTH_OFFICER, Role.INTERVIEWER, Role.SUPERVISOR, Role.EPIDEMIOLOGIST, Role.CONSOLIDATOR)
    people = list(Staff.objects.filter(grants=None).order_by("pk")[:count])
    for at, one in enumerate(people):
        TOTP.activate(one, _SECRET)
        roles = over_all if at == 0 else (Role.SUPERVISOR,) if at % _SUPERVISES == 0 else (Role.HEALTH_OFFICER,)
        unit = province if at % _SUPERVISES == 0 else communes[at % len(communes)]
        for role in roles:
            give_role(actor=None, staff=one, role=role, unit=unit, now=world.now())
    return people


@contextmanager
def served(data: Path, url: str | None) -> Iterator[int]:
    """Serves the portal of this folder until the block ends; its port."""
    with served_process(data, url) as (port, _):
        yield port


@contextmanager
def served_process(data: Path, url: str | None) -> Iterator[tuple[int, int]]:
    """Serves the portal of this folder until the block ends; its port, and the number of its process."""
    port, context = chosen_port(0), multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, data, url, port), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(_STARTS_WITHIN_S):
            raise RefusedError("the portal did not begin to serve")
        ours.recv()
        yield port, process.pid or 0
    finally:
        process.terminate()
        process.join()
        ours.close()


def times_of(users: Sequence[Staff], visits: Visits, port: int, world: World) -> dict[str, object]:
    """Has all of them work at once; milliseconds of each page, half of the loads below p50 and nineteen of twenty below
    p95, from the first byte that is asked to the last that is read."""
    sessions = [signed_in(one.username, world).cookies["portal"].value for one in users]
    _look(sessions[0], Visits(visits.pages, 1, 0), 0, port)  # what a server does once it has done then
    with ThreadPoolExecutor(len(users)) as together:
        rested = [visits.rest_s * at / len(users) for at in range(len(users))]
        everybody = list(
            together.map(lambda at: _look(sessions[at], visits, at, port, rested[at]), range(len(sessions)))
        )
    return {what: _summed(sorted(ms for one in everybody for ms in one[what])) for what in visits.pages}


def _look(session: str, visits: Visits, first: int, port: int, rest_s: float = 0) -> dict[str, list[float]]:
    """Looks at every page in turn, whoever comes later at another one first."""
    time.sleep(rest_s)
    names, taken = list(visits.pages), {what: list[float]() for what in visits.pages}
    line = http.client.HTTPConnection(LOOPBACK, port, timeout=_ANSWERS_WITHIN_S)
    for at in range(len(names) * visits.each):
        what = names[(first + at) % len(names)]
        began = time.perf_counter()
        load_page(line, visits.pages[what], session, port)
        taken[what].append((time.perf_counter() - began) * 1000)
        time.sleep(visits.rest_s)
    line.close()
    return taken


def load_page(line: http.client.HTTPConnection, path: str, session: str, port: int) -> None:
    """Asks for a page and reads it to its end. Raises RefusedError where it is not shown."""
    line.request("GET", path, headers={"Host": f"localhost:{port}", "Cookie": f"portal={session}"})
    answer = line.getresponse()
    answer.read()
    if answer.status != http.client.OK:
        raise RefusedError(f"{path} answered {answer.status}")


def _summed(taken: Sequence[float]) -> dict[str, float]:
    return {"p50": round(taken[len(taken) // 2], 1), "p95": round(taken[len(taken) * 95 // 100], 1)}


def _serve(told: Connection, data: Path, url: str | None, port: int) -> None:
    open_portal(Place(data, url), origin=f"http://localhost:{port}")

    from bluezone.portal.operations.preparing import prepare_files

    prepare_files()
    serve(port, f"http://localhost:{port}", THREADS, told.send)
