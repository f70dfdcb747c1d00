"""What takes rows for itself does so in a way that PostgreSQL knows, asked by every test of the portal on SQLite, too
(tests/support/portal/locking.py). Both databases say the same of these."""

from __future__ import annotations

import pytest
from django.db import NotSupportedError
from django.db.models import Count

from bluezone.portal.identity.models import Grant, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.each_example]


@pytest.mark.parametrize(
    "rows",
    [
        lambda: Grant.objects.select_for_update().select_related("ended_by"),
        lambda: Grant.objects.select_for_update(of=("self", "ended_by")).select_related("ended_by"),
        lambda: Staff.objects.select_for_update().distinct(),
        lambda: Staff.objects.select_for_update().annotate(roles=Count("pk")),
    ],
    ids=["who need not be there", "who need not be there, by name", "each once", "counted"],
)
def test_what_postgresql_does_not_lock_is_locked_nowhere(rows):
    with pytest.raises(NotSupportedError, match="FOR UPDATE"):
        list(rows())


@pytest.mark.parametrize(
    "rows",
    [
        lambda: Grant.objects.select_for_update(of=("self",)).select_related("ended_by"),
        lambda: Grant.objects.select_for_update().select_related("staff"),
        lambda: Staff.objects.select_for_update(no_key=True).order_by("pk"),
    ],
    ids=["only the row", "who must be there", "in an order"],
)
def test_what_it_locks_is_locked(rows):
    assert [] == list(rows())
