"""A training: its folder is marked once and for ever, its pages say so, and nothing leaves it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import translation

from bluezone.cli.documents.example import example_letter
from bluezone.documents.errors import UnreadableError
from bluezone.documents.official import write_pdf
from bluezone.documents.practice import PRACTICE, VARIABLE
from bluezone.documents.words import Reason
from bluezone.lists.errors import Unreadable, UnreadableListError
from bluezone.lists.outbreak.rows import read_rows
from bluezone.lists.reading.opening import read_workbook
from bluezone.portal.configuration import Configuration
from bluezone.portal.directives.services.pdfs import require_pdf
from bluezone.portal.errors import ConfigurationError
from bluezone.portal.exchange_desk import HttpExchangeDesk
from bluezone.portal.field.counting_page import counting_page
from bluezone.portal.field.counting_page import service_worker as field_worker
from bluezone.portal.frame.exports import SPREADSHEETS, Export, Form, write_export
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.identity.roles import Role
from bluezone.portal.leaving import TrainingError, Way
from bluezone.portal.messages.outlets.base import Letter
from bluezone.portal.messages.outlets.gateway import GatewayOutlet, GatewaySettings
from bluezone.portal.messages.outlets.mail import MailOutlet, MailSettings
from bluezone.portal.messages.outlets.queue_file import QueueOutlet, QueueSettings
from bluezone.portal.operations.backups import read_backup, write_backup
from bluezone.portal.papers.examination import verify_file
from bluezone.portal.papers.forms.files import BroughtCertificateForm, CertificateForm
from bluezone.portal.papers.services.elsewhere import take_returned
from bluezone.portal.papers.services.signing import sign_as_organisation, sign_as_person
from bluezone.portal.posts.door_page import door_page
from bluezone.portal.posts.door_page import service_worker as door_worker
from bluezone.portal.premises.codes import signed_code, venue_key
from bluezone.portal.published_desk import HttpPublishedDesk
from bluezone.portal.training import MARK_FILE, is_training, mark_as_training, require_one_kind
from bluezone.vietnam.practice import MARK
from tests.support.portal.offices import NOW, Office

LETTER = Letter("bz-1", "0912345678", "Xin chào")
BAND = '<p class="training" role="note">'
KEY = bytes(range(32))


@pytest.fixture
def in_training(settings) -> None:
    settings.TRAINING = True


@pytest.fixture
def training(tmp_path) -> Path:
    mark_as_training(tmp_path / "training")
    return tmp_path / "training"


@pytest.fixture
def real(tmp_path) -> Path:
    """A folder of a portal that was none of a training."""
    (tmp_path / "real").mkdir()
    with_a_table(tmp_path / "real")
    return tmp_path / "real"


def with_a_table(data: Path) -> None:
    with contextlib.closing(sqlite3.connect(data / "portal.db")) as store:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("CREATE TABLE people (name)")
        store.execute("INSERT INTO people VALUES ('Lan')")
        store.commit()


def test_a_folder_is_marked_before_anything_else_lies_in_it(training):
    require_one_kind(training, is_on_server=False)

    assert is_training(training)
    assert MARK.vi in (training / MARK_FILE).read_text(encoding="utf-8")
    assert 0o600 == (training / "portal.db").stat().st_mode & 0o777


def test_a_real_portal_never_becomes_a_training(real):
    with pytest.raises(ConfigurationError, match="no portal ever becomes one"):
        mark_as_training(real)
    (real / MARK_FILE).touch()
    with pytest.raises(ConfigurationError, match="a real portal never becomes one"):
        require_one_kind(real, is_on_server=False)
    with pytest.raises(ConfigurationError, match="no portal ever becomes one"):
        mark_as_training(real)


def test_a_folder_of_that_name_shuts_nobody_out_of_a_real_portal(real):
    """Somebody who stood in it began their training there."""
    mark_as_training(real / MARK_FILE)

    require_one_kind(real, is_on_server=False)
    require_one_kind(real, is_on_server=True)


def test_a_training_never_becomes_a_real_portal(training):
    with_a_table(training)
    (training / MARK_FILE).unlink()

    with pytest.raises(ConfigurationError, match="a training never becomes a real portal"):
        require_one_kind(training, is_on_server=False)


def test_the_mark_goes_along_with_every_copy_of_the_store(training, tmp_path):
    with_a_table(training)
    copy = tmp_path / "copy"
    copy.mkdir()
    with (
        contextlib.closing(sqlite3.connect(training / "portal.db")) as store,
        contextlib.closing(sqlite3.connect(copy / "portal.db")) as other,
    ):
        store.backup(other)
        other.execute("VACUUM")

    assert is_training(copy)


def test_a_real_store_beside_the_mark_of_a_training_is_opened_by_nobody(training, real):
    shutil.copy(real / "portal.db", training / "portal.db")

    with pytest.raises(ConfigurationError, match="a real portal never becomes one"):
        require_one_kind(training, is_on_server=False)


def test_a_training_has_no_database_elsewhere(training):
    with pytest.raises(ConfigurationError, match="leave --database out"):
        require_one_kind(training, is_on_server=True)


def test_a_training_is_joined_with_nobody_by_any_option(training, tmp_path):
    joined = Configuration(data=training, outlets=tmp_path / "outlets.toml", roots=tmp_path)

    with pytest.raises(ConfigurationError, match=r"leave --roots, --outlets out"):
        joined.require_no_ways_out_of_training()


def test_the_data_say_that_they_are_a_training_and_no_option_does(training, real):
    assert Configuration(data=training).is_training
    assert not Configuration(data=real).is_training


def test_no_backup_is_written_of_a_training_and_none_read_into_it(training, real, tmp_path):
    for name in ("secret.key", "identity-numbers.key", "venue.key"):
        (real / name).write_text("abc")
    write_backup(real, tmp_path / "backup", KEY)

    with pytest.raises(TrainingError, match="nothing in it to keep"):
        write_backup(training, tmp_path / "none", KEY)
    with pytest.raises(ConfigurationError, match="takes nothing in"):
        read_backup(tmp_path / "backup", training, KEY)


def test_a_backup_that_holds_a_training_is_restored_by_nobody(training, real, tmp_path, monkeypatch):
    for name in ("secret.key", "identity-numbers.key", "venue.key"):
        (training / name).write_text("abc")
    monkeypatch.setattr("bluezone.portal.operations.backups.leave_from", lambda *_: None)  # as another program might
    write_backup(training, tmp_path / "backup", KEY)

    with pytest.raises(ConfigurationError, match="made to learn with"):
        read_backup(tmp_path / "backup", tmp_path / "new", KEY)


NOBODYS: dict[str, Any] = {"paper": None, "read": "", "by": None, "now": NOW}
SENDING: dict[str, Callable[[Path], object]] = {
    "mail": lambda _: MailOutlet(MailSettings("127.0.0.1", "a@example.vn", port=9, security="none"), "").send(LETTER),
    "gateway": lambda _: GatewayOutlet(GatewaySettings("http://127.0.0.1:9/"), "").send(LETTER),
    "queue": lambda folder: QueueOutlet(QueueSettings("out.jsonl"), folder).send(LETTER),
    "exchange": lambda folder: HttpExchangeDesk("http://127.0.0.1:9", folder / "key").waiting_reports(),
    "published": lambda _: HttpPublishedDesk("http://127.0.0.1:9", venue_key().verifying_key).configuration(),
    "certificate": lambda _: CertificateForm({}).credential(NOW),
    "brought": lambda _: BroughtCertificateForm({}).facts(NOW),
    "person": lambda _: sign_as_person(**NOBODYS, credential=None),  # type: ignore[arg-type] # refused before it is asked
    "organisation": lambda _: sign_as_organisation(**NOBODYS, credential=None),  # type: ignore[arg-type] # the same
    "returned": lambda _: take_returned(**NOBODYS, returned=b"", roots=()),
    "place": lambda _: signed_code(name="Chợ", kind="market", unit="02545", key=venue_key(), entropy=bytes, now=NOW),
}


@pytest.mark.parametrize("way", SENDING)
def test_nothing_leaves_a_training(way, in_training, tmp_path, db):
    with pytest.raises(TrainingError, match="this is a training"):
        SENDING[way](tmp_path)

    assert [] == list(tmp_path.iterdir())


def test_what_does_not_leave_is_one_sentence_in_the_readers_language():
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = message_of(TrainingError(Way.MESSAGE))

    assert "Đây là tập huấn: không tin nhắn hay thư nào được gửi đi." == said["vi"]
    assert "This is a training: no message and no mail leaves it." == said["en"]


@pytest.mark.parametrize("address", ["/account/login", "/nowhere", "/verify", "/account/recover"])
def test_a_strangers_page_bears_the_mark(address, in_training, db, settings):
    text = Office().client().get(address).content.decode()

    assert 1 == text.count(BAND)
    assert MARK.vi in text.partition("</title>")[0]
    assert "training.css" in text


def test_a_page_of_staff_bears_the_mark_and_so_does_its_refusal(in_training, db):
    office = Office()
    client = office.client(office.staff("Lý Thị Học", Role.HEALTH_OFFICER))

    assert [(200, 1), (403, 1)] == [
        ((answer := client.get(address)).status_code, answer.content.decode().count(BAND))
        for address in ("/", "/works")
    ]


def test_a_form_that_was_forged_is_refused_on_a_page_with_the_mark(in_training, db):
    stranger = Client(enforce_csrf_checks=True)

    assert BAND in stranger.post("/account/login", HTTP_HOST="localhost").content.decode()


@pytest.mark.parametrize("page", [counting_page, door_page])
def test_a_page_that_a_phone_keeps_bears_the_mark_and_keeps_how_it_looks(page, in_training):
    worker = {counting_page: field_worker, door_page: door_worker}[page]
    for kept in (page, worker):
        kept.cache_clear()

    try:
        assert BAND in page("vi")
        assert "training.css" in worker()
    finally:
        for kept in (page, worker):
            kept.cache_clear()


def test_a_real_portal_bears_no_mark(db):
    text = Office().client().get("/account/login").content.decode()

    assert MARK.vi not in text
    assert "training.css" not in text


def test_a_number_on_a_page_of_a_training_calls_nobody(settings):
    page = engines["jinja2"].from_string('<a href="{{ dial(phone) }}">')

    said = {}
    for settings.TRAINING in (False, True):
        said[settings.TRAINING] = page.render({"phone": "0912 345 101"}, RequestFactory().get("/"))

    assert {False: '<a href="tel:0912345101">', True: '<a href="#main">'} == said


def a_list(form: str) -> bytes:
    """Organisations, as a clerk of a training takes them out."""
    office = Office()
    client = office.client(office.staff("Lý Thị Học", Role.ADMINISTRATOR))
    answer = client.get(f"/organisations/export?as={form}")
    assert 200 == answer.status_code
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("form", SPREADSHEETS)
def test_a_list_that_is_taken_out_of_a_training_says_so_and_is_taken_in_by_no_list(form, in_training, db):
    taken = a_list(form)

    for take in (read_workbook, read_rows):
        with pytest.raises(UnreadableListError) as refused:
            take(taken, f"list.{form}")
        assert Unreadable.PRACTICE is refused.value.reason


@pytest.mark.parametrize("form", SPREADSHEETS)
def test_a_list_of_a_real_portal_says_nothing_of_a_training(form, db):
    (sheet,) = read_workbook(a_list(form), f"list.{form}").sheets

    assert MARK.vi not in str(sheet.rows[0].cells)


def test_no_file_for_another_program_leaves_a_training(in_training):
    export = Export("a", "x.y", "08", (), (), lambda _: (), for_programs={"json": Form("json", "text/json", iter)})

    with pytest.raises(TrainingError, match="for another program"):
        write_export(io.BytesIO(), export, "json", actor=None, now=NOW, language="vi")


def test_a_sheet_of_a_training_is_no_directives_letter_elsewhere(monkeypatch):
    monkeypatch.setenv(VARIABLE, PRACTICE)
    sheet = write_pdf(example_letter(), None, now=NOW).pdf

    assert 1 == require_pdf(sheet)
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(UnreadableError) as refused:
        require_pdf(sheet)
    assert Reason.PRACTICE is refused.value.reason


@pytest.mark.own_process
def test_a_training_looks_into_its_own_papers_and_a_real_portal_into_none_of_them(monkeypatch):
    monkeypatch.setenv(VARIABLE, PRACTICE)
    sheet = write_pdf(example_letter(), None, now=NOW).pdf

    assert () == verify_file(sheet, (), now=NOW).signatures
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(UnreadableError) as refused:
        verify_file(sheet, (), now=NOW)
    assert Reason.PRACTICE is refused.value.reason


def test_a_real_portal_believes_no_sheet_of_a_training_whatever_its_environment_says():
    """A line of its own environment file, or of the shell that started it."""
    asks = "from bluezone.portal.settings import papers; from bluezone.documents.practice import is_practice"
    started = subprocess.run(
        [sys.executable, "-c", f"import tests.support.portal.settings; {asks}; print(is_practice())"],
        env={**os.environ, VARIABLE: PRACTICE},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "False" == started.stdout.strip()
