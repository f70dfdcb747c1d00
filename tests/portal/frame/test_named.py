"""What the walk takes for a name that was shown, and for a line about whoever has it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.http import HttpResponse, JsonResponse
from django.utils.http import content_disposition_header

from bluezone.documents.posters import Slip, set_slips
from bluezone.vietnam.folding import without_marks
from tests.support.portal.contents import all_said_by
from tests.support.portal.named import Somebody, unheld
from tests.support.portal.offices import NOW

NAME, HERSELF, ANOTHER = "Trần Thị Ẩn", ("person", "7"), ("person", "8")


def on_paper(name: str) -> HttpResponse:
    slip = Slip(title=name, secret="ABCD2345", steps=("Một bước",), valid_until="hôm nay", contact="trạm y tế")
    return HttpResponse(set_slips([slip], now=NOW), content_type="application/pdf")


def in_a_cookie(name: str) -> HttpResponse:
    answer = HttpResponse()
    answer.set_cookie("last", quote(name))
    return answer


def named_by(answer: HttpResponse, *about: tuple[str, str]) -> list[str]:
    return list(unheld(all_said_by(answer), set(about), [Somebody(NAME, frozenset({HERSELF}))]))


@pytest.mark.parametrize(
    "shown",
    [
        HttpResponse,
        lambda name: HttpResponse(name.upper()),
        lambda name: JsonResponse({"name": name}),
        lambda name: HttpResponse(headers={"content-disposition": content_disposition_header(True, f"{name}.pdf")}),
        lambda name: HttpResponse(headers={"x-whose": name}),
        lambda name: HttpResponse(headers={"x-whose": without_marks(name)}),
        in_a_cookie,
        on_paper,
    ],
    ids=[
        "plain",
        "in capitals",
        "in JSON",
        "as the name of a file",
        "in a header",
        "without its marks",
        "in a cookie",
        "in a PDF",
    ],
)
def test_a_name_is_found_in_whatever_form_it_leaves(shown: Callable[[str], HttpResponse]):
    assert [NAME] == named_by(shown(NAME))
    assert [] == named_by(shown(NAME), HERSELF)


def test_a_line_about_somebody_else_does_not_count():
    assert [NAME] == named_by(HttpResponse(NAME), ANOTHER)


def test_a_part_of_a_longer_name_names_nobody():
    assert [] == named_by(HttpResponse(f"{NAME}h và N{NAME}"))
