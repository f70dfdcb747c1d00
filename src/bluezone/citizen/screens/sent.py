"""What was sealed and sent, or waits for the owner's word: progress, retry, discard, withdraw."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from bluezone.citizen.keeping import Outgoing, What, outbox, save_outbox
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Phone, ThePhone
from bluezone.citizen.sending import can_send, keep, send_now, set_off
from bluezone.protocol.report import Withdrawal


@get("/sending")
async def sending(phone: ThePhone) -> Response[str]:
    return page(phone, "sending.html", **now(phone))


@get("/now/sending")
async def sending_now(phone: ThePhone) -> Response[str]:
    return page(phone, "sending_now.html", **now(phone))


def now(phone: Phone) -> dict[str, Any]:
    """Tells how it stands with the message that the errand is about, and with no other."""
    return {"errand": phone.errand, "message": outbox(phone).find(phone.errand.about)}


@get("/sent")
async def sent(phone: ThePhone) -> Response[str]:
    messages = [(message, phone.local(message.made_ms)) for message in outbox(phone).messages]
    return page(phone, "sent.html", messages=messages, running=phone.errand.is_running)


@post("/sent/retry")
async def retry(phone: ThePhone, request: AnyRequest) -> Response[str]:
    message = await _chosen(phone, request)
    if message is not None and message.sealed and not phone.errand.is_running:
        send_now(phone, message)
    return go(phone, "/sending")


@post("/sent/discard")
async def discard(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Throws a message away that has not left; the rest can be withdrawn."""
    message = await _chosen(phone, request)
    if message is not None and message.sealed and not phone.errand.is_running:
        save_outbox(phone, outbox(phone).without(message))
    return go(phone, "/sent")


@get("/sent/withdraw")
async def ask_withdraw(phone: ThePhone, report: FromQuery[str] = "", what: FromQuery[str] = "") -> Response[str]:
    """Exactly what would leave. Nothing is sealed or sent yet."""
    message = _find(phone, report, what)
    return go(phone, "/sent") if message is None or not message.may_be_withdrawn else _withdrawal(phone, message)


@post("/sent/withdraw")
async def withdraw(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Withdraws, at the tap; a second one finds the first under way."""
    message = await _chosen(phone, request)
    if message is None or not message.may_be_withdrawn:
        return go(phone, "/sent")
    if phone.errand.is_running and phone.errand.about == (message.report_id, What.WITHDRAWAL):
        return go(phone, "/sending")
    waiting = outbox(phone).find((message.report_id, What.WITHDRAWAL))
    if waiting is not None and waiting.later:
        return go(phone, "/sent")
    if phone.errand.is_running or not can_send(phone):
        return _withdrawal(phone, message)
    return go(phone, set_off(phone, keep(phone, What.WITHDRAWAL, Withdrawal(message.report_id), message.label)))


def shown_before(phone: Phone, number: bytes | None, what: What) -> Response[str] | None:
    """The page of a second tap on the same page: the message that it drew the number for was sealed by the first."""
    if number is None or outbox(phone).find((number, what)) is None:
        return None
    return go(phone, "/sending" if phone.errand.about == (number, what) else "/sent")


def _withdrawal(phone: Phone, message: Outgoing) -> Response[str]:
    made = phone.local(message.made_ms)
    why = "busy" if phone.errand.is_running else "" if can_send(phone) else "closed"
    return page(phone, "withdrawal.html", message=message, made=made, why=why)


async def _chosen(phone: Phone, request: AnyRequest) -> Outgoing | None:
    form = await request.form()
    return _find(phone, str(form.get("report", "")), str(form.get("what", "")))


def _find(phone: Phone, report: str, what: str) -> Outgoing | None:
    return next((m for m in outbox(phone).messages if (m.report_id.hex(), m.what.value) == (report, what)), None)


ROUTES = (sending, sending_now, sent, retry, discard, ask_withdraw, withdraw)
