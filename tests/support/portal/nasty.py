"""What nobody types by mistake: values that break what reads them carelessly, as bytes of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, urljoin, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict
from lxml import html

from tests.support.amounts import FULL

_LONG = 1_000_000
VALUES: Mapping[str, bytes] = {
    "nothing": b"",
    "spaces": b" \t\n ",
    "control characters": b"\x01\x02\x1b\x7f\xc2\x85",
    "two control characters": b"\x1f\x1f",
    "a null": b"Nguy\x00n",
    "marks of direction": "\u202e\u200f\u200e\u2066".encode(),
    "a name turned around": "Trần \u202enăv\u202c".encode(),
    "zero-width joiners": "\u200d\u200b\ufeff\u2060".encode(),
    "line separators": "a\u2028b\u2029c".encode(),
    "a million characters": b"a" * _LONG,
    "ten thousand marks on one letter": b"a" + "\u0301".encode() * 10_000,
    "a lone surrogate": b"\xed\xa0\x80",
    "a surrogate written out": rb"\ud800",
    "overlong bytes": b"\xc0\xaf\xe0\x80\xaf",
    "no utf-8": b"\xff\xfe\xfd",
    "emoji": "😷🦠".encode(),
    "a family": "👨\u200d👩\u200d👧\u200d👦🏽".encode(),
    "outside the plane": "𠀀\U0010ffff\ufffe".encode(),
    "sql": b"'; DROP TABLE cases_case; --",
    "sql that is always true": b"1 OR 1=1",
    "a pattern": b"%_\\%[^a]*(?:",
    "a template of jinja": b"{{ 7*7 }}{% raw %}{# x #}",
    "a template of django": b"{% load x %}{{ request.user.password }}",
    "a format": b"%s%n%(x)s{0}{x.__class__}",
    "typst": b'#let x = read("/etc/passwd"); #x $ \\ [',
    "html": b"<script>alert(1)</script><img src=x onerror=y>\"'>",
    "a path": b"../../../../etc/passwd",
    "headers": b"a\r\nSet-Cookie: x=1\r\n\r\n<b>",
    "a day of year nought": b"0000-00-00",
    "the first day": b"0001-01-01",
    "the last day": b"9999-12-31",
    "no day": b"2026-02-30",
    "no time": b"25:61",
    "below nought": b"-1",
    "forty digits": b"1" + b"0" * 40,
    "more than a database counts": b"9223372036854775808",
    "digits of elsewhere": "١٢٣²½".encode(),
    "too large a power": b"1e309",
    "no number": b"NaN",
    "infinity": b"-Infinity",
    "hexadecimal": b"0x7fffffff",
    "underlined digits": b"1_000",
    "json": b'{"a": [1, null, {"$ne": ""}]}',
    "a foreign id": b"999999",
    "deep brackets": b"[" * 5_000,
}
FILES: Mapping[str, tuple[bytes, bytes]] = {
    "an empty file": (b"a.pdf", b""),
    "a file of nonsense": (b"a.pdf", bytes(range(256)) * 40),
    "a workbook of nonsense": (b"a.xlsx", b"PK\x03\x04" + bytes(range(256)) * 4),
    "a pdf that stops": (b"a.pdf", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog"),
    "a picture that stops": (b"a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff"),
    "a long name with slashes": (b"../" * 3_400 + b"a.csv", b"name\nx\n"),
    "a name of control characters": (b"\x01\xed\xa0\x80\xff.csv", b"name,phone\n\x01,\xff\n"),
    "a table without an end": (b"a.csv", b'"' + b"a," * 100_000),
}
IN_ADDRESSES = (
    "9" * 30,
    "9" * 5_000,
    "-1",
    "0",
    "%00",
    "%ED%A0%80",
    "%FF%FE",
    "%C0%AF",
    "..%2F..%2Fetc",
    "%E2%80%AE",
    "a" * 20_000,
    "%F0%9F%98%B7",
    "%27%20OR%201%3D1",
    "%7B%7B7*7%7D%7D",
    "%0D%0Ax:%20y",
    "%D9%A1",
    "%25s%25n",
)
PLAUSIBLE: Mapping[str, bytes] = {
    "full_name": "Lò Văn Thử".encode(),
    "name": "Tên Thử".encode(),
    "phone": b"0912 000 111",
    "onset": b"2026-11-22",
    "day": b"2026-11-24",
    "at": b"2026-11-24",
    "valid_from": b"2026-12-01",
    "begins": b"08:00",
    "ends": b"09:00",
    "slot": b"09:00",
    "minutes": b"2",
    "place": "Sơn Dương".encode(),
    "typed": "Trường Một".encode(),
    "note": "theo sổ".encode(),
    "reason": "sửa lại".encode(),
    "resolution": "12/NQ-HĐND".encode(),
    "username": b"someone",
    "text": "Một câu.".encode(),
    "address": b"0912000111",
    "language": b"vi",
}
"""By the name of a field, where no page fills it in."""

_BUTTONS = (
    "announcement_audio_new", "announcement_withdraw", "broadcast_left_out", "contact_end", "directive_check",
    "door_photo", "door_row", "evidence_withdraw", "field_link_revoke", "kept_count", "morning_stop", "post_code",
    "recovery_phrase", "reminder_called", "report_close", "report_open", "role_end", "rule_leave", "seat_end",
    "sent_list_put_aside",
)  # fmt: skip
_ABOUT_ONESELF = (
    "account_inactive", "mfa_activate_totp", "mfa_add_webauthn", "mfa_deactivate_totp",
    "mfa_download_recovery_codes", "mfa_edit_webauthn", "mfa_generate_recovery_codes", "mfa_index",
    "mfa_list_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes",
)  # fmt: skip
NO_FIELD: Mapping[str, str] = {
    **dict.fromkeys(_BUTTONS, "a button: its address says all"),
    **dict.fromkeys(_ABOUT_ONESELF, "asks who one is first, or takes no form at all"),
    "check_paper": "no paper of the things has gone out; tests/portal/papers checks files against one",
    "code_send": "this portal has no outlet for short messages; tests/portal/messages sends codes",
}
"""Views of which no field is learned, with the reason; what programs send is in raw.py."""


@dataclass
class Fields:
    """What a view reads of a form, as it was seen to ask."""

    texts: dict[str, bytes]
    files: set[str]

    def with_text(self, name: str, value: bytes) -> Fields:
        return Fields({**self.texts, name: value}, self.files)

    def all_with(self, value: bytes) -> Fields:
        return Fields(dict.fromkeys(self.texts, value), self.files)


@dataclass
class Asked:
    """The names by which a view read a form, those by which it read its files, and what it read of its address."""

    texts: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    address: set[str] = field(default_factory=set)


@contextmanager
def names_asked_of_forms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """What is asked of the forms of all requests meanwhile, and of what their addresses say behind the question mark,
    by whomever."""
    asked, load, address = Asked(), HttpRequest._load_post_and_files, WSGIRequest.GET.func
    noted_texts, noted_files = _noting(QueryDict, asked.texts), _noting(MultiValueDict, asked.files)
    noted_address = _noting(QueryDict, asked.address)

    def load_noted(request: HttpRequest) -> None:
        load(request)
        request._post.__class__, request._files.__class__ = noted_texts, noted_files

    def address_noted(request: WSGIRequest) -> QueryDict:
        if "GET" not in request.__dict__:
            request.__dict__["GET"] = address(request)
            request.__dict__["GET"].__class__ = noted_address
        return request.__dict__["GET"]

    def replace_address(request: WSGIRequest, value: QueryDict) -> None:
        request.__dict__["GET"] = value

    with monkeypatch.context() as patch:
        patch.setattr(HttpRequest, "_load_post_and_files", load_noted)
        patch.setattr(WSGIRequest, "GET", property(address_noted, replace_address))
        yield asked


def _noting(kind: type[MultiValueDict], asked: set[str]) -> type[MultiValueDict]:
    class Noting(kind):
        def __getitem__(self, key):
            asked.add(key)
            return super().__getitem__(key)

        def __contains__(self, key):
            asked.add(key)
            return super().__contains__(key)

        def getlist(self, key, default=None):
            asked.add(key)
            return super().getlist(key, default)

    return Noting


_MARK = "nasty-mark"
"""A field that no view knows: a form with nothing in it is often not read at all."""


def learned(client: Client, where: str, given: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Fields:
    """What the view asks for when a form comes with what is known of it, or with a mark alone; in a drill each."""
    with names_asked_of_forms(monkeypatch) as asked:
        if FULL or not given:
            posted(client, where, Fields({_MARK: b"1"}, set()))
        if given:
            posted(client, where, Fields({_MARK: b"1", **given}, set()))
    names = {*asked.texts, *given} - {"csrfmiddlewaretoken", _MARK}
    return Fields({name: given.get(name, PLAUSIBLE.get(name, b"1")) for name in names}, asked.files)


def posted(client: Client, where: str, fields: Fields, file: tuple[bytes, bytes] | None = None, **headers: str):
    """Sends the bytes as they are: a client that encodes text would refuse half of them."""
    if not fields.files:
        body = b"&".join(quote_from_bytes(k.encode(), "").encode() + b"=" + quote_from_bytes(v, "").encode()
                         for k, v in fields.texts.items())  # fmt: skip
        return client.generic("POST", where, body, "application/x-www-form-urlencoded", headers=headers)
    edge, parts = b"----edge", []
    for name, value in fields.texts.items():
        if name not in fields.files:
            parts.append(b'Content-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value)
    for name in sorted(fields.files):
        called, content = file or (b"a.csv", b"")
        parts.append(
            b'Content-Disposition: form-data; name="' + name.encode() + b'"; filename="' + called
            + b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + content
        )  # fmt: skip
    body = b"".join(b"--" + edge + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + edge + b"--\r\n"
    return client.generic("POST", where, body, "multipart/form-data; boundary=" + edge.decode(), headers=headers)


def forms_of(here: str, text: str) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The forms of a page that are sent: where to, and what stands in them, with a first choice where one is asked."""
    for form in html.document_fromstring(text).iterfind(".//form"):
        if (form.get("method") or "get").lower() == "post":
            filled = {name: _filled(form, name) for name in form.fields if name != "csrfmiddlewaretoken"}
            for button in form.xpath(".//button[@name]")[:1]:
                filled[button.get("name")] = (button.get("value") or "").encode()
            yield urlsplit(urljoin(f"http://portal{here}", form.get("action") or here)).path, filled


def _filled(form: html.FormElement, name: str) -> bytes:
    value = form.fields[name]
    inputs: Sequence[html.HtmlElement] = form.xpath(f".//*[@name={_quoted(name)}]")
    if not value and inputs and inputs[0].tag == "select":
        value = next((one for one in inputs[0].value_options if one), "")
    if not value and inputs and inputs[0].get("type") in {"radio", "checkbox"}:
        value = inputs[0].get("value") or "on"
    if not value:
        return PLAUSIBLE.get(name, b"1")
    return (value if isinstance(value, str) else next(iter(value), "")).encode()


def _quoted(name: str) -> str:
    return '"' + re.sub(r'"', "", name) + '"'
