"""How long tracing takes with a nation's contacts behind it (`bluezone bench tracing`).

A synthetic outbreak is grown, written down as two lists, and brought in as an office would; then pages are loaded by
many at once, who rest between pages, and whole levels and one person's cascade are computed.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bluezone.joining.portal.opening import Place, open_portal, world_from
from bluezone.lab.machine import peak_mb, throwaway_folder
from bluezone.lab.portal.pages import load_times, signed_in

if TYPE_CHECKING:
    from bluezone.portal.world import World

_OFFICE, _REST_S = "hung", 5.0
_PAGES = {"list": "/tracing", "search": "/tracing?q=nguyen", "today": "/", "dashboard": "/cases/figures"}


def measure(contacts: int, cases: int, staff: int, url: str | None, users: int) -> dict[str, object]:
    """Measures import, levels, a cascade and pages; SQLite where no address is given."""
    with throwaway_folder() as folder:
        world = world_from(open_portal(Place(folder / "portal", url)))
        _fill(world, staff)
        grown = _bring_in(world, contacts + cases)
        return grown | _levels(world) | _pages(world, users) | _export(world) | {"peak_mb": peak_mb()}


def _fill(world: World, staff: int) -> None:
    from bluezone.portal.demo.filling import fill
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.operations.preparing import prepare_files
    from bluezone.portal.reports.wrapping import wrapping_key

    prepare_files()
    fill(world, wrapping_key=wrapping_key(), with_rollout=False)
    missing = range(Staff.objects.count(), staff)
    Staff.objects.bulk_create(
        (Staff(username=f"staff{n}", full_name=f"Nhân viên {n}", sort_key=f"{n:06}") for n in missing), 1_000
    )


def _bring_in(world: World, people: int) -> dict[str, Any]:
    from bluezone.portal.cases.models import Case
    from bluezone.portal.demo.outbreak import show_outbreak
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.places.selectors import unit_with_code
    from bluezone.portal.tracing.models import Exposure, Involvement

    home = unit_with_code("02536", day=world.today())
    assert home is not None
    began = time.perf_counter()
    show_outbreak(people, world, {one.username: one for one in Staff.objects.all()}, home)
    took = time.perf_counter() - began
    exposures = Exposure.objects.count()
    return {
        "contacts": Involvement.objects.count() - Case.objects.count(),
        "cases": Case.objects.count(),
        "staff": Staff.objects.count(),
        "import_rows_per_min": round(60 * exposures / took),
    }


def _levels(world: World) -> dict[str, float]:
    from django.db import transaction

    from bluezone.portal.cases.many import NewCase, open_listed_cases
    from bluezone.portal.cases.models import Classification
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.tracing.involving import default_outbreak
    from bluezone.portal.tracing.levels import check, relevel
    from bluezone.portal.tracing.models import Involvement
    from bluezone.portal.tracing.supposing import cascade_if_positive

    outbreak = default_outbreak()
    f1 = Involvement.objects.filter(outbreak=outbreak, level=1).order_by("pk")[0]
    began = time.perf_counter()
    check(outbreak)
    computed = time.perf_counter()
    cascade_if_positive(f1)
    previewed = time.perf_counter()
    with transaction.atomic():
        confirmed = NewCase(f1.person, world.today(), Classification.Value.CONFIRMED)
        open_listed_cases(actor=Staff.objects.get(username=_OFFICE), cases=[confirmed], now=world.now())
        relevel(outbreak, [f1.pk])
    ended = time.perf_counter()
    return {
        "levels_full_s": round(computed - began, 3),
        "cascade_preview_s": round(previewed - computed, 3),
        "cascade_commit_s": round(ended - previewed, 3),
    }


def _pages(world: World, users: int) -> dict[str, object]:
    """Loads each page by so many at once, who rest for some seconds after each."""
    from bluezone.portal.tracing.models import Involvement

    case = Involvement.objects.filter(level=0).select_related("person").order_by("pk")[0]
    pages = _PAGES | {"person": f"/tracing/people/{case.person.pseudonym}"}
    found: dict[str, object] = {"users": users}
    for what, path in pages.items():
        clients = [signed_in(_OFFICE, world) for _ in range(users)]
        shares = [at / users for at in range(users)]
        with ThreadPoolExecutor(users) as together:
            taken = sorted(one for some in together.map(_one_user, clients, [path] * users, shares) for one in some)
        found[what] = {"p50": round(taken[len(taken) // 2], 1), "p95": round(taken[len(taken) * 95 // 100], 1)}
    return found


def _one_user(client: Any, path: str, share: float) -> list[float]:
    from django.db import connections

    time.sleep(_REST_S * share)
    taken = []
    for _ in range(3):
        taken += load_times(client, path, 1)
        time.sleep(_REST_S)
    connections.close_all()
    return taken


def _export(world: World) -> dict[str, float]:
    client, began, rows = signed_in(_OFFICE, world), time.perf_counter(), 0
    answer: Any = client.get("/cases/export?as=csv")
    for part in answer.streaming_content:
        rows += part.count(b"\n")
    return {"export_rows_per_s": round(rows / (time.perf_counter() - began))}
