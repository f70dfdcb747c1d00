"""Everybody's level as it is kept: brought up to date within the act that moved it, and checked against the whole.

Levels are never typed. Whatever changes who met whom, who is a case or where somebody was set apart calls `relevel` in
its own transaction; `check` computes all of it anew and must find no difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from bluezone.portal.cases.models import Case
from bluezone.portal.tracing.followed import tell
from bluezone.portal.tracing.graph import Graph, behind, graph_before, rules_of, whole_graph
from bluezone.portal.tracing.involving import Outbreaks, involve
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Outbreak
from bluezone.trace.levels import LAST_LEVEL, NO_LEVEL, NOBODY, Tracing
from bluezone.trace.outbreak import EVER, NEVER


@dataclass(frozen=True, slots=True)
class Level:
    """How far somebody is from a confirmed case, and by which meeting; None throughout where nothing leads to them."""

    level: int | None = None
    through: int | None = None
    possible_from: dt.date | None = None
    regime: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whose level is another one than before."""

    involvement: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Differences:
    """What stands otherwise than it would be computed."""

    involvements: int
    exposures: int
    """That count and should not, or the other way round."""
    missing: int
    """Cases whose person has no place in the outbreak."""

    @property
    def count(self) -> int:
        return self.involvements + self.exposures + self.missing


def relevel(outbreak: Outbreak, seeds: Iterable[int]) -> list[Change]:
    """Brings up to date whoever an act at these involvements can have moved; whose level it moved. Within the caller's
    transaction, one act of an outbreak after the other."""
    hold(outbreak)
    moved = behind(seeds)
    kept = _kept(Involvement.objects.filter(pk__in=moved))
    changes = _write(kept, levels_in(graph_before(outbreak, moved), outbreak))
    tell(moved)
    return changes


@transaction.atomic
def recompute(outbreak: Outbreak) -> list[Change]:
    """Computes everybody anew, with all that levels stand on; whose level was another one."""
    hold(outbreak)
    wrong = _that_count_wrongly(outbreak)
    wrong.filter(is_alive=True).update(is_alive=False)
    _that_count_wrongly(outbreak).update(is_alive=True)
    for case in _without_a_place(outbreak):
        involve(outbreak, case.person)
    kept = _kept(Involvement.objects.filter(outbreak=outbreak))
    changes = _write(kept, levels_in(whole_graph(outbreak), outbreak))
    tell(kept)
    return changes


def check(outbreak: Outbreak) -> Differences:
    """Computes everybody anew and says what stands otherwise; changes nothing."""
    kept = _kept(Involvement.objects.filter(outbreak=outbreak))
    computed = levels_in(whole_graph(outbreak), outbreak)
    return Differences(
        involvements=sum(computed[key] != level for key, level in kept.items()),
        exposures=_that_count_wrongly(outbreak).count(),
        missing=len(_without_a_place(outbreak)),
    )


def counted(outbreak: Outbreak) -> dict[str, int]:
    """How many people have which level, F0 to F4, and how many have none."""
    rows = Involvement.objects.filter(outbreak=outbreak).values_list("level").annotate(people=Count("pk"))
    known = dict(rows)
    levels = {f"F{level}": known.get(level, 0) for level in range(LAST_LEVEL + 1)}
    return {**levels, "none": known.get(None, 0)}


def levels_in(graph: Graph, outbreak: Outbreak) -> dict[int, Level]:
    """Computes the level of everybody in the graph, by the key of their involvement."""
    tracing, rules = Tracing(graph.numbers), rules_of(outbreak)
    regimes = {at: rules.on(onset).id for at, onset in graph.onsets.items()}
    return {key: _level(tracing, graph, regimes, at) for at, key in enumerate(graph.nodes)}


def hold(outbreak: Outbreak) -> None:
    """Has others who change this outbreak wait until the transaction ends: two acts at once would each compute without
    the other."""
    Outbreak.objects.select_for_update().get(pk=outbreak.pk)


def day_of(ordinal: int) -> dt.date | None:
    """The day of this number; None where no day is known."""
    return None if ordinal == EVER or ordinal >= NEVER else dt.date.fromordinal(ordinal)


def _level(tracing: Tracing, graph: Graph, regimes: dict[int, str], at: int) -> Level:
    level = tracing.levels[at]
    if level == NO_LEVEL:
        return Level()
    day, exposure = tracing.reached(at)
    through = None if exposure == NOBODY else graph.edges[exposure]
    return Level(level, through, day_of(day), regimes[tracing.beginning(at)])


def _kept(rows: QuerySet[Involvement]) -> dict[int, Level]:
    found = rows.values_list("pk", "level", "through_id", "possible_from", "regime")
    return {key: Level(level, through, day, regime) for key, level, through, day, regime in found}


def _write(kept: dict[int, Level], computed: dict[int, Level]) -> list[Change]:
    moved = [(key, computed[key]) for key, level in kept.items() if computed[key] != level]
    if moved:
        _store(moved)
    changes = (Change(key, kept[key].level, level.level) for key, level in moved)
    return [change for change in changes if change.before != change.after]


def _store(moved: list[tuple[int, Level]]) -> None:
    """Writes one line each, all in one go: a change of a regime moves a whole outbreak."""
    as_day = connection.ops.adapt_datefield_value
    rows = [(one.level, one.through, as_day(one.possible_from), one.regime, key) for key, one in moved]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE tracing_involvement SET level = %s, through_id = %s, possible_from = %s, regime = %s WHERE id = %s",
            rows,
        )


def _that_count_wrongly(outbreak: Outbreak) -> QuerySet[Exposure]:
    """Exposures of which one column says that they count, and what they stand on says otherwise."""
    holds = Exists(Evidence.objects.filter(exposure=OuterRef("pk"), withdrawn_at=None))
    rows = Exposure.objects.filter(outbreak=outbreak).annotate(holds=holds)
    return rows.filter(is_alive=True, holds=False) | rows.filter(is_alive=False, holds=True, withdrawn_at=None)


def _without_a_place(outbreak: Outbreak) -> list[Case]:
    """Cases of this outbreak whose person has no place in it."""
    outbreaks = Outbreaks()
    has_one = Exists(Involvement.objects.filter(outbreak=outbreak, person=OuterRef("person")))
    rows = Case.objects.filter(~has_one).select_related("person__unit").order_by("pk")
    return [case for case in rows if outbreaks.at(case.path, case.onset).pk == outbreak.pk]
