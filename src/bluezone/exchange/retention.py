"""What is erased, and when: one small named rule a kind of thing (docs/operating/exchange.md, "Retention").

Runs after every window. Rules erase; none of them moves anything somewhere else, but for the daily total of uploads.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bluezone.exchange.codes import KEYS_KEPT_DAYS
from bluezone.exchange.ports import DAY_S, HOUR_S
from bluezone.exchange.publishing.files import PublishedFiles
from bluezone.exchange.publishing.index import LISTED_DAYS
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store.tables import certificates, code_keys, codes, entries, reports, windows
from bluezone.protocol.calendar import Day
from bluezone.protocol.index import Published
from bluezone.protocol.signature import Kind

CODES_KEPT_S = DAY_S
"""After expiry, so that the portal can still ask what became of a code."""
CERTIFICATES_KEPT_S = HOUR_S
"""After expiry, so that an upload under way is still recognised."""
REPORTS_KEPT_DAYS = 7

ERASED_KINDS = (Kind.BATCH, Kind.ROLLUP)
"""Files that end; the others of the log stay, since they are small and a restore asks for them."""

EraseRule = Callable[[sa.Connection, int], None]


def codes_a_day_after_they_expire(connection: sa.Connection, now_s: int) -> None:
    """Erases expired codes; a redeemed one is needed as long as its certificate is good."""
    over = (codes.c.certificate_expires_s.is_(None)) | (codes.c.certificate_expires_s <= now_s)
    connection.execute(codes.delete().where(codes.c.expires_s <= now_s - CODES_KEPT_S, over))


def retry_tags_with_their_certificate(connection: sa.Connection, now_s: int) -> None:
    over = codes.c.certificate_expires_s <= now_s
    connection.execute(codes.update().where(over, codes.c.retry_tag.is_not(None)).values(retry_tag=None))


def daily_keys_after_two_days(connection: sa.Connection, now_s: int) -> None:
    """Erases daily keys; with a key goes the meaning of everything hashed under it."""
    oldest = Day.containing(now_s * 1000).number - KEYS_KEPT_DAYS
    connection.execute(code_keys.delete().where(code_keys.c.day < oldest))


def used_certificates_an_hour_after_they_expire(connection: sa.Connection, now_s: int) -> None:
    """Erases hashes of used certificates; their number by day stays."""
    over = certificates.c.expires_s <= now_s - CERTIFICATES_KEPT_S
    counted = sa.select(certificates.c.used_day, sa.func.count()).where(over).group_by(certificates.c.used_day)
    for day, uploads in connection.execute(counted).all():
        stored_entries.add_to_totals(connection, Day(day), uploads)
    connection.execute(certificates.delete().where(over))


def reports_after_a_week(connection: sa.Connection, now_s: int) -> None:
    """Erases reports when a week has passed since their day began: more than the day is not known."""
    over = Day.containing(now_s * 1000).number - REPORTS_KEPT_DAYS
    connection.execute(reports.delete().where(reports.c.received_day <= over))


def published_entries_with_their_files(connection: sa.Connection, now_s: int) -> None:
    """Erases entries that no file holds any more. The newest window stays as the log's anchor."""
    before_s = now_s - LISTED_DAYS * DAY_S
    published = sa.select(windows.c.end_s).where(windows.c.published == 1, windows.c.end_s < before_s)
    connection.execute(entries.delete().where(entries.c.window_end_s.in_(published)))
    newest = sa.select(sa.func.max(windows.c.sequence)).scalar_subquery()
    old = (windows.c.published == 1) & (windows.c.end_s < before_s) & (windows.c.sequence < newest)
    connection.execute(windows.delete().where(old))


ERASE_RULES: tuple[EraseRule, ...] = (
    codes_a_day_after_they_expire,
    retry_tags_with_their_certificate,
    daily_keys_after_two_days,
    used_certificates_an_hour_after_they_expire,
    reports_after_a_week,
    published_entries_with_their_files,
)


def erase_from_store(connection: sa.Connection, now_s: int) -> None:
    """Runs every rule, in one transaction."""
    for rule in ERASE_RULES:
        rule(connection, now_s)


def erase_files(
    files: PublishedFiles, listed: tuple[Published, ...], *, is_logged: Callable[[Kind, int], bool] = lambda *_: True
) -> None:
    """Deletes batches and roll-ups that the index does not list any more. Leaf hashes stay for ever. Whoever publishes
    says what `is_logged`: what its log does not know may be the next process's."""
    kept = {file.path for file in listed}
    for kind in ERASED_KINDS:
        for name in files.names(f"v1/{kind}"):
            if f"/v1/{kind}/{name}" not in kept and (not name.isdecimal() or is_logged(kind, int(name))):
                files.delete(f"v1/{kind}/{name}")
