"""How TCVN3 (.VnTime), VNI (VNI-Times) and VIQR write each Vietnamese letter.

The tables hold small letters; how each encoding makes capitals is in `encodings`. TCVN3 is one Latin-1 sign for a
letter (TCVN 5712:1993, VN3); VNI is a base letter and a Latin-1 sign for the mark; VIQR (RFC 1456) is plain ASCII.
"""

from __future__ import annotations

PLAIN = "aăâeêioôơuưy"

LETTERS = (
    # Without a mark, with huyền, hỏi, ngã, sắc, nặng.
    *("a", "à", "ả", "ã", "á", "ạ"),
    *("ă", "ằ", "ẳ", "ẵ", "ắ", "ặ"),
    *("â", "ầ", "ẩ", "ẫ", "ấ", "ậ"),
    *("e", "è", "ẻ", "ẽ", "é", "ẹ"),
    *("ê", "ề", "ể", "ễ", "ế", "ệ"),
    *("i", "ì", "ỉ", "ĩ", "í", "ị"),
    *("o", "ò", "ỏ", "õ", "ó", "ọ"),
    *("ô", "ồ", "ổ", "ỗ", "ố", "ộ"),
    *("ơ", "ờ", "ở", "ỡ", "ớ", "ợ"),
    *("u", "ù", "ủ", "ũ", "ú", "ụ"),
    *("ư", "ừ", "ử", "ữ", "ứ", "ự"),
    *("y", "ỳ", "ỷ", "ỹ", "ý", "ỵ"),
    "đ",
)
"""Every small vowel with every tone, and đ."""

_TCVN3 = (
    *("a", "\xb5", "\xb6", "\xb7", "\xb8", "\xb9"),
    *("\xa8", "\xbb", "\xbc", "\xbd", "\xbe", "\xc6"),
    *("\xa9", "\xc7", "\xc8", "\xc9", "\xca", "\xcb"),
    *("e", "\xcc", "\xce", "\xcf", "\xd0", "\xd1"),
    *("\xaa", "\xd2", "\xd3", "\xd4", "\xd5", "\xd6"),
    *("i", "\xd7", "\xd8", "\xdc", "\xdd", "\xde"),
    *("o", "\xdf", "\xe1", "\xe2", "\xe3", "\xe4"),
    *("\xab", "\xe5", "\xe6", "\xe7", "\xe8", "\xe9"),
    *("\xac", "\xea", "\xeb", "\xec", "\xed", "\xee"),
    *("u", "\xef", "\xf1", "\xf2", "\xf3", "\xf4"),
    *("\xad", "\xf5", "\xf6", "\xf7", "\xf8", "\xf9"),
    *("y", "\xfa", "\xfb", "\xfc", "\xfd", "\xfe"),
    "\xae",
)
_VNI = (
    *("a", "aø", "aû", "aõ", "aù", "aï"),
    *("aê", "aè", "aú", "aü", "aé", "aë"),
    *("aâ", "aà", "aå", "aã", "aá", "aä"),
    *("e", "eø", "eû", "eõ", "eù", "eï"),
    *("eâ", "eà", "eå", "eã", "eá", "eä"),
    *("i", "ì", "æ", "ó", "í", "ò"),
    *("o", "oø", "oû", "oõ", "où", "oï"),
    *("oâ", "oà", "oå", "oã", "oá", "oä"),
    *("ô", "ôø", "ôû", "ôõ", "ôù", "ôï"),
    *("u", "uø", "uû", "uõ", "uù", "uï"),
    *("ö", "öø", "öû", "öõ", "öù", "öï"),
    *("y", "yø", "yû", "yõ", "yù", "î"),
    "ñ",
)
_VIQR_BASES = ("a", "a(", "a^", "e", "e^", "i", "o", "o^", "o+", "u", "u+", "y")
_VIQR_TONES = ("", "`", "?", "~", "'", ".")
_VIQR = (*(base + tone for base in _VIQR_BASES for tone in _VIQR_TONES), "dd")

TCVN3: dict[str, str] = dict(zip(LETTERS, _TCVN3, strict=True))
VNI: dict[str, str] = dict(zip(LETTERS, _VNI, strict=True))
VIQR: dict[str, str] = dict(zip(LETTERS, _VIQR, strict=True))

TCVN3_CAPITALS: dict[str, str] = {
    "Ă": "\xa1",
    "Â": "\xa2",
    "Ê": "\xa3",
    "Ô": "\xa4",
    "Ơ": "\xa5",
    "Ư": "\xa6",
    "Đ": "\xa7",
}
"""All the capitals that have a sign of their own; a toned capital is its small letter in a font of capitals."""
