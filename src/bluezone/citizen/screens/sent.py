"""What was sealed and sent, or waits for the owner's word: progress, retry, discard, withdraw."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post

from bluezone.citizen.keeping import Outgoing, What, outbox, save_outbox
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Phone, ThePhone
from bluezone.citizen.sending import can_send, keep, send
from bluezone.protocol.report import Withdrawal


@get("/sending")
async def sending(phone: ThePhone) -> Response[str]:
    return page(phone, "sending.html", **now(phone))


@get("/now/sending")
async def sending_now(phone: ThePhone) -> Response[str]:
    return page(phone, "sending_now.html", **now(phone))


def now(phone: Phone) -> dict[str, Any]:
    messages = outbox(phone).messages
    return {"errand": phone.errand, "latest": messages[0] if messages else None}


@get("/sent")
async def sent(phone: ThePhone) -> Response[str]:
    messages = [(message, phone.local(message.made_ms)) for message in outbox(phone).messages]
    return page(phone, "sent.html", messages=messages, running=phone.errand.is_running)


@post("/sent/retry")
async def retry(phone: ThePhone, request: AnyRequest) -> Response[str]:
    message = await _chosen(phone, request)
    if message is not None and message.sealed and not phone.errand.is_running:
        phone.errand.start(message.what, send(phone, message))
    return go(phone, "/sending")


@post("/sent/discard")
async def discard(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Only what has not left can be thrown away; the rest can be withdrawn."""
    message = await _chosen(phone, request)
    if message is not None and message.sealed and not phone.errand.is_running:
        save_outbox(phone, outbox(phone).without(message))
    return go(phone, "/sent")


@post("/sent/withdraw")
async def withdraw(phone: ThePhone, request: AnyRequest) -> Response[str]:
    message = await _chosen(phone, request)
    if message is not None and message.sent_ms and not phone.errand.is_running and can_send(phone):
        outgoing = keep(phone, What.WITHDRAWAL, Withdrawal(message.report_id), message.label)
        phone.errand.start(What.WITHDRAWAL, send(phone, outgoing))
    return go(phone, "/sending")


async def _chosen(phone: Phone, request: AnyRequest) -> Outgoing | None:
    form = await request.form()
    chosen = (str(form.get("report", "")), str(form.get("what", "")))
    return next((m for m in outbox(phone).messages if (m.report_id.hex(), m.what.value) == chosen), None)


ROUTES = (sending, sending_now, sent, retry, discard, withdraw)
