"""Ids of other authorities' lists, as they are known again: digests under a key of this portal.

An id is often a number that counts up, or made of a name, so whoever has a copy of the tables could try them all and
learn who was listed. The key follows from the portal's secret key, which lies in a file beside the database. Under
another one, people of a list are new once it is brought again.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

KEY_LENGTH = 40


def keyed(digest: str) -> str:
    """Hides a digest from whoever could compute it themselves."""
    key = hashlib.sha256(b"ids of lists:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]
