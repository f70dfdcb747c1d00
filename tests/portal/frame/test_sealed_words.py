"""What is searched for among people stands in no address that a browser or a proxy keeps."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.frame.sealed_words import opened_words, sealed_words
from bluezone.portal.identity.roles import Role


@given(st.text(max_size=80))
def test_words_come_back_as_they_were_typed_and_are_not_in_the_address(text):
    sealed = sealed_words(text)

    assert ("" if "\0" in text else text) == opened_words(sealed)
    assert len(sealed) <= 600
    assert sealed == sealed_words(text)


@given(st.text(max_size=700))
def test_what_was_sealed_elsewhere_asks_for_nothing(text):
    assert "" == opened_words("~" + text)


def test_a_search_leads_to_its_list_with_sealed_words_and_the_rest_of_the_address(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    client = office.client(lan)
    for name, phone in (("Nguyễn Thị Bình", "0912 345 678"), ("Ma Văn Khác", "0987 000 111")):
        office.case(lan, full_name=name, phone=phone)

    found = client.post(reverse("search"), {"at": reverse("case_list"), "q": "0912 345 678", "state": "opened"})
    page = client.get(found["location"]).content.decode()

    where = urlsplit(found["location"])
    assert (302, reverse("case_list"), ["opened"]) == (found.status_code, where.path, parse_qs(where.query)["state"])
    assert not [part for part in ("0912", "345", "678") if part in found["location"]]
    assert ("Nguyễn Thị Bình" in page, "Ma Văn Khác" in page) == (True, False)
    assert 'method="post" action="/search"' in page


@pytest.mark.parametrize("at", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""])
def test_a_search_leads_to_nobody_else(office, at):
    found = office.client().post(reverse("search"), {"at": at, "q": "x"})

    assert ("", "", "/") == urlsplit(found["location"])[:3]
