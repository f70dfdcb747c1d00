"""The list of cases beside one of them: who comes from it goes on in it, and whoever is shown is noted."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import TAN_TRAO, the_unit

FROM_THE_LIST = "?list=1&state=opened"


@pytest.fixture
def hung(office):
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR)


@pytest.fixture
def cases(office, hung):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    return [office.case(lan, full_name=name) for name in ("Bùi Văn Một", "Cao Thị Hai", "Đỗ Văn Ba")]


def the_side(page: str) -> str:
    return "".join(re.findall(r'<nav class="list-side.*?</nav>', page, re.DOTALL))


def test_a_link_of_the_list_leads_to_a_case_with_the_same_list_beside_it(office, hung, cases):
    client = office.client(hung)
    listed = client.get(reverse("case_list") + "?state=opened").content.decode()
    first = re.findall(r'class="whole" href="([^"]+)"', listed)[0].replace("&amp;", "&")

    page = client.get(first).content.decode()

    assert reverse("case", args=[cases[2].number]) + FROM_THE_LIST == first
    assert ["Đỗ Văn Ba", "Cao Thị Hai", "Bùi Văn Một"] == re.findall(r"<strong>([^<]+)</strong>", the_side(page))
    assert 1 == the_side(page).count('aria-current="page"')
    assert f'href="{reverse("case_list")}?state=opened"' in the_side(page)
    assert "portal--list-side" in page


@pytest.mark.parametrize(("at", "around"), [(2, ["Cao"]), (1, ["Đỗ", "Bùi"]), (0, ["Cao"])])
def test_the_one_before_and_the_one_after_are_one_step_away(office, hung, cases, at, around):
    page = office.client(hung).get(reverse("case", args=[cases[at].number]) + FROM_THE_LIST).content.decode()

    found = {rel: re.findall(rf'rel="{rel}" href="([^"]+)"', page) for rel in ("prev", "next")}
    numbers = {case.person.full_name.split()[0]: case.number for case in cases}
    assert around == [
        name for rel in ("prev", "next") for name, number in numbers.items() if any(number in one for one in found[rel])
    ]
    assert all("list=1&amp;state=opened" in one for links in found.values() for one in links)


def test_whoever_comes_from_elsewhere_sees_one_case_and_is_noted_with_it_alone(office, hung, cases):
    page = office.client(hung).get(reverse("case", args=[cases[0].number])).content.decode()

    assert "" == the_side(page)
    assert 'rel="next"' not in page
    assert [] == list(Entry.objects.filter(act="cases.list"))


def test_everybody_whom_the_side_names_is_noted_and_nobody_whom_it_does_not(office, hung, cases):
    neighbour = office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    other = office.case(neighbour, unit=the_unit(TAN_TRAO), full_name="Người Xã Bên")

    address = reverse("case", args=[cases[0].number]) + "?list=1&reach=province"
    page = office.client(hung).get(address).content.decode()

    assert other.person.pseudonym in the_side(page)
    assert "Người Xã Bên" not in page
    line = Entry.objects.get(act="cases.list")
    assert {("case", case.number) for case in cases} == set(line.subjects.values_list("kind", "key"))


def test_what_is_decided_leads_back_to_the_case_with_its_list(office, hung, cases):
    client, case = office.client(hung), cases[1]
    page = client.get(reverse("case", args=[case.number]) + FROM_THE_LIST).content.decode()
    action = re.findall(rf'action="({reverse("case_confirm", args=[case.number])}[^"]*)"', page)[0]

    answer = client.post(action.replace("&amp;", "&"), {"read": digest_of_case(case)})

    assert reverse("case", args=[case.number]) + FROM_THE_LIST == answer.headers["location"]
    assert Case.State.CONFIRMED == Case.objects.get(pk=case.pk).state
    after = client.get(answer.headers["location"]).content.decode()
    assert "Cao Thị Hai" not in the_side(after)
    assert 2 == the_side(after).count("<li>")


def test_what_was_decided_and_left_the_list_leads_on_to_the_first_that_still_waits(office, hung, cases):
    client, following = office.client(hung), []
    for case in (cases[1], cases[2], cases[0]):
        confirm = reverse("case_confirm", args=[case.number]) + FROM_THE_LIST
        page = client.post(confirm, {"read": digest_of_case(case)}, follow=True).content.decode()
        following.append(re.findall(r'rel="next" href="([^"?]+)', page))

    left = [[reverse("case", args=[one.number])] for one in (cases[2], cases[0])]
    assert [*left, []] == following


def test_a_refusal_keeps_the_list_beside_it(office, hung, cases):
    case = cases[1]

    answer = office.client(hung).post(reverse("case_confirm", args=[case.number]) + FROM_THE_LIST, {"read": "old"})

    assert 409 == answer.status_code
    assert 3 == the_side(answer.content.decode()).count("<li>")
