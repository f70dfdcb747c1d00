"""The internal listener: codes, alerts about places, publishing, reports and totals for the portal, under a bearer key.

Own port, never public. It speaks JSON, and nothing it says contains a seed.
"""

from bluezone.exchange.listeners.internal.application import internal_application

__all__ = ["internal_application"]
