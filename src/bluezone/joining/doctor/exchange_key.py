"""The key by which a portal asks the exchange: it lies there, and nobody but the account reads it."""

from __future__ import annotations

from pathlib import Path

from bluezone.joining.doctor.check import Check, well, wrong
from bluezone.portal.errors import ConfigurationError
from bluezone.portal.secrets_on_disk import read_secret_text
from bluezone.vietnam.words import Words

_NAME = "exchange-key"


def exchange_key_is_there(exchange: str | None, key: str | None) -> tuple[Check, ...]:
    """Looks at what the portal was last served with; at nothing where that names no exchange."""
    if exchange is None and key is None:
        return ()
    if exchange is None or key is None:
        return (_half_named(key),)
    why = _why_not(Path(key))
    if why is None:
        return (well(_NAME, "Khóa gọi trạm trao đổi còn đủ và kín.", "The exchange's key is there, and closed."),)
    said = Words(
        f"Bàn cấp mã không cấp được mã: khóa gọi trạm trao đổi {key} {why.vi}.",
        f"The code desk gives out no code: the exchange's key {key} {why.en}.",
    )
    return (wrong(_NAME, said, _lay(key)),)


def _half_named(key: str | None) -> Check:
    missing = "--exchange" if key is not None else "--exchange-key"
    return wrong(
        _NAME,
        Words(
            f"Bàn cấp mã không cấp được mã: cổng chạy mà thiếu {missing}.",
            f"The code desk gives out no code: the portal was started without {missing}.",
        ),
        Words(
            "Ghi cả --exchange và --exchange-key vào PORTAL_OPTIONS trong /etc/bluezone/portal.env, rồi khởi động lại.",
            "Write both --exchange and --exchange-key into PORTAL_OPTIONS in /etc/bluezone/portal.env; start anew.",
        ),
    )


def _why_not(key: Path) -> Words | None:
    if not key.is_file():
        return Words("không có ở đó", "is not there")
    try:
        read_secret_text(key)
    except ConfigurationError:
        if key.stat().st_mode & 0o077:
            return Words("người khác đọc được", "may be read by others")
        return Words("là tệp rỗng", "is empty")
    except (OSError, UnicodeDecodeError):
        return Words("không đọc được", "cannot be read")
    return None


def _lay(key: str) -> Words:
    copy = f"install -o bluezone-portal -m 0400 /var/lib/bluezone-exchange/internal.key {key}"
    return Words(
        f"Cùng một máy, dưới quyền root: {copy}. Khác máy: docs/operating/hai-may.md. Không cần khởi động lại.",
        f"On one machine, as root: {copy}. On two: docs/operating/two-machines.md. Nothing is to be started anew.",
    )
