"""The directive of Sơn Dương, in a browser, from the signed letter to the signed report, and back down to a photo.

Thirty-one communes (20 answer by file, 8 on the web, 3 on paper), departments, Youth Union, schools and markets
through their departments, and the media centre: a person for each office that matters, none of whom sees or writes
another's draft. One commune is late, is chased, and answers on paper after the deadline. The consolidator closes on
26/8/2020, the leader signs, the organisation seals, the registry issues; a stranger checks the paper and finds that its
signatures hold, and whoever may follows a figure down to a photo.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from bluezone.documents.paper import Issue
from bluezone.documents.signing import demand_valid, issue_paper
from bluezone.portal.demo.directives.answers import picture
from bluezone.portal.world import VIET_NAM
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.documents.certificates import PASSPHRASE, body, certificate_file, person, pkcs12_file, root_der
from tests.support.documents.papers import letter
from tests.support.exchange.served import set_clock
from tests.support.portal.rolling import MARKETS, SCHOOLS, WITH_SCHOOLS, a_photo
from tests.support.portal.rollout_desk import KEY, Person, hire, sign_in, typed, workbook
from tests.support.portal.served_portal import ServedPortal, empty_portal, portal_command, served_portal
from tests.support.rollout.reporting import COMMUNES

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(900),
    pytest.mark.slow,
    pytest.mark.breadth,
]
T = TypeVar("T")
DATA = Path(__file__).parents[2] / "src" / "bluezone" / "rollout" / "data"
AT = f"/directives/{KEY}"
ON_THE_WEB, BY_FILE, ON_PAPER, LATE = COMMUNES[1:9], (COMMUNES[0], *COMMUNES[9:28]), COMMUNES[28:30], COMMUNES[30]
OFFICES = ("education-office", "economy-office", "media-centre", "youth-union", "fatherland-front", "committee-office")
HIRED = {
    "hoa": ("Ma Thị Hoa", "reporter", "trung yên", ("ubnd-trung-yen",)),
    "linh": ("Nông Thùy Linh", "reporter", "thị trấn sơn dương", ("youth-union",)),
    "minh": ("Hoàng Văn Minh", "reporter", "thị trấn sơn dương", ("media-centre",)),
    "phuong": ("Lý Thu Phương", "reporter", "thị trấn sơn dương", ("education-office",)),
    "dung": ("Hà Tiến Dũng", "consolidator", "thị trấn sơn dương", ("education-office",)),
    "quyen": ("Đặng Văn Quyền", "consolidator", "thị trấn sơn dương", ("economy-office",)),
    "giao": ("Trần Thị Giáo", "reporter", "thị trấn sơn dương", ()),
    "cho": ("Vũ Văn Chợ", "reporter", "thị trấn sơn dương", ()),
}
"""Who works for one office and no other. A department has one that reports and one that collects, and the latter says
who works for its schools or markets."""
SIGNER, BODY = "Hoàng Văn Thử", "Ủy ban nhân dân huyện Sơn Dương"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("rollout")


@pytest.fixture(scope="module")
def portal(folder) -> Iterator[ServedPortal]:
    clock = moment(folder, 12, 8)
    empty_portal(folder / "data")
    made = portal_command("demo-data", folder / "data", "--without-rollout", "--clock", str(clock))
    assert 0 == made.returncode, made.stderr
    (folder / "roots").mkdir()
    (folder / "roots" / "root.der").write_bytes(root_der())
    with served_portal(folder / "data", "--clock", str(clock), "--roots", str(folder / "roots")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        yield launched
        launched.close()


def moment(folder: Path, day: int, hour: int) -> Path:
    """The drill's clock, moved to this hour of August 2020."""
    return set_clock(folder, int(dt.datetime(2020, 8, day, hour, tzinfo=VIET_NAM).timestamp() * 1000))


