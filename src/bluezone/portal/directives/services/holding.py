"""Rows held until the transaction ends, so that of two who decide at once the second sees what the first did."""

from __future__ import annotations

from bluezone.portal.directives.models import Participant


def held(participant: Participant) -> Participant:
    """The participant as it stands now, held against everybody else."""
    rows = Participant.objects.select_for_update(of=("self",)).select_related("directive", "reports_to")
    return rows.get(pk=participant.pk)
