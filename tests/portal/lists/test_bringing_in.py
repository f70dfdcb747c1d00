"""Ugly lists come in through the pages; hostile files and wrong words change nothing."""

from __future__ import annotations

import io
import zipfile

import pytest

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.models import Entry, SavedMapping, SentList
from bluezone.portal.lists.models import Kind as Register
from bluezone.portal.lists.reading import Choices
from bluezone.portal.lists.selectors import registers_of
from bluezone.portal.lists.services import receive_list
from bluezone.portal.lists.working import claimed, read_if_short, work_off, work_on
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from tests.support.lists import ugly_lists
from tests.support.lists.spreadsheets import xlsx
from tests.support.portal.lists_desk import Desk, a_desk, complaints
from tests.support.portal.offices import NOW, TAN_TRAO

pytestmark = pytest.mark.in_turn(of=3)
UGLY = {
    "staff_with_merged_header": ("staff", 3),
    "staff_in_vntime": ("staff", 3),
    "staff_vni_csv": ("staff", 3),
    "household_book": ("household", 5),
    "household_by_hamlet": ("household", 3),
    "businesses": ("business", 3),
    "contacts_of_a_case": ("contacts", 4),
    "contacts_in_utf16": ("contacts", 2),
    "staff_with_trouble": ("staff", None),
    "staff_under_formulas": ("staff", None),
    "households_counted": ("household", 4),
    "households_counted_csv": ("household", 4),
    "contacts_around_new_year": ("contacts", 3),
}
PLAIN = [["STT", "Họ và tên", "Năm sinh", "Số điện thoại", "Xã", "Đã cài Bluezone", "Có smartphone", "Ghi chú"]]


@pytest.fixture
def desk(office):
    return a_desk(office)


def a_list(*people: tuple[object, ...], header=None) -> tuple[bytes, str]:
    rows = [*(header or PLAIN), *([number, *person] for number, person in enumerate(people, 1))]
    return xlsx([list(row) for row in rows]), "danh sach.xlsx"


AN = ("Lê Văn An", 1980, "0912345678", "Xã Sơn Dương", "x", "x", None)
BINH = ("Trần Thị Bình", 1991, "0387654321", "Xã Sơn Dương", None, "x", "từ chối cài")


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_list_is_shown_confirmed_and_stored_whole(desk, name):
    kind, expected = UGLY[name]
    case = desk.office.case(desk.officer).number if kind == "contacts" else ""

    sent = desk.bring(getattr(ugly_lists, name)(), kind, case=case)
    shown = desk.page(sent)
    if sent.preview["wrong_rows"]:
        sent = desk.say(sent, leave_out_wrong="1")
    stored = desk.store(sent)

    assert "as they will be stored" in shown
    assert SentList.State.STORED == stored.state
    assert stored.rows == Entry.objects.filter(sent=stored).count() > 0
    if expected is not None:
        assert expected == stored.rows + len(sent.preview["left_out"])
    assert (None, None, 100) == (stored.data, stored.preview, stored.percent)


def test_old_letters_and_what_was_recognised_are_said_on_the_page(desk):
    page = desk.page(desk.bring(ugly_lists.staff_in_vntime()))

    assert "TCVN3" in page
    assert "Hoàng Thị Hạnh" in page
    assert "Header in row" in page


@pytest.mark.every_run
def test_who_has_the_app_is_counted_and_kept_of_nobody(desk):
    sent = desk.store(desk.bring(a_list(AN, BINH)))

    assert {"installed": 1, "installed_told": 1, "smartphone": 2, "smartphone_told": 2} == sent.counts
    kept = str(list(Entry.objects.values()))
    assert "từ chối" not in kept
    assert not {"installed", "smartphone", "note"} & {name for entry in Entry.objects.all() for name in entry.facts}
    assert "1 of 1" in desk.page(sent)


