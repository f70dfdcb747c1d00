"""Scripts read by the machine: where it has a voice, within bounds, and never as a command."""

from __future__ import annotations

import dataclasses
import io
import shutil
import subprocess
import wave

import pytest

from bluezone.portal.announcements import speaking
from bluezone.portal.announcements.models import Audio
from bluezone.portal.announcements.services import audio
from bluezone.portal.announcements.services.audio import make_audio
from bluezone.portal.errors import RefusedError
from bluezone.portal.leaving import TrainingError
from bluezone.rollout.announcing.facts import Told
from bluezone.rollout.announcing.outlets import Script, loudspeaker
from tests.support.portal.announcements import FACTS, approved
from tests.support.portal.announcing import an_announcing_office
from tests.support.portal.offices import NOW

SPEAKS = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@pytest.fixture
def desk(office):
    return an_announcing_office(office)


@pytest.fixture(autouse=True)
def _asked_anew():
    asked = speaking.speaks
    asked.cache_clear()
    yield
    asked.cache_clear()


@SPEAKS
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_script_becomes_a_wav_of_about_its_reading_time(language):
    script = loudspeaker(approved(), language)

    content = speaking.spoken(script, language)

    with wave.open(io.BytesIO(content)) as file:
        assert (1, 2) == (file.getnchannels(), file.getsampwidth())
        assert len(content) == 44 + 2 * file.getnframes()
    assert script.seconds / 3 < speaking.seconds_of(content) < script.seconds * 2


@SPEAKS
def test_words_never_become_an_option_or_a_command(tmp_path):
    mark = tmp_path / "x"
    script = Script((f"-w {mark}", f"--path={mark}", f"$(touch {mark})"), 1, "0" * 8)

    speaking.spoken(script, "vi")

    assert not mark.exists()


def test_in_a_training_nothing_is_read_aloud(desk, settings):
    settings.TRAINING = True

    with pytest.raises(TrainingError):
        make_audio(actor=desk.writer, row=desk.approved(), language="vi", now=NOW)
    assert 0 == Audio.objects.count()


def test_without_the_program_it_is_said_plainly(desk, monkeypatch):
    monkeypatch.setattr(speaking, "PROGRAM", "no-such-voice")

    with pytest.raises(RefusedError, match="install espeak-ng"):
        make_audio(actor=desk.writer, row=desk.approved(), language="vi", now=NOW)
    assert 0 == Audio.objects.count()


def played(monkeypatch, content: bytes | Exception) -> None:
    """A voice that says what a test wants to hear."""

    def run(*_command, **_options):
        if isinstance(content, Exception):
            raise content
        return subprocess.CompletedProcess([], 0, content, b"")

    monkeypatch.setattr(speaking, "speaks", lambda _language: True)
    monkeypatch.setattr(speaking.subprocess, "run", run)


def tone(seconds: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 22_050, 0, "NONE", ""))
        file.writeframes(bytes(44_100 * seconds))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "did not answer"),
        (b"RIFF rubbish", "did not answer"),
        (subprocess.TimeoutExpired("espeak-ng", 60), "did not answer"),
        (subprocess.CalledProcessError(1, "espeak-ng"), "did not answer"),
        (bytes(speaking.MOST_BYTES + 1), "too long"),
    ],
    ids=["silence", "rubbish", "never", "failure", "endless"],
)
def test_a_voice_that_fails_leaves_nothing_behind(desk, monkeypatch, content, said):
    row = desk.approved()
    played(monkeypatch, content)

    with pytest.raises(RefusedError, match=said):
        make_audio(actor=desk.writer, row=row, language="vi", now=NOW)
    assert 0 == Audio.objects.count()


def test_audio_is_one_a_language_and_the_oldest_makes_room(desk, monkeypatch):
    monkeypatch.setattr(audio, "MOST_KEPT", 2)
    rows = [
        desk.approved(dataclasses.replace(FACTS, headline=Told(f"Tin {number}", f"News {number}")))
        for number in range(3)
    ]
    played(monkeypatch, tone())

    for row in (*rows, rows[2]):
        make_audio(actor=desk.writer, row=row, language="vi", now=NOW)

    assert [rows[1].pk, rows[2].pk] == sorted(Audio.objects.values_list("announcement_id", flat=True))
    assert {1} == set(Audio.objects.values_list("seconds", flat=True))


def test_words_that_nobody_approved_are_not_read(desk, monkeypatch):
    played(monkeypatch, tone())

    with pytest.raises(RefusedError, match="only an approved"):
        make_audio(actor=desk.writer, row=desk.drafted(), language="vi", now=NOW)
