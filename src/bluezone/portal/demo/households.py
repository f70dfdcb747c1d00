"""A household for a demonstration: where a case lives, with whom they met at home."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.models import Case
from bluezone.portal.households.selectors import suggested
from bluezone.portal.households.services import add_known, digest_of_household, make_household
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.involving import involve, outbreak_at


def show_household(*, actor: Staff, case: Case, now: dt.datetime) -> None:
    """Enters where the person of this case lives, and takes in whom they met there."""
    first = involve(outbreak_at(case.path, case.onset), case.person)
    home = make_household(actor=actor, involvement=first, address="Nhà số 12, thôn Đồng Quan", now=now)
    read = digest_of_household(home)
    add_known(actor=actor, household=home, involved=suggested(actor, first), read=read, now=now)
