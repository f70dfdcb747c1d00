"""What can be a Vietnamese syllable: an onset, a rhyme, and a tone that the rhyme can carry.

The set of rhymes is closed and small, so that hardly any word of another language, and hardly any mojibake, passes.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
_RISING_OR_HEAVY = frozenset("\u0301\u0323")

_ONSETS = frozenset(
    [
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "gh",
        "gi",
        "h",
        "k",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "ngh",
        "nh",
        "p",
        "ph",
        "qu",
        "r",
        "s",
        "t",
        "th",
        "tr",
        "v",
        "x",
    ]
) | {""}
_RHYMES = frozenset(
    unicodedata.normalize(
        "NFC",
        """
        a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
        e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
        i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
        o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
        oc oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
        u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
        uy uya uych uyên uyêt uyn uynh uyt uyu ư ưa ưc ưi ưm ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
        y yêm yên yêng yêt yêu yn ynh yt
        """,
    ).split()
)


_WITH_GLIDE = frozenset(
    rhyme
    for rhyme in _RHYMES
    if len(rhyme) > 1 and rhyme != "uy" and (rhyme[-1] in "iouy" or rhyme in {"ia", "ua", "ưa"})
)
_BEFORE_FRONT_VOWELS = frozenset({"gh", "k", "ngh"})
_FRONT = frozenset("eêiy")


_LONGEST = 16
"""Letters and marks of the longest: ng, h, i, ê, n, g are seven, and ê with its tone is three by itself."""


def is_syllable(word: str) -> bool:
    """Whether the word, in any case and any composition, can be one Vietnamese syllable."""
    return 0 < len(word) <= _LONGEST and _is_syllable(word)


@lru_cache(maxsize=65_536)
def _is_syllable(word: str) -> bool:
    marked = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in marked if letter in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(letter for letter in marked if letter not in _TONES))
    if bare == "gi":
        return True
    on_last = bool(tones) and _ends_in_tone(marked)
    return any(
        _fits(bare[:cut], bare[cut:]) and _carries(bare[cut:], tones, on_last) for cut in range(min(4, len(bare)))
    )


def _ends_in_tone(marked: str) -> bool:
    """Whether the tone stands on the last letter, whatever other marks that letter has."""
    return any(letter in _TONES for letter in marked[len(marked.rstrip(_MARKS)) :])


def _fits(onset: str, rhyme: str) -> bool:
    if onset not in _ONSETS or rhyme not in _RHYMES:
        return False
    return onset not in _BEFORE_FRONT_VOWELS or rhyme[0] in _FRONT


def _carries(rhyme: str, tones: list[str], on_last: bool) -> bool:
    """Whether a rhyme carries the tone: one with a stop (-c, -ch, -p, -t) has sắc or nặng alone, a glide none."""
    if rhyme.endswith(("c", "ch", "p", "t")):
        return bool(tones) and tones[0] in _RISING_OR_HEAVY
    return not (on_last and rhyme in _WITH_GLIDE)