@pytest.mark.every_run
def test_a_preview_shows_no_roster_of_who_has_the_app(desk):
    sent = desk.bring(a_list(AN, BINH))

    assert "Đã cài Bluezone" not in sent.preview["fields"]
    assert all("từ chối" not in str(row) for row in sent.preview["rows"])


@pytest.mark.every_run
@pytest.mark.parametrize("title", ["DANH SÁCH NGƯỜI TỪ CHỐI CÀI BLUEZONE", "Danh sách cán bộ chưa cài đặt Bluezone"])
def test_a_list_of_those_who_refuse_is_taken_by_nobody(desk, title):
    sent = desk.bring(a_list(AN, BINH, header=[[title], *PLAIN]))

    assert SentList.State.REFUSED == sent.state
    assert None is sent.data
    assert "Nobody is to keep one" in desk.page(sent)


def test_columns_that_were_confirmed_are_remembered_for_the_organisation(desk):
    header = [["STT", "Tên gọi", "Máy", "Nơi ở"]]
    people = [("Lê Văn An", "0912345678", "Xã Sơn Dương"), ("Trần Thị Bình", "0387654321", "Xã Sơn Dương")]
    first = desk.bring(a_list(*people, header=header))
    chosen = desk.say(first, **{"column-1": "full_name", "column-2": "phone", "column-3": "commune"})
    desk.store(chosen)

    again = desk.bring(a_list(("Vũ Văn Cường", "0912000111", "Xã Sơn Dương"), header=header))

    assert 1 == SavedMapping.objects.count()
    assert again.preview["remembered"]
    assert "0912000111" in desk.page(again)
    assert "As they were confirmed" in desk.page(again)


def test_a_wrong_cell_is_corrected_on_the_page(desk):
    sent = desk.bring(a_list(("Lê Văn An", "31/02/1980", "0912345678", "Xã Sơn Dương", None, None, None)))
    page = desk.page(sent)
    refused = desk.client.post(f"/lists/sent/{sent.pk}/store", {"digest": sent.preview["digest"]})

    right = desk.say(sent, **{"cell-2-birth": "1979"})
    desk.store(right)

    assert "Nothing is stored while a row is wrong" in page
    assert 409 == refused.status_code
    assert ["1979"] == list(Entry.objects.values_list("birth", flat=True))


def test_every_suggestion_is_taken_with_one_tick(desk):
    sent = desk.bring(a_list(("Lê Văn An", 1980, "0912345678", "Xã Sơn Dươn", None, None, None)))
    before = sent.preview["findings"]["asked"]

    after = desk.say(sent, take_suggestions="1").preview

    assert (1, 0) == (before, after["findings"]["asked"])
    assert "Xã Sơn Dương" in after["rows"][0]["cells"]


@pytest.mark.every_run
def test_what_is_confirmed_must_be_what_was_shown(desk):
    sent = desk.bring(a_list(AN))

    answer = desk.client.post(f"/lists/sent/{sent.pk}/store", {"digest": "0" * 64})

    assert 409 == answer.status_code
    assert "no longer what was shown" in answer.content.decode()
    assert 0 == Entry.objects.count()


def test_the_same_rows_are_stored_once(desk):
    desk.store(desk.bring(a_list(AN)))
    again = desk.bring(a_list(AN))

    answer = desk.client.post(f"/lists/sent/{again.pk}/store", {"digest": again.preview["digest"]})

    assert 409 == answer.status_code
    assert "stored before" in answer.content.decode()
    assert 1 == Entry.objects.count()


@pytest.mark.every_run
def test_a_list_put_aside_is_erased(desk):
    sent = desk.bring(a_list(AN))

    desk.client.post(f"/lists/sent/{sent.pk}/put-aside")
    again = desk.client.post(f"/lists/sent/{sent.pk}/put-aside")

    sent.refresh_from_db()
    assert (SentList.State.PUT_ASIDE, None, None) == (sent.state, sent.data, sent.preview)
    assert [desk.officer] == [line.actor for line in Line.objects.filter(act="lists.aside")]
    assert "put aside" in desk.page(sent)
    assert 409 == again.status_code


