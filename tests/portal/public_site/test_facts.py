"""What a site may tell: addresses that are addresses, and a log that only grows."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.errors import ConfigurationError, RefusedError
from bluezone.portal.public_site.facts import (
    FEWEST_TOLD,
    MAX_HEADS_BYTES,
    MOST_COMMUNES,
    MOST_PROVINCES,
    CommuneFigure,
    Figures,
    LogHead,
    ProvinceFigures,
    Shade,
    SiteFacts,
    read_heads,
    with_head,
)
from tests.support.portal.sites import DAY_S, a_head, a_paper


@pytest.mark.parametrize(
    "address",
    ["bluezone.vn", "ftp://bluezone.vn", "https://", "https://a b.vn", 'https://a.vn/"', "javascript:alert(1)",
     "https://user@a.vn", "https://a.vn/?q=1", "https://" + "a" * 130 + ".vn", "https://bluezône.vn", "https://a.vn\n"],
)  # fmt: skip
@pytest.mark.parametrize("place", ["origin", "portal", "app"])
def test_what_is_no_plain_address_is_refused(place, address):
    with pytest.raises(ConfigurationError):
        SiteFacts(**{place: address})


@pytest.mark.parametrize("hotline", ["gọi tôi", "0" * 21, "19009095<b>"])
def test_a_hotline_is_a_telephone_number(hotline):
    with pytest.raises(ConfigurationError):
        SiteFacts(hotline=hotline)


@pytest.mark.parametrize(
    "change", [{"number": " "}, {"issuer": "hai\ndòng"}, {"sha256": "A" * 64}, {"sha256": "0" * 63}]
)
def test_a_paper_without_number_issuer_or_sum_is_none(change):
    with pytest.raises(RefusedError):
        a_paper(1, **change)


@pytest.mark.parametrize("change", [{"size": 0}, {"root": "0" * 63}, {"issued_s": -1}])
def test_a_head_has_a_size_a_root_and_a_moment(change):
    with pytest.raises(RefusedError):
        dataclasses.replace(a_head(1), **change)


def test_heads_read_back_as_they_were_written():
    heads = (a_head(3), a_head(2), a_head(1))

    assert heads == read_heads("".join(f"{head.line}\n" for head in heads).encode())
    assert () == read_heads(b"")


@given(data=st.binary(max_size=400))
def test_any_bytes_are_heads_or_are_refused(data):
    try:
        found = read_heads(data)
    except RefusedError:
        return

    assert all(isinstance(head, LogHead) for head in found)


def test_too_many_heads_are_not_even_looked_at():
    with pytest.raises(RefusedError, match="too many"):
        read_heads(b"\n" * (MAX_HEADS_BYTES + 1))


def test_a_new_head_stands_first_and_replaces_the_last_of_its_day():
    later_that_day = dataclasses.replace(a_head(2), size=49, issued_s=a_head(2).issued_s + 60)

    assert (later_that_day, a_head(1)) == with_head((a_head(2), a_head(1)), later_that_day)


def test_a_head_that_is_known_changes_nothing_whenever_it_was_signed_anew():
    signed_anew = dataclasses.replace(a_head(2), issued_s=a_head(2).issued_s + 900)

    assert (a_head(2), a_head(1)) == with_head((a_head(2), a_head(1)), signed_anew)


def test_a_log_that_shrank_or_forked_is_not_told():
    shrunk = dataclasses.replace(a_head(2), issued_s=a_head(3).issued_s + DAY_S)
    forked = dataclasses.replace(a_head(3), root=a_head(1).root)

    with pytest.raises(RefusedError, match="shrunk"):
        with_head((a_head(3),), shrunk)
    with pytest.raises(RefusedError, match="forked"):
        with_head((a_head(3),), forked)


def test_a_figure_that_would_tell_of_few_cannot_be_made():
    assert FEWEST_TOLD == CommuneFigure("Xã Sơn Dương", FEWEST_TOLD).count
    for few in range(FEWEST_TOLD):
        with pytest.raises(RefusedError):
            CommuneFigure("Xã Sơn Dương", few)


@pytest.mark.parametrize("change", [{"path": 'M0 0"/><script>'}, {"path": "M0 0\n"}, {"depth": 5}, {"depth": -1}])
def test_an_outline_is_lines_in_one_of_five_shades(change):
    with pytest.raises(RefusedError):
        Shade(**{"path": "M0 0l1 -1z", "depth": 4, **change})


def test_a_site_holds_no_more_communes_and_provinces_than_a_country_has():
    one = CommuneFigure("Xã Sơn Dương", None)
    province = ProvinceFigures("Tỉnh Tuyên Quang", (one,))

    with pytest.raises(RefusedError):
        ProvinceFigures("Tỉnh Tuyên Quang", (one,) * (MOST_COMMUNES + 1))
    with pytest.raises(RefusedError):
        ProvinceFigures("Tỉnh Tuyên Quang", (one,), (Shade("M0 0l1 -1z", 0),) * 6)
    with pytest.raises(RefusedError):
        Figures(dt.date(2020, 8, 20), (province,) * (MOST_PROVINCES + 1))
