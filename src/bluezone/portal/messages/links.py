"""Addresses that open a phone's own programs."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings

NOWHERE = "#main"
"""Where such an address leads in a training: to the top of its page."""


def sms_link(phone: str, text: str) -> str:
    """The address that opens the phone's own message with number and text filled in; in a training none does."""
    return NOWHERE if settings.TRAINING else f"sms:{quote(phone, safe='+')}?body={quote(text, safe='')}"
