"""Which tests ask for a page: those that name a client, or are brought one by their own file."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.portal.asking import asks_for_a_page


@pytest.fixture
def visitor() -> Client:
    return Client()


def sent() -> Client:
    return Client()


def test_a_client_in_the_test_itself_is_seen(request):
    assert Client() is not None
    assert asks_for_a_page(request.node)


def test_a_client_of_a_helper_is_seen(request):
    assert sent() is not None
    assert asks_for_a_page(request.node)


def test_a_client_of_a_fixture_is_seen(request, visitor):
    assert asks_for_a_page(request.node)


def test_whoever_names_none_asks_for_no_page(request):
    assert not asks_for_a_page(request.node)
