"""What is forgotten of people's own files: their words, and who asked for another. An ask that nobody answered ends."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.dossiers.models import Dossier


def forget_dossiers(before: dt.datetime, now: dt.datetime) -> int:
    """Forgets files that were asked for before; how many."""
    over = Dossier.objects.filter(asked_at__lt=before)
    over.filter(ended_at=None).update(ended_at=now)
    said = over.exclude(content="", proof_words="", reason="")
    return said.update(content="", proof_words="", reason="")
