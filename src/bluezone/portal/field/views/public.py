"""The doors of the page that counts: open to whoever holds a link, to nobody's session, and to no other site's form."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.field.counting_page import counting_page, service_worker
from bluezone.portal.field.pictures import MOST_PHOTO_BYTES
from bluezone.portal.field.services.links import tally_secret
from bluezone.portal.field.services.taking import NOT_ISSUED_HERE, Taken, take_entries, take_photo
from bluezone.portal.field.throttle import Knock, is_too_often
from bluezone.portal.frame.gate import openly
from bluezone.portal.frame.knocking import rest_of_the_minute
from bluezone.portal.frame.request import PublicRequest
from bluezone.portal.frame.uploads import announced_bytes
from bluezone.rollout.errors import TallyError, Untallied
from bluezone.rollout.tally.counting import MOST_BYTES
from bluezone.rollout.tally.tokens import is_signed_here
from bluezone.vietnam.words import Language, Words

_SCHEME = "Bearer "
_TOO_BIG = Words("Gửi lên quá lớn.", "This is too big.")
_STATUS = {
    Untallied.MALFORMED: 422,
    Untallied.FORGED: 401,
    Untallied.EXPIRED: 410,
    Untallied.REVOKED: 410,
    Untallied.NOT_YET: 403,
    Untallied.OTHER_DIRECTIVE: 403,
    Untallied.FULL: 409,
}


@require_GET
@openly("volunteers count without an account; the page is the same for all and knows nothing")
def field_page(_request: PublicRequest) -> HttpResponse:
    """Shows the page in Vietnamese."""
    return _page("vi")


@require_GET
@openly("volunteers count without an account; the page is the same for all and knows nothing")
def field_page_en(_request: PublicRequest) -> HttpResponse:
    """Shows the page in English."""
    return _page("en")


@require_GET
@openly("the page's own worker, the same for all")
def field_worker(_request: PublicRequest) -> HttpResponse:
    """Gives out the worker, which keeps the page for a phone without a network."""
    return HttpResponse(service_worker(), content_type="text/javascript; charset=utf-8")


def show_untaken(request: PublicRequest, **_identity: str) -> HttpResponse:
    """Tells the page's script why nothing was taken; where no rule of ours says why, it tries again by itself."""
    return _told(request.refused) if isinstance(request.refused, TallyError) else _later(request)


@csrf_exempt
@require_POST
@openly("the token in its header is the only permission; a browser adds nothing to it by itself", answer=show_untaken)
def field_entries(request: PublicRequest) -> HttpResponse:
    """Takes a list of entries."""
    if (announced_bytes(request) or 0) > MOST_BYTES:
        return _told(TallyError(Untallied.MALFORMED, _TOO_BIG))
    if (away := _turned_away(request, Knock.PARCEL)) is not None:
        return away
    return _acknowledged(take_entries(token=_token(request), body=request.body, now=request.now))


@csrf_exempt
@require_POST
@openly("the token in its header is the only permission; a browser adds nothing to it by itself", answer=show_untaken)
def field_photo(request: PublicRequest, identity: str) -> HttpResponse:
    """Takes one photo under the id that the page drew for it."""
    if (announced_bytes(request) or 0) > MOST_PHOTO_BYTES:
        return _told(TallyError(Untallied.MALFORMED, _TOO_BIG))
    if (away := _turned_away(request, Knock.PHOTO)) is not None:
        return away
    content = request.body
    return _acknowledged(take_photo(token=_token(request), identity=identity, content=content, now=request.now))


def _page(language: Language) -> HttpResponse:
    """Sends the page; a browser without createImageBitmap makes a photo small through an image at a blob: address."""
    response = HttpResponse(counting_page(language))
    response._csp_update = {"img-src": ["blob:"]}  # type: ignore[attr-defined] # noqa: SLF001 - as its decorator does
    return response


def _turned_away(request: PublicRequest, knock: Knock) -> HttpResponse | None:
    """Refuses, before anything is read or looked up, a link that has sent too often or was not made here."""
    now, token = request.now, _token(request)
    if not is_signed_here(token, tally_secret()):
        is_flood = is_too_often(Knock.UNKNOWN_LINK, str(request.META.get("REMOTE_ADDR", "")), now)
        return _later(request) if is_flood else _told(TallyError(Untallied.FORGED, NOT_ISSUED_HERE))
    return _later(request) if is_too_often(knock, token, now) else None


def _later(request: PublicRequest) -> HttpResponse:
    """Answers without a reason in JSON, so that the page keeps what it has and tries again by itself."""
    seconds = rest_of_the_minute(request.now)
    return HttpResponse("later\n", status=429, content_type="text/plain", headers={"retry-after": str(seconds)})


def _token(request: PublicRequest) -> str:
    return request.headers.get("authorization", "").removeprefix(_SCHEME)


def _acknowledged(taken: Taken) -> HttpResponse:
    return JsonResponse({"added": taken.added, "known": taken.known})


def _told(error: TallyError) -> HttpResponse:
    """Tells a refusal in both languages, because the page that asked may be in either."""
    said = {"reason": error.reason.name.lower(), "vi": error.words.vi, "en": error.words.en}
    return JsonResponse(said, status=_STATUS[error.reason])
