"""What whoever holds a link may do: add entries and photos, each exactly once, acknowledged when it is on disk.

A public door: nothing here trusts its caller beyond the token, everything is bounded, and nobody is written down.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.directives.services.attachments import Attachment, keep_attachment
from bluezone.portal.field.models import FieldPhoto, Link, TakenEntry, TeamDay
from bluezone.portal.field.pictures import written_anew
from bluezone.portal.field.services.links import digest_of, tally_secret
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.errors import TallyError, Untallied
from bluezone.rollout.tally.counting import ID_BYTES, Tally, TallyBook, parse_entries, take
from bluezone.rollout.tally.tokens import LONGEST_TOKEN, FieldToken, open_token
from bluezone.vietnam.words import Words

MOST_ENTRIES_A_DAY, MOST_PHOTOS_A_DAY = 5_000, 60
NOT_ISSUED_HERE = Words("Mã đội không phải do huyện cấp.", "This team code was not issued here.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of what was sent."""

    added: int
    known: int
    """Were there before; the page may forget them just as well."""


@transaction.atomic
def take_entries(*, token: str, body: bytes, now: dt.datetime) -> Taken:
    """Adds the entries in a page's JSON. Raises TallyError, and has then taken none."""
    team_day, opened = _opened(token, now)
    entries = parse_entries(body)
    book = TallyBook({}, frozenset(bytes(digest) for digest in team_day.taken.values_list("digest", flat=True)))
    receipt = take(book, opened, entries)
    fresh = receipt.book.taken - book.taken
    if team_day.entries + len(fresh) > MOST_ENTRIES_A_DAY:
        raise _refused(Untallied.FULL, "Đội đã đếm quá nhiều trong một ngày.", "This team has counted too much today.")
    TakenEntry.objects.bulk_create([TakenEntry(team_day=team_day, digest=digest) for digest in sorted(fresh)])
    _add(team_day, receipt.book.total(), len(fresh))
    return Taken(receipt.added, receipt.known)


def take_photo(*, token: str, identity: str, content: bytes, now: dt.datetime) -> Taken:
    """Keeps one photo, written anew. Raises TallyError, and has then kept none.

    Whoever may send none has none looked into; and nobody else waits while one is.
    """
    digest = _photo_digest(identity)
    if _is_there(token, digest, now):
        return Taken(0, 1)
    return _keep_photo(token, digest, written_anew(content), now)


@transaction.atomic
def _is_there(token: str, digest: bytes, now: dt.datetime) -> bool:
    team_day, _ = _opened(token, now)
    return _is_known(team_day, digest)


@transaction.atomic
def _keep_photo(token: str, digest: bytes, photo: Attachment, now: dt.datetime) -> Taken:
    team_day, _ = _opened(token, now)
    if _is_known(team_day, digest):
        return Taken(0, 1)
    file = keep_attachment(photo, name=f"{team_day.team}-{team_day.day}.jpg", now=now)
    FieldPhoto.objects.create(team_day=team_day, digest=digest, file=file, arrived_on=now.date())
    return Taken(1, 0)


def _is_known(team_day: TeamDay, digest: bytes) -> bool:
    """Whether this photo is kept. Raises TallyError where there are too many others."""
    if team_day.photos.filter(digest=digest).exists():
        return True
    if team_day.photos.count() >= MOST_PHOTOS_A_DAY:
        raise _refused(
            Untallied.FULL, "Đội đã gửi quá nhiều ảnh trong một ngày.", "This team has sent too many photos."
        )
    return False


def _opened(token: str, now: dt.datetime) -> tuple[TeamDay, FieldToken]:
    """Opens the team's day, locked, if this token opens it now."""
    link = None
    if len(token) <= LONGEST_TOKEN:
        rows = Link.objects.select_for_update(of=("self", "team_day")).select_related("team_day__directive")
        link = rows.filter(digest=digest_of(token)).first()
    if link is None:
        raise TallyError(Untallied.FORGED, NOT_ISSUED_HERE)
    directive = link.team_day.directive.key
    opened = open_token(token, tally_secret(), directive=directive, zone=VIET_NAM, now=now)
    if link.revoked_at is not None:
        raise _refused(
            Untallied.REVOKED,
            "Đường dẫn này đã bị thu hồi; xin nơi cấp đường dẫn mới.",
            "This link was revoked; ask your office for a new one.",
        )
    return link.team_day, opened


def _add(team_day: TeamDay, more: Tally, entries: int) -> None:
    total = team_day.tally.plus(more)
    team_day.helped, team_day.installed = total.helped, total.installed
    team_day.no_smartphone, team_day.refused = total.no_smartphone, total.refused
    team_day.entries += entries
    team_day.save(update_fields=["helped", "installed", "no_smartphone", "refused", "entries"])


def _photo_digest(identity: str) -> bytes:
    try:
        drawn = bytes.fromhex(identity)
    except ValueError:
        drawn = b""
    if len(drawn) != ID_BYTES:
        raise _refused(Untallied.MALFORMED, "Ảnh không có mã hợp lệ.", "This photo has no id.")
    return hashlib.sha256(b"field photo" + drawn).digest()[:ID_BYTES]


def _refused(reason: Untallied, vi: str, en: str) -> TallyError:
    return TallyError(reason, Words(vi, en))
