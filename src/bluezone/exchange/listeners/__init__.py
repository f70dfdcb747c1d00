"""The two ways in: the public listener for phones, the internal one for the authority. Both only parse and answer."""

from bluezone.exchange.listeners.internal import internal_application
from bluezone.exchange.listeners.public import public_answerer
from bluezone.exchange.listeners.serving import OFFICE, PHONES, Listener, serve

__all__ = ["OFFICE", "PHONES", "Listener", "internal_application", "public_answerer", "serve"]