def bomb() -> bytes:
    """Made where it is brought: half a second in each process that only loads this file, otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    return out.getvalue()


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "trong.xlsx", "The file is empty"),
        (b"%PDF-1.7 ...", "danh sach.xlsx", "This is a PDF"),
        (b"<html><table><tr><td>x", "danh sach.xls", "web page"),
        (b"PK\x03\x04" + b"\0" * 80, "danh sach.xlsx", "damaged"),
        (bomb, "danh sach.xlsx", "grows beyond"),
        (b"a\r\n1\r\n", "x.csv", "No header of a table"),
        (",".join(f"c{n}" for n in range(1000)).encode(), "rong.csv", "column"),
    ],
)
def test_a_hostile_file_is_refused_in_plain_words_and_erased(desk, data, name, reason):
    sent = desk.bring((data() if callable(data) else data, name))
    page = desk.page(sent)

    assert SentList.State.REFUSED == sent.state
    assert reason.lower() in " ".join([*complaints(page), page]).lower()
    assert None is sent.data
    assert 0 == Entry.objects.count()


def test_a_file_beyond_all_bounds_is_not_even_read(desk, settings):
    settings.FILE_UPLOAD_HANDLERS = ["bluezone.portal.frame.uploads.BoundedUpload"]
    answer = desk.post((b"a" * (33 << 20), "danh sach.csv"))

    assert 400 == answer.status_code
    assert "larger than 32 MB" in answer.content.decode()
    assert 0 == SentList.objects.count()


def test_a_long_list_waits_for_the_worker_with_a_bar(desk, monkeypatch):
    monkeypatch.setattr("bluezone.portal.lists.working.READ_AT_ONCE_BYTES", 0)
    answer = desk.post(a_list(AN))
    address = answer.headers["location"]

    waiting = desk.client.get(address).content.decode()
    polled = desk.client.get(address, headers={"hx-request": "true"}).content.decode()
    taken = [work_off(lambda: NOW), work_off(lambda: NOW)]
    done = desk.client.get(address, headers={"hx-request": "true"})

    assert [1, 0] == taken
    assert ["<progress" in waiting, "<html" in waiting] == [True, True]
    assert "<html" not in polled
    assert "true" == done.headers["hx-refresh"]
    assert "as they will be stored" in desk.client.get(address).content.decode()


def test_the_bar_of_one_list_moves_and_no_other(desk, monkeypatch):
    monkeypatch.setattr("bluezone.portal.lists.working.READ_AT_ONCE_BYTES", 0)
    moving, waiting = (desk.post(a_list(one)).headers["location"].rpartition("/")[2] for one in (AN, BINH))
    SentList.objects.filter(pk=waiting).update(percent=3)

    work_on(claimed(NOW), lambda: NOW)

    assert [100, 3] == [SentList.objects.get(pk=pk).percent for pk in (moving, waiting)]


@pytest.mark.every_run
def test_a_list_that_fell_in_the_middle_is_begun_again_and_stored_once(desk, monkeypatch):
    sent = desk.bring(a_list(AN, BINH))
    monkeypatch.setattr("bluezone.portal.lists.working.READ_AT_ONCE_BYTES", 0)
    desk.client.post(f"/lists/sent/{sent.pk}/store", {"digest": sent.preview["digest"]})
    with monkeypatch.context() as broken:
        broken.setattr("bluezone.portal.lists.working._finish", fall)
        with pytest.raises(PowerCutError):
            work_on(claimed(NOW), lambda: NOW)
    nothing = Entry.objects.count()

    too_early = claimed(NOW)
    work_off(lambda: NOW + 2 * (NOW - NOW.replace(minute=NOW.minute - 1)))

    assert (0, None) == (nothing, too_early)
    sent.refresh_from_db()
    assert (SentList.State.STORED, 2) == (sent.state, Entry.objects.count())


def test_a_list_over_which_the_program_fails_is_not_begun_for_ever(desk, monkeypatch):
    monkeypatch.setattr("bluezone.portal.lists.working.READ_AT_ONCE_BYTES", 0)
    desk.post(a_list(AN))
    monkeypatch.setattr("bluezone.portal.lists.working.read_list", fall_over)

    with pytest.raises(ZeroDivisionError):
        work_off(lambda: NOW)

    sent = SentList.objects.get()
    assert (SentList.State.REFUSED, None) == (sent.state, sent.data)
    assert "tell the operator" in desk.page(sent)


def fall_over(*_: object, **__: object) -> None:
    raise ZeroDivisionError


class PowerCutError(BaseException):
    """The machine is gone."""


def fall(*_: object) -> None:
    raise PowerCutError


def test_a_list_that_changed_its_mind_meanwhile_is_shown_again(desk, monkeypatch):
    """The gazetteer of today is not that of yesterday: what is stored is what was looked at, or nothing."""
    sent = desk.bring(a_list(AN))
    monkeypatch.setattr("bluezone.portal.lists.working.READ_AT_ONCE_BYTES", 0)
    desk.client.post(f"/lists/sent/{sent.pk}/store", {"digest": sent.preview["digest"]})
    changed = Choices(columns=(("full_name", 1),)).as_json()
    SentList.objects.filter(pk=sent.pk).update(choices=changed)

    work_off(lambda: NOW)

    sent.refresh_from_db()
    assert (SentList.State.SHOWN, 100, 0) == (sent.state, sent.percent, Entry.objects.count())
    assert "not what you looked at" in desk.page(sent)


@pytest.mark.every_run
def test_a_list_whose_file_is_gone_is_not_read_again(desk):
    stored = desk.store(desk.bring(a_list(AN)))

    read_if_short(stored, lambda: NOW)

    stored.refresh_from_db()
    assert (SentList.State.STORED, None) == (stored.state, stored.data)


def test_a_list_that_there_is_not_is_not_found(desk):
    assert 404 == desk.client.get("/lists/sent/999999").status_code


def test_what_a_list_says_of_a_person_is_kept(desk):
    header = [["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số điện thoại", "Xã"]]
    people = [("Lê Văn An", "01/02/1980", "Nam", "0912345678", "Xã Sơn Dương")]
    people += [("Ma Thị Hoa", "30/05/1991", "Nữ", "0387654321", "Xã Sơn Dương")]

    desk.store(desk.bring(a_list(*people, header=header)))

    kept = Entry.objects.order_by("row").values_list("name", "birth", "sex", "phones", "commune")
    assert ("Lê Văn An", "1980-02-01", "male", "0912345678", "Xã Sơn Dương") == kept[0]
    assert ("Ma Thị Hoa", "1991-05-30", "female", "0387654321", "Xã Sơn Dương") == kept[1]


@pytest.mark.every_run
def test_contacts_belong_to_a_case_of_ones_own(desk, office):
    case = office.case(desk.officer)
    stranger = office.case(office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO), unit=the_neighbour())

    none = desk.post(ugly_lists.contacts_of_a_case(), "contacts")
    foreign = desk.post(ugly_lists.contacts_of_a_case(), "contacts", case=stranger.number)
    stored = desk.store(desk.bring(ugly_lists.contacts_in_utf16(), "contacts", case=case.number))

    assert (400, 400) == (none.status_code, foreign.status_code)
    assert {case.pk} == set(Entry.objects.values_list("case", flat=True))
    assert case.path == stored.path


@pytest.mark.every_run
@pytest.mark.parametrize("kind", [Register.CONTACTS, Register.STAFF])
def test_a_list_is_received_with_a_case_where_it_is_of_contacts_and_only_there(desk, office, kind):
    """Whatever a page lets through: a roster of a case would be shown to whoever sees the case."""
    case = None if kind is Register.CONTACTS else office.case(desk.officer)

    with pytest.raises(RefusedError, match="belong to a case"):
        receive_list(
            actor=desk.officer, organisation=desk.school, kind=kind, case=case, name="x.csv", data=b"x", now=NOW
        )

    assert not SentList.objects.exists()


def test_a_register_counts_the_lists_that_were_stored_and_no_others(desk):
    desk.store(desk.bring(a_list(AN)))
    desk.bring(a_list(BINH))

    counted = {one.kind: (one.entries, one.lists) for one in registers_of(desk.officer)}

    assert (1, 1) == counted[Register.STAFF]
    assert {(0, 0)} == {told for kind, told in counted.items() if kind != Register.STAFF}


def the_neighbour():
    from tests.support.portal.offices import the_unit

    return the_unit(TAN_TRAO)


@pytest.mark.every_run
def test_a_colleague_of_another_commune_knows_nothing_of_it(desk, office):
    sent = desk.store(desk.bring(a_list(AN)))
    neighbour = office.client(office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    assert 404 == neighbour.get(f"/lists/sent/{sent.pk}").status_code
    assert "Lê Văn An" not in neighbour.get("/lists/rosters/staff").content.decode()
    assert "Lê Văn An" not in neighbour.get("/lists").content.decode()
    assert b"".join(neighbour.get("/lists/rosters/staff/export?as=csv").streaming_content).decode().count("\n") == 1


@pytest.mark.every_run
def test_a_page_that_begins_behind_a_strangers_row_tells_nothing_of_their_name(desk, office):
    """Row numbers are guessed: if a page began where that person stands, lists of one's own would spell the name."""
    desk.store(desk.bring(a_list(AN)))
    foreign = Entry.objects.get()
    officer = office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    own = create_organisation(actor=None, name="Trường Tân Trào", kind=Kind.SCHOOL, unit=the_neighbour(), now=NOW)
    near = Desk(office, officer, office.client(officer), own)
    near.store(near.bring(a_list(("Lê Văn Am", 1980, "0912345001", None, None, None, None), BINH)))

    whole = near.client.get("/lists/rosters/staff").content.decode()
    behind = near.client.get(f"/lists/rosters/staff?after={foreign.pk}").content.decode()

    assert (2, 2) == (whole.count('<th scope="row"'), behind.count('<th scope="row"'))


