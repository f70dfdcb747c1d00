"""The desk in figures: what is counted, for whom, and that nobody is named."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from bluezone.portal.cases.changing import close_case
from bluezone.portal.cases.figures import DAYS, desk_figures, desk_figures_now
from bluezone.portal.cases.models import Case, GivenCode
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import give_code
from bluezone.portal.cases.strip import strip_of
from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.webui.charts import MOST_DAYS
from tests.support.portal.hours import morning
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


A_DAY = dt.timedelta(days=1)


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.fixture
def hung(office):
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR, TUYEN_QUANG)


def on_day(office, ago: int, *who, **more) -> Case:
    office.clock[0] = NOW - ago * A_DAY
    case = office.case(*who, onset=(NOW - (ago + 2) * A_DAY).date(), **more)
    office.clock[0] = NOW
    return case


def known(columns) -> dict[str, int]:
    return {one.label: one.value for one in columns.columns if one.value}


def test_cases_and_codes_are_counted_on_their_days(office, lan, hung):
    on_day(office, 0, lan)
    on_day(office, 3, lan)
    given = on_day(office, 3, lan, confirmed_by=hung)
    on_day(office, DAYS, lan)
    give_code(actor=lan, case=given, exchange=office.exchange, now=NOW)

    figures = desk_figures(lan, TODAY)

    assert {"24/11/2026": 1, "21/11/2026": 2} == known(figures.opened)
    assert {"24/11/2026": 1} == known(figures.coded)
    assert DAYS == len(figures.opened.columns)


def test_the_funnel_says_how_far_cases_got(office, lan, hung):
    on_day(office, 5, lan)
    for number in range(3):
        case = on_day(office, 2, lan, confirmed_by=hung, full_name=f"Người Thứ {number}")
        if number:
            give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    GivenCode.objects.filter(case=case).update(state=GivenCode.State.REDEEMED)

    steps = desk_figures(lan, TODAY).funnel.steps

    assert [4, 2, 1] == [step.value for step in steps]


def test_delays_are_told_each_by_itself(office, lan, hung):
    on_day(office, 5, lan)
    on_day(office, 5, lan, confirmed_by=hung)
    Case.objects.filter(confirmed_by=hung).update(confirmed_at=NOW)

    figures = desk_figures(lan, TODAY)

    assert {"2 days": 2} == known(figures.until_opened)
    assert {"5 days": 1} == known(figures.until_confirmed)


def test_what_was_no_case_is_not_counted(office, lan):
    for reason in Case.Reason:
        case = on_day(office, 1, lan)
        close_case(actor=lan, case=case, reason=reason, read=digest_of_case(case), now=NOW)

    assert 2 == desk_figures(lan, TODAY).opened.total


def test_communes_are_shown_on_one_scale_a_hamlets_case_with_its_commune(office, lan, hung):
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Một", now=morning(TODAY))
    neighbour = office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    for unit in (the_unit(SON_DUONG), hamlet, the_unit(SON_DUONG)):
        on_day(office, 0, lan, unit=unit)
    on_day(office, 8, neighbour, unit=the_unit(TAN_TRAO))

    communes = desk_figures(hung, TODAY).communes

    assert [("Xã Sơn Dương", 3), ("Xã Tân Trào", 1)] == [(one.title, one.total) for one in communes]
    assert {3} == {one.most for one in communes}
    assert [0, 0, 0, 3] == [one.value for one in communes[0].columns]


def test_an_empty_desk_has_figures_too(lan):
    figures = desk_figures(lan, TODAY)

    assert (0, None, ()) == (figures.opened.total, figures.until_opened, figures.communes)
    assert "·" not in figures.funnel.svg()


def test_colleagues_of_a_province_look_at_figures_that_were_counted_once(office, lan, hung, django_assert_num_queries):
    on_day(office, 0, lan)
    first = desk_figures_now(lan, NOW)
    with django_assert_num_queries(1):  # the roles of the second
        assert first is desk_figures_now(hung, NOW + dt.timedelta(seconds=14))

    assert 1 == desk_figures_now(hung, NOW + dt.timedelta(seconds=16)).opened.total
    assert first is not desk_figures_now(hung, NOW + dt.timedelta(seconds=16))
    with override("vi"):
        assert first.opened.title != desk_figures_now(hung, NOW).opened.title


def test_figures_are_counted_anew_once_somebody_wrote_and_for_another_province(office, lan):
    on_day(office, 0, lan)
    before = desk_figures_now(lan, NOW)
    on_day(office, 0, lan, full_name="Vũ Thị Khác")
    other = Unit.objects.exclude(path__startswith="08-").order_by("pk")[0]
    elsewhere = office.staff("Lò Văn Xa", Role.HEALTH_OFFICER, other.key)

    assert [1, 2] == [before.opened.total, desk_figures_now(lan, NOW).opened.total]
    assert 0 == desk_figures_now(elsewhere, NOW).opened.total


def test_the_page_draws_and_tables_them_and_names_nobody(office, lan, hung):
    case = on_day(office, 1, lan, confirmed_by=hung)

    page = office.client(lan).get(reverse("case_figures")).content.decode()

    assert 5 == page.count('class="plot"')
    assert 2 == page.count("None in these four weeks.")
    assert page.count('class="plot"') == page.count('<figure class="figure">') == page.count("The same as a table")
    for name in (case.person.full_name, case.person.pseudonym, case.number, "Trần Văn Hùng"):
        assert name not in page


def test_somebody_who_opens_no_report_sees_none_counted(office):
    asks = office.client(office.staff("Lê Hỏi Chuyện", Role.INTERVIEWER))

    assert "Reports arrived" not in asks.get(reverse("case_figures")).content.decode()


def test_the_days_of_a_case_are_a_picture_on_its_page(office, lan, hung):
    case = on_day(office, 4, lan, confirmed_by=hung)
    give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    case = Case.objects.get(pk=case.pk)

    strip = strip_of(case, reported_on=[TODAY], today=TODAY)
    page = office.client(lan).get(reverse("case", args=[case.number])).content.decode()

    assert strip is not None
    assert [
        ("6 days since first symptoms", "18/11/2026 – 24/11/2026"),
        ("opened", "20/11/2026"),
        ("confirmed", "20/11/2026"),
        ("code given out: not used yet", "24/11/2026"),
        ("somebody who was near reports", "24/11/2026"),
    ] == strip.rows()
    assert "6 days since first symptoms" in page


def test_a_case_that_nobody_closes_opens_also_when_its_days_are_more_than_a_picture_has_room_for(office, lan):
    case, client = on_day(office, 4, lan), office.client(lan)
    room = NOW - dt.timedelta(days=6) + dt.timedelta(days=MOST_DAYS)  # it began six days ago
    pages = []
    for office.clock[0] in (room - dt.timedelta(days=1), room):
        pages.append(client.get(reverse("case", args=[case.number])))

    assert [200, 200] == [page.status_code for page in pages]
    assert [True, False] == ["days since first symptoms" in page.content.decode() for page in pages]


def test_beyond_ones_units_the_days_are_not_shown(office, lan):
    """When a code was given is nobody's business there."""
    case = on_day(office, 4, lan)
    neighbour = office.client(office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    page = neighbour.get(reverse("case", args=[case.number])).content.decode()

    assert "since first symptoms" not in page


def test_the_list_of_cases_has_the_codes_of_four_weeks_beside_it_and_nothing_while_there_are_none(office, lan, hung):
    client = office.client(lan)
    case = on_day(office, 0, lan, confirmed_by=hung)
    empty = client.get(reverse("case_list")).content.decode()

    give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    page = client.get(reverse("case_list")).content.decode()

    assert 'class="spark' not in empty
    drawn = re.findall(r'<a class="spark[^"]*" href="([^"]+)">(.*?)</a>', page, re.DOTALL)
    assert [reverse("case_figures")] == [address for address, _ in drawn]
    assert ">1</strong> code given out in the province in four weeks" in drawn[0][1]
    assert "<svg" in drawn[0][1]
