"""A demonstration's outbreak has something of everything in it, and its levels are those of the whole."""

from __future__ import annotations

import pytest

from bluezone.portal.cases.models import Case, Double
from bluezone.portal.demo.outbreak import show_outbreak
from bluezone.portal.identity.roles import Role
from bluezone.portal.sampling.models import Due, Sample
from bluezone.portal.sampling.rules import Kind, Value
from bluezone.portal.sampling.works import check_days
from bluezone.portal.tracing.involving import outbreak_at
from bluezone.portal.tracing.levels import check, counted
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Presence
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit

pytestmark = pytest.mark.django_db


def test_every_state_is_there_and_no_level_differs(kept):
    office = Office()
    staff = {
        "lan": office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER),
        "hung": office.staff("Trần Hùng", Role.SUPERVISOR),
    }

    brought = show_outbreak(900, office.world, staff, the_unit(SON_DUONG))

    outbreak = outbreak_at(the_unit(SON_DUONG).path, NOW.date())
    assert 900 == len(brought.people) == Involvement.objects.filter(outbreak=outbreak).count()
    assert set(Case.State.values) == set(Case.objects.values_list("state", flat=True))
    assert {None, True, False} == set(Involvement.objects.values_list("vaccinated", flat=True))
    assert all(count for level, count in counted(outbreak).items() if level in {"F0", "F1", "F2", "none"})
    assert 0 < Exposure.objects.filter(is_alive=False).count()
    assert {"list", "interview"} == set(Evidence.objects.values_list("origin", flat=True))
    assert 0 < Presence.objects.count()
    assert 0 < Double.objects.count()
    assert {(Kind.PCR, one) for one in ("", *Value)} <= set(Sample.objects.values_list("kind", "value"))
    assert 3 == Due.objects.filter(is_single=True, wanted_on=NOW.date()).count()
    assert 0 == check(outbreak).count == check_days(office.world)
