"""The account under whose name stands what lists of other authorities say, where nobody here is named for it."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from bluezone.portal.identity.models import Staff
from bluezone.vietnam.folding import found_by
from bluezone.vietnam.names import given_name_first

LISTS = "danh.sach"
_FULL_NAME = "Danh sách nơi khác"


def lists_themselves() -> Staff:
    """The account; the first who asks makes it. It is closed, has no role and no password: nobody signs in with it."""
    made, _ = Staff.objects.get_or_create(
        username=LISTS,
        defaults={
            "full_name": _FULL_NAME,
            "sort_key": given_name_first(_FULL_NAME),
            "search_text": found_by(_FULL_NAME),
            "password": make_password(None),
            "is_active": False,
        },
    )
    return made
