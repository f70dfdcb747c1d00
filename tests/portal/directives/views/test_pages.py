"""Pages of the rollout as people use them: a reporter, a consolidator, a neighbour who has no business there."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.demo.directives.answers import filled_workbook
from bluezone.portal.directives.models import EvidenceRecord, ReportRecord, RolloutPaper
from bluezone.portal.directives.services.levels import extend, propose_correction
from bluezone.portal.directives.services.registering import give_membership
from bluezone.portal.directives.services.workbooks import form_of
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers.standing import content_of
from tests.support.portal.offices import Office
from tests.support.portal.rolling import (
    CLOSED,
    SENT,
    TAN_TRAO_COMMITTEE,
    TRUNG_YEN,
    Rollout,
    a_pdf,
    a_photo,
    a_rollout,
    entry_for,
    plausible,
    things_of,
)
from tests.support.rollout.reporting import split

KEY = "son-duong-2020"


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    made = a_rollout(Office())
    made.office.clock[0] = SENT
    return made


def fields(rollout: Rollout, unit: str = TRUNG_YEN, **changes: int) -> dict[str, str]:
    entry = entry_for(rollout.directed.expected(unit), **changes)
    return {f"figure.{name}": text for name, text in entry.figures.items()} | {"as_of": entry.as_of}


def at(name: str, *more: object) -> str:
    return reverse(name, args=(KEY, *more))


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_reporter_finds_the_report_on_the_first_page_and_sends_it(rollout):
    client = rollout.office.client(rollout.person(TRUNG_YEN))
    assert at("my_report", TRUNG_YEN) in client.get("/").content.decode()

    answer = client.post(at("my_report", TRUNG_YEN), fields(rollout) | {"step": "send"}, follow=True)

    assert "Sent" in text(answer)
    assert 'name="figure.' not in answer.content.decode()


def test_what_is_wrong_is_said_in_plain_words_at_its_field_and_kept_as_typed(rollout):
    client = rollout.office.client(rollout.person(TRUNG_YEN))

    wrong = {"step": "send", "figure.residents-installed": "8,3 %", "figure.staff": ""}
    answer = client.post(at("my_report", TRUNG_YEN), fields(rollout) | wrong)

    page = answer.content.decode()
    assert 400 == answer.status_code
    assert 'href="#f-residents-installed"' in page
    assert 'value="8,3 %"' in page
    assert "rates are computed" in text(answer)
    assert 'value="8,3 %"' in client.get(at("my_report", TRUNG_YEN)).content.decode()


def test_what_is_typed_is_saved_and_judged_while_it_is_typed(rollout):
    client = rollout.office.client(rollout.person(TRUNG_YEN))

    answer = client.post(at("my_draft", TRUNG_YEN), {"figure.residents": "100", "figure.residents-installed": "120"})

    assert "a part cannot exceed the whole" in text(answer)
    assert "fields are still empty" in text(answer)
    assert "120" == ReportRecord.objects.get().draft["figures"]["residents-installed"]


def test_a_page_that_was_sent_meanwhile_is_not_typed_over(rollout):
    rollout.send(TRUNG_YEN)

    answer = rollout.office.client(rollout.person(TRUNG_YEN)).post(at("my_draft", TRUNG_YEN), {"figure.staff": "1"})

    assert "The report was sent" in text(answer)


def test_a_strangers_field_names_are_passed_over(rollout):
    client = rollout.office.client(rollout.person(TRUNG_YEN))

    answer = client.post(at("my_report", TRUNG_YEN), fields(rollout) | {"step": "send", "figure.no-such": "1"})

    assert 302 == answer.status_code
    assert not ReportRecord.objects.get().figures.filter(indicator="no-such").exists()


@pytest.mark.parametrize("name", ["my_report", "my_evidence", "report_form"])
def test_a_neighbour_finds_nothing_of_another_offices(rollout, name):
    neighbour = rollout.office.client(rollout.person(TAN_TRAO_COMMITTEE))

    assert 404 == neighbour.get(at(name, TRUNG_YEN)).status_code
    assert 200 == neighbour.get(at(name, TAN_TRAO_COMMITTEE)).status_code


def test_a_consolidator_of_another_directive_sees_nothing_of_this_one(rollout):
    stranger = rollout.office.client(rollout.office.staff("Người Lạ", Role.CONSOLIDATOR))

    for name in ("directive_progress", "report_list", "sums", "directive_papers", "forms_zip", "directive_seats"):
        assert 404 == stranger.get(at(name)).status_code, name
    assert 200 == stranger.get(at("directive")).status_code


def test_a_seat_that_ended_opens_nothing_any_more(rollout):
    person = rollout.person(TRUNG_YEN)
    collector = rollout.office.client(rollout.consolidator())
    seat = rollout.participant(TRUNG_YEN).memberships.get()

    assert 302 == collector.post(at("seat_end", seat.pk)).status_code

    assert 404 == rollout.office.client(person).get(at("my_report", TRUNG_YEN)).status_code


def test_a_photo_is_shown_to_the_office_and_those_above_and_to_nobody_else(rollout):
    client = rollout.office.client(rollout.person(TRUNG_YEN))
    file = SimpleUploadedFile("IMG.jpg", a_photo(exif=True), "image/jpeg")
    told = {"kind": "poster", "day": "2020-08-20", "count": "1", "place": "Chợ", "link": "", "file": file}
    assert 302 == client.post(at("my_evidence", TRUNG_YEN), told).status_code
    sha256 = EvidenceRecord.objects.get().file_id

    address = at("rollout_file", TRUNG_YEN, sha256)
    assert b"ba Tu" not in client.get(address).content
    assert 200 == rollout.office.client(rollout.consolidator()).get(address).status_code
    assert 2 == Line.objects.filter(detail={"file": sha256}).count()
    neighbour = rollout.office.client(rollout.person(TAN_TRAO_COMMITTEE))
    assert 404 == neighbour.get(address).status_code
    assert 404 == neighbour.get(at("rollout_file", TAN_TRAO_COMMITTEE, sha256)).status_code


def test_a_hostile_photo_is_refused_on_the_page_with_its_reason(rollout):
    client = rollout.office.client(rollout.person(TRUNG_YEN))
    file = SimpleUploadedFile("IMG.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    told = {"kind": "poster", "day": "2020-08-20", "count": "1", "place": "Chợ", "link": "", "file": file}

    answer = client.post(at("my_evidence", TRUNG_YEN), told)

    assert (409, 0) == (answer.status_code, EvidenceRecord.objects.count())
    assert "no photo that can be read" in text(answer)


def test_forms_go_out_as_one_file_and_come_back_many_at_once(rollout):
    client = rollout.office.client(rollout.consolidator())
    answer = client.get(at("forms_zip"))
    assert f'attachment; filename="{KEY}.zip"' == answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        blank = packed.read(f"{KEY}_{TRUNG_YEN}.xlsx")
    assert blank == form_of(rollout.participant(TRUNG_YEN), now=SENT)
    directive = rollout.directed.directive
    good = filled_workbook(blank, directive, plausible(rollout.directed.expected(TRUNG_YEN)), "23/08/2020")

    files = [SimpleUploadedFile("a.xlsx", good), SimpleUploadedFile("b.xlsx", b"PK rubbish")]
    answer = client.post(at("forms_upload"), {"files": files})

    assert ["taken", "refused"] == re.findall(r">(taken|refused)<", answer.content.decode())


def test_the_one_who_collects_decides_gives_time_and_proposes_and_the_reporter_answers(rollout):
    rollout.send(TRUNG_YEN)
    client = rollout.office.client(rollout.consolidator())
    page = at("report_page", TRUNG_YEN)
    assert "Approve" in text(client.get(page))

    client.post(at("report_decide", TRUNG_YEN), {"read": rollout.read(TRUNG_YEN), "step": "approve"})
    told = {"indicator": "broadcasts", "becomes": "41", "note": "theo nhật ký"}
    client.post(at("report_correct", TRUNG_YEN), told)
    reporter = rollout.office.client(rollout.person(TRUNG_YEN))
    answer = reporter.get(at("my_report", TRUNG_YEN))
    assert "A correction waits for your word" in text(answer)
    number = rollout.participant(TRUNG_YEN).corrections.get().pk
    reporter.post(at("my_correction", TRUNG_YEN, number), {"answer": "yes"})

    assert "corrected from 100, confirmed" in text(client.get(page))
    assert "41" in text(client.get(at("figure", "broadcasts")))


def test_the_lead_of_a_task_is_somebody_who_sits_there(rollout):
    person, client = rollout.person(TRUNG_YEN), rollout.office.client(rollout.consolidator())
    told = {"instruction": "broadcast", "lead": person.username}

    client.post(at("report_lead", TRUNG_YEN), told)
    assert person == rollout.participant(TRUNG_YEN).assignments.get(instruction="broadcast").lead
    stranger = rollout.person(TAN_TRAO_COMMITTEE)
    answer = client.post(at("report_lead", TRUNG_YEN), told | {"lead": stranger.username})

    assert 409 == answer.status_code
    assert person == rollout.participant(TRUNG_YEN).assignments.get(instruction="broadcast").lead


def test_a_report_is_decided_on_for_the_office_that_it_goes_to_and_not_from_further_up(rollout):
    """Whoever works at both decides for the lower one; whoever works above it alone is told whose turn it is."""
    rollout.send(TRUNG_YEN)
    above = rollout.office.client(rollout.person("district-committee", Role.LEADER))
    give_membership(
        actor=None, participant=rollout.participant("district-committee"), staff=rollout.consolidator(), now=SENT
    )
    told = {"read": rollout.read(TRUNG_YEN), "step": "approve"}

    refused = above.post(at("report_decide", TRUNG_YEN), told)
    approved = rollout.office.client(rollout.consolidator()).post(at("report_decide", TRUNG_YEN), told)

    assert (409, 302) == (refused.status_code, approved.status_code)
    assert "goes to another office" in text(refused)
    assert "approved" == ReportRecord.objects.get().state


def test_a_step_that_cannot_follow_is_refused_in_one_sentence(rollout):
    rollout.send(TRUNG_YEN)
    client = rollout.office.client(rollout.consolidator())

    answer = client.post(
        at("report_decide", TRUNG_YEN), {"read": rollout.read(TRUNG_YEN), "step": "take_back", "note": "x"}
    )

    assert 409 == answer.status_code
    assert "cannot take the step" in text(answer)


def test_a_deadline_at_midnight_is_told_as_the_day_on_every_page(rollout):
    """What must be there before 26/8 is not "before 00:00 26/08/2020", which nobody says."""
    reporter, consolidator = rollout.person(TRUNG_YEN), rollout.consolidator()
    pages = [
        (reporter, at("my_report", TRUNG_YEN)),
        (reporter, at("directive")),
        (reporter, reverse("directive_list")),
        (consolidator, at("report_page", TRUNG_YEN)),
        (consolidator, at("directive_progress")),
    ]

    told = [text(rollout.office.client(staff).get(path)) for staff, path in pages]

    assert [True] * len(pages) == ["efore 26/08/2020" in one for one in told]
    assert [] == [path for (_, path), one in zip(pages, told, strict=True) if "efore 00:00" in one]
    assert [] == [path for (_, path), one in zip(pages, told, strict=True) if "26/08/2020 00:00" in one]


def test_the_dashboard_counts_and_opens_to_the_list(rollout):
    rollout.approved(TRUNG_YEN, residents=66_219, residents_installed=5_658)
    rollout.office.clock[0] = CLOSED
    client = rollout.office.client(rollout.consolidator())

    page = text(client.get(at("directive_progress")))

    assert "1/38" in page
    assert "8.54 % (5,658/66,219)" in page
    assert "0.73 % of contacts" in page
    assert "xã Trung Yên" in page
    late = client.get(at("report_list") + "?show=late").content.decode()
    assert 37 == len(re.findall(r'<th scope="row"', late))


def test_a_published_rate_that_is_not_the_quotient_is_flagged_on_the_page(rollout):
    rollout.approved(TRUNG_YEN, residents=66_219, residents_installed=5_658)
    client = rollout.office.client(rollout.consolidator())

    client.post(at("rate_published"), {"rate": "population-coverage", "text": "8,3 %", "where": "bản tin"})

    assert "The published rate “8,3 %” is not the quotient: 8.54 % (5,658/66,219)." in text(client.get(at("sums")))


def test_a_directive_comes_in_with_its_files_and_a_mistake_is_told_with_its_place(rollout):
    client = rollout.office.client(rollout.office.staff("Văn Thư", Role.REGISTRY_CLERK))
    examples = [
        client.get(reverse("directive_example", args=[name]))
        for name in ("son-duong-2020.toml", "son-duong-2020-organisations.csv")
    ]
    assert ["application/toml", "text/csv"] == [answer.headers["content-type"] for answer in examples]
    source, listed = (answer.content for answer in examples)
    changed = source.replace(b'id = "son-duong-2020"', b'id = "ban-sao"', 1)

    def send(content: bytes):
        files = {
            "directive": SimpleUploadedFile("a.toml", content),
            "organisations": SimpleUploadedFile("b.csv", listed),
        }
        return client.post(reverse("directive_new"), files)

    assert "a.toml: " in text(send(changed.replace(b'to = "youth"', b'to = "nobody"', 1)))
    assert reverse("directive", args=["ban-sao"]) == send(changed).headers["location"]


def test_the_signed_letter_is_kept_and_shown(rollout):
    client = rollout.office.client(rollout.consolidator())
    letter = a_pdf()

    client.post(at("directive_sign"), {"signed": SimpleUploadedFile("cv.pdf", letter)})

    shown = client.get(at("directive_pdf"))
    assert letter == shown.content
    assert re.fullmatch(r'inline; filename="[\w-]+\.pdf"', shown.headers["content-disposition"])


def test_vietnamese_numbers_are_written_the_vietnamese_way(rollout):
    rollout.approved(TRUNG_YEN, residents=66_219, residents_installed=5_658)
    client = rollout.office.client(rollout.consolidator(), language="vi")

    page = text(client.get(at("sums")))

    assert "8,54 % (5.658/66.219)" in page
    assert "Mỗi số mở ra được các phần của nó" in page


def test_a_correction_waits_on_the_reporters_page_only(rollout):
    rollout.approved(TRUNG_YEN)
    propose_correction(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        indicator="broadcasts",
        becomes=41,
        note="đếm lại",
        acting_for=rollout.participant("culture-office"),
        now=SENT,
    )

    neighbour = rollout.office.client(rollout.person(TAN_TRAO_COMMITTEE))
    number = rollout.participant(TRUNG_YEN).corrections.get().pk

    assert 404 == neighbour.post(at("my_correction", TRUNG_YEN, number), {"answer": "yes"}).status_code


def test_a_published_rate_agrees_with_nothing_while_nothing_was_reported(rollout):
    client = rollout.office.client(rollout.consolidator())
    client.post(at("rate_published"), {"rate": "population-coverage", "text": "8.3 %", "where": "báo huyện"})

    page = text(client.get(at("sums")))

    assert "agrees" not in page
    assert "no counts here to hold it against" in page


def test_a_form_says_until_when_its_office_has_more_time(rollout):
    client, address = rollout.office.client(rollout.person(TRUNG_YEN)), at("my_report", TRUNG_YEN)
    before = text(client.get(address))
    extend(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        to=CLOSED.replace(hour=12),
        note="lũ quét",
        acting_for=rollout.participant("culture-office"),
        now=SENT,
    )

    assert ("extended to" in before, "extended to 26/08/2020 12:00" in text(client.get(address))) == (False, True)


def test_a_letter_goes_to_whoever_is_late_now_and_not_to_whoever_was_once(rollout):
    consolidator = rollout.consolidator()
    extend(
        actor=consolidator,
        participant=rollout.participant(TRUNG_YEN),
        to=CLOSED.replace(hour=12),
        note="lũ quét",
        acting_for=rollout.participant("culture-office"),
        now=SENT,
    )
    rollout.office.clock[0] = CLOSED.replace(hour=13)
    asked = {
        "what": "chasing",
        "signer": "Nguyễn Văn An",
        "office": "TRƯỞNG PHÒNG",
        "issuer": "Phòng Văn hóa và Thông tin",
        "abbreviation": "PVHTT",
        "drafting_unit": "VHTT",
        "place": "Sơn Dương",
        "new_due": "2020-08-28T17:00",
    }

    assert 302 == rollout.office.client(consolidator).post(at("directive_papers"), asked).status_code

    paper = content_of(RolloutPaper.objects.get().paper)
    assert "Ủy ban nhân dân xã Trung Yên" in paper.addressees


@pytest.mark.parametrize("name", ["my_report", "my_evidence"])
def test_whoever_sits_where_nothing_is_expected_finds_no_form_instead_of_a_failure(rollout, name):
    client = rollout.office.client(rollout.person("district-committee"))

    assert 404 == client.get(at(name, "district-committee")).status_code


def test_evidence_behind_an_approved_figure_stays_and_the_page_says_why(rollout):
    things = things_of(rollout)
    client = rollout.office.client(rollout.person(TRUNG_YEN))

    answer = client.post(at("evidence_withdraw", TRUNG_YEN, things["evidence"]))

    assert 409 == answer.status_code
    assert "figures rest on this" in text(answer)


def test_evidence_behind_no_approved_figure_is_withdrawn_and_gone_from_the_log(rollout):
    client, told = rollout.office.client(rollout.person(TRUNG_YEN)), {"kind": "household-visit", "day": "2020-08-20"}
    assert 302 == client.post(at("my_evidence", TRUNG_YEN), told | {"count": "7"}).status_code
    withdrawing = at("evidence_withdraw", TRUNG_YEN, EvidenceRecord.objects.get().pk)
    assert withdrawing in client.get(at("my_evidence", TRUNG_YEN)).content.decode()

    answer = client.post(withdrawing, follow=True)

    assert [(at("my_evidence", TRUNG_YEN), 302)] == answer.redirect_chain
    assert withdrawing not in answer.content.decode()


@pytest.mark.parametrize("name", ["late_reports", "late_all", "report_list"])
def test_from_pages_about_who_is_expected_the_other_parts_of_the_directive_are_one_press_away(rollout, name):
    rollout.office.clock[0] = CLOSED

    page = rollout.office.client(rollout.consolidator()).get(at(name)).content.decode()

    others = [at(one) for one in ("directive", "directive_progress", "sums", "directive_papers")]
    assert [] == [one for one in others if f'href="{one}"' not in page]


def test_another_scan_replaces_one_that_nobody_can_read(rollout):
    client = rollout.office.client(rollout.consolidator())
    address, whole = at("paper_keying", TRUNG_YEN), fields(rollout)
    client.post(address, whole | {"scan_file": SimpleUploadedFile("mo.jpg", a_photo(), "image/jpeg")})
    first = re.search(r'name="scan" value="([0-9a-f]{64})"', client.get(address).content.decode())
    assert first is not None

    better = SimpleUploadedFile("ro.jpg", a_photo(seed=2), "image/jpeg")
    client.post(address, whole | {"scan": first[1], "scan_file": better})

    second = re.search(r'name="scan" value="([0-9a-f]{64})"', client.get(address).content.decode())
    assert second is not None
    assert first[1] != second[1]


def test_the_second_who_types_brings_no_scan_and_names_the_one_that_waits(rollout):
    client = rollout.office.client(rollout.consolidator())
    address, whole = at("paper_keying", TRUNG_YEN), fields(rollout)
    sent = client.post(address, whole | {"scan_file": SimpleUploadedFile("a.jpg", a_photo(), "image/jpeg")})
    assert address == sent.headers["location"]
    waits = re.search(r'name="scan" value="([0-9a-f]{64})"', client.get(address).content.decode())
    assert waits is not None

    assert 409 == client.post(address, whole | {"scan": "0" * 64}).status_code
    assert 302 == client.post(address, whole | {"scan": waits[1]}).status_code


def test_two_who_typed_otherwise_are_told_so_and_once_they_agree_come_to_the_report(rollout):
    first = rollout.office.client(rollout.consolidator())
    colleague = rollout.office.staff("Hà Thị Gõ", Role.CONSOLIDATOR)
    give_membership(actor=None, participant=rollout.participant("culture-office"), staff=colleague, now=SENT)
    second, address, whole = rollout.office.client(colleague), at("paper_keying", TRUNG_YEN), fields(rollout)
    first.post(address, whole | {"scan_file": SimpleUploadedFile("a.jpg", a_photo(), "image/jpeg")})
    asked = second.get(address)
    waits = re.search(r'name="scan" value="([0-9a-f]{64})"', asked.content.decode())
    assert waits is not None

    other = second.post(address, fields(rollout, broadcasts=7) | {"scan": waits[1]})
    agreed = second.post(address, whole | {"scan": waits[1]})

    assert [200, 409, 302] == [one.status_code for one in (asked, other, agreed)]
    assert at("report_page", TRUNG_YEN) == agreed.headers["location"]


@pytest.mark.parametrize(
    ("rate", "numerator", "denominator", "said"),
    [
        ("staff-coverage", 840, 1_172, "71.67 % (840/1,172)"),
        ("population-coverage", 183_620, 1_128_620, "16.27 % (183,620/1,128,620)"),
        ("population-coverage", 5_658, 66_219, "8.54 % (5,658/66,219)"),
    ],
)
def test_the_real_figures_are_parts_on_the_pages_and_quotients_at_the_top(rollout, rate, numerator, denominator, said):
    above, below = next((one.numerator, one.denominator) for one in rollout.directed.directive.rates if one.id == rate)
    for unit, number, of in zip(
        (TRUNG_YEN, TAN_TRAO_COMMITTEE), split(numerator, 2), split(denominator, 2), strict=True
    ):
        counts = fields(rollout, unit, staff=2_000) | {f"figure.{above}": str(number), f"figure.{below}": str(of)}
        rollout.office.client(rollout.person(unit)).post(at("my_report", unit), counts | {"step": "send"})
    client = rollout.office.client(rollout.consolidator())
    client.post(at("reports_decide"), {"step": "approve", "unit": rollout.ticked(TRUNG_YEN, TAN_TRAO_COMMITTEE)})
    client.post(at("rate_published"), {"rate": rate, "text": "8.3 %", "where": "báo huyện"})

    page = text(client.get(at("sums")))

    assert said in page
    assert f"“8.3 %” is not the quotient: {said}" in page


def two_at_one_desk(rollout: Rollout):
    """The commune's reporter, and a colleague of theirs."""
    colleague = rollout.office.staff("Hà Cùng Bàn", Role.REPORTER)
    give_membership(actor=None, participant=rollout.participant(TRUNG_YEN), staff=colleague, now=SENT)
    return (rollout.office.client(one) for one in (rollout.person(TRUNG_YEN), colleague))