@pytest.mark.every_run
def test_an_administrator_sees_rosters_but_no_contacts(desk, office):
    case = office.case(desk.officer)
    sent = desk.store(desk.bring(ugly_lists.contacts_in_utf16(), "contacts", case=case.number))
    administrator = office.client(office.staff("Đỗ Quang Trị", Role.ADMINISTRATOR))

    assert 404 == administrator.get(f"/lists/sent/{sent.pk}").status_code
    assert 403 == administrator.get("/lists/contacts").status_code
    assert 'value="contacts"' not in administrator.get("/lists/new").content.decode()


@pytest.mark.every_run
def test_a_list_is_asked_only_of_whoever_may_bring_one_in(desk, office):
    interviewer = office.client(office.staff("Lê Hỏi", Role.INTERVIEWER))

    asked = [
        "Bring a list in" in client.get(address).content.decode()
        for client in (desk.client, interviewer)
        for address in ("/lists", "/lists/contacts")
    ]

    assert [True, True, False, False] == asked


@pytest.mark.every_run
def test_the_audit_knows_who_corrected_a_list(desk):
    desk.say(desk.bring(a_list(AN)))

    assert [desk.officer] == [line.actor for line in Line.objects.filter(act="lists.choose")]


@pytest.mark.every_run
def test_the_audit_knows_who_sent_confirmed_stored_and_saw(desk):
    data, name = a_list(AN)
    desk.store(desk.bring((data, name)))
    desk.client.get("/lists/rosters/staff")

    acts = list(Line.objects.filter(act__startswith="lists.").order_by("number").values_list("act", flat=True))

    assert ["lists.receive", "lists.confirm", "lists.store", "lists.see"] == [a for a in acts if a != "lists.look"]
    assert {"kind": "staff", "bytes": len(data)} == Line.objects.get(act="lists.receive").detail
    seen = Line.objects.get(act="lists.see")
    assert [str(Entry.objects.get().pk)] == [subject.key for subject in seen.subjects.all()]


