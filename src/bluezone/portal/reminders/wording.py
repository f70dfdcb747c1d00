"""The words of a reminder, the same for everything it may be about and in Vietnamese for everybody. Pure.

Whoever looks over a shoulder learns that a health station wants a link opened, or a call: no disease, no level, no
name, no place. What is asked stands behind the link.
"""

from __future__ import annotations

SUBJECT = "Trạm y tế nhờ ông/bà liên hệ"
CODE_SIGNS = 32
"""Of the code behind the # of a link."""


def words_of(*, link: str, phone: str) -> str:
    """Says what is sent: with a link where one person alone reads it, else the number to call back. Raises ValueError
    without both."""
    if not link and not phone:
        raise ValueError("a reminder leads somewhere")
    if not link:
        return f"Trạm y tế nhờ ông/bà gọi lại {phone} trong hôm nay. Không nhận tin nữa: gọi số này."
    call = f" hoặc gọi {phone}" if phone else ""
    return f"Trạm y tế nhờ ông/bà mở {link}{call} trong hôm nay. Không nhận tin nữa: bấm ở trang đó."


def link_to(page: str, code: str) -> str:
    """The link in a message: the code stands behind the #, so no proxy writes it down."""
    return f"{page}#{code}"
