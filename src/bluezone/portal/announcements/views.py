"""The pages of announcements: the words, their approval, and what each outlet says of them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.documents.errors import PaperError
from bluezone.portal.accounts.access import may
from bluezone.portal.accounts.models import Staff
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.announcements import speaking
from bluezone.portal.announcements.forms import DirectiveForm, FactsForm, SlotForm, UnitForm
from bluezone.portal.announcements.in_app import draft_of, standing_of
from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.selectors import (
    PAGE,
    announcement_for,
    announcements_for,
    directives_to_serve,
    is_own,
    loudspeaker_units,
    published_announcements,
    units_for,
)
from bluezone.portal.announcements.services.approving import (
    approve_announcement,
    draft_announcement,
    revise_announcement,
    withdraw_announcement,
)
from bluezone.portal.announcements.services.audio import make_audio
from bluezone.portal.announcements.services.proving import serve_directive
from bluezone.portal.announcements.wording import approved_facts, facts_of
from bluezone.portal.errors import ExchangeError, RefusedError
from bluezone.portal.public_site.printing import announcement_poster, announcement_script
from bluezone.portal.rollout.announcing.outlets import loudspeaker, news, text_messages
from bluezone.portal.web.words import told
from bluezone.portal.world import world_of
from bluezone.vietnam.words import Language

LANGUAGES: tuple[Language, ...] = ("vi", "en")


@require_GET
@may("announcements.list")
def announcements(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    staff = signed_in(request)
    page = Paginator(announcements_for(staff), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "announcements/list.html", {"page": page, "may_draft": is_allowed(staff, "announcements.draft")}
    )


@require_http_methods(["GET", "POST"])
@may("announcements.draft")
def announcement_new(request: HttpRequest) -> HttpResponse:
    """Writes the words."""
    staff, now = signed_in(request), world_of(request).now()
    form = UnitForm(request.POST or None, units=units_for(staff, "announcements.draft"))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = draft_announcement(
            actor=staff, unit=given["unit"], facts=given["said"], now=now, directive=given["directive"]
        )
        return redirect("announcement", made.pk)
    return render(request, "announcements/words.html", {"form": form, "row": None}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("announcements.draft")
def announcement_words(request: HttpRequest, key: int) -> HttpResponse:
    """Other words for a draft."""
    row = _own(request, key, "announcements.draft")
    form = FactsForm(request.POST or None, initial=_typed(row))
    if request.method == "POST" and form.is_valid():
        facts, now = form.cleaned_data["said"], world_of(request).now()
        try:
            revise_announcement(actor=signed_in(request), row=row, facts=facts, now=now)
        except RefusedError as error:
            return _show(request, row, refusal=told(error))
        return redirect("announcement", key)
    return render(request, "announcements/words.html", {"form": form, "row": row}, status=400 if form.errors else 200)


@require_GET
@may("announcements.list")
def announcement(request: HttpRequest, key: int) -> HttpResponse:
    """The words, and what each outlet makes of them."""
    return _show(request, _found(request, key))


@require_POST
@may("announcements.approve")
def announcement_approve(request: HttpRequest, key: int) -> HttpResponse:
    """The second person's word, for exactly what was shown."""
    row = _own(request, key, "announcements.approve")
    code = request.POST.get("fingerprint", "")[:8]
    try:
        approve_announcement(actor=signed_in(request), row=row, fingerprint=code, now=world_of(request).now())
    except RefusedError as error:
        return _show(request, row, refusal=told(error))
    return redirect("announcement", key)


@require_POST
@may("announcements.approve")
def announcement_withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """It is said no more."""
    row = _own(request, key, "announcements.approve")
    try:
        withdraw_announcement(actor=signed_in(request), row=row, now=world_of(request).now())
    except RefusedError as error:
        return _show(request, row, refusal=told(error))
    return redirect("announcement", key)


@require_POST
@may("announcements.draft")
def announcement_directive(request: HttpRequest, key: int) -> HttpResponse:
    """Which directive it carries out, said once."""
    row, form = _own(request, key, "announcements.draft"), DirectiveForm(request.POST)
    if not form.is_valid():
        return _show(request, row, refusal=gettext("Please choose a directive."))
    try:
        serve_directive(
            actor=signed_in(request), row=row, directive=form.cleaned_data["directive"], now=world_of(request).now()
        )
    except RefusedError as error:
        return _show(request, row, refusal=told(error))
    return redirect("announcement", key)


@require_GET
@may("announcements.list")
def announcement_script_pdf(request: HttpRequest, key: int, language: str) -> HttpResponse:
    """The script, to be printed and read."""
    row, chosen = _approved(request, key), _language(language)
    return _file(announcement_script(approved_facts(row), chosen), "application/pdf", f"script-{row}-{chosen}.pdf")


@require_GET
@may("announcements.list")
def announcement_poster_pdf(request: HttpRequest, key: int, language: str) -> HttpResponse:
    """The poster."""
    row, chosen = _approved(request, key), _language(language)
    try:
        pdf = announcement_poster(approved_facts(row), chosen)
    except PaperError:
        return _show(
            request, row, refusal=gettext("This announcement is too long for a poster that is read from three metres.")
        )
    return _file(pdf, "application/pdf", f"poster-{row}-{chosen}.pdf")


