"""A script read aloud by espeak-ng, where it is installed. The text goes in by a pipe and never becomes a command."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from functools import cache

from bluezone.portal.errors import RefusedError
from bluezone.rollout.announcing.outlets import Script
from bluezone.rollout.announcing.reading_time import words_per_minute
from bluezone.vietnam.words import Language

PROGRAM = "espeak-ng"
MOST_BYTES = 12_000_000
"""Four minutes and a half of its voice; a script has at most a few."""
_PATIENCE_S = 60
_VOICES = {"vi": ("vi", str(words_per_minute())), "en": ("en-gb", "150")}
_GAP_CS = "2"
"""Between words, in hundredths of a second: a loudspeaker in the open echoes."""
_ALL_FRAMES = MOST_BYTES


@cache
def speaks(language: Language) -> bool:
    """Whether this machine has a voice for the language."""
    if shutil.which(PROGRAM) is None:
        return False
    voice = _VOICES[language][0]
    asked = subprocess.run(  # noqa: S603 - our own words only
        [PROGRAM, f"--voices={voice}"], capture_output=True, timeout=_PATIENCE_S, check=False
    )
    return len(asked.stdout.splitlines()) > 1


def spoken(script: Script, language: Language) -> bytes:
    """Reads the script aloud into a WAV. Raises RefusedError where there is no voice, or none that ends."""
    if not speaks(language):
        raise RefusedError("this machine has no voice; install espeak-ng")
    voice, pace = _VOICES[language]
    command = [PROGRAM, "-v", voice, "-s", pace, "-g", _GAP_CS, "-b", "1", "--stdin", "--stdout"]
    try:
        read = subprocess.run(  # noqa: S603 - our own words only; the text comes by the pipe
            command, input="\n".join(script.lines).encode(), capture_output=True, timeout=_PATIENCE_S, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise RefusedError("the voice did not answer; try again") from error
    if len(read.stdout) > MOST_BYTES:
        raise RefusedError("the script is too long to be kept as audio")
    return _whole(read.stdout)


def seconds_of(audio: bytes) -> int:
    """How many seconds a WAV lasts, rounded up."""
    with wave.open(io.BytesIO(audio)) as file:
        return int(-(-file.getnframes() // file.getframerate()))


def _whole(streamed: bytes) -> bytes:
    """Writes the length into the WAV's head, which a program that writes to a pipe cannot know."""
    out = io.BytesIO()
    try:
        with wave.open(io.BytesIO(streamed)) as heard, wave.open(out, "wb") as file:
            file.setparams((heard.getnchannels(), heard.getsampwidth(), heard.getframerate(), 0, "NONE", ""))
            file.writeframes(heard.readframes(_ALL_FRAMES))
    except (wave.Error, EOFError) as error:
        raise RefusedError("the voice did not answer; try again") from error
    return out.getvalue()
