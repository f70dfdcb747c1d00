"""The ways of the portal: groups, figures, and the few that a telephone keeps under the page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.portal.app import Group, portal_apps
from bluezone.portal.frame import waiting
from bluezone.portal.frame.shell import IN_THE_BAR, navigation_for
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import NOW

pytestmark = pytest.mark.rail


def rail_of(page: str, part: str = "rail") -> str:
    found = re.search(rf'<nav class="{part}".*?</nav>', page, re.DOTALL)
    assert found is not None
    return found[0]


def words_of(markup: str) -> list[str]:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).split()


def test_every_entry_has_a_drawing_of_its_own_and_words_of_its_own():
    entries = [entry for app in portal_apps() for entry in app.navigation]

    assert len(entries) == len({entry.symbol for entry in entries}) == len({str(entry.text) for entry in entries})
    assert set(Group) == {entry.group for entry in entries}


def test_the_two_kinds_of_reports_cannot_be_confused(office):
    vi = [
        rail_of(office.client(office.staff(f"Một {role}", role), language="vi").get("/").content.decode())
        for role in (Role.HEALTH_OFFICER, Role.REPORTER)
    ]

    assert ["Báo cáo từ điện thoại" in rail for rail in vi] == [True, False]
    assert ["Báo cáo phải nộp" in rail for rail in vi] == [False, True]


def test_what_waits_is_counted_beside_its_entry_on_every_page(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    for name in ("Vũ Một", "Vũ Hai"):
        office.case(lan, full_name=name)

    for path in ("/", "/places", "/lists"):
        mine = rail_of(office.client(hung).get(path).content.decode())
        assert "Cases 2 waiting for you" in " ".join(words_of(mine)), path
    assert "waiting for you" not in rail_of(office.client(lan).get("/").content.decode())  # others do it


def test_a_telephone_keeps_four_ways_and_one_to_all_others(office):
    hung = office.client(office.staff("Trần Hùng", Role.SUPERVISOR))

    bar = rail_of(hung.get("/").content.decode(), "foot")
    every = hung.get(reverse("menu")).content.decode()

    assert ["/", "/cases", "/reports", "/tracing", "/menu"] == re.findall(r'href="([^"]+)"', bar)
    assert IN_THE_BAR + 1 == bar.count("<li>")
    listed = re.findall(r'href="([^"]+)"', rail_of(every, "all-ways narrow"))
    assert listed == re.findall(r'href="([^"]+)"', rail_of(every))
    assert "Sign out" in every


@pytest.mark.parametrize("role", Role)
def test_all_ways_of_a_role_stand_on_the_page_of_all_ways(office, role):
    person = office.staff("Một Người", role)

    page = office.client(person).get(reverse("menu")).content.decode()

    for entry in navigation_for(person):
        assert f'href="{reverse(entry.view)}"' in rail_of(page, "all-ways narrow")


def test_the_entry_of_a_page_is_the_one_whose_address_says_most(office):
    page = office.client(office.staff("Đỗ Trị", Role.ADMINISTRATOR)).get(reverse("report_key")).content.decode()

    assert ['href="/reports/key" aria-current="page"'] == re.findall(r'href="[^"]+" aria-current="page"', rail_of(page))


def test_a_page_about_oneself_belongs_to_no_entry(office):
    officer = office.client(office.staff("Nguyễn Lan", Role.HEALTH_OFFICER))

    phrase, reports = (officer.get(path).content.decode() for path in (reverse("recovery_phrase"), reverse("inbox")))

    assert ["/reports"] == re.findall(r'href="([^"]+)" aria-current="page"', rail_of(reports))
    assert "aria-current" not in rail_of(phrase)
    assert ["/menu"] == re.findall(r'href="([^"]+)" aria-current="true"', rail_of(phrase, "foot"))


def test_a_page_about_a_failure_counts_nothing(office, monkeypatch):
    def breaks(_staff, _now):
        raise RuntimeError("the room is broken")

    monkeypatch.setattr(waiting, "_providers", lambda: [breaks])
    client = office.client(office.staff("Trần Hùng", Role.SUPERVISOR))
    client.raise_request_exception = False

    answer = client.get("/places")

    assert 500 == answer.status_code
    assert "rail" in answer.content.decode()  # its frame could still be drawn


def test_a_page_that_is_open_to_everybody_counts_nothing(office, monkeypatch):
    asked = []
    monkeypatch.setattr(waiting, "_providers", lambda: [lambda _staff, now: asked.append(now) or []])
    client = office.client(office.staff("Trần Hùng", Role.SUPERVISOR))

    client.get("/account/second-factor")
    client.get("/verify")
    assert [] == asked
    client.get("/places")
    assert [NOW] == asked