@require_POST
@may("announcements.broadcast")
def announcement_audio_new(request: HttpRequest, key: int, language: str) -> HttpResponse:
    """Has the script read by the machine."""
    row, chosen = _approved(request, key), _language(language)
    try:
        make_audio(actor=signed_in(request), row=row, language=chosen, now=world_of(request).now())
    except RefusedError as error:
        return _show(request, row, refusal=told(error))
    return redirect("announcement", key)


@require_GET
@may("announcements.list")
def announcement_audio(request: HttpRequest, key: int, language: str) -> HttpResponse:
    """What the machine read, to be taken to an amplifier."""
    kept = _approved(request, key).audio.filter(language=_language(language)).first()
    if kept is None:
        raise Http404
    return _file(bytes(kept.content), "audio/wav", f"{kept.announcement}-{language}.wav")


@require_GET
@may("announcements.list")
def announcements_in_app(request: HttpRequest) -> HttpResponse:
    """What phones are told now, and what is missing there."""
    in_force, refusal = _in_force(request)
    standing = standing_of(in_force, published_announcements()) if in_force is not None else None
    return render(request, "announcements/in_app.html", {"standing": standing, "refusal": refusal})


@require_GET
@may("announcements.approve")
def announcements_draft(request: HttpRequest) -> HttpResponse:
    """The document for those who sign it."""
    in_force, refusal = _in_force(request)
    if in_force is None:
        return render(request, "announcements/in_app.html", {"standing": None, "refusal": refusal}, status=409)
    return _file(draft_of(in_force, published_announcements()), "application/json", "configuration.json")


def _show(request: HttpRequest, row: Announcement, *, refusal: str = "") -> HttpResponse:
    staff = signed_in(request)
    row = _found(request, row.pk)
    is_approved = row.state == Announcement.State.APPROVED
    units = loudspeaker_units(staff) if is_approved else []
    facts: dict[str, Any] = {
        "row": row,
        "facts": facts_of(row),
        "refusal": refusal,
        "outlets": [_outlets(row, language) for language in LANGUAGES] if is_approved else [],
        "speaks": {language: speaking.speaks(language) for language in LANGUAGES} if is_approved else {},
        "may_revise": row.state == Announcement.State.DRAFT and is_own(staff, "announcements.draft", row.path),
        "may_approve": is_own(staff, "announcements.approve", row.path) and row.drafted_by_id != staff.pk,
        "may_withdraw": is_own(staff, "announcements.approve", row.path) and is_approved,
        "directive_form": _directive_form(staff, row),
        "slot_form": SlotForm(units=units, today=world_of(request).today()) if units else None,
    }
    response = render(request, "announcements/announcement.html", facts, status=409 if refusal else 200)
    response._csp_update = {"media-src": ["'self'"]}  # type: ignore[attr-defined] # noqa: SLF001 - as its decorator does
    return response


def _directive_form(staff: Staff, row: Announcement) -> DirectiveForm | None:
    """Where nobody has said yet which directive it carries out, and there is one to choose."""
    is_open = row.directive_id is None and row.state != Announcement.State.WITHDRAWN
    if not is_open or not is_own(staff, "announcements.draft", row.path) or not directives_to_serve().exists():
        return None
    return DirectiveForm()


def _outlets(row: Announcement, language: Language) -> dict[str, Any]:
    approved = approved_facts(row)
    return {
        "language": language,
        "script": loudspeaker(approved, language),
        "messages": text_messages(approved, language),
        "news": news(approved, language),
        "audio": row.audio.filter(language=language).defer("content").first(),
    }


def _in_force(request: HttpRequest) -> tuple[Any, str]:
    """The configuration that phones follow now, or why it is not known."""
    desk = world_of(request).published
    if desk is None:
        return None, gettext("This portal does not know where the exchange publishes; its operator names it.")
    try:
        found = desk.configuration()
    except ExchangeError:
        return None, gettext("What the exchange publishes cannot be read or does not hold now; try again in a minute.")
    return found, "" if found is not None else gettext("The exchange has published no configuration yet.")


def _typed(row: Announcement) -> dict[str, str]:
    facts = facts_of(row)
    typed = {"facts_vi": "\n".join(words.vi for words in facts.facts), "facts_en": "\n".join(w.en for w in facts.facts)}
    for name in ("headline", "action", "contact", "issuer"):
        words = getattr(facts, name)
        typed |= {f"{name}_vi": words.vi, f"{name}_en": words.en}
    return typed


def _found(request: HttpRequest, key: int) -> Announcement:
    row = announcement_for(signed_in(request), key)
    if row is None:
        raise Http404
    return row


def _own(request: HttpRequest, key: int, act: str) -> Announcement:
    row = _found(request, key)
    if not is_own(signed_in(request), act, row.path):
        raise Http404
    return row


def _approved(request: HttpRequest, key: int) -> Announcement:
    row = _found(request, key)
    if row.state != Announcement.State.APPROVED:
        raise Http404
    return row


def _language(text: str) -> Language:
    found = next((language for language in LANGUAGES if language == text), None)
    if found is None:
        raise Http404
    return found


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"content-disposition": f'inline; filename="{name.lower()}"'}
    )
