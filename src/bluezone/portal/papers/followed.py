"""Who follows papers: rooms that write them, and for which something begins when one is issued and ends when it is
recalled, or its draft thrown away.

Papers do not know them. They are named in the setting PAPER_FOLLOWERS, as functions that are given the paper, whoever
acts and the moment, and are called within the act: what they refuse does not come to pass.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.module_loading import import_string

from bluezone.portal.identity.models import Staff
from bluezone.portal.papers.models import OutgoingPaper


def tell(paper: OutgoingPaper, by: Staff, now: dt.datetime) -> None:
    """Lets every room that follows papers know that this one was issued, recalled or thrown away."""
    for name in settings.PAPER_FOLLOWERS:
        import_string(name)(paper, by, now)
