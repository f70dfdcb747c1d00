"""Charts: the picture and the table say the same, from zero, in classes and not in colours, and gaps are gaps."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.webui.assets import STATIC
from bluezone.webui.charts import Column, Columns, Funnel, Happening, Marker, Span, Step, Strip, distribution
from bluezone.webui.charts.marks import WIDTH

DAY = dt.date(2026, 11, 20)


def columns(*values: int | None, **more) -> Columns:
    made = tuple(Column(f"ngày {at}", str(at), value) for at, value in enumerate(values))
    return Columns("Ca bệnh <theo ngày>", made, **more)


def delays(values=(0, 1, 1, 30)) -> Columns:
    return distribution(
        "Bao lâu", values, named="{} ngày".format, beyond="hơn {} ngày".format, median="một nửa {}".format
    )


def funnel(*values: int) -> Funnel:
    return Funnel("Phễu", tuple(Step(f"bước {at}", value) for at, value in enumerate(values)))


def strip(**more) -> Strip:
    told = (Happening(DAY, "mở"), Happening(DAY + dt.timedelta(days=3), "khỏi"))
    return Strip("Các ngày", (Span(DAY, DAY + dt.timedelta(days=3), "ốm"),), told, **more)


EVERY = [columns(3, None, 0, 7), delays(), funnel(10, 7, 0), strip()]


def drawn(chart) -> ET.Element:
    return ET.fromstring(chart.svg())


def of_class(chart, name: str) -> list[ET.Element]:
    return [one for one in drawn(chart).iter() if name in (one.get("class") or "").split()]


@pytest.mark.parametrize("chart", EVERY, ids=lambda one: type(one).__name__)
def test_a_chart_is_named_and_carries_no_style_colour_or_reference(chart):
    picture = drawn(chart)

    assert ("img", chart.title) == (picture.get("role"), picture.get("aria-label"))
    for element in picture.iter():
        assert not {"style", "fill", "stroke", "href", "id"} & set(element.attrib)
        assert element.tag in {"svg", "rect", "line", "circle", "text"}


@pytest.mark.parametrize("chart", EVERY, ids=lambda one: type(one).__name__)
def test_every_mark_has_its_look_in_both_themes(chart):
    style = (STATIC / "charts.css").read_text(encoding="utf-8")
    used = {name for one in drawn(chart).iter() for name in (one.get("class") or "").split()}

    assert set() == {name for name in used if not re.search(rf"\.{name}\b", style)}
    assert set() == set(re.findall(r"#[0-9a-f]{3,6}\b", style)) - {"#000"}


def test_columns_stand_on_zero_and_are_as_high_as_their_figures():
    chart = columns(2, 4, 8, height=100)

    heights = [float(bar.get("height")) for bar in of_class(chart, "plot__bar")]

    assert [1, 2, 4] == [round(height / heights[0], 2) for height in heights]
    assert {100.0} == {float(bar.get("y")) + float(bar.get("height")) for bar in of_class(chart, "plot__bar")}


def test_what_is_not_known_is_a_gap_and_no_zero():
    chart = columns(2, None, 0)

    assert (2, 1) == (len(of_class(chart, "plot__bar")), len(of_class(chart, "plot__gap")))
    assert [("ngày 0", "2"), ("ngày 1", "–"), ("ngày 2", "0")] == chart.rows()


def test_the_highest_and_the_last_figure_stand_at_their_columns():
    assert ["9", "4"] == [one.text for one in of_class(columns(1, 9, 3, 2, 2, 4), "plot__figure")]
    assert ["9"] == [one.text for one in of_class(columns(1, 2, 9), "plot__figure")]
    assert ["9"] == [one.text for one in of_class(columns(1, 9, 3, 2, 0), "plot__figure")]
    assert [] == of_class(columns(0, 0), "plot__figure")


def test_the_words_of_a_marker_stand_above_every_figure():
    chart = columns(*[5] * 10, marker=Marker(1, "một nửa"))

    (marker,) = [one for one in of_class(chart, "plot__text") if one.text == "một nửa"]

    assert all(float(one.get("y")) > float(marker.get("y")) + 10 for one in of_class(chart, "plot__figure"))


def test_a_small_chart_keeps_its_letters():
    """It is drawn narrower, not shrunk."""
    assert "0 0 150 128" == drawn(columns(1, 2, width=150)).get("viewBox")


def test_charts_side_by_side_share_a_height():
    low = of_class(columns(5, most=50, height=100), "plot__bar")[0]
    high = of_class(columns(50, most=50, height=100), "plot__bar")[0]

    assert 10 == pytest.approx(float(high.get("height")) / float(low.get("height")))


def test_a_distribution_counts_each_length_and_marks_the_median():
    chart = delays((0, 1, 1, 30))

    assert [("0 ngày", "1"), ("1 ngày", "2")] == chart.rows()[:2]
    assert ("hơn 14 ngày", "1") == chart.rows()[-1]
    assert Marker(1, "một nửa 1") == chart.marker


def test_a_funnel_says_each_step_and_its_share_of_the_first():
    chart = funnel(200, 50, 0)

    widths = [float(bar.get("width")) for bar in of_class(chart, "plot__bar")]

    assert [("bước 0", "200"), ("bước 1", "50 · 25 %"), ("bước 2", "0 · 0 %")] == chart.rows()
    assert [1, 0.25, 0] == [width / widths[0] for width in widths]
    assert [("bước 0", "0"), ("bước 1", "0")] == funnel(0, 0).rows()


def test_a_strip_has_every_day_and_goes_on_until_today():
    chart = strip(until=DAY + dt.timedelta(days=9), day_said=lambda day: f"{day:%d/%m}")

    assert (DAY, DAY + dt.timedelta(days=9)) == (chart.first, chart.last)
    assert 11 == len(of_class(chart, "plot__grid"))
    assert [("ốm", "20/11 – 23/11"), ("mở", "20/11"), ("khỏi", "23/11")] == chart.rows()


@pytest.mark.parametrize(
    "wrong",
    [
        columns,
        lambda: columns(-1),
        lambda: columns(*[1] * 121),
        lambda: columns(3, most=2),
        lambda: columns(1, marker=Marker(1, "hạn")),
        lambda: delays(()),
        lambda: delays((-1,)),
        lambda: funnel(1),
        lambda: funnel(1, 2),
        lambda: Step("bước", -1),
        lambda: Span(DAY, DAY - dt.timedelta(days=1), "ốm"),
        lambda: Strip("Các ngày", (), ()),
        lambda: strip(until=DAY + dt.timedelta(days=1_000)),
    ],
)
def test_nonsense_is_no_chart(wrong):
    with pytest.raises(ValueError):
        wrong()


@given(st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=120), st.text(max_size=30))
def test_whatever_the_figures_are_the_picture_holds_them(values, text):
    named = tuple(Column(text, text, value) for value in values)

    picture = drawn(Columns(text.replace("\x00", ""), named) if text.isprintable() else columns(*values))

    height = float(picture.get("viewBox").split()[3])
    for bar in picture.iter("rect"):
        assert -0.01 <= float(bar.get("x")) <= float(bar.get("x")) + float(bar.get("width")) <= WIDTH + 0.01
        assert 0 <= float(bar.get("y")) <= float(bar.get("y")) + float(bar.get("height")) <= height
