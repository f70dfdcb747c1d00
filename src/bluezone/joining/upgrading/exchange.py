"""An exchange's store carried to this version. There is no way back: what it published since would be signed anew, and
its log fork (docs/protocol/4-log.md). A backup goes on from what is published (`bluezone exchange restore`).
"""

from __future__ import annotations

from pathlib import Path

from bluezone.exchange.service import lock_data
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store.upgrading import change_tables
from bluezone.joining.exchange.noted_store import chosen_store
from bluezone.joining.folders import require_own
from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading.outcome import Upgraded
from bluezone.joining.upgrading.versions import this_version


def upgrade_exchange(data: Path, store: str | None, *, check_only: bool) -> Upgraded:
    """Carries the store to this version, or with `check_only` tries whether that goes well. Raises StoreError, with the
    store as it stood, RefusedError where there is none."""
    settings = ExchangeSettings(data=data, store_url=chosen_store(data, store))
    if settings.store_url is None and not (data / "exchange.db").exists():
        raise RefusedError("the exchange in this directory has no store yet: `bluezone exchange serve` makes it")
    require_own(data)
    with lock_data(data):
        changed = change_tables(settings.store_address, check_only=check_only)
    return Upgraded("", this_version(), changed.changes, changed.rows, is_kept=False)
