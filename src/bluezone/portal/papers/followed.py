"""Who follows papers: rooms that write them, and for which something begins when one is issued and ends when it is
recalled.

Papers do not know them. They are named in the setting PAPER_FOLLOWERS, as functions that are given the paper and the
moment, and are called within the act: what they refuse is not issued, or not recalled.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.module_loading import import_string

from bluezone.portal.papers.models import OutgoingPaper


def tell(paper: OutgoingPaper, now: dt.datetime) -> None:
    """Lets every room that follows papers know that this one was issued or recalled."""
    for name in settings.PAPER_FOLLOWERS:
        import_string(name)(paper, now)
