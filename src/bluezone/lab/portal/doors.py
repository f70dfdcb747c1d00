"""How fast a portal takes what devices at doors send, opens an hour of it, and sets posters (`bluezone bench doors`).

The portal is served by a process of its own, behind its door and with its threads; each post's device has a connection
and an address of its own, and sends as the doors' page does (`door_devices.py`). First all doors are at work together,
with 500 people an hour each: `sync_*` are the answers of that time. Then all find their network again
at once, each with `--rows` rows, and send the first parcel twice: `backlog_*`. In both times five members of staff read
pages of the same portal: `staff_*`, `staff_backlog_*`. Afterwards every row that an answer
called kept is looked for in the store. Then two officers open one hour at one place, with as many rows of other hours
beside it as asked for. Beside the time of a clock stands the processor's of the same work, of a call that of the
serving process alone: on a machine that does other work, too, it is that which tells of the product.
"""

from __future__ import annotations

import datetime as dt
import http.client
import itertools
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bluezone.joining.portal.opening import Place, open_portal, world_from
from bluezone.joining.ports import LOOPBACK
from bluezone.lab.machine import peak_mb, throwaway_folder
from bluezone.lab.portal.door_devices import Device, Portal, all_at_once, at_doors, text_of
from bluezone.lab.portal.pages import signed_in
from bluezone.lab.portal.tracing.users import load_page, served_process

if TYPE_CHECKING:
    from bluezone.portal.posts.models import Post
    from bluezone.portal.premises.models import Premises
    from bluezone.portal.world import World

_RELEASED = 500
"""Rows of the hour that is opened."""
_POSTERS = 20
_STAFF, _READS_S, _PATIENCE_S = ("lan", "hung", "mai", "lan", "hung"), 1.0, 60.0
_PAGES = ("/", "/premises", "/posts", "/cases")
"""What members of staff look at meanwhile, each second another page."""
_CHUNK, _FILLED = 5_000, 500_000
_FILLING = {
    "sqlite": """WITH RECURSIVE at(n, last) AS (SELECT %s, %s UNION ALL SELECT n + 1, last FROM at WHERE n < last)
        SELECT %s, CAST(printf('%%016d', n) AS BLOB), datetime(%s, '+' || (1 + n %% 40) || ' hours'), 0, 'in', 1, '', 0,
        zeroblob(304) FROM at""",
    "postgresql": """WITH at AS (SELECT generate_series(%s::bigint, %s::bigint) AS n)
        SELECT %s, convert_to(lpad(n::text, 16, '0'), 'UTF8'), %s::timestamptz + (1 + n %% 40) * interval '1 hour',
        false, 'in', 1, '', 0, decode(repeat('00', 304), 'hex') FROM at""",
}
"""Numbers in order, hours by turns; nothing of it comes from outside."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured."""

    posts: int
    rows: int
    """Of each post."""
    stored: int
    """Of other hours, beside the hour that is opened."""
    at_work_s: int
    """So long all doors are at work."""


def measure(sizes: Sizes, database: str | None) -> dict[str, object]:
    """Measures in a portal of the demonstration, in a folder that is gone afterwards."""
    with throwaway_folder() as folder:
        return _measure(Place(folder / "portal", database), sizes)


