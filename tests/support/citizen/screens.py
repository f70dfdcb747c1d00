"""Every screen in every state that looks different: which phone shows it, its path, and what is sent to get there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bluezone.protocol.codes import short_code
from tests.support.citizen.owners import PROOF

TRANSFER = b"from phone to ph"
"""Which file it is that an old phone has made."""
CODE = short_code(bytes(15) + b"\x07")
SCREENS = (
    "/",
    "/around",
    "/history",
    "/mark",
    "/door-code",
    "/warnings",
    "/warnings/report",
    "/code",
    "/code/progress",
    "/declaration",
    f"/declaration/{PROOF.hex()}",
    "/sending",
    "/sent",
    f"/sent/withdraw?report={PROOF.hex()}&what=declaration",
    "/places",
    "/places/scan",
    "/places/2/delete",
    "/news",
    "/news/masks",
    "/questions",
    "/questions?q=xyz",
    "/more",
    "/invite",
    "/about",
    "/terms",
    "/licences",
    "/licences/bluezone",
    "/licences/granian",
    "/settings",
    "/settings/battery",
    "/settings/background",
    "/settings/background?maker=samsung",
    "/settings/notices",
    "/settings/commune?q=son",
    "/settings/export",
    "/settings/move",
    "/takeover",
    "/takeover/done",
    "/settings/erase",
    "/ledger",
    "/welcome",
    "/welcome/permissions",
    "/welcome/terms",
    "/offline",
    "/nowhere",
)

Form = dict[str, str]
_DECLARED: Form = {
    "name": "Công Tằng Tôn Nữ Phương Thảo Nguyên",
    "birth_year": "1950",
    "phone": "0912 345 678",
    "address": "Tổ dân phố Đăng Châu, thị trấn Sơn Dương, huyện Sơn Dương, tỉnh Tuyên Quang",
    "symptom-1": "yes",
    "met_case": "no",
    "travelled": "Đà Nẵng",
}


@dataclass(frozen=True, slots=True)
class View:
    """One picture of one phone."""

    state: str
    path: str
    form: Form = field(default_factory=dict)
    """Sent to the path, if there is one; else the page is only asked for."""
    sends: bool = False

    def __str__(self) -> str:
        return f"{self.state}{self.path}" + (f" after {sorted(self.form)}" if self.sends else "")

    @property
    def status(self) -> int:
        return 404 if self.path == "/nowhere" else 200


def _sent(state: str, path: str, **form: str) -> View:
    return View(state, path, form, sends=True)


_OTHER_STATES = {
    "warned": ("/", "/warnings", "/mark", "/warnings/report", "/places", "/places/2/delete"),
    "twice": ("/", "/warnings"),
    "relieved": ("/", "/warnings"),
    "off": ("/", "/around", "/mark", "/settings", "/warnings"),
    "silent": ("/", "/settings"),
    "stale": ("/", "/mark", "/warnings", "/about"),
    "empty": ("/", "/around", "/history", "/places", "/news", "/sent", "/sending", "/ledger", "/invite", "/settings"),
    "long": ("/", "/places", "/sent", "/news", "/declaration", "/settings", "/about"),
    "kept": ("/", "/code/progress", "/sent"),
    "done": ("/", "/code/progress"),
    "wrong": ("/code/progress",),
    "ended": ("/",),
    "moved": ("/", "/settings/erase"),
    "offered": ("/takeover/file", "/takeover/look"),
    "offered-new": ("/takeover", "/takeover/file", "/takeover/look", "/takeover/done"),
}
VIEWS = (
    *(View("busy", path) for path in SCREENS),
    *(View(state, path) for state, paths in _OTHER_STATES.items() for path in paths),
    _sent("busy", "/code", code="1234"),
    _sent("busy", "/code", code=CODE),
    _sent("busy", "/code/disclose", code=CODE),
    _sent("busy", "/declaration"),
    View("busy", "/declaration", _DECLARED, sends=True),
    _sent("warned", "/warnings/report", call_back="12"),
    _sent("warned", "/warnings/report", call_back="0912 345 678", note="Tôi ở nhà.", link="yes"),
    _sent("busy", "/places/scan", text="rubbish"),
    _sent("new", "/welcome/terms"),
    _sent("busy", "/settings/erase"),
    _sent("kept", "/settings/move"),
    _sent("busy", "/takeover", text="rubbish"),
    _sent("offered-new", "/takeover/file"),
    _sent("offered", "/takeover/look", shown=TRANSFER.hex()),
)


def views_of(language: str) -> Iterator[tuple[str, View]]:
    """Each with the name of the phone that shows it."""
    return ((f"{view.state}-{language}", view) for view in VIEWS)
