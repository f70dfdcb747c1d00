"""What a monitor may know of a portal, by a key of its own: counts and moments, and nobody's name. The key opens
nothing else; it lies in the data directory, is in no backup, and is drawn anew where it is missing.
"""

from __future__ import annotations

import datetime as dt
import hmac
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bluezone.portal.errors import ConfigurationError
from bluezone.portal.operations.health import Health
from bluezone.portal.operations.preparing import MONITOR_KEY_FILE
from bluezone.portal.secrets_on_disk import read_secret_text


def lets_watch(data: Path | None, authorization: str) -> bool:
    """Whether a header of a request names the monitor's key of this folder; one that others may read opens nothing, nor
    does a file that is none or cannot be read."""
    if data is None:
        return False
    try:
        key = read_secret_text(data / MONITOR_KEY_FILE)
    except (ConfigurationError, OSError, UnicodeDecodeError):
        return False
    return hmac.compare_digest(authorization.encode(), f"Bearer {key}".encode())


def figures_text(health: Health, *, reads_standby: bool | None, doubts_clock: bool = False) -> bytes:
    """Writes them as Prometheus reads them. What never was has no figure, nor has what is not known here; only a backup
    that never was, nor ever restored for a trial, and an erasing that never was are as old as can be, so that somebody
    is told."""
    registry = CollectorRegistry()
    for name, text, value in _figures(health, reads_standby, doubts_clock):
        if value is not None:
            Gauge(f"bluezone_portal_{name}", text, registry=registry).set(value)
    return generate_latest(registry)


def _figures(
    health: Health, reads_standby: bool | None, doubts_clock: bool
) -> tuple[tuple[str, str, float | None], ...]:
    backup = health.backup
    return (
        ("administrators", "Administrators with a second factor", health.administrators),
        ("works_failing", "Works that failed when they were last run", len(health.failing)),
        ("works_late", "Works that nobody has run though they are due", len(health.late)),
        ("audit_is_whole", "1 while the audit ends where it was noted to end", health.is_audit_whole),
        ("backup_s", "When the last backup was written, 0 if never", _done(backup.at, is_known=backup.is_known)),
        (
            "restored_s",
            "When a backup was last restored for a trial, 0 if never",
            _done(backup.restored_at, is_known=backup.is_known),
        ),
        (
            "erased_s",
            "When what is over was last erased, 0 if never",
            _done(health.erasing.at, is_known=health.erasing.is_known),
        ),
        ("recoveries", "Officers of whom two bring the report key back", health.recoveries),
        ("certificates_ending", "Certificates that sign papers and end within a month", health.ending),
        ("message_s", "When a message last left", _seconds(health.last_message)),
        ("messages_stuck", "Messages that should have left half a day ago", health.stuck_messages),
        ("messages_lost", "Messages that did not leave since yesterday", health.lost_messages),
        ("clock_doubted", "1 while the clock is not where it should be, and nothing is erased by it", doubts_clock),
        ("reads_standby", "1 while lists are read from the standby that was named", reads_standby),
    )


def _done(at: dt.datetime | None, *, is_known: bool) -> float | None:
    return 0 if is_known and at is None else _seconds(at)


def _seconds(moment: dt.datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
