"""Background: what the maker of a phone may do to Bluezone while it is not looked at, and the steps against it."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromQuery

from bluezone.citizen.makers import maker_called, maker_of, makers
from bluezone.citizen.pages import page
from bluezone.citizen.phone import ThePhone


@get("/settings/background")
async def background(phone: ThePhone, maker: FromQuery[str] = "") -> Response[str]:
    """Shows the steps of the maker that was tapped; else of this phone's, where its system tells who made it."""
    own = maker_of(phone.made_by())
    shown = maker_called(maker[:20]) or own
    return page(phone, "settings_background.html", shown=shown, own=own, makers=makers())


ROUTES = (background,)
