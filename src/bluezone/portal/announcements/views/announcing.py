"""The pages of announcements: the words, their approval, and what each outlet says of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.announcements import speaking
from bluezone.portal.announcements.forms import DirectiveForm, FactsForm, SlotForm, UnitForm
from bluezone.portal.announcements.in_app import draft_of, in_force_or_why, standing_of
from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.printing import poster_of, script_of
from bluezone.portal.announcements.selectors import (
    ANNOUNCEMENTS,
    announcement_for,
    audio_of,
    is_own,
    loudspeaker_units,
    page_of_announcements,
    published_announcements,
    units_for,
    waits_for_directive,
)
from bluezone.portal.announcements.services.approving import (
    approve_announcement,
    draft_announcement,
    revise_announcement,
    withdraw_announcement,
)
from bluezone.portal.announcements.services.audio import make_audio
from bluezone.portal.announcements.services.proving import serve_directive
from bluezone.portal.announcements.wording import approved_facts, facts_of, typed_facts
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.looking import is_look
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.papers.previewer import WallPoster, Wanted
from bluezone.portal.papers.previewing import seen
from bluezone.rollout.announcing.facts import Facts
from bluezone.rollout.announcing.outlets import loudspeaker, news, preview, text_messages
from bluezone.rollout.announcing.templates import template_for, templates
from bluezone.vietnam.words import Language


@require_GET
@permission_required("announcements.list")
def announcements(request: StaffRequest) -> HttpResponse:
    """Lists the newest announcements, and who wrote them."""
    found = page_of_announcements(request.staff, ANNOUNCEMENTS.part_of(request.GET))
    context = {
        "found": found,
        "may_draft": is_allowed(request.staff, "announcements.draft"),
    }
    if not found.rows:
        return page(request, "announcements/list.html", context)
    about = [("announcement", row.pk) for row in found.rows]
    return shown(request, "announcements/list.html", context, about=about)


def show_drafting(request: StaffRequest) -> HttpResponse:
    """Shows the form for new words, with what was typed so far, or with a template's."""
    return _writing(request, _drafting_form(request), None)


@require_http_methods(["GET", "POST"])
@permission_required("announcements.draft", answer=show_drafting)
def announcement_new(request: StaffRequest) -> HttpResponse:
    """Drafts an announcement; what is only to be looked at is kept nowhere."""
    form = _drafting_form(request)
    if is_look(request) or not form.is_valid():
        return show_drafting(request)
    given = form.cleaned_data
    made = draft_announcement(
        actor=request.staff, unit=given["unit"], facts=given["said"], now=request.now, directive=given["directive"]
    )
    return redirect("announcement", made.pk)


