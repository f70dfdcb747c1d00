"""One outbreak under several regimes: what each takes of people and tests, until a day, by commune."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.replaying import Replay, replay
from bluezone.trace.regimes.shipped import shipped_regime
from tests.portal.tracing.test_bringing import bring, lists
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, the_unit

pytestmark = pytest.mark.django_db
MET = dt.date(2020, 8, 9)
CASES = ("id,onset,isolation_date", "a,2020-08-10,2020-08-12")
CONTACTS = (
    "from,to,date,name,commune",
    "a,b,2020-08-09,Trần Văn An,Xã Tân Trào",
    "a,c,2020-08-09,Lý Thị Tú,",
    "c,d,2020-08-11,Vũ Đình Ba,",
    "a,e,,Ma Văn Tư,",
    "a,f,2020-08-07,Hà Thị Năm,",
)


@pytest.fixture(autouse=True)
def _kept(kept) -> None:
    """An office with units."""


def under(regime: str, as_of: dt.date | None = None) -> Replay:
    outbreak = Involvement.objects.all()[0].outbreak
    return replay(outbreak, shipped_regime(regime), as_of)


def test_it_counts_the_whole_of_every_stay_by_level_and_commune():
    bring(lists(CASES, CONTACTS))

    found = under("2021-05-hcmc")

    assert {0: 1, 1: 4, 2: 1} == found.levels
    assert (3, 0, 63, 12, 3) == figures(found.by_level[1])
    assert (1, 0, 1, 0, 1) == figures(found.by_level[2])
    assert (4, 0, 64, 12, 4) == figures(found.all)
    assert {the_unit(TAN_TRAO): 1, the_unit(SON_DUONG): 2} == {
        unit: all_[1].persons for unit, all_ in found.by_commune.items()
    }
    assert 1 == found.undated


def test_until_a_day_only_what_has_been_is_counted():
    bring(lists(CASES, CONTACTS))

    found = under("2021-05-hcmc", MET + dt.timedelta(days=20))

    assert (3, 2, 61, 12, 1) == figures(found.by_level[1])


def test_another_regime_has_other_windows_and_other_stays():
    bring(lists(CASES, CONTACTS))
    strict, later = under("2021-05-hcmc"), under("2022-02")

    assert later.all.person_days < strict.all.person_days
    assert later.levels != strict.levels


def test_whoever_is_vaccinated_stays_as_the_regime_says_of_them():
    bring(lists(CASES, CONTACTS))
    before = under("2022-02").all.person_days
    Involvement.objects.update(vaccinated=True)

    assert under("2022-02").all.person_days < before


def figures(taken: object) -> tuple[int, ...]:
    return taken.persons, taken.now_apart, taken.person_days, taken.tests, taken.releases