def test_the_directive_is_carried_out_from_the_letter_to_the_report_and_back_to_a_photo(portal, browser, folder):
    nga, son, thao, binh, van = (sign_in(portal, browser, name) for name in ("nga", "son", "thao", "binh", "van"))
    quantri = sign_in(portal, browser, "quantri")
    people = {
        name: hire(quantri, browser, name, full_name=full_name, role=role, place=place)
        for name, (full_name, role, place, _) in HIRED.items()
    }

    enter_the_directive(nga, folder)
    give_everybody_a_seat(nga, people)
    moment(folder, 20, 9)
    keep_drafts_apart(people)
    put_up_a_poster(people["hoa"])
    report_on_the_web(people, thao)
    report_through_the_departments(people)
    moment(folder, 24, 9)
    take_in_the_files(son)
    for unit in ON_PAPER:
        key_the_paper(nga, son, unit, "2020-08-23")
    reminding = portal_command("remind", portal.data, "--clock", str(moment(folder, 25, 9)))
    assert 0 == reminding.returncode, reminding.stderr
    assert {LATE, "culture-office"} == reminded_since(portal, "2020-08-25")
    thao.post(f"{AT}/mine/culture-office", typed("culture-office", "2020-08-25", step="send"))

    moment(folder, 26, 9)
    chase_the_late_one(nga)
    approve_all_that_wait(nga)
    assert "Reports are missing" in closed(nga, "culture-office", status=409)
    moment(folder, 26, 15)
    key_the_paper(nga, son, LATE, "2020-08-25")
    close_level_by_level(nga, binh)
    number, check = sign_and_issue(nga, binh, van)

    assert number.startswith("01/BC-")
    read_as_a_stranger(portal, browser, van, check)
    follow_a_figure_to_a_photo(nga)


def reminded_since(portal: ServedPortal, day: str) -> set[str]:
    """By the command, or by the portal's own clock if that came first."""
    with contextlib.closing(sqlite3.connect(portal.data / "portal.db")) as store:
        rows = store.execute(
            "SELECT p.key FROM rollout_desk_sentreminder r JOIN rollout_desk_participant p ON p.id = r.participant_id"
            " WHERE r.days IS NOT NULL AND r.at >= ?",
            [day],
        )
        return {key for (key,) in rows}


def enter_the_directive(nga: Person, folder: Path) -> None:
    """Both files through the page, the office's own schools and markets in its list; then the letter as it was signed,
    whose signatures the page tells.
    """
    (folder / "organisations.csv").write_bytes(WITH_SCHOOLS)
    page = nga.open("/directives/new")
    page.set_input_files("#directive", DATA / "son-duong-2020.toml")
    page.set_input_files("#organisations", folder / "organisations.csv")
    page.get_by_role("button", name="Register").click()
    page.wait_for_url(f"**{AT}")
    assert page.get_by_text("Expected reports").count()
    signed = nga.post(f"{AT}/letter", {"signed": file("cong-van.pdf", "application/pdf", a_letter())}, form_at=AT)
    assert AT == signed
    told = nga.open(AT).locator("#signatures")
    assert [SIGNER, BODY] == told.locator(".level > strong").all_inner_texts()
    assert 2 == told.get_by_text("holds", exact=True).count()


def give_everybody_a_seat(nga: Person, people: dict[str, Person]) -> None:
    """The collecting office seats offices, each department its own schools or markets."""
    seats = {name: facts[3] for name, facts in HIRED.items()}
    seats |= {
        "thao": (*ON_THE_WEB[1:], "economy-office", "fatherland-front", "committee-office", "culture-office"),
        "son": ("culture-office",),
        "binh": ("district-committee",),
        "van": ("culture-office",),
    }
    for username, units in seats.items():
        for unit in units:
            nga.post(f"{AT}/seats", {"participant": unit, "username": username})
    for department, username, units in (("dung", "giao", SCHOOLS), ("quyen", "cho", MARKETS)):
        for unit in units:
            people[department].post(f"{AT}/seats", {"participant": unit, "username": username})


def keep_drafts_apart(people: dict[str, Person]) -> None:
    """Four offices type at the same time. Nobody sees another's form, or saves or sends anything in its name."""
    desks = {"hoa": "ubnd-trung-yen", "linh": "youth-union", "minh": "media-centre", "phuong": "education-office"}
    for number, (name, unit) in enumerate(desks.items()):
        own = f"{AT}/mine/{unit}"
        people[name].post(f"{own}/draft", {"figure.staff": str(1_000 + number)}, form_at=own, status=200)
    for number, (name, unit) in enumerate(desks.items()):
        own = f"{AT}/mine/{unit}"
        assert f'value="{1_000 + number}"' in people[name].get(own).decode()
        for other in set(desks.values()) - {unit}:
            for what, fields in (("", {"step": "send"}), ("/draft", {}), ("/evidence", {"kind": "poster"})):
                theirs = f"{AT}/mine/{other}{what}"
                people[name].post(theirs, fields | {"figure.staff": "7"}, form_at=own, status=404)
            assert 404 == people[name].status(f"{AT}/mine/{other}")
            assert 404 == people[name].status(f"{AT}/forms/{other}.xlsx")


