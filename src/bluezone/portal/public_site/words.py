"""The portal's catalogue for pages that no request asks for: read as it is, without Django and without a build step."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bluezone.vietnam.words import Language


@cache
def words(language: Language) -> gettext.NullTranslations:
    """The catalogue of this language; English is the language of the sentences themselves."""
    if language == "en":
        return gettext.NullTranslations()
    text = files("bluezone.portal").joinpath("locale", language, "LC_MESSAGES", "django.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
