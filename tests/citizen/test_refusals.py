"""In which words a phone refuses a code: the table of docs/guides/doors.md, all of it, in both languages."""

from __future__ import annotations

import asyncio
import re

import msgspec
import pytest

from bluezone.citizen.keeping import visits
from bluezone.device.errors import UnreachableError
from bluezone.protocol.place_codes import typed_code
from tests.support.citizen.owners import TUESDAY, SetClock, an_owner, may_report, ms, words_of
from tests.support.refusals import COMMUNE, refusals, texts_at
from tests.support.sources import PROJECT

NOW_MS = ms(TUESDAY)
TYPED = typed_code(bytes(6))
TYPED_ROWS = {
    "a sign that was mistyped": TYPED[:-1] + ("0" if TYPED[-1] != "0" else "1"),
    "a typed code of no place": TYPED,
    "a typed code before a commune is chosen": TYPED,
    "a typed code without a network": TYPED,
    "a code before the phone was online": TYPED,
}
ROWS = [one for one in refusals() if one.phone is not None]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("refusal", ROWS, ids=[one.code for one in ROWS])
def test_a_phone_refuses_each_code_in_the_words_of_the_table_and_notes_no_visit(
    tmp_path, monkeypatch, refusal, language
):
    text = {**texts_at(NOW_MS), **TYPED_ROWS}[refusal.code]

    async def play():
        async with an_owner(tmp_path, language=language, clock=SetClock(NOW_MS)) as owner:
            if refusal.code != "a code before the phone was online":
                may_report(owner.device)
            commune = "" if "before a commune" in refusal.code else COMMUNE
            owner.phone.preferences = msgspec.structs.replace(owner.phone.preferences, commune=commune)
            if "network" in refusal.code or "no place" in refusal.code:
                monkeypatch.setattr(
                    type(owner.device), "place_of", _unreachable if "network" in refusal.code else _none
                )
            page = await owner.sends("/places/scan", {"text": text})
            return words_of(page.text), visits(owner.phone).visits

    said, kept = asyncio.run(play())

    assert f" {refusal.phone[language]} " in said
    assert () == kept


def test_no_sentence_of_the_page_is_missing_in_the_table():
    page = (PROJECT / "src/bluezone/citizen/templates/places_scan.html").read_text(encoding="utf-8")
    told = page[page.index("{%- if problem ==") : page.index("{% endcall %}")]

    sentences = {"".join(re.findall(r'"([^"]*)"', one)) for one in re.findall(r"_\(([^)]*)\)", told)}

    assert 13 == len(sentences)
    assert sentences == {one.phone["en"] for one in ROWS}


async def _unreachable(*_given):
    raise UnreachableError("no network")


async def _none(*_given):
    return None