def put_up_a_poster(hoa: Person) -> None:
    """A photo with its place in it comes in through the page."""
    page = hoa.open(f"{AT}/mine/ubnd-trung-yen/evidence")
    page.select_option("#id_kind", "poster")
    page.fill("#id_day", "2020-08-19")
    page.fill("#id_place", "Nhà văn hóa thôn Trung Long")
    page.set_input_files("#file", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": a_tagged_photo()})
    page.get_by_role("button", name="Add").click()
    page.get_by_text("Nhà văn hóa thôn Trung Long").wait_for()


def report_on_the_web(people: dict[str, Person], thao: Person) -> None:
    """Trung Yên in the browser, with a slip that the page catches; the others as the page would send them, each by
    whoever works there, and those without anybody of their own by the district's typist.
    """
    unit = ON_THE_WEB[0]
    assert "ubnd-trung-yen" == unit
    page = people["hoa"].open(f"{AT}/mine/{unit}")
    for name, value in typed(unit, "2020-08-20").items():
        page.fill(f'[name="{name}"]', value)
    page.fill('[name="figure.residents-installed"]', "8,3 %")
    page.get_by_role("button", name="Check and send").first.click()
    page.get_by_text("rates are computed").first.wait_for()
    page.fill('[name="figure.residents-installed"]', typed(unit, "")["figure.residents-installed"])
    page.get_by_role("button", name="Check and send").first.click()
    page.get_by_text("Please say a word about this").wait_for()  # one poster with its photo, and more in the figure
    for area in page.locator("#questions textarea").all():
        area.fill("các áp phích khác chưa chụp ảnh")
    page.get_by_role("button", name="Check and send").first.click()
    page.get_by_text("Sent", exact=True).first.wait_for()
    writers = {unit: people[name] for name, facts in HIRED.items() for unit in facts[3] if facts[1] == "reporter"}
    for other in (*ON_THE_WEB[1:], *OFFICES):
        fields = typed(other, "2020-08-20", step="send")
        if other == "media-centre":
            fields |= {"figure.radio-items": "", "figure.web-items": "", "nothing.publish-news": "Đài mất sóng"}
        answer = {"answer.outlier.residents-installed.residents": "đã kiểm tra lại"}
        writers.get(other, thao).post(f"{AT}/mine/{other}", fields | answer)


def report_through_the_departments(people: dict[str, Person]) -> None:
    """Schools to Education, markets to Economy; each department decides on its own and closes its level."""
    for department, post, reporter, units in (
        ("dung", "education-office", "giao", SCHOOLS),
        ("quyen", "economy-office", "cho", MARKETS),
    ):
        for unit in units:
            people[reporter].post(f"{AT}/mine/{unit}", typed(unit, "2020-08-20", step="send"))
        approve_all_that_wait(people[department])
        closed(people[department], post)


def take_in_the_files(son: Person) -> None:
    """Twenty forms of the zip come back filled in, all in one go; one that was tampered with is refused alone."""
    with zipfile.ZipFile(io.BytesIO(son.get(f"{AT}/forms.zip"))) as packed:
        blanks = {unit: packed.read(f"{KEY}_{unit}.xlsx") for unit in BY_FILE}
    sheets = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    files = [
        {"name": f"{unit}.xlsx", "mimeType": sheets, "buffer": workbook(blank, unit, "23/08/2020")}
        for unit, blank in blanks.items()
    ]
    page = son.open(f"{AT}/forms")
    page.set_input_files("#files", [*files, {"name": "la.xlsx", "mimeType": sheets, "buffer": b"PK\x03\x04 broken"}])
    page.get_by_role("button", name="Check and take in").click()
    expect(page.locator("#outcomes .tag--ok")).to_have_count(20, timeout=30_000)
    expect(page.locator("#outcomes .tag--danger")).to_have_count(1, timeout=60_000)


def key_the_paper(nga: Person, son: Person, unit: str, day: str) -> None:
    """Two people type from one scan; the second is wrong once, and is told so."""
    address = f"{AT}/reports/{unit}/paper"
    fields = typed(unit, day)
    scan = file("bao-cao.jpg", "image/jpeg", picture(unit, 7))
    nga.post(address, fields | {"scan_file": scan})
    kept = re.search(r'name="scan" value="([0-9a-f]{64})"', son.get(address).decode())
    assert kept is not None
    assert "differently" in son.post(address, fields | {"scan": kept[1], "figure.broadcasts": "1"}, status=409)
    assert f"{AT}/reports/{unit}" == son.post(address, fields | {"scan": kept[1]})


def chase_the_late_one(nga: Person) -> None:
    page = nga.open(f"{AT}/reports?show=late")
    assert [1, 1] == [page.locator("tbody tr").count(), page.get_by_text("xã Trường Sinh").count()]
    nga.post(f"{AT}/papers", head("chasing", "") | {"new_due": "2020-08-28T17:00"})
    assert 1 == nga.open(f"{AT}/papers").get_by_text("Letter to those who are late").count() - 1  # and in the choice


def close_level_by_level(nga: Person, binh: Person) -> None:
    """The last one is approved where it goes to, that office's own by the leader; all are there, one of them late."""
    approve_all_that_wait(nga)
    binh.post(f"{AT}/reports/culture-office/decide", {"step": "approve"}, form_at=f"{AT}/reports/culture-office")
    closed(nga, "culture-office")
    closed(binh, "district-committee")
    page = nga.open(f"{AT}/reports")
    assert 0 == page.get_by_text("not sent, overdue").count()
    assert 1 == page.get_by_text("sent late").count()


def approve_all_that_wait(person: Person) -> None:
    page = person.open(f"{AT}/reports?show=waiting")
    for box in page.locator('input[name="unit"]').all():
        box.check()
    page.get_by_role("button", name="Approve the chosen ones").click()
    page.wait_for_url(f"**{AT}/reports")


def closed(person: Person, level: str, status: int = 302) -> str:
    """A level approves what was reported to it."""
    return person.post(f"{AT}/levels/{level}", {"step": "approve"}, form_at=f"{AT}/sums", status=status)


def sign_and_issue(nga: Person, binh: Person, van: Person) -> tuple[str, str]:
    """Drafted by the consolidator, signed by the leader, sealed and issued by the registry: number, check address."""
    nga.post(f"{AT}/papers", head("report", "Sở Thông tin và Truyền thông tỉnh Tuyên Quang"))
    page = nga.open(f"{AT}/papers")
    link = page.locator("tbody tr a").first.get_attribute("href")
    assert link is not None
    nga.post(f"{link}/submit", {}, form_at=link)
    turn_all_pages(binh, link)
    note_the_certificates(van, binh, link)
    for signer, what, name in ((binh, "sign", SIGNER), (van, "seal", BODY)):
        credential = file("khoa.p12", "application/x-pkcs12", pkcs12_file(name, "UBND huyện Sơn Dương"))
        signer.post(f"{link}/{what}", {"certificate": credential, "passphrase": PASSPHRASE, "width_mm": "30"})
    van.post(f"{link}/issue", {}, form_at=link)
    text = van.get(link).decode()
    found = re.search(r"/verify/([a-z2-7]{24})", text)
    code = re.search(r"\d{2,}/BC-[A-ZĐ-]+", text)
    assert found is not None
    assert code is not None
    van.page.goto(van.portal.origin + link)
    return code[0], found[0]


def note_the_certificates(van: Person, binh: Person, paper: str) -> None:
    """The clerk brings what leader and office sign with, the leader confirms it, on the page to which signing leads."""
    page = binh.open(f"{paper}/sign")
    address = page.get_by_role("link", name="Certificates of the organisation").get_attribute("href")
    assert address is not None
    for capacity, name in (("person", SIGNER), ("organisation", BODY)):
        alone = file("khoa.cer", "application/pkix-cert", certificate_file(name, "UBND huyện Sơn Dương"))
        van.post(f"{address}/new", {"capacity": capacity, "certificate": alone}, form_at=address)
    page = binh.open(address)
    confirm = page.get_by_role("button", name="I have compared it: it is the one")
    for left in (2, 1):
        expect(confirm).to_have_count(left, timeout=30_000)
        confirm.first.click()
    expect(confirm).to_have_count(0, timeout=30_000)


def turn_all_pages(signer: Person, link: str) -> None:
    """By the button of each page, until the way to sign appears; nobody signs before."""
    assert "/sign?read=" not in signer.get(link).decode()
    page = signer.open(f"{link}/read")
    pages = int(re.findall(r"/(\d+)$", page.locator("aside h2").first.inner_text())[0])
    for number in range(1, pages + 1):
        page.locator("aside h2", has_text=f"page {number}/{pages}").wait_for()
        page.get_by_role("button", name=re.compile("^Read;")).click()
    page.get_by_role("link", name="Sign").wait_for()


def read_as_a_stranger(portal: ServedPortal, browser: Browser, van: Person, check: str) -> None:
    """The paper's own address is in it; without signing in, its signatures are told in plain words."""
    link = van.page.url.removeprefix(portal.origin)
    pdf = van.get(f"{link}/file.pdf")
    at = dt.datetime(2020, 8, 26, 15, tzinfo=VIET_NAM)
    signatures = away(lambda: demand_valid(pdf, [root_der()], now=at, least=2))
    assert [SIGNER, BODY] == [one.signer for one in signatures]

    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(portal.origin + check)
    assert answer is not None
    assert 200 == answer.status
    page.set_input_files('input[type="file"]', {"name": "bc.pdf", "mimeType": "application/pdf", "buffer": pdf})
    page.locator("main form button[type=submit]").first.click()
    page.get_by_text(SIGNER).first.wait_for()
    holding = page.locator(".tag--ok", has_text=re.compile("còn giá trị|có hiệu lực|holds|hợp lệ"))
    expect(holding).to_have_count(2, timeout=30_000)
    context.close()


def follow_a_figure_to_a_photo(nga: Person) -> None:
    """Sums → teachers → the Education office → its schools; sums → posters → the office that collected → Trung Yên →
    its photo, of which only the pixels were kept.
    """
    page = nga.open(f"{AT}/sums")
    page.locator(f'a[href="{AT}/sums/teachers"]').click()
    page.get_by_role("link", name="Phòng Giáo dục và Đào tạo huyện").click()
    page.get_by_role("link", name="Trường THCS Trung Yên").wait_for()
    page = nga.open(f"{AT}/sums")
    page.locator(f'a[href="{AT}/sums/posters"]').click()
    page.get_by_role("link", name="Ủy ban nhân dân xã Trung Yên").wait_for()
    part = page.locator("li.part", has_text="xã Trung Yên")
    part.get_by_text("1 piece of evidence").click()
    link = part.locator("a.piece__picture").get_attribute("href")
    assert link is not None
    photo = nga.get(link)
    with Image.open(io.BytesIO(photo)) as shown:
        assert ("JPEG", {}) == (shown.format, dict(shown.getexif()))
    assert len(photo) <= 200_000


def head(what: str, addressee: str) -> dict[str, str]:
    return {
        "what": what,
        "addressee": addressee,
        "signer": SIGNER,
        "office": "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        "issuing": "district-committee",
        "abbreviation": "UBND",
        "drafting_unit": "VHTT",
        "place": "Sơn Dương",
        "proposals": "Đề nghị tỉnh bổ sung áp phích cho các xã vùng sâu.",
        "new_due": "",
    }


def file(name: str, kind: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": content}


def a_letter() -> bytes:
    now = dt.datetime(2020, 8, 11, 17, 46, tzinfo=VIET_NAM)
    issue = Issue(number=1, date=now.date())
    return away(lambda: issue_paper(letter(), issue, person=person(), body=body(), now=now))


def away(work: Callable[[], T]) -> T:
    """Signing runs an event loop of its own, and so does the browser: in another thread neither minds."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def a_tagged_photo() -> bytes:
    return a_photo(1_280, 960, exif=True)
