"""Words in the owner's language: gettext catalogues, read as they are, no build step.

The source language of the templates is English; Vietnamese is the language of the product and the default. A test
extracts every string and finds it translated (tests/citizen/test_language.py; docs/decisions/0009-pages.md).
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUE = "citizen"


@cache
def words(language: str) -> gettext.NullTranslations:
    """Reads the catalogue of this language; the source language needs none."""
    if language == "en":
        return gettext.NullTranslations()
    text = files(__package__).joinpath("locale", language, "LC_MESSAGES", f"{CATALOGUE}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
