"""How long tracing takes with a nation's contacts behind it (`bluezone bench tracing`).

A synthetic outbreak is grown and written as two files, and these are brought in as `bluezone portal import-outbreak`
does; then everybody's level and one person's cascade are computed, and many work on the served portal at once.
"""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.joining.portal.opening import Place, open_portal, world_from
from bluezone.joining.telling import Tell
from bluezone.lab.machine import peak_mb, throwaway_folder
from bluezone.lab.portal.tracing.leaving import measure_export
from bluezone.lab.portal.tracing.phases import Figures, Phases
from bluezone.lab.portal.tracing.two_files import written
from bluezone.lab.portal.tracing.users import THREADS, Visits, hire_users, served, times_of

if TYPE_CHECKING:
    from bluezone.portal.places.models import Unit
    from bluezone.portal.world import World

_OFFICE, _PROVINCE, _HOME = "hung", "08", "02536"
_EACH, _REST_S = 3, 5.0
_PAGES = {
    "list": "/tracing",
    "search": "/tracing?q=nguyen",
    "search_rare": "/tracing?q=trieu+kim+sen",
    "today": "/",
    "dashboard": "/cases/figures",
    "round": "/followup",
    "followup": "/followup/figures",
}
_FILL_S, _LEVELS_S, _EXPORT_S = 300, 120, 480
_SLOWEST_ROWS_PER_MIN = 20_000
"""The mark; an import of half its speed is left to its end."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is to measure with."""

    contacts: int
    cases: int
    staff: int
    users: int
    rest_s: float = _REST_S
    """How long each of the users reads a page."""


def measure(sizes: Sizes, url: str | None, tell: Tell, kept: Path | None = None) -> Figures:
    """Measures import, levels, a cascade, pages and an export; SQLite where no address is given. What takes longer than
    its time is named in `not_finished`, and what stands on it is not measured. A portal that is kept from an earlier
    measurement is taken as it is: nothing is brought in."""
    with nullcontext(kept) if kept is not None else throwaway_folder() as folder:
        data, phases = folder / "portal", Phases(tell)
        world = world_from(open_portal(Place(data, url)))
        phases.figures |= {"users": sizes.users, "rest_s": sizes.rest_s, "threads": THREADS, "load_before": _load()}
        if _is_filled() or _filled(world, sizes, phases):
            phases.figures |= _amounts()
            phases.measure("levels", _LEVELS_S, lambda: _levels(world))
            loads_s = (len(_PAGES) + 1) * _EACH * sizes.rest_s
            phases.measure("pages", 120 + 3 * loads_s, lambda: _pages(world, sizes, data, url))
            phases.measure("export", _EXPORT_S, lambda: measure_export(data, url, _OFFICE))
        return phases.figures | {"peak_mb": peak_mb(), "load_after": _load(), "not_finished": phases.not_finished}


def _is_filled() -> bool:
    from bluezone.portal.tracing.models import Involvement

    return Involvement.objects.exists()


def _filled(world: World, sizes: Sizes, phases: Phases) -> bool:
    """Fills an empty portal; whether it came to its end."""
    people = sizes.contacts + sizes.cases
    bring_s = 60 + 2 * 60 * people / _SLOWEST_ROWS_PER_MIN
    return phases.measure("fill", _FILL_S, lambda: _fill(world, sizes.staff)) and phases.measure(
        "import", bring_s, lambda: _bring_in(world, people)
    )


def _amounts() -> Figures:
    from bluezone.portal.cases.models import Case
    from bluezone.portal.followup.models import Watch
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.tracing.models import Involvement

    cases = Case.objects.count()
    return {
        "contacts": Involvement.objects.count() - cases,
        "cases": cases,
        "followed": Watch.objects.exclude(first_day=None).count(),
        "staff": Staff.objects.count(),
    }


def _fill(world: World, staff: int) -> Figures:
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
    return {}


