"""Each page of ours takes GET, POST or both; any other way of asking is answered 405 before anything is looked at. And
each is behind the gate, and stands in a view module, where tests/architecture/test_pages.py reads what it does."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import get_resolver
from django.utils.module_loading import import_string

from tests.support.portal.views import every_view, our_views

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


LEAD_ON = "bluezone.portal.frame.addresses"
"""Where a former address leads on: what it does is read there, not in a view module."""
DRESSED = {
    "allauth.account.views",
    "allauth.mfa.base.views",
    "allauth.mfa.recovery_codes.views",
    "allauth.mfa.totp.views",
    "allauth.mfa.webauthn.views",
}
"""Pages of allauth that we only dress (portal/staff/urls.py)."""
ERRORS = (400, 403, 404, 500)


def is_in_a_view_module(view: Callable[..., Any]) -> bool:
    """Whatever is laid around it: `bluezone.portal.cases.views.desk` is one, by the part after its app."""
    room, portal, _app, *inside = f"{inspect.unwrap(view).__module__}....".split(".")
    return [room, portal, inside[0]] == ["bluezone", "portal", "views"]


def test_every_address_leads_into_a_view_module():
    """However its module came by the gate, and whether it wears one: nowhere else would its syntax be read."""
    elsewhere = {one.name: module_of(one.pattern.callback) for one in every_view() if not is_behind(one)}

    assert {} == elsewhere


def is_behind(view) -> bool:
    callback = view.pattern.callback
    is_known = module_of(callback) == LEAD_ON or callback.__module__ in DRESSED
    return is_known or is_in_a_view_module(callback)


def module_of(view: Callable[..., Any]) -> str:
    return inspect.unwrap(view).__module__


def test_what_answers_a_refusal_or_an_error_stands_in_a_view_module():
    answers = {one.answer for one in our_views() if one.answer}
    handlers = {get_resolver().resolve_error_handler(status) for status in ERRORS}
    told = {*answers, *handlers, import_string(settings.CSRF_FAILURE_VIEW)}

    assert [] == sorted(f"{one.__module__}.{one.__name__}" for one in told if not is_in_a_view_module(one))
    assert len(told) > 30


AROUND_VIEWS = ("bluezone/portal/frame/gate.py", "django/views/decorators/", "django/utils/decorators.py")
"""Where that stands which is laid around a view of ours. Any other could catch, where nobody reads it."""


def test_nothing_is_laid_around_a_view_but_the_gate_and_what_looks_at_a_request():
    around = {one.name: strangers_around(one.pattern.callback) for one in our_views()}

    assert {} == {name: strangers for name, strangers in around.items() if strangers}


def strangers_around(view: Callable[..., Any]) -> list[str]:
    """By the files that they were written in; a name is borrowed from what is wrapped."""
    layers, strangers = view, []
    while (inner := getattr(layers, "__wrapped__", None)) is not None:
        if not any(one in layers.__code__.co_filename for one in AROUND_VIEWS):
            strangers.append(layers.__code__.co_filename)
        layers = inner
    return strangers


def test_a_stranger_around_a_view_is_seen():
    view = our_views()[0].pattern.callback

    @functools.wraps(view)
    def forgiving(*args, **kwargs):
        return view(*args, **kwargs)

    assert [] == strangers_around(view)
    assert [__file__] == strangers_around(forgiving)


def test_a_view_beside_the_view_modules_is_seen():
    assert is_in_a_view_module(our_views()[0].pattern.callback)
    assert not is_in_a_view_module(module_of)
    assert not is_in_a_view_module(inspect.unwrap)
