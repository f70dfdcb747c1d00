"""A unit through time, figures carried over, and hamlets that are renamed and closed without being forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.hamlets.services import close_hamlet, create_hamlet, rename_hamlet
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.crosswalk import Figure, carry, read_figures
from bluezone.portal.places.drawing import draw
from bluezone.portal.places.history import (
    VIEWS,
    codes_of_today,
    communes_within,
    counterparts,
    events_of,
    former_names,
    origins_counted,
)
from bluezone.portal.places.models import Change, Level, Succession, Unit
from bluezone.portal.places.selectors import find_units, former_hamlets_of, hamlets_of, units_on
from tests.support.portal.hours import morning
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
TOMORROW = TODAY + dt.timedelta(days=1)
SEED, EVE, REFORM = (day for _, day in VIEWS)


def test_a_province_was_two_before_the_reform():
    names = [one.unit.name for one in counterparts(the_unit(TUYEN_QUANG), SEED)]

    assert ["Tỉnh Hà Giang", "Tỉnh Tuyên Quang"] == names


def test_a_commune_knows_what_stood_there_and_what_became_of_it():
    hong_son = Unit.objects.get(code="02608", valid_to=None)
    hong_lac = Unit.objects.get(code="02608", valid_from=None)

    then = {one.unit.name for one in counterparts(hong_son, SEED)}
    now = [one.unit.name for one in counterparts(hong_lac, TODAY)]

    assert {"Xã Hồng Lạc", "Xã Vân Sơn"} <= then
    assert ["Xã Hồng Sơn"] == now
    assert [hong_lac] == [one.unit for one in counterparts(hong_lac, SEED)]


def test_a_part_is_called_a_part():
    split = Succession.objects.filter(is_whole=False, is_default=True).select_related("old").first()
    assert split is not None

    assert any(one.is_part for one in counterparts(split.old, TODAY))


def test_the_names_of_before_have_their_dates():
    names = {one.name: one.until for one in former_names(Unit.objects.get(code="02608", valid_to=None))}

    assert dt.date(2024, 9, 1) == names["Xã Hồng Lạc"]
    assert "Xã Hồng Sơn" not in names


def test_an_event_names_its_resolution_where_the_tables_do():
    (came,) = [event for event in events_of(the_unit(SON_DUONG)) if event.came]

    assert ("1684/NQ-UBTVQH15", REFORM) == (came.change.resolution, came.change.date)
    assert "Thị trấn Sơn Dương" in {line.old.name for line in came.lines}


def test_all_communes_of_a_province_are_on_its_map_at_each_of_the_days():
    today = communes_within([the_unit(TUYEN_QUANG)], REFORM)
    then = communes_within([one.unit for one in counterparts(the_unit(TUYEN_QUANG), SEED)], SEED)

    drawn = draw(today, origins_counted(today, SEED))
    drawn_then = draw(then, {})

    assert 124 == len(drawn.tiles)
    assert units_on(SEED).filter(level=Level.COMMUNE).count() == len(drawn_then.tiles) + len(drawn_then.missing)
    assert len(drawn_then.missing) < 5
    assert not drawn_then.has_values


def test_a_tile_says_how_many_communes_went_in():
    commune = the_unit(SON_DUONG)
    origins = {line.old_id for line in Succession.objects.filter(new=commune)}

    counted = origins_counted([commune], SEED)

    assert len(origins) == counted[commune.pk]


def test_an_old_commune_lies_where_it_went():
    hong_lac = Unit.objects.get(code="02593")

    assert {hong_lac.pk: "02608"} == codes_of_today([hong_lac])


def test_figures_of_old_units_add_up_in_new_ones():
    figures, unread = read_figures("Hồng Lạc; 120\nx. van son\t1.030\n\nTT Sơn Dương, 7", SEED)

    carried = {one.unit.name: one.value for one in carry(figures, TODAY)}

    assert [] == unread
    assert 1_150 == carried["Xã Hồng Sơn"]
    assert sum(figure.value for figure in figures) == sum(carried.values())


def test_a_figure_through_a_split_is_flagged_and_not_divided():
    split = Succession.objects.filter(is_whole=False, is_default=True).select_related("old", "new").first()
    assert split is not None

    (one,) = carry([Figure(split.old, 10)], TODAY)

    assert (10, True) == (one.value, one.is_estimate)
    assert one.elsewhere


def test_where_a_commune_went_is_an_estimate_where_the_tables_only_infer_it():
    """The merger of Hồng Lạc and Vân Sơn is dated; most of those between the tables of 2021 and 2025 are not."""
    taken_in, itself = Unit.objects.get(code="02593"), Unit.objects.get(code="02608", valid_from=None)

    def are_estimates():
        return [one.is_estimate for old in (taken_in, itself) for one in carry([Figure(old, 10)], EVE)]

    dated = are_estimates()
    Change.objects.filter(successions__old=taken_in).update(date_estimated=True)

    assert ([False, False], [True, False]) == (dated, are_estimates())


def test_no_figure_is_carried_back(office):
    client = office.client(office.staff("Lê Phương Thảo", Role.REPORTER))
    said = {"figures": "Xã Hồng Sơn; 150", "of": TODAY, "in": SEED}

    with pytest.raises(RefusedError, match="forward only"):
        carry([Figure(the_unit(SON_DUONG), 10)], SEED)
    answer = client.post("/places/crosswalk", said)

    assert 409 == answer.status_code
    assert ">150<" not in answer.content.decode().replace(" ", "")


@pytest.mark.parametrize("line", ["Hồng Lạc", "120", "Xã Không Có; 5", "Hồng Lạc; -3", "; ; ;", "x" * 300])
def test_a_line_that_says_nothing_is_named_and_not_guessed(line):
    figures, unread = read_figures(line, SEED)

    assert ([], [line.strip()]) == (figures, [one.text for one in unread])


def test_a_count_is_not_negative():
    with pytest.raises(ValueError, match="from 0 on"):
        Figure(the_unit(SON_DUONG), -1)


def test_a_renamed_hamlet_keeps_both_names_and_their_days():
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Một", now=morning(TODAY))

    renamed = rename_hamlet(
        actor=None, hamlet=hamlet, name="Thôn Hòa Bình", resolution="12/NQ-HĐND", now=morning(TOMORROW)
    )

    hamlet.refresh_from_db()
    assert (TOMORROW, TOMORROW) == (hamlet.valid_to, renamed.valid_from)
    assert hamlet.code == renamed.code
    assert [renamed] == list(hamlets_of(the_unit(SON_DUONG)))
    assert [hamlet] == list(former_hamlets_of(the_unit(SON_DUONG)))
    assert [renamed] == find_units("thon mot", day=TOMORROW)
    assert "12/NQ-HĐND" == events_of(renamed)[0].change.resolution


def test_a_slip_of_the_pen_is_put_right_on_the_same_day():
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Mọt", now=morning(TODAY))

    renamed = rename_hamlet(actor=None, hamlet=hamlet, name="Thôn Một", resolution="", now=morning(TODAY))

    assert hamlet.pk == renamed.pk
    assert 1 == Unit.objects.filter(level=Level.HAMLET).count()


def test_a_hamlet_goes_into_another_and_stays_findable():
    one, two = (
        create_hamlet(actor=None, commune=the_unit(SON_DUONG), name=name, now=morning(TODAY))
        for name in ("Thôn Một", "Thôn Hai")
    )

    close_hamlet(actor=None, hamlet=one, into=two, resolution="", now=morning(TOMORROW))

    assert [two] == list(hamlets_of(the_unit(SON_DUONG)))
    assert [one] == [line.old for line in two.origins.all()]
    third = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Một", now=morning(TOMORROW))
    assert third.code not in {one.code, two.code}


def test_what_cannot_be_done_to_a_hamlet_is_refused():
    commune, neighbour = the_unit(SON_DUONG), the_unit(TAN_TRAO)
    one = create_hamlet(actor=None, commune=commune, name="Thôn Một", now=morning(TODAY))
    two = create_hamlet(actor=None, commune=commune, name="Thôn Hai", now=morning(TODAY))
    far = create_hamlet(actor=None, commune=neighbour, name="Thôn Xa", now=morning(TODAY))

    def rename(unit, name):
        return lambda: rename_hamlet(actor=None, hamlet=unit, name=name, resolution="", now=morning(TOMORROW))

    def close(unit, into=None, today=TOMORROW):
        return lambda: close_hamlet(actor=None, hamlet=unit, into=into, resolution="", now=morning(today))

    for act, reason in (
        (rename(one, "thôn hai"), "of this name"),
        (rename(one, "Thôn Một"), "already"),
        (rename(one, " "), "1 to 60"),
        (rename(commune, "Xã Mới"), "only hamlets"),
        (close(commune), "only hamlets"),
        (close(one, today=TODAY), "from tomorrow"),
        (close(one, into=one), "same commune"),
        (close(one, into=far), "same commune"),
    ):
        with pytest.raises(RefusedError, match=reason):
            act()
    close(one)()
    for act in (close(one), rename(one, "Thôn Ba")):
        with pytest.raises(RefusedError, match="no more"):
            act()
    assert None is Unit.objects.get(pk=two.pk).valid_to


def test_hamlets_are_kept_on_the_pages_and_the_audit_knows(office):
    client = office.client(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER))
    client.post(reverse("hamlet_new", args=[SON_DUONG]), {"name": "Thôn Một"})
    hamlet = Unit.objects.get(level=Level.HAMLET)
    office.clock[0] += dt.timedelta(days=1)

    renamed = client.post(reverse("hamlet_rename", args=[hamlet.key]), {"name": "Thôn Hai", "resolution": ""})
    now = Unit.objects.get(level=Level.HAMLET, valid_to=None)
    office.clock[0] += dt.timedelta(days=1)
    client.post(reverse("hamlet_close", args=[now.key]), {"into": "", "resolution": ""})
    again = client.post(reverse("hamlet_close", args=[now.key]), {"into": "", "resolution": ""})

    assert f"/places/{now.key}" == renamed.headers["location"]
    assert 409 == again.status_code
    details = list(Entry.objects.filter(act="hamlets.settle").order_by("number").values_list("detail", flat=True))
    assert ["added", "renamed", "closed"] == [detail["what"] for detail in details]


def test_a_neighbour_keeps_no_hamlets_of_ours(office):
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Một", now=morning(TODAY))
    neighbour = office.client(office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    for act in ("rename", "close"):
        assert 403 == neighbour.post(f"/hamlets/{hamlet.key}/{act}", {"name": "Thôn Lạ"}).status_code


def test_the_days_stand_in_the_address(office):
    client = office.client(office.staff("Lê Phương Thảo", Role.REPORTER))

    then = client.get(f"/places/{TUYEN_QUANG}?on={SEED}").content.decode()
    now = client.get(f"/places/{TUYEN_QUANG}").content.decode()

    assert "Tỉnh Hà Giang" in then
    assert then.count("map__tile ") > now.count("map__tile ") == 124


def test_a_figure_is_carried_over_from_the_page_of_its_unit(office):
    client = office.client(office.staff("Lê Phương Thảo", Role.REPORTER))

    one = client.get("/places/crosswalk?unit=02608-000000&figure=120").content.decode()
    many = client.post("/places/crosswalk", {"figures": "Hồng Lạc; 120\nVân Sơn; 30", "of": SEED, "in": TODAY})
    wrong = client.post("/places/crosswalk", {"figures": "Hồng Lạc; nhiều", "of": SEED, "in": TODAY})

    assert "Xã Hồng Sơn" in one
    assert ">150<" in many.content.decode().replace(" ", "")
    assert (200, 400) == (many.status_code, wrong.status_code)


@pytest.mark.parametrize(
    "query", ["on=2020-13-45", "on=x", "unit=x&figure=1", "unit=02608-000000&figure=-1", "of=1&in=2"]
)
def test_nonsense_in_an_address_is_ignored(office, query):
    client = office.client(office.staff("Lê Phương Thảo", Role.REPORTER))

    assert 200 == client.get(f"/places/{SON_DUONG}?{query}").status_code
    assert 200 == client.get(f"/places/crosswalk?{query}").status_code
