"""The list of reports from phones beside an opened one: each is opened by an act there as well, and it names nobody."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.portal.identity.roles import Role
from bluezone.portal.reports.models import Report
from tests.portal.reports.test_inbox import contact, post

__all__ = ["post"]

FROM_THE_LIST = "?list=1&state=waiting"


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.fixture
def reports(post):
    for number in (1, 2, 3):
        post.sends(contact(number))
    post.fetches()
    return list(Report.objects.order_by("pk"))


def the_side(page: str) -> str:
    return "".join(re.findall(r'<nav class="list-side.*?</nav>', page, re.DOTALL))


def test_an_opened_report_has_the_others_that_are_new_beside_it_each_to_be_opened_by_an_act(office, lan, reports):
    client = office.client(lan)
    listed = client.get(reverse("inbox") + "?state=waiting").content.decode()
    opening = re.findall(r'action="([^"]+/open[^"]*)"', listed)[0].replace("&amp;", "&")

    side = the_side(client.post(opening).content.decode())

    assert reverse("report_open", args=[reports[2].pk]) + FROM_THE_LIST == opening
    offered = [reverse("report_open", args=[one.pk]) + "?list=1&amp;state=waiting" for one in (reports[1], reports[0])]
    assert offered == re.findall(r'<form method="post" action="([^"]+)"', side)
    assert f'href="{reverse("inbox")}?state=waiting"' in side
    assert lan.full_name not in side
    assert [Report.State.OPENED, Report.State.WAITING] == [
        Report.objects.get(pk=one.pk).state for one in reports[:0:-1]
    ]


def test_a_report_that_is_done_leads_back_to_the_list_as_it_was(office, lan, reports):
    client = office.client(lan)
    for one in reports[:2]:
        client.post(reverse("report_open", args=[one.pk]))

    answer = client.post(reverse("report_close", args=[reports[0].pk]) + FROM_THE_LIST)

    assert reverse("inbox") + FROM_THE_LIST == answer.headers["location"]
    assert reverse("inbox") == client.post(reverse("report_close", args=[reports[1].pk])).headers["location"]


def test_a_report_opened_from_elsewhere_stands_alone(office, lan, reports):
    page = office.client(lan).post(reverse("report_open", args=[reports[0].pk])).content.decode()

    assert "" == the_side(page)


def test_the_list_says_how_many_came_in_four_weeks_and_draws_them(office, lan, reports):
    page = office.client(lan).get(reverse("inbox")).content.decode()

    drawn = re.findall(r'<a class="spark[^"]*" href="[^"]+">(.*?)</a>', page, re.DOTALL)
    assert 1 == len(drawn)
    assert ">3</strong> reports from phones in the last four weeks" in drawn[0]
    assert 'role="img"' in drawn[0]
