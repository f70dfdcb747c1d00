"""An exchange's store carried to this version. There is no way back: what it published since would be signed anew, and
its log fork (docs/protocol/4-log.md). A backup goes on from what is published (`bluezone exchange restore`).
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from bluezone.exchange.keyring import load_keyring
from bluezone.exchange.publishing import open_files
from bluezone.exchange.publishing.configurations import why_not_taken
from bluezone.exchange.publishing.files import noted_bucket
from bluezone.exchange.service import lock_data
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store.upgrading import change_tables
from bluezone.joining.exchange.noted_store import chosen_store
from bluezone.joining.folders import require_own
from bluezone.joining.refusal import RefusedError
from bluezone.joining.telling import Tell, unheard
from bluezone.joining.upgrading.outcome import Upgraded
from bluezone.joining.upgrading.versions import this_version


def upgrade_exchange(data: Path, store: str | None, *, check_only: bool, tell: Tell = unheard) -> Upgraded:
    """Carries the store to this version, or with `check_only` tries whether that goes well. Raises StoreError, with the
    store as it stood, RefusedError where there is none. Each step is told as it begins."""
    settings = ExchangeSettings(data=data, store_url=chosen_store(data, store), bucket=noted_bucket(data))
    if settings.store_url is None and not (data / "exchange.db").exists():
        raise RefusedError("the exchange in this directory has no store yet: `bluezone exchange serve` makes it")
    require_own(data)
    with lock_data(data):
        changed = change_tables(
            settings.store_address,
            check_only=check_only,
            require=lambda connection: _require_configuration(connection, settings),
            tell=tell,
        )
    return Upgraded("", this_version(), changed.changes, changed.rows, is_kept=False)


def _require_configuration(connection: sa.Connection, settings: ExchangeSettings) -> None:
    """Raises RefusedError where this version would not start with what phones follow now: the earlier one still runs,
    and can publish it under two signatures."""
    why = why_not_taken(connection, open_files(settings), load_keyring(settings.key_directory).key_list)
    if why is not None:
        raise RefusedError(
            f"this version does not take the configuration in force: {why}. Start the earlier version, publish the "
            "same once more under two signatures (`bluezone exchange configuration propose`), and upgrade then"
        )
