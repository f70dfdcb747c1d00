"""The pages of paper sheets: printed for a post, found by their number, keyed."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.refusals import reader_language
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.posts.errors import SENTENCES, DoorError
from bluezone.portal.posts.models import Sheet
from bluezone.portal.posts.photos import MOST_PHOTO_BYTES
from bluezone.portal.posts.printing import sheets_of
from bluezone.portal.posts.selectors import post_with
from bluezone.portal.posts.services.sheets import key_sheet, print_sheets
from bluezone.portal.posts.sheets_seen import page_of_sheet, sheet_with
from bluezone.portal.posts.views.posts import show_post
from bluezone.portal.posts.wire import SEAL_BYTES, parse_parcel
from bluezone.vietnam.numbers import whole_number
from bluezone.webui import has_parts


@require_POST
@permission_required("posts.keep", answer=show_post)
def sheets_print(request: StaffRequest, key: int) -> HttpResponse:
    """Numbers sheets of a post, and sends them to be printed: this once, since each number is for one sheet."""
    post = visible_or_404(request, post_with(key))
    made = print_sheets(
        actor=request.staff,
        post=post,
        count=whole_number(request.POST.get("count", "")) or 0,
        entropy=request.world.entropy,
        now=request.now,
    )
    as_slips = request.POST.get("as") == "slips"
    pdf = sheets_of(post, made, lambda number: _address(request, number), as_slips=as_slips, now=request.now)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["content-disposition"] = content_disposition_header(False, f"sheets-{key}.pdf") or "inline"
    return response


@require_GET
@permission_required("posts.key")
def sheet_find(request: StaffRequest) -> HttpResponse:
    """Leads from a sheet's number to the page on which it is keyed."""
    typed = request.GET.get("number", "")
    found = sheet_with(typed)
    if found is not None and is_allowed(request.staff, request.action, found.post):
        return redirect("sheet", found.number)
    return page(request, "posts/sheet_find.html", {"typed": typed}, status=404 if typed else 200)


@require_GET
@permission_required("posts.key")
def sheet(request: StaffRequest, number: str) -> HttpResponse:
    """Shows the page on which a sheet is keyed: which of its lines stand, and inputs for the others."""
    found = _sheet(request, number)
    context = {"seen": page_of_sheet(found, request.now), "post": found.post, "seals": has_parts()}
    about = [("sheet", found.number)]
    return shown(request, "posts/sheet.html", context, about=about, path=found.post.path)


def tell_unkept(request: StaffRequest) -> HttpResponse:
    """Tells the page's script in a sentence why no line of this sheet was kept."""
    error = request.refused
    said = SENTENCES[error.reason].said(reader_language()) if isinstance(error, DoorError) else request.refusal
    return JsonResponse({"said": said}, status=409)


@require_POST
@permission_required("posts.key", answer=tell_unkept)
def sheet_rows(request: StaffRequest, number: str) -> HttpResponse:
    """Keeps the lines that were keyed, sealed, and says which."""
    found = _sheet(request, number)
    parcel, sent = parse_parcel(request.POST.get("rows", "").encode()), request.FILES.get("photo")
    photo = b"" if sent is None else sent.read(SEAL_BYTES + MOST_PHOTO_BYTES + 1)
    keyed = key_sheet(actor=request.staff, sheet=found, parcel=parcel, photo=photo, now=request.now)
    return JsonResponse({"kept": keyed.kept, "stood": keyed.stood, "photo": keyed.has_photo})


def _sheet(request: StaffRequest, number: str) -> Sheet:
    found = get_or_404(sheet_with(number))
    visible_or_404(request, found.post)
    return found


def _address(request: StaffRequest, number: str) -> str:
    return request.build_absolute_uri(reverse("sheet", args=[number]))
