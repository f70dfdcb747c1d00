"""Units with time: one code, several units; merges, splits, and the figures that are only estimates."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from importlib.resources import files

import pytest

from bluezone.portal.errors import RefusedError
from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.places.history import events_of
from bluezone.portal.places.models import Change, Level, Succession, Unit
from bluezone.portal.places.paths import below, few_within, is_within, province_of, rows_within
from bluezone.portal.places.selectors import carried_to, find_units, hamlets_of, unit_with_code, units_on
from bluezone.portal.places.services import load_units
from bluezone.portal.places.tables import REFORM, plan_units
from tests.support.portal.counting import noted_counting
from tests.support.portal.hours import morning
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
SEED = dt.date(2020, 8, 18)
EVE = dt.date(2025, 6, 30)


def table(name: str) -> list[dict[str, str]]:
    packed = files("bluezone.portal.places").joinpath("data", f"{name}.csv.gz").read_bytes()
    return list(csv.DictReader(gzip.decompress(packed).decode().splitlines()))


def test_a_code_meant_three_units_one_after_another():
    meant = [unit_with_code("02608", day=day).name for day in (SEED, dt.date(2024, 9, 1), TODAY)]

    assert ["Xã Hồng Lạc", "Xã Hồng Sơn", "Xã Hồng Sơn"] == meant
    assert 3 == Unit.objects.filter(code="02608").count()


def test_a_merger_is_dated_where_the_sources_date_it():
    vanished = Unit.objects.get(code="02593")

    assert ("Xã Vân Sơn", dt.date(2024, 9, 1), False) == (vanished.name, vanished.valid_to, vanished.dates_estimated)
    assert "Xã Hồng Sơn" == carried_to(vanished, EVE).unit.name


def test_districts_ended_with_the_reform():
    assert {"province", "district", "commune"} == set(units_on(EVE).values_list("level", flat=True))
    assert {"province", "commune"} == set(units_on(TODAY).exclude(level=Level.HAMLET).values_list("level", flat=True))


def test_two_provinces_became_one():
    (made,) = [event for event in events_of(the_unit(TUYEN_QUANG)) if event.came]

    assert {"Tỉnh Tuyên Quang", "Tỉnh Hà Giang"} == {line.old.name for line in made.lines}


def test_a_figure_through_a_split_is_an_estimate():
    split = Succession.objects.filter(is_whole=False, is_default=True).first()
    assert split is not None

    assert carried_to(split.old, TODAY).is_estimate
    assert not carried_to(Unit.objects.get(key="02536-000000"), TODAY).is_estimate


def test_the_whole_country_adds_up():
    """Every code of every table is a unit on the table's day, under its own parent."""
    plan = plan_units()
    for name, day in (
        ("units_vn_2021-08", dt.date(2021, 8, 1)),
        ("units_vn_2025-06", EVE),
        ("units_vn_2025-07", REFORM),
    ):
        standing = {
            (unit.level, unit.code): unit
            for unit in plan.units.values()
            if (unit.valid_from is None or unit.valid_from <= day) and (unit.valid_to is None or unit.valid_to > day)
        }
        rows = table(name)

        assert {(row["level"], row["code"]) for row in rows} == set(standing)
        for row in rows:
            parent = standing[row["level"], row["code"]].parent_key
            assert row["parent_code"] == (plan.units[parent].code if parent else "")


def test_every_commune_of_the_eve_has_one_default_successor():
    plan = plan_units()
    defaults = [line.old_key for line in plan.successions if line.date == REFORM and line.is_default]

    assert len(defaults) == len(set(defaults))
    assert {unit.key for unit in plan.units.values() if unit.valid_to == REFORM and unit.level == "commune"} <= set(
        defaults
    )


def test_loading_again_changes_nothing():
    before = Unit.objects.count()

    assert 0 == load_units()
    assert before == Unit.objects.count()


@pytest.mark.parametrize("typed", ["son duong", "SƠN DƯƠNG", "Sơn Dương, Tuyên Quang", "sơn  dương"])
def test_a_unit_is_found_however_it_is_typed(typed):
    assert SON_DUONG == find_units(typed, day=TODAY)[0].key


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("TT Sơn Dương", "Thị trấn Sơn Dương"),
        ("tt.sơn dương", "Thị trấn Sơn Dương"),
        ("x. Tân Trào, h. Sơn Dương", "Xã Tân Trào"),
        ("TP. Tuyên Quang", "Thành phố Tuyên Quang"),
        ("P Minh Xuân", "Phường Minh Xuân"),
    ],
)
def test_kinds_may_be_abbreviated_as_offices_do(typed, name):
    assert name == find_units(typed, day=SEED)[0].name


@pytest.mark.parametrize("typed", ["p", "tt", "x.", "T, H"])
def test_an_abbreviation_alone_is_only_letters(typed):
    assert isinstance(find_units(typed, day=SEED), list)


