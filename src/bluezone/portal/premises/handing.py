"""A commune's places to type, handed to the exchange whenever its codes are others (docs/protocol/10-venues.md).

The exchange is given a file whose entries nobody opens without a poster, and learns no place. A lock is derived slowly,
so it is kept beside its code; it opens no more than the code itself, which lies there in clear.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction

from bluezone.portal.as_read import digest_to_keep
from bluezone.portal.errors import ExchangeError
from bluezone.portal.places.models import Unit
from bluezone.portal.premises.codes import venue_key
from bluezone.portal.premises.models import HandedPlaces, PlaceCode, Premises
from bluezone.portal.world import ExchangeDesk
from bluezone.protocol.place_codes import lock_of, write_places


def hand_over_places(*, exchange: ExchangeDesk, entropy: Callable[[int], bytes], now: dt.datetime) -> int:
    """Hands over the places of each commune whose codes changed; of how many. Raises ExchangeError."""
    handed = 0
    for unit in _communes():
        codes = _codes_to_type(unit, now)
        before = HandedPlaces.objects.filter(unit=unit).first()
        digest = digest_to_keep(*(code.pk for code in codes))
        if before is None or before.digest != digest:
            epoch = 1 if before is None else before.epoch + 1
            locks = {_lock(code, unit): code.text for code in codes}
            issued_s = int(now.timestamp())
            file = write_places(unit.code, epoch, locks, venue_key(), issued_s=issued_s, entropy=entropy)
            if exchange.publish_places(file) != (unit.code, epoch):
                raise ExchangeError("the exchange published other places than it was given")
            _note(unit, digest, epoch, now)
            handed += 1
    return handed


@transaction.atomic
def _note(unit: Unit, digest: str, epoch: int, now: dt.datetime) -> None:
    HandedPlaces.objects.update_or_create(unit=unit, defaults={"digest": digest, "epoch": epoch, "handed_at": now})


def _communes() -> list[Unit]:
    """Communes that have, or had, a place with a code to type."""
    having = PlaceCode.objects.exclude(typed="").values("premises__unit")
    return list(Unit.objects.filter(pk__in=having).order_by("pk"))


def _codes_to_type(unit: Unit, now: dt.datetime) -> Sequence[PlaceCode]:
    """The codes that hang in this commune and can be typed."""
    hanging = PlaceCode.objects.filter(replaced_at=None, valid_until__gt=now, premises__state=Premises.State.APPROVED)
    return list(hanging.filter(premises__unit=unit).exclude(typed="").order_by("pk"))


def _lock(code: PlaceCode, unit: Unit) -> bytes:
    """The lock of a code, derived once."""
    if code.lock is None:
        code.lock = lock_of(unit.code, code.typed)
        code.save(update_fields=["lock"])
    return bytes(code.lock)
