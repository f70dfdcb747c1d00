"""Bars that a scanner reads: Code 128 (ISO/IEC 15417) of digits, as an SVG.

Two digits a sign where there are two, one where one is left; a sign that checks the whole, and the white on both sides
without which no scanner finds the beginning.
"""

from __future__ import annotations

from bluezone.documents.errors import PaperError
from bluezone.documents.words import Reason

_QUIET = 10
"""Modules of white on each side."""
_START_C, _CODE_B, _STOP, _MODULUS = 105, 100, 106, 103
_ZERO_IN_B = 16
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
    "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
    "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
    "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
    "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
    "211232 2331112"
)
"""A bar, a gap, a bar, a gap … of each sign, in modules; the last one ends the row."""
_WIDTHS_OF = _WIDTHS.split()
_LONGEST = 40


def bars_drawing(digits: str) -> str:
    """Draws digits as bars, an SVG one unit high and as many wide as it has modules. Raises PaperError for others."""
    if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= _LONGEST):
        raise PaperError(Reason.LINE_LENGTH, most=_LONGEST)
    at, bars = _QUIET, []
    for sign in _signs(digits):
        for place, width in enumerate(int(one) for one in _WIDTHS_OF[sign]):
            if place % 2 == 0:
                bars.append(f"M{at} 0h{width}v1h-{width}z")
            at += width
    wide = at + _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} 1" preserveAspectRatio="none" '
        f'shape-rendering="crispEdges"><path d="{"".join(bars)}"/></svg>'
    )


def _signs(digits: str) -> list[int]:
    pairs, rest = len(digits) // 2, digits[len(digits) // 2 * 2 :]
    signs = [_START_C, *(int(digits[2 * at : 2 * at + 2]) for at in range(pairs))]
    if rest:
        signs += [_CODE_B, _ZERO_IN_B + int(rest)]
    check = (signs[0] + sum(at * sign for at, sign in enumerate(signs))) % _MODULUS
    return [*signs, check, _STOP]
