"""Everything that is looked at in one data directory."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from bluezone.joining.clocks import system_clock
from bluezone.joining.doctor.certificates import certificate_goes_on
from bluezone.joining.doctor.check import Check, wrong
from bluezone.joining.doctor.exchange import is_exchange, look_at_exchange
from bluezone.joining.doctor.exchange_key import exchange_key_is_there
from bluezone.joining.doctor.leapt import clock_is_believed
from bluezone.joining.doctor.machine import MACHINE_RULES, read_machine
from bluezone.joining.doctor.outlets import outlets_answer
from bluezone.joining.doctor.portal import is_portal, look_at_portal
from bluezone.joining.doctor.standby import standby_follows
from bluezone.joining.portal.served_with import served_with
from bluezone.joining.refusal import RefusedError, is_on_purpose
from bluezone.portal.training import is_training
from bluezone.vietnam.words import Words


def look_into(data: Path, database: str | None, certificates: Sequence[str] = ()) -> tuple[Check, ...]:
    """Looks at the machine, and at the portal or the exchange that lives in the folder, or at both. `database` is the
    address of a store elsewhere; `certificates` are addresses and files of the proxy's. Raises RefusedError where
    neither lives there."""
    if data.is_dir() and not os.access(data, os.R_OK | os.X_OK):
        return _looked_at("machine", lambda: _look_at_machine(data))
    if not data.is_dir() or not (is_portal(data) or is_exchange(data)):
        raise RefusedError(f"neither a portal nor an exchange lives in {data}")
    found = [*_looked_at("machine", lambda: _look_at_machine(data))]
    if is_exchange(data):
        found += _looked_at("exchange-leapt", lambda: (clock_is_believed(data, "exchange"),))
        found += _looked_at("exchange", lambda: look_at_exchange(data, None if is_portal(data) else database))
    if is_portal(data):
        found += _looked_at("portal-leapt", lambda: _portals_clock(data, database))
        found += _looked_at("portal", lambda: look_at_portal(data, database))
        found += _looked_at("beside-portal", lambda: look_beside_portal(data, database))
    return (*found, *_looked_at("served-with", lambda: look_at_certificates(data, certificates)))


def _portals_clock(data: Path, database: str | None) -> tuple[Check, ...]:
    """Nobody is asked for their word where nobody real is erased: a store elsewhere is never a training's."""
    return () if database is None and is_training(data) else (clock_is_believed(data, "portal"),)


def _look_at_machine(data: Path) -> tuple[Check, ...]:
    machine = read_machine(data)
    return tuple(rule(machine) for rule in MACHINE_RULES)


def _looked_at(name: str, look: Callable[[], tuple[Check, ...]]) -> tuple[Check, ...]:
    """What is found; one line of what is bad where a file may not be read, as one that root made in the folder, or
    where somebody foresaw less than there is: whatever else there is to say is said all the same."""
    try:
        return look()
    except OSError as error:
        return (_unreadable(name, f"{error.filename}: {error.strerror}"),)
    except Exception as error:
        if is_on_purpose(error) or os.environ.get("BLUEZONE_TRACEBACK"):
            raise
        return (_our_own_fault(name, f"{type(error).__name__}: {error}"),)


def _unreadable(name: str, what: str) -> Check:
    return wrong(
        name,
        Words(f"Không đọc được {what}.", f"Not to be read: {what}."),
        Words(
            "Chạy dưới tài khoản của dịch vụ; tệp của tài khoản khác thì trả lại: chown -R.",
            "Run this as the service's account; give a file of another account back: chown -R.",
        ),
    )


def _our_own_fault(name: str, what: str) -> Check:
    return wrong(
        name,
        Words(f"Lỗi của chính Bluezone, {what}", f"A fault of Bluezone itself, {what}"),
        Words(
            "Các dòng khác vẫn đúng. Chạy lại với BLUEZONE_TRACEBACK=1 và gửi kết quả cho người bảo trì Bluezone.",
            "The other lines hold. Run it again with BLUEZONE_TRACEBACK=1 and send what it says to whoever mends"
            " Bluezone.",
        ),
    )


def look_beside_portal(data: Path, database: str | None) -> tuple[Check, ...]:
    """Looks at what the portal was last served with besides its store, if that could be opened."""
    from django.apps import apps

    given = served_with(data)
    if given is None or not apps.ready:
        return ()
    found = [outlets_answer(given.outlets), *exchange_key_is_there(given.exchange, given.exchange_key)]
    if given.lists_from is not None:
        found.append(standby_follows(database or given.database or "", given.lists_from))
    return tuple(found)


def look_at_certificates(data: Path, named: Sequence[str]) -> tuple[Check, ...]:
    """Looks at the certificates that were named; where none was, at that of the address of a portal's last start."""
    given = served_with(data)
    if not named and given is not None and given.origin.startswith("https://"):
        named = (given.origin,)
    now = dt.datetime.fromtimestamp(system_clock() / 1000, dt.UTC)
    return tuple(certificate_goes_on(where, now) for where in named)
