"""The exchange, reached over HTTP."""

from bluezone.device.exchange_client.by_names import Resolve
from bluezone.device.exchange_client.http import HttpExchange
from bluezone.device.exchange_client.mirror import MirroredExchange

__all__ = ["HttpExchange", "MirroredExchange", "Resolve"]