def test_a_former_name_finds_the_unit_of_today():
    assert "Xã Hồng Sơn" in {unit.name for unit in find_units("hong lac", day=TODAY, levels=("commune",))}
    assert "Xã Hồng Lạc" in {unit.name for unit in find_units("hong lac", day=SEED, levels=("commune",))}


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "zzzz", "'; drop table", "ơ" * 500])
def test_nonsense_finds_nothing(typed):
    assert [] == find_units(typed, day=TODAY)


def test_the_beginning_of_a_word_is_enough_but_its_middle_is_not():
    assert find_units("tan tr", day=TODAY)
    assert TAN_TRAO not in {unit.key for unit in find_units("n trao", day=TODAY)}


def test_units_come_in_vietnamese_order():
    names = [unit.name for unit in units_on(TODAY).filter(level="commune").order_by("sort_key")]

    assert names.index("Xã Bạch Đích") < names.index("Xã Bắc Mê") < names.index("Xã Bình Ca")
    assert names.index("Xã Yên Hoa") > names.index("Phường Mỹ Lâm")


def test_a_hamlet_lies_below_its_commune():
    commune = the_unit(SON_DUONG)

    hamlet = create_hamlet(actor=None, commune=commune, name="  Thôn   Tân Bình ", now=morning(TODAY))

    assert "Thôn Tân Bình" == hamlet.name
    assert is_within(hamlet.path, commune.path)
    assert [hamlet] == list(hamlets_of(commune))
    assert hamlet == find_units("tan binh, son duong", day=TODAY)[0] or hamlet in find_units("thon tan binh", day=TODAY)


def test_a_name_keeps_no_control_signs():
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn\0Tân\n Bình", now=morning(TODAY))

    assert "Thôn Tân Bình" == hamlet.name


@pytest.mark.parametrize(
    ("key", "name", "reason"),
    [
        (SON_DUONG, "", "1 to 60"),
        (SON_DUONG, "x" * 61, "1 to 60"),
        (TUYEN_QUANG, "Thôn Một", "commune of today"),
        ("02536-000000", "Thôn Một", "commune of today"),
    ],
)
def test_a_hamlet_is_refused_where_none_can_lie(key, name, reason):
    with pytest.raises(RefusedError, match=reason):
        create_hamlet(actor=None, commune=the_unit(key), name=name, now=morning(TODAY))


def test_two_hamlets_of_one_name_are_refused():
    create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Hòa Bình", now=morning(TODAY))

    with pytest.raises(RefusedError, match="of this name"):
        create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="thôn Hoà Bình", now=morning(TODAY))


def test_a_prefix_is_a_range():
    inside, sibling = below("08/", "1"), below("08/", "10")

    assert is_within(inside, "08/")
    assert not is_within(sibling, inside)
    assert "08/" == province_of(inside)
    assert "" == province_of("")


def test_rows_are_cut_by_path_and_by_nothing_else():
    province, commune = the_unit(TUYEN_QUANG), the_unit(SON_DUONG)
    inside = rows_within(Unit.objects.all(), (commune.path,))

    assert {commune.key} == set(inside.values_list("key", flat=True))
    assert 125 == rows_within(Unit.objects.all(), (province.path,)).count()  # the province and its 124 communes
    assert str(rows_within(Unit.objects.all(), (province.path,)).query) == str(
        rows_within(Unit.objects.all(), (commune.path, province.path, province.path)).query
    )
    assert 0 == rows_within(Unit.objects.all(), ()).count()
    assert Unit.objects.count() == rows_within(Unit.objects.all(), ("",)).count()


@pytest.mark.parametrize("paths", [(), ("",), ("08-202507/",), ("08-202507/02536-202507/", "01/")])
def test_few_rows_are_cut_by_the_same_paths(paths):
    assert set(rows_within(Unit.objects.all(), paths)) == set(few_within(Unit.objects.all(), paths))


def test_a_drill_of_2020_keeps_hamlets_of_its_own_communes(db):
    commune = Unit.objects.get(code="02539", level="commune", valid_to__isnull=False, valid_from=None)

    made = create_hamlet(actor=None, commune=commune, name="Thôn Một", now=morning(dt.date(2020, 8, 12)))

    assert commune == made.parent
    with pytest.raises(RefusedError):
        create_hamlet(actor=None, commune=commune, name="Thôn Hai", now=morning(dt.date(2026, 1, 1)))


def test_units_are_counted_once_they_are_loaded(monkeypatch):
    noted = noted_counting(monkeypatch)
    Succession.objects.all().delete()
    Change.objects.all().delete()
    Unit.objects.update(parent=None)
    Unit.objects.all().delete()

    load_units(provinces=["08"])
    load_units(provinces=["08"])

    assert [("ANALYZE", (Unit, Change, Succession))] == noted
