"""Addresses that somebody may have kept: whatever a page once stood under leads to a page today."""

from __future__ import annotations

import re

import pytest
from django.urls import resolve, reverse

from tests.support.portal.offices import Office
from tests.support.portal.views import our_views
from tests.support.sources import PROJECT

KEPT = (PROJECT / "tests" / "vectors" / "portal_addresses_2026-11-26.txt").read_text(encoding="utf-8").splitlines()
_NAMED = {"int": "7", "str": "x"}


def typed(route: str) -> str:
    """The address with something in the places where it names things."""
    return "/" + re.sub(r"<(int|str):\w+>", lambda named: _NAMED[named[1]], route)


@pytest.mark.parametrize("route", KEPT)
def test_a_kept_address_leads_to_a_page(route: str) -> None:
    """A newer address that took its place with another kind of thing, or with a form alone, would be a dead end."""
    found = resolve(typed(route))
    names = set(re.findall(r":(\w+)>", route))

    view = next((one for one in our_views() if one.pattern.callback is found.func), None)
    assert view is None or view.is_shown  # None is a page of allauth
    assert names == set(found.kwargs) or len(names) == len(found.kwargs)


def test_the_addresses_are_those_of_a_whole_release() -> None:
    assert len(KEPT) > 100
    assert "lists/doubles" in KEPT


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["", "?show=judged"])
def test_a_former_address_leads_on_with_its_question(asked: str) -> None:
    answer = Office().client().get(f"/lists/doubles{asked}")

    assert (301, reverse("duplicates") + asked) == (answer.status_code, answer.headers["location"])
