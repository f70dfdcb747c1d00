"""The pages of door posts: list, one with its devices, shifts and counts, a new one, a code for a device."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.listing import listed
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.posts.forms import HoursForm, KeeperForm, PostForm, hours_typed
from bluezone.portal.posts.heard_there import places_heard, radio_at
from bluezone.portal.posts.hours import hours_said
from bluezone.portal.posts.models import Device, Keeper, Post
from bluezone.portal.posts.printing import badges_of
from bluezone.portal.posts.selectors import (
    POSTS,
    adoption_seen,
    device_with,
    keeper_with,
    page_of_post,
    post_with,
    posts_for,
)
from bluezone.portal.posts.services.enrolling import digest_of_device, issue_code, revoke_device
from bluezone.portal.posts.services.hearing import Brought
from bluezone.portal.posts.services.keeping import (
    add_keeper,
    close_post,
    digest_of_hours,
    digest_of_keeper,
    digest_of_post,
    end_keeper,
    make_post,
    print_badges,
    set_hours,
    week_at,
)
from bluezone.portal.posts.sheets_seen import newest_sheets
from bluezone.portal.posts.tokens import FRAGMENT
from bluezone.portal.premises.selectors import premises_with
from bluezone.rollout.consolidation.measuring import FEWEST
from bluezone.vietnam.numbers import whole_number

_WEEK, _MONTH = 7, 30


@require_GET
@permission_required("posts.list")
def posts(request: StaffRequest) -> HttpResponse:
    """Lists the posts of one's units; no person is in the list."""
    part = POSTS.part_of(request.GET)
    at = whole_number(part.kept.get("at", ""))
    found = posts_for(request.staff, part.text, state=part["state"], at=at, now=request.now)
    context = {
        "found": listed(found, part),
        "may_key": is_allowed(request.staff, "posts.key"),
        "may_release": is_allowed(request.staff, "posts.release"),
    }
    return page(request, "posts/list.html", context)


@require_GET
@permission_required("posts.list")
def post_figures(request: StaffRequest) -> HttpResponse:
    """Shows with how many visitors the app was seen running; nobody is in it."""
    days = _MONTH if request.GET.get("days") == str(_MONTH) else _WEEK
    context = {
        "days": days,
        "choices": (_WEEK, _MONTH),
        "seen": adoption_seen(request.staff, days, request.now),
        "heard": places_heard(request.staff, days, request.now),
        "fewest": FEWEST,
    }
    return page(request, "posts/figures.html", context)


