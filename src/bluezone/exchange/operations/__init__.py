"""Running an exchange: metrics, backups, restores, and lists for original phones.

Nothing measured here carries an id, key, code or address.
"""

from bluezone.exchange.operations.backup import read_backup, require_backup_possible, write_backup
from bluezone.exchange.operations.metrics import Metrics
from bluezone.exchange.operations.noted_copies import note_backup, note_restored
from bluezone.exchange.operations.original_list import OriginalList, original_list
from bluezone.exchange.operations.restore import adopt, restore

__all__ = [
    "Metrics",
    "OriginalList",
    "adopt",
    "note_backup",
    "note_restored",
    "original_list",
    "read_backup",
    "require_backup_possible",
    "restore",
    "write_backup",
]
