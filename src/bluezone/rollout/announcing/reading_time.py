"""How long a text takes to be read aloud over a loudspeaker.

People read Vietnamese aloud at 5.25 syllables a second (Coupé, Oh, Dediu and Pellegrino, Science Advances 5, 2019) and
English at 6.19 (Pellegrino, Coupé and Marsico, Language 87, 2011). Loudspeakers in the open echo, so an announcer reads
at six tenths of that, which is our choice, with a rest after each sentence. A written Vietnamese word is one syllable:
that is 189 words a minute.
"""

from __future__ import annotations

import math
import re

from bluezone.vietnam.folding import fold
from bluezone.vietnam.words import Language

SYLLABLES_PER_SECOND = {"vi": 5.25, "en": 6.19}
SLOWED_TO = 0.6
REST_SECONDS = 0.8
_SYLLABLES_OF_A_DIGIT = 2
"""2020 is "hai nghìn không trăm hai mươi", six syllables; two for a digit errs on the long side."""
_VOWELS = re.compile(r"[aeiouy]+")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SENTENCE = re.compile(r"[.!?:;]+(?:\s|\Z)")


def words_per_minute() -> int:
    """How many words a minute an announcer reads in Vietnamese, where a written word is a syllable."""
    return round(60 * SYLLABLES_PER_SECOND["vi"] * SLOWED_TO)


def syllables(text: str) -> int:
    """Counts syllables as they are spoken: of a word its groups of vowels, of a number its digits."""
    return sum(_of_word(word) for word in _WORD.findall(fold(text)))


def reading_seconds(text: str, language: Language) -> int:
    """How many seconds a text takes to be read, rounded up."""
    pace = SYLLABLES_PER_SECOND[language] * SLOWED_TO
    return math.ceil(syllables(text) / pace + REST_SECONDS * len(_SENTENCE.findall(text)))


def _of_word(word: str) -> int:
    digits = len(_DIGIT.findall(word))
    return _SYLLABLES_OF_A_DIGIT * digits if digits else max(1, len(_VOWELS.findall(word)))
