"""Cases on the public site: which are counted, where, how few are not told, and how heavy the heaviest map is."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from bluezone.portal.cases.changing import close_case
from bluezone.portal.cases.many import NewCase, open_listed_cases
from bluezone.portal.cases.models import Case, Classification
from bluezone.portal.cases.publication import figures_of, published_figures
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.tables import rows_of_table
from bluezone.portal.public_site.building import build_site
from bluezone.portal.public_site.facts import FEWEST_TOLD, FIGURE_DAYS, Figures, SiteFacts
from bluezone.portal.public_site.pages import Frame, render_pages
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, Office, the_unit
from tests.support.portal.sites import site_facts

pytestmark = pytest.mark.usefixtures("kept_cases")
TODAY = NOW.date()
HEAVIEST = ("22", "52", "68", "38", "40", "25", "08", "79")
"""Provinces whose outlines take the most, or that have the most communes."""
MOST_BYTES = 60_000


@cache
def bytes_of_the_style() -> int:
    return next(len(body) for name, body in build_site(SiteFacts()).items() if name.endswith(".css"))


@pytest.fixture(scope="module")
def kept_cases(kept) -> Office:
    """Six cases of Sơn Dương, one of them of a hamlet, and two of Tân Trào."""
    office = Office()
    officer, second = office.staff("Lê Mở Ca", Role.HEALTH_OFFICER), office.staff("Trần Xem Lại", Role.SUPERVISOR)
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Đồng Quan", now=NOW)
    for unit in (*[the_unit(SON_DUONG)] * 5, hamlet, *[the_unit(TAN_TRAO)] * 2):
        office.case(officer, confirmed_by=second, unit=unit)
    return office


@pytest.fixture
def cases(kept_cases, db) -> list[Case]:
    return list(Case.objects.order_by("pk"))


def told(today: dt.date = TODAY) -> dict[str, list[tuple[str, int | None]]]:
    return {one.name: [(each.name, each.count) for each in one.communes] for one in published_figures(today).provinces}


def test_cases_are_counted_by_commune_and_few_are_told_without_a_number(cases):
    assert {"Tỉnh Tuyên Quang": [("Xã Sơn Dương", 6), ("Xã Tân Trào", None)]} == told()


def test_a_commune_with_few_has_the_lightest_shade_and_the_others_none(cases):
    (province,) = published_figures(TODAY).provinces

    assert [0, 1, 4] == [shade.depth for shade in province.shades]
    outlines = [shade.path.count("M") for shade in province.shades]
    assert (1, 1) == tuple(outlines[1:])
    assert outlines[0] >= 122
    assert all(one.at for one in province.communes)


def test_who_is_no_case_or_was_opened_twice_or_waits_for_a_second_person_is_not_counted(kept_cases, cases):
    officer = cases[0].opened_by
    for case, reason in zip(cases[:2], (Case.Reason.NO_CASE, Case.Reason.DOUBLE), strict=True):
        close_case(actor=officer, case=case, reason=reason, read=digest_of_case(case), now=NOW)
    kept_cases.case(officer)

    assert {"Tỉnh Tuyên Quang": [("Xã Sơn Dương", None), ("Xã Tân Trào", None)]} == told()


def test_a_case_known_only_by_a_list_is_not_counted_and_the_page_says_so(cases):
    listed = [NewCase(case.person, TODAY, Classification.Value.CONFIRMED) for case in cases]

    open_listed_cases(actor=cases[0].opened_by, cases=listed, now=NOW)

    assert {"Tỉnh Tuyên Quang": [("Xã Sơn Dương", 6), ("Xã Tân Trào", None)]} == told()
    page = build_site(site_facts(figures=published_figures(TODAY)))["en/figures.html"].decode()
    assert "in no other commune was one confirmed" in page
    assert "A case that is known only by a list of another office is not counted." in page


def test_a_case_that_is_over_stays_counted_for_four_weeks_from_its_confirmation(cases):
    case = cases[0]
    close_case(actor=case.opened_by, case=case, reason=Case.Reason.OVER, read=digest_of_case(case), now=NOW)
    last = TODAY + dt.timedelta(days=FIGURE_DAYS - 1)

    assert ("Xã Sơn Dương", 6) == told(last)["Tỉnh Tuyên Quang"][0]
    assert {} == told(last + dt.timedelta(days=1))


def test_a_case_of_a_unit_that_is_no_more_counts_where_it_lies_today(cases):
    old = Unit.objects.get(code="02608", valid_from=None)
    Case.objects.update(unit=old, path=old.path)

    (commune,) = told()["Tỉnh Tuyên Quang"]

    assert 8 == commune[1]
    assert commune[0] in {unit.name for unit in Unit.objects.filter(level=Level.COMMUNE, valid_to=None)}


@pytest.mark.parametrize(("moved", "said"), [(5, "of 5 cases"), (2, "of 1 to 4 cases")], ids=["told", "few"])
def test_a_case_of_which_the_province_alone_is_known_is_told_and_not_dropped(cases, moved, said):
    known, province = [case.pk for case in cases], the_unit(TUYEN_QUANG)
    Case.objects.filter(pk__in=known[:moved]).update(unit=province, path=province.path)

    site = build_site(site_facts(figures=published_figures(TODAY)))

    page = site["en/figures.html"].decode()
    assert f"Besides, {said} the province alone is known" in page
    assert ("in no other commune" in page, "Communes with cases, the most first" in page) == (False, True)


def test_a_province_of_which_no_commune_is_known_stands_there_all_the_same(cases):
    province = the_unit(TUYEN_QUANG)
    Case.objects.update(unit=province, path=province.path)

    (told,) = published_figures(TODAY).provinces

    assert (province.name, (), 8) == (told.name, told.communes, told.unplaced)


@pytest.mark.parametrize("province", HEAVIEST)
def test_a_province_on_the_site_stays_light_even_with_a_case_in_every_commune(province, db):
    rows = rows_of_table("units_vn_2025-07")
    codes = [row["code"] for row in rows if row["level"] == "commune" and row["parent_code"] == province]
    units = [Unit(pk=at, code=code, name="Xã Tên Dài Như Vậy") for at, code in enumerate(codes, 1)]

    told = figures_of(Unit(name="Tỉnh Tên Dài"), units, dict.fromkeys(range(1, len(units) + 1), 7))

    page = dict(render_pages(Frame(site_facts(figures=Figures(TODAY, (told,))), "site.css", ())))["figures.html"]
    assert len(codes) == page.count(b'<th scope="row">')
    assert len(codes) <= page.split(b'class="land__4"')[1].split(b"/>")[0].count(b"M")
    style = bytes_of_the_style()
    assert MOST_BYTES >= len(page) + style, (province, len(page), style)


def test_the_page_tells_number_and_word_in_both_languages_and_is_there_only_with_figures(cases):
    site = build_site(site_facts(figures=published_figures(TODAY)))
    without = build_site(site_facts(figures=None))

    english, vietnamese = (" ".join(site[name].decode().split()) for name in ("en/figures.html", "figures.html"))
    assert "Cases confirmed in the four weeks until 24/11/2026." in english
    assert '<th scope="row">1. Xã Sơn Dương</th> <td>6</td>' in english
    assert f'<th scope="row">2. Xã Tân Trào</th> <td>1 to {FEWEST_TOLD - 1}</td>' in english
    assert "1 đến 4" in vietnamese
    assert [">1</text>" in page and ">2</text>" in page for page in (english, vietnamese)] == [True, True]
    assert 'href="figures.html"' in english
    assert not [name for name in without if "figures" in name]
    assert not [name for name, body in without.items() if name.endswith(".html") and b"figures.html" in body]