def test_a_register_is_searched_and_paged_by_given_name(desk):
    people = [
        (f"Nguyễn Văn {name}", 1950 + n, f"0912345{n:03}", "Xã Sơn Dương", None, None, None)
        for n, name in enumerate(_names(60))
    ]
    desk.store(desk.bring(a_list(*people)))

    first = desk.client.get("/lists/rosters/staff").content.decode()
    after = first.rpartition("after=")[2].partition('"')[0]
    second = desk.client.get(f"/lists/rosters/staff?after={after}").content.decode()
    found = desk.client.get("/lists/rosters/staff?q=0912345007").content.decode()

    assert (50, 10) == (first.count('<th scope="row"'), second.count('<th scope="row"'))
    assert 1 == found.count('<th scope="row"')
    assert 'value="0912345007"' in found


def _names(count: int) -> list[str]:
    middles = ("An", "Bình", "Cường", "Dung", "Giang", "Hà", "Khánh", "Lan", "Minh", "Nga")
    return [f"{one} {other}" for one in middles for other in ("Anh", "Bảo", "Chi", "Đức", "Hòa", "Linh")][:count]


def test_a_unit_that_finishes_nothing_is_stopped(desk, monkeypatch):
    monkeypatch.setattr("bluezone.portal.lists.services.MOST_UNFINISHED", 1)
    desk.bring(a_list(AN))

    answer = desk.post(a_list(BINH))

    assert 409 == answer.status_code
    assert "too many lists" in answer.content.decode().lower()


