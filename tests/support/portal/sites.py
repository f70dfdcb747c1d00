"""A public site as a commune would have it: announcements, issued papers, some days of log heads."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from bluezone.portal.public_site.facts import (
    CommuneFigure,
    Figures,
    IssuedPaper,
    LogHead,
    ProvinceFigures,
    Shade,
    SiteFacts,
)
from bluezone.vietnam.words import Words
from tests.support.portal.announcements import approved

DAY_S = 86_400
FIRST_DAY_S = 1_597_000_000
"""9/8/2020."""


def a_head(number: int) -> LogHead:
    """The head of the log on this day of the campaign."""
    root = hashlib.sha256(f"root {number}".encode()).hexdigest()
    return LogHead(24 * number, root, FIRST_DAY_S + number * DAY_S)


def a_paper(ordinal: int, /, **changes: Any) -> IssuedPaper:
    facts: dict[str, Any] = {
        "number": f"{ordinal:02d}/BC-UBND",
        "date": dt.date(2020, 8, 1) + dt.timedelta(days=ordinal % 28),
        "issuer": "Ủy ban nhân dân huyện Sơn Dương",
        "sha256": hashlib.sha256(str(ordinal).encode()).hexdigest(),
    }
    return IssuedPaper(**{**facts, **changes})


FIGURES = Figures(
    dt.date(2020, 8, 20),
    (
        ProvinceFigures(
            "Tỉnh Tuyên Quang",
            (CommuneFigure("Xã Sơn Dương", 12, (100, 75)), CommuneFigure("Xã Tân Trào", None, (324, 75))),
            (
                Shade("M0 150l448 0 0 100 -448 0z", 0),
                Shade("M200 0l248 0 0 150 -248 0z", 1),
                Shade("M0 0l200 0 0 150 -200 0z", 4),
            ),
            448,
            250,
        ),
        ProvinceFigures("Tỉnh Phú Thọ", (CommuneFigure("Xã Việt Trì", 5),)),
    ),
)


def site_facts(**changes: Any) -> SiteFacts:
    facts: dict[str, Any] = {
        "origin": "https://bluezone.example.vn",
        "portal": "https://portal.example.vn",
        "issuer": Words("Ủy ban nhân dân huyện Sơn Dương", "Sơn Dương district People's Committee"),
        "hotline": "0207 000 000",
        "announcements": (approved(),),
        "papers": (a_paper(2, recalled_on=dt.date(2020, 8, 20)), a_paper(1)),
        "heads": (a_head(3), a_head(2), a_head(1)),
        "figures": FIGURES,
    }
    return SiteFacts(**{**facts, **changes})
