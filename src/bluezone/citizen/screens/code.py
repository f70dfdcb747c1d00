"""I have a code: type it, see exactly what leaves, consent, and watch it go; or be told why it did not.

Nothing leaves before the tap on the consent page. What could not be finished is kept, and tried again at the owner's
word alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from bluezone.citizen.errands import Ending
from bluezone.citizen.forms import goes_back, only_looks, ticked
from bluezone.citizen.keeping import What, outbox
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Phone, ThePhone
from bluezone.citizen.screens.language import switch_language
from bluezone.citizen.sending import can_send, keep, leave_to_cover, new_report_id, number_in
from bluezone.device.core.disclosing import Draft, Stage
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import MAX_TYPED, CodeMessage, code_message, read_code_message, spaced
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.errors import MalformedError
from bluezone.protocol.report import LinkConsent

ERRAND = "disclosure"


@get("/code")
async def enter(phone: ThePhone, code: FromQuery[str] = "") -> Response[str]:
    """Shows the field for a code; a link from the health staff fills it in, and does not send it."""
    if _is_open(phone):
        return go(phone, "/code/progress")
    return page(phone, "code.html", typed=code[:MAX_TYPED], wrong=False)


@post("/code")
async def check(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Checks the code: a mistyped one is found before anything leaves."""
    form = await request.form()
    typed = str(form.get("code", ""))
    if switch_language(phone, form) or goes_back(form):
        return page(phone, "code.html", typed=typed[:MAX_TYPED], wrong=False)
    try:
        return _consent(phone, read_code_message(typed))
    except MalformedError:
        return page(phone, "code.html", typed=typed[:MAX_TYPED], wrong=True)


