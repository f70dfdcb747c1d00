"""Each page of ours takes GET, POST or both; any other way of asking is answered 405 before anything is looked at. And
each is behind the gate."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from tests.support.portal.views import our_views

VIEWS = {f"{one.pattern.callback.__module__}.{one.pattern.callback.__name__}": one for one in our_views()}


def asked_by(way: str) -> HttpRequest:
    return RequestFactory().generic(way, "/")


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_page_takes_no_other_way_of_asking(name):
    view = VIEWS[name].pattern.callback

    answers = {way: view(asked_by(way)).status_code for way in ("PUT", "DELETE", "PATCH")}

    assert {"PUT": 405, "DELETE": 405, "PATCH": 405} == answers


def test_there_are_pages_of_every_app():
    apps = {name.split(".")[2] for name in VIEWS}

    assert {"announcements", "cases", "directives", "field", "lists", "messages", "papers", "reports", "staff"} <= apps


def test_every_view_names_its_action_or_says_why_it_is_open():
    silent = [view.name for view in our_views() if view.action is None and not view.open_because]

    assert [] == silent
    assert len(our_views()) > 150
