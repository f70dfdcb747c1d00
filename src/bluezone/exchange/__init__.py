"""The exchange: from a confirmed test to a published batch, without learning who anybody is (docs/protocol/3 to 7).

The service that phones call. It never imports device, radio or portal; it meets them in bytes.
"""

from bluezone.exchange.errors import ExchangeError
from bluezone.exchange.service import Exchange
from bluezone.exchange.settings import ExchangeSettings

__all__ = ["Exchange", "ExchangeError", "ExchangeSettings"]
