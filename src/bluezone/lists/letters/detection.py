"""Which encoding a text is written in, told by how many of its words become Vietnamese syllables.

Only a word that carries a sign beyond plain letters says anything. Unicode wins every draw, so that a list which can be
read as it stands is never touched; whatever else is found is a proposal with a confidence, for a person to confirm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

from bluezone.lists.letters.encodings import Encoding, decode
from bluezone.lists.letters.syllables import is_syllable

LEAST_CONFIDENCE = 0.5
"""Below, the text is taken as Unicode."""
MAX_WORDS = 2_000
"""Of a text, its first different words are enough."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What the words of a text say about its letters."""

    encoding: Encoding
    confidence: float
    """0..1"""
    witnesses: int
    """Words that say anything at all."""
    named_by_font: bool = False
    """The file names a font of this encoding."""
    decomposed: bool = False
    """Some letters are written as letter and mark apart."""

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1 or self.witnesses < 0:
            raise ValueError("a confidence lies in 0..1")


def detect(texts: Iterable[str], fonts: Collection[str] = ()) -> Detection:
    """Finds the most likely encoding of texts that one hand wrote, in a file that names these fonts."""
    texts = list(texts)
    words = list(islice(dict.fromkeys(word for text in texts for word in text.split()), MAX_WORDS))
    decomposed = any(not text.isascii() and not unicodedata.is_normalized("NFC", text) for text in texts)
    named = encoding_of_fonts(fonts)
    best = max(
        (_judge(words, encoding, named is encoding) for encoding in (Encoding.TCVN3, Encoding.VNI, Encoding.VIQR)),
        key=lambda found: found.confidence,
    )
    if best.confidence >= LEAST_CONFIDENCE:
        return best
    plain = [word for word in words if not word.isascii()]
    right = sum(is_syllable(word.strip(_PUNCTUATION)) for word in plain)
    return Detection(Encoding.UNICODE, right / len(plain) if plain else 1.0, len(plain), decomposed=decomposed)


def encoding_of_fonts(fonts: Collection[str]) -> Encoding | None:
    """The encoding that a file's fonts name: .VnTime, VNI-Times. None where they say nothing or two things."""
    named = {
        encoding
        for font in fonts
        for prefix, encoding in ((".vn", Encoding.TCVN3), ("vni-", Encoding.VNI))
        if font.lower().startswith(prefix)
    }
    return named.pop() if len(named) == 1 else None


def looks_better(text: str, encoding: Encoding) -> bool:
    """Whether more words of this one text are syllables when read in `encoding` than as they stand."""
    words = [word.strip(_PUNCTUATION) for word in text.split()]
    gained = sum(is_syllable(decode(word, encoding)) - is_syllable(word) for word in words if _says(word, encoding))
    return gained > 0


def _judge(words: list[str], encoding: Encoding, named_by_font: bool) -> Detection:
    """Counts each word for the encoding one, each against one less; few prove little unless the font says the same."""
    witnesses = [stripped for word in words if (stripped := _stripped(word, encoding)) and _says(stripped, encoding)]
    gained = sum(is_syllable(decode(word, encoding)) - is_syllable(word) for word in witnesses)
    doubt = 0 if named_by_font else 3 if encoding is Encoding.VIQR else 1
    confidence = max(0.0, gained / (len(witnesses) + doubt)) if witnesses else 0.0
    return Detection(encoding, confidence, len(witnesses), named_by_font)


def _stripped(word: str, encoding: Encoding) -> str:
    if encoding is Encoding.VIQR:
        return word.lstrip(_PUNCTUATION).rstrip(',;:!)"]}')
    return word.strip(_PUNCTUATION)


def _says(word: str, encoding: Encoding) -> bool:
    if encoding is Encoding.VIQR:
        return word.isascii() and "@" not in word and "://" not in word and bool(_VIQR_MARKED.search(word))
    return not word.isascii() and bool(_PLAIN_LETTER.search(word))


_PUNCTUATION = "()[]{}<>.,;:!?\"'`/\\|-_*+=#&%0123456789"
_PLAIN_LETTER = re.compile(r"[A-Za-z]")
"""A sign that stands alone is a dash, a dot or a sum more often than the word ở."""
_VIQR_MARKED = re.compile(
    r"[aeo]\^|a\([`'?~.]?[a-z]|[ou]\+|\bdd[aeiouy]|[aeiouy][`'?~][a-z]|[aeiouy]\.[a-z]|[aeiouy][`~]$", re.IGNORECASE
)