def _measure(place: Place, sizes: Sizes) -> dict[str, object]:
    world = world_from(open_portal(place))

    from bluezone.portal.demo.filling import fill
    from bluezone.portal.operations.preparing import prepare_files
    from bluezone.portal.reports.wrapping import wrapping_key

    prepare_files()
    fill(world, wrapping_key=wrapping_key(), with_rollout=False)
    market = _approved_market(world)
    posts, keepers = _posts(market, sizes.posts, world)
    synced = _synced(keepers, sizes, place, world)
    kept = _checked(posts, synced)
    return {
        **kept,
        "at_work_s": sizes.at_work_s,
        **_speeds(synced),
        **_opened(market, posts[0], sizes.stored, world),
        "posters_per_min": _posters(market, world),
        "peak_mb": peak_mb(),
    }


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came of the parcels of one part of the measurement."""

    seconds: list[float]
    """Of each, in order of their length."""
    worked: float
    """Seconds of the processor that serving these took, all together."""
    wall: float
    rows: int
    sent_back: int
    staff: list[float]
    """Seconds of each page that staff read meanwhile, in order of their length."""


@dataclass(frozen=True, slots=True)
class _Synced:
    """What came of both parts."""

    kept: list[set[str]]
    """By post."""
    at_work: _Sent
    backlog: _Sent


def _approved_market(world: World) -> Premises:
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.premises.models import Premises

    market = Premises.objects.get(name="Chợ Tân Trào")
    market.state, market.approved_at = Premises.State.APPROVED, world.now()
    market.approved_by = Staff.objects.get(username="hung")
    market.save()
    return market


def _posts(market: Premises, count: int, world: World) -> tuple[list[Post], list[tuple[str, int]]]:
    """Makes posts with a shift and a device each, as the services would one by one; of each the device's token and the
    number of whoever keeps it."""
    from bluezone.portal.posts.models import Device as DoorDevice
    from bluezone.portal.posts.models import DeviceCode, Keeper, Post
    from bluezone.portal.posts.tokens import digest_of_token, make_token

    now, actor = world.now(), market.registered_by
    about: dict[str, Any] = {"premises": market, "path": market.path, "made_by": actor, "made_at": now}
    posts = Post.objects.bulk_create(Post(name=f"Cửa {number}", **about) for number in range(count))
    shifts = Keeper.objects.bulk_create(
        Keeper(post=one, label="Ca sáng", salt=bytes(16), pin=bytes(32), made_by=actor, made_at=now) for one in posts
    )
    codes = DeviceCode.objects.bulk_create(
        DeviceCode(post=one, digest=f"{at}", expires_at=now, made_by=actor, made_at=now, used_at=now)
        for at, one in enumerate(posts)
    )
    tokens = [make_token(world.entropy) for _ in posts]
    about = {"label": "Máy", "enrolled_at": now, "expires_at": now + dt.timedelta(days=1)}
    DoorDevice.objects.bulk_create(
        DoorDevice(post=post, code=code, digest=digest_of_token(token), **about)
        for post, code, token in zip(posts, codes, tokens, strict=True)
    )
    return posts, [(token, one.pk) for token, one in zip(tokens, shifts, strict=True)]


def _synced(keepers: list[tuple[str, int]], sizes: Sizes, place: Place, world: World) -> _Synced:
    """Has the devices of all posts work together, and then send what came of a time without a network."""
    box = text_of(_seal(b'{"name":"Nguyen Van A","phone":"0912345678"}'))
    with (
        served_process(place.data, place.database) as (port, process),
        at_doors(keepers, Portal(port, box, world)) as devices,
    ):
        sessions = [signed_in(name, world).cookies["portal"].value for name in _STAFF]
        served = _Served(process, port, sessions)
        at_work = _sent(devices, served, "work", time.monotonic() + sizes.at_work_s)
        for one in devices:
            one.make(sizes.rows)
        backlog = _sent(devices, served, "empty", True)
    return _Synced([one.kept for one in devices], at_work, backlog)


@dataclass(frozen=True, slots=True)
class _Served:
    """The portal that is measured, and staff who are signed in there."""

    process: int
    port: int
    sessions: list[str]


def _sent(devices: Sequence[Device], served: _Served, does: str, argument: object) -> _Sent:
    before, kept = _processor_of(served.process), sum(len(one.kept) for one in devices)
    over = threading.Event()
    with ThreadPoolExecutor(len(served.sessions)) as staff:
        readers = [staff.submit(_reads, session, served.port, over) for session in served.sessions]
        try:
            wall = all_at_once(devices, does, argument)
        finally:
            over.set()
    read = sorted(taken for one in readers for taken in one.result())
    seconds = sorted(taken for one in devices for taken in one.seconds)
    sent_back = sum(one.sent_back for one in devices)
    for one in devices:
        one.seconds, one.sent_back = [], 0
    rows = sum(len(one.kept) for one in devices) - kept
    return _Sent(seconds, _processor_of(served.process) - before, wall, rows, sent_back, read)


def _reads(session: str, port: int, over: threading.Event) -> list[float]:
    """Looks at one page after another until it is over; the seconds of each."""
    line, taken = http.client.HTTPConnection(LOOPBACK, port, timeout=_PATIENCE_S), list[float]()
    for path in itertools.cycle(_PAGES):
        began = time.perf_counter()
        load_page(line, path, session, port)
        taken.append(time.perf_counter() - began)
        if over.wait(_READS_S):
            break
    line.close()
    return taken


def _processor_of(process: int) -> float:
    """The seconds of the processor that a process has taken so far (proc(5): utime and stime, in ticks)."""
    said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def _checked(posts: list[Post], synced: _Synced) -> dict[str, object]:
    """Looks for every row that was called kept."""
    from bluezone.portal.posts.models import DoorRow, HourCount
    from bluezone.portal.posts.wire import number_said

    stored: Counter[tuple[int, str]] = Counter(
        (post, number_said(bytes(number)))
        for post, number in DoorRow.objects.values_list("post", "number").iterator(chunk_size=_CHUNK)
    )
    called = {(post.pk, number) for post, kept in zip(posts, synced.kept, strict=True) for number in kept}
    counted = sum(HourCount.objects.values_list("rows", flat=True))
    return {
        "rows_kept": len(called),
        "rows_stored": sum(stored.values()),
        "lost": len(called - stored.keys()),
        "doubled": sum(times - 1 for times in stored.values()) + abs(counted - len(stored)),
    }


def _speeds(synced: _Synced) -> dict[str, object]:
    at_work, backlog = synced.at_work, synced.backlog
    return {
        "at_work_rows": at_work.rows,
        "sync_p50_s": _of(at_work.seconds, 50),
        "sync_p95_s": _of(at_work.seconds, 95),
        "sync_processor_s": round(at_work.worked / max(1, len(at_work.seconds)), 4),
        "sync_sent_back": at_work.sent_back,
        "staff_p50_s": _of(at_work.staff, 50),
        "staff_p95_s": _of(at_work.staff, 95),
        "backlog_rows": backlog.rows,
        "backlog_s": round(backlog.wall, 1),
        "backlog_p50_s": _of(backlog.seconds, 50),
        "backlog_p95_s": _of(backlog.seconds, 95),
        "backlog_sent_back": backlog.sent_back,
        "staff_backlog_p50_s": _of(backlog.staff, 50),
        "staff_backlog_p95_s": _of(backlog.staff, 95),
        "rows_per_s": round(backlog.rows / backlog.wall, 1),
    }


def _of(seconds: Sequence[float], percent: int) -> float:
    return round(seconds[len(seconds) * percent // 100], 4) if seconds else 0.0


def _opened(market: Premises, post: Post, stored: int, world: World) -> dict[str, object]:
    """Opens the hour of a case by two officers, with rows of other hours beside it."""
    from bluezone.portal.cases.models import Case
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.places.models import Unit
    from bluezone.portal.posts.models import DoorRow
    from bluezone.portal.posts.services.releasing import agree_to_rows, ask_for_rows, digest_of_release
    from bluezone.portal.posts.services.taking import hour_of
    from bluezone.portal.reports.wrapping import wrapping_key
    from bluezone.portal.tracing.landmarks import record_landmark

    now, hung = world.now(), Staff.objects.get(username="hung")
    hour = hour_of(now) - dt.timedelta(days=2)
    _fill_in(post, stored, hour)
    sealed = [_seal(json.dumps({"name": f"Khách Số {at}", "phone": f"09{at:08d}"}).encode()) for at in range(_RELEASED)]
    DoorRow.objects.bulk_create([_row(post, 2**64 + at, hour, box) for at, box in enumerate(sealed)], batch_size=_CHUNK)
    landmark = record_landmark(
        actor=hung,
        case=Case.objects.filter(state=Case.State.CONFIRMED)[0],
        place=market.name,
        unit=Unit.objects.get(pk=market.unit_id),
        begins=hour + dt.timedelta(minutes=10),
        ends=hour + dt.timedelta(minutes=50),
        now=now,
    )
    began, idle = time.perf_counter(), time.process_time()
    asked = ask_for_rows(
        actor=hung, landmark=landmark, premises=market, before=0, purpose="đo thử", why_many="đo thử", now=now
    )
    mai, read = Staff.objects.get(username="mai"), digest_of_release(asked)
    opened = agree_to_rows(actor=mai, release=asked, read=read, wrapping_key=wrapping_key(), now=now)
    taken, worked = time.perf_counter() - began, time.process_time() - idle
    return {"release_rows": opened, "release_s": round(taken, 3), "release_processor_s": round(worked, 3)}


def _fill_in(post: Post, count: int, hour: dt.datetime) -> None:
    """Rows of other hours, as large as sealed ones; what is in them nobody opens, so the database makes them itself."""
    from django.db import connection

    columns = "post_id, number, hour, is_corrected, way, party, page, line, sealed"
    with connection.cursor() as cursor:
        for start in range(0, count, _FILLED):
            span = (start, min(count, start + _FILLED) - 1)
            filling = f"INSERT INTO posts_doorrow ({columns}) {_FILLING[connection.vendor]}"
            cursor.execute(filling, (*span, post.pk, hour))
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE posts_doorrow")  # as its autovacuum does by itself


def _row(post: Post, number: int, hour: dt.datetime, sealed: bytes) -> Any:
    from bluezone.portal.posts.models import DoorRow

    return DoorRow(post=post, number=number.to_bytes(16, "big"), hour=hour, way="in", party=1, sealed=sealed)


def _seal(plain: bytes) -> bytes:
    from nacl.public import PublicKey, SealedBox

    from bluezone.portal.reports.selectors import public_report_key

    return bytes(SealedBox(PublicKey(public_report_key())).encrypt(plain.ljust(256)))


def _posters(market: Premises, world: World) -> float:
    """How many A4 posters are set in a minute, each as its own file and within one of all, as the command sets them."""
    from bluezone.portal.premises.codes import signed_code, venue_key
    from bluezone.portal.premises.models import PlaceCode
    from bluezone.portal.premises.posters import posters_of

    now, codes = world.now(), []
    for at in range(_POSTERS):
        about = {"name": f"{market.name} {at}", "kind": market.kind, "unit": market.unit.code}
        text, begins, ends = signed_code(**about, key=venue_key(), entropy=world.entropy, now=now)
        codes.append(PlaceCode(premises=market, text=text, valid_from=begins, valid_until=ends, issued_at=now))
    began = time.perf_counter()
    for code in codes:
        posters_of([code], "A4", now=now)
    posters_of(codes, "A4", now=now)
    return round(60 * _POSTERS / (time.perf_counter() - began), 1)
