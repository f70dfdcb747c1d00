"""Issued papers as everybody may know them: number, day, issuer and the sum of the file. Never what one is about.

A subject can name a person or a case; whoever holds the paper knows it, and nobody else needs to.
"""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import OutgoingPaper, PaperFile
from bluezone.portal.papers.selectors import WENT_OUT, place_of
from bluezone.portal.public_site.facts import LONGEST_TEXT, MOST_PAPERS, IssuedPaper
from bluezone.portal.world import VIET_NAM


def published_papers() -> tuple[IssuedPaper, ...]:
    """Papers that went out, the newest first; recalled ones stay and say so."""
    last = PaperFile.objects.filter(paper=OuterRef("pk")).order_by("-pk").values("digest")[:1]
    rows = OutgoingPaper.objects.filter(state__in=WENT_OUT).select_related("organisation__unit__parent__parent")
    found = rows.annotate(digest=Subquery(last)).defer("content").order_by("-dated_on", "-pk")[:MOST_PAPERS]
    return tuple(
        IssuedPaper(
            number=paper.code,
            date=paper.dated_on,
            issuer=_issuer(paper.organisation),
            sha256=paper.digest,
            recalled_on=paper.recalled_at.astimezone(VIET_NAM).date() if paper.recalled_at else None,
        )
        for paper in found
        if paper.dated_on is not None and paper.digest
    )


def _issuer(organisation: Organisation) -> str:
    """The organisation as its unit named it, and which unit that is."""
    return f"{organisation.name} ({place_of(organisation)})"[:LONGEST_TEXT]
