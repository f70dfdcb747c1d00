"""Settings: pause, my commune, visits, retention; erase and export. Every change is a tap with a form key."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from bluezone.citizen.communes import commune_of, find_communes
from bluezone.citizen.export import everything
from bluezone.citizen.forms import only_looks, text, ticked
from bluezone.citizen.giving_out import EXPORT, note_given_out
from bluezone.citizen.keeping import visits
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, ThePhone
from bluezone.citizen.screens.home import condition_of


@get("/settings")
async def settings(phone: ThePhone) -> Response[str]:
    configuration = phone.device.feed.configuration
    return page(
        phone,
        "settings.html",
        paused=phone.device.paused,
        commune=commune_of(phone.preferences.commune),
        configuration=configuration,
        duty=phone.device.machine.listening_duty,
        condition=condition_of(phone),
    )


@post("/settings/pause")
async def pause(phone: ThePhone) -> Response[str]:
    await phone.device.pause()
    return go(phone, "/settings")


@post("/settings/resume")
async def resume(phone: ThePhone) -> Response[str]:
    await phone.device.resume()
    return go(phone, "/")


@post("/settings/update")
async def update(phone: ThePhone) -> Response[str]:
    """Looks for warnings now. What came of it stands on home."""
    await phone.device.update()
    return go(phone, "/")


@post("/settings/visits")
async def end_visits(phone: ThePhone, request: AnyRequest) -> Response[str]:
    alone = (await request.form()).get("alone") == "yes"
    phone.save(msgspec.structs.replace(phone.preferences, check_out_alone=alone))
    visits(phone)  # the diary learns of it at once: alerts are compared while no page is open
    return go(phone, "/settings")


_PAGES_THAT_ASK = {"warnings": "/warnings", "report": "/warnings/report", "declaration": "/declaration"}


@get("/settings/commune")
async def commune(phone: ThePhone, q: FromQuery[str] = "", back: FromQuery[str] = "") -> Response[str]:
    """Searches a table that lies on this phone: nobody learns what was typed."""
    typed = q[:60]
    return page(
        phone,
        "settings_commune.html",
        typed=typed,
        found=find_communes(typed),
        current=commune_of(phone.preferences.commune),
        came_from=back if back in _PAGES_THAT_ASK else "",
        way_back=_way_back(back),
    )


@post("/settings/commune")
async def choose_commune(phone: ThePhone, request: AnyRequest) -> Response[str]:
    form = await request.form()
    code, back = text(form, "commune", 5), text(form, "back", 20)
    if code and commune_of(code) is None:
        return go(phone, f"/settings/commune?back={back}" if back in _PAGES_THAT_ASK else "/settings/commune")
    phone.save(msgspec.structs.replace(phone.preferences, commune=code))
    return go(phone, _way_back(back))


def _way_back(back: str) -> str:
    """The page from which the owner came to choose, if one of ours asked; else the settings."""
    return _PAGES_THAT_ASK.get(back, "/settings")


@get("/settings/export")
async def export(phone: ThePhone) -> Response[str]:
    return page(phone, "settings_export.html")


@get("/settings/export/bluezone.json")
async def export_file(phone: ThePhone) -> Response[bytes]:
    """Gives out everything this phone knows, for its owner, but the seeds: who holds them could pass for this phone."""
    data = everything(phone)
    note_given_out(phone, EXPORT, len(data))
    headers = {"content-disposition": 'attachment; filename="bluezone.json"'}
    return Response(data, media_type="application/json", headers=headers)


@get("/settings/erase")
async def ask_erase(phone: ThePhone) -> Response[str]:
    return page(phone, "settings_erase.html", missing=False, busy=False)


@post("/settings/erase")
async def erase(phone: ThePhone, request: AnyRequest) -> Response[str]:
    form = await request.form()
    if only_looks(form):
        return page(phone, "settings_erase.html", missing=False, busy=False)
    if not ticked(form, "sure"):
        return page(phone, "settings_erase.html", missing=True, busy=False)
    if phone.errand.is_running:
        return page(phone, "settings_erase.html", missing=False, busy=True)
    language = phone.preferences.language
    await phone.device.erase(silent=True)  # the first run comes again, and its last tap puts the phone on air
    phone.forget(language)
    return page(phone, "erased.html")


ROUTES = (
    settings,
    pause,
    resume,
    update,
    end_visits,
    commune,
    choose_commune,
    export,
    export_file,
    ask_erase,
    erase,
)
