"""Addresses that open a phone's own programs. Pure."""

from __future__ import annotations

from urllib.parse import quote


def sms_link(phone: str, text: str) -> str:
    """The address that opens the phone's own message with number and text filled in."""
    return f"sms:{quote(phone, safe='+')}?body={quote(text, safe='')}"