def show_announcement(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the words, and what each outlet makes of them. Names who wrote and who approved them."""
    row, staff = _found(request, key), request.staff
    facts = facts_of(row)
    is_approved = row.state == Announcement.State.APPROVED
    units = loudspeaker_units(staff) if is_approved else []
    context: dict[str, Any] = {
        "row": row,
        "facts": facts,
        "outlets": [_outlets(row, language) for language in facts.languages] if is_approved else [],
        "speaks": {language: speaking.speaks(language) for language in facts.languages} if is_approved else {},
        "may_revise": row.state == Announcement.State.DRAFT and is_own(staff, "announcements.draft", row.path),
        "may_approve": is_own(staff, "announcements.approve", row.path) and row.drafted_by_id != staff.pk,
        "may_withdraw": is_own(staff, "announcements.approve", row.path) and is_approved,
        "directive_form": DirectiveForm() if waits_for_directive(staff, row) else None,
        "slot_form": SlotForm(units=units, today=request.now.date()) if units else None,
    }
    about = [("announcement", row.pk)]
    answer = shown(
        request, "announcements/announcement.html", context, about=about, path=row.path, action="announcements.see"
    )
    answer._csp_update = {"media-src": ["'self'"]}  # type: ignore[attr-defined] # noqa: SLF001 - as its decorator does
    return answer


@require_GET
@permission_required("announcements.list")
def announcement(request: StaffRequest, key: int) -> HttpResponse:
    """Shows one announcement."""
    return show_announcement(request, key)


@require_http_methods(["GET", "POST"])
@permission_required("announcements.draft", answer=show_announcement)
def announcement_words(request: StaffRequest, key: int) -> HttpResponse:
    """Gives a draft other words; what is only to be looked at is kept nowhere."""
    row = _own(request, key)
    form = FactsForm(request.POST or None, initial=typed_facts(facts_of(row)))
    if is_look(request) or not form.is_valid():
        return _writing(request, form, row)
    revise_announcement(actor=request.staff, row=row, facts=form.cleaned_data["said"], now=request.now)
    return redirect("announcement", key)


@require_POST
@permission_required("announcements.approve", answer=show_announcement)
def announcement_approve(request: StaffRequest, key: int) -> HttpResponse:
    """Approves, as the second person, exactly what was shown."""
    read = request.POST.get("fingerprint", "")
    approve_announcement(actor=request.staff, row=_own(request, key), read=read, now=request.now)
    return redirect("announcement", key)


@require_POST
@permission_required("announcements.approve", answer=show_announcement)
def announcement_withdraw(request: StaffRequest, key: int) -> HttpResponse:
    """Withdraws the words: no outlet says them any more."""
    withdraw_announcement(actor=request.staff, row=_own(request, key), now=request.now)
    return redirect("announcement", key)


@require_POST
@permission_required("announcements.draft", answer=show_announcement)
def announcement_directive(request: StaffRequest, key: int) -> HttpResponse:
    """Says, once, which directive the announcement carries out."""
    row, form = _own(request, key), DirectiveForm(request.POST)
    if not form.is_valid():
        request.refusal = gettext("Please choose a directive.")
        answer = show_announcement(request, key)
        answer.status_code = 409
        return answer
    serve_directive(actor=request.staff, row=row, directive=form.cleaned_data["directive"], now=request.now)
    return redirect("announcement", key)


@require_GET
@permission_required("announcements.list", answer=show_announcement)
def announcement_script_pdf(request: StaffRequest, key: int, language: str) -> HttpResponse:
    """Gives out the script, to be printed and read."""
    row = _approved(request, key)
    chosen = _language(row, language)
    return _file(script_of(row, chosen), "application/pdf", f"script-{row}-{chosen}.pdf")


@require_GET
@permission_required("announcements.list", answer=show_announcement)
def announcement_poster_pdf(request: StaffRequest, key: int, language: str) -> HttpResponse:
    """Gives out the poster."""
    row = _approved(request, key)
    chosen = _language(row, language)
    return _file(poster_of(row, chosen), "application/pdf", f"poster-{row}-{chosen}.pdf")


@require_POST
@permission_required("announcements.broadcast", answer=show_announcement)
def announcement_audio_new(request: StaffRequest, key: int, language: str) -> HttpResponse:
    """Has the script read by the machine."""
    row = _approved(request, key)
    make_audio(actor=request.staff, row=row, language=_language(row, language), now=request.now)
    return redirect("announcement", key)


@require_GET
@permission_required("announcements.list")
def announcement_audio(request: StaffRequest, key: int, language: str) -> HttpResponse:
    """Gives out what the machine read, to be taken to an amplifier."""
    row = _approved(request, key)
    kept = get_or_404(audio_of(row, _language(row, language)))
    return _file(bytes(kept.content), "audio/wav", f"{row}-{language}.wav")


@require_GET
@permission_required("announcements.list")
def announcements_in_app(request: StaffRequest) -> HttpResponse:
    """Shows what phones are told now, and what is missing there."""
    in_force, request.refusal = in_force_or_why(request.world.published)
    standing = standing_of(in_force, published_announcements()) if in_force is not None else None
    return page(request, "announcements/in_app.html", {"standing": standing})


@require_GET
@permission_required("announcements.approve")
def announcements_draft(request: StaffRequest) -> HttpResponse:
    """Gives out the draft of the configuration for those who sign it."""
    in_force, request.refusal = in_force_or_why(request.world.published)
    if in_force is None:
        return page(request, "announcements/in_app.html", {"standing": None}, status=409)
    return _file(draft_of(in_force, published_announcements()), "application/json", "configuration.json")


def _drafting_form(request: StaffRequest) -> UnitForm:
    units = units_for(request.staff, "announcements.draft")
    begun = template_for(request.GET.get("template", ""), units[0].name if len(units) == 1 else "")
    return UnitForm(request.POST or None, units=units, initial=typed_facts(begun) if begun is not None else {})


def _writing(request: StaffRequest, form: FactsForm, row: Announcement | None) -> HttpResponse:
    """Shows the form beside what each outlet would make of it."""
    facts, is_looking = form.so_far(), is_look(request)
    context = {
        "form": form,
        "row": row,
        "templates": templates() if row is None else (),
        "begun": request.GET.get("template", ""),
        "is_looking": is_looking,
        "previews": [_previewed(request, facts, language) for language in facts.languages]
        if facts and form.is_begun
        else [],
    }
    status = 400 if form.errors and not is_looking else 200
    return page(request, "announcements/words.html", context, status=status)


def _previewed(request: StaffRequest, facts: Facts, language: Language) -> dict[str, Any]:
    """What each outlet would say; the poster is drawn for whoever asks for a look."""
    said, drawn = preview(facts, language), None
    if is_look(request):
        wall = WallPoster(said.poster.lines, said.poster.small_print, language)
        drawn = seen(Wanted(request.now, wall=wall), request.world.entropy)
    return {"language": language, "said": said, "poster": drawn}


def _outlets(row: Announcement, language: Language) -> dict[str, Any]:
    approved = approved_facts(row)
    return {
        "language": language,
        "script": loudspeaker(approved, language),
        "messages": text_messages(approved, language),
        "news": news(approved, language),
        "audio": audio_of(row, language, with_content=False),
    }


def _found(request: StaffRequest, key: int) -> Announcement:
    return get_or_404(announcement_for(request.staff, key))


def _own(request: StaffRequest, key: int) -> Announcement:
    row = _found(request, key)
    if not is_own(request.staff, request.action, row.path):
        raise Http404
    return row


def _approved(request: StaffRequest, key: int) -> Announcement:
    row = _found(request, key)
    if row.state != Announcement.State.APPROVED:
        raise Http404
    return row


def _language(row: Announcement, text: str) -> Language:
    return get_or_404(next((language for language in facts_of(row).languages if language == text), None))


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"content-disposition": f'inline; filename="{name.lower()}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
