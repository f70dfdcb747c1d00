"""From one TOML file to a Directive, or to one line that says what is wrong and where.

`docs/guides/directive.md` shows the shipped file as a table; whoever copies it changes what differs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from enum import Enum
from importlib.resources import files
from typing import TypeVar

from bluezone.protocol.venue import CloserKind, PlaceKind, VenueKind, place_kind
from bluezone.rollout.directive.agreement import check_agreement
from bluezone.rollout.directive.counting import EvidenceKind, Form, Indicator, ListCount, Rate
from bluezone.rollout.directive.fields import LONGEST_TEXT, Fields, refuse
from bluezone.rollout.directive.identifiers import is_code
from bluezone.rollout.directive.letter import (
    Basis,
    Clause,
    Directive,
    Instruction,
    Letter,
    LetterSignature,
    OrganisationKind,
    Paragraph,
    Recipient,
    Reporting,
    Role,
    Selector,
    SignedAs,
)

FORMAT = 1
MOST_BYTES = 512 * 1024
SHIPPED = "son-duong-2020.toml"
_Choice = TypeVar("_Choice", bound=Enum)
_Read = TypeVar("_Read")


def shipped_directive() -> Directive:
    """The directive of Sơn Dương district, which comes with the product."""
    data = files("bluezone.rollout").joinpath("data").joinpath(SHIPPED).read_bytes()
    return read_directive(data, SHIPPED)


def read_directive(data: bytes, name: str) -> Directive:
    """Reads the directive in this file. Raises DirectiveError."""
    root = Fields(_parse(data, name), name)
    if root.number("format") != FORMAT:
        root.refuse("format", f"chỉ đọc được định dạng {FORMAT}", f"only format {FORMAT} is known")
    reporting = _finished(root.table("reporting"), _reporting)
    directive = Directive(
        id=root.id("id"),
        letter=_finished(root.table("document"), _letter),
        reporting=reporting,
        kinds=_each(root, "kind", lambda fields: OrganisationKind(fields.id("id"), fields.words())),
        selectors=_each(root, "addressee", _selector),
        evidence_kinds=_each(root, "evidence", _evidence),
        indicators=_each(root, "indicator", _indicator),
        rates=_each(root, "rate", _rate),
        clauses=_each(root, "clause", lambda fields: _clause(fields, reporting)),
    )
    root.finish()
    check_agreement(directive, name)
    return directive


def _parse(data: bytes, name: str) -> dict[str, object]:
    if len(data) > MOST_BYTES:
        refuse(name, "", f"tệp lớn hơn {MOST_BYTES >> 10} kB", f"the file is larger than {MOST_BYTES >> 10} kB")
    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        refuse(name, "", "tệp không phải chữ UTF-8", "the file is not UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        said = " ".join(str(error).split())
        refuse(name, "", f"không đúng cú pháp TOML: {said}", f"not TOML: {said}")
    except RecursionError:
        refuse(name, "", "lồng nhau quá sâu", "nested too deeply")
    except ValueError:  # a number of ten thousand digits, or a day that no calendar has
        refuse(name, "", "có số hoặc ngày không đọc được", "a number or a date in it cannot be read")


def _finished(fields: Fields, read: Callable[[Fields], _Read]) -> _Read:
    """Gives what stands in the table, once nothing is left over in it."""
    value = read(fields)
    fields.finish()
    return value


def _each(fields: Fields, name: str, read: Callable[[Fields], _Read]) -> tuple[_Read, ...]:
    return tuple(_finished(table, read) for table in fields.tables(name))


def _letter(fields: Fields) -> Letter:
    return Letter(
        kind=fields.text("kind"),
        number=fields.optional_text("number"),
        date=fields.date("date"),
        place=fields.text("place"),
        issuer=fields.text("issuer"),
        unit=fields.text("unit"),
        subject=fields.text("subject"),
        authority=fields.texts("authority"),
        addressed=fields.texts("addressed"),
        preamble=fields.texts("preamble", LONGEST_TEXT),
        bases=_each(fields, "basis", _basis),
        signatures=_each(fields, "signature", _signature),
        recipients=_each(fields, "recipient", _recipient),
    )


def _basis(fields: Fields) -> Basis:
    return Basis(fields.text("number"), fields.date("date"), fields.text("issuer"), fields.text("text", LONGEST_TEXT))


def _signature(fields: Fields) -> LetterSignature:
    return LetterSignature(fields.text("of"), _choice(fields, "as", SignedAs), fields.moment("at"))


def _recipient(fields: Fields) -> Recipient:
    return Recipient(fields.text("name"), _choice(fields, "role", Role), fields.optional_text("note"))


def _reporting(fields: Fields) -> Reporting:
    return Reporting(fields.id("to"), fields.id("through"), fields.moment("due"))


def _selector(fields: Fields) -> Selector:
    selector = Selector(
        id=fields.id("id"),
        words=fields.words(),
        kinds=frozenset(fields.optional_texts("kinds")),
        organisations=frozenset(fields.optional_texts("organisations")),
        units=frozenset(fields.optional_texts("units")),
        leaving_out=frozenset(fields.optional_texts("leaving_out")),
    )
    if not selector.kinds and not selector.organisations:
        fields.refuse("kinds", "chưa chọn loại hay đơn vị nào", "neither a kind nor an organisation is chosen")
    return selector


def _evidence(fields: Fields) -> EvidenceKind:
    identity, words = fields.id("id"), fields.words()
    forms = fields.texts("forms")
    for index, form in enumerate(forms, 1):
        _known(fields, f"forms[{index}]", form, Form)
    return EvidenceKind(identity, words, tuple(map(Form, forms)), fields.optional_id("counts"))


def _indicator(fields: Fields) -> Indicator:
    identity, code = fields.id("id"), fields.text("code")
    if not is_code(code):
        fields.refuse("code", "gồm hai chữ in hoa và một số, như CB1", "is two capitals and a number, as CB1")
    return Indicator(
        identity,
        code,
        fields.words(),
        unit=fields.words("unit", "unit_en"),
        within=fields.optional_id("within"),
        parts=fields.optional_texts("parts"),
        cumulative=fields.flag("cumulative"),
        vendor_feed=fields.flag("vendor_feed"),
        listed=_optional_choice(fields, "listed", ListCount),
    )


def _rate(fields: Fields) -> Rate:
    return Rate(fields.id("id"), fields.words(), fields.id("numerator"), fields.id("denominator"))


def _clause(fields: Fields, reporting: Reporting) -> Clause:
    number = fields.text("number")
    return Clause(number, _each(fields, "paragraph", lambda table: _paragraph(table, reporting)))


def _paragraph(fields: Fields, reporting: Reporting) -> Paragraph:
    text = fields.text("text", LONGEST_TEXT)
    return Paragraph(text, _each(fields, "instruction", lambda table: _instruction(table, reporting)))


def _instruction(fields: Fields, reporting: Reporting) -> Instruction:
    return Instruction(
        id=fields.id("id"),
        words=fields.words(),
        to=fields.id("to"),
        indicators=fields.texts("indicators"),
        evidence=fields.texts("evidence"),
        due=fields.optional_moment("due", reporting.due),
        instead=fields.optional_id("instead"),
        measured_at=_places(fields),
    )


def _places(fields: Fields) -> tuple[PlaceKind, ...]:
    kinds = fields.optional_texts("measured_at")
    for index, kind in enumerate(kinds, 1):
        _known(fields, f"measured_at[{index}]", kind, VenueKind, CloserKind)
    return tuple(map(place_kind, kinds))


def _choice(fields: Fields, name: str, kind: type[_Choice]) -> _Choice:
    value = fields.text(name)
    _known(fields, name, value, kind)
    return kind(value)


def _optional_choice(fields: Fields, name: str, kind: type[_Choice]) -> _Choice | None:
    value = fields.optional_text(name)
    if value is None:
        return None
    _known(fields, name, value, kind)
    return kind(value)


def _known(fields: Fields, name: str, value: str, *kinds: type[Enum]) -> None:
    known = [member.value for kind in kinds for member in kind]
    if value not in known:
        listed = ", ".join(known)
        fields.refuse(name, f"phải là một trong: {listed}", f"must be one of: {listed}")
