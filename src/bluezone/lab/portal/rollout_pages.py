"""The pages of a rollout with many offices behind them, from the database: what `bluezone bench rollout --pages` runs.

A whole page: permissions, queries, template; without the network. The offices and their figures are invented, all
approved, in a data directory that is gone afterwards. Filling the database is not measured.
"""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.joining.portal.opening import Place, open_portal, world_from
from bluezone.lab.machine import throwaway_folder
from bluezone.lab.portal.pages import load_times, signed_in

if TYPE_CHECKING:
    from django.test import Client

    from bluezone.portal.directives.models import DirectiveRecord
    from bluezone.portal.world import World

_OFFICE = 100
_AT_ONCE = 5_000
_MOMENT = dt.datetime(2020, 8, 24, 9, tzinfo=dt.timezone(dt.timedelta(hours=7)))
_CLOCK = _MOMENT + dt.timedelta(days=2)


def measure_pages(units: int, indicators: int, database: str | None, rounds: int) -> dict[str, object]:
    """Times the dashboard, the list, the sums and one figure, in milliseconds."""
    with throwaway_folder() as folder:
        world = _opened(folder, database)
        record = _filled(units, indicators)
        client = _consolidator(record, world)
        key = record.key
        pages = {
            "dashboard": f"/directives/{key}/progress",
            "expected_reports": f"/directives/{key}/reports",
            "sums": f"/directives/{key}/sums",
            "one_figure": f"/directives/{key}/sums/residents-installed",
        }
        return {
            "units": units,
            "indicators": indicators,
            "store": "postgresql" if database else "sqlite",
            "milliseconds": {what: _timed(client, path, rounds) for what, path in pages.items()},
        }


def _opened(folder: Path, database: str | None) -> World:
    configuration = open_portal(Place(folder / "portal", database))

    from bluezone.portal.operations.preparing import prepare_files
    from bluezone.portal.world import World

    prepare_files()
    real = world_from(configuration)
    return World(lambda: _CLOCK, real.entropy)


def _filled(units: int, indicators: int) -> DirectiveRecord:
    from bluezone.portal.directives.models import FigureRecord, ReportRecord
    from bluezone.portal.directives.services.registering import register_directive
    from bluezone.rollout.directive.loading import SHIPPED, shipped_directive

    source = files("bluezone.rollout").joinpath("data").joinpath(SHIPPED).read_bytes()
    record = register_directive(
        actor=None,
        source=source,
        name=SHIPPED,
        organisations=_list(units),
        organisations_name="organisations.csv",
        now=_MOMENT - dt.timedelta(days=12),
    )
    asked = [indicator.id for indicator in shipped_directive().indicators[:indicators]]
    communes = list(record.participants.filter(kind="commune-committee").order_by("place"))
    reports = ReportRecord.objects.bulk_create(
        (ReportRecord(participant=one, state="approved", as_of=_MOMENT, submitted_at=_MOMENT) for one in communes),
        _AT_ONCE,
    )
    FigureRecord.objects.bulk_create(
        (
            FigureRecord(report=report, indicator=name, value=1_000 + number % 97 - 9 * place)
            for number, report in enumerate(reports)
            for place, name in enumerate(asked)
        ),
        _AT_ONCE,
    )
    return record


def _list(units: int) -> bytes:
    """Invents communes that report through offices of a hundred each."""
    offices = -(-units // _OFFICE)
    lines = ["id,name,kind,unit,reports_to", "district-committee,Top,committee,,"]
    lines += ["culture-office,Through,culture-office,,district-committee"]
    lines += [f"office-{number},Office {number},agency,,culture-office" for number in range(offices)]
    lines += [f"c-{number},Commune {number},commune-committee,,office-{number // _OFFICE}" for number in range(units)]
    return "\n".join(lines).encode()


def _consolidator(record: DirectiveRecord, world: World) -> Client:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from bluezone.portal.directives.services.registering import give_membership
    from bluezone.portal.identity.roles import Role
    from bluezone.portal.staff.services import give_role, make_staff

    person = make_staff(username="bench", full_name="Người Đo", password="not used", must_change=False)  # noqa: S106 - nobody signs in with it
    TOTP.activate(person, generate_totp_secret())
    give_role(actor=None, staff=person, role=Role.CONSOLIDATOR, unit=None, now=world.now())
    participant = record.participants.get(key="culture-office")
    give_membership(actor=None, participant=participant, staff=person, now=world.now())
    return signed_in("bench", world)


def _timed(client: Client, path: str, rounds: int) -> dict[str, float]:
    client.get(path)  # templates are read once
    taken = load_times(client, path, rounds)
    return {"p50": round(taken[len(taken) // 2], 1), "most": round(taken[-1], 1)}
