"""Acts by which units are called otherwise, taken in at a portal's start.

Who works there, what is open there and the places with a door go on at the unit as it is called now. What is over stays
with the name of its day, and no path changes.
"""

from __future__ import annotations

from django.db import transaction

from bluezone.portal.identity.models import Grant
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.services import take_in_acts
from bluezone.portal.premises.changing import found_anew
from bluezone.portal.premises.models import WHOLES, Premises
from bluezone.vietnam.folding import found_by


@transaction.atomic
def take_in_new_acts() -> int:
    """Takes in the acts that this portal does not know yet; how many units are called otherwise since."""
    moved = take_in_acts()
    for old, new in moved:
        Grant.objects.filter(unit=old, ended_at=None).update(unit=new)
        for organisation in Organisation.objects.select_for_update().filter(unit=old, closed_on=None):
            organisation.unit = new
            organisation.search_text += found_by(new.name)
            organisation.save(update_fields=["unit", "search_text"])
        for place in Premises.objects.select_for_update(of=("self",)).filter(unit=old).select_related("hamlet", WHOLES):
            place.unit = new  # also of a closed one, which may be opened again
            found_anew(place)
            place.save(update_fields=["unit", "sort_key", "search_text"])
    return len(moved)
