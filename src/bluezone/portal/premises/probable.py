"""Places that are probably there already under what is being registered: asked about first, and never joined.

By the kit's own scores for lists: called the same but for marks in the same commune, or alike under one telephone.
"""

from __future__ import annotations

from bluezone.lists.cleaning.phones import current_number
from bluezone.lists.duplicates.entries import Entry
from bluezone.lists.duplicates.scoring import LEAST_SCORE, reasons_for, score_of
from bluezone.portal.places.models import Unit
from bluezone.portal.premises.models import WHOLES, Premises
from bluezone.portal.premises.whole import kept_entry
from bluezone.vietnam.errors import NoPhoneError
from bluezone.vietnam.folding import fold
from bluezone.vietnam.telephone import normalised_phone

_MOST_ASKED = 6


def probably_there(unit: Unit, name: str, phone: str = "", within: Premises | None = None) -> list[Premises]:
    """Places of this commune that are not closed and may be the one meant, the likeliest first; of a part, other parts
    of its place. Of what was entered twice the entry that is kept."""
    meant = _likeness("", name, phone, unit)
    standing = Premises.objects.filter(path=unit.path, within=within).exclude(state=Premises.State.CLOSED)
    scored = [
        (_score(meant, _likeness(str(one.pk), one.name, one.phone, unit)), kept_entry(one))
        for one in standing.select_related(
            "unit", "hamlet", WHOLES, "same_as__unit", "same_as__hamlet", f"same_as__{WHOLES}"
        )
    ]
    likely = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].pk))
    return list({one.pk: one for _, one in likely}.values())[:_MOST_ASKED]


def _score(meant: Entry, other: Entry) -> float:
    """Scores a pair; 0 for one that nobody need be asked about."""
    score = score_of(reasons_for(meant, other))
    return score if meant.name == other.name or score >= LEAST_SCORE else 0.0


def _likeness(identity: str, name: str, phone: str, unit: Unit) -> Entry:
    return Entry(identity, fold(name), phones=_phones(phone), commune=unit.code)


def _phones(phone: str) -> frozenset[str]:
    """Reads a number as lists do; one that nobody could call tells nothing."""
    try:
        number = normalised_phone(phone)
    except NoPhoneError:
        return frozenset()
    return frozenset({current_number(number) or number})
