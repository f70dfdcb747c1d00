"""A message as a picture with a code, for outlets that carry pictures better than words."""

from __future__ import annotations

import datetime as dt

from bluezone.documents.cards import Card, set_card
from bluezone.documents.errors import DocumentError
from bluezone.portal.errors import RefusedError


def picture_of(body: str, link: str, now: dt.datetime) -> bytes:
    """Draws the message as a PNG. Raises RefusedError for words that do not fit on it."""
    try:
        return set_card(Card(body.strip(), link), now=now)
    except DocumentError as error:
        raise RefusedError("the text is too long for a picture, or has signs that cannot be drawn") from error