def show_making(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the form for a new post, with what was typed so far."""
    place = visible_or_404(request, premises_with(key), "posts.keep")
    form = PostForm(request.POST or None, initial=hours_typed({}))
    return page(request, "posts/new.html", {"premises": place, "form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("posts.keep", answer=show_making)
def post_new(request: StaffRequest, key: int) -> HttpResponse:
    """Makes a post of a place."""
    place, form = visible_or_404(request, premises_with(key)), PostForm(request.POST or None)
    if not form.is_valid():
        return show_making(request, key)
    made = make_post(actor=request.staff, premises=place, door=form.door(), now=request.now)
    return redirect("post", made.pk)


def show_post(request: StaffRequest, key: int, brought: Brought | None = None) -> HttpResponse:
    """Shows one post: what was counted, its devices, who keeps it, what may be done now; `brought` is what became of
    the file of its radio that came with this request."""
    return _post(request, visible_or_404(request, post_with(key), "posts.list"), KeeperForm(), brought)


@require_GET
@permission_required("posts.list")
def post(request: StaffRequest, key: int) -> HttpResponse:
    """Answers the address of one post with its page."""
    return show_post(request, key)


@require_POST
@permission_required("posts.keep", answer=show_post)
def post_badges(request: StaffRequest, key: int) -> HttpResponse:
    """Draws badges for those who work at a place, and sends them to be printed: they are kept nowhere."""
    found, count = visible_or_404(request, post_with(key)), whole_number(request.POST.get("count", "")) or 0
    drawn = print_badges(actor=request.staff, post=found, count=count, entropy=request.world.entropy, now=request.now)
    response = HttpResponse(badges_of(found, drawn, now=request.now), content_type="application/pdf")
    response["content-disposition"] = content_disposition_header(False, f"badges-{key}.pdf") or "inline"
    return response


@require_POST
@permission_required("posts.keep", answer=show_post)
def post_code(request: StaffRequest, key: int) -> HttpResponse:
    """Makes a code for a device. The answer to this very request is the only place where it ever stands."""
    found = visible_or_404(request, post_with(key))
    code, text = issue_code(actor=request.staff, post=found, entropy=request.world.entropy, now=request.now)
    address = request.build_absolute_uri(reverse("door_page")) + "#" + FRAGMENT + text
    return page(request, "posts/code.html", {"post": found, "code": code, "address": address})


@require_POST
@permission_required("posts.keep", answer=show_post)
def post_keeper(request: StaffRequest, key: int) -> HttpResponse:
    """Adds a shift."""
    found, form = visible_or_404(request, post_with(key)), KeeperForm(request.POST)
    if not form.is_valid():
        return _post(request, found, form)
    given = form.cleaned_data
    add_keeper(
        actor=request.staff,
        post=found,
        label=given["label"],
        pin=given["pin"],
        entropy=request.world.entropy,
        now=request.now,
    )
    return redirect("post", key)


@require_POST
@permission_required("posts.keep", answer=show_post)
def post_hours(request: StaffRequest, key: int) -> HttpResponse:
    """Says when a door is open from now on."""
    found, form = visible_or_404(request, post_with(key)), HoursForm(request.POST)
    if not form.is_valid():
        return _post(request, found, KeeperForm(), hours=form)
    set_hours(actor=request.staff, post=found, hours=form.hours(), read=read_in(request), now=request.now)
    return redirect("post", key)


@require_POST
@permission_required("posts.keep", answer=show_post)
def post_close(request: StaffRequest, key: int) -> HttpResponse:
    """Closes a post."""
    found = visible_or_404(request, post_with(key))
    close_post(actor=request.staff, post=found, read=read_in(request), now=request.now)
    return redirect("post", key)


def show_device(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the post of a device after what was refused."""
    return _post(request, _device(request, key).post, KeeperForm())


@require_POST
@permission_required("posts.keep", answer=show_device)
def device_revoke(request: StaffRequest, key: int) -> HttpResponse:
    """Puts a device out of force."""
    found = _device(request, key)
    revoke_device(actor=request.staff, device=found, read=read_in(request), now=request.now)
    return redirect("post", found.post_id)


def show_keeper(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the post of a shift after what was refused."""
    return _post(request, _keeper(request, key).post, KeeperForm())


@require_POST
@permission_required("posts.keep", answer=show_keeper)
def keeper_end(request: StaffRequest, key: int) -> HttpResponse:
    """Ends a shift's number."""
    found = _keeper(request, key)
    end_keeper(actor=request.staff, keeper=found, read=read_in(request), now=request.now)
    return redirect("post", found.post_id)


def _post(
    request: StaffRequest,
    found: Post,
    form: KeeperForm,
    brought: Brought | None = None,
    hours: HoursForm | None = None,
) -> HttpResponse:
    seen, week = page_of_post(found, request.now), week_at(found)
    context = {
        "post": found,
        "seen": seen,
        "devices": [(one, digest_of_device(one)) for one in seen.devices],
        "keepers": [(one, digest_of_keeper(one)) for one in seen.keepers],
        "digest": digest_of_post(found),
        "form": form,
        "hours": hours or HoursForm(initial=hours_typed(week)),
        "hours_said": hours_said(week, get_language() or "vi"),
        "hours_digest": digest_of_hours(found),
        "sheets": newest_sheets(found),
        "radio": radio_at(found, request.now),
        "brought": brought,
        "may_keep": found.is_open and is_allowed(request.staff, "posts.keep", found),
        "sees_place": is_allowed(request.staff, "premises.list", found.premises),
        "may_key": is_allowed(request.staff, "posts.key", found),
        "now": request.now,
        "fewest": FEWEST,
    }
    return shown(
        request,
        "posts/post.html",
        context,
        about=[("post", found.pk)],
        path=found.path,
        action="posts.list",
        status=400 if form.errors or (hours is not None and hours.errors) else 200,
    )


def _device(request: StaffRequest, key: int) -> Device:
    found = get_or_404(device_with(key))
    visible_or_404(request, found.post)
    return found


def _keeper(request: StaffRequest, key: int) -> Keeper:
    found = get_or_404(keeper_with(key))
    visible_or_404(request, found.post)
    return found