def _bring_in(world: World, people: int) -> Figures:
    """Brings both files in; rows of contacts a minute, with their reading, doubles and levels."""
    from bluezone.lists.outbreak.named_headers import shipped_mapping
    from bluezone.lists.outbreak.two_lists import read_two_lists
    from bluezone.lists.outbreak.whole_rows import rows_in
    from bluezone.portal.demo.growing import grow_outbreak
    from bluezone.portal.tracing.bringing import bring_outbreak, places_at
    from bluezone.portal.tracing.involving import outbreak_at
    from bluezone.portal.tracing.standing_in import lists_themselves

    today, home, mapping = world.today(), _unit(_HOME, world), shipped_mapping("general")
    files = written(grow_outbreak(people, [commune.name for commune in _communes(world)], today))
    began = time.perf_counter()
    cases, contacts = (rows_in(one, "outbreak.csv", mapping.layout) for one in files)
    brought = bring_outbreak(
        actor=lists_themselves(),
        outbreak=outbreak_at(home.path, today),
        lists=read_two_lists(cases, contacts, mapping, today),
        places=places_at(home, today),
        now=world.now(),
        entropy=world.entropy,
    )
    took = time.perf_counter() - began
    return {
        "doubles_proposed": brought.doubles,
        "import_s": round(took, 1),
        "import_rows_per_min": round(60 * brought.exposures / took),
    }


def _levels(world: World) -> Figures:
    from django.db import transaction

    from bluezone.portal.cases.many import NewCase, open_listed_cases
    from bluezone.portal.cases.models import Classification
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.tracing.graph import whole_graph
    from bluezone.portal.tracing.involving import default_outbreak
    from bluezone.portal.tracing.levels import check, relevel
    from bluezone.portal.tracing.models import Involvement
    from bluezone.portal.tracing.supposing import cascade_if_positive
    from bluezone.trace.levels import Tracing

    outbreak = default_outbreak()
    f1 = Involvement.objects.filter(outbreak=outbreak, level=1).order_by("pk")[0]
    numbers = whole_graph(outbreak).numbers
    watch = _Watch()
    Tracing(numbers)
    figures: Figures = {"levels_computed_s": watch.lap()}
    check(outbreak)
    figures["levels_full_s"] = watch.lap()
    cascade_if_positive(f1)
    figures["cascade_preview_s"] = watch.lap()
    with transaction.atomic():
        confirmed = NewCase(f1.person, world.today(), Classification.Value.CONFIRMED)
        open_listed_cases(actor=Staff.objects.get(username=_OFFICE), cases=[confirmed], now=world.now())
        relevel(outbreak, [f1.pk])
    return figures | {"cascade_commit_s": watch.lap()}


def _pages(world: World, sizes: Sizes, data: Path, url: str | None) -> Figures:
    from bluezone.portal.tracing.models import Involvement

    users = hire_users(sizes.users, _unit(_PROVINCE, world), _communes(world), world)
    case = Involvement.objects.filter(level=0).select_related("person").order_by("pk")[0]
    pages = _PAGES | {"person": f"/tracing/people/{case.person.pseudonym}"}
    with served(data, url) as port:
        return times_of(users, Visits(pages, _EACH, sizes.rest_s), port, world)


def _communes(world: World) -> list[Unit]:
    """The communes of the province, in the order of their names."""
    from bluezone.portal.places.models import Level
    from bluezone.portal.places.selectors import units_on

    within = units_on(world.today()).filter(level=Level.COMMUNE, path__startswith=_unit(_PROVINCE, world).path)
    return list(within.order_by("sort_key", "pk"))


def _unit(code: str, world: World) -> Unit:
    from bluezone.portal.places.selectors import unit_with_code

    found = unit_with_code(code, day=world.today())
    assert found is not None
    return found


def _load() -> float:
    """How many others the machine has worked for in the last minute."""
    return round(os.getloadavg()[0], 1)


class _Watch:
    def __init__(self) -> None:
        self._began = time.perf_counter()

    def lap(self) -> float:
        """Seconds since the last lap."""
        began, self._began = self._began, time.perf_counter()
        return round(self._began - began, 3)
