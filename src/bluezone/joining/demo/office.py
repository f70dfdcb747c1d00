"""The demo's authority: an invented office in a portal of its own process, at the drill's time and exchange.

The portal is prepared first, because the exchange's key list names its report key. Ends only what it started.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bluezone.joining.drill import DrillAuthority
from bluezone.joining.portal.demo_logins import CERTIFICATES_FOLDER, LOGINS_FILE, PASSPHRASE, ROOTS_FOLDER
from bluezone.joining.processes import drain, ready_line, run, start
from bluezone.joining.refusal import RefusedError

START_S = 60.0
STOP_S = 15.0
_READY = re.compile(r"portal ready: (\S+)")
_SHOWN = ("lan", "hung", "mai", "nga", "thao", "khanh", "huyen", "quantri")
_COMMAND = "bluezone"


async def prepare_office(portal: Path, exchange: Path) -> None:
    """Makes the office, its report key, and the exchange's keys that name it; whatever is there already stays."""
    clock = ("--clock", str(exchange / "clock"))
    if not (portal / LOGINS_FILE).exists():
        await _prepare("portal", "demo-data", "--data", str(portal), *clock)
    if not (exchange / "data" / "keys" / "key-list").exists():
        report, venue = portal / "report.pub", portal / "venue.pub"
        await _prepare("portal", "report-key", "--data", str(portal), *clock, "--out", str(report))
        await _prepare("portal", "venue-key", "--data", str(portal), *clock, "--out", str(venue))
        keys = ("--report-key", str(report), "--add", str(venue))
        await _prepare("exchange", "init", "--data", str(exchange / "data"), *clock, *keys)


@contextlib.asynccontextmanager
async def open_office(portal: Path, exchange: Path, authority: DrillAuthority, port: int) -> AsyncIterator[list[str]]:
    """Runs the portal for as long as the block lasts; gives the lines that tell how to sign in."""
    key = exchange / "data" / "internal.key"
    roots = portal / CERTIFICATES_FOLDER / ROOTS_FOLDER
    process = await start(
        *("portal", "serve", "--data", str(portal), "--port", str(port), "--clock", str(exchange / "clock")),
        *("--exchange", authority.internal_url, "--exchange-key", str(key), "--end-with-stdin"),
        *("--published", authority.public_url, "--published-root", authority.root.value.hex()),
        *(("--roots", str(roots)) if roots.is_dir() else ()),
    )
    draining: asyncio.Task[None] | None = None
    try:
        origin = (await asyncio.wait_for(ready_line(process, _READY, "portal"), START_S))[1]
        draining = asyncio.create_task(drain(process))
        yield how_to_sign_in(origin, portal)
    except TimeoutError as error:
        raise RefusedError("the portal did not start in time") from error
    finally:
        assert process.stdin is not None
        process.stdin.close()  # which is how it is told to end
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_S)
        if draining is not None:
            await draining


def how_to_sign_in(origin: str, portal: Path) -> list[str]:
    """Tells one login of each kind of work, and where those of all others stand."""
    lines = [f"The authority's portal: {origin}/"]
    lines += _without_typeface()
    certificates = portal.resolve() / CERTIFICATES_FOLDER
    for line in (portal / LOGINS_FILE).read_text(encoding="utf-8").splitlines()[1:]:
        name, role, password, *_ = line.split()
        if name in _SHOWN:
            lines.append(f"  {name:<8} {role:<15} {password}")
    lines.append(f"All others: {portal.resolve() / LOGINS_FILE}")
    if certificates.is_dir():
        lines.append(f"Leader and clerk sign and seal with {certificates}/*.p12, passphrase {PASSPHRASE}")
    command = (*_own_command(), "portal", "demo-data", "--data", str(portal.resolve()), "--code", _SHOWN[0])
    return [*lines, f"Second step, here for {_SHOWN[0]}:", shlex.join(command)]


def _without_typeface() -> list[str]:
    """Says before anybody drafts a paper that none can be set here, and why."""
    from bluezone.documents.errors import FontError
    from bluezone.documents.fonts import serif

    try:
        serif()
    except FontError as error:
        return [f"No official paper can be set here: {error}"]
    return []


def _own_command() -> tuple[str, ...]:
    """Gives this program as anybody can type it, wherever they are: only an installed one is called by its name."""
    beside = Path(sys.executable).with_name(_COMMAND)
    return (str(beside),) if beside.is_file() else (sys.executable, "-m", "bluezone.cli")


async def _prepare(*command: str) -> None:
    status, said = await run(*command)
    if status != 0:
        raise RefusedError(f"the portal cannot be prepared: {said[-300:]}")
