"""Running an exchange: metrics, backups, restores. Nothing measured here carries an id, key, code or address."""

from bluezone.exchange.operations.backup import read_backup, write_backup
from bluezone.exchange.operations.metrics import Metrics
from bluezone.exchange.operations.restore import adopt_key_list, adopt_published

__all__ = ["Metrics", "adopt_key_list", "adopt_published", "read_backup", "write_backup"]
