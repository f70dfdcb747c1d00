"""From a checked upload to staged seeds: which days count, in which group and window each will appear.

Runs inside the writer's transaction. The hash of the certificate is stored with the seeds, so that a repetition is
recognised and stores nothing; nothing else ties the seeds to each other.
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from bluezone.exchange.ports import HOUR_S
from bluezone.exchange.store import codes as stored_codes
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store.entries import StagedEntry
from bluezone.exchange.upload_rules import Upload
from bluezone.protocol.batch import GroupKey, Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.disclosure import Level


def window_for(day: Day, now_s: int) -> int:
    """The end of the first window that closes after now and after the day's embargo."""
    next_end = (now_s // HOUR_S + 1) * HOUR_S
    return max(next_end, -(-day.embargo_end_ms // (HOUR_S * 1000)) * HOUR_S)


def places_of(upload: Upload, profile: PathogenProfile, closed_until_s: int) -> list[StagedEntry]:
    """Where each seed of the upload will be published; days that are not allowed or not infectious are dropped."""
    certificate = upload.certificate
    now_s = max(upload.now_ms // 1000, closed_until_s)
    staged = []
    for retired in upload.seeds:
        infectivity = _infectivity(retired.day, upload, profile)
        if infectivity is not None and certificate.allows(retired.day):
            group = GroupKey(retired.day, certificate.level, infectivity)
            staged.append(StagedEntry(window_for(retired.day, now_s), group, retired.seed.value))
    return staged


def stage_upload(connection: sa.Connection, certificate: bytes, upload: Upload, places: list[StagedEntry]) -> bool:
    """Stores what is new; False for a repetition, which stores nothing."""
    certificate_hash = hashlib.sha256(certificate).digest()
    if stored_codes.certificate_used(connection, certificate_hash):
        return False
    known = stored_entries.known_levels(connection, [place.entry for place in places])
    stored_codes.use_certificate(connection, certificate_hash, upload.certificate.expires_s)
    fresh = [place for place in places if _is_news(place, known.get((place.entry, place.group.day)))]
    stored_entries.add_entries(connection, fresh)
    stored_entries.count_upload(connection, Day.containing(upload.now_ms))
    return True


def _is_news(place: StagedEntry, known: Level | None) -> bool:
    """Level F0 is nearer to the virus than F1, and the only reason to publish a seed again."""
    return known is None or place.group.level < known


def _infectivity(day: Day, upload: Upload, profile: PathogenProfile) -> Infectivity | None:
    if upload.certificate.level is Level.F1:
        return Infectivity.STANDARD
    return profile.infectivity_on(day, Day(upload.certificate.onset_day))
