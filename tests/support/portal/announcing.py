"""An office that announces: who writes, who approves, who looks after a commune's loudspeakers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.services.approving import approve_announcement, draft_announcement
from bluezone.portal.errors import ExchangeError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.protocol.config import Configuration
from bluezone.protocol.signature import Kind
from bluezone.rollout.announcing.facts import Facts
from tests.support.portal.announcements import FACTS
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit


@dataclass
class PlayedPublished:
    """What an exchange publishes, as a test wants it."""

    found: Configuration | None = None
    is_away: bool = False
    believes_everything: bool = True

    def configuration(self) -> Configuration | None:
        if self.is_away:
            raise ExchangeError("the published files cannot be read")
        return self.found

    def believes(self, kind: Kind, key_id: bytes, now: dt.datetime) -> bool:
        if self.is_away:
            raise ExchangeError("the published files cannot be read")
        return self.believes_everything


@dataclass
class AnnouncingOffice:
    """Its people; announcements are made by them."""

    office: Office
    writer: Staff
    approver: Staff
    published: PlayedPublished = field(default_factory=PlayedPublished)

    def drafted(self, facts: Facts = FACTS, *, unit: str = SON_DUONG) -> Announcement:
        return draft_announcement(actor=self.writer, unit=the_unit(unit), facts=facts, now=NOW)

    def approved(self, facts: Facts = FACTS, *, at: dt.datetime = NOW, unit: str = SON_DUONG) -> Announcement:
        row = self.drafted(facts, unit=unit)
        approve_announcement(actor=self.approver, row=row, read=row.digest, now=at)
        row.refresh_from_db()
        return row


def an_announcing_office(office: Office) -> AnnouncingOffice:
    return AnnouncingOffice(
        office, office.staff("Lê Soạn Tin", Role.REPORTER), office.staff("Hà Duyệt Tin", Role.LEADER)
    )


def typed(facts: Facts = FACTS, **changes: str) -> dict[str, Any]:
    """The facts as a form sends them."""
    form: dict[str, Any] = {
        "facts_vi": "\r\n".join(words.vi for words in facts.facts),
        "facts_en": "\r\n".join(words.en for words in facts.facts if words.en),
    }
    for name in ("headline", "action", "contact", "issuer"):
        words = getattr(facts, name)
        form |= {f"{name}_vi": words.vi, f"{name}_en": words.en}
    return form | changes
