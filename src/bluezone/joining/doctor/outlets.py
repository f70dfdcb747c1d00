"""The ways by which a portal's messages leave: what it was given, and who answers there; nothing is sent."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bluezone.joining.doctor.check import Check, well, wrong
from bluezone.vietnam.words import Words

if TYPE_CHECKING:
    from bluezone.portal.messages.outlets.opening import OutletsFile

_ANSWERS_WITHIN_S = 5
_NAME = "outlets"
_LOOK = Words(
    "Xem đường mạng từ máy này, IPAddressAllow= của dịch vụ và tệp --outlets.",
    "Look at the network from this machine, the unit's IPAddressAllow= and the file of --outlets.",
)


def outlets_answer(file: str | None) -> Check:
    """Opens a line to the mail server and the gateway, and looks whether the queue file can be written."""
    from bluezone.portal.errors import PortalError
    from bluezone.portal.messages.outlets.opening import opened, read_outlets

    if file is None:
        said = Words("Không nêu đường gửi tin: cán bộ chép tin bằng tay.", "No outlets: words are copied by hand.")
        return well(_NAME, said.vi, said.en)
    path = Path(file)
    try:
        opened(path)
        chosen = read_outlets(path)
    except PortalError as error:
        said = Words(f"Không đọc được tệp đường gửi tin {path.name}.", f"The outlets cannot be opened: {error}.")
        return wrong(_NAME, said, _LOOK)
    ways = _ways(chosen, path.parent)
    silent = [name for name, answers in ways.items() if not answers]
    if silent:
        names = ", ".join(silent)
        said = Words(f"Không nối được: {names}.", f"Nobody answers, or nothing can be written: {names}.")
        return wrong(_NAME, said, _LOOK)
    names = ", ".join(ways) or "0"
    return well(_NAME, f"Nối được đường gửi tin: {names}.", f"The ways out answer: {names}.")


def _ways(chosen: OutletsFile, folder: Path) -> dict[str, bool]:
    found = {}
    if chosen.mail is not None:
        found["mail"] = _answers(chosen.mail.host, chosen.mail.port)
    if chosen.gateway is not None:
        parts = urlsplit(chosen.gateway.url)
        found["gateway"] = _answers(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    if chosen.queue is not None:
        file = folder / chosen.queue.file
        found["queue"] = os.access(file if file.exists() else file.parent, os.W_OK)
    return found


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=_ANSWERS_WITHIN_S).close()
    except OSError:
        return False
    return True
