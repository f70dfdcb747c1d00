"""Names, numbers and telephone numbers as anybody may post them to a page, or put them into an address."""

from __future__ import annotations

import contextlib

from bluezone.vietnam import (
    VietnamError,
    count_typed,
    decimal_typed,
    fold,
    fold_words,
    given_name_first,
    is_phone,
    is_phone_of_any_country,
    measure,
    normalised_name,
    normalised_phone,
    sort_key,
    whole_number,
    without_marks,
)


def fuzz(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    with contextlib.suppress(VietnamError):
        assert is_phone(normalised_phone(text))
    for number in (whole_number(text), count_typed(text), decimal_typed(text)):
        assert number is None or number >= 0
    kept = normalised_name(text)
    assert kept == normalised_name(kept)
    kept.encode()
    sort_key(text), given_name_first(text), fold(text), fold_words(text), is_phone_of_any_country(text)
    assert measure(without_marks(text)).segments <= len(text) * 2


def samples() -> list[bytes]:
    return [text.encode() for text in ("+84 912 345 678", "1.172", "71,67", "Vũ Thị Ánh", "Đường dây nóng: 1022 €")]
