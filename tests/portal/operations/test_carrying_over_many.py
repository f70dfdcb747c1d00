"""The reform of 1/7/2025 over a district with a whole outbreak in it: nothing is lost, figures of before are counted,
and undone every row of every table stands as it stood."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model, QuerySet

from bluezone.portal.cases.models import Case
from bluezone.portal.demo.growing import grow_outbreak
from bluezone.portal.followup.models import Watch
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.carrying_over import carry_over, counted_in_former, undo_carry_over
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import province_of
from bluezone.portal.places.selectors import carried_to, units_on
from bluezone.portal.tracing.bringing import bring_outbreak, places_at
from bluezone.portal.tracing.involving import default_outbreak
from bluezone.portal.tracing.levels import check, counted
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.portal.tracing.standing_in import lists_themselves
from bluezone.portal.world import VIET_NAM
from tests.support.portal.offices import Office, the_unit

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("kept"),
    pytest.mark.in_turn(of=4, family="whole stories"),
]
BEFORE = dt.datetime(2025, 6, 20, 9, 0, tzinfo=VIET_NAM)
AFTER = dt.datetime(2025, 7, 2, 9, 0, tzinfo=VIET_NAM)
DISTRICT, PEOPLE = "076-000000", 400
SAYS_WHAT_WAS_DONE = {"audit", "operations"}
"""Rooms in which a run leaves a note of itself."""


def populated_district() -> list[Unit]:
    """Brings a whole outbreak into the communes of a district that ends ten days later, and gives each an officer."""
    district, office = the_unit(DISTRICT), Office(clock=[BEFORE])
    communes = list(units_on(BEFORE.date()).filter(level=Level.COMMUNE, parent=district).order_by("key"))
    for at, commune in enumerate(communes):
        office.staff(f"Cán bộ {at}", Role.HEALTH_OFFICER, commune.key)
    bring_outbreak(
        actor=lists_themselves(),
        outbreak=default_outbreak(),
        lists=grow_outbreak(PEOPLE, [commune.name for commune in communes], BEFORE.date()),
        places=places_at(district, BEFORE.date()),
        now=BEFORE,
        entropy=random.Random(1).randbytes,
    )
    return communes


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table in which work stands."""
    models = [model for model in apps.get_models() if model._meta.app_label not in SAYS_WHAT_WAS_DONE]
    return {model._meta.label: rows_in(model) for model in models if model is not Unit} | {
        "hamlets": list(Unit.objects.filter(level=Level.HAMLET).order_by("pk").values_list())
    }


def rows_in(model: type[Model]) -> list[tuple[object, ...]]:
    return list(model._default_manager.order_by("pk").values_list())


def by_unit(model: type[Model]) -> Counter[int]:
    return Counter(model._default_manager.values_list("unit", flat=True))


def test_a_district_with_a_whole_outbreak_goes_on_and_comes_back_row_for_row():
    communes = populated_district()
    people, cases, levels = by_unit(Involvement), by_unit(Case), counted(default_outbreak())
    before, watched = everything(), Watch.objects.count()
    assert len(people.keys() & {commune.pk for commune in communes}) > 3
    assert min(levels["F0"], levels["F1"], levels["F2"], watched) > 10

    looked = carry_over(now=AFTER, only_look=True)
    assert before == everything()
    done = carry_over(now=AFTER)

    assert looked == done
    assert without_roles(done.before) == without_roles(done.after)
    assert (levels, 0) == (counted(default_outbreak()), check(default_outbreak()).count)
    assert {} == +done.left
    for model, counts in ((Case, cases), (Involvement, people)):
        assert counts == {unit.pk: many for unit, many in counted_in_former(model._meta.label).items()}
        assert by_unit(model) == sum_by_heir(counts)
        assert all(row.path == row.unit.path and row.province == province_of(row.path) for row in with_units(model))
    ends = Exposure.objects.values_list("source_path", "source__path", "target_path", "target__path")
    assert all(source == its and target == theirs for source, its, target, theirs in ends)

    undone = undo_carry_over(now=AFTER)

    assert ({}, without_roles(done.rows)) == (+undone.left, without_roles(undone.rows))
    assert before == everything()


def with_units(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.select_related("unit")


def without_roles(counts: Mapping[str, int]) -> dict[str, int]:
    """A role at a district becomes one in each commune that came of it."""
    return {name: count for name, count in counts.items() if name != "accounts.Grant"}


def sum_by_heir(counts: Counter[int]) -> Counter[int]:
    """The figures of units that are no more, added up for what became of each."""
    summed = Counter[int]()
    for unit in Unit.objects.filter(pk__in=counts):
        summed[carried_to(unit, AFTER.date()).unit.pk] += counts[unit.pk]
    return summed
