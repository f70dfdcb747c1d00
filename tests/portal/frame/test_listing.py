"""A list's description and the part of it that an address asks for: bounded, read back as written, drawn alike."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role

PEOPLE = Listing(
    caption="People, as they came",
    columns=(
        Column("name", "Name", ("sort_key",)),
        Column("username", "Sign-in name", ("username",)),
        Column("act", "Act", is_silent=True),
    ),
    filters=(
        Filter("reach", (("mine", "Mine"), ("province", "Whole province"))),
        Filter("state", (("", "All"), ("new", "New")), from_today=frozenset({"late"})),
    ),
    search="Name",
    hint="Try half of it.",
    empty=Empty("people", "Nobody yet", "They come."),
    kept=("of",),
    by_key=True,
    size=2,
    older="Older people",
)
ADDRESSES = st.dictionaries(
    st.sampled_from(["q", "reach", "state", "sort", "before", "page", "of", "other"]),
    st.one_of(
        st.text(max_size=100), st.sampled_from(["mine", "new", "late", "name", "-name", "act", "3", "9" * 5_000])
    ),
)
ALONE = """{% import "frame/listing.html" as listing with context %}
{% call(row, column) listing.of(found) %}{{ column }}:{{ row.full_name }}{% endcall %}"""


def part(address: str = "") -> Part:
    return PEOPLE.part_of(dict(parse_qsl(address.removeprefix("?"))))


@given(ADDRESSES)
def test_whatever_stands_in_an_address_asks_for_a_part_whose_address_is_read_back_as_it(said):
    asked = PEOPLE.part_of(said)

    again = part(asked.here)

    assert (asked.text, asked.chosen, asked.sort) == (again.text, again.chosen, again.sort)
    assert (asked.before, asked.page if asked.before is None else 1) == (again.before, again.page)
    assert len(asked.query) < 2_000
    assert set(asked.fields) <= {"q", "reach", "state", "sort", "of"}


@pytest.mark.parametrize(
    "nonsense",
    ["?reach=x", "?state=%27", "?sort=act", "?sort=password", "?sort=--name", "?before=-1", "?page=0", "?q=+"],
)
def test_nonsense_asks_for_the_list_as_it_begins(nonsense):
    assert ("?", False, False) == (part(nonsense).query, part(nonsense).is_narrowed, part(nonsense).is_further)


def test_a_link_changes_one_thing_keeps_the_others_and_begins_anew():
    asked = part("?state=new&q=lan&of=12&page=3")

    assert "?reach=province&state=new&of=12&q=lan" == asked.choosing("reach", "province")
    assert "?of=12&q=lan" == asked.choosing("state", "")
    assert "?state=new&of=12&q=lan&sort=name" == asked.sorting(PEOPLE.columns[0])
    assert "?state=new&of=12&q=lan&page=3" == asked.here
    assert "&state=new&of=12&q=lan" == asked.also
    assert "?of=12" == asked.whole


def test_a_column_that_sorts_is_turned_round_by_a_second_click():
    name = PEOPLE.columns[0]
    once = part(part().sorting(name))
    twice = part(once.sorting(name))

    assert ["none", "ascending", "descending"] == [one.direction(name) for one in (part(), once, twice)]
    assert "?sort=name" == twice.sorting(name)


@pytest.mark.parametrize("wrong", [{"columns": ()}, {"kept": ("state",)}, {"kept": ("page",)}])
def test_a_list_is_sound_or_is_none(wrong):
    said = {"caption": "x", "columns": PEOPLE.columns, "empty": PEOPLE.empty, "filters": PEOPLE.filters}

    with pytest.raises(ValueError, match="a list has columns"):
        Listing(**{**said, **wrong})
    with pytest.raises(ValueError, match="nothing to choose"):
        Filter("state", ())


@pytest.fixture
def five(office):
    for name in ("An", "Bình", "Cúc", "Dũng", "Em"):
        office.staff(f"Lý Thị {name}", Role.REPORTER)
    return Staff.objects.order_by("-pk")


def names(found: Listed[Staff]) -> list[str]:
    return [one.full_name.split()[-1] for one in found.rows]


def test_pages_follow_each_other_by_key_whatever_comes_meanwhile(five, office):
    first = listed(five, part())
    office.staff("Lý Thị Mới", Role.REPORTER)
    second = listed(five, part(first.further))
    third = listed(five, part(second.further))

    assert [["Em", "Dũng"], ["Cúc", "Bình"], ["An"]] == [names(one) for one in (first, second, third)]
    assert "" == third.further


def test_pages_of_another_order_follow_each_other_by_number(five):
    first = listed(five, part("?sort=name"))
    second = listed(five, part(first.further))

    assert (["An", "Bình"], "?sort=name&page=2") == (names(first), first.further)
    assert (["Cúc", "Dũng"], "?sort=name&page=3") == (names(second), second.further)


@pytest.mark.parametrize(("address", "queries"), [("", 1), ("?before=3", 1), ("?sort=-name", 2), ("?page=2", 2)])
def test_a_page_costs_one_query_and_one_more_where_all_are_put_in_order_for_it(
    five, address, queries, django_assert_num_queries
):
    with django_assert_num_queries(queries) as asked:
        listed(five, part(address))

    assert "full_name" in asked[-1]["sql"]
    assert not any('"full_name",' in one["sql"] for one in asked[:-1])


def test_a_page_beyond_the_last_is_the_last(five):
    assert (["Em"], ["An"]) == (names(listed(five, part("?sort=name&page=999"))), names(listed(five, part("?page=77"))))
    assert [] == names(listed(five.none(), part("?page=9")))


def drawn(found: Listed[Staff]) -> str:
    """The component alone, with cells that say their column."""
    with translation.override("en"):
        return next(iter(engines.all())).from_string(ALONE).render({"found": found})


def test_the_component_says_each_heading_once_a_row_and_marks_what_is_chosen(five):
    page = drawn(listed(five, part("?state=new&sort=-name")))

    assert ["Em", "Dũng"] == re.findall(r'<th scope="row" ?>[^<]*name:Lý Thị (\w+)</th>', page)
    assert 2 == page.count('data-label="Sign-in name"')
    assert 0 == page.count('data-label="Act"')
    assert ["descending", "none"] == re.findall(r'aria-sort="(\w+)"', page)
    assert re.search(r'href="\?sort=-name"[^>]*>All<', page)
    assert re.search(r'aria-current="true"[^>]*>New<', page)
    assert "Older people" in page


def test_an_empty_list_says_why_and_a_narrowed_one_how_to_see_the_whole(db):
    nobody = Staff.objects.none()

    assert "They come." in drawn(listed(nobody, part("?of=12")))
    assert "Show the whole list" not in drawn(listed(nobody, part("?of=12")))
    filtered = drawn(listed(nobody, part("?state=new")))
    assert ("Nobody yet" in filtered, "They come." in filtered, "Show the whole list" in filtered) == (
        True,
        False,
        True,
    )
    narrowed = drawn(listed(nobody, part("?q=x&of=12")))
    assert "Nobody yet" not in narrowed
    assert 'href="?of=12"' in narrowed
    assert "Try half of it." in narrowed


def test_what_today_leads_to_has_a_chip_only_while_it_is_chosen(db):
    assert "As on the first page" not in drawn(listed(Staff.objects.none(), part()))
    assert "As on the first page" in drawn(listed(Staff.objects.none(), part("?state=late")))
