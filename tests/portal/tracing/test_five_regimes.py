"""One outbreak under five regimes: docs/guides/regimes.md counts it by hand, and the page says the same."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing import comparing
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.portal.tracing.outbreaks import outbreaks_within
from bluezone.trace.regimes.shipped import REGIMES
from tests.portal.tracing.test_bringing import bring, lists
from tests.support.portal.offices import Office
from tests.support.sources import PROJECT

pytestmark = pytest.mark.usefixtures("officer")
GUIDE = (PROJECT / "docs" / "guides" / "regimes.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`(\w+\.csv)`\n```\n(.*?)```", GUIDE, re.DOTALL | re.MULTILINE))
ROWS = [line.strip("| ").split(" | ") for line in GUIDE.splitlines() if line.count("|") == 10][2:]
BY_HAND = {regime: tuple(map(int, figures)) for regime, *figures in ROWS}
VACCINATED = {person: dt.date(2020, 8, day) for person, day in (("C", 9), ("F", 12))}
"""With the day on which a case met them and nobody else: what is brought in keeps no id as it was."""


@pytest.fixture(scope="module")
def kept_office(kept) -> Office:
    """An office into which the two lists of the guide were brought."""
    office = Office()
    bring(lists(FILES["people.csv"].splitlines(), FILES["meetings.csv"].splitlines()))
    met = Exposure.objects.filter(source__level=0, first_day__in=VACCINATED.values())
    assert len(VACCINATED) == Involvement.objects.filter(pk__in=met.values("target")).update(vaccinated=True)
    return office


@pytest.fixture
def officer(kept_office, db):
    return kept_office.staff("Lê Truy Vết", Role.HEALTH_OFFICER)


def rows_of(page: str, caption: str) -> list[tuple[str, ...]]:
    """The rows of the table with this caption."""
    table = page.split(f">{caption}</caption>")[1].split("</table>", maxsplit=1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]
    return [tuple(re.findall(r"<t[hd][^>]*>\s*([^<]*?)\s*</t[hd]>", row)) for row in rows]


def shown(office: Office, officer, **said: str) -> str:
    return office.client(officer).get(reverse("regimes"), {"all": "1", **said}).content.decode()


def test_the_guide_counts_every_regime_that_was_ever_in_force():
    assert [name for name in REGIMES if name != "template"] == list(BY_HAND)


def test_the_page_says_what_was_counted_by_hand(kept_office, officer):
    page = shown(kept_office, officer)

    by_hand = [(regime, *map(str, figures[2:-1])) for regime, figures in BY_HAND.items()]
    assert by_hand == rows_of(page, "Side by side")
    levels = [(f"F{level}", regime, str(figures[level - 1])) for level in (1, 2) for regime, figures in BY_HAND.items()]
    assert levels == [row[:3] for row in rows_of(page, "By level")]


def test_on_a_day_it_says_who_is_apart(kept_office, officer):
    page = shown(kept_office, officer, day="2020-08-20")

    apart = [(regime, str(figures[-1])) for regime, figures in BY_HAND.items()]
    assert apart == [(row[0], row[2]) for row in rows_of(page, "Side by side")]


def test_five_regimes_are_compared_of_fewer_people_than_two(officer, monkeypatch):
    asked = [comparing.asked_in({"all": said}, outbreaks_within(officer, comparing.ACT)) for said in ("", "1")]
    monkeypatch.setattr(comparing, "MOST_PEOPLE", 30)

    two, five = (comparing.compare(officer, one) for one in asked)

    assert (30, 12) == tuple(one.most_people for one in asked)
    assert (2, None) == (len(two.replays), five)
