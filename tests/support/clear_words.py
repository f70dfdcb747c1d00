"""Whether somebody's words lie readable in a file, in whichever way programs write words.

A name of Vietnamese letters is another run of bytes in a browser, in JSON, in an address and with its marks apart; who
looks for one of them alone finds nothing where all of it stands.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, quote_plus


def written_forms(word: str) -> set[bytes]:
    """The bytes that a word may be: as text, as browsers keep it, with its marks apart, in JSON, an address, HTML."""
    escaped = json.dumps(word)[1:-1]
    html = "".join(sign if ord(sign) < 128 else f"&#{ord(sign)};" for sign in word)
    spelled = {word, unicodedata.normalize("NFD", word), escaped, escaped.upper().replace("\\U", "\\u"), html}
    spelled |= {quote(word), quote_plus(word), quote(word).lower(), quote_plus(word).lower()}
    return {one.encode(encoding) for one in spelled for encoding in ("utf-8", "utf-16-le", "utf-16-be")}


def words_in(words: Iterable[str], files: Iterable[bytes]) -> list[str]:
    """Those of these words that stand in some file."""
    sought, found = {word: written_forms(word) for word in words}, set[str]()
    for content in files:
        found |= {word for word, forms in sought.items() if any(form in content for form in forms)}
    return sorted(found)
