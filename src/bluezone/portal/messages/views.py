"""The pages of messages: what was sent and what became of it, a new one for every outlet, and who wants none."""

from __future__ import annotations

import hmac
from typing import Annotated

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.documents.cards import Card, set_card
from bluezone.documents.errors import DocumentError
from bluezone.portal.accounts.access import may, openly
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.messages import services
from bluezone.portal.messages.addresses import Address
from bluezone.portal.messages.forms import AddressForm, WriteForm
from bluezone.portal.messages.links import sms_link
from bluezone.portal.messages.models import Outlet, State
from bluezone.portal.messages.outlets.base import OutletError
from bluezone.portal.messages.outlets.opening import outlets, receipt_secret, sends_without_marks
from bluezone.portal.messages.selectors import page_of_messages
from bluezone.portal.web.paging import key_before
from bluezone.portal.web.words import told
from bluezone.portal.world import world_of
from bluezone.vietnam.folding import without_marks
from bluezone.vietnam.sms import measure

_LARGEST_RECEIPT = 4_096
_CODE_SIGNS = range(8, 25)


class Receipt(msgspec.Struct, frozen=True):
    """What a carrier tells."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    delivered: bool


@require_GET
@may("messages.list")
def message_list(request: HttpRequest) -> HttpResponse:
    """The newest first. Neither numbers nor words are shown: they are gone."""
    state = request.GET.get("state", "")
    page = page_of_messages(signed_in(request), state=state, before=key_before(request))
    may_opt_out = is_allowed(signed_in(request), "messages.opt_out")
    facts = {"page": page, "state": state, "states": State.choices, "may_opt_out": may_opt_out}
    return render(request, "messages/list.html", facts)


@require_http_methods(["GET", "POST"])
@may("messages.write")
def message_new(request: HttpRequest) -> HttpResponse:
    """Words for every outlet: to copy, as a link that opens the phone's own message, as a picture, or queued here."""
    here, refusal, queued = outlets(), "", 0
    form = WriteForm(request.POST or None, outlets=tuple(here))
    is_ready = request.method == "POST" and form.is_valid()
    if is_ready and form.cleaned_data["outlet"] and form.cleaned_data["addresses"]:
        try:
            queued = len(_queued(request, form))
        except RefusedError as error:
            refusal = told(error)
    words = form.words if is_ready else ""
    facts = {
        "form": form,
        "refusal": refusal,
        "queued": queued,
        "words": words,
        "costs": (measure(words), measure(without_marks(words))),
        "sms": (sms_link("", words), sms_link("", without_marks(words))),
    }
    return render(request, "messages/new.html", facts, status=409 if refusal else 400 if form.errors else 200)


@require_POST
@may("messages.write")
def message_picture(request: HttpRequest) -> HttpResponse:
    """The words as a picture with a code, for Zalo and the like."""
    form = WriteForm(request.POST, outlets=())
    try:
        given = form.cleaned_data if form.is_valid() else {"body": "", "link": ""}
        picture = set_card(Card(given["body"].strip(), given["link"]), now=world_of(request).now())
    except DocumentError:
        text = gettext("The text is too long for a picture, or has signs that cannot be drawn.")
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    response = HttpResponse(picture, content_type="image/png")
    response["content-disposition"] = 'attachment; filename="bluezone.png"'
    return response


@require_http_methods(["GET", "POST"])
@may("messages.opt_out")
def opt_outs(request: HttpRequest) -> HttpResponse:
    """Somebody wants no messages, or wants them again."""
    form, refusal, done = AddressForm(request.POST or None), "", ""
    if request.method == "POST" and form.is_valid():
        address: Address = form.cleaned_data["address"]
        again = request.POST.get("what") == "again"
        act = services.end_opt_out if again else services.record_opt_out
        try:
            act(actor=signed_in(request), address=address, path=_own_path(request), now=world_of(request).now())
            done = gettext("Messages are sent to it again.") if again else gettext("No message is sent to it any more.")
            form = AddressForm()
        except RefusedError as error:
            refusal = told(error)
    facts = {"form": form, "refusal": refusal, "done": done}
    return render(request, "messages/opt_outs.html", facts, status=409 if refusal else 400 if form.errors else 200)


@sensitive_post_parameters("code")
@require_POST
@may("cases.code")
def code_send(request: HttpRequest, number: str) -> HttpResponse:
    """Sends the code that was just shown. It comes from the page that shows it, goes out, and is kept nowhere."""
    case, staff = case_with_number(number), signed_in(request)
    if case is None or not is_allowed(staff, "cases.code", case):
        raise Http404
    problem = ""
    try:
        _send_code(request, case)
    except (RefusedError, OutletError) as error:
        problem = told(error) if isinstance(error, RefusedError) else gettext("The carrier did not take the message.")
    facts = {"case": case, "problem": problem}
    return render(request, "messages/code_sent.html", facts, status=409 if problem else 200)


@csrf_exempt
@require_POST
@openly("a carrier shows its own secret")
def receipt(request: HttpRequest) -> HttpResponse:
    """The carrier tells that a message arrived, or will not."""
    wanted, shown = receipt_secret(), request.headers.get("authorization", "").removeprefix("Bearer ")
    if not wanted or not hmac.compare_digest(wanted.encode(), shown.encode()):
        return JsonResponse({"detail": "refused"}, status=403)
    body = request.read(_LARGEST_RECEIPT + 1)
    try:
        heard = msgspec.json.decode(body[:_LARGEST_RECEIPT], type=Receipt)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return JsonResponse({"detail": "no receipt"}, status=400)
    known = services.take_receipt(carrier_key=heard.id, is_delivered=heard.delivered, now=world_of(request).now())
    return JsonResponse({"known": known})


def _queued(request: HttpRequest, form: WriteForm) -> list[object]:
    given, outlet = form.cleaned_data, Outlet(form.cleaned_data["outlet"])
    plain = outlet is Outlet.GATEWAY and sends_without_marks()
    return list(
        services.queue_messages(
            actor=signed_in(request),
            addresses=given["addresses"],
            body=without_marks(form.words) if plain else form.words,
            subject=given["subject"] or gettext("Announcement"),
            outlet=outlet,
            path=_own_path(request),
            now=world_of(request).now(),
        )
    )


def _send_code(request: HttpRequest, case: Case) -> None:
    here, world = outlets(), world_of(request)
    kind = next((one for one in (Outlet.GATEWAY, Outlet.QUEUE) if one in here), None)
    if kind is None:
        raise RefusedError("this portal has no outlet for short messages")
    code = "".join(request.POST.get("code", "")[:40].split())
    if not code.isascii() or not code.isalnum() or len(code) not in _CODE_SIGNS:
        raise RefusedError("this is no code")
    text = gettext("Bluezone: your code is %(code)s. %(until)s. Enter it in the app. Tell nobody else.")
    until = " ".join(request.POST.get("until", "")[:60].split())
    words = text % {"code": " ".join(code[at : at + 4] for at in range(0, len(code), 4)), "until": until}
    services.send_code(
        actor=signed_in(request),
        address=Address(case.person.phone),
        body=without_marks(words) if sends_without_marks() else words,
        outlet=kind,
        through=here[kind],
        path=case.path,
        subjects=subjects_of(case),
        key=f"bz-{world.entropy(8).hex()}",
        now=world.now(),
    )


def _own_path(request: HttpRequest) -> str:
    """Where a message that is about no case belongs: at its writer's own unit."""
    return signed_in(request).home
