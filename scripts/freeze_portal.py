"""What a release leaves behind: `python -m scripts.freeze_portal sqlite|postgresql FOLDER`, in its own tree.

Writes the store of an office in which something of everything has happened, as SQL, with its logins. The next release
migrates it forward (tests/contract/test_portal_previous_release.py). All people are made up, and no key is written:
`write_keys` draws them again.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

PROVINCES = ("08",)
KEYS = ("secret.key", "report-wrapping.key")
"""In the order in which a portal draws them."""


def freeze(store: str, folder: Path) -> None:
    """Everything that a machine would hold, for one kind of database."""
    from tests.support.exchange.databases import store_address

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, store_address(store, Path(place)) as address:
        data = Path(place) / "data"
        _fill(data, address if store == "postgresql" else None, folder)
        text = _postgresql_text(address) if store == "postgresql" else _sqlite_text(data / "portal.db")
        (folder / f"{store}.sql").write_text(text, encoding="utf-8")


def write_keys(data: Path) -> None:
    """The keys of every frozen portal."""
    chance = random.Random(1)
    for name in KEYS:
        (data / name).write_text(chance.randbytes(32).hex())
        (data / name).chmod(0o600)


def _fill(data: Path, database: str | None, folder: Path) -> None:
    from bluezone.portal.configuration import Configuration
    from bluezone.portal.operations.preparing import prepare_files, prepare_folder

    chosen = Configuration(data=data, database=database)
    prepare_folder(chosen, random.Random(1).randbytes)
    os.environ.update(chosen.as_environment(), DJANGO_SETTINGS_MODULE="bluezone.portal.settings")

    import django

    django.setup()

    from django.core.management import call_command
    from django.db import connections

    from bluezone.portal.audit.selectors import verify_chain
    from bluezone.portal.demo.filling import fill, table_of
    from bluezone.portal.places.services import load_units
    from bluezone.portal.reports.wrapping import wrapping_key
    from tests.support.portal.offices import Office

    prepare_files()
    call_command("migrate", verbosity=0, interactive=False)
    load_units(provinces=PROVINCES)
    office = Office(chance=random.Random(2))
    logins = fill(office.world, wrapping_key=wrapping_key())
    (folder / "demo-logins.txt").write_text(table_of(logins), encoding="utf-8")
    _work(office)
    chain = verify_chain()
    (folder / f"{'postgresql' if database else 'sqlite'}.audit").write_text(f"{chain.length}:{chain.head}\n")
    connections.close_all()


def _work(office) -> None:
    """A day on which something of everything happens."""
    from bluezone.portal.cases.models import Case, DeskRule
    from bluezone.portal.cases.services import give_code
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.places.services import found_hamlet
    from bluezone.portal.reports.models import Report
    from bluezone.portal.reports.selectors import public_report_key
    from bluezone.portal.reports.services import close_report, fetch_reports, take_report
    from bluezone.portal.reports.wrapping import wrapping_key
    from bluezone.portal.staff.services import end_role
    from bluezone.portal.world import SealedReport
    from bluezone.protocol.report import ContactReport, Declaration, LinkConsent, Minutes, Row, report_public_key, seal
    from tests.support.portal.offices import NOW, SON_DUONG, the_unit

    lan, mai = Staff.objects.get(username="lan"), Staff.objects.get(username="mai")
    case = Case.objects.get(number="CA-2026-00001")
    give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    today = (NOW.date() - NOW.date().replace(year=1970, month=1, day=1)).days
    rows = (Row(today - 1, 1, Minutes.FROM_30, 2),)
    messages = (
        ContactReport(b"1" * 16, "02536", rows, "0987 654 321", "gọi sau 17 giờ"),
        ContactReport(b"2" * 16, "02545", rows, "0987 654 322", "nhà có hai cháu nhỏ"),
        Declaration(b"3" * 16, "02536", today, False, "Ma Thị Sen", 1950, "0911222333", "Thôn 2", (), True, "Hà Nội"),
        LinkConsent(b"4" * 16, (bytes(32),)),
    )
    for number, message in enumerate(messages, 1):
        sealed = seal(message, public_report_key(), number.to_bytes(32, "big"))
        office.exchange.reports.append(SealedReport(f"{number:032x}", sealed))
    unreadable = seal(messages[0], report_public_key(b"x" * 32), b"y" * 32)
    office.exchange.reports.append(SealedReport(f"{9:032x}", unreadable))
    fetch_reports(exchange=office.exchange, wrapping_key=wrapping_key(), now=NOW)
    declared = Report.objects.get(kind=Report.Kind.DECLARATION)
    take_report(actor=lan, report=declared, wrapping_key=wrapping_key(), now=NOW)
    close_report(actor=lan, report=declared, now=NOW)
    found_hamlet(commune=the_unit(SON_DUONG), name="Thôn Cây Đa", today=NOW.date())
    DeskRule.objects.create(path=the_unit(SON_DUONG).path, valid_from=NOW.date(), needs_second_person=False)
    duc = Staff.objects.get(username="duc")
    end_role(actor=Staff.objects.get(username="quantri"), grant=duc.current_grants[0], now=NOW)
    assert office.client(mai).get(f"/cases/{case.number}").status_code == 200


def _sqlite_text(path: Path) -> str:
    with contextlib.closing(sqlite3.connect(path)) as store:
        return "\n".join(store.iterdump()) + "\n"


def _postgresql_text(address: str) -> str:
    from bluezone.lab.throwaway_postgresql import postgresql_binaries

    command = [f"{postgresql_binaries()}/pg_dump", "--inserts", "--no-owner", "--no-privileges", address]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("\\"))


if __name__ == "__main__":
    freeze(sys.argv[1], Path(sys.argv[2]))
