"""The portal's catalogue for pages that no request asks for: read as it is, without Django and without a build step."""

from __future__ import annotations

import gettext
import io
from functools import cache

from babel.messages.mofile import write_mo

from bluezone.portal.catalogue import whole_catalogue
from bluezone.vietnam.words import Language


@cache
def words(language: Language) -> gettext.NullTranslations:
    """Reads the catalogue of this language; English is the language of the sentences themselves."""
    if language == "en":
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, whole_catalogue())
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
