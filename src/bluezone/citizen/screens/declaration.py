"""The health declaration: short questions, a look at exactly what leaves, then sealed to the health authority."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from bluezone.citizen.communes import commune_of
from bluezone.citizen.forms import asks_for_commune, goes_back, only_looks, text, ticked, year_of_birth
from bluezone.citizen.keeping import What, outbox
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Phone, ThePhone
from bluezone.citizen.screens.language import switch_language
from bluezone.citizen.screens.sent import shown_before
from bluezone.citizen.sending import can_send, digest_of, keep, new_report_id, number_in, set_off
from bluezone.protocol.calendar import Day
from bluezone.protocol.door_codes import declaration_text
from bluezone.protocol.report import REPORT_ID_BYTES, Declaration, Symptom
from bluezone.vietnam.telephone import is_phone_of_any_country

_AT = "/declaration"


@dataclass(slots=True)
class Answers:
    """A declaration as typed, with what is wrong in it."""

    for_other: bool = False
    name: str = ""
    birth_year: str = ""
    phone: str = ""
    address: str = ""
    symptoms: list[Symptom] = field(default_factory=list)
    met_case: str = ""
    travelled: str = ""
    wrong: list[str] = field(default_factory=list)
    """Names of fields, in the order of the form."""


@get(_AT)
async def write(phone: ThePhone) -> Response[str]:
    typed = phone.typed.pop(_AT, None)
    return _form(phone, replace(_answers(phone, typed), wrong=[]) if typed is not None else Answers())


@post(_AT)
async def preview(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Says what is wrong at the field and in a summary; otherwise shows exactly what leaves."""
    form = await request.form()
    if asks_for_commune(form):
        phone.typed[_AT] = form
        return go(phone, "/settings/commune?back=declaration")
    answers = _answers(phone, form)
    if switch_language(phone, form) or goes_back(form):
        return _form(phone, replace(answers, wrong=[]))
    if answers.wrong or not can_send(phone):
        return _form(phone, answers)
    return _preview(phone, answers)


@post("/declaration/send")
async def confirm(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """The tap. What has changed since the look is shown first, and what cannot go now is not lost."""
    form = await request.form()
    answers = _answers(phone, form)
    if answers.wrong or not can_send(phone):
        return _form(phone, answers)
    if switch_language(phone, form) or only_looks(form):
        return _preview(phone, answers)
    number = number_in(form)
    if (tapped := shown_before(phone, number, What.DECLARATION)) is not None:
        return tapped
    if number is None or text(form, "shown", 64) != digest_of(_declared(phone, answers)):
        return _preview(phone, answers, why="changed")
    if phone.errand.is_running:
        return _preview(phone, answers, why="busy")
    numbered = msgspec.structs.replace(_declared(phone, answers), report_id=number)
    return go(phone, set_off(phone, keep(phone, What.DECLARATION, numbered, answers.name)))


@get("/declaration/{number:str}")
async def proof(phone: ThePhone, number: FromPath[str]) -> Response[str]:
    """Shows what the person at the door may scan: that something was declared on a day, and its number."""
    declared = next((m for m in outbox(phone).of(What.DECLARATION) if m.report_id.hex() == number), None)
    if declared is None or declared.sent_ms is None or declared.withdrawn:
        return page(phone, "refused.html", status=404, reason="missing")
    day = phone.local(declared.made_ms).date()
    return page(
        phone, "declaration_proof.html", declared=declared, date=day, text=declaration_text(day, declared.report_id)
    )


def _declared(phone: Phone, answers: Answers) -> Declaration:
    """The declaration but for its number, which the page draws that shows it."""
    return Declaration(
        bytes(REPORT_ID_BYTES),
        phone.preferences.commune,
        Day.of(phone.today).number,
        answers.for_other,
        answers.name,
        int(answers.birth_year),
        answers.phone,
        answers.address,
        tuple(answers.symptoms),
        answers.met_case == "yes",
        answers.travelled,
    )


def _preview(phone: Phone, answers: Answers, *, why: str = "") -> Response[str]:
    declared = _declared(phone, answers)
    return page(
        phone,
        "declaration_preview.html",
        answers=answers,
        symptoms=list(Symptom),
        commune=commune_of(declared.unit),
        day=Day(declared.day).date,
        shown=digest_of(declared),
        number=new_report_id(phone).hex(),
        why=why,
    )


def _form(phone: Phone, answers: Answers) -> Response[str]:
    return page(
        phone,
        "declaration.html",
        answers=answers,
        symptoms=list(Symptom),
        commune=commune_of(phone.preferences.commune),
        open=can_send(phone),
        before=[m for m in outbox(phone).of(What.DECLARATION) if m.sent_ms and not m.withdrawn],
    )


def _answers(phone: Phone, form: FormMultiDict) -> Answers:
    answers = Answers(
        for_other=form.get("for_other") == "yes",
        name=text(form, "name", 80),
        birth_year=text(form, "birth_year", 4),
        phone=text(form, "phone", 20),
        address=text(form, "address", 160),
        symptoms=[symptom for symptom in Symptom if ticked(form, f"symptom-{symptom.value}")],
        met_case=text(form, "met_case", 3),
        travelled=text(form, "travelled", 160),
    )
    answers.wrong = [name for name, holds in _checks(phone, answers) if not holds]
    return answers


def _checks(phone: Phone, answers: Answers) -> list[tuple[str, bool]]:
    return [
        ("name", len(answers.name) >= 2),
        ("birth_year", year_of_birth(answers.birth_year, phone.today.year) is not None),
        ("phone", is_phone_of_any_country(answers.phone)),
        ("address", bool(answers.address)),
        ("met_case", answers.met_case in {"yes", "no"}),
    ]


ROUTES = (write, preview, confirm, proof)
