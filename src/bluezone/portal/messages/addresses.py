"""Telephone numbers and e-mail addresses as one thing: normalised, shortened for the eye, hashed for the opt-outs."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bluezone.portal.errors import RefusedError, refused_by_the_country
from bluezone.vietnam.telephone import normalised_phone

_LONGEST = 120


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """One number or e-mail address to send to. Its repr tells nothing, so that no log can."""

    text: str

    def __post_init__(self) -> None:
        if not self.text or len(self.text) > _LONGEST:
            raise RefusedError("an address has up to 120 characters")

    @property
    def is_mail(self) -> bool:
        """Whether this is an e-mail address."""
        return "@" in self.text

    @property
    def ending(self) -> str:
        """The end that may be shown: 678 of a number, .vn of an address."""
        return self.text[-3:]

    @property
    def hash(self) -> str:
        """The address hashed under the portal's own key: ten digits alone would be guessed in a second."""
        key = hashlib.sha256(b"opt-outs of messages:" + settings.SECRET_KEY.encode()).digest()
        return hmac.new(key, self.text.encode(), hashlib.sha256).hexdigest()


def read_address(text: str) -> Address:
    """Reads a number of Viet Nam, or an e-mail address. Raises RefusedError."""
    typed = unicodedata.normalize("NFC", text).strip()
    if "@" not in typed:
        with refused_by_the_country():
            return Address(normalised_phone(typed))
    try:
        validate_email(typed)
    except ValidationError as error:
        raise RefusedError("this is no e-mail address") from error
    return Address(typed.lower())
