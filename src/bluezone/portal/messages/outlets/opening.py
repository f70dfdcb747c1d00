"""Which outlets this portal has, from a TOML file of the operator's with `[mail]`, `[gateway]` and `[queue]`."""

from __future__ import annotations

from pathlib import Path

import msgspec
from django.conf import settings

from bluezone.portal.errors import ConfigurationError
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.base import MessageOutlet
from bluezone.portal.messages.outlets.gateway import GatewayOutlet, GatewaySettings
from bluezone.portal.messages.outlets.mail import MailOutlet, MailSettings
from bluezone.portal.messages.outlets.queue_file import QueueOutlet, QueueSettings
from bluezone.portal.secrets_on_disk import read_secret_text


class OutletsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The outlets' file; what is not in it, this portal does not have."""

    mail: MailSettings | None = None
    gateway: GatewaySettings | None = None
    queue: QueueSettings | None = None


def outlets() -> dict[Outlet, MessageOutlet]:
    """Opens this portal's outlets, read anew."""
    path = settings.MESSAGE_OUTLETS
    return opened(path) if path is not None else {}


def opened(path: Path) -> dict[Outlet, MessageOutlet]:
    """Opens the outlets of this file. Raises ConfigurationError."""
    chosen = read_outlets(path)
    found: dict[Outlet, MessageOutlet] = {}
    if chosen.mail is not None:
        found[Outlet.MAIL] = MailOutlet(chosen.mail, _secret(path, chosen.mail.password_file))
    if chosen.gateway is not None:
        found[Outlet.GATEWAY] = GatewayOutlet(chosen.gateway, _secret(path, chosen.gateway.secret_file))
    if chosen.queue is not None:
        found[Outlet.QUEUE] = QueueOutlet(chosen.queue, path.parent)
    return found


def read_outlets(path: Path) -> OutletsFile:
    """Reads the outlets' file that the operator wrote. Raises ConfigurationError."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=OutletsFile)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise ConfigurationError(f"the list of outlets {path.name} cannot be read: {error}") from error


def receipt_secret() -> str:
    """The secret that a carrier shows with its receipts; empty where none are taken."""
    path = settings.MESSAGE_OUTLETS
    chosen = read_outlets(path).gateway if path is not None else None
    return _secret(path, chosen.receipt_secret_file) if chosen is not None and path is not None else ""


def sends_without_marks() -> bool:
    """Whether the carrier's messages are written without diacritics."""
    path = settings.MESSAGE_OUTLETS
    chosen = read_outlets(path).gateway if path is not None else None
    return chosen is not None and chosen.without_marks


def _secret(path: Path, name: str) -> str:
    return read_secret_text(path.parent / name) if name else ""
