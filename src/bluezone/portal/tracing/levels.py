"""Everybody's level as it is kept: brought up to date within the act that moved it, and checked against the whole.

Levels are never typed. Whatever changes who met whom, who is a case or where somebody was set apart calls `relevel` in
its own transaction; `check` computes all of it anew and must find no difference.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from bluezone.portal.cases.models import Case
from bluezone.portal.counted_tables import count_anew
from bluezone.portal.tracing.columns import Numbered, Numbers, columns_of
from bluezone.portal.tracing.counts import counts_of
from bluezone.portal.tracing.followed import tell
from bluezone.portal.tracing.graph import Graph, behind, graph_before, rules_of, whole_graph_over, whole_graph_with
from bluezone.portal.tracing.involving import Outbreaks, involve
from bluezone.portal.tracing.models import NUMBERS_OF_AN_INVOLVEMENT, Evidence, Exposure, Involvement, Outbreak
from bluezone.portal.tracing.second_line import second_line
from bluezone.trace.columns import only_where, picked, widened
from bluezone.trace.levels import LAST_LEVEL, NO_LEVEL, NOBODY, Tracing
from bluezone.trace.outbreak import EVER, NEVER, days
from bluezone.trace.regimes.shipped import REGIMES

_Level = Numbers
"""How far somebody is from a confirmed case, by which meeting, since when it is possible, and the regime by number."""
_Moved = tuple[int, _Level, _Level]
"""The key of an involvement, the level that is kept and the one that it has."""
_REGIMES = ("", *REGIMES)
_REGIME = Numbered("regime", _REGIMES)
_HAVE_ONE = bytes(level != NO_LEVEL for level in range(NO_LEVEL + 1))
"""By level: whether it is one."""
_AT_ONCE = 500
"""Rows that are mended between two moments in which others may write."""


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
    changes = _write(_differing(_kept(moved), graph_before(outbreak, moved), outbreak))
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
    graph, kept = whole_graph_with(outbreak, _REGIME)
    changes = _write(_differing_in(outbreak, graph, lambda: kept))
    count_anew(len(changes), Involvement)  # whoever is told asks by level
    tell(graph.nodes)
    return changes


def check(outbreak: Outbreak) -> Differences:
    """Computes everybody anew and says what stands otherwise; changes nothing."""
    counted = partial(counts_of, _perhaps_without_a_place(outbreak), *_each_that_counts_wrongly(outbreak))
    with second_line() as beside:
        graph, kept = whole_graph_over(beside, outbreak, _REGIME)
        counts = beside(counted)
        involvements = len(_differing_in(outbreak, graph, kept))
        perhaps, *exposures = counts()
    return Differences(involvements, sum(exposures), len(_without_a_place(outbreak)) if perhaps else 0)


def mend(outbreak: Outbreak) -> int:
    """Computes everybody anew and mends what stands otherwise; how much did. Where nothing does, nobody waits: it is
    read without a lock. What does is computed once more in small parts, each in a transaction of its own, so whoever
    changes the outbreak meanwhile waits for a few people."""
    missing = _without_a_place(outbreak)
    for case in missing:
        _give_place(outbreak, case)
    wrong = sorted(key for rows in _each_that_counts_wrongly(outbreak) for key in rows.values_list("pk", flat=True))
    mended = len(missing) + sum(_mended_exposures(outbreak, keys) for keys in _parts(wrong))
    graph, kept = whole_graph_with(outbreak, _REGIME)
    moved = [key for key, _, _ in _differing_in(outbreak, graph, lambda: kept)]
    return mended + sum(_mended_levels(outbreak, keys) for keys in _parts(moved))


def counted(outbreak: Outbreak) -> dict[str, int]:
    """How many people have which level, F0 to F4, and how many have none."""
    rows = Involvement.objects.filter(outbreak=outbreak).values_list("level").annotate(people=Count("pk"))
    known = dict(rows)
    levels = {f"F{level}": known.get(level, 0) for level in range(LAST_LEVEL + 1)}
    return {**levels, "none": known.get(None, 0)}


def hold(outbreak: Outbreak) -> None:
    """Has others who change this outbreak wait until the transaction ends: two acts at once would each compute without
    the other."""
    Outbreak.objects.select_for_update().values_list("pk").get(pk=outbreak.pk)


def day_of(ordinal: int) -> dt.date | None:
    """The day of this number; None where no day is known."""
    return None if ordinal == EVER or ordinal >= NEVER else dt.date.fromordinal(ordinal)


@transaction.atomic
def _give_place(outbreak: Outbreak, case: Case) -> None:
    hold(outbreak)
    relevel(outbreak, [involve(outbreak, case.person).pk])


@transaction.atomic
def _mended_exposures(outbreak: Outbreak, keys: list[int]) -> int:
    hold(outbreak)
    wrong = list(_that_count_wrongly(outbreak).filter(pk__in=keys))
    for one in wrong:
        one.is_alive = not one.is_alive
    Exposure.objects.bulk_update(wrong, ["is_alive"])
    relevel(outbreak, [one.target_id for one in wrong])
    return len(wrong)


@transaction.atomic
def _mended_levels(outbreak: Outbreak, keys: list[int]) -> int:
    """Computes those of whom another level was kept once more, now that nobody changes the outbreak."""
    hold(outbreak)
    wrong = _differing(_kept(keys), graph_before(outbreak, keys), outbreak)
    _write(wrong)
    tell(behind((key for key, _, _ in wrong), steps=1))
    return len(wrong)


def _parts(keys: list[int]) -> Iterator[list[int]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))


def _kept(keys: Iterable[int]) -> dict[int, _Level]:
    """Reads what is kept of these people, by the keys of their involvements."""
    found, _, _, *levels = columns_of(Involvement.objects.filter(pk__in=keys), NUMBERS_OF_AN_INVOLVEMENT, _REGIME)
    return dict(zip(found, zip(*levels, strict=True), strict=True))


def _differing(kept: dict[int, _Level], graph: Graph, outbreak: Outbreak) -> list[_Moved]:
    """Computes the level of everybody in the graph, and finds those of these people of whom another one is kept."""
    computed = zip(graph.nodes, zip(*_levels_in(graph, outbreak), strict=True), strict=True)
    return [(key, kept[key], level) for key, level in computed if kept.get(key, level) != level]


def _differing_in(outbreak: Outbreak, graph: Graph, kept_of: Callable[[], list[array[int]]]) -> list[_Moved]:
    """Computes the level of everybody in the outbreak, and finds those of whom another one is kept: that is asked for
    once they are computed."""
    computed, kept = _levels_in(graph, outbreak), kept_of()
    if kept == computed:  # nothing is looked at one by one where nothing differs
        return []
    rows = zip(*kept, strict=True), zip(*computed, strict=True)
    return [(key, before, level) for key, before, level in zip(graph.nodes, *rows, strict=True) if before != level]


def _levels_in(graph: Graph, outbreak: Outbreak) -> list[array[int]]:
    """Computes the level of everybody in the graph, in their order: a column for each part of it."""
    tracing = Tracing(graph.numbers)
    arrived, by = tracing.reached_by_all()
    keys = [*graph.edges, 0]
    assert (NOBODY, EVER) == (-1, 0)  # what is no exposure stands at the end of the keys, and no day is 0
    through = picked(keys, by)
    possible = only_where(tracing.levels.translate(_HAVE_ONE), arrived)
    return [widened(tracing.levels), through, possible, _regimes_in(graph, tracing, outbreak)]


def _regimes_in(graph: Graph, tracing: Tracing, outbreak: Outbreak) -> array[int]:
    """The regime of each number: that of the case with which the way to this person begins."""
    rules = rules_of(outbreak)
    by_onset = {onset: _REGIMES.index(rules.on(onset).id) for onset in set(graph.onsets.values())}
    if len(set(by_onset.values())) == 1:  # nearly always; then no way has to be walked
        (only,) = set(by_onset.values())
        return widened(tracing.levels.translate(bytes(only * has_one for has_one in _HAVE_ONE)))
    return days(
        0 if level == NO_LEVEL else by_onset[graph.onsets[tracing.beginning(at)]]
        for at, level in enumerate(tracing.levels)
    )


def _write(moved: list[_Moved]) -> list[Change]:
    if moved:
        _store(moved)
    changes = (
        Change(key, _known(before, NO_LEVEL), _known(after, NO_LEVEL)) for key, (before, *_), (after, *_) in moved
    )
    return [change for change in changes if change.before != change.after]


def _store(moved: list[_Moved]) -> None:
    """Writes one line each, all in one go: a change of a regime moves a whole outbreak."""
    as_day = connection.ops.adapt_datefield_value
    rows = [
        (_known(level, NO_LEVEL), _known(through, 0), as_day(day_of(day)), _REGIMES[regime], key)
        for key, _, (level, through, day, regime) in moved
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE tracing_involvement SET level = %s, through_id = %s, possible_from = %s, regime = %s WHERE id = %s",
            rows,
        )


def _known(value: int, unknown: int) -> int | None:
    return None if value == unknown else value


def _that_count_wrongly(outbreak: Outbreak) -> QuerySet[Exposure]:
    """Exposures of which one column says that they count, and what they stand on says otherwise."""
    wrongly, wrongly_not = _each_that_counts_wrongly(outbreak)
    return wrongly | wrongly_not


def _each_that_counts_wrongly(outbreak: Outbreak) -> tuple[QuerySet[Exposure], QuerySet[Exposure]]:
    """Exposures that count and should not, and exposures that do not and should: in two questions a database finds out
    faster that no piece holds of one than in one question of both."""
    holds = Exists(Evidence.objects.filter(exposure=OuterRef("pk"), withdrawn_at=None))
    rows = Exposure.objects.filter(outbreak=outbreak).alias(holds=holds)
    not_counting = rows.filter(is_alive__in=[False])  # so SQLite looks these few up, and does not look through all
    return rows.filter(is_alive=True, holds=False), not_counting.filter(holds=True, withdrawn_at=None)


def _without_a_place(outbreak: Outbreak) -> list[Case]:
    """Cases of this outbreak whose person has no place in it."""
    outbreaks, rows = Outbreaks(), _perhaps_without_a_place(outbreak).select_related("person__unit").order_by("pk")
    return [case for case in rows if outbreaks.at(case.path, case.onset).pk == outbreak.pk]


def _perhaps_without_a_place(outbreak: Outbreak) -> QuerySet[Case]:
    """Cases of this outbreak or another whose person has no place in this one. Each is looked up: there are few, and
    PostgreSQL would first put all people of the outbreak beside each other."""
    place = Involvement.objects.filter(outbreak=outbreak, person=OuterRef("person")).values("pk")[:1]
    return Case.objects.alias(place=Subquery(place)).filter(place=None)
