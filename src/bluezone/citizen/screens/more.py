"""Everything else: the list of ways, and the pages that only say something."""

from __future__ import annotations

from litestar import Response, get

from bluezone.citizen.links import is_trusted
from bluezone.citizen.pages import page
from bluezone.citizen.phone import Phone, ThePhone


@get("/more")
async def more(phone: ThePhone) -> Response[str]:
    return page(phone, "more.html")


@get("/invite")
async def invite(phone: ThePhone) -> Response[str]:
    """Shows the authority's address for inviting others; as long as none is published, the words do without."""
    return page(phone, "invite.html", address=_where_to_get_it(phone))


@get("/about")
async def about(phone: ThePhone) -> Response[str]:
    feed = phone.device.feed
    return page(
        phone,
        "about.html",
        address=_where_to_get_it(phone),
        feed=feed,
        root=feed.root.hex().upper(),
        issued=phone.local(feed.issued_s * 1000) if feed.issued_s else None,
        needed=feed.keys.required_witnesses if feed.keys is not None else 0,
    )


def _where_to_get_it(phone: Phone) -> str:
    address = phone.device.feed.configuration.share_url
    return address if is_trusted(address) else ""


ROUTES = (more, invite, about)
