"""The report quotes every clause, shows every figure with what it consists of, and says what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from bluezone.rollout.consolidation.consolidating import Consolidation, consolidate
from bluezone.rollout.consolidation.correcting import Correction, confirm
from bluezone.rollout.consolidation.deadlines import Standing, standings
from bluezone.rollout.consolidation.funnel import Funnel
from bluezone.rollout.consolidation.measuring import Measured, Seen, measured
from bluezone.rollout.narrative.blocks import Heading, Narrative, Table, Text
from bluezone.rollout.narrative.consolidated import MISSING, Situation, consolidated_report
from bluezone.rollout.reports.report import Nothing
from tests.support.rollout.reporting import COMMUNES, DISTRICT, DUE, SENT, SON_DUONG, expected_of, report, split

NOW = DUE + dt.timedelta(hours=9)
EXPECTED = expected_of(DISTRICT)
CLOSED = COMMUNES[30]


def narrative(corrections: tuple[Correction, ...] = (), proposals: tuple[str, ...] = ()) -> Narrative:
    """30 communes have answered, the last one and the offices have not."""
    counts = zip(COMMUNES[:30], split(1_172, 30), split(840, 30), strict=True)
    reports = {c: report(c, {"staff": s, "staff-installed": i, "residents": s, "residents-installed": i})
               for c, s, i in counts}  # fmt: skip
    vendor = {COMMUNES[0]: {"residents-installed": 77}}
    done = consolidate(DISTRICT, reports.values(), corrections=corrections, vendor=vendor)
    stand = standings(EXPECTED, reports, (), NOW)
    situation = Situation(SON_DUONG, DISTRICT, EXPECTED, done, stand, funnel(stand, done), NOW)
    return consolidated_report(situation, proposals)


def narrative_with(measured_there: dict[str, Measured]) -> Narrative:
    """Nobody has reported; doors have counted."""
    done, stand = consolidate(DISTRICT, ()), standings(EXPECTED, {}, (), NOW)
    return consolidated_report(
        Situation(SON_DUONG, DISTRICT, EXPECTED, done, stand, funnel(stand, done), NOW, measured_there)
    )


def seen(*parts: tuple[str, Seen]) -> Measured:
    found = measured(dt.date(2020, 8, 10), dt.date(2020, 8, 25), parts)
    assert found is not None
    return found


def funnel(stand: Mapping[str, Standing], done: Consolidation) -> Funnel:
    """As the pages count: who has sent, and who is in the sums."""
    sent = sum(1 for one in stand.values() if one in {Standing.ON_TIME, Standing.SENT_LATE})
    counted = sum(1 for one in stand if done.is_counted(one))
    return Funnel(len(EXPECTED.reports), sent, counted, counted)


def texts(found: Narrative) -> list[str]:
    return [block.text for block in found.blocks if isinstance(block, Text)]


def rows(found: Narrative) -> list[tuple[str, ...]]:
    return [row for block in found.blocks if isinstance(block, Table) for row in block.rows]


def test_every_clause_is_quoted_in_the_letters_order() -> None:
    quoted = [block.text for block in narrative().blocks if isinstance(block, Text) and block.quoted]

    paragraphs = [paragraph.text for clause in SON_DUONG.clauses for paragraph in clause.paragraphs]
    assert paragraphs == [text.split("“", 1)[1].removesuffix("”") for text in quoted]
    assert quoted[2].startswith("Mục 2.2: ")


def test_every_indicator_has_a_row_and_every_rate_its_two_counts() -> None:
    found = rows(narrative())

    assert [i.code for i in SON_DUONG.indicators] == sorted(
        (row[0] for row in found if row[0]), key=[i.code for i in SON_DUONG.indicators].index
    )
    (rate,) = [row for row in found if row[1] == "Tỷ lệ cài đặt trong toàn bộ cán bộ"]
    assert "71,67 % (840/1.172)" == rate[3]


def test_what_nobody_reported_is_missing_and_not_zero() -> None:
    (pupils,) = [row for row in rows(narrative()) if row[0] == "GD5"]

    assert MISSING == pupils[3]


def test_the_makers_count_stands_in_its_own_column_and_is_not_added() -> None:
    (installed,) = [row for row in rows(narrative()) if row[0] == "DC2"]

    assert ("840", "77") == installed[3:]


def test_it_says_how_many_reported_and_names_who_did_not() -> None:
    said = texts(narrative())

    assert "30/38 đơn vị đã báo cáo (78,95 %), trong đó 30 đơn vị gửi đúng hạn." in said[0]
    assert "báo cáo đã được duyệt của 30/38 đơn vị (78,95 %)." in said[0]
    assert DISTRICT[CLOSED].name in said[1]
    assert "Phòng Giáo dục và Đào tạo huyện" in said[1]


def test_what_coverage_buys_is_said_once() -> None:
    assert ["51,37 %"] == [t.split("khoảng ")[1][:7] for t in texts(narrative()) if "số tiếp xúc" in t]


def test_an_appendix_opens_each_sum_and_its_last_line_is_the_sum() -> None:
    appendix = narrative().appendices[0]

    (table,) = appendix.blocks
    assert isinstance(table, Table)
    assert 38 + 1 == len(table.rows)
    values = [int(row[2].replace(".", "")) for row in table.rows[:-1] if row[2] != MISSING]
    assert (1_172, "1.172") == (sum(values), table.rows[-1][2])
    assert ["I", "II", "III"] == [found.number for found in narrative().appendices][:3]


def test_a_corrected_figure_is_marked_in_the_appendix() -> None:
    was = split(1_172, 30)[4]
    change = Correction(COMMUNES[4], "staff", was, was + 1, "sót một người", "culture-office", SENT)

    (table,) = narrative((confirm(change, by=COMMUNES[4], at=NOW),)).appendices[0].blocks

    assert isinstance(table, Table)
    assert [f"{was + 1} (đã sửa)"] == [row[2] for row in table.rows if "đã sửa" in row[2]]


def test_proposals_stand_at_the_end_under_their_own_heading() -> None:
    blocks = narrative(proposals=("Cấp thêm áp phích.",)).blocks

    assert (Heading("3", "Kiến nghị, đề xuất"), Text("Cấp thêm áp phích.")) == blocks[-2:]
    assert not any(isinstance(block, Heading) and block.number == "3" for block in narrative().blocks)


def test_the_same_situation_gives_the_same_report() -> None:
    assert narrative() == narrative()


def test_nothing_to_report_is_said_with_its_reason_and_is_not_missing() -> None:
    answer = replace(report("media-centre", {}), nothing=(Nothing("publish-news", "đài mất sóng"),))
    stand = standings(EXPECTED, {"media-centre": answer}, (), NOW)
    done = consolidate(DISTRICT, [answer])

    found = consolidated_report(Situation(SON_DUONG, DISTRICT, EXPECTED, done, stand, funnel(stand, done), NOW))

    assert "Không có gì để báo cáo: Trung tâm Văn hóa, Truyền thông và Thể thao huyện (đài mất sóng)." in texts(found)
    (news,) = [a for a in found.appendices if a.title.startswith("Tăng cường tin, bài")]
    (table,) = news.blocks
    assert isinstance(table, Table)
    assert ("không có", "không có") == table.rows[0][2:]


def test_what_doors_saw_stands_behind_the_reported_counts_with_its_days_and_its_denominator() -> None:
    found = narrative_with({"record-entries": seen(("Tân Trào", Seen(2, 2_040, 1_200, 840)))})

    (said,) = [text for text in texts(found) if "đo tại cửa" in text]
    assert (
        "Khách thấy ứng dụng đang chạy, đo tại cửa: 41,18 % (840/2.040) (2 cửa, từ 10/8/2020 đến hết 25/8/2020; biết "
        "tình trạng ứng dụng của 1.200 trong 2.040 lượt khách). Số đo để đối chiếu, không cộng vào số báo cáo."
    ) == said
    before = found.blocks[found.blocks.index(Text(said)) - 1]
    assert isinstance(before, Table)
    assert "RV2" in [row[0] for row in before.rows]


def test_of_few_visitors_the_report_tells_no_number_and_without_doors_it_says_nothing() -> None:
    few = narrative_with({"record-entries": seen(("Tân Trào", Seen(1, 9, 8, 7)))})

    (said,) = [text for text in texts(few) if "đo tại cửa" in text]
    assert "dưới 10 lượt khách, không nêu số" in said
    assert "%" not in said
    assert [] == [text for text in texts(narrative_with({})) if "đo tại cửa" in text]


def test_the_appendix_opens_what_doors_saw_by_commune_and_adds_it_up() -> None:
    two = seen(
        ("Tân Trào", Seen(2, 1_000, 700, 500)), ("Minh Thanh", Seen(1, 40, 40, 10)), ("Tú Thịnh", Seen(1, 3, 3, 3))
    )
    found = narrative_with({"reach-businesses": two, "record-entries": seen(("Tân Trào", Seen(1, 20, 1, 1)))})

    (appendix,) = [one for one in found.appendices if "đo tại cửa" in one.title]
    (table,) = [block for block in appendix.blocks if isinstance(block, Table)]
    assert [
        ("1", "Tân Trào", "2", "1.000", "700", "500", "50,00"),
        ("2", "Các nơi còn lại", "2", "43", "43", "13", "30,23"),
        ("", "Tổng cộng", "4", "1.043", "743", "513", "49,19"),
    ] == list(table.rows)
