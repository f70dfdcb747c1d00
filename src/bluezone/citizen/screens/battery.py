"""Battery: the owner lets this phone listen less, as usual, or more, and reads what that changes."""

from __future__ import annotations

from litestar import Response, get, post

from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, ThePhone
from bluezone.device.core.battery import BatteryMode


@get("/settings/battery")
async def battery(phone: ThePhone) -> Response[str]:
    usual = phone.device.feed.configuration.duty
    duties = [(mode, mode.applied_to(usual)) for mode in (BatteryMode.USUAL, BatteryMode.SAVING, BatteryMode.THOROUGH)]
    return page(phone, "settings_battery.html", duties=duties, usual=usual)


@post("/settings/battery")
async def choose(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Keeps the mode that the owner chose; what is none of ours changes nothing."""
    wanted = (await request.form()).get("mode")
    if wanted not in list(BatteryMode):
        return go(phone, "/settings/battery")
    await phone.device.choose_battery(BatteryMode(wanted))
    return go(phone, "/settings")


ROUTES = (battery, choose)