def test_two_people_at_one_form_do_not_undo_each_other(rollout):
    first, second = two_at_one_desk(rollout)
    old = {"revision": "0"}
    assert 'name="revision" value="0"' in first.get(at("my_report", TRUNG_YEN)).content.decode()

    saved = second.post(at("my_draft", TRUNG_YEN), {"figure.residents": "9000"} | old)
    refused = first.post(at("my_draft", TRUNG_YEN), {"figure.residents": "1"} | old)
    kept_back = first.post(at("my_report", TRUNG_YEN), fields(rollout) | old | {"step": "send"})

    assert 'name="revision" value="1" hx-swap-oob="true"' in saved.content.decode()
    assert "A colleague has changed this form" in text(refused)
    assert 'name="revision"' not in refused.content.decode()
    assert (409, "draft") == (kept_back.status_code, ReportRecord.objects.get().state)
    assert "9000" == ReportRecord.objects.get().draft["figures"]["residents"]
    reloaded = first.get(at("my_report", TRUNG_YEN)).content.decode()
    assert 'value="9000"' in reloaded
    assert "Nothing is missing" in text(first.post(at("my_draft", TRUNG_YEN), fields(rollout) | {"revision": "1"}))


def test_one_person_whose_answer_was_lost_goes_on_typing(rollout):
    """A slow line: the page never heard that its last draft was saved."""
    first, _ = two_at_one_desk(rollout)
    for staff in ("100", "101", "102"):
        answer = first.post(at("my_draft", TRUNG_YEN), {"figure.staff": staff, "revision": "0"})
        assert "A colleague" not in text(answer)

    assert "102" == ReportRecord.objects.get().draft["figures"]["staff"]


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 40, "１"])
def test_a_page_that_names_no_draft_is_taken_as_ever(rollout, revision):
    first, _ = two_at_one_desk(rollout)

    answer = first.post(at("my_draft", TRUNG_YEN), {"figure.staff": "5", "revision": revision})

    assert 200 == answer.status_code
    assert "5" == ReportRecord.objects.get().draft["figures"]["staff"]
