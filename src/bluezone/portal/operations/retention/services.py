"""Running the rules: all of them or none, and one line in the audit that says how many things went."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.operations.erased import note_erased
from bluezone.portal.operations.retention.rules import RULES, Terms


@transaction.atomic
def erase_what_is_over(*, terms: Terms, now: dt.datetime, only_count: bool = False) -> dict[str, int]:
    """Erases what every rule names; how many things each erased. With `only_count`, would erase."""
    counts = {rule.__name__: rule(terms, now) for rule in RULES}
    if only_count:
        transaction.set_rollback(True)
        return counts
    note_erased(now)
    if any(counts.values()):
        erased = {name: count for name, count in counts.items() if count}
        record_write(actor=None, act="retention.erase", now=now, subjects=[], detail=erased)
    return counts
