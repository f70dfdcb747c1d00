"""The certificate that the proxy shows to whoever comes: by name and day, as a browser meets it."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from bluezone.joining.doctor.check import Check, doubtful, well, wrong
from bluezone.joining.refusal import RefusedError
from bluezone.vietnam.words import Words

FEW_DAYS, TOO_FEW_DAYS = 21, 7
_ANSWERS_WITHIN_S = 10
_NAME = "tls"
_RENEW = Words(
    "Đưa chứng thư mới vào máy chủ web rồi nạp lại: docs/operating/su-co.md",
    "Give the proxy a new certificate and have it read it: docs/operating/emergencies.md",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a certificate says of itself, and those beside it that end sooner."""

    until: dt.datetime
    names: tuple[str, ...]


def certificate_goes_on(where: str, now: dt.datetime) -> Check:
    """Looks at the certificate behind an https address, or in the file that the proxy is given."""
    parts = urlsplit(where)
    is_address, host = parts.scheme == "https", parts.hostname or ""
    try:
        shown = _at(host, parts.port or 443) if is_address else _in(Path(where))
    except (OSError, ValueError) as error:
        return _unread(where, error)
    if is_address and not _is_for(host, shown.names):
        said = Words(f"Chứng thư ở {host} là của tên khác.", f"The certificate at {host} is for another name.")
        return wrong(_NAME, said, _RENEW)
    return _by_days(host or Path(where).name, (shown.until - now).days)


def _by_days(of: str, days: int) -> Check:
    if days < 0:
        return wrong(_NAME, Words(f"Chứng thư của {of} đã hết hạn.", f"The certificate of {of} is over."), _RENEW)
    said = Words(f"Chứng thư của {of} còn {days} ngày.", f"The certificate of {of} goes on for {days} days.")
    if days <= TOO_FEW_DAYS:
        return wrong(_NAME, said, _RENEW)
    return doubtful(_NAME, said, _RENEW) if days <= FEW_DAYS else well(_NAME, said.vi, said.en)


def _unread(where: str, error: Exception) -> Check:
    kind = type(error).__name__
    return doubtful(
        _NAME,
        Words(f"Không xem được chứng thư ở {where} ({kind}).", f"No certificate was found at {where} ({kind})."),
        Words(
            "Xem máy chủ web có chạy và máy này có tìm ra tên ấy không; hoặc nêu tệp: --certificate TỆP.",
            "See whether the proxy runs and this machine knows the name; or name the file: --certificate FILE.",
        ),
    )


def _at(host: str, port: int) -> Shown:
    """Asks for it as a browser would, and believes nobody: who signed it is the browsers' business."""
    asking = ssl.create_default_context()
    asking.check_hostname, asking.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), timeout=_ANSWERS_WITHIN_S) as line,
        asking.wrap_socket(line, server_hostname=host) as shown,
    ):
        given = shown.getpeercert(binary_form=True)
    if given is None:
        raise ValueError("nothing was shown")
    return _read([x509.load_der_x509_certificate(given)])


def _in(file: Path) -> Shown:
    """The first is the proxy's own; one of those that lead to its root may end sooner."""
    return _read(x509.load_pem_x509_certificates(file.read_bytes()))


def _read(chain: list[x509.Certificate]) -> Shown:
    try:
        named = chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        names: list[str] = []
    else:
        names = [*named.get_values_for_type(x509.DNSName), *map(str, named.get_values_for_type(x509.IPAddress))]
    return Shown(min(one.not_valid_after_utc for one in chain), tuple(names))


def _is_for(host: str, names: tuple[str, ...]) -> bool:
    """Whether one of the names is this host's; a star stands for its first label alone (RFC 9525, 6.3)."""
    _, _, rest = host.partition(".")
    return any(one.lower() == host or (one.startswith("*.") and one[2:].lower() == rest) for one in names)


def require_places(places: list[str]) -> None:
    """Requires that each is an https address or a file. Raises RefusedError."""
    for where in places:
        if "://" in where and (urlsplit(where).scheme != "https" or not urlsplit(where).hostname):
            raise RefusedError(f"{where!r} is no https address; a file is named by its path")