def test_a_case_leads_to_its_contacts_and_they_to_their_list(desk, office):
    case, other = office.case(desk.officer), office.case(desk.officer, full_name="Ma Văn Sửu")
    before = desk.client.get(f"/cases/{case.number}").content.decode()
    desk.store(desk.bring(ugly_lists.contacts_in_utf16(), "contacts", case=case.number))

    page = desk.client.get(f"/cases/{case.number}").content.decode()
    listed = desk.client.get(f"/lists/contacts?case={case.number}").content.decode()
    elsewhere = desk.client.get(f"/lists/contacts?case={other.number}").content.decode()
    form = desk.client.get(f"/lists/new?case={case.number}").content.decode()

    assert "No list of contacts is stored" in before
    assert "2 contacts of this case" in page
    assert (2, 0) == (listed.count('<th scope="row"'), elsewhere.count('<th scope="row"'))
    assert f'value="{case.number}"' in form
    export = desk.client.get(f"/lists/contacts/export?case={case.number}&as=csv")
    assert 1 + 2 == len(b"".join(export.streaming_content).decode().strip().splitlines())


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"column-1": "", "column-2": "birth"}, "No column was chosen"),
        ({"column-1": "full_name", "column-2": "full_name"}, "was chosen twice"),
        ({"column-1": "shoe_size"}, "There is no field"),
        ({"column-1": "full_name", "column-99": "phone"}, ""),
        ({"column-x": "phone", "cell--": "x", "cell-9999999-phone": "0912345678", "letters": "klingon"}, ""),
        ({"sheet": "không có", "column-1": "full_name"}, ""),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_falls(desk, choices, reason):
    sent = desk.bring(a_list(AN))

    answer = desk.client.post(f"/lists/sent/{sent.pk}/columns", {"sheet": "", "letters": "", **choices})
    page = desk.page(SentList.objects.get(pk=sent.pk))

    assert 302 == answer.status_code
    assert reason in page
    assert ("Store 1 row" in page) == (not reason)