@post("/code/disclose")
async def disclose(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """The owner's consent. A second tap on the same page finds the first one's outcome, which a spent code would hide;
    another page's finds what is open already."""
    form = await request.form()
    try:
        message = read_code_message(str(form.get("code", "")))
    except MalformedError:
        return go(phone, "/code")  # no page of ours carries another one
    days = _days(form.getall("day", []), phone.device.machine.identity.days())
    link = ticked(form, "link")
    only_shown = switch_language(phone, form) or only_looks(form)
    if only_shown or not days:
        return _consent(phone, message, chosen=days, link=link, nothing=not only_shown)
    tap = (number_in(form) or new_report_id(phone), ERRAND)
    if _is_open(phone) or phone.errand.about == tap:
        return go(phone, "/code/progress")
    if link and not can_send(phone):
        return _consent(phone, message, chosen=days, why="changed")
    if phone.errand.is_running:
        return _consent(phone, message, chosen=days, link=link, why="busy")
    phone.errand.start(ERRAND, _disclose(phone, message.code, days, link=link), about=tap)
    return go(phone, "/code/progress")


@post("/code/retry")
async def retry(phone: ThePhone) -> Response[str]:
    if not phone.errand.is_running:
        phone.errand.start(ERRAND, _resume(phone))
    return go(phone, "/code/progress")


@post("/code/abandon")
async def abandon(phone: ThePhone) -> Response[str]:
    """Gives the disclosure up. What is under way has to end first: half a conversation cannot be taken back."""
    if phone.errand.is_running:
        return go(phone, "/code/progress")
    phone.device.forget_links()
    await phone.device.abandon_disclosure()
    phone.errand.name = ""
    return go(phone, "/")


@get("/code/progress")
async def progress(phone: ThePhone) -> Response[str]:
    return page(phone, "code_progress.html", **now(phone))


@get("/now/code")
async def progress_now(phone: ThePhone) -> Response[str]:
    return page(phone, "code_progress_now.html", **now(phone))


def now(phone: Phone) -> dict[str, Any]:
    """Tells how far it is: one word for the page, from the draft on disk and the errand in memory."""
    draft, errand = phone.device.draft, phone.errand
    ending = errand.ending if errand.name == ERRAND else None
    return {
        "state": _state(draft, ending),
        "elsewhere": errand.is_running and ending is None,
        "certified": draft is not None and draft.stage is Stage.CERTIFIED,
        "unsealed": draft is not None and bool(draft.links),
        "later": any(message.sealed and message.later for message in outbox(phone).of(What.LINK)),
    }


def _state(draft: Draft | None, ending: Ending | None) -> str:
    """Names the state; an ending with which nothing began says nothing of the draft before."""
    if ending is Ending.RUNNING:
        return "certified" if draft is not None and draft.stage is Stage.CERTIFIED else "running"
    if draft is None or (ending is Ending.NOTHING and draft.is_over):
        return "nothing"
    if draft.stage is Stage.DONE:
        return "done"
    if draft.stage is Stage.REFUSED:
        return "wrong" if draft.refusal is not None and draft.refusal.name == "CODE" else "refused"
    return _LEFT_OPEN.get(ending, "kept")


_RUNNING = {Stage.CERTIFIED: "certified", Stage.DONE: "certified"}


_LEFT_OPEN = {None: "stopped", Ending.NOT_TAKEN: "busy", Ending.NOT_KEPT: "unwritten"}


def _is_open(phone: Phone) -> bool:
    """Whether a disclosure is under way, or its keys or links wait for the owner's word: no other takes its place."""
    running, draft = phone.errand.name == ERRAND and phone.errand.is_running, phone.device.draft
    return running or (draft is not None and (not draft.is_over or bool(draft.links)))


async def _disclose(phone: Phone, code: str, days: Collection[Day], *, link: bool) -> None:
    await phone.device.consent_and_disclose(code, days, link=link)
    _link(phone)


async def _resume(phone: Phone) -> None:
    """Goes on with the disclosure; what was ticked for this draft holds, not what another page may have said since."""
    if phone.device.draft is None or not phone.device.draft.links:
        await phone.device.resume_disclosure()
    _link(phone)


def _link(phone: Phone) -> None:
    """The separate consent: hashes of the seeds that have arrived, sealed to the authority; until then the draft has
    them, so that an engine that ends in between forgets nothing. It goes in cover's place: right behind the disclosure
    it would tell everybody on the line that somebody here is a confirmed case."""
    draft = phone.device.draft
    if draft is None or not draft.links or not can_send(phone):
        return
    leave_to_cover(phone, keep(phone, What.LINK, LinkConsent(new_report_id(phone), draft.links)))
    phone.device.forget_links()


def _consent(
    phone: Phone,
    message: CodeMessage,
    *,
    chosen: Collection[Day] | None = None,
    link: bool = False,
    nothing: bool = False,
    why: str = "",
) -> Response[str]:
    """Ticks at first the days on which the owner could infect others, by the onset behind the code, or every day
    without one; one that the owner has unticked stays so on the next page."""
    profile = phone.device.feed.configuration.profile
    today = Day.containing(phone.now_ms()).number
    days = [day for day in phone.device.machine.identity.days() if day.number >= today - profile.tracing_days]
    fitting = _infectious(days, message.onset, profile)
    ticked_now = fitting if chosen is None else chosen
    return page(
        phone,
        "code_consent.html",
        code=message.code if message.onset is None else code_message(message.code, message.onset.date),
        spaced=spaced(message.code),
        days=[(day.number, _local_date(phone, day), day in ticked_now) for day in reversed(days)],
        onset=None if message.onset is None else message.onset.date,
        fits=bool(fitting),
        profile=profile,
        link=link,
        nothing=nothing,
        why=why,
        number=new_report_id(phone).hex(),
        may_link=can_send(phone),
    )


def _infectious(days: Collection[Day], onset: Day | None, profile: PathogenProfile) -> frozenset[Day]:
    """The days that an exchange would publish of somebody with this onset; all of them where it is not known."""
    return frozenset(day for day in days if onset is None or profile.infectivity_on(day, onset) is not None)


def _local_date(phone: Phone, day: Day) -> dt.date:
    """The date by which a protocol day is called: that of its morning, as it begins at 07:00 in Viet Nam."""
    return phone.local(day.start_ms).date()


def _days(ticked: Collection[object], offered: Collection[Day]) -> frozenset[Day]:
    chosen = {str(number) for number in ticked}
    return frozenset(day for day in offered if str(day.number) in chosen)


ROUTES = (enter, check, disclose, retry, abandon, progress, progress_now)
