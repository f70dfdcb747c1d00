"""A portal of which all is well, as its health is read."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.operations.erased import ErasingView
from bluezone.portal.operations.health import Health
from bluezone.portal.operations.selectors import BackupView

YESTERDAY = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
HEALTHY = Health(
    administrators=2,
    bare_administrators=0,
    has_worked=True,
    failing=(),
    late=(),
    backup=BackupView(is_known=True, at=YESTERDAY, is_old=False, restored_at=YESTERDAY),
    erasing=ErasingView(is_known=True, at=YESTERDAY),
    is_audit_whole=True,
    has_report_key=True,
    recoveries=3,
    opens_numbers=True,
    is_key_given_up=False,
    ending=0,
    last_message=YESTERDAY,
    stuck_messages=0,
    lost_messages=0,
)
