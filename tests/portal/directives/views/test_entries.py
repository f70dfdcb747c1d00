"""What a form of a report sends is read by the prefixes of its fields."""

from __future__ import annotations

from types import SimpleNamespace

from django.http import QueryDict

from bluezone.portal.directives.services.entering import Entry
from bluezone.portal.directives.views.entries import entry_in


def test_each_field_is_read_under_its_own_prefix_and_no_other_at_all():
    sent = QueryDict("figure.broadcasts=4&nothing.broadcast=mua&answer.q=co&as_of=2020-08-23&take=staff")

    read = entry_in(SimpleNamespace(POST=sent))

    assert Entry({"broadcasts": "4"}, {"broadcast": "mua"}, "2020-08-23", {"q": "co"}) == read
