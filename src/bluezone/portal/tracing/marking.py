"""Names and telephone numbers as marks: keyed hashes by which pieces of evidence about one person are found together.

The key follows from the one that opens sealed reports, which no backup holds: whoever has a copy of the tables cannot
try names or numbers, and what a sealed report holds stays sealed. A machine that was set up anew has another key; what
came before is then not found beside what comes after. A name is folded first, and a number is brought to the form that
it has since 2018.
"""

from __future__ import annotations

import hashlib
import hmac

from bluezone.lists.cleaning.phones import number_meant
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.vietnam.folding import fold_words

MARK_LENGTH = 32
_FEWEST_DIGITS = 8
"""Of anybody's number (`vietnam/telephone.py`)."""


def mark_of_name(name: str) -> str:
    """Marks a name; empty for none."""
    folded = fold_words(name)
    return _mark("name", folded) if folded else ""


def mark_of_phone(phone: str) -> str:
    """Marks a number; empty for what is none."""
    number = number_meant(phone)
    return _mark("phone", number) if len(number) >= _FEWEST_DIGITS else ""


def _mark(kind: str, text: str) -> str:
    key = hashlib.sha256(b"marks of evidence:" + wrapping_key()).digest()
    return hmac.new(key, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()[:MARK_LENGTH]
