"""Licences: whose work lies in this Bluezone, and the texts that their makers ask to be shown."""

from __future__ import annotations

import asyncio

from litestar import Response, get
from litestar.params import FromPath

from bluezone.citizen.licences import piece_called, pieces
from bluezone.citizen.pages import page
from bluezone.citizen.phone import ThePhone


@get("/licences")
async def licences(phone: ThePhone) -> Response[str]:
    return page(phone, "licences.html", pieces=await asyncio.to_thread(pieces))


@get("/licences/{key:str}")
async def licence(phone: ThePhone, key: FromPath[str]) -> Response[str]:
    found = await asyncio.to_thread(piece_called, key)
    if found is None:
        return page(phone, "refused.html", status=404, reason="missing")
    return page(phone, "licence.html", piece=found)


ROUTES = (licences, licence)
