"""The pages of messages: what was sent and what became of it, a new one for every outlet, and who wants none."""

from __future__ import annotations

import hmac

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import openly, permission_required
from bluezone.portal.frame.request import PublicRequest, StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.messages import services
from bluezone.portal.messages.addresses import Address
from bluezone.portal.messages.cards import picture_of
from bluezone.portal.messages.forms import AddressForm, WriteForm
from bluezone.portal.messages.links import sms_link
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.opening import outlets, receipt_secret, sends_without_marks
from bluezone.portal.messages.receipts import LARGEST_RECEIPT, read_receipt
from bluezone.portal.messages.selectors import MESSAGES, page_of_messages
from bluezone.vietnam.folding import without_marks
from bluezone.vietnam.sms import measure

_CODE_SIGNS = range(8, 25)


@require_GET
@permission_required("messages.list")
def message_list(request: StaffRequest) -> HttpResponse:
    """Lists the newest messages, and who sent them. Neither numbers nor words are shown: they are gone."""
    found = page_of_messages(request.staff, MESSAGES.part_of(request.GET))
    context = {
        "found": found,
        "may_opt_out": is_allowed(request.staff, "messages.opt_out"),
    }
    if not found.rows:
        return page(request, "messages/list.html", context)
    about = [("staff", one.created_by_id) for one in found.rows]
    return shown(request, "messages/list.html", context, about=about)


def show_writing(request: StaffRequest, *, queued: int = 0) -> HttpResponse:
    """Shows the form, and its words for every outlet: to copy, as a link into the phone's own program, as a picture."""
    form = _write_form(request)
    words = form.words if form.is_valid() else ""
    context = {
        "form": form,
        "queued": queued,
        "words": words,
        "costs": (measure(words), measure(without_marks(words))),
        "sms": (sms_link("", words), sms_link("", without_marks(words))),
    }
    return page(request, "messages/new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("messages.write", answer=show_writing)
def message_new(request: StaffRequest) -> HttpResponse:
    """Queues the words for whoever is named; without anybody, shows them for other ways."""
    form = _write_form(request)
    if not form.is_valid() or not (form.cleaned_data["outlet"] and form.cleaned_data["addresses"]):
        return show_writing(request)
    given, outlet = form.cleaned_data, Outlet(form.cleaned_data["outlet"])
    plain = outlet is Outlet.GATEWAY and sends_without_marks()
    queued = services.queue_messages(
        actor=request.staff,
        addresses=given["addresses"],
        body=without_marks(form.words) if plain else form.words,
        subject=given["subject"] or gettext("Announcement"),
        outlet=outlet,
        path=request.staff.home,
        now=request.now,
    )
    return show_writing(request, queued=len(queued))


def tell_plainly(request: StaffRequest) -> HttpResponse:
    """Tells the refusal alone, where a picture was asked for."""
    return HttpResponse(request.refusal, content_type="text/plain; charset=utf-8")


@require_POST
@permission_required("messages.write", answer=tell_plainly)
def message_picture(request: StaffRequest) -> HttpResponse:
    """Gives out the words as a picture with a code, for Zalo and the like."""
    form = WriteForm(request.POST, outlets=())
    given = form.cleaned_data if form.is_valid() else {"body": "", "link": ""}
    picture = picture_of(given["body"], given["link"], request.now)
    headers = {"content-disposition": 'attachment; filename="bluezone.png"'}
    return HttpResponse(picture, content_type="image/png", headers=headers)


def show_opt_outs(request: StaffRequest, *, done: str = "") -> HttpResponse:
    """Shows the form for an address, and what was just done."""
    form = AddressForm(None if done else request.POST or None)
    context = {"form": form, "done": done}
    return page(request, "messages/opt_outs.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("messages.opt_out", answer=show_opt_outs)
def opt_outs(request: StaffRequest) -> HttpResponse:
    """Records that somebody wants no messages, or wants them again."""
    form = AddressForm(request.POST or None)
    if not form.is_valid():
        return show_opt_outs(request)
    again, address = request.POST.get("what") == "again", form.cleaned_data["address"]
    record = services.end_opt_out if again else services.record_opt_out
    record(actor=request.staff, address=address, path=request.staff.home, now=request.now)
    done = (
        gettext("What your units had noted is taken back.") if again else gettext("No message is sent to it any more.")
    )
    return show_opt_outs(request, done=done)


def show_code_sent(request: StaffRequest, number: str) -> HttpResponse:
    """Shows what became of the code's message."""
    return page(request, "messages/code_sent.html", {"case": _case(request, number)})


@sensitive_post_parameters("code")
@require_POST
@permission_required("cases.code", answer=show_code_sent)
def code_send(request: StaffRequest, number: str) -> HttpResponse:
    """Sends the code that was just shown. It comes from the page that shows it, goes out, and is kept nowhere."""
    case, here = _case(request, number), outlets()
    kind = next((one for one in (Outlet.GATEWAY, Outlet.QUEUE) if one in here), None)
    if kind is None:
        raise RefusedError("this portal has no outlet for short messages")
    words = _code_words(request)
    services.send_code(
        actor=request.staff,
        address=Address(case.person.phone),
        body=without_marks(words) if sends_without_marks() else words,
        outlet=kind,
        through=here[kind],
        path=case.path,
        subjects=subjects_of(case),
        key=f"bz-{request.world.entropy(8).hex()}",
        now=request.now,
    )
    return show_code_sent(request, number)


@csrf_exempt
@require_POST
@openly("a carrier shows its own secret")
def receipt(request: PublicRequest) -> HttpResponse:
    """Notes what a carrier tells: that a message arrived, or will not."""
    wanted, given = receipt_secret(), request.headers.get("authorization", "").removeprefix("Bearer ")
    if not wanted or not hmac.compare_digest(wanted.encode(), given.encode()):
        return JsonResponse({"detail": "refused"}, status=403)
    heard = read_receipt(request.read(LARGEST_RECEIPT + 1))
    if heard is None:
        return JsonResponse({"detail": "no receipt"}, status=400)
    known = services.take_receipt(carrier_key=heard.id, is_delivered=heard.delivered, now=request.now)
    return JsonResponse({"known": known})


def _write_form(request: StaffRequest) -> WriteForm:
    return WriteForm(request.POST or None, outlets=tuple(outlets()))


def _code_words(request: StaffRequest) -> str:
    """Words the message around the code that was sent with the form. Raises RefusedError for what is no code."""
    code = "".join(request.POST.get("code", "")[:40].split())
    if not code.isascii() or not code.isalnum() or len(code) not in _CODE_SIGNS:
        raise RefusedError("this is no code")
    text = gettext("Bluezone: your code is %(code)s. %(until)s. Enter it in the app. Tell nobody else.")
    until = " ".join(request.POST.get("until", "")[:60].split())
    return text % {"code": " ".join(code[at : at + 4] for at in range(0, len(code), 4)), "until": until}


def _case(request: StaffRequest, number: str) -> Case:
    return visible_or_404(request, case_with_number(number))
