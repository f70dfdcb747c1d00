"""The lists of a whole portal: one brought in through its pages and its worker, a register taken out as files.

What `bench lists` leaves out: sign-in, permissions, rows, keys, candidates, the audit. SQLite in a folder that is gone
afterwards. The peak is that of the whole process, Django included, and stands beside what the process had before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bluezone.joining.portal.opening import Place, open_portal, world_from
from bluezone.joining.refusal import RefusedError
from bluezone.lab.machine import peak_whole_mb, throwaway_folder
from bluezone.lab.portal.pages import signed_in

if TYPE_CHECKING:
    from django.test import Client

    from bluezone.portal.world import World

_CHUNK = 5_000
_OFFICE = "hung"


def measure_portal(list_of_people: Callable[[int], bytes], *, brought_in: int, taken_out: int) -> dict[str, Any]:
    """Measures both ways, or the one that has rows."""
    with throwaway_folder() as folder:
        world = _opened(folder)
        client = signed_in(_OFFICE, world)
        result = _bring_in(client, world, list_of_people(brought_in)) if brought_in else {}
        return result | (_take_out(client, world, taken_out) if taken_out else {})


def _opened(folder: Path) -> World:
    world = world_from(open_portal(Place(folder / "portal")))

    from bluezone.portal.demo.filling import fill
    from bluezone.portal.operations.preparing import prepare_files
    from bluezone.portal.reports.wrapping import wrapping_key

    prepare_files()
    fill(world, wrapping_key=wrapping_key())
    return world


def _bring_in(client: Client, world: World, data: bytes) -> dict[str, Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bluezone.portal.lists.models import Candidate, SentList
    from bluezone.portal.lists.working import work_off

    file = SimpleUploadedFile("danh sach.xlsx", data)
    began = time.perf_counter()
    answer = client.post("/lists/new", {"kind": "staff", "typed": "Trường THPT Sơn Dương", "file": file})
    work_off(world.now)
    read = time.perf_counter()
    sent = SentList.objects.latest("pk")
    if answer.status_code != 302 or sent.preview is None:
        raise RefusedError(f"the list was not read: {sent.state}")
    address = answer.headers["location"]
    client.post(f"{address}/columns", {"sheet": "", "letters": "", "leave_out_wrong": "1", **_columns(sent.preview)})
    work_off(world.now)
    chosen = time.perf_counter()
    sent.refresh_from_db()
    client.post(f"{address}/store", {"digest": (sent.preview or {}).get("digest", "")})
    work_off(world.now)
    ended = time.perf_counter()
    sent.refresh_from_db()
    if sent.state != SentList.State.STORED:
        raise RefusedError(f"the list was not stored: {sent.state}")
    return {
        "brought_in": sent.rows,
        "seconds_by_step": {"read": round(read - began, 2), "read_again": round(chosen - read, 2)}
        | {"store": round(ended - chosen, 2)},
        "rows_per_minute": round(60 * sent.rows / (ended - began)),
        "candidates": Candidate.objects.filter(entry__sent=sent).count(),
        "import_peak_mb": peak_whole_mb(),
    }


def _columns(preview: dict[str, Any]) -> dict[str, str]:
    """Takes the columns as they were proposed, but for the made-up communes, which are nowhere."""
    return {f"column-{one['index']}": one["field"] for one in preview["columns"] if one["field"] != "commune"}


def _take_out(client: Client, world: World, rows: int) -> dict[str, Any]:
    _invent(rows, world)
    result: dict[str, Any] = {"before_mb": peak_whole_mb()}
    for form in ("csv", "xlsx"):
        began, size = time.perf_counter(), 0
        answer: Any = client.get(f"/lists/rosters/business/export?as={form}")
        for part in answer.streaming_content:
            size += len(part)
        answer.close()
        result |= {f"{form}_seconds": round(time.perf_counter() - began, 2), f"{form}_mb": round(size / 1e6, 1)}
        result |= {f"{form}_peak_mb": peak_whole_mb()}
    return {"taken_out": rows, **result, "peak_mb": peak_whole_mb()}


def _invent(count: int, world: World) -> None:
    """Invents a register of businesses, as if a long list of them were stored."""
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.lists.models import Entry, SentList
    from bluezone.portal.organisations.models import Organisation
    from bluezone.portal.places.paths import province_of

    organisation = Organisation.objects.filter(unit__level="commune").order_by("pk")[0]
    facts = {"kind": "business", "organisation": organisation, "path": organisation.path}
    sent = SentList.objects.create(
        **facts, name="x", state="stored", sent_by=Staff.objects.get(username=_OFFICE), sent_at=world.now()
    )
    facts["province"] = province_of(organisation.path)
    for start in range(0, count, _CHUNK):
        Entry.objects.bulk_create(
            Entry(
                **facts,
                sent=sent,
                row=number,
                name=f"Cơ sở {number}",
                sort_key=f"{number:09}",
                search_text=f" co so {number} |",
                phones="0912345678",
                compared_as="",
                facts={"trade": "Nhà nghỉ", "staff": number % 40, "address": "Tổ dân phố Đăng Châu"},
            )
            for number in range(start + 1, min(start + _CHUNK, count) + 1)
        )
