"""Places: scan a door's code, see visits, leave, delete. The diary stays on this phone."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from litestar import Response, get, post
from litestar.params import FromPath

from bluezone.citizen.communes import commune_of
from bluezone.citizen.keeping import save_visits, visits
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Phone, ThePhone
from bluezone.citizen.screens.language import switch_language
from bluezone.device.core.visits import Visit
from bluezone.device.errors import UnreachableError
from bluezone.protocol.door_codes import What, read_door_code
from bluezone.protocol.errors import ExpiredError, MalformedError, PeerError
from bluezone.protocol.place_codes import PRINTED_PREFIX, read_printed, read_typed, typed_signs
from bluezone.protocol.venue import MAX_TEXT, Venue, read_venue


@get("/places")
async def places(phone: ThePhone) -> Response[str]:
    return _page(phone)


@get("/places/scan")
async def scan(phone: ThePhone) -> Response[str]:
    return _scan_page(phone, "", "")


@post("/places/scan")
async def arrive(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Notes an arrival by a scanned code; one that does not hold is never kept."""
    form = await request.form()
    typed = str(form.get("text", ""))[:MAX_TEXT]
    if switch_language(phone, form):
        return _scan_page(phone, "", typed)
    venue = await _read(phone, typed)
    if isinstance(venue, str):
        return _scan_page(phone, venue, typed)
    save_visits(phone, visits(phone).arrived(venue, phone.now_ms()))
    return go(phone, "/places")


@post("/places/{visit_id:int}/leave")
async def leave(phone: ThePhone, visit_id: FromPath[int]) -> Response[str]:
    save_visits(phone, visits(phone).left(visit_id, phone.now_ms()))
    return go(phone, "/places")


@get("/places/{visit_id:int}/delete")
async def ask_delete(phone: ThePhone, visit_id: FromPath[int]) -> Response[str]:
    """Asks whether to delete a visit: a warning may go with it, and nothing brings either back."""
    visit = visits(phone).visit(visit_id)
    if visit is None:
        return go(phone, "/places")
    return page(phone, "places_delete.html", visit=visit, local=phone.local)


@post("/places/{visit_id:int}/delete")
async def delete(phone: ThePhone, visit_id: FromPath[int]) -> Response[str]:
    save_visits(phone, visits(phone).without(visit_id))
    return go(phone, "/places")


async def _read(phone: Phone, typed: str) -> Venue | str:
    """Reads the place, or the name of what is wrong."""
    keys = phone.device.feed.keys
    if keys is None:
        return "no-keys"
    try:
        return await _place_of(phone, typed) or read_venue(typed, keys, phone.now_ms() // 1000)
    except UnreachableError:
        return "no-network"
    except MalformedError:
        return _kind_of(typed)
    except ExpiredError:
        return "expired"
    except PeerError:
        return "not-signed"


def _scan_page(phone: Phone, problem: str, typed: str) -> Response[str]:
    commune = commune_of(phone.preferences.commune)
    return page(phone, "places_scan.html", problem=problem, typed=typed, commune=commune)


async def _place_of(phone: Phone, typed: str) -> Venue | str | None:
    """The place of a typed code or a short poster, or what is wrong with it; None for a code that stands by itself."""
    if (signs := typed_signs(typed)) is not None:
        return await _looked_up(phone, phone.preferences.commune, signs)
    return await _looked_up(phone, *read_printed(typed)) if typed.strip().startswith(PRINTED_PREFIX) else None


async def _looked_up(phone: Phone, unit: str, signs: str) -> Venue | str:
    """Looks up what was typed. A slip is told before anybody is asked."""
    try:
        typed = read_typed(signs)
    except MalformedError:
        return "mistyped"
    if not unit:
        return "no-commune"
    return await phone.device.place_of(unit, typed) or "no-place"


def _kind_of(typed: str) -> str:
    """Names what else was scanned: whoever stood before the wrong code is told which it was."""
    read = read_door_code(typed, 0)
    if read.what is What.FOREIGN:
        return dict(read.says)["kind"]
    return "misread" if read.what is What.VENUE else "other"


def _page(phone: Phone) -> Response[str]:
    book = visits(phone)
    past = [visit for visit in book.visits if visit.left_ms is not None]

    def date(visit: Visit) -> dt.date:
        return phone.local(visit.arrived_ms).date()

    return page(
        phone,
        "places.html",
        here=book.current,
        days=[(day, list(stays)) for day, stays in groupby(past, key=date)],
        local=phone.local,
        retention_days=phone.device.feed.configuration.retention_days,
    )


ROUTES = (places, scan, arrive, leave, ask_delete, delete)
