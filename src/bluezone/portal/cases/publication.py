"""Cases as everybody may know them: how many were confirmed of late, commune by commune. It names nobody.

Few are not told as a number: the neighbours of two cases would know who they are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count

from bluezone.portal.cases.models import Case
from bluezone.portal.places.history import codes_of_today
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.outline_map import Land, draw_outlines
from bluezone.portal.places.paths import province_of
from bluezone.portal.places.selectors import units_on
from bluezone.portal.public_site.facts import (
    FEWEST_TOLD,
    FIGURE_DAYS,
    CommuneFigure,
    Figures,
    ProvinceFigures,
    Shade,
)
from bluezone.portal.world import VIET_NAM

_WIDTH = 180
"""Of a map: the heaviest province then stays, with its page, below 60 kB."""


def published_figures(today: dt.date) -> Figures:
    """Counts the cases that were confirmed in the last four weeks, by the commune of today, province by province; those
    of which no commune is known are counted for the province."""
    within: dict[str, dict[int, int]] = defaultdict(dict)
    standing = {unit.code: unit for unit in units_on(today).filter(level__in=(Level.PROVINCE, Level.COMMUNE))}
    for code, count in _counted(today).items():
        if (unit := standing.get(code)) is not None:
            within[province_of(unit.path)][unit.pk] = count
    provinces = Unit.objects.filter(path__in=within).order_by("sort_key", "pk")
    communes: dict[str, list[Unit]] = defaultdict(list)
    for unit in standing.values():
        if unit.level == Level.COMMUNE:
            communes[province_of(unit.path)].append(unit)
    return Figures(today, tuple(figures_of(one, communes[one.path], within[one.path]) for one in provinces))


def figures_of(province: Unit, communes: Sequence[Unit], counts: Mapping[int, int]) -> ProvinceFigures:
    """Tells the cases of one province: of all its communes a map, those with cases by name, and what is known of the
    province alone."""
    counts, unplaced = {key: count for key, count in counts.items() if key != province.pk}, counts.get(province.pk, 0)
    told = sorted(
        (unit for unit in communes if unit.pk in counts), key=lambda unit: (-_told(counts[unit.pk]), unit.sort_key)
    )
    drawn = draw_outlines(communes, {key: _told(count) for key, count in counts.items()}, _WIDTH)
    lands = drawn.lands if drawn else ()
    middles = {unit.pk: land.middle for land in lands for unit in land.units}
    return ProvinceFigures(
        name=province.name,
        communes=tuple(
            CommuneFigure(unit.name, counts[unit.pk] if _is_told(counts[unit.pk]) else None, middles.get(unit.pk))
            for unit in told
        ),
        shades=tuple(_shades(lands)),
        width=drawn.width if drawn else 0,
        height=drawn.height if drawn else 0,
        unplaced=unplaced if unplaced == 0 or _is_told(unplaced) else None,
    )


def _counted(today: dt.date) -> Counter[str]:
    """Cases by the code that their commune has today."""
    first = dt.datetime.combine(today - dt.timedelta(days=FIGURE_DAYS - 1), dt.time(), VIET_NAM)
    rows = Case.objects.filter(confirmed_at__gte=first)
    rows = rows.exclude(reason__in=(Case.Reason.NO_CASE, Case.Reason.DOUBLE))
    counts = dict(rows.order_by("unit").values_list("unit").annotate(count=Count("pk")))
    communes = {unit.pk: unit.commune for unit in Unit.objects.filter(pk__in=counts).select_related("parent")}
    codes = codes_of_today(communes.values())
    found: Counter[str] = Counter()
    for key, count in counts.items():
        found[codes[communes[key].pk]] += count
    return found


def _is_told(count: int) -> bool:
    return count >= FEWEST_TOLD


def _told(count: int) -> int:
    """Tells by what communes are ordered and shaded: all that have few alike."""
    return count if _is_told(count) else 1


def _shades(lands: Sequence[Land]) -> Iterator[Shade]:
    """One outline of all that are equally dark: the lightest first, so that a darker border lies on a lighter one."""
    for depth in sorted({land.shade for land in lands}):
        yield Shade("".join(land.path for land in lands if land.shade == depth), depth)
