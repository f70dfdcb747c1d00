"""What devices at doors ask: open to whoever holds a code or token, to no session, and to no other site's form."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bluezone.portal.frame.gate import openly
from bluezone.portal.frame.knocking import rest_of_the_minute
from bluezone.portal.frame.request import PublicRequest
from bluezone.portal.frame.uploads import announced_bytes
from bluezone.portal.posts.errors import SENTENCES, DoorError, Untaken, door_error
from bluezone.portal.posts.models import Post
from bluezone.portal.posts.selectors import stands_at_closed_place, told_to
from bluezone.portal.posts.services.enrolling import enrol
from bluezone.portal.posts.services.taking import device_of, take_rows
from bluezone.portal.posts.throttle import Knock, is_too_often
from bluezone.portal.posts.wire import MOST_BYTES, parse_enrolment, parse_parcel
from bluezone.portal.reports.declared import arrived_for_doors
from bluezone.vietnam.numbers import whole_number

_SCHEME = "Bearer "
_STATUS = {
    Untaken.MALFORMED: 422,
    Untaken.FORGED: 401,
    Untaken.EXPIRED: 410,
    Untaken.REVOKED: 410,
    Untaken.NOT_YET: 403,
    Untaken.CLOSED: 403,
    Untaken.FULL: 409,
}


def show_untaken(request: PublicRequest) -> HttpResponse:
    """Tells the page why nothing was taken; where no rule of ours says why, it keeps all and tries again by itself."""
    error = request.refused
    if not isinstance(error, DoorError):
        return _later(request)
    caller = str(request.META.get("REMOTE_ADDR", ""))
    if error.reason is Untaken.FORGED and is_too_often(Knock.UNKNOWN, caller, request.now):
        return _later(request)
    if error.reason is Untaken.REVOKED and stands_at_closed_place(_token_of(request), request.now):
        return _told(door_error(Untaken.CLOSED))
    return _told(error)


@csrf_exempt
@require_POST
@openly("the code in its body is the only permission; a browser adds nothing to it by itself", answer=show_untaken)
def door_enrol(request: PublicRequest) -> HttpResponse:
    """Enrols the device that holds a code."""
    if (announced_bytes(request) or 0) > MOST_BYTES:
        return _told(door_error(Untaken.MALFORMED))
    made = enrol(asked=parse_enrolment(request.body), entropy=request.world.entropy, now=request.now)
    told = told_to(made.device.post, request.now)
    return JsonResponse({"token": made.token, "device": made.device.pk, **told})


@csrf_exempt
@require_POST
@openly("the token in its header is the only permission; a browser adds nothing to it by itself", answer=show_untaken)
def door_sync(request: PublicRequest) -> HttpResponse:
    """Takes the rows of a device."""
    if (announced_bytes(request) or 0) > MOST_BYTES:
        return _told(door_error(Untaken.MALFORMED))
    token = _token_of(request)
    sender = device_of(token)
    if is_too_often(Knock.PARCEL, token, request.now):
        return _later(request)
    taken = take_rows(sender=sender, parcel=parse_parcel(request.body), now=request.now)
    refused = [
        {"id": number, "reason": reason.value, "vi": SENTENCES[reason].vi, "en": SENTENCES[reason].en}
        for number, reason in taken.refused
    ]
    told = told_to(taken.device.post, request.now) | _declared(request, taken.device.post)
    return JsonResponse({"kept": list(taken.kept), "refused": refused, **told})


def _token_of(request: PublicRequest) -> str:
    return request.headers.get("authorization", "").removeprefix(_SCHEME)


def _declared(request: PublicRequest, post: Post) -> dict[str, Any]:
    """Which declarations have arrived since the number that the device names in the address, where a portal of before
    passes over it; nothing for a page that does not ask."""
    after = whole_number(request.GET.get("declared", ""))
    return {} if after is None else {"declared": arrived_for_doors(post.path, after, request.now)}


def _later(request: PublicRequest) -> HttpResponse:
    """Answers without a reason in JSON, so that the page keeps what it has and tries again by itself."""
    seconds = rest_of_the_minute(request.now)
    return HttpResponse("later\n", status=429, content_type="text/plain", headers={"retry-after": str(seconds)})


def _told(error: DoorError) -> HttpResponse:
    """Tells a refusal in both languages, because the page that asked may be in either."""
    words = SENTENCES[error.reason]
    said = {"reason": error.reason.value, "vi": words.vi, "en": words.en}
    return JsonResponse(said, status=_STATUS[error.reason])
