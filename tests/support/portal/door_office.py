"""Run with a data directory in a process of its own: makes posts at doors and codes for devices, ends devices.

Reads a line of JSON for each act and answers with one, until nobody writes any more. A portal has one set of settings a
process, and the tests' own process has others.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bluezone.portal.identity.models import Staff

PIN = "2580"


def main() -> None:
    data = sys.argv[1]
    from bluezone.joining.portal.opening import Place, open_portal, world_from

    world = world_from(open_portal(Place(Path(data))))
    for line in sys.stdin:
        act, *names = json.loads(line)
        acts = {"make": _make, "code": _code, "badges": _badges, "revoke": _revoke, "declare": _declare}
        acts["crowd"] = _crowd
        done = acts[act](names, world)
        print(json.dumps(done), flush=True)  # noqa: T201 - its answer


def _make(names: list[str], world: Any) -> dict[str, int]:
    """A place of its own for each, with one door and one shift."""
    from bluezone.portal.places.models import Unit
    from bluezone.portal.posts.hours import Span
    from bluezone.portal.posts.services.keeping import Door, add_keeper, make_post
    from bluezone.portal.premises.models import Kind
    from bluezone.portal.premises.services import Facts, approve_premises, digest_of_premises, register_premises
    from tests.support.portal.announcing import PlayedPublished
    from tests.support.portal.doorposts import a_report_key
    from tests.support.portal.offices import TAN_TRAO

    a_report_key()
    now, entropy, unit = world.now(), world.entropy, Unit.objects.get(key=TAN_TRAO)
    clerk, officer = _staff("dangky", "REGISTRY_CLERK", unit, now), _staff("duyet", "HEALTH_OFFICER", unit, now)
    made = {}
    for name in names:
        facts = Facts(f"Chợ {name}", Kind.MARKET, "Thôn Tân Lập", "0207 3 830 123")
        place = register_premises(actor=clerk, facts=facts, unit=unit, now=now)
        approve_premises(
            actor=officer,
            premises=place,
            read=digest_of_premises(place),
            published=PlayedPublished(),
            entropy=entropy,
            now=now,
        )
        place.refresh_from_db()
        door = Door("Cổng chính", (Span(dt.time(6), dt.time(18)),), capacity=40, asks_phone=True)
        post = make_post(actor=officer, premises=place, door=door, now=now)
        for label in ("Ca sáng", "Ca chiều"):
            add_keeper(actor=officer, post=post, label=label, pin=PIN, entropy=entropy, now=now)
        made[name] = post.pk
    return made


def _code(names: list[str], world: Any) -> str:
    from bluezone.portal.posts.models import Post
    from bluezone.portal.posts.services.enrolling import issue_code

    post = Post.objects.get(pk=int(names[0]))
    return issue_code(actor=post.made_by, post=post, entropy=world.entropy, now=world.now())[1]


def _badges(names: list[str], world: Any) -> list[str]:
    from bluezone.portal.posts.models import Post
    from bluezone.portal.posts.services.keeping import print_badges

    post, count = Post.objects.get(pk=int(names[0])), int(names[1])
    drawn = print_badges(actor=post.made_by, post=post, count=count, entropy=world.entropy, now=world.now())
    return [text for _, text in drawn]


def _revoke(names: list[str], world: Any) -> int:
    from bluezone.portal.posts.models import Device
    from bluezone.portal.posts.services.enrolling import digest_of_device, revoke_device

    devices = Device.objects.filter(post_id=int(names[0]), revoked_at=None).select_related("post__made_by")
    for device in devices:
        revoke_device(actor=device.post.made_by, device=device, read=digest_of_device(device), now=world.now())
    return len(devices)


def _crowd(names: list[str], world: Any) -> int:
    """So many devices in force elsewhere: the portal tells everybody a rest by their number."""
    from bluezone.portal.posts.models import Device, DeviceCode, Post

    post, count, now = Post.objects.get(pk=int(names[0])), int(names[1]), world.now()
    ends, sure = now + dt.timedelta(days=1), {"post": post, "made_by": post.made_by, "made_at": now}
    codes = [DeviceCode(digest=f"crowd {at}", expires_at=ends, used_at=now, **sure) for at in range(count)]
    codes = DeviceCode.objects.bulk_create(codes)
    crowd = (
        Device(post=post, code=code, digest=f"crowd {at}", label="Máy", enrolled_at=now, expires_at=ends)
        for at, code in enumerate(codes)
    )
    return len(Device.objects.bulk_create(crowd))


def _declare(names: list[str], world: Any) -> str:
    """Somebody's phone declares today, and the portal fetches it; what the phone then shows at a door."""
    from bluezone.portal.reports.selectors import public_report_key
    from bluezone.portal.reports.services import fetch_reports
    from bluezone.portal.reports.wrapping import wrapping_key
    from bluezone.portal.world import VIET_NAM, SealedReport
    from bluezone.protocol.door_codes import declaration_text
    from bluezone.protocol.report import Declaration, seal
    from tests.support.portal.offices import PlayedExchange

    today, number = world.now().astimezone(VIET_NAM).date(), world.entropy(16)
    days = (today - dt.date(1970, 1, 1)).days
    told = Declaration(number, "", days, False, names[0], 1950, "0911222333", "Thôn 2", (), False, "")
    exchange = PlayedExchange(reports=[SealedReport("1" * 32, seal(told, public_report_key(), world.entropy(32)))])
    fetch_reports(exchange=exchange, wrapping_key=wrapping_key(), now=world.now())
    return declaration_text(today, number)


def _staff(name: str, role: str, unit: Any, now: dt.datetime) -> Staff:
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.identity.roles import Role
    from bluezone.portal.staff.services import give_role, make_staff

    if (found := Staff.objects.filter(username=name).first()) is not None:
        return found
    person = make_staff(username=name, full_name=f"Ma Thị {name}", password="một câu dài", must_change=False)
    give_role(actor=None, staff=person, role=Role[role], unit=unit, now=now)
    return person


if __name__ == "__main__":
    main()
