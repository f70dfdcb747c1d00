"""Households for a demonstration: where a case lives, with whom they met at home."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.models import Case
from bluezone.portal.households.selectors import household_size, suggested
from bluezone.portal.households.services import add_known, digest_of_household, make_household
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.models import Exposure, Involvement, Outbreak

_HOUSEHOLDS = 6


def show_household(*, actor: Staff, case: Case, now: dt.datetime, address: str = "Nhà số 12, thôn Đồng Quan") -> None:
    """Enters where the person of this case lives, and takes in whom they met there."""
    _enter(actor, involve(outbreak_at(case.path, case.onset), case.person), address, now)


def show_households(*, actor: Staff, outbreak: Outbreak, now: dt.datetime) -> None:
    """Enters where some live who met others at home."""
    met = Exposure.objects.filter(kind=Exposure.Kind.HOUSEHOLD, is_alive=True, outbreak=outbreak)
    sources = met.filter(source__lives=None).order_by("source").values_list("source", flat=True).distinct()
    for at, key in enumerate(list(sources[:_HOUSEHOLDS])):
        _enter(actor, Involvement.objects.get(pk=key), f"Nhà số {20 + at}, xóm {at + 1}", now)


def _enter(actor: Staff, involvement: Involvement, address: str, now: dt.datetime) -> None:
    """Enters a household; nothing where they have come into another one, or nobody of theirs is free to."""
    others = suggested(actor, involvement)
    if not others or household_size(involvement):
        return
    home = make_household(actor=actor, involvement=involvement, address=address, now=now)
    add_known(actor=actor, household=home, involved=others, read=digest_of_household(home), now=now)
