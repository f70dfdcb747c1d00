"""The quick report of a day, written as a draft from the figures that its writer has read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import astuple, dataclass

from django.db import transaction

from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.isolation.papers import Signing, head_of, require_writes
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.services import draft_paper
from bluezone.portal.situation.composing import situation_paper
from bluezone.portal.situation.daily import SEE, situation_of
from bluezone.portal.situation.models import QuickReport
from bluezone.portal.tracing.models import Outbreak
from bluezone.portal.world import VIET_NAM


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose report it is, who signs it, and to whom it goes."""

    signing: Signing
    addressee: str


@transaction.atomic
def write_report(
    *,
    actor: Staff,
    outbreak: Outbreak,
    asked: Asked,
    read: str,
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> OutgoingPaper:
    """Writes the day's report as a draft. Raises ChangedError where a figure is another one than was read, RefusedError
    for an organisation whose papers the actor does not write."""
    signing = asked.signing
    require_writes(actor, signing)
    found = situation_of(actor, outbreak, now)
    require_as_read(read, found.digest)
    content = situation_paper(
        outbreak.name, now.astimezone(VIET_NAM), found.communes, head_of(signing), asked.addressee
    )
    paper = draft_paper(organisation=signing.organisation, paper=content, by=actor, now=now, entropy=entropy)
    QuickReport.objects.create(
        paper=paper,
        outbreak=outbreak,
        paths=list(paths_for(actor, SEE)),
        as_of=now,
        communes={one.key: astuple(one.counts) for one in found.communes},
    )
    record_write(
        actor=actor, act="situation.report", now=now, subjects=[("paper", paper.pk)], path=signing.organisation.path
    )
    return paper
