"""The exchange, reached over HTTP."""

from bluezone.device.exchange_client.http import HttpExchange
from bluezone.device.exchange_client.mirror import MirroredExchange

__all__ = ["HttpExchange", "MirroredExchange"]
